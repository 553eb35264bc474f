"""What is due at a moment: every closed day not judged yet, oldest first, each in a transaction of its own."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime

from sqlalchemy.orm import Session, sessionmaker

from app.domain.errors import ZoneError
from app.services.drafts import forget_old_drafts
from app.services.idempotency import forget_old_answers
from app.services.reclassification import (
    Outcome,
    RunReport,
    days_to_judge,
    first_known_day,
    reclassify,
    reevaluate,
    run_of,
)
from app.services.register import current_register
from app.services.site_rules import SiteRules
from app.storage.assessments import assessments_on
from app.storage.audit import AuditEntry, record
from app.storage.decisions import decisions
from app.storage.revisions import begin_write, read_site
from app.storage.statuses import DONE, JobRun, record_runs

ACTOR = "scheduler"


def run_due(sessions: sessionmaker[Session], *, rules: SiteRules, now: datetime) -> Iterator[RunReport]:
    """Judge each closed day that is due; a site that was never initialised has none.

    A run that fails leaves a record of its own and the last good state in force; its day stays due.
    """
    for day in _due(sessions, rules=rules, now=now):
        try:
            with sessions.begin() as session:
                # Another process may have judged the day between the look and the lock: then nothing changes.
                report = reclassify(session, rules=rules, days=[day], now=now, actor=ACTOR)
                forget_old_answers(session, now=now)
                forget_old_drafts(session, now=now)
                if report.revision is None:
                    session.rollback()
                else:
                    _leave_line(session, f"{day}..{day}", revision=report.revision, changed=report.changed, now=now)
        except ZoneError:
            raise
        except Exception as fault:
            _record_failure(sessions, rules=rules, day=day, now=now, problem=type(fault).__name__)
            raise
        yield report
    yield from _judge_begun(sessions, rules=rules, now=now)


def _judge_begun(sessions: sessionmaker[Session], *, rules: SiteRules, now: datetime) -> Iterator[RunReport]:
    """Judge the neighbors of a ward on the day a decision about it begins, should nothing else have done so.

    The decided level itself needs no job; this is for those that border it, who would else wait for the day's run.
    """
    with sessions() as session:
        session.connection(execution_options={"read_only": True})
        if read_site(session) is None or not _begun(session, rules=rules, now=now):
            return
    with sessions() as session:
        revision = begin_write(session, now=now, kind="decision_begins", actor=ACTOR)
        # Another process may have judged them between the look and the lock.
        wards, day = _begun(session, rules=rules, now=now), rules.clock.open_day(revision.committed_at)
        if wards:
            first_day = first_known_day(session, rules=rules)
            outcome = reevaluate(
                session, rules=rules, revision=revision, ward_codes=wards, from_day=day, first_day_before=first_day
            )
            written = outcome.assessments_written
            _leave_line(session, f"{day}..{day}", revision=revision.number, changed=written, now=now)
            session.commit()
            yield _report(day, outcome, revision.number)


def _leave_line(session: Session, days: str, *, revision: int, changed: int, now: datetime) -> None:
    detail = {"changed": changed}
    entry = AuditEntry(at=now, actor=ACTOR, action="reclassify", subject=days, detail=detail, revision=revision)
    record(session, entry)


def _report(day: date, outcome: Outcome, revision: int) -> RunReport:
    changed = outcome.assessments_written
    return RunReport((day,), (), changed, changed, outcome.level_changes, 0.0, revision)


def _begun(session: Session, *, rules: SiteRules, now: datetime) -> set[str]:
    """Wards in which a decision has begun and that were not judged on the open day yet."""
    day = rules.clock.open_day(now)
    active = [each for each in decisions(session, scheme=rules.scheme) if each.is_active(now)]
    wards = {each.ward_code for each in active if rules.clock.open_day(each.from_instant) == day}
    if not wards:
        return wards
    judged = assessments_on(session, scheme=rules.scheme, days=[day], ward_codes=sorted(wards))
    register = current_register(session)
    return {code for code in wards if code in register.positions and (code, day) not in judged}


def _due(sessions: sessionmaker[Session], *, rules: SiteRules, now: datetime) -> list[date]:
    with sessions() as session:
        session.connection(execution_options={"read_only": True})
        if read_site(session) is None:
            return []
        return days_to_judge(session, rules=rules, now=now)


def _record_failure(
    sessions: sessionmaker[Session], *, rules: SiteRules, day: date, now: datetime, problem: str
) -> None:
    with sessions.begin() as session:
        revision = begin_write(session, now=now, kind="failed_run", actor=ACTOR)
        stored = run_of(session, rules=rules, day=day)
        if stored is not None and stored.state == DONE:
            # Another process judged the day meanwhile; its record stands.
            session.rollback()
            return
        run = JobRun(
            run_id=0,
            scheme=rules.scheme,
            as_of=day,
            state="failed",
            started_at=now,
            finished_at=revision.committed_at,
            wards_judged=0,
            wards_changed=0,
            duration_s=0.0,
            started_by=ACTOR,
            recorded_revision=revision.number,
            problem=problem,
        )
        record_runs(session, [run])
