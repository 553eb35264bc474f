"""Proving the past: every revision is replayed from the ledger alone and must meet what was stored, field by field."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

import numpy as np
from sqlalchemy.orm import Session

from app.domain.assessment import Assessment
from app.domain.vocabulary import StatusCause
from app.services.evidence import EvidenceSource
from app.services.judging import judge_days, to_assessments
from app.services.policy_library import policy_version
from app.services.register import register_on
from app.services.site_rules import SiteRules
from app.services.status_replay import StatusReplay
from app.storage.assessments import (
    assessments_on,
    assessments_written,
    broken_assessment_chains,
    newest_assessments,
)
from app.storage.case_reports import broken_version_chains
from app.storage.indicator_values import broken_value_chains
from app.storage.policies import stored_policies
from app.storage.revisions import Revision, revisions
from app.storage.statuses import Status, every_status, full_run_days, last_full_run_day, statuses

Progress = Callable[[int, int], None]
_Key = tuple[str, date]


@dataclass(frozen=True)
class HistoryCheck:
    """What was replayed and every difference found, in words."""

    revisions: int
    statuses: int
    differences: tuple[str, ...]


def check_history(session: Session, *, rules: SiteRules, progress: Progress | None = None) -> HistoryCheck:
    """Replay all records in commit order, judging from scratch what was known at each revision.

    At every revision whatever it wrote, the newest closed day of all wards and what was judged of the open day must be
    stored as judged from the ledger alone. At the last one, every day that was run must. Every status, planned and
    cancelled ones too, must be stored as the newest judgements, decisions, approvals and modes of each revision make
    it; statuses meet.
    """
    log = revisions(session)
    stored = every_status(session, scheme=rules.scheme)
    differences = [*_broken_intervals(statuses(session, scheme=rules.scheme)), *broken_version_chains(session)]
    differences += [*broken_value_chains(session), *broken_assessment_chains(session), *_bent_policies(session)]
    replay = StatusReplay(session, rules=rules)
    for position, revision in enumerate(log):
        if progress is not None:
            progress(position + 1, len(log))
        differences += _check_revision(session, rules, revision, replay, every_day=position + 1 == len(log))
    return HistoryCheck(len(log), len(stored), (*differences, *replay.differences(stored)))


def _check_revision(
    session: Session, rules: SiteRules, revision: Revision, replay: StatusReplay, *, every_day: bool
) -> Iterator[str]:
    known = revision.number
    open_day = rules.clock.open_day(revision.committed_at)
    last_run = last_full_run_day(session, scheme=rules.scheme, known_revision=known)
    run_days = {last_run} if last_run is not None else set()
    if every_day:
        run_days |= set(full_run_days(session, scheme=rules.scheme, known_revision=known))
    stored = assessments_on(session, scheme=rules.scheme, days=sorted({open_day, *run_days}), known_revision=known)
    written = assessments_written(session, scheme=rules.scheme, revision=known)
    if stored or run_days or written:
        days = sorted({day for _, day in (*stored, *written)} | run_days)
        yield from _compare(
            revision, _judged(session, rules, revision, days), stored, written=written, run_days=run_days
        )
    newest = newest_assessments(session, scheme=rules.scheme, since=last_run, known_revision=known)
    replay.follow(revision, register_on(session, open_day, known_revision=known), newest)


def _judged(session: Session, rules: SiteRules, revision: Revision, days: Sequence[date]) -> Iterator[Assessment]:
    """Some days of all wards, judged from the ledger alone as it was known at a revision."""
    register = register_on(session, rules.clock.open_day(revision.committed_at), known_revision=revision.number)
    source = EvidenceSource.read(session, rules=rules, register=register, known_revision=revision.number)
    judged = judge_days(
        session,
        source,
        scheme=rules.scheme,
        wards=np.arange(len(register.codes)),
        from_day=days[0],
        to_day=days[-1],
        last_closed_day=rules.clock.last_closed_day(revision.committed_at),
        from_scratch=True,
    )
    wanted = set(days)
    for each in judged:
        if each.judgement.day in wanted:
            yield from to_assessments(each, codes=None)


def _compare(
    revision: Revision,
    judged: Iterable[Assessment],
    stored: Mapping[_Key, Assessment],
    *,
    written: Mapping[_Key, Assessment],
    run_days: set[date],
) -> Iterator[str]:
    """Where the judgements of some days and those stored by a revision, or then current, are not the same."""
    without_ground = set(written)
    for assessment in judged:
        key = (assessment.ward_code, assessment.as_of)
        without_ground.discard(key)
        found = written.get(key, stored.get(key))
        if found is None and assessment.as_of in run_days:
            yield f"revision {revision.number}: no judgement of ward {assessment.ward_code} on {assessment.as_of}"
        if found is not None and found != assessment:
            yield (
                f"revision {revision.number}: ward {assessment.ward_code} on {assessment.as_of} is stored as "
                f"{found.level}, the ledger gives {assessment.level} ({_differing(found, assessment)})"
            )
    for ward_code, day in sorted(without_ground):
        yield f"revision {revision.number}: ward {ward_code} on {day} is stored, the ledger gives no judgement of it"


def _broken_intervals(intervals: Sequence[Status]) -> Iterator[str]:
    for before, after in pairwise(intervals):
        # A ward that was no more, and whose code another bears since, was in force at nothing in between.
        resumes = after.cause is StatusCause.REGISTER_CHANGE and before.until_instant is not None
        if before.ward_code == after.ward_code and before.until_instant != after.from_instant and not resumes:
            yield f"ward {before.ward_code}: statuses do not meet at {before.until_instant} / {after.from_instant}"


def _bent_policies(session: Session) -> Iterator[str]:
    for policy_id, version, policy in stored_policies(session):
        if (policy.id, policy_version(policy)) != (policy_id, version):
            yield f"policy {policy_id} {version}: the rules stored under this version are others"


def _differing(one: Assessment, other: Assessment) -> str:
    left, right = one.as_values(), other.as_values()
    return ", ".join(name for name in left if left[name] != right[name])
