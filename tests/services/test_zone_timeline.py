"""The level of every ward at the end of every local day, and what changed since the day before."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

import pytest
from sqlalchemy import Engine

from app.domain.errors import FieldFault, InvalidValue
from app.domain.reporting_day import ReportingClock
from app.domain.vocabulary import UNKNOWN
from app.services.zone_snapshots import past_snapshot
from app.services.zone_status import ZoneSnapshot
from app.services.zone_timeline import (
    ABSENT,
    MOST_DAYS,
    USUAL_DAYS,
    ZoneTimeline,
    changes_since,
    day_before,
    level_at,
    local_day,
    timeline_range,
    zone_timeline,
)
from app.storage.statuses import Status
from tests.site import ONE_DAY, TODAY, WARDS, Site, counts, day, hanoi, import_register, open_site
from tests.worlds import LONG_AGO

CLOCK = ReportingClock()
HOUR, INSTANT = timedelta(hours=1), timedelta(microseconds=1)


@pytest.fixture
def site(engine: Engine) -> Site:
    return open_site(engine)


def timeline(site: Site, first: date | None = None, last: date | None = None) -> ZoneTimeline:
    snapshot = site.snapshot()
    return zone_timeline(snapshot, *timeline_range(snapshot, clock=CLOCK, first=first, last=last), clock=CLOCK)


def levels_of(site: Site, ward: str, first: date | None = None, last: date | None = None) -> dict[date, str]:
    """One ward's level by day."""
    row = [zone.ward.code for zone in site.snapshot().zones].index(ward)
    found = timeline(site, first, last)
    names = {ABSENT: "absent", **dict(enumerate(found.level_ids))}
    return {each: names[at] for each, at in zip(found.days, found.positions[row].tolist(), strict=True)}


def range_of(site: Site, first: date | None = None, last: date | None = None) -> tuple[date, date]:
    return timeline_range(site.snapshot(), clock=CLOCK, first=first, last=last)


def refused(site: Site, first: date | None, last: date | None) -> FieldFault:
    with pytest.raises(InvalidValue) as raised:
        range_of(site, first, last)
    (fault,) = raised.value.errors
    return fault


def midnight_after(on: date) -> datetime:
    return hanoi(on, 0) + ONE_DAY


def test_a_day_shows_the_level_in_force_at_its_end(site: Site) -> None:
    site.post("E", reported=counts(1))
    site.clock.now = hanoi(day(2), 9)
    site.declare("E")
    site.clock.now = hanoi(day(3), 9)
    assert levels_of(site, "E") == {TODAY: "orange", day(1): "orange", day(2): "red", day(3): "red"}


def test_today_shows_what_is_in_force_now_also_at_the_instant_it_began(site: Site) -> None:
    site.declare("E")
    assert site.snapshot().at == site.snapshot().committed_at
    assert levels_of(site, "E") == {TODAY: "red"}


def test_of_several_changes_in_a_day_the_last_one_counts(site: Site) -> None:
    site.post("E", reported=counts(1))
    site.clock.move(HOUR)
    site.correct("E", TODAY, counts(0))
    site.clock.move(HOUR)
    site.declare("E")
    site.clock.now = hanoi(day(1), 9)
    assert levels_of(site, "E") == {TODAY: "red", day(1): "red"}


def test_a_level_that_came_and_went_within_a_day_is_not_seen(site: Site) -> None:
    site.post("E", reported=counts(1))
    site.clock.move(HOUR)
    site.correct("E", TODAY, counts(0))
    site.clock.now = hanoi(day(1), 9)
    assert levels_of(site, "E") == {TODAY: UNKNOWN, day(1): UNKNOWN}


@pytest.mark.parametrize(("before_midnight", "at_the_end"), [(INSTANT, "red"), (timedelta(), UNKNOWN)])
def test_to_the_microsecond_a_change_belongs_to_the_day_it_falls_in(
    site: Site, before_midnight: timedelta, at_the_end: str
) -> None:
    site.clock.now = hanoi(day(1), 0) - before_midnight
    site.declare("E")
    site.clock.now = hanoi(day(1), 9)
    assert levels_of(site, "E", TODAY) == {TODAY: at_the_end, day(1): "red"}


def test_between_cut_off_and_midnight_a_change_is_of_the_calendar_day_not_of_the_reporting_day(site: Site) -> None:
    site.clock.now = hanoi(TODAY, 20)
    site.declare("E")
    assert site.open_day == day(1)
    assert levels_of(site, "E") == {TODAY: "red"}


def test_the_day_changes_at_local_midnight_whatever_day_it_is_in_greenwich(site: Site) -> None:
    site.clock.now = hanoi(day(1), 0, 30)
    assert site.clock.now.astimezone(UTC).date() == TODAY
    assert range_of(site) == (day(1), day(1))


def test_before_its_first_status_a_ward_is_unknown(site: Site) -> None:
    site.declare("A")
    site.clock.now = hanoi(day(2), 9)
    site.post("I", reported=counts(1))
    assert levels_of(site, "I") == {TODAY: UNKNOWN, day(1): UNKNOWN, day(2): "orange"}


def test_before_the_site_every_ward_is_unknown(site: Site) -> None:
    site.declare("E")
    assert levels_of(site, "E", day(-2)) == {day(-2): UNKNOWN, day(-1): UNKNOWN, TODAY: "red"}


def test_days_judged_late_show_what_was_in_force_and_not_what_was_judged_of_them(site: Site) -> None:
    site.post("E", day(-3), counts(1))
    site.run(*(day(offset) for offset in range(-3, 0)))
    assert levels_of(site, "E", day(-3)) == {day(-3): UNKNOWN, day(-2): UNKNOWN, day(-1): UNKNOWN, TODAY: "orange"}


def test_wards_are_in_the_order_of_the_register_and_days_in_theirs(site: Site) -> None:
    site.declare("E")
    site.clock.now = hanoi(day(1), 9)
    found = timeline(site)
    assert found.days == (TODAY, day(1))
    assert found.positions.shape == (len(WARDS), 2)
    assert [found.level_ids[at] for at in found.positions[:, 1]] == list(site.levels().values())


def test_without_any_status_the_slider_shows_today_alone(site: Site) -> None:
    assert range_of(site) == (TODAY, TODAY)
    assert set(levels_of(site, "A").values()) == {UNKNOWN}


def test_by_default_it_begins_with_the_first_status(site: Site) -> None:
    site.clock.now = hanoi(day(3), 9)
    site.post("E")
    site.clock.now = hanoi(day(9), 9)
    assert range_of(site) == (day(3), day(9))


def test_by_default_it_shows_no_more_than_two_months(site: Site) -> None:
    site.post("E")
    site.clock.now = hanoi(day(400), 9)
    assert range_of(site) == (day(400 - USUAL_DAYS + 1), day(400))
    assert len(timeline(site).days) == USUAL_DAYS


def test_an_earlier_last_day_moves_the_default_first_day_with_it(site: Site) -> None:
    site.post("E")
    site.clock.now = hanoi(day(400), 9)
    assert range_of(site, last=day(100)) == (day(100 - USUAL_DAYS + 1), day(100))
    assert range_of(site, last=day(5)) == (TODAY, day(5))


def test_a_last_day_before_all_record_is_shown_alone(site: Site) -> None:
    site.post("E")
    assert range_of(site, last=day(-9)) == (day(-9), day(-9))


def test_a_year_and_a_day_may_be_asked_for(site: Site) -> None:
    site.post("E")
    first = TODAY - timedelta(days=MOST_DAYS - 1)
    assert range_of(site, first) == (first, TODAY)
    assert len(timeline(site, first).days) == MOST_DAYS


def test_more_than_a_year_and_a_day_is_too_much(site: Site) -> None:
    fault = refused(site, TODAY - timedelta(days=MOST_DAYS), TODAY)
    assert fault.pointer == "/from"
    assert str(TODAY - timedelta(days=MOST_DAYS - 1)) in fault.en


def test_the_first_day_cannot_be_after_the_last(site: Site) -> None:
    assert refused(site, day(-1), day(-2)).pointer == "/from"


def test_the_future_is_not_shown(site: Site) -> None:
    fault = refused(site, None, day(1))
    assert fault.pointer == "/to"
    assert str(TODAY) in fault.vi
    assert refused(site, day(1), None).pointer == "/from"


def test_after_cut_off_the_open_reporting_day_is_still_the_future(site: Site) -> None:
    site.clock.now = hanoi(TODAY, 20)
    assert site.open_day == day(1)
    assert refused(site, None, site.open_day).pointer == "/to"


def test_levels_of_an_older_policy_stay_readable(site: Site) -> None:
    site.adopt("moh-2686-2021", TODAY)
    site.post("E", reported=counts(known=1))
    site.clock.now = hanoi(day(1), 9)
    site.adopt("hanoi-ct06-2021", day(1))
    assert timeline(site).level_ids == (UNKNOWN, "green", "orange", "red", "yellow")
    assert levels_of(site, "E") == {TODAY: "yellow", day(1): "orange"}


def test_levels_keep_their_meaning_when_a_newer_policy_orders_them_anew(site: Site) -> None:
    site.declare("E")
    before = levels_of(site, "E")
    site.clock.now = hanoi(day(1), 9)
    site.adopt("moh-2686-2021", day(1))
    assert timeline(site).level_ids == (UNKNOWN, "green", "yellow", "orange", "red")
    assert levels_of(site, "E") == {**before, day(1): "red"}


def test_a_ward_that_came_with_a_newer_register_is_absent_before(site: Site) -> None:
    import_register(site, without="I", valid_from=TODAY)
    site.declare("A")
    assert [zone.ward.code for zone in site.snapshot().zones] == list("ABCDEFGH")
    assert timeline(site).positions.shape == (8, 1)
    site.clock.now = hanoi(day(1), 9)
    import_register(site, valid_from=day(1))
    site.declare("I")
    assert levels_of(site, "I") == {TODAY: "absent", day(1): "red"}
    assert levels_of(site, "A") == {TODAY: "red", day(1): "red"}


def test_wards_at_a_level_are_counted_by_day(site: Site) -> None:
    site.post("A", reported=counts(1))
    site.clock.now = hanoi(day(1), 9)
    site.post("I", reported=counts(1))
    found = timeline(site)
    assert found.count("orange").tolist() == [1, 2]
    assert found.count(UNKNOWN).tolist() == [8, 7]
    assert found.count("level_4").tolist() == [0, 0]


def test_wards_that_changed_since_the_end_of_a_day_come_with_what_they_were(site: Site) -> None:
    site.post("B", reported=counts(1))
    site.post("I", reported=counts(1))
    site.clock.now = hanoi(day(1), 9)
    site.declare("B")
    found = changes_since(site.snapshot(), TODAY, clock=CLOCK)
    changed = {each.zone.ward.code: (each.previous_level, each.zone.level) for each in found}
    assert changed == {
        "A": (UNKNOWN, "orange"),
        "B": ("orange", "red"),
        "C": (UNKNOWN, "orange"),
        "E": (UNKNOWN, "orange"),
    }
    assert list(changed) == sorted(changed)


def test_since_the_end_of_today_nothing_has_changed(site: Site) -> None:
    site.declare("E")
    assert changes_since(site.snapshot(), TODAY, clock=CLOCK) == []
    assert changes_since(site.snapshot(), day(-1), clock=CLOCK) != []


def test_a_level_left_and_entered_again_is_no_change(site: Site) -> None:
    site.post("E", reported=counts(1))
    site.clock.now = hanoi(day(1), 9)
    site.correct("E", TODAY, counts(0))
    site.clock.move(HOUR)
    site.correct("E", TODAY, counts(2), version=2)
    assert changes_since(site.snapshot(), TODAY, clock=CLOCK) == []


def test_before_any_judgement_what_is_in_force_is_compared_with_yesterday(site: Site) -> None:
    assert day_before(site.snapshot(), CLOCK) == day(-1)


def test_what_is_in_force_is_compared_with_the_day_before_the_newest_judged(site: Site) -> None:
    site.run(day(-1))
    assert day_before(site.snapshot(), CLOCK) == day(-2)
    site.post("A")
    assert day_before(site.snapshot(), CLOCK) == day(-1)


def test_a_judged_day_that_ends_tomorrow_is_compared_with_yesterday_all_the_same(site: Site) -> None:
    site.clock.now = hanoi(TODAY, 20)
    site.post("A")
    assert site.snapshot().as_of == day(1)
    assert day_before(site.snapshot(), CLOCK) == day(-1)


def test_each_day_shows_what_was_told_at_its_end(site: Site) -> None:
    """Whatever is learned later: a status is never backdated, so the slider agrees with `GET /zones?at=`."""
    _live_through(site, random.Random(1), writes=25)
    snapshot = site.snapshot()
    found = timeline(site)
    assert len(found.days) > 5
    for column, on in enumerate(found.days):
        at = min(midnight_after(on) - INSTANT, snapshot.at)
        with site.read_sessions() as session:
            then = past_snapshot(session, rules=site.rules, at=at)
        told = [zone.level for zone in then.zones]
        assert [found.level_ids[each] for each in found.positions[:, column]] == told, on


@pytest.mark.parametrize("seed", [2, 3])
def test_the_table_says_what_a_plain_reading_of_the_records_does(site: Site, seed: int) -> None:
    _live_through(site, random.Random(seed), writes=30)
    snapshot = site.snapshot()
    assert _table(snapshot) == _plain_reading(snapshot)


def test_the_table_says_the_same_of_any_histories(site: Site) -> None:
    chance, snapshot = random.Random(4), site.snapshot()
    later = replace(snapshot, at=hanoi(day(12), 15))
    for _ in range(100):
        drawn = replace(later, histories={ward: _history(ward, chance, later.at) for ward in WARDS})
        assert _table(drawn) == _plain_reading(drawn), drawn.histories


def _live_through(site: Site, chance: random.Random, *, writes: int) -> None:
    """Days of work at random moments, some at midnight to the microsecond."""
    versions: dict[tuple[str, date], int] = {}
    for _ in range(writes):
        site.clock.now = _later(chance, site.clock.now)
        ward, act = chance.choice(WARDS), chance.random()
        cell = ward, site.open_day
        if act < 0.15:
            site.run(site.rules.clock.last_closed_day(site.clock.now))
        elif act < 0.25:
            site.declare(ward)
        elif cell in versions:
            site.correct(*cell, counts(chance.choice((0, 0, 2))), version=versions[cell])
            versions[cell] += 1
        else:
            site.post(*cell, counts(chance.choice((0, 1)), chance.choice((0, 1))))
            versions[cell] = 1


def _later(chance: random.Random, moment: datetime) -> datetime:
    """Some hours on, or just before, at, or just after the end of the local day."""
    if chance.random() < 0.5:
        return moment + timedelta(hours=chance.uniform(0.1, 9))
    end = midnight_after(local_day(moment, CLOCK))
    return max(moment + INSTANT, end + chance.choice((-INSTANT, timedelta(), INSTANT)))


def _history(ward: str, chance: random.Random, now: datetime) -> Sequence[Status]:
    """Statuses that meet, the last one open, none of them later than now."""
    earliest = hanoi(TODAY, 0)
    starts = {earliest + timedelta(hours=chance.randrange(0, 12 * 24)) for _ in range(chance.randrange(12))}
    starts |= {start + chance.choice((-INSTANT, INSTANT)) for start in sorted(starts) if chance.random() < 0.3}
    moments: list[datetime | None] = [*sorted(each for each in starts if each <= now), None]
    return [
        _status(ward, chance.choice(("green", "orange", "red", "yellow")), start, end)
        for start, end in pairwise(moments)
        if start is not None
    ]


def _status(ward: str, level: str, start: datetime, end: datetime | None) -> Status:
    return Status(
        ward_code=ward,
        level=level,
        computed_level=level,
        confirmed_level=level,
        decided=False,
        policy_id="drawn",
        policy_version="1",
        as_of=LONG_AGO,
        from_instant=start,
        until_instant=end,
        from_revision=1,
        until_revision=None if end is None else 2,
    )


def _table(snapshot: ZoneSnapshot) -> Mapping[str, list[str]]:
    first, last = timeline_range(snapshot, clock=CLOCK, first=day(-3))
    found = zone_timeline(snapshot, first, last, clock=CLOCK)
    rows = {zone.ward.code: row for zone, row in zip(snapshot.zones, found.positions.tolist(), strict=True)}
    return {code: [found.level_ids[at] for at in row] for code, row in rows.items()}


def _plain_reading(snapshot: ZoneSnapshot) -> Mapping[str, list[str]]:
    """The same, one status after the other."""
    days = [day(-3) + timedelta(days=offset) for offset in range((local_day(snapshot.at, CLOCK) - day(-3)).days + 1)]
    ends = [min(midnight_after(each), snapshot.at + INSTANT) for each in days]
    return {
        zone.ward.code: [level_at(snapshot.histories.get(zone.ward.code, ()), end) for end in ends]
        for zone in snapshot.zones
    }
