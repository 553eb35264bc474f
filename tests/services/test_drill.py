"""A drill on a site of its own: its past replayed as staff would have made it, its present played as it comes."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path

import pytest
from sqlalchemy import Engine

from app.domain.drill import DEFAULT_DAYS, DEFAULT_SEED
from app.domain.drill_events import MARK
from app.domain.drill_outbreaks import DONG_ANH
from app.domain.errors import DrillRefused, FutureReportingDate, NothingToJudge, Unavailable
from app.domain.vocabulary import UNKNOWN, LockdownLayer, OutbreakSetting, RingStatus
from app.services.drill import DrillOutcome, DrillPlayer, run_drill
from app.services.drill_acts import PLAYER
from app.services.outbreak_control import Change, change_outbreak
from app.services.scheduling import run_due
from app.services.site_rules import SiteRules
from app.services.site_setup import set_up
from app.services.zone_status import ZoneSnapshot
from app.storage.audit import lines
from app.storage.case_reports import find_reports
from app.storage.drills import Drill, read_drill
from app.storage.engine import create_database_engine
from app.storage.outbreaks import outbreaks
from app.storage.revisions import begin_write, create_site, read_site, revisions
from app.storage.rings import rings
from app.storage.statuses import Status, full_run_days, statuses
from app.storage.testing_rounds import rounds_logged
from tests.accounts import NOW, Clock
from tests.grids import draw_grid
from tests.site import CITY, TODAY, Site, counts, day, hanoi, import_register, open_site
from tests.values import key, take

REGISTER = Path(__file__).parents[2] / "data" / "wards.geojson"
DRAWING, DISTRICTS = draw_grid(5, 5, block=3)
WARDS, DAYS = 25, 5
NO_CALL = timedelta(minutes=2)


def open_grid(engine: Engine, *, rules: SiteRules | None = None) -> Site:
    """A site of 25 square wards in four districts, at ten in the morning of `TODAY`."""
    return open_site(engine, drawing=DRAWING, districts=DISTRICTS, rules=rules, clock=Clock(NOW))


def play(site: Site, *, seed: int | None = 3, days: int = DAYS, until: date | None = None) -> DrillOutcome:
    return run_drill(site.sessions, rules=site.rules, seed=seed, days=days, until=until, now=site.clock.now)


def drill_of(site: Site) -> Drill | None:
    with site.read_sessions() as session:
        return read_drill(session)


def history(site: Site) -> list[Status]:
    with site.read_sessions() as session:
        return statuses(session, scheme="main")


def ledger(site: Site) -> list[tuple[str, date, int, object]]:
    with site.read_sessions() as session:
        found = find_reports(session, ward_codes=None, first_day=day(-60), last_day=day(60), limit=100_000)
    return [(each.key.ward_code, each.key.reporting_date, each.version, each.counts) for each in found]


@pytest.fixture
def site(engine: Engine) -> Site:
    return open_grid(engine)


@pytest.fixture
def played(site: Site) -> Site:
    play(site)
    return site


# --- a run -----------------------------------------------------------------------------------------------------------


def test_a_drill_marks_its_site_for_ever(played: Site) -> None:
    assert played.snapshot().drill
    with played.read_sessions() as session:
        stored = read_site(session)
    assert stored is not None
    assert stored.first_day == day(1 - DAYS)


def test_a_drill_leaves_a_line_in_the_audit(played: Site) -> None:
    with played.read_sessions() as session:
        entries = [line.entry for line in lines(session) if line.entry.action == "drill"]
    assert [(entry.actor, entry.detail["seed"]) for entry in entries] == [(PLAYER.username, 3)]


def test_it_says_what_it_wrote(site: Site) -> None:
    told: list[tuple[int, int]] = []
    outcome = run_drill(
        site.sessions,
        rules=site.rules,
        seed=3,
        days=DAYS,
        now=site.clock.now,
        progress=lambda done, total: told.append((done, total)),
    )
    assert (outcome.seed, outcome.first_day, outcome.last_day, outcome.wards) == (3, day(1 - DAYS), TODAY, WARDS)
    assert outcome.played.reports == len(ledger(site))
    assert outcome.played.days_judged == DAYS - 1
    assert outcome.played.changed > outcome.played.reports
    assert told[-1] == (DAYS, DAYS)
    assert told == sorted(told)


def test_its_history_is_the_one_the_ledger_gives(played: Site) -> None:
    assert played.differences() == ()


def test_statuses_begin_at_the_simulated_moments(played: Site) -> None:
    clock = played.rules.clock
    begun = {each.from_instant for each in history(played)}
    assert {clock.open_day(moment) for moment in begun} >= {day(2 - DAYS), day(0)}
    assert min(begun) >= clock.opens_at(day(1 - DAYS))
    assert max(begun) <= played.clock.now


def test_moments_never_run_backwards_after_the_drill_has_begun(played: Site) -> None:
    with played.read_sessions() as session:
        (begun,) = [line.entry.revision for line in lines(session) if line.entry.action == "drill"]
        assert begun is not None
        simulated = [each.committed_at for each in revisions(session) if each.number > begun]
    assert len(simulated) > 15
    assert all(earlier < later for earlier, later in pairwise(simulated))


def test_every_closed_day_was_judged_at_its_cut_off(played: Site) -> None:
    with played.read_sessions() as session:
        assert full_run_days(session, scheme="main") == [day(offset) for offset in range(1 - DAYS, 0)]


def test_events_later_than_now_are_left_for_later(played: Site) -> None:
    drill = drill_of(played)
    assert drill is not None
    assert drill.played_until is not None
    assert drill.played_until <= played.clock.now
    assert 0 < sum(reported == TODAY for _, reported, _, _ in ledger(played)) < WARDS


def test_the_second_run_changes_nothing(played: Site) -> None:
    before = played.revision()
    assert play(played).played.changed == 0
    assert played.revision() == before


def test_a_later_run_goes_on_from_there(played: Site) -> None:
    played.clock.move(timedelta(days=2))
    outcome = play(played, seed=None)
    assert (outcome.seed, outcome.first_day, outcome.last_day) == (3, day(1 - DAYS), day(2))
    assert outcome.played.days_judged == 2
    assert played.differences() == ()


def test_two_runs_end_where_one_does(engine: Engine, sqlite_folder: Path, sqlite_template: Path) -> None:
    halves, whole = open_grid(engine), open_grid(_fresh(sqlite_folder / "whole.sqlite", sqlite_template))
    whole.clock.now = halves.clock.now
    halves.clock.move(timedelta(days=-2, hours=2))
    play(halves, days=DAYS - 2)
    halves.clock.now = whole.clock.now
    play(halves)
    play(whole)
    assert ledger(halves) == ledger(whole)
    assert halves.levels() == whole.levels()
    whole.engine.dispose()


@pytest.mark.postgis
def test_a_seed_gives_the_same_history_on_both_databases(sqlite_url: str, postgis_url: str) -> None:
    histories = []
    for url in (sqlite_url, postgis_url):
        engine = create_database_engine(url)
        one = open_grid(engine)
        play(one)
        histories.append((history(one), ledger(one)))
        engine.dispose()
    assert histories[0] == histories[1]


def test_another_seed_gives_another_ledger(played: Site, sqlite_folder: Path, sqlite_template: Path) -> None:
    other = open_grid(_fresh(sqlite_folder / "other.sqlite", sqlite_template))
    play(other, seed=4)
    assert ledger(other) != ledger(played)
    other.engine.dispose()


def test_without_a_seed_the_default_one_is_played(site: Site) -> None:
    assert play(site, seed=None, days=1).seed == DEFAULT_SEED


def test_a_drill_until_a_day_in_the_past_ends_with_it(site: Site) -> None:
    outcome = play(site, until=day(-20), days=3)
    assert (outcome.first_day, outcome.last_day) == (day(-22), day(-20))
    assert outcome.played.days_judged == 3
    site.clock.move(timedelta(days=1))
    assert play(site).played.changed == 0


def test_a_drill_that_has_ended_goes_on_when_asked_to_go_on_until_today(site: Site) -> None:
    play(site, until=day(-3), days=2)
    assert play(site, until=TODAY).played.days_judged == 2
    drill = drill_of(site)
    assert drill is not None
    assert drill.last_day is None


# --- what is refused -------------------------------------------------------------------------------------------------


def refusal_of(site: Site, fault: type[Exception], **asked: object) -> None:
    before, untouched = site.revision(), site.snapshot().drill
    with pytest.raises(fault):
        play(site, **asked)  # type: ignore[arg-type]
    assert site.revision() == before
    assert site.snapshot().drill is untouched


def test_a_site_with_real_reports_is_refused_and_left_alone(site: Site) -> None:
    site.post("000000")
    refusal_of(site, DrillRefused)


def test_a_site_with_a_real_outbreak_is_refused(site: Site) -> None:
    site.declare("000000")
    refusal_of(site, DrillRefused)


def test_a_site_with_a_real_value_beside_cases_is_refused(site: Site) -> None:
    take(site, (key("city"), 81.2))
    refusal_of(site, DrillRefused)


def test_a_site_that_has_judged_is_refused(site: Site) -> None:
    site.run(day(-1))
    refusal_of(site, DrillRefused)


def test_another_seed_on_a_drill_is_refused(played: Site) -> None:
    refusal_of(played, DrillRefused, seed=4)


def test_a_drill_cannot_go_on_into_the_future(site: Site) -> None:
    refusal_of(site, FutureReportingDate, until=day(1))


def test_without_a_register_there_is_nothing_to_drill_on(engine: Engine) -> None:
    bare = Site(engine, Clock(NOW), SiteRules())
    with bare.sessions.begin() as session:
        create_site(session, now=NOW, first_day=TODAY)
    with pytest.raises(NothingToJudge):
        play(bare)


def test_a_site_that_was_never_set_up_is_not_ready(engine: Engine) -> None:
    with pytest.raises(Unavailable):
        play(Site(engine, Clock(NOW), SiteRules()))


# --- people on the drill site ----------------------------------------------------------------------------------------


def test_what_people_reported_first_stands(played: Site) -> None:
    waiting = next(code for code in ward_codes(played) if (code, TODAY) not in reported(played))
    played.post(waiting, TODAY, counts(unknown=7))
    played.clock.now = hanoi(TODAY, 17, 59)
    play(played)
    assert reported(played)[waiting, TODAY] == (1, counts(unknown=7))
    assert len([key for key in reported(played) if key[1] == TODAY]) > WARDS - 5


def test_an_outbreak_that_people_closed_stays_closed(site: Site) -> None:
    site.clock.now = hanoi(TODAY, 17, 59)
    play(site, days=6)
    with site.sessions.begin() as session:
        school = next(each for each in outbreaks(session) if each.setting is OutbreakSetting.SCHOOL)
        revision = begin_write(session, now=site.clock.now, kind="outbreak", actor="test")
        change_outbreak(
            session,
            rules=site.rules,
            caller=CITY,
            outbreak_id=school.outbreak_id,
            expected_version=None,
            change=Change(closed_on=TODAY),
            revision=revision,
            now=site.clock.now,
        )
    site.clock.move(timedelta(days=6))
    play(site)
    with site.read_sessions() as session:
        closed = {each.outbreak_id: each.closed_on for each in outbreaks(session)}
    assert closed[school.outbreak_id] == TODAY
    assert site.differences() == ()


def ward_codes(site: Site) -> tuple[str, ...]:
    return site.snapshot().register.codes


def reported(site: Site) -> dict[tuple[str, date], tuple[int, object]]:
    return {(code, on): (version, found) for code, on, version, found in ledger(site)}


# --- the player ------------------------------------------------------------------------------------------------------


@pytest.fixture
def player(played: Site) -> DrillPlayer:
    return DrillPlayer(played.sessions, rules=played.rules)


def test_the_player_plays_what_has_become_due_at_the_present_moment(played: Site, player: DrillPlayer) -> None:
    before = len(ledger(played))
    played.clock.now = hanoi(TODAY, 13)
    player.play_due(played.clock.now)
    with played.read_sessions() as session:
        newest = revisions(session)[-1]
    assert len(ledger(played)) > before
    assert timedelta(0) <= newest.committed_at - played.clock.now < timedelta(seconds=1)


def test_when_nothing_is_due_the_player_writes_nothing(played: Site, player: DrillPlayer) -> None:
    before = played.revision()
    player.play_due(played.clock.now)
    player.play_due(played.clock.now)
    assert played.revision() == before


def test_the_player_moves_the_map_through_a_whole_day(played: Site, player: DrillPlayer) -> None:
    moved = set()
    while played.clock.now < hanoi(TODAY, 18):
        played.clock.move(timedelta(minutes=10))
        player.play_due(played.clock.now)
        moved.add(played.revision())
    assert len(moved) > 8
    assert played.differences() == ()


def test_the_player_judges_a_day_that_nobody_judged_at_its_cut_off(played: Site, player: DrillPlayer) -> None:
    played.clock.now = hanoi(TODAY, 18)
    player.play_due(played.clock.now)
    with played.read_sessions() as session:
        assert full_run_days(session, scheme="main")[-1] == TODAY


def test_a_day_the_scheduler_has_judged_is_not_judged_again(played: Site, player: DrillPlayer) -> None:
    played.clock.now = hanoi(TODAY, 17, 59)
    player.play_due(played.clock.now)
    played.clock.now = hanoi(TODAY, 18)
    list(run_due(played.sessions, rules=played.rules, now=played.clock.now))
    before = played.revision()
    player.play_due(played.clock.now + NO_CALL)
    assert played.revision() == before


def test_of_two_players_one_plays(played: Site, player: DrillPlayer) -> None:
    other = DrillPlayer(played.sessions, rules=played.rules)
    first = played.revision()
    played.clock.now = hanoi(TODAY, 13)
    player.play_due(played.clock.now)
    second = played.revision()
    other.play_due(played.clock.now)
    assert first < second == played.revision()


def test_after_a_long_sleep_the_player_catches_up_in_several_calls(played: Site, player: DrillPlayer) -> None:
    played.clock.now = hanoi(day(3), 12)
    for _ in range(3):
        player.play_due(played.clock.now)
        played.clock.move(NO_CALL)
    drill = drill_of(played)
    assert drill is not None
    assert drill.played_until is not None
    assert drill.played_until > hanoi(day(3), 11)
    assert played.differences() == ()


def test_a_group_that_failed_is_played_again(
    played: Site, player: DrillPlayer, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = len(ledger(played))
    played.clock.now = hanoi(TODAY, 13)
    with monkeypatch.context() as broken:
        broken.setattr("app.services.drill.note_played", _fail)
        with pytest.raises(RuntimeError):
            player.play_due(played.clock.now)
    assert len(ledger(played)) == before
    player.play_due(played.clock.now + NO_CALL)
    assert len(ledger(played)) > before


def _fail(*_: object, **__: object) -> None:
    raise RuntimeError("the disk is full")


def test_on_a_real_site_the_player_does_nothing(site: Site) -> None:
    before = site.revision()
    DrillPlayer(site.sessions, rules=site.rules).play_due(site.clock.now + timedelta(days=1))
    assert site.revision() == before


def test_the_player_goes_on_when_the_register_changes(played: Site, player: DrillPlayer) -> None:
    played.clock.now = hanoi(TODAY, 13)
    player.play_due(played.clock.now)
    import_register(played, drawing=DRAWING, districts=DISTRICTS, without="000000", valid_from=TODAY)
    played.clock.now = hanoi(day(1), 12)
    player.play_due(played.clock.now)
    assert any(on == day(1) for _, on, _, _ in ledger(played))


# --- what there is to see --------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def hanoi_site(sqlite_folder: Path, sqlite_template: Path) -> Iterator[Site]:
    """The shipped register after a drill of the default seed and length; nothing writes to it."""
    shown = Site(_fresh(sqlite_folder / "shipped.sqlite", sqlite_template), Clock(NOW), SiteRules())
    with shown.sessions.begin() as session:
        set_up(
            session,
            rules=shown.rules,
            register_content=REGISTER.read_bytes(),
            register_name=REGISTER.name,
            now=NOW,
        )
    run_drill(shown.sessions, rules=shown.rules, days=DEFAULT_DAYS, now=NOW)
    yield shown
    shown.engine.dispose()


@pytest.fixture(scope="module")
def shown(hanoi_site: Site) -> ZoneSnapshot:
    return hanoi_site.snapshot()


def test_every_level_and_the_unknown_are_on_the_map(shown: ZoneSnapshot) -> None:
    assert {zone.level for zone in shown.zones} == {*(level.id for level in shown.policy.levels), UNKNOWN}


def test_all_three_layers_are_on_the_map_ordered_and_proposed(shown: ZoneSnapshot) -> None:
    layers = {(zone.layer.layer, zone.layer.ring_status) for zone in shown.zones if zone.layer is not None}
    assert layers == {(layer, status) for layer in LockdownLayer for status in (RingStatus.PROPOSED, RingStatus.ISSUED)}


def test_testing_is_due_overdue_and_not_due_yet(shown: ZoneSnapshot) -> None:
    windows = [zone.testing for zone in shown.zones if zone.testing.due_by is not None]
    due = [each for each in windows if each.due_from is not None and each.due_from <= shown.open_day]
    assert any(each.overdue_days for each in windows)
    assert any(not each.overdue_days for each in due)
    assert any(each.due_from is not None and each.due_from > shown.open_day for each in windows)


def test_the_first_outbreak_is_open_in_dong_anh_its_core_a_part_of_a_ward(shown: ZoneSnapshot) -> None:
    first = shown.outbreaks[0]
    core = [zone for zone in shown.zones if zone.ward.code in first.ward_codes]
    assert first.name.startswith(MARK)
    assert first.is_open(shown.open_day)
    assert {zone.ward.district_code for zone in core} == {DONG_ANH}
    assert [zone.layer.partial for zone in core if zone.layer is not None] == [True]


def test_levels_loosen_one_step_at_a_time_within_the_run(hanoi_site: Site) -> None:
    steps = {
        (before.level, after.level)
        for before, after in pairwise(history(hanoi_site))
        if before.ward_code == after.ward_code
    }
    assert {("red", "orange"), ("orange", "green")} <= steps
    assert ("red", "green") not in steps


def test_reports_are_partial_in_some_wards_and_complete_in_most(shown: ZoneSnapshot) -> None:
    partial = [zone for zone in shown.zones if zone.data_status != "complete"]
    assert 0 < len(partial) < len(shown.zones) / 2


def test_rounds_were_logged_all_along(hanoi_site: Site) -> None:
    with hanoi_site.read_sessions() as session:
        ended = {each.completed_on for each in rounds_logged(session)}
    assert len(ended) > DEFAULT_DAYS - 10


def test_under_four_colours_the_yellow_is_seen_too(engine: Engine) -> None:
    four = open_grid(engine, rules=SiteRules(default_policy="moh-2686-2021"))
    play(four, days=14)
    levels = {each.level for each in history(four)}
    assert levels == {*(level.id for level in four.snapshot().policy.levels), UNKNOWN}


def test_the_issued_ring_names_its_order_and_says_that_it_is_a_drill(played: Site) -> None:
    with played.read_sessions() as session:
        issued = [each for each in rings(session) if each.status is RingStatus.ISSUED]
    assert issued
    assert all(MARK in (each.document_number or "") and MARK in (each.signer or "") for each in issued)


def test_a_two_tier_register_is_drilled_on_too(engine: Engine) -> None:
    flat = open_site(engine, drawing="A B C / D E F", districts=None)
    assert play(flat, days=6).played.changed > 30
    assert flat.differences() == ()


def _fresh(path: Path, template: Path) -> Engine:
    shutil.copyfile(template, path)
    return create_database_engine(f"sqlite:///{path}")
