"""Publishing: one line of numbers, files that never change, and what may not be published."""

from __future__ import annotations

import csv
import io
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from sqlalchemy import Engine, event, text
from sqlalchemy.exc import IntegrityError

from app.domain.errors import AlreadySuperseded, DrillRefused, InvalidValue, NotYetJudged, RoleRequired
from app.domain.publication import FileKind
from app.domain.publication_check import Verdict
from app.domain.vocabulary import Role
from app.services.access import Caller
from app.services.publication_check import check_hash
from app.services.publication_reading import page_of_publications
from app.services.zone_snapshots import past_snapshot
from app.storage.engine import create_database_engine
from app.storage.publications import file_entries, publications
from app.storage.revisions import mark_drill
from tests.press import Press, judged_site
from tests.site import REPORTER_001, SUPERVISOR_001_017, WARDS, counts, day, open_site


@pytest.fixture
def press(engine: Engine) -> Press:
    return Press(judged_site(engine))


def test_numbers_run_from_one_without_a_gap_even_when_one_fails(press: Press) -> None:
    press.publish()
    with pytest.raises(InvalidValue):
        press.publish(supersedes=99)
    press.publish()
    with press.site.read_sessions() as session:
        assert [each.number for each in publications(session)] == [2, 1]


def test_those_who_publish_at_once_get_numbers_one_after_the_other(press: Press) -> None:
    with ThreadPoolExecutor(3) as pool:
        numbers = [each.result().number for each in [pool.submit(press.publish) for _ in range(3)]]
    assert sorted(numbers) == [1, 2, 3]


def test_a_publication_states_what_is_in_force_at_its_instant(press: Press) -> None:
    made = press.publish()
    with press.site.read_sessions() as session:
        then = past_snapshot(session, rules=press.site.rules, at=made.at)
    rows = {row["ward_code"]: row for row in csv.DictReader(io.StringIO(press.file().decode("utf-8-sig")))}
    assert {code: row["level"] for code, row in rows.items()} == {zone.ward.code: zone.level for zone in then.zones}
    assert rows["A"]["level"] == "red"
    assert rows["I"]["level"] == "unknown"
    assert (made.revision, made.as_of) == (then.revision, then.as_of)


def test_what_happens_later_leaves_it_as_it_was(press: Press) -> None:
    press.publish()
    before = {kind: press.file(1, kind) for kind in FileKind}
    press.site.post("C", reported=counts(unknown=4))
    press.publish()
    assert {kind: press.file(1, kind) for kind in FileKind} == before
    assert press.file(2) != before[FileKind.CSV]


def rows_of(press: Press, number: int = 1) -> dict[str, dict[str, str]]:
    rows = csv.DictReader(io.StringIO(press.file(number).decode("utf-8-sig")))
    return {row["ward_code"]: row for row in rows}


def test_a_ring_is_published_once_it_is_in_force_and_not_while_it_is_only_proposed(press: Press) -> None:
    press.publish()
    press.site.issue("OB0001")
    press.publish()
    assert {row["layer"] for row in rows_of(press, 1).values()} == {""}
    after = rows_of(press, 2)
    assert (after["A"]["layer"], after["A"]["directive"], after["A"]["layer_partial"]) == ("core", "16", "false")
    assert b'id="rings"' not in press.file(1, FileKind.SVG)
    assert b'id="rings"' in press.file(2, FileKind.SVG)


def test_a_stricter_ring_only_proposed_does_not_hide_one_in_force(press: Press) -> None:
    press.site.issue("OB0001")
    press.site.declare("B")
    press.publish()
    assert rows_of(press)["B"]["layer"] == "next"


def test_a_decided_level_names_its_document(press: Press) -> None:
    press.site.decide("E", "red")
    press.publish()
    rows = rows_of(press)
    assert (rows["E"]["level"], rows["E"]["decided"]) == ("red", "true")
    assert rows["E"]["decision_document"] != ""
    assert rows["A"]["decision_document"] == ""


def test_publishing_changes_nothing_that_is_replayed(press: Press) -> None:
    press.publish()
    assert press.site.differences() == ()


def test_the_totals_by_level_count_every_ward_once(press: Press) -> None:
    made = press.publish()
    assert sum(total.wards for total in made.totals) == len(WARDS)
    assert {total.level: total.wards for total in made.totals}["red"] == 1
    assert made.totals[-1].level == "unknown"


def test_both_databases_give_the_same_bytes(sqlite_url: str, postgis_url: str) -> None:
    files = []
    for url in (sqlite_url, postgis_url):
        engine = create_database_engine(url)
        press = Press(judged_site(engine))
        press.publish()
        files.append({kind: press.file(1, kind) for kind in FileKind})
        engine.dispose()
    assert files[0] == files[1]


def test_files_are_kept_with_their_sizes_and_hashes(press: Press) -> None:
    press.publish()
    with press.site.read_sessions() as session:
        entries = file_entries(session, [1])[1]
    assert [each.kind for each in entries] == list(FileKind)
    for each in entries:
        assert each.size == len(press.file(1, each.kind))
        with press.site.read_sessions() as session:
            assert check_hash(session, each.sha256).verdict is Verdict.GENUINE


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE publications SET title = 'khác'",
        "DELETE FROM publications",
        "UPDATE publication_files SET content = '\\x00'",
        "UPDATE publication_files SET sha256 = 'x'",
        "DELETE FROM publication_files",
    ],
)
def test_the_database_lets_nobody_change_or_remove_one(press: Press, statement: str) -> None:
    press.publish()
    with press.site.sessions() as session, pytest.raises(IntegrityError, match="is append-only"):
        session.execute(text(statement))


@pytest.mark.parametrize("caller", [REPORTER_001, SUPERVISOR_001_017, Caller("may", Role.JOB, None)])
def test_only_the_city_publishes(press: Press, caller: Caller) -> None:
    with pytest.raises(RoleRequired):
        press.publish(caller=caller)


def test_a_drill_is_never_published(engine: Engine) -> None:
    site = open_site(engine)
    with site.sessions.begin() as session:
        mark_drill(session, begins_at=site.clock.now, first_day=day(-5))
    with pytest.raises(DrillRefused):
        Press(site).publish()


def test_nothing_is_published_before_the_closed_day_is_judged(press: Press) -> None:
    press.site.clock.now = press.site.rules.clock.closes_at(day(0)) + timedelta(seconds=1)
    with pytest.raises(NotYetJudged) as refused:
        press.publish()
    assert refused.value.extensions == {"closed_day": str(day(0)), "judged_day": str(day(-1))}
    press.site.run(day(0))
    assert press.publish().as_of == day(0)


def test_nothing_is_published_of_a_site_that_was_never_judged(engine: Engine) -> None:
    with pytest.raises(NotYetJudged):
        Press(open_site(engine)).publish()


def test_a_correction_supersedes_and_the_old_one_says_so(press: Press) -> None:
    press.publish()
    press.publish(supersedes=1)
    check = press.check(press.file(1))
    assert (check.verdict, check.superseded_by, check.exact) == (Verdict.SUPERSEDED, 2, True)
    assert press.check(press.file(2)).verdict is Verdict.GENUINE


def test_a_publication_is_superseded_once(press: Press) -> None:
    press.publish()
    press.publish(supersedes=1)
    with pytest.raises(AlreadySuperseded) as refused:
        press.publish(supersedes=1)
    assert refused.value.extensions == {"superseded_by": 2}


def test_a_page_of_the_list_takes_the_same_few_statements_however_long_it_is(press: Press) -> None:
    counts_of_statements = []
    for _ in range(2):
        press.publish()
        press.publish()
        with press.site.read_sessions() as session:
            asked: list[str] = []
            event.listen(session.connection(), "before_cursor_execute", lambda *said, into=asked: into.append(said[2]))
            found, count, more = page_of_publications(
                session, before=None, limit=50, known_revision=press.site.revision()
            )
        assert (len(found), more) == (count, False)
        counts_of_statements.append(len(asked))
    assert counts_of_statements == [4, 4]
