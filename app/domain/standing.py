"""What is in force from an instant on: computed, then confirmed, then what a decision makes of it.

Three levels of one ward stand over each other. *Computed* is the newest judgement. *Confirmed* is the computed level
once its notice has run out and its fall has been approved. The *level* in force is the decided one while a decision
is in force, else the confirmed one. A plan says all three for every instant to come, so that a switch needs no job:
whoever reads picks the segment by the clock.

Source: notice before a raise, Resolution 128/NQ-CP (11 Oct 2021); decisions that only raise, India's zone orders of
spring 2020; which policy asks for which stands in the policy itself.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from app.domain.policy import Policy
from app.domain.vocabulary import UNKNOWN, StatusCause


@dataclass(frozen=True, slots=True)
class Segment:
    """What is in force from an instant until the next segment begins; the last one has no end.

    `awaiting_level` is the lower computed level that waits for an approval.
    """

    from_instant: datetime
    level: str
    computed_level: str
    confirmed_level: str
    awaiting_level: str | None
    decision_id: str | None
    cause: StatusCause

    def says_the_same(self, other: Segment) -> bool:
        """Whether only the start and its cause tell them apart."""
        return replace(self, from_instant=other.from_instant, cause=other.cause) == other


@dataclass(frozen=True, slots=True)
class DecidedSpan:
    """A decided level over [from_instant, until_instant); None: until further notice. Spans of a ward never overlap."""

    decision_id: str
    level: str
    from_instant: datetime
    until_instant: datetime | None

    def covers(self, instant: datetime) -> bool:
        """Whether it is in force at an instant."""
        return self.from_instant <= instant and (self.until_instant is None or instant < self.until_instant)


@dataclass(frozen=True)
class Terms:
    """What a policy and a district ask before a computed level is in force.

    `raise_notice` None: a raise takes effect at once. `needs_approval`: a fall waits for a supervisor.
    """

    rank_of: Mapping[str, int]
    raise_notice: timedelta | None = None
    needs_approval: bool = False
    upward_only: bool = False

    @classmethod
    def under(cls, policy: Policy, *, needs_approval: bool) -> Terms:
        """The terms of a policy in a district."""
        notice = None if policy.notice is None else timedelta(hours=policy.notice.raise_hours.value)
        upward_only = policy.decisions is not None and policy.decisions.direction == "upward_only"
        return cls(policy.rank_of, notice, needs_approval, upward_only)

    def rank(self, level: str) -> int:
        """The rank of a level, 0 for unknown."""
        return self.rank_of.get(level, 0)


@dataclass(frozen=True, slots=True)
class Step:
    """From an instant on a level is the confirmed one."""

    from_instant: datetime
    level: str


def confirm(
    steps: Sequence[Step],
    computed_level: str,
    *,
    at: datetime,
    terms: Terms,
    was_unknown: bool = False,
    approved: bool = False,
) -> tuple[Step, ...]:
    """The confirmed level from `at` on, announced raises after it, each above the one before.

    A raise takes effect at once, or when its notice has run out; a first level needs none. One that is announced
    already keeps its moment; one above the computed level gives its moment to that level; a stricter raise is announced
    beside a milder one. A fall takes effect at once, or waits for approval. Where falls wait, a ward above the lowest
    level whose data stop keeps its level; else unknown takes effect at once.

    Args:
        steps: the confirmed level so far with what was announced, oldest first; empty for a first status.
        computed_level: of the newest judgement.
        at: the moment of the change.
        was_unknown: nothing was known of the ward just before, so that any level is a first one.
        approved: a supervisor lets the fall to the computed level take effect.
    """
    past, pending = (
        [each for each in steps if each.from_instant <= at],
        [each for each in steps if each.from_instant > at],
    )
    if not past:
        return (Step(at, computed_level),)
    present, computed_rank = Step(at, past[-1].level), terms.rank(computed_level)
    present_rank = terms.rank(present.level)
    if computed_rank > present_rank:
        if terms.raise_notice is None or present.level == UNKNOWN or was_unknown:
            return (Step(at, computed_level),)
        return (present, *_announced(pending, Step(at + terms.raise_notice, computed_level), terms))
    waits = terms.needs_approval and not approved and present_rank > min(terms.rank_of.values())
    return (present,) if waits else (Step(at, computed_level),)


def _announced(pending: Sequence[Step], fresh: Step, terms: Terms) -> tuple[Step, ...]:
    """The announcements that stand once a raise to a computed level is to be announced."""
    rank = terms.rank(fresh.level)
    kept = [each for each in pending if terms.rank(each.level) <= rank]
    if kept and terms.rank(kept[-1].level) == rank:
        return tuple(kept)
    # Who was told of a stricter level was told of this one: it keeps that moment instead of waiting anew.
    told = [each.from_instant for each in pending if terms.rank(each.level) > rank]
    fresh = Step(min([fresh.from_instant, *told]), fresh.level)
    # A policy with a shorter notice may bring the stricter level first; the milder one then never comes.
    return (*(each for each in kept if each.from_instant < fresh.from_instant), fresh)


def stand(
    before: Sequence[Segment],
    *,
    computed_level: str,
    decisions: Sequence[DecidedSpan],
    at: datetime,
    terms: Terms,
    approved: bool = False,
) -> tuple[Segment, ...]:
    """The plan from `at` on: what is in force now and every switch the clock alone will make.

    Args:
        before: the plan so far, from the segment in force at `at` on; empty for a ward that never had a status.
        computed_level: of the newest judgement.
        decisions: of the ward and scheme, revoked ones ending when they were revoked; those that are over may be left
        out. at: the moment of whatever changed. terms: of the policy the newest judgement was made by. approved: the
        fall that waits is approved at this moment.

    Returns:
        Segments, the first from `at`, no two neighbors saying the same. When nothing changed, the first says the same
        as the one in force and the others are those of the plan so far.
    """
    standing = next((each for each in reversed(before) if each.from_instant <= at), None)
    was_unknown = standing is not None and standing.computed_level == UNKNOWN
    steps = confirm(_steps(before, at), computed_level, at=at, terms=terms, was_unknown=was_unknown, approved=approved)
    plan: list[Segment] = []
    for moment in _moments(steps, decisions, at):
        confirmed = next(each.level for each in reversed(steps) if each.from_instant <= moment)
        segment = _segment(moment, computed_level, confirmed, decisions, terms)
        previous = plan[-1] if plan else standing
        cause = _planned_cause(previous, segment) if plan else _present_cause(previous, segment, terms)
        if not plan or previous is None or not segment.says_the_same(previous):
            plan.append(replace(segment, cause=cause))
    return tuple(plan)


def _steps(before: Sequence[Segment], at: datetime) -> list[Step]:
    """The confirmed level in force and its announced raises, as a plan holds them."""
    steps: list[Step] = []
    for each in before:
        if not steps or each.confirmed_level != steps[-1].level or each.from_instant <= at:
            steps.append(Step(each.from_instant, each.confirmed_level))
    return steps


def _moments(steps: Sequence[Step], decisions: Sequence[DecidedSpan], at: datetime) -> list[datetime]:
    """Now, and every later instant at which an announcement takes effect or a decision begins or ends."""
    raised = [each.from_instant for each in steps]
    decided = [instant for each in decisions for instant in (each.from_instant, each.until_instant)]
    return sorted({at, *(each for each in (*raised, *decided) if each is not None and each > at)})


def _segment(
    moment: datetime, computed_level: str, confirmed: str, decisions: Sequence[DecidedSpan], terms: Terms
) -> Segment:
    decision = next((each for each in decisions if each.covers(moment)), None)
    level = confirmed if decision is None else decision.level
    if decision is not None and terms.upward_only and terms.rank(computed_level) > terms.rank(level):
        level = computed_level
    waits = computed_level != UNKNOWN and terms.rank(computed_level) < terms.rank(confirmed)
    return Segment(
        from_instant=moment,
        level=level,
        computed_level=computed_level,
        confirmed_level=confirmed,
        awaiting_level=computed_level if waits else None,
        decision_id=None if decision is None else decision.decision_id,
        cause=StatusCause.ASSESSMENT,
    )


def _present_cause(standing: Segment | None, segment: Segment, terms: Terms) -> StatusCause:
    """Why what is in force changes at the moment of a write."""
    if segment.decision_id != (None if standing is None else standing.decision_id):
        # A decision that reaches its own end switches by the plan; one that is gone at a write was revoked.
        return StatusCause.DECISION_REVOKED if segment.decision_id is None else StatusCause.DECISION
    if standing is None:
        return StatusCause.ASSESSMENT
    fell = terms.rank(segment.confirmed_level) < terms.rank(standing.confirmed_level)
    # The judgement stayed and the level fell: somebody let it, ward by ward or by ending the approval mode.
    return (
        StatusCause.APPROVAL if fell and segment.computed_level == standing.computed_level else StatusCause.ASSESSMENT
    )


def _planned_cause(previous: Segment | None, segment: Segment) -> StatusCause:
    """Why the clock alone will change what is in force."""
    if previous is not None and segment.decision_id != previous.decision_id:
        return StatusCause.DECISION_EXPIRED if segment.decision_id is None else StatusCause.DECISION
    return StatusCause.ANNOUNCED
