"""Statuses as records, and what a new plan changes about them: rows are ended, cancelled or begun, never rewritten.

A row may begin in the future; one that never came into force is cancelled, not removed. A row ends where the next one
known at the same revision begins, so a later change of plan cannot alter what was known before it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from itertools import pairwise

from app.domain.standing import Segment
from app.domain.vocabulary import StatusCause


@dataclass(frozen=True, slots=True, kw_only=True)
class Status:
    """What is in force in a ward over [from_instant, until_instant); open-ended while nothing else is known to follow.

    `until_revision` is the revision that planned its end; `cancelled_revision` marks a row that was planned and
    never came into force.
    """

    ward_code: str
    level: str
    computed_level: str
    confirmed_level: str
    awaiting_level: str | None = None
    decided: bool
    decision_id: str | None = None
    cause: StatusCause = StatusCause.ASSESSMENT
    policy_id: str
    policy_version: str
    as_of: date
    from_instant: datetime
    until_instant: datetime | None
    from_revision: int
    until_revision: int | None
    cancelled_revision: int | None = None

    def segment(self) -> Segment:
        """The status as a segment of a plan."""
        return Segment(
            self.from_instant,
            self.level,
            self.computed_level,
            self.confirmed_level,
            self.awaiting_level,
            self.decision_id,
            self.cause,
        )


@dataclass(frozen=True)
class Judged:
    """Which judgement a plan follows: ward, policy and reporting day."""

    ward_code: str
    policy_id: str
    policy_version: str
    as_of: date


@dataclass(frozen=True)
class Replan:
    """The rows a new plan cancels, those whose end it moves, and those it begins; all empty when nothing changes."""

    cancelled: tuple[Status, ...] = ()
    moved: tuple[Status, ...] = ()
    begun: tuple[Status, ...] = ()


def replan(
    rows: Sequence[Status],
    segments: Sequence[Segment],
    judged: Judged,
    *,
    at: datetime,
    revision: int,
    begins: bool = False,
) -> Replan:
    """What must be written so that the plan of a ward is the new one.

    Args:
        rows: of the ward, not cancelled, from the one in force at `at` on, oldest first; empty for a first status.
        segments: the new plan, the first from `at`.
        judged: what the plan follows; new rows carry it.
        at: the moment of the revision.
        begins: another unit begins under this code, so that what is in force ends even if it says the same.
    """
    present, later = (rows[0], rows[1:]) if rows else (None, ())
    chain: list[Status] = []
    if present is not None and not begins and _holds(present, segments[0], judged):
        chain = [present]
    else:
        # A row that begins at this very moment was never in force: it gives way instead of ending.
        chain = [present] if present is not None and present.from_instant < at else []
        chain.append(_row(segments[0], judged, revision))
    for segment in segments[1:]:
        planned = [] if begins else [each for each in later if _is(each, segment, judged)]
        chain.append(planned[0] if planned else _row(segment, judged, revision))
    met = meeting(chain)
    kept = {each.from_instant for each, row in zip(met, chain, strict=True) if row in rows}
    return Replan(
        cancelled=tuple(replace(each, cancelled_revision=revision) for each in rows if each not in chain),
        moved=tuple(each for each in met if each.from_instant in kept and each not in rows),
        begun=tuple(each for each in met if each.from_instant not in kept),
    )


def ended(rows: Sequence[Status], *, at: datetime, revision: int) -> Replan:
    """What must be written when a ward is no more: what is in force ends, what was planned is cancelled.

    Args:
        rows: as for `replan`; a row that begins at this very moment was never in force.
    """
    begun = [each for each in rows if each.from_instant < at]
    return Replan(
        cancelled=tuple(replace(each, cancelled_revision=revision) for each in rows if each not in begun),
        moved=tuple(replace(each, until_instant=at, until_revision=revision) for each in begun),
    )


def meeting(rows: Iterable[Status]) -> list[Status]:
    """The rows of one ward, oldest first, each ending where the next begins, by the revision that planned the next."""
    ordered = list(rows)
    met = [
        replace(row, until_instant=after.from_instant, until_revision=after.from_revision)
        for row, after in pairwise(ordered)
    ]
    return [*met, *(replace(row, until_instant=None, until_revision=None) for row in ordered[-1:])]


def _holds(row: Status, segment: Segment, judged: Judged) -> bool:
    same_policy = (row.policy_id, row.policy_version) == (judged.policy_id, judged.policy_version)
    return same_policy and row.segment().says_the_same(segment)


def _is(row: Status, segment: Segment, judged: Judged) -> bool:
    return row.from_instant == segment.from_instant and row.cause == segment.cause and _holds(row, segment, judged)


def _row(segment: Segment, judged: Judged, revision: int) -> Status:
    return Status(
        ward_code=judged.ward_code,
        level=segment.level,
        computed_level=segment.computed_level,
        confirmed_level=segment.confirmed_level,
        awaiting_level=segment.awaiting_level,
        decided=segment.decision_id is not None,
        decision_id=segment.decision_id,
        cause=segment.cause,
        policy_id=judged.policy_id,
        policy_version=judged.policy_version,
        as_of=judged.as_of,
        from_instant=segment.from_instant,
        until_instant=None,
        from_revision=revision,
        until_revision=None,
    )
