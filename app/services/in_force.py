"""Putting judgements in force: what they, the decisions and the modes of districts make of each ward's plan."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy.orm import Session

from app.domain.assessment import Assessment, carried_level
from app.domain.decisions import ApprovalMode, Decision
from app.domain.policy import Policy
from app.domain.register import Register
from app.domain.standing import DecidedSpan, Segment, Terms, stand
from app.domain.status_plan import Judged, Replan, Status, ended, replan
from app.domain.vocabulary import StatusCause
from app.services.border_notices import announce_levels
from app.services.evidence import decisions_about
from app.services.policy_library import kept_policy
from app.services.register_chain import decision_positions, register_chain
from app.services.register_turn import NO_TURN, RegisterTurn
from app.services.site_rules import SiteRules
from app.storage.assessments import newest_assessments
from app.storage.decisions import approval_modes, decisions
from app.storage.revisions import Revision
from app.storage.statuses import last_full_run_day, plans_at, write_plans


@dataclass(frozen=True)
class LevelChange:
    """A ward whose level in force changed; `before` is None when it had none."""

    ward_code: str
    before: str | None
    after: str


@dataclass(frozen=True)
class Planner:
    """What decides beside the judgement, as known at a revision: decisions by ward, modes by district, the register."""

    session: Session
    register: Register
    decisions: Mapping[str, Sequence[Decision]]
    modes: Mapping[str | None, ApprovalMode]

    @classmethod
    def read(
        cls, session: Session, *, rules: SiteRules, register: Register, known_revision: int | None = None
    ) -> Planner:
        """Read it once for all wards."""
        found = decisions(session, scheme=rules.scheme, known_revision=known_revision)
        if found:
            chain = register_chain(session, known_revision=known_revision)
            found = decisions_about(chain, found, decision_positions(session, chain, found))
        modes = approval_modes(session, scheme=rules.scheme, known_revision=known_revision)
        return cls(session, register, by_ward(found), modes)

    def needs_approval(self, ward_code: str) -> bool:
        """Whether falls in a ward wait; a ward that is no longer in the register asks for nothing."""
        position = self.register.positions.get(ward_code)
        if position is None or not self.modes:
            return False
        mode = self.modes.get(self.register.wards[position].district_code)
        return mode is not None and mode.needs_approval

    def is_settled(self, rows: Sequence[Status], assessment: Assessment) -> bool:
        """Whether a ward plainly stays as it is: one open status that says what was judged, and nothing beside it."""
        if len(rows) != 1 or assessment.ward_code in self.decisions:
            return False
        (row,) = rows
        judged = assessment.level, assessment.level, assessment.policy_id, assessment.policy_version
        said = row.computed_level, row.confirmed_level, row.policy_id, row.policy_version
        return judged == said and row.decision_id is None

    def plan(
        self,
        rows: Sequence[Status],
        assessment: Assessment,
        *,
        approved: bool,
        at: datetime,
        revision: int,
        begins: bool = False,
    ) -> Replan:
        """What must be written of a ward so that its plan follows its newest judgement.

        A ward that begins has no plan so far: what was in force under its code ends, whatever it was.
        """
        if not begins and self.is_settled(rows, assessment):
            return Replan()
        policy = kept_policy(self.session, assessment.policy_id, assessment.policy_version)
        segments = stand(
            [] if begins else [self._carried(each, policy) for each in rows],
            computed_level=assessment.level,
            decisions=list(self._spans(assessment.ward_code, policy, at)),
            at=at,
            terms=Terms.under(policy, needs_approval=self.needs_approval(assessment.ward_code)),
            approved=approved,
        )
        if begins:
            segments = (replace(segments[0], cause=StatusCause.REGISTER_CHANGE), *segments[1:])
        judged = Judged(assessment.ward_code, assessment.policy_id, assessment.policy_version, assessment.as_of)
        return replan(rows, segments, judged, at=at, revision=revision, begins=begins)

    def _carried(self, row: Status, policy: Policy) -> Segment:
        """A segment of the plan so far in the levels of the policy that judges now."""
        segment = row.segment()
        old = kept_policy(self.session, row.policy_id, row.policy_version)
        if old is policy:
            return segment
        return replace(
            segment,
            computed_level=carried_level(row.computed_level, old, policy),
            confirmed_level=carried_level(row.confirmed_level, old, policy),
        )

    def _spans(self, ward_code: str, policy: Policy, at: datetime) -> Iterator[DecidedSpan]:
        for each in self.decisions.get(ward_code, ()):
            if not each.never_began and not each.is_over(at):
                old = kept_policy(self.session, each.policy_id, each.policy_version)
                level = carried_level(each.level, old, policy)
                yield DecidedSpan(each.decision_id, level, each.from_instant, each.ends_at)


def put_in_force(
    session: Session,
    *,
    rules: SiteRules,
    register: Register,
    assessments: Sequence[Assessment],
    revision: Revision,
    approved: frozenset[str] = frozenset(),
    turn: RegisterTurn = NO_TURN,
) -> tuple[LevelChange, ...]:
    """Let the newest judgements of some wards take effect, in the caller's transaction, once a revision and ward.

    Args:
        assessments: the newest of each ward.
        approved: wards whose waiting fall is approved at this revision.
        turn: the wards that begin and end at this revision.
    """
    planner = Planner.read(session, rules=rules, register=register)
    codes = [*(each.ward_code for each in assessments), *turn.ended]
    plans = plans_at(session, scheme=rules.scheme, at=revision.committed_at, ward_codes=codes)
    changes: list[LevelChange] = []
    written = []
    for each in assessments:
        rows = plans.get(each.ward_code, [])
        found = planner.plan(
            rows,
            each,
            approved=each.ward_code in approved,
            at=revision.committed_at,
            revision=revision.number,
            begins=each.ward_code in turn.begun,
        )
        written.append((rows, found))
        changes += _changes(rows, found, revision.committed_at)
    gone = [
        ended(plans.get(code, []), at=revision.committed_at, revision=revision.number) for code in sorted(turn.ended)
    ]
    write_plans(session, [*(found for _, found in written), *gone], scheme=rules.scheme)
    announce_levels(session, register=register, plans=written, decisions=planner.decisions, revision=revision)
    return tuple(changes)


def put_newest_in_force(
    session: Session,
    *,
    rules: SiteRules,
    register: Register,
    ward_codes: Iterable[str],
    revision: Revision,
    approved: frozenset[str] = frozenset(),
) -> tuple[LevelChange, ...]:
    """The same from stored judgements, when nothing is judged anew: an approval, another mode."""
    newest = newest_assessments(
        session, scheme=rules.scheme, since=last_full_run_day(session, scheme=rules.scheme), known_revision=None
    )
    found = [newest[code] for code in sorted(set(ward_codes)) if code in newest]
    return put_in_force(
        session, rules=rules, register=register, assessments=found, revision=revision, approved=approved
    )


def by_ward(found: Iterable[Decision]) -> dict[str, list[Decision]]:
    """Decisions by ward, in the order they came."""
    wards: dict[str, list[Decision]] = {}
    for each in found:
        wards.setdefault(each.ward_code, []).append(each)
    return wards


def _changes(rows: Sequence[Status], found: Replan, at: datetime) -> Iterator[LevelChange]:
    """The change of the level in force at this very moment, if there is one."""
    fresh = next((each for each in found.begun if each.from_instant == at), None)
    before = rows[0].level if rows else None
    if fresh is not None and fresh.level != before:
        yield LevelChange(fresh.ward_code, before, fresh.level)
