"""Reclassification: what a change can touch is judged again at once; a run judges a closed day for every ward."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from time import perf_counter

import numpy as np
from numpy.typing import NDArray
from sqlalchemy.orm import Session

from app.domain.assessment import Assessment
from app.domain.errors import NothingToJudge
from app.domain.register import Register
from app.services.evidence import EvidenceSource, first_evidence_day
from app.services.in_force import LevelChange as LevelChange
from app.services.in_force import put_in_force
from app.services.judging import judge_days, to_assessments
from app.services.policy_library import policy_on
from app.services.register import current_register
from app.services.register_turn import NO_TURN, RegisterTurn
from app.services.site_rules import SiteRules
from app.storage.assessments import judged_days, wards_judged_after, write_differences
from app.storage.revisions import Revision, begin_write, read_site
from app.storage.statuses import (
    DONE,
    JobRun,
    full_run_days,
    job_runs,
    last_full_run_day,
    policy_in_force,
    record_runs,
)
from app.storage.zero_fills import zero_fills

ONE_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Outcome:
    """What a judgement wrote: assessment versions, and the changes of what is in force."""

    assessments_written: int
    level_changes: tuple[LevelChange, ...]
    written_by_day: dict[date, int]


@dataclass(frozen=True)
class RunReport:
    """What a reclassification did. `changed` counts assessments that differ from what stood before."""

    days: tuple[date, ...]
    new_days: tuple[date, ...]
    wards_judged: int
    changed: int
    level_changes: tuple[LevelChange, ...]
    duration_s: float
    revision: int | None


def reevaluate(
    session: Session,
    *,
    rules: SiteRules,
    revision: Revision,
    ward_codes: Iterable[str] | None,
    from_day: date,
    first_day_before: date | None,
    turn: RegisterTurn = NO_TURN,
) -> Outcome:
    """Judge again everything a change can touch, in the caller's transaction.

    Args:
        revision: of the change; new statuses start at its moment.
        ward_codes: wards whose own evidence changed; None means all.
        from_day: the earliest reporting day the change speaks of.
        first_day_before: `first_known_day` before the change; if the change moved it, every day is judged again,
            so that the result never depends on the order in which things became known.
        turn: the wards that begin and end with the change, when it is one of the register.
    """
    register = current_register(session)
    source = EvidenceSource.read(session, rules=rules, register=register)
    first_day = first_evidence_day(session, source, scheme=rules.scheme)
    moved = first_day is not None and (first_day_before is None or first_day < first_day_before)
    if moved and first_day is not None:
        ward_codes, from_day = None, min(from_day, first_day)
    open_day = rules.clock.open_day(revision.committed_at)
    if policy_in_force(session, scheme=rules.scheme) not in {None, _policy_of(session, rules, open_day)}:
        # A policy that begins with the open day holds in every ward at once: what is in force is of one policy.
        ward_codes = None
    days = set(judged_days(session, scheme=rules.scheme, since=from_day))
    if from_day <= open_day:
        days.add(open_day)
    if not days:
        return Outcome(0, (), {})
    return _judge_and_store(
        session, source, rules=rules, revision=revision, ward_codes=ward_codes, days=sorted(days), turn=turn
    )


def first_known_day(session: Session, *, rules: SiteRules) -> date | None:
    """The day every judgement starts from, to be read before a change (see `reevaluate`)."""
    fills = zero_fills(session, source=rules.source)
    # Neither outbreaks nor units are looked at one by one here, so they are not read.
    source = EvidenceSource(rules, Register.empty(), (), fills, known_revision=None)
    return first_evidence_day(session, source, scheme=rules.scheme)


def reclassify(
    session: Session,
    *,
    rules: SiteRules,
    days: Sequence[date],
    now: datetime,
    actor: str,
) -> RunReport:
    """Judge closed days for every ward; a day judged before is judged again and changes only what differs.

    Takes the site lock first, so several processes asked for the same day do the work once, one after the other,
    and the later ones find nothing to change.

    Raises:
        NothingToJudge: no register, or no closed day among those asked for.
    """
    started = perf_counter()
    revision = begin_write(session, now=now, kind="reclassification", actor=actor)
    register = current_register(session)
    last_closed = rules.clock.last_closed_day(revision.committed_at)
    closed = sorted({day for day in days if day <= last_closed})
    _refuse_nothing(register, closed, last_closed)
    before = set(full_run_days(session, scheme=rules.scheme))
    source = EvidenceSource.read(session, rules=rules, register=register)
    earliest = first_evidence_day(session, source, scheme=rules.scheme)
    new_days = [day for day in closed if day not in before]
    judged = set(closed)
    if earliest is not None and closed[0] < earliest:
        # An earlier start shifts when levels were entered, so every judged day follows.
        judged |= set(judged_days(session, scheme=rules.scheme, since=closed[0]))
    open_day = last_closed + ONE_DAY
    if closed[-1] == last_closed and _policy_of(session, rules, last_closed) != _policy_of(session, rules, open_day):
        judged.add(open_day)
    outcome = _judge_and_store(session, source, rules=rules, revision=revision, ward_codes=None, days=sorted(judged))
    duration_s = perf_counter() - started
    if new_days:
        runs = _runs(new_days, rules, revision, outcome, len(register.codes), duration_s / len(new_days), actor)
        record_runs(session, runs)
    changed = outcome.assessments_written
    return RunReport(
        days=tuple(closed),
        new_days=tuple(new_days),
        wards_judged=len(register.codes),
        changed=changed,
        level_changes=outcome.level_changes,
        duration_s=duration_s,
        revision=revision.number if changed or new_days else None,
    )


def days_to_judge(session: Session, *, rules: SiteRules, now: datetime) -> list[date]:
    """Closed days whose run is due or was missed, oldest first.

    A site misses only cut-offs of its own time: days before it was laid are judged when somebody asks for them. A site
    without runs begins with the last closed day.
    """
    last_closed = rules.clock.last_closed_day(now)
    site = read_site(session)
    newest = last_full_run_day(session, scheme=rules.scheme)
    first = last_closed if site is None else min(site.first_day, last_closed)
    if newest is not None:
        first = max(first, newest + ONE_DAY)
    return [first + timedelta(days=offset) for offset in range((last_closed - first).days + 1)]


def run_of(session: Session, *, rules: SiteRules, day: date) -> JobRun | None:
    """The run that judged a day, if there was one."""
    return next(iter(job_runs(session, scheme=rules.scheme, as_of=day)), None)


def _judge_and_store(
    session: Session,
    source: EvidenceSource,
    *,
    rules: SiteRules,
    revision: Revision,
    ward_codes: Iterable[str] | None,
    days: Sequence[date],
    turn: RegisterTurn = NO_TURN,
) -> Outcome:
    register = source.register
    written_codes, group = _groups(register, ward_codes)
    wanted = set(days)
    judged = judge_days(
        session,
        source,
        scheme=rules.scheme,
        wards=group,
        from_day=days[0],
        to_day=days[-1],
        last_closed_day=rules.clock.last_closed_day(revision.committed_at),
    )
    written: dict[date, int] = dict.fromkeys(days, 0)
    newest: list[Assessment] = []
    for each in judged:
        if each.judgement.day in wanted:
            # Across a change of the register every ward was judged, so what was asked for by code does not matter.
            is_part = len(each.evidence.ward_codes) == len(group) and each.register is register
            newest = to_assessments(each, codes=written_codes if is_part else None)
            written[each.judgement.day] = sum(
                1 for _ in write_differences(session, scheme=rules.scheme, assessments=newest, revision=revision.number)
            )
    # A report of the next day may have come before the run of this one; its wards stand where it put them.
    later = wards_judged_after(session, scheme=rules.scheme, day=days[-1])
    newest = [each for each in newest if each.ward_code not in later and each.ward_code in register.positions]
    changes = put_in_force(session, rules=rules, register=register, assessments=newest, revision=revision, turn=turn)
    return Outcome(sum(written.values()), changes, written)


def _groups(register: Register, ward_codes: Iterable[str] | None) -> tuple[frozenset[str] | None, NDArray[np.intp]]:
    """Whose judgements can change, and whom one must judge to know: one border, and two borders, away."""
    if ward_codes is None:
        return None, np.arange(len(register.codes))
    touched = np.array(sorted({register.positions[code] for code in ward_codes if code in register.positions}), np.intp)
    changed = register.borders.within(touched, order=1)
    return frozenset(register.codes[position] for position in changed), register.borders.within(touched, order=2)


def _policy_of(session: Session, rules: SiteRules, day: date) -> tuple[str, str]:
    """Id and version of the policy that judges a day."""
    adopted = policy_on(session, scheme=rules.scheme, day=day)
    return adopted.policy.id, adopted.version


def _refuse_nothing(register: Register, closed: Sequence[date], last_closed: date) -> None:
    if not register.codes:
        raise NothingToJudge(
            vi="Chưa có danh mục phường, xã. Chạy khoanhvung init hoặc khoanhvung wards import TỆP.",
            en="There is no register of wards. Run khoanhvung init or khoanhvung wards import FILE.",
        )
    if not closed:
        raise NothingToJudge(
            vi=f"Không có ngày báo cáo nào đã khóa trong khoảng này; ngày đã khóa gần nhất là {last_closed:%d/%m/%Y}.",
            en=f"No reporting day in this range is closed; the last closed day is {last_closed}.",
        )


def _runs(
    days: Sequence[date],
    rules: SiteRules,
    revision: Revision,
    outcome: Outcome,
    wards_judged: int,
    duration_s: float,
    actor: str,
) -> list[JobRun]:
    return [
        JobRun(
            run_id=0,
            scheme=rules.scheme,
            as_of=day,
            state=DONE,
            started_at=revision.committed_at,
            finished_at=revision.committed_at + timedelta(seconds=duration_s),
            wards_judged=wards_judged,
            wards_changed=outcome.written_by_day.get(day, 0),
            duration_s=duration_s,
            started_by=actor,
            recorded_revision=revision.number,
            problem=None,
        )
        for day in days
    ]
