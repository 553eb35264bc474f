"""Why a ward is at its level: one sentence in each language, and the trace behind it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from app.domain.assessment import RULE_HELD, RULE_NONE, RULE_UNKNOWN, Assessment
from app.domain.citations import CitedSource
from app.domain.criteria_words import missing_phrase, values_phrase
from app.domain.day_counts import DayCounts
from app.domain.disclosure import Disclosure
from app.domain.held_words import held_words, missing_words
from app.domain.indicators import data_status
from app.domain.policy import Policy
from app.domain.reason_words import (
    EVER_SHORTER,
    Brevity,
    cases_seen,
    label_words,
    level_words,
    matched_words,
    policy_documents,
    window_words,
)
from app.domain.reasons import Observed, Reason, trace
from app.domain.sentences import Phrase, day, first_fitting, one_line
from app.domain.viewed import Viewed
from app.domain.vocabulary import UNKNOWN, DataStatus, Provenance

__all__ = ["CitedSource", "Explanation", "Observed", "Reason", "explain", "missing_words"]


@dataclass(frozen=True)
class Explanation:
    """One sentence in Vietnamese and one in English, each at most 300 characters, and the reasons behind them.

    The first reason is the deciding one.
    """

    vi: str
    en: str
    reasons: tuple[Reason, ...]
    data_status: DataStatus


def explain(
    assessment: Assessment,
    policy: Policy,
    *,
    ward_name: str,
    neighbor_names: Mapping[str, str],
    outbreak_names: Mapping[str, str],
    disclosure: Disclosure,
    days: DayCounts | None = None,
) -> Explanation:
    """Say why one judged day of a ward gave its level, to a reader who may see what `disclosure` lets through.

    A sentence that would be too long first gives the number of neighbors and outbreaks instead of their names, then
    the first document only, then the rule's id for its label.

    Args:
        policy: the one that judged.
        neighbor_names: by ward code.
        outbreak_names: by outbreak id.
        days: the counts that the same reader sees day by day (see `Viewed`).
    """
    viewed = Viewed(assessment, policy, neighbor_names, outbreak_names, disclosure, days)
    reasons = trace(viewed)
    wordings = list(_wordings(viewed, one_line(ward_name), reasons[0]))
    return Explanation(
        vi=first_fitting(each.vi for each in wordings),
        en=first_fitting(each.en for each in wordings),
        reasons=reasons,
        data_status=data_status(assessment.missing_days, assessment.closed_days),
    )


def _wordings(viewed: Viewed, ward: str, reason: Reason) -> Iterator[Phrase]:
    tell = {RULE_NONE: _nothing_matched, RULE_UNKNOWN: _too_little_data, RULE_HELD: held_words}.get(
        reason.rule_id, matched_words
    )
    return (tell(viewed, ward, reason, brevity) for brevity in EVER_SHORTER)


def _nothing_matched(viewed: Viewed, ward: str, reason: Reason, brevity: Brevity) -> Phrase:
    level, window = level_words(viewed), window_words(viewed)
    because = label_words(reason, brevity)
    documents = policy_documents(viewed, brevity)
    seen = _seen_below(viewed, reason, brevity)
    reported, closed = viewed.assessment.closed_days - viewed.assessment.missing_days, viewed.assessment.closed_days
    return Phrase(
        f"{ward}: {level.vi}, vì {because.vi} ({seen.vi}có báo cáo {reported}/{closed} ngày đã chốt; {window.vi}), "
        f"theo {documents.vi}.",
        f"{ward}, {level.en}: {because.en} ({seen.en}{reported} of {closed} closed days reported; {window.en}), "
        f"under {documents.en}.",
    )


def _seen_below(viewed: Viewed, reason: Reason, brevity: Brevity) -> Phrase:
    """The cases and values below every threshold, ahead of how much was reported."""
    cases = cases_seen(viewed, reason)
    values = values_phrase(viewed.policy, viewed.seen)
    if not values.vi or not brevity.values:
        return cases
    return Phrase(f"{cases.vi}{values.vi}, ", f"{cases.en}{values.en}, ")


def _too_little_data(viewed: Viewed, ward: str, reason: Reason, brevity: Brevity) -> Phrase:
    level, window = level_words(viewed), window_words(viewed)
    assessment, allowed = viewed.assessment, viewed.policy.max_missing_days
    documents = policy_documents(viewed, brevity)
    without = missing_phrase(viewed.policy, viewed.seen)
    if without.vi and brevity.values and _lacks_values(viewed):
        return Phrase(
            f"{ward}: {level.vi}, vì {without.vi} ({window.vi}), nên chưa xếp mức theo {documents.vi}.",
            f"{ward}, {level.en}: {without.en} ({window.en}), so no level yet under {documents.en}.",
        )
    missing = missing_words(assessment.missing_days, assessment.closed_days)
    if assessment.missing_days <= allowed.value:
        # Complete enough, but a ward without a level gets the lowest one only when the day has closed.
        today = day(assessment.as_of)
        missing = Phrase(f"ngày {today.vi} chưa chốt, {missing.vi}", f"{today.en} is still open, {missing.en}")
    example = Phrase(", số minh họa", ", an example") if allowed.provenance is Provenance.EXAMPLE else Phrase("", "")
    return Phrase(
        f"{ward}: {level.vi}, vì {missing.vi} (cho phép thiếu {allowed.value} ngày{example.vi}; {window.vi}), "
        f"nên chưa xếp mức theo {documents.vi}.",
        f"{ward}, {level.en}: {missing.en} ({allowed.value} may be missing{example.en}; {window.en}), "
        f"so no level yet under {documents.en}.",
    )


def _lacks_values(viewed: Viewed) -> bool:
    """Whether missing values, not missing reports alone, are why the criteria give no level."""
    assessment, policy = viewed.assessment, viewed.policy
    complete_enough = assessment.missing_days <= policy.max_missing_days.value or not policy.counts_cases
    return assessment.own_raw_level == UNKNOWN and complete_enough
