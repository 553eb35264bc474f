"""Reading the statuses of wards by the clock: what has begun, what is planned, since when a level holds."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from app.domain.decisions import Decision
from app.domain.vocabulary import StatusCause
from app.storage.statuses import Status


@dataclass(frozen=True)
class NextStatus:
    """The next level known to come, from when, and why: announced, decided, or a decision's end."""

    level: str
    effective_from: datetime
    cause: StatusCause
    decision: Decision | None


def split_at(rows: Sequence[Status], at: datetime) -> tuple[dict[str, list[Status]], dict[str, list[Status]]]:
    """By ward, the statuses begun by an instant, the last one without an end, and those planned after it."""
    begun: dict[str, list[Status]] = {}
    planned: dict[str, list[Status]] = {}
    for each in rows:
        (begun if each.from_instant <= at else planned).setdefault(each.ward_code, []).append(each)
    for code in planned.keys() & begun.keys():
        begun[code][-1] = replace(begun[code][-1], until_instant=None, until_revision=None)
    return begun, planned


def next_status(
    current: Status | None, planned: Sequence[Status], decided: Mapping[str, Decision]
) -> NextStatus | None:
    """The first planned status of another level."""
    for each in planned:
        if current is None or each.level != current.level:
            return NextStatus(each.level, each.from_instant, each.cause, decided.get(each.decision_id or ""))
    return None


def level_since(intervals: Sequence[Status]) -> datetime | None:
    """The start of the present level, through intervals that differ only in policy or decision."""
    since = None
    for each in reversed(intervals):
        if since is not None and each.level != intervals[-1].level:
            break
        since = each.from_instant
    return since
