"""The scenario of a drill: the same for ever for a seed, on any register, with everything in it that staff must see."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from typing import TypeVar
from zoneinfo import ZoneInfo

import numpy as np
import pytest
from numpy.typing import NDArray
from shapely import Point

from app.domain.drill import Scenario, group_events, make_scenario
from app.domain.drill_chance import Subject, chance
from app.domain.drill_epidemic import Epidemic, Surroundings
from app.domain.drill_events import (
    MARK,
    AreaDeclared,
    BaselineDeclared,
    CordonLifted,
    CordonOrdered,
    DayClosed,
    DrillEvent,
    OutbreakClosed,
    OutbreakDeclared,
    OutbreakTraced,
    ReportCorrected,
    ReportsSent,
    RingIssued,
    RingLifted,
    RoundsLogged,
    SimulatedReport,
)
from app.domain.drill_outbreaks import DONG_ANH, home_district
from app.domain.register import Register
from app.domain.reporting_day import ReportingClock
from app.domain.vocabulary import CASE_CLASSES
from tests.grids import make_grid

FIRST_DAY = date(2021, 8, 1)
CLOCK = ReportingClock()
DAYS = 45
SEEDED = 65
Event = TypeVar("Event", bound=DrillEvent)


CITY = make_grid(12, 12, block=4)


def play(register: Register = CITY, *, seed: int = 1, days: int = DAYS, clock: ReportingClock = CLOCK) -> Scenario:
    return make_scenario(register, seed=seed, first_day=FIRST_DAY, days=days, clock=clock)


def of_kind(scenario: Scenario, kind: type[Event]) -> list[Event]:
    return [event for event in scenario.events if isinstance(event, kind)]


def reports_of(scenario: Scenario) -> list[tuple[datetime, SimulatedReport]]:
    return [(event.at, report) for event in of_kind(scenario, ReportsSent) for report in event.reports]


def _home(declared: OutbreakDeclared) -> list[int]:
    """The wards an outbreak of the city lies in."""
    if declared.place is None:
        return [CITY.positions[code] for code in declared.ward_codes]
    inside = declared.place.representative_point()
    return [position for position, ward in enumerate(CITY.wards) if ward.shape.contains(inside)]


@pytest.fixture(scope="module")
def scenario() -> Scenario:
    return play()


def test_a_seed_always_gives_the_same_events(scenario: Scenario) -> None:
    assert play().events == scenario.events


def test_each_hamlet_gets_a_cordon_and_the_city_is_divided(scenario: Scenario) -> None:
    hamlets = {each.key for each in of_kind(scenario, OutbreakDeclared) if each.place and each.place.area > 0}
    assert {each.key for each in of_kind(scenario, CordonOrdered)} == hamlets != set()
    assert {each.key for each in of_kind(scenario, CordonLifted)} == {
        each.key for each in of_kind(scenario, OutbreakClosed)
    }
    areas = of_kind(scenario, AreaDeclared)
    assert [each.kind.value for each in areas] == ["zone_1", "zone_2", "zone_3", "green_cluster"]
    divided = [code for each in areas[:3] for code in each.ward_codes]
    assert sorted(divided) == sorted(CITY.codes)


def test_another_seed_gives_other_events(scenario: Scenario) -> None:
    assert play(seed=2).events != scenario.events


def test_more_days_leave_the_earlier_ones_as_they_are(scenario: Scenario) -> None:
    shorter = play(days=20)
    assert scenario.events[: len(shorter.events)] == shorter.events
    assert len(scenario.events) > len(shorter.events)


def test_another_first_day_moves_everything_and_changes_nothing() -> None:
    later = make_scenario(CITY, seed=1, first_day=FIRST_DAY + timedelta(days=100), days=10, clock=CLOCK)
    moved = [event.at + timedelta(days=100) for event in play(days=10).events]
    assert [event.at for event in later.events] == moved


def test_events_come_in_the_order_of_their_moments(scenario: Scenario) -> None:
    moments = [event.at for event in scenario.events]
    assert moments == sorted(moments)


def test_every_day_ends_with_its_cut_off(scenario: Scenario) -> None:
    closed = of_kind(scenario, DayClosed)
    assert [event.day for event in closed] == [FIRST_DAY + timedelta(days=offset) for offset in range(DAYS)]
    assert all(event.at == CLOCK.closes_at(event.day) for event in closed)


def test_people_act_from_six_in_the_morning_until_ten_minutes_before_the_cut_off(scenario: Scenario) -> None:
    local = [event.at.astimezone(CLOCK.timezone).time() for event in scenario.events if not _is_late_at_night(event)]
    assert min(local) >= time(6, 0)
    assert max(local) <= time(17, 50)


def _is_late_at_night(event: DrillEvent) -> bool:
    return isinstance(event, DayClosed) or event.at >= CLOCK.closes_at(_calendar_day(event.at))


def _calendar_day(at: datetime) -> date:
    return at.astimezone(CLOCK.timezone).date()


def test_another_cut_off_moves_the_day_with_it() -> None:
    clock = ReportingClock(cutoff=time(12, 0), timezone=ZoneInfo("Asia/Ho_Chi_Minh"), publish_at=time(11, 0))
    moments = [event.at for event in play(clock=clock, days=3).events if isinstance(event, ReportsSent)]
    assert min(moments).astimezone(clock.timezone).time() < time(1, 0)
    assert {clock.open_day(at) for at in moments} >= {FIRST_DAY + timedelta(days=offset) for offset in range(3)}


def test_reports_come_in_every_few_minutes_of_the_day(scenario: Scenario) -> None:
    on_a_day = [at for at, _ in reports_of(scenario) if _calendar_day(at) == FIRST_DAY + timedelta(days=20)]
    assert len(set(on_a_day)) > 40


def test_no_cases_were_known_before_the_first_day(scenario: Scenario) -> None:
    assert [event.before for event in of_kind(scenario, BaselineDeclared)] == [FIRST_DAY]
    assert isinstance(scenario.events[0], BaselineDeclared)


def test_a_ward_reports_a_day_at_most_once_and_never_before_it_opens(scenario: Scenario) -> None:
    sent = reports_of(scenario)
    assert max(Counter((each.ward_code, each.reporting_date) for _, each in sent).values()) == 1
    assert all(at >= CLOCK.opens_at(each.reporting_date) for at, each in sent)


def test_quiet_wards_report_zero(scenario: Scenario) -> None:
    zeros = [each for _, each in reports_of(scenario) if sum(each.counts.as_tuple()) == 0]
    assert len(zeros) > len(reports_of(scenario)) / 2
    assert {each.samples for each in zeros} == {None}


def test_every_class_of_case_is_found(scenario: Scenario) -> None:
    found = Counter[str]()
    for _, each in reports_of(scenario):
        found.update(dict(zip(CASE_CLASSES, each.counts.as_tuple(), strict=True)))
    assert {name for name, cases in found.items() if cases} == set(CASE_CLASSES)


def spread_from_one_ward(*, calm: bool = False, weeks: int = 8) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Cases by week and by ward, over twenty spreads that begin in one ward."""
    count = len(CITY.codes)
    by_week, by_ward = np.zeros(weeks, dtype=np.int64), np.zeros(count, dtype=np.int64)
    nowhere, none = np.zeros(count, dtype=np.bool_), np.zeros(count, dtype=np.int32)
    for seed in range(20):
        epidemic = Epidemic(CITY.borders)
        for day in range(7 * weeks):
            seeds = np.where((np.arange(count) == SEEDED) & (day == 0), 10.0, 0.0)
            around = Surroundings(seeds, none, contained=nowhere, calm=~nowhere if calm else nowhere)
            local = epidemic.step(day, chance(seed, Subject.SPREAD, day), around)[:, :4].sum(axis=1)
            by_week[day // 7] += local.sum()
            by_ward += local
    return by_week, by_ward


def test_the_spread_reaches_the_neighbors_and_their_neighbors_less() -> None:
    _, by_ward = spread_from_one_ward()
    first, second = (CITY.borders.within([SEEDED], order=order) for order in (1, 2))
    near = by_ward[np.setdiff1d(first, [SEEDED])].mean()
    assert by_ward[SEEDED] > near > by_ward[np.setdiff1d(second, first)].mean() > 0


def test_the_spread_declines_once_it_is_noticed() -> None:
    by_week, _ = spread_from_one_ward()
    assert by_week[:2].sum() > 2 * by_week[-2:].sum()


def test_where_it_is_over_hardly_anybody_falls_ill() -> None:
    assert spread_from_one_ward(calm=True)[0].sum() < spread_from_one_ward()[0].sum() / 20


def test_cases_turn_up_next_to_the_wards_that_were_seeded(scenario: Scenario) -> None:
    hamlet = of_kind(scenario, OutbreakDeclared)[0]
    home = _home(hamlet)
    near = {CITY.codes[each] for each in CITY.borders.within(home, order=1).tolist()} - {
        CITY.codes[each] for each in home
    }
    assert any(each.ward_code in near and sum(each.counts.as_tuple()) for _, each in reports_of(scenario))


def test_some_reports_are_late_and_some_come_after_publication(scenario: Scenario) -> None:
    sent = reports_of(scenario)
    late = [each for at, each in sent if CLOCK.open_day(at) > each.reporting_date]
    after = [
        each
        for at, each in sent
        if CLOCK.open_day(at) == each.reporting_date and CLOCK.is_after_publication(at, each.reporting_date)
    ]
    assert late
    assert after
    assert {MARK in (each.note or "") for each in late} == {True}


def test_a_small_group_is_silent_long_enough_to_be_unknown(scenario: Scenario) -> None:
    sent = {
        (each.ward_code, each.reporting_date) for at, each in reports_of(scenario) if at < CLOCK.closes_at(_day(13))
    }
    missing = {code: sum((code, _day(offset)) not in sent for offset in range(14)) for code in CITY.codes}
    silent = [code for code, days in missing.items() if days > 2]
    assert 2 <= len(silent) <= len(CITY.codes) / 10


def _day(offset: int) -> date:
    return FIRST_DAY + timedelta(days=offset)


def test_corrections_change_a_report_that_was_sent_before_and_each_only_once(scenario: Scenario) -> None:
    sent = {(each.ward_code, each.reporting_date): (at, each) for at, each in reports_of(scenario)}
    corrections = of_kind(scenario, ReportCorrected)
    keys = [(each.ward_code, each.reporting_date) for each in corrections]
    assert len(set(keys)) == len(keys) > 10
    for key, each in zip(keys, corrections, strict=True):
        at, report = sent[key]
        assert at < each.at
        assert each.counts != report.counts
        assert each.counts is None or min(each.counts.as_tuple()) >= 0


def test_corrections_have_many_reasons_and_some_withdraw(scenario: Scenario) -> None:
    corrections = [each for seed in (1, 2, 3) for each in of_kind(play(seed=seed), ReportCorrected)]
    assert len({each.reason_code for each in corrections}) >= 5
    assert any(each.counts is None for each in corrections)


def test_the_first_outbreak_lies_in_dong_anh_where_the_register_has_it(scenario: Scenario) -> None:
    first = of_kind(scenario, OutbreakDeclared)[0]
    assert {CITY.wards[each].district_code for each in _home(first)} == {DONG_ANH}


def test_elsewhere_it_lies_in_the_first_district() -> None:
    assert home_district(make_grid(4, 4, block=4)) == "016"
    assert home_district(make_grid(4, 4)) is None


def test_half_of_the_home_district_reports_last_so_that_people_may_report_there_first(scenario: Scenario) -> None:
    last = [
        each.ward_code for at, each in reports_of(scenario) if at == CLOCK.closes_at(_day(20)) - timedelta(minutes=10)
    ]
    home = [ward.code for ward in CITY.wards if ward.district_code == DONG_ANH]
    assert len(set(last) & set(home)) >= len(home) / 3


def test_the_first_outbreak_is_a_hamlet_inside_its_ward(scenario: Scenario) -> None:
    first = of_kind(scenario, OutbreakDeclared)[0]
    (position,) = _home(first)
    assert first.place is not None
    assert not isinstance(first.place, Point)
    assert CITY.wards[position].shape.contains(first.place)
    assert first.place.area < CITY.wards[position].shape.area / 2


def test_one_outbreak_is_an_industrial_park_with_wards_linked_to_it_elsewhere(scenario: Scenario) -> None:
    park = next(each for each in of_kind(scenario, OutbreakDeclared) if each.linked_ward_codes)
    home = CITY.positions_of(park.ward_codes)
    near = {CITY.codes[each] for each in CITY.borders.within(home, order=1).tolist()}
    assert len(park.linked_ward_codes) >= 3
    assert not near & set(park.linked_ward_codes)


def test_outbreaks_lie_in_whole_wards_at_points_and_in_polygons(scenario: Scenario) -> None:
    declared = of_kind(scenario, OutbreakDeclared)
    places = {None if each.place is None else each.place.geom_type for each in declared}
    assert places == {None, "Point", "Polygon"}
    assert any(len(each.ward_codes) > 1 for each in declared)


def test_sources_are_known_unknown_and_found_out_later(scenario: Scenario) -> None:
    declared = {each.key: each for each in of_kind(scenario, OutbreakDeclared)}
    assert {each.source_known for each in declared.values()} == {True, False}
    assert {declared[each.key].source_known for each in of_kind(scenario, OutbreakTraced)} == {False}


def test_one_outbreak_closes_early_enough_for_a_level_to_loosen(scenario: Scenario) -> None:
    declared = {each.key: each.at for each in of_kind(scenario, OutbreakDeclared)}
    open_for = [each.at - declared[each.key] for each in of_kind(scenario, OutbreakClosed)]
    assert min(open_for) < timedelta(days=8)


def test_one_ring_is_issued_by_an_order_and_the_others_stay_proposed(scenario: Scenario) -> None:
    issued = of_kind(scenario, RingIssued)
    assert 1 <= len(issued) < len(of_kind(scenario, OutbreakDeclared))
    assert all(MARK in each.document_number for each in issued)


def test_an_issued_ring_is_lifted_after_its_outbreak_has_closed() -> None:
    longer = play(days=70)
    lifted = of_kind(longer, RingLifted)[0]
    closed = next(each for each in of_kind(longer, OutbreakClosed) if each.key == lifted.key)
    assert closed.at < lifted.at


def test_an_issued_ring_stands_on_any_day_however_long_the_drill_goes_on() -> None:
    longer = play(days=120)
    issued = {each.key: each.at for each in of_kind(longer, RingIssued)}
    lifted = {each.key: each.at for each in of_kind(longer, RingLifted)}
    for offset in range(5, 120):
        at = CLOCK.closes_at(_day(offset))
        assert any(start < at and at < lifted.get(key, at + timedelta(1)) for key, start in issued.items())


def test_a_cluster_of_cases_becomes_an_outbreak_of_its_own_and_closes_when_it_is_quiet() -> None:
    found = [play(make_grid(20, 20), seed=seed, days=50) for seed in range(4)]
    declared = {each.key for one in found for each in of_kind(one, OutbreakDeclared) if "cluster" in each.key}
    closed = {each.key for one in found for each in of_kind(one, OutbreakClosed) if "cluster" in each.key}
    assert declared
    assert closed


def test_names_say_that_it_is_a_drill(scenario: Scenario) -> None:
    assert all(each.name.startswith(MARK) for each in of_kind(scenario, OutbreakDeclared))


def test_most_rounds_cover_everybody_and_some_do_not(scenario: Scenario) -> None:
    rounds = [each for event in of_kind(scenario, RoundsLogged) for each in event.rounds]
    covered = [each for each in rounds if each.samples >= 1000]
    assert len(rounds) / 2 < len(covered) < len(rounds)


def test_a_ward_with_an_outbreak_is_sampled_every_two_or_three_days_unless_it_is_slow(scenario: Scenario) -> None:
    hot = {code for each in of_kind(scenario, OutbreakDeclared) for code in each.ward_codes}
    days: dict[str, list[date]] = {}
    for event in of_kind(scenario, RoundsLogged):
        for each in event.rounds:
            days.setdefault(each.ward_code or "", []).append(each.completed_on or _day(0))
    gaps = [
        (two - one).days for code in hot for one, two in zip(days.get(code, []), days.get(code, [])[1:], strict=False)
    ]
    assert gaps.count(2) + gaps.count(3) > len(gaps) / 3


def test_where_nobody_was_counted_a_round_is_closed_with_a_reason() -> None:
    rounds = [
        each
        for event in of_kind(play(make_grid(6, 6, populations=None), days=20), RoundsLogged)
        for each in event.rounds
    ]
    assert any(each.closed_with_reason for each in rounds)


@pytest.mark.parametrize(("rows", "columns"), [(1, 1), (1, 2), (2, 2), (3, 5)])
def test_a_small_register_without_districts_is_played_too(rows: int, columns: int) -> None:
    found = play(make_grid(rows, columns), days=60)
    assert of_kind(found, OutbreakDeclared)
    assert len(of_kind(found, DayClosed)) == 60


def test_an_empty_register_has_no_events() -> None:
    assert play(Register.empty()).events == ()


def test_ten_thousand_wards_have_as_many_outbreaks_more() -> None:
    country = make_grid(100, 106, block=10)
    found = play(country, days=11)
    assert len(of_kind(found, OutbreakDeclared)) > 40
    assert len({each.ward_code for _, each in reports_of(found)}) > 10_000


def test_a_city_needs_at_most_three_transactions_a_day(scenario: Scenario) -> None:
    groups = list(group_events(scenario.events, CLOCK))
    assert len(groups) <= 3 * DAYS


def test_grouping_loses_no_report_and_keeps_the_order(scenario: Scenario) -> None:
    groups = list(group_events(scenario.events, CLOCK))
    acts = [act for group in groups for act in group.acts]
    kept = {report for act in acts if isinstance(act, ReportsSent) for report in act.reports}
    assert kept == {report for _, report in reports_of(scenario)}
    assert [act.at for act in acts] == sorted(act.at for act in acts)
    assert [act for act in acts if not isinstance(act, ReportsSent)] == [
        event for event in scenario.events if not isinstance(event, ReportsSent)
    ]


def test_a_group_goes_through_to_its_last_event(scenario: Scenario) -> None:
    groups = list(group_events(scenario.events, CLOCK))
    through = [group.through for group in groups]
    assert through == sorted(set(through))
    assert through[-1] == scenario.events[-1].at


def test_late_reports_make_a_batch_of_their_own(scenario: Scenario) -> None:
    for group in group_events(scenario.events, CLOCK):
        for act in group.acts:
            if isinstance(act, ReportsSent):
                late = {CLOCK.open_day(act.at) > each.reporting_date for each in act.reports}
                assert len(late) == 1


def test_reports_before_and_after_publication_are_never_put_together(scenario: Scenario) -> None:
    on_time = {
        (each.ward_code, each.reporting_date): CLOCK.is_after_publication(at, CLOCK.open_day(at))
        for at, each in reports_of(scenario)
    }
    for group in group_events(scenario.events, CLOCK):
        for act in group.acts:
            if isinstance(act, ReportsSent):
                grouped = CLOCK.is_after_publication(act.at, CLOCK.open_day(act.at))
                assert {on_time[each.ward_code, each.reporting_date] for each in act.reports} == {grouped}


def test_a_group_holds_one_moment_when_events_come_one_by_one() -> None:
    event = DayClosed(CLOCK.closes_at(FIRST_DAY), FIRST_DAY)
    other = replace(event, at=event.at + timedelta(hours=13))
    assert [group.acts for group in group_events([event, other], CLOCK)] == [(event,), (other,)]
