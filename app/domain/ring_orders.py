"""The life of an outbreak's rings as a log of versions: which one stands at an instant, what may follow it.

    propose → issue → (extend | shrink)* → lift
       ↻ redraw, while only proposed

An order may begin later than it is recorded: until then the version before it stays. The newest version that has begun
stands, so a later order replaces one that still waits. A planned end that passes ends nothing.

Source: city notice of 14 Sep 2021 ("đóng trước, mở sau": close first, open later; "khoanh gọn, khoanh hẹp").
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from enum import StrEnum
from types import MappingProxyType
from typing import Final, Protocol, TypeVar

from app.domain.vocabulary import RingStatus


class RingAction(StrEnum):
    """What a version did to the rings of an outbreak."""

    PROPOSE = "propose"
    REDRAW = "redraw"
    ISSUE = "issue"
    EXTEND = "extend"
    SHRINK = "shrink"
    LIFT = "lift"


STATUS_AFTER: Final[Mapping[RingAction, RingStatus]] = MappingProxyType(
    {
        RingAction.PROPOSE: RingStatus.PROPOSED,
        RingAction.REDRAW: RingStatus.PROPOSED,
        RingAction.ISSUE: RingStatus.ISSUED,
        RingAction.EXTEND: RingStatus.ISSUED,
        RingAction.SHRINK: RingStatus.ISSUED,
        RingAction.LIFT: RingStatus.LIFTED,
    }
)
"""The status a version with this action has."""

ALLOWED_ON: Final[Mapping[RingAction, frozenset[RingStatus]]] = MappingProxyType(
    {
        RingAction.PROPOSE: frozenset({RingStatus.LIFTED}),
        RingAction.REDRAW: frozenset({RingStatus.PROPOSED}),
        RingAction.ISSUE: frozenset({RingStatus.PROPOSED}),
        RingAction.EXTEND: frozenset({RingStatus.ISSUED}),
        RingAction.SHRINK: frozenset({RingStatus.ISSUED}),
        RingAction.LIFT: frozenset({RingStatus.PROPOSED, RingStatus.ISSUED}),
    }
)
"""The statuses on which an action may follow: those of the version that stands when the action begins."""


class RingVersion(Protocol):
    """What the log knows of one version; `starts_at` None: it stood as soon as it was recorded."""

    @property
    def version(self) -> int:
        """Counted from 1 in the order of recording."""

    @property
    def status(self) -> RingStatus:
        """Proposed, issued or lifted."""

    @property
    def starts_at(self) -> datetime | None:
        """The instant its order names."""


AnyVersion = TypeVar("AnyVersion", bound=RingVersion)


def has_begun(version: RingVersion, at: datetime) -> bool:
    """Whether a recorded version has begun at an instant."""
    return version.starts_at is None or version.starts_at <= at


def standing_version(versions: Iterable[AnyVersion], at: datetime) -> AnyVersion | None:
    """The version that stands at an instant, of those recorded by then: the newest that has begun; None before any."""
    return max((each for each in versions if has_begun(each, at)), key=lambda each: each.version, default=None)


def pending_versions(versions: Sequence[AnyVersion], at: datetime) -> tuple[AnyVersion, ...]:
    """The versions that are recorded, have not begun at an instant and will come to stand, in the order they begin."""
    standing = standing_version(versions, at)
    waiting = [each for each in versions if not has_begun(each, at)]
    found: list[AnyVersion] = []
    for each in sorted(waiting, key=lambda each: (each.starts_at or at, -each.version)):
        newest = found[-1] if found else standing
        if newest is None or each.version > newest.version:
            found.append(each)
    return tuple(found)


def is_past_planned_end(planned_end: date | None, today: date) -> bool:
    """Whether the last planned day of rings is over; they stand all the same until an order lifts them."""
    return planned_end is not None and planned_end < today


def standing_intervals(begins: Sequence[datetime]) -> list[tuple[datetime, datetime | None] | None]:
    """When each version of a log stands, [from, until): from its beginning until a later version begins.

    Args:
        begins: for each version, in the order of recording, the instant it begins: its start, or its recording where
            that is later.

    Returns:
        None for a version that never stands, since a later one begins no later; `until` None: until further notice.
    """
    found: list[tuple[datetime, datetime | None] | None] = []
    until: datetime | None = None
    for begin in reversed(begins):
        if until is not None and begin >= until:
            found.append(None)
            continue
        found.append((begin, until))
        until = begin
    return found[::-1]
