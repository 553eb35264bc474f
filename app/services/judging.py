"""Judging a run of days from stored state: the one path by which posts, outbreaks and runs reach a level."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Final

import numpy as np
from numpy.typing import NDArray
from sqlalchemy.orm import Session

from app.domain.assessment import Assessment, assessments_of, state_from, translate
from app.domain.evidence import Evidence
from app.domain.persistence import Held
from app.domain.policy import Policy
from app.domain.register import Register
from app.domain.register_chain import Descent, RegisterSpan
from app.domain.zoning import DayJudgement, ZoneState, judge
from app.services.evidence import EvidenceSource, first_evidence_day
from app.services.policy_library import AdoptedPolicy, adopted_policies, policy_on
from app.storage.assessments import held_levels_on
from app.storage.boundary_versions import recorded_versions
from app.storage.revisions import committed_at
from app.storage.statuses import last_full_run_day

ONE_DAY = timedelta(days=1)
DAYS_AT_ONCE: Final = 64
"""So many days are in memory at a time, however long the run."""


@dataclass(frozen=True)
class JudgedDay:
    """One judged day with what it was judged by, and the register in force on it."""

    adopted: AdoptedPolicy
    evidence: Evidence
    judgement: DayJudgement
    register: Register


def judge_days(
    session: Session,
    source: EvidenceSource,
    *,
    scheme: str,
    wards: NDArray[np.intp],
    from_day: date,
    to_day: date,
    last_closed_day: date,
    from_scratch: bool = False,
) -> Iterator[JudgedDay]:
    """Judge wards day by day through `to_day`.

    The fold starts after the last full run before `from_day`, or, without one or when `from_scratch`, at the first
    day anything is known of; days before `from_day` are judged on the way and yielded too.

    Args:
        wards: positions in the newest register; neighbors of the wards one wants to know must be among them. Days that
            meet an older register too are judged for every ward (see `Crossing`).
        last_closed_day: days after it are open.
    """
    checkpoint = None if from_scratch else last_full_run_day(session, scheme=scheme, before=from_day)
    first = first_evidence_day(session, source, scheme=scheme)
    start = checkpoint + ONE_DAY if checkpoint is not None else min(first or from_day, from_day)
    spans = adopted_policies(
        session, scheme=scheme, first_day=start, last_day=to_day, known_revision=source.known_revision
    )
    if not spans:
        return
    crossing = Crossing(session, source, scheme=scheme, last_closed_day=last_closed_day)
    yield from crossing.judge(spans, wards=wards, checkpoint=checkpoint)


@dataclass(frozen=True)
class Crossing:
    """Judging days of which each has the register that was in force on it."""

    session: Session
    source: EvidenceSource
    scheme: str
    last_closed_day: date

    def judge(
        self, spans: Sequence[AdoptedPolicy], *, wards: NDArray[np.intp], checkpoint: date | None
    ) -> Iterator[JudgedDay]:
        """Judge the days of some policies after a checkpoint (None: from nothing known).

        Where the days meet more than one register, every ward of each is judged, whichever were asked for.
        """
        chain = self.source.registers
        newest = len(chain.spans) - 1
        first, last = chain.position_on(spans[0].first_day), chain.position_on(spans[-1].last_day)
        before = first if checkpoint is None else chain.position_on(checkpoint)
        policy = spans[0].policy
        if before == first == last == newest:
            state, policy = self._stored(self.source, wards, checkpoint, policy)
            yield from self._judge(self.source, spans, wards, _translated(state, policy, spans[0].policy))
            return
        source = self.source.under(before)
        state, policy = self._stored(source, np.arange(len(source.register.codes)), checkpoint, policy)
        at = before
        for position in range(first, last + 1):
            if position != at:
                state = self._carried(state, policy, at, position)
            source, at = self.source.under(position), position
            own = _clipped(spans, chain.spans[position])
            if first == last == newest:
                state = ZoneState(_of(state.own, wards), _of(state.result, wards))
                yield from self._judge(source, own, wards, _translated(state, policy, own[0].policy))
                return
            state = _translated(state, policy, own[0].policy)
            for judged in self._judge(source, own, np.arange(len(source.register.codes)), state):
                yield judged
                state, policy = judged.judgement.after, judged.adopted.policy

    def _judge(
        self, source: EvidenceSource, spans: Sequence[AdoptedPolicy], wards: NDArray[np.intp], state: ZoneState
    ) -> Iterator[JudgedDay]:
        return judge_spans(
            self.session, source, spans=spans, wards=wards, state=state, last_closed_day=self.last_closed_day
        )

    def _stored(
        self, source: EvidenceSource, wards: NDArray[np.intp], day: date | None, policy: Policy
    ) -> tuple[ZoneState, Policy]:
        """The state after a judged day, and the policy that judged it; unknown under `policy` without one."""
        if day is None:
            return ZoneState.unknown(len(wards)), policy
        codes = [source.register.codes[position] for position in wards]
        stored = held_levels_on(self.session, scheme=self.scheme, day=day, ward_codes=codes)
        judged_by = policy_on(self.session, scheme=self.scheme, day=day, known_revision=source.known_revision).policy
        return state_from([stored.get(code) for code in codes], judged_by), judged_by

    def _carried(self, state: ZoneState, policy: Policy, first: int, last: int) -> ZoneState:
        """The state by the wards of a later register, with the levels decided for those before it."""
        chain = self.source.registers
        before, after = chain.spans[first], chain.spans[last]
        assert after.first_day is not None, "only the oldest register holds since ever"
        source = self.source.under(first)
        eve = after.first_day - ONE_DAY
        turned_on = max(after.first_day, self._known_from(after.register))
        decided = np.zeros(len(before.register.codes), dtype=np.int8)
        for each in source.decided(self.session, before.register.codes, policy):
            if each.first_day <= turned_on and (each.end_day is None or eve < each.end_day):
                decided[each.ward] = max(decided[each.ward], policy.rank_of.get(each.level, 0))
        descent = Descent.along(chain.passage(first, last), before.register, after.register)
        return descent.held(state, lowest=policy.levels[0].rank, decided=decided, day=after.first_day)

    def _known_from(self, register: Register) -> date:
        """The day that was open when a register became known; what was decided till then was about the wards before."""
        revision = recorded_versions(self.session).get(register.boundary_version)
        moment = None if revision is None else committed_at(self.session, revision)
        return date.min if moment is None else self.source.rules.clock.open_day(moment)


def _of(held: Held, wards: NDArray[np.intp]) -> Held:
    return Held(held.rank[wards], held.entered_on[wards], held.qualifying[wards])


def _translated(state: ZoneState, old: Policy, new: Policy) -> ZoneState:
    return state if old is new else translate(state, old, new)


def _clipped(spans: Sequence[AdoptedPolicy], within: RegisterSpan) -> list[AdoptedPolicy]:
    """The policies of the days on which a register is in force."""
    found = []
    for each in spans:
        first = each.first_day if within.first_day is None else max(each.first_day, within.first_day)
        last = each.last_day if within.end_day is None else min(each.last_day, within.end_day - ONE_DAY)
        if first <= last:
            found.append(replace(each, first_day=first, last_day=last))
    return found


def judge_spans(
    session: Session,
    source: EvidenceSource,
    *,
    spans: Sequence[AdoptedPolicy],
    wards: NDArray[np.intp],
    state: ZoneState,
    last_closed_day: date,
) -> Iterator[JudgedDay]:
    """Judge wards day by day under one policy after another; a long run is read and judged in pieces.

    Args:
        spans: policies and the days they judge, without gaps, oldest first.
        state: after the day before, in the ranks of the first policy.
    """
    previous: Policy | None = None
    for adopted in spans:
        if previous is not None and previous is not adopted.policy:
            state = translate(state, previous, adopted.policy)
        for first_day, last_day in _pieces(adopted):
            evidence = source.load(
                session,
                wards=wards,
                first_day=first_day,
                last_day=last_day,
                last_closed_day=last_closed_day,
                policy=adopted.policy,
            )
            for judgement in judge(adopted.policy, evidence, state):
                yield JudgedDay(adopted, evidence, judgement, source.register)
                state = judgement.after
        previous = adopted.policy


def _pieces(adopted: AdoptedPolicy) -> Iterator[tuple[date, date]]:
    first = adopted.first_day
    while first <= adopted.last_day:
        last = min(first + timedelta(days=DAYS_AT_ONCE - 1), adopted.last_day)
        yield first, last
        first = last + ONE_DAY


def to_assessments(judged: JudgedDay, *, codes: frozenset[str] | None) -> list[Assessment]:
    """The stored form of a judged day for some wards (None: all that were judged)."""
    register = judged.register
    evidence = judged.evidence
    positions = [index for index, code in enumerate(evidence.ward_codes) if codes is None or code in codes]
    return assessments_of(
        judged.judgement,
        policy=judged.adopted.policy,
        policy_version=judged.adopted.version,
        boundary_version=register.boundary_version,
        evidence=evidence,
        populations=[register.wards[register.positions[code]].population for code in evidence.ward_codes],
        positions=positions,
    )
