"""Whatever comes in whatever order, what is stored is what judging everything from the start would give.

A history is a list of acts drawn at random: reports late and early, corrections, outbreaks, declarations, policies,
runs missed and out of order, a clock that jumps. After it a replay must find no difference, and both databases must
hold the same.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, note, settings
from hypothesis import strategies as st

from app.domain.assessment import Assessment
from app.domain.errors import ZoneError
from app.domain.records import CaseCounts, CaseReport
from app.domain.vocabulary import OutbreakSetting
from app.formats.case_table import CaseRow
from app.services.case_import import import_cases
from app.services.declarations import adopt
from app.services.scheduling import run_due
from app.services.site_rules import SiteRules
from app.storage.assessments import ward_assessments
from app.storage.case_reports import find_reports
from app.storage.decisions import decisions
from app.storage.engine import create_database_engine
from app.storage.outbreaks import outbreaks
from app.storage.revisions import revisions
from app.storage.statuses import Status, every_status, full_run_days, statuses
from tests.accounts import NOW, Clock
from tests.examples import examples
from tests.site import CITY, ONE_DAY, WARDS, Site, counts, day, import_register, open_site

RULES = SiteRules(known_sources=("district", "hospital"))
POLICIES = ("hanoi-ct06-2021", "moh-2686-2021", "moh-4800-2021")
MAPS = ("A B C / D E F / G H I", "A C B / D E F / G H I", "A B C / D F E / G H I")
SETTINGS = (OutbreakSetting.MARKET, OutbreakSetting.RESIDENTIAL)

Act = Callable[[Site], object]


@dataclass(frozen=True)
class Told:
    """An act with the words to tell it by when a history fails."""

    words: str
    act: Act

    def __repr__(self) -> str:
        return self.words


def post(ward: str, back: int, reported: CaseCounts, source: str) -> Told:
    return Told(
        f"post({ward}, {back} days back, {reported.as_tuple()}, {source})",
        lambda site: site.post(ward, site.open_day - ONE_DAY * back, reported, source=source),
    )


def zeros(back: int, length: int, wards: tuple[str, ...]) -> Told:
    def act(site: Site) -> None:
        first = site.open_day - ONE_DAY * back
        site.post_zeros(first, min(first + ONE_DAY * length, site.open_day), wards)

    return Told(f"zeros({back} days back, for {length} days, {''.join(wards)})", act)


def correct(choice: int, corrected: CaseCounts | None) -> Told:
    def act(site: Site) -> None:
        report = _pick(_reports(site), choice)
        key = report.key
        site.correct(key.ward_code, key.reporting_date, corrected, version=report.version, source=key.source)

    return Told(f"correct({choice}, {corrected})", act)


def declare(ward: str, back: int, source_known: bool, setting: OutbreakSetting, linked: tuple[str, ...]) -> Told:
    return Told(
        f"declare({ward}, {back} days back, source_known={source_known}, {setting}, linked={linked})",
        lambda site: site.declare(
            ward,
            opened_on=site.open_day - ONE_DAY * back,
            source_known=source_known,
            setting=setting,
            linked_ward_codes=linked,
        ),
    )


def change(choice: int, back: int | None, source_known: bool) -> Told:
    def act(site: Site) -> None:
        with site.read_sessions() as session:
            outbreak = _pick(outbreaks(session), choice)
        closed_on = None if back is None else site.open_day - ONE_DAY * back
        site.change(outbreak.outbreak_id, closed_on=closed_on, source_known=source_known)

    return Told(f"change({choice}, closed {back} days back, source_known={source_known})", act)


def baseline(back: int) -> Told:
    return Told(f"baseline({back})", lambda site: site.declare_baseline(site.open_day - ONE_DAY * back))


def import_table(ward: str, back: int, length: int) -> Told:
    def act(site: Site) -> None:
        first = site.open_day - ONE_DAY * back
        with site.sessions.begin() as session:
            import_cases(
                session,
                rules=site.rules,
                caller=CITY,
                rows=[CaseRow(2, ward, first, counts(1))],
                absent_is_zero=True,
                first_day=None,
                last_day=min(first + ONE_DAY * length, site.open_day),
                source_name="drawn.csv",
                now=site.clock.now,
            )

    return Told(f"import({ward}, {back} days back, {length} days without cases)", act)


def adopt_policy(policy_id: str, ahead: int) -> Told:
    def act(site: Site) -> None:
        with site.sessions.begin() as session:
            adopt(
                session,
                rules=site.rules,
                policy_id=policy_id,
                effective_from=site.open_day + ONE_DAY * ahead,
                document_number="1",
                signer="x",
                now=site.clock.now,
                actor="x",
            )

    return Told(f"adopt({policy_id}, in {ahead} days)", act)


def run(back: int) -> Told:
    return Told(f"run({back} days back)", lambda site: site.run(site.open_day - ONE_DAY * back))


def run_all_due() -> Told:
    return Told("run_due", lambda site: list(run_due(site.sessions, rules=site.rules, now=site.clock.now)))


def move(hours: int) -> Told:
    return Told(f"move({hours} h)", lambda site: site.clock.move(timedelta(hours=hours)))


def redraw(drawing: str) -> Told:
    return Told(f"redraw({drawing})", lambda site: import_register(site, drawing=drawing, valid_from=site.open_day))


def decide(ward: str, level: str, ahead: int, hours: int | None) -> Told:
    def act(site: Site) -> None:
        begins = site.clock.now + timedelta(hours=ahead)
        site.decide(ward, level, from_=begins, until=None if hours is None else begins + timedelta(hours=hours))

    return Told(f"decide({ward}, {level}, in {ahead} h, for {hours} h)", act)


def revoke(choice: int) -> Told:
    def act(site: Site) -> None:
        with site.read_sessions() as session:
            found = _pick(decisions(session, scheme="main"), choice)
        site.revoke(found.decision_id)

    return Told(f"revoke({choice})", act)


def ask_approval(district: str, needed: bool) -> Told:
    return Told(f"ask_approval({district}, {needed})", lambda site: site.ask_approval(district, needed=needed))


def approve(district: str) -> Told:
    return Told(f"approve({district})", lambda site: site.approve(district=district))


ward = st.sampled_from(WARDS)
some_wards = st.lists(ward, max_size=2, unique=True).map(tuple)
some_wards_at_least_one = st.lists(ward, min_size=1, max_size=2, unique=True).map(tuple)
back = st.integers(0, 20)
case_counts = st.builds(counts, st.integers(0, 2), st.integers(0, 1))
act = st.one_of(
    st.builds(post, ward, back, case_counts, st.sampled_from(["district", "district", "district", "hospital"])),
    st.builds(zeros, back, st.integers(0, 20), st.one_of(st.just(WARDS), some_wards_at_least_one)),
    st.builds(correct, st.integers(0, 99), st.one_of(st.none(), case_counts)),
    st.builds(declare, ward, back, st.booleans(), st.sampled_from(SETTINGS), some_wards),
    st.builds(change, st.integers(0, 9), st.one_of(st.none(), back), st.booleans()),
    st.builds(run, st.integers(1, 25)),
    st.builds(run_all_due),
    st.builds(move, st.sampled_from([-30, -1, 1, 7, 13, 24, 24, 24, 96])),
    st.builds(adopt_policy, st.sampled_from(POLICIES), st.integers(-20, 3)),
    st.one_of(
        st.builds(baseline, back),
        st.builds(import_table, ward, back, st.integers(0, 20)),
        st.builds(redraw, st.sampled_from(MAPS)),
    ),
    st.builds(
        decide,
        ward,
        st.sampled_from(["red", "orange", "green", "yellow"]),
        st.sampled_from([0, 0, 3, 30]),
        st.sampled_from([None, 1, 20, 100]),
    ),
    st.one_of(
        st.builds(revoke, st.integers(0, 9)),
        st.builds(ask_approval, st.sampled_from(["001", "017"]), st.booleans()),
        st.builds(approve, st.sampled_from(["001", "017"])),
    ),
)
histories = st.lists(act, min_size=4, max_size=22)


@pytest.fixture(scope="module")
def laid_site(sqlite_folder: Path, sqlite_template: Path) -> Iterator[Path]:
    """A SQLite database on which a site is laid, to be copied for each history."""
    with TemporaryDirectory(dir=sqlite_folder) as folder:
        path = Path(folder) / "laid.sqlite"
        shutil.copyfile(sqlite_template, path)
        engine = create_database_engine(f"sqlite:///{path}")
        open_site(engine, rules=RULES)
        # Closing the last connection moves the write-ahead log into the file.
        engine.dispose()
        yield path


@settings(
    max_examples=examples(60),
    deadline=None,
    derandomize=True,
    database=None,
    phases=[Phase.generate, Phase.shrink],
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
@given(history=histories)
def test_what_is_stored_is_what_judging_everything_anew_would_give(laid_site: Path, history: list[Told]) -> None:
    with copied(laid_site) as site:
        play(site, history)
        assert site.differences() == ()
        assert_one_status_at_every_instant(site)
        # Running again what has been run finds nothing to change.
        again = [each for each in _runs(site) if site.run(each).changed]
        assert again == []


@pytest.mark.postgis
@settings(
    max_examples=6,
    deadline=None,
    derandomize=True,
    database=None,
    phases=[Phase.generate],
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
@given(history=st.lists(act, min_size=10, max_size=22))
def test_both_databases_hold_the_same(
    laid_site: Path, postgis_databases: Callable[[], Any], history: list[Told]
) -> None:
    with copied(laid_site) as one, postgis_databases() as other:
        play(one, history)
        play(other, history)
        assert all_rows(one) == all_rows(other)
        assert all_assessments(one) == all_assessments(other)
        assert other.differences() == ()


@pytest.fixture
def postgis_databases(postgis: Any, postgis_template: str) -> Callable[[], Any]:
    """Opens a fresh laid site on PostGIS."""

    @contextmanager
    def opened() -> Iterator[Site]:
        with postgis.database(template=postgis_template) as url:
            engine = create_database_engine(url.render_as_string(hide_password=False))
            yield open_site(engine, rules=RULES)
            engine.dispose()

    return opened


@contextmanager
def copied(laid: Path) -> Iterator[Site]:
    """A site of its own on a copy of a laid one."""
    with TemporaryDirectory(dir=laid.parent) as folder:
        path = Path(folder) / "site.sqlite"
        shutil.copyfile(laid, path)
        engine = create_database_engine(f"sqlite:///{path}")
        yield Site(engine, Clock(NOW), RULES)
        engine.dispose()


def play(site: Site, history: list[Told]) -> None:
    """Every act that can be done; one that is refused leaves nothing behind."""
    note(f"{history}")
    for told in history:
        try:
            told.act(site)
        except ZoneError:
            continue


def assert_one_status_at_every_instant(site: Site) -> None:
    """Intervals meet, the last is open, and none begins before the write that caused it; only planned ones later."""
    with site.read_sessions() as session:
        moment = {each.number: each.committed_at for each in revisions(session)}
    by_ward: dict[str, list[Status]] = {}
    for each in all_statuses(site):
        by_ward.setdefault(each.ward_code, []).append(each)
    for intervals in by_ward.values():
        assert all(before.until_instant == after.from_instant for before, after in pairwise(intervals))
        assert [each.until_instant for each in intervals].index(None) == len(intervals) - 1
        assert all(each.from_instant >= moment[each.from_revision] for each in intervals)
        planned = [each for each in intervals if each.from_instant > moment[each.from_revision]]
        assert all(each.cause in {"announced", "decision", "decision_expired"} for each in planned)


def all_statuses(site: Site) -> list[Status]:
    with site.read_sessions() as session:
        return statuses(session, scheme="main")


def all_rows(site: Site) -> list[Status]:
    with site.read_sessions() as session:
        return every_status(session, scheme="main")


def all_assessments(site: Site) -> list[Assessment]:
    with site.read_sessions() as session:
        return [each for ward in WARDS for each in ward_assessments(session, scheme="main", ward_code=ward)]


def _runs(site: Site) -> list[date]:
    with site.read_sessions() as session:
        return full_run_days(session, scheme="main")


def _reports(site: Site) -> list[CaseReport]:
    with site.read_sessions() as session:
        return find_reports(session, ward_codes=None, first_day=day(-99), last_day=day(99))


def _pick(found: list[Any], choice: int) -> Any:
    if not found:
        raise ZoneError(vi="chưa có gì", en="there is nothing yet")
    return found[choice % len(found)]
