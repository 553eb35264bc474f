"""A draft policy against the active one over stored days: read once, judge both, count; nothing is written."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import reduce
from typing import Final

import numpy as np
from numpy.typing import NDArray
from sqlalchemy.orm import Session

from app.domain.backtest import Backtest, BacktestResult
from app.domain.disclosure import Disclosure
from app.domain.errors import InvalidPolicy, InvalidValue, NothingToJudge
from app.domain.level_comparison import merge_levels
from app.domain.policy import Policy
from app.domain.register import Register
from app.domain.vocabulary import UNKNOWN
from app.domain.zoning import ZoneState
from app.services.evidence import EvidenceSource, first_evidence_day
from app.services.judging import JudgedDay, judge_spans
from app.services.policy_library import AdoptedPolicy, adopted_policies, policy_version
from app.services.register import current_register
from app.services.site_rules import SiteRules
from app.storage.revisions import current_revision

MOST_DAYS: Final = 366
MOST_CRITERIA: Final = 120
MOST_READINGS: Final = 60
MOST_BANDS: Final = 20
LABEL_VI: Final = "Tính lại trên số liệu đã biết, không phải dự báo"
LABEL_EN: Final = "A replay of known data, not a prediction"


@dataclass(frozen=True)
class BacktestReport:
    """What came out, and of what: the policies, the register, how far back judgement began, the state of the data."""

    result: BacktestResult
    active: tuple[AdoptedPolicy, ...]
    draft: Policy
    draft_version: str
    register: Register
    judged_from: date
    revision: int


def run_backtest(
    session: Session,
    *,
    rules: SiteRules,
    draft: Policy,
    first_day: date,
    last_day: date,
    now: datetime,
    disclosure: Disclosure,
) -> BacktestReport:
    """Judge every ward by the adopted policies and by a draft, over the same evidence, and count both.

    Both are judged from the first day anything is known of, so that holds and counts of qualifying days are right on
    the first day that is reported. Decided levels are seen by neighbors under both.

    Args:
        draft: judges all days, whatever its own dates.
        first_day: first closed day that is counted; with `last_day` at most 366 days.
        disclosure: of whom the result is for. Both sides are judged on what that reader may see of counts, a hidden
            one as the most it could be: levels under thresholds that are not in force would tell it.

    Raises:
        InvalidPolicy: the draft is too large.
        InvalidValue: the days are out of order, too many, or not closed yet.
        NothingToJudge: there is no register, or the scheme never adopted a policy.
    """
    last_closed = rules.clock.last_closed_day(now)
    _check_size(draft)
    check_days(first_day, last_day, last_closed)
    register = _register_with_wards(session)
    source = EvidenceSource.read(session, rules=rules, register=register)
    known_from = first_evidence_day(session, source, scheme=rules.scheme)
    judged_from = first_day if known_from is None else min(known_from, first_day)
    adopted = adopted_policies(session, scheme=rules.scheme, first_day=judged_from, last_day=last_day)
    drafted = AdoptedPolicy(draft, policy_version(draft), judged_from, last_day)
    sides = (tuple(adopted), (drafted,))
    return BacktestReport(
        result=_replay(session, _with_counts(session, source, sides, disclosure), sides, first_day, last_closed),
        active=tuple(each for each in adopted if each.last_day >= first_day),
        draft=draft,
        draft_version=drafted.version,
        register=register,
        judged_from=judged_from,
        revision=current_revision(session),
    )


def _register_with_wards(session: Session) -> Register:
    register = current_register(session)
    if not register.wards:
        raise NothingToJudge(
            vi="Chưa có danh mục phường, xã. Chạy khoanhvung init hoặc wards import.",
            en="There is no register of wards. Run khoanhvung init or wards import.",
        )
    return register


def check_days(first_day: date, last_day: date, last_closed: date) -> None:
    """Refuse days that cannot be replayed.

    Raises:
        InvalidValue: the days are out of order, too many, or not closed yet.
    """
    if last_day > last_closed:
        raise InvalidValue(
            "/to",
            vi=f"Ngày {last_day:%d/%m/%Y} chưa khép; chỉ tính lại được đến {last_closed:%d/%m/%Y}.",
            en=f"{last_day} is not closed yet; ask for days up to {last_closed}.",
        )
    if first_day > last_day:
        raise InvalidValue(
            "/from",
            vi=f"Ngày đầu {first_day:%d/%m/%Y} sau ngày cuối {last_day:%d/%m/%Y}; đổi lại thứ tự.",
            en=f"The first day {first_day} is after the last, {last_day}; put them in order.",
        )
    if (last_day - first_day).days >= MOST_DAYS:
        raise InvalidValue(
            "/from",
            vi=f"Khoảng này dài {(last_day - first_day).days + 1} ngày; tối đa {MOST_DAYS} ngày một lần.",
            en=f"These are {(last_day - first_day).days + 1} days; ask for at most {MOST_DAYS} at a time.",
        )


def _check_size(draft: Policy) -> None:
    """Refuse a draft that no memory of a usual machine would hold for a country; real orders are far smaller."""
    bands = max((len(axis.bands) for table in draft.tables for axis in table.axes), default=0)
    for figure, most, vi, en in (
        (draft.history_days + 1, MOST_DAYS, "ngày nhìn lại", "days looked back over"),
        (len(draft.all_rules), MOST_CRITERIA, "quy tắc và bảng", "rules and tables"),
        (len(draft.readings), MOST_READINGS, "giá trị chỉ số được đọc", "readings of indicators"),
        (bands, MOST_BANDS, "khoảng trên một trục của bảng", "bands on one axis of a table"),
    ):
        if figure > most:
            raise InvalidPolicy(
                vi=f"Dự thảo có {figure} {vi}; tính lại được với tối đa {most}.",
                en=f"The draft has {figure} {en}; at most {most} can be replayed.",
            )


_Sides = tuple[Sequence[AdoptedPolicy], Sequence[AdoptedPolicy]]


def _with_counts(session: Session, source: EvidenceSource, sides: _Sides, disclosure: Disclosure) -> EvidenceSource:
    """The counts of every ward read once, as far back as the policy that looks furthest, as far as may be seen."""
    history = max(each.policy.history_days for side in sides for each in side)
    first = min(side[0].first_day for side in sides) - timedelta(days=history)
    return source.with_ledger(session, first_day=first, last_day=sides[0][-1].last_day, disclosure=disclosure)


def _replay(
    session: Session, source: EvidenceSource, sides: _Sides, first_day: date, last_closed: date
) -> BacktestResult:
    last_day = sides[0][-1].last_day
    counted = Backtest(
        [first_day + timedelta(days=offset) for offset in range((last_day - first_day).days + 1)],
        populations_of(source.register),
        active_levels=_level_ids(sides[0]),
        draft_levels=_level_ids(sides[1]),
    )
    for active, draft in zip(*(_judged(session, source, each, last_closed) for each in sides), strict=True):
        levels = (active.adopted.policy, _rank(active), draft.adopted.policy, _rank(draft))
        offset = (active.judgement.day - first_day).days
        if offset == -1:
            counted.begin(*levels)
        elif offset >= 0:
            counted.add(offset, *levels)
    return counted.result()


def _judged(
    session: Session, source: EvidenceSource, side: Sequence[AdoptedPolicy], last_closed: date
) -> Iterable[JudgedDay]:
    count = len(source.register.wards)
    return judge_spans(
        session,
        source,
        spans=side,
        wards=np.arange(count),
        state=ZoneState.unknown(count),
        last_closed_day=last_closed,
    )


def _rank(judged: JudgedDay) -> NDArray[np.int8]:
    return judged.judgement.after.result.rank


def _level_ids(side: Sequence[AdoptedPolicy]) -> list[str]:
    """Unknown, then every level of the side's policies, each once, from lowest to highest."""
    palettes = [[level.id for level in each.policy.levels] for each in side]
    return [UNKNOWN, *reduce(merge_levels, palettes)]


def populations_of(register: Register) -> NDArray[np.int64]:
    """(W,) people by ward, 0 where the register has none."""
    return np.array([ward.population or 0 for ward in register.wards], dtype=np.int64)
