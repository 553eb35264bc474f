"""What people decided about a ward's level and what is still to come: an act, the next level, a fall that waits."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from app.api.pages.shared import LevelView, Shell, coming_text
from app.domain.decisions import Decision
from app.domain.notice_words import notice_words
from app.domain.vocabulary import StatusCause
from app.services.plan_reading import NextStatus
from app.services.zone_status import ZoneStatus
from app.storage.statuses import Status

_CAUSES: Final = {
    StatusCause.ANNOUNCED: "cause_announced",
    StatusCause.APPROVAL: "cause_approval",
    StatusCause.DECISION: "cause_decision",
    StatusCause.DECISION_EXPIRED: "cause_decision_expired",
    StatusCause.DECISION_REVOKED: "cause_decision_revoked",
    StatusCause.REGISTER_CHANGE: "cause_register_change",
}
_COMING: Final = {
    StatusCause.ANNOUNCED: "coming_announced",
    StatusCause.DECISION_EXPIRED: "coming_decision_expired",
}


@dataclass(frozen=True)
class Act:
    """One line of the card: a level, what is said of it, by what, and why."""

    level: LevelView
    title: str
    by: str
    reason: str = ""


def acts_of(zone: ZoneStatus, shell: Shell) -> list[Act]:
    """The decision in force, the fall that waits, the next level; empty for most wards."""
    found = []
    if zone.decision is not None:
        found.append(_decision(zone, zone.decision, shell))
    if zone.awaiting_approval is not None:
        found.append(_awaiting(zone.awaiting_approval, shell))
    if zone.next_status is not None:
        found.append(_coming(zone, zone.next_status, shell))
    return found


def opening_held(zone: ZoneStatus, shell: Shell) -> str:
    """Why the computed outlook does not tell when the level falls: it is decided, or waits; else empty."""
    words, decision = shell.words, zone.decision
    if decision is not None and decision.until_instant is not None:
        return words("opening_decided_until", moment=words.moment(decision.until_instant))
    if decision is not None:
        return words("opening_decided")
    if zone.awaiting_approval is not None:
        return words("opening_awaiting", level=shell.levels[zone.awaiting_approval].label)
    return ""


def cause_text(status: Status, decisions: Mapping[str, Decision], shell: Shell) -> str:
    """Why an interval of the history began, when it was not a judgement that took effect at once."""
    if status.cause is StatusCause.ASSESSMENT:
        return ""
    if status.cause is StatusCause.DECISION and (decision := decisions.get(status.decision_id or "")) is not None:
        return shell.words("cause_decision", number=decision.document_number)
    return shell.words(_CAUSES[status.cause])


def _decision(zone: ZoneStatus, decision: Decision, shell: Shell) -> Act:
    words = shell.words
    begins = words.moment(decision.from_instant)
    if decision.until_instant is None:
        span = words("decided_open", begins=begins)
    else:
        span = words("decided_span", begins=begins, ends=words.moment(decision.until_instant))
    return Act(
        level=shell.levels.get(decision.level, shell.levels[zone.level]),
        title=words("decided_by", number=decision.document_number, signer=decision.signer),
        by=span,
        reason=decision.reason,
    )


def _awaiting(level: str, shell: Shell) -> Act:
    words, shown = shell.words, shell.levels[level]
    return Act(level=shown, title=words("awaiting", level=shown.label), by=words("awaiting_note"))


def _coming(zone: ZoneStatus, coming: NextStatus, shell: Shell) -> Act:
    words, notice = shell.words, notice_words(shell.snapshot.policy)
    if coming.decision is not None:
        by = words("decided_by", number=coming.decision.document_number, signer=coming.decision.signer)
    elif coming.cause is StatusCause.ANNOUNCED and notice is not None:
        by = words("coming_with_notice", notice=words.pick(notice))
    else:
        by = words(_COMING[coming.cause])
    return Act(
        level=shell.levels[coming.level],
        title=coming_text(zone, shell),
        by=by,
    )
