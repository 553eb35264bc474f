"""Why a level stays that today's evidence no longer gives: clauses, the hold, missing reports, qualifying days."""

from __future__ import annotations

from collections.abc import Sequence

from app.domain.citations import basis_words
from app.domain.criteria_words import conditions_phrase, missing_phrase
from app.domain.policy_shape import NeverLower
from app.domain.reason_words import Brevity, level_words, reason_basis, window_words
from app.domain.reasons import Reason
from app.domain.sentences import Phrase, day, lower_first, one_line
from app.domain.viewed import Viewed, forbidding_clauses, may_fall_from
from app.domain.vocabulary import UNKNOWN


def held_words(viewed: Viewed, ward: str, reason: Reason, brevity: Brevity) -> Phrase:
    """The level is held."""
    level, window = level_words(viewed), window_words(viewed)
    clauses = forbidding_clauses(viewed)
    because, now = _held_by(viewed, clauses, brevity), _evidence_now(viewed)
    basis = reason_basis(viewed, reason, brevity)
    if clauses:
        basis = basis_words(viewed.policy, clauses[0], all_documents=brevity.all_documents)
    entered = reason.observed.held_since
    since = Phrase(f" từ {day(entered).vi}", f" since {day(entered).en}") if entered else Phrase("", "")
    return Phrase(
        f"{ward}: giữ {level.vi}{since.vi}, vì {because.vi} ({now.vi}; {window.vi}), theo {basis.vi}.",
        f"{ward}, {level.en} held{since.en}: {because.en} ({now.en}; {window.en}), under {basis.en}.",
    )


def missing_words(missing_days: int, closed_days: int) -> Phrase:
    """How many closed days of the window have no report, as a clause."""
    return Phrase(
        f"thiếu báo cáo {missing_days}/{closed_days} ngày đã chốt",
        f"{missing_days} of {closed_days} closed days {'has' if missing_days == 1 else 'have'} no report",
    )


def clause_words(viewed: Viewed, clause: NeverLower, *, values: bool = True) -> Phrase:
    """That a clause of the policy forbids lowering, with what it saw."""
    seen = conditions_phrase(viewed.policy, clause.any_of, viewed.seen) if values else Phrase("", "")
    label = Phrase(lower_first(one_line(clause.label_vi)), lower_first(one_line(clause.label_en)))
    told = Phrase(f"{label.vi}: {seen.vi}", f"{label.en}: {seen.en}") if seen.vi else label
    return Phrase(f"không được hạ mức vì {told.vi}", f"may not be lowered because {told.en}")


def _held_by(viewed: Viewed, clauses: Sequence[NeverLower], brevity: Brevity) -> Phrase:
    """What keeps a level that today's evidence no longer gives, the longest-lasting reason first."""
    assessment, policy = viewed.assessment, viewed.policy
    if clauses:
        return clause_words(viewed, clauses[0], values=brevity.values)
    earliest = may_fall_from(assessment, policy)
    if earliest is not None and assessment.as_of < earliest:
        hold, on = policy.persistence.hold_of(assessment.level), day(earliest)
        return Phrase(
            f"chưa giữ đủ {hold} ngày, sớm nhất {on.vi} mới hạ mức",
            f"not yet held for {hold} days, may fall on {on.en} at the earliest",
        )
    if assessment.missing_days:
        return missing_words(assessment.missing_days, assessment.closed_days)
    if not assessment.closed:
        today = day(assessment.as_of)
        return Phrase(f"ngày {today.vi} chưa chốt", f"{today.en} is still open")
    by_own_level = assessment.raw_level == assessment.level
    counted = assessment.own_qualifying_days if by_own_level else assessment.qualifying_days
    without = missing_phrase(policy, viewed.seen)
    if without.vi and counted == 0:
        return without
    needed = policy.persistence.qualifying_of(assessment.level)
    return Phrase(
        f"mới có {counted} trong {needed} ngày liên tiếp đủ điều kiện hạ",
        f"only {counted} of {needed} qualifying days in a row so far",
    )


def _evidence_now(viewed: Viewed) -> Phrase:
    """What a held ward's evidence gives by itself: the raw result, or the own criteria where the own level is held."""
    raw = _own_evidence(viewed)
    if raw == UNKNOWN:
        return Phrase("số liệu hiện nay chưa đủ để xếp mức", "evidence now: too little for a level")
    vi, en = viewed.policy.label(raw)
    return Phrase(f"số liệu hiện nay: {lower_first(vi)}", f"evidence now: {lower_first(en)}")


def _own_evidence(viewed: Viewed) -> str:
    assessment = viewed.assessment
    return assessment.own_raw_level if assessment.raw_level == assessment.level else assessment.raw_level
