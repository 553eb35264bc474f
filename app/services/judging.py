"""Judging a run of days from stored state: the one path by which posts, outbreaks and runs reach a level."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

import numpy as np
from numpy.typing import NDArray
from sqlalchemy.orm import Session

from app.domain.assessment import Assessment, assessments_of, state_from, translate
from app.domain.evidence import Evidence
from app.domain.policy import Policy
from app.domain.zoning import DayJudgement, ZoneState, judge
from app.services.evidence import EvidenceSource, first_evidence_day
from app.services.policy_library import AdoptedPolicy, adopted_policies, policy_on
from app.storage.assessments import held_levels_on
from app.storage.statuses import last_full_run_day

ONE_DAY = timedelta(days=1)
DAYS_AT_ONCE: Final = 64
"""So many days are in memory at a time, however long the run."""


@dataclass(frozen=True)
class JudgedDay:
    """One judged day with what it was judged by."""

    adopted: AdoptedPolicy
    evidence: Evidence
    judgement: DayJudgement


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
        wards: positions in the register; neighbors of the wards one wants to know must be among them.
        last_closed_day: days after it are open.
    """
    checkpoint = None if from_scratch else last_full_run_day(session, scheme=scheme, before=from_day)
    first = first_evidence_day(session, source, scheme=scheme)
    start = checkpoint + ONE_DAY if checkpoint is not None else min(first or from_day, from_day)
    spans = adopted_policies(
        session, scheme=scheme, first_day=start, last_day=to_day, known_revision=source.known_revision
    )
    state, previous = _stored_state(session, source, scheme=scheme, wards=wards, day=checkpoint, spans=spans)
    if previous is not None and spans and previous is not spans[0].policy:
        state = translate(state, previous, spans[0].policy)
    yield from judge_spans(session, source, spans=spans, wards=wards, state=state, last_closed_day=last_closed_day)


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
                yield JudgedDay(adopted, evidence, judgement)
                state = judgement.after
        previous = adopted.policy


def _pieces(adopted: AdoptedPolicy) -> Iterator[tuple[date, date]]:
    first = adopted.first_day
    while first <= adopted.last_day:
        last = min(first + timedelta(days=DAYS_AT_ONCE - 1), adopted.last_day)
        yield first, last
        first = last + ONE_DAY


def to_assessments(source: EvidenceSource, judged: JudgedDay, *, codes: frozenset[str] | None) -> list[Assessment]:
    """The stored form of a judged day for some wards (None: all that were judged)."""
    register = source.register
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


def _stored_state(
    session: Session,
    source: EvidenceSource,
    *,
    scheme: str,
    wards: NDArray[np.intp],
    day: date | None,
    spans: Sequence[AdoptedPolicy],
) -> tuple[ZoneState, Policy | None]:
    if day is None or not spans:
        return ZoneState.unknown(len(wards)), None
    codes = [source.register.codes[position] for position in wards]
    stored = held_levels_on(session, scheme=scheme, day=day, ward_codes=codes)
    judged_by = policy_on(session, scheme=scheme, day=day, known_revision=source.known_revision).policy
    return state_from([stored.get(code) for code in codes], judged_by), judged_by
