"""What was in force day by day, for a date slider; and what changed since the day before."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from app.domain.errors import InvalidValue
from app.domain.register import Register
from app.domain.reporting_day import ONE_DAY, ReportingClock
from app.domain.vocabulary import UNKNOWN, StatusCause
from app.services.zone_status import ZoneSnapshot, ZoneStatus
from app.storage.statuses import Status

USUAL_DAYS = 62
"""What a slider shows unless told otherwise: two months."""
MOST_DAYS = 366
ABSENT = 255
"""In place of a level: no unit of this code was in force."""


@dataclass(frozen=True)
class ZoneTimeline:
    """The level in force in every ward at the end of every local day; today's is the one in force now.

    `positions[ward, day]` indexes `level_ids`, whose first is `unknown`; `ABSENT`: no unit of the code was in force.
    `ward_codes` are those of the register, in its order, then those of earlier registers that no unit bears now;
    `district_codes` are theirs. `registers` has the boundary version of each day on which another began, oldest first,
    the first day's with it.
    """

    days: tuple[date, ...]
    level_ids: tuple[str, ...]
    positions: NDArray[np.uint8]
    ward_codes: tuple[str, ...] = ()
    district_codes: tuple[str | None, ...] = ()
    registers: tuple[tuple[date, str], ...] = ()

    def count(self, level_id: str) -> NDArray[np.intp]:
        """Wards at a level, by day."""
        if level_id not in self.level_ids:
            return np.zeros(len(self.days), dtype=np.intp)
        found: NDArray[np.intp] = np.count_nonzero(self.positions == self.level_ids.index(level_id), axis=0)
        return found


@dataclass(frozen=True)
class LevelChange:
    """A ward whose level is not what it was at the end of the day compared with."""

    zone: ZoneStatus
    previous_level: str


def timeline_range(
    snapshot: ZoneSnapshot, *, clock: ReportingClock, first: date | None = None, last: date | None = None
) -> tuple[date, date]:
    """First and last day of a timeline.

    Args:
        first: by default two months before `last`, but no earlier than the first status on record.
        last: by default, and at most, the local day of the snapshot.

    Raises:
        InvalidValue: days in the wrong order, in the future, or more than 366.
    """
    today = local_day(snapshot.at, clock)
    if last is not None and last > today:
        raise InvalidValue(
            "/to",
            vi=f"to không được sau hôm nay, {today.isoformat()}.",
            en=f"to cannot be after today, {today.isoformat()}.",
        )
    last = last or today
    earliest = last - timedelta(days=MOST_DAYS - 1)
    if first is None:
        histories = (*snapshot.histories.values(), *snapshot.former_histories.values())
        starts = [history[0].from_instant for history in histories if history]
        begun = local_day(min(starts), clock) if starts else last
        return min(last, max(begun, last - timedelta(days=USUAL_DAYS - 1))), last
    if not earliest <= first <= last:
        raise InvalidValue(
            "/from",
            vi=f"from phải từ {earliest.isoformat()} đến {last.isoformat()}.",
            en=f"from must lie between {earliest.isoformat()} and {last.isoformat()}.",
        )
    return first, last


def zone_timeline(snapshot: ZoneSnapshot, first: date, last: date, *, clock: ReportingClock) -> ZoneTimeline:
    """The timeline of a snapshot from one day to another, both included, none of them in the future."""
    days = tuple(first + timedelta(days=offset) for offset in range((last - first).days + 1))
    level_ids = _level_ids(snapshot)
    # The status at the end of a day is the one that holds just before the next local midnight; today's, just after now.
    now = snapshot.at + timedelta(microseconds=1)
    ends = np.array([_microseconds(min(_midnight_after(day, clock), now)) for day in days], dtype=np.int64)
    spans = _spans(snapshot, days, ends, clock)
    standing = snapshot.register.codes
    gone = sorted({code for _, register in spans for code in register.codes} - {*standing})
    codes = (*standing, *gone)
    place = {level_id: position for position, level_id in enumerate(level_ids)}
    positions = np.zeros((len(codes), len(days)), dtype=np.uint8)
    for ward, code in enumerate(codes):
        for status in (*snapshot.former_histories.get(code, ()), *snapshot.histories.get(code, ())):
            positions[ward, _held(status, ends)] = place[status.level]
    bounds = [*(begins for begins, _ in spans), len(days)]
    for (begins, end), (_, register) in zip(pairwise(bounds), spans, strict=True):
        absent = [ward for ward, code in enumerate(codes) if code not in register.positions]
        positions[absent, begins:end] = ABSENT
    registers = tuple((days[begins], register.boundary_version) for begins, register in spans)
    district_of = {ward.code: ward.district_code for _, register in spans for ward in register.wards}
    district_of |= {ward.code: ward.district_code for ward in snapshot.register.wards}
    return ZoneTimeline(days, level_ids, positions, codes, tuple(district_of[code] for code in codes), registers)


def _spans(
    snapshot: ZoneSnapshot, days: Sequence[date], ends: NDArray[np.int64], clock: ReportingClock
) -> list[tuple[int, Register]]:
    """The registers of some days, each with the first day (a position) at whose end it was in force.

    What was in force changed when the change was written, however late that was: the first status of its making tells.
    """
    chain = snapshot.chain
    if chain is None or not chain.passages:
        return [(0, snapshot.register)]
    found = [(0, chain.spans[0].register)]
    for passage, span in zip(chain.passages, chain.spans[1:], strict=True):
        opens = clock.closes_at(passage.on - ONE_DAY)
        since = _begun_by(snapshot, span.register, opens) or opens
        found.append((int(np.searchsorted(ends, _microseconds(since), side="right")), span.register))
    return [
        each
        for index, each in enumerate(found)
        if each[0] < len(days) and not any(later[0] <= each[0] for later in found[index + 1 :])
    ]


def _begun_by(snapshot: ZoneSnapshot, register: Register, opens: datetime) -> datetime | None:
    """When the wards that began with a register came into force, no earlier than its first day; None when none did."""
    starts = [
        status.from_instant
        for code in register.codes
        for status in (*snapshot.former_histories.get(code, ()), *snapshot.histories.get(code, ()))
        if status.cause is StatusCause.REGISTER_CHANGE and status.from_instant >= opens
    ]
    return min(starts, default=None)


def changes_since(snapshot: ZoneSnapshot, day: date, *, clock: ReportingClock) -> list[LevelChange]:
    """Wards whose level differs from the one in force at the end of a local day, by code."""
    end = _midnight_after(day, clock)
    found = []
    for zone in snapshot.zones:
        previous = level_on_ground(snapshot, zone.ward.code, end)
        if previous != zone.level:
            found.append(LevelChange(zone, previous))
    return found


def day_before(snapshot: ZoneSnapshot, clock: ReportingClock) -> date:
    """The local day that what is in force is compared with: the one before the newest day judged, or yesterday."""
    today = local_day(snapshot.at, clock)
    return (today if snapshot.as_of is None else min(snapshot.as_of, today)) - ONE_DAY


def level_at(history: Sequence[Status], instant: datetime) -> str:
    """The level in force just before an instant; `unknown` before the first status."""
    for status in reversed(history):
        if status.from_instant < instant:
            return status.level
    return UNKNOWN


def level_on_ground(snapshot: ZoneSnapshot, ward_code: str, instant: datetime) -> str:
    """The level in force just before an instant where a ward lies now: its own or, before it began, the strictest of
    what it is made of; `unknown` when nothing is known of that."""
    own = snapshot.histories.get(ward_code, ())
    begins = bool(own) and own[0].cause is StatusCause.REGISTER_CHANGE and own[0].from_instant >= instant
    if not begins or snapshot.chain is None:
        return level_at(own, instant)
    rank = snapshot.policy.rank_of
    made_of = snapshot.chain.predecessors(ward_code, snapshot.open_day)
    before = [level_at(snapshot.former_histories.get(link.from_code, ()), instant) for link in made_of]
    return max(before, key=lambda level: rank.get(level, 0), default=UNKNOWN)


def local_day(instant: datetime, clock: ReportingClock) -> date:
    """The calendar day of an instant by the site's clock."""
    return instant.astimezone(clock.timezone).date()


def _level_ids(snapshot: ZoneSnapshot) -> tuple[str, ...]:
    """`unknown`, the levels of the policy in force, the lowest first, then those only older policies had."""
    known = [UNKNOWN, *(level.id for level in snapshot.policy.levels)]
    histories = (*snapshot.histories.values(), *snapshot.former_histories.values())
    older = {status.level for history in histories for status in history} - {*known}
    return (*known, *sorted(older))


def _held(status: Status, ends: NDArray[np.int64]) -> slice:
    """The days at whose end a status was in force."""
    begins = np.searchsorted(ends, _microseconds(status.from_instant), side="right")
    if status.until_instant is None:
        return slice(int(begins), None)
    return slice(int(begins), int(np.searchsorted(ends, _microseconds(status.until_instant), side="right")))


def _midnight_after(day: date, clock: ReportingClock) -> datetime:
    return datetime.combine(day + ONE_DAY, time(0), tzinfo=clock.timezone).astimezone(UTC)


_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def _microseconds(instant: datetime) -> int:
    return (instant - _EPOCH) // timedelta(microseconds=1)
