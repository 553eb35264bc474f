"""Why a ward is at its level: one sentence in each language, and the trace behind it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from app.domain.assessment import RULE_HELD, RULE_NONE, RULE_UNKNOWN, Assessment
from app.domain.disclosure import Disclosure
from app.domain.indicators import data_status
from app.domain.policy import Policy
from app.domain.reasons import CitedSource, Observed, Reason, Viewed, cited, criteria_sources, may_fall_from, trace
from app.domain.sentences import Phrase, case_words, day, first_fitting, joined, lower_first, one_line, period
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


@dataclass(frozen=True)
class _Brevity:
    """How a sentence is told: with names or their number, all documents or the first, the rule's label or its id."""

    names: bool = True
    all_documents: bool = True
    label: bool = True


_EVER_SHORTER: Final = (
    _Brevity(),
    _Brevity(names=False),
    _Brevity(names=False, all_documents=False),
    _Brevity(names=False, all_documents=False, label=False),
)


def explain(
    assessment: Assessment,
    policy: Policy,
    *,
    ward_name: str,
    neighbor_names: Mapping[str, str],
    outbreak_names: Mapping[str, str],
    disclosure: Disclosure,
) -> Explanation:
    """Say why one judged day of a ward gave its level, to a reader who may see what `disclosure` lets through.

    A sentence that would be too long first gives the number of neighbors and outbreaks instead of their names, then
    the first document only, then the rule's id for its label.

    Args:
        policy: the one that judged.
        neighbor_names: by ward code.
        outbreak_names: by outbreak id.
    """
    viewed = Viewed(assessment, policy, neighbor_names, outbreak_names, disclosure)
    reasons = trace(viewed)
    wordings = list(_wordings(viewed, one_line(ward_name), reasons[0]))
    return Explanation(
        vi=first_fitting(each.vi for each in wordings),
        en=first_fitting(each.en for each in wordings),
        reasons=reasons,
        data_status=data_status(assessment.missing_days, assessment.closed_days),
    )


def missing_words(missing_days: int, closed_days: int) -> Phrase:
    """How many closed days of the window have no report, as a clause."""
    return Phrase(
        f"thiếu báo cáo {missing_days}/{closed_days} ngày đã chốt",
        f"{missing_days} of {closed_days} closed days {'has' if missing_days == 1 else 'have'} no report",
    )


def _wordings(viewed: Viewed, ward: str, reason: Reason) -> Iterator[Phrase]:
    tell = {RULE_NONE: _nothing_matched, RULE_UNKNOWN: _too_little_data, RULE_HELD: _held}.get(reason.rule_id, _matched)
    return (tell(viewed, ward, reason, brevity) for brevity in _EVER_SHORTER)


def _matched(viewed: Viewed, ward: str, reason: Reason, brevity: _Brevity) -> Phrase:
    level, window = _level(viewed), _window(viewed)
    because = _label(reason, brevity)
    seen = _seen(viewed, reason, brevity)
    basis = _basis(viewed, reason, brevity)
    return Phrase(
        f"{ward}: {level.vi}, vì {because.vi} ({seen.vi}; {window.vi}), theo {basis.vi}.",
        f"{ward}, {level.en}: {because.en} ({seen.en}; {window.en}), under {basis.en}.",
    )


def _nothing_matched(viewed: Viewed, ward: str, reason: Reason, brevity: _Brevity) -> Phrase:
    level, window = _level(viewed), _window(viewed)
    because = _label(reason, brevity)
    documents = _criteria(viewed, brevity)
    cases = _cases_seen(viewed, reason)
    reported, closed = viewed.assessment.closed_days - viewed.assessment.missing_days, viewed.assessment.closed_days
    return Phrase(
        f"{ward}: {level.vi}, vì {because.vi} ({cases.vi}có báo cáo {reported}/{closed} ngày đã chốt; {window.vi}), "
        f"theo {documents.vi}.",
        f"{ward}, {level.en}: {because.en} ({cases.en}{reported} of {closed} closed days reported; {window.en}), "
        f"under {documents.en}.",
    )


def _too_little_data(viewed: Viewed, ward: str, reason: Reason, brevity: _Brevity) -> Phrase:
    level, window = _level(viewed), _window(viewed)
    assessment, allowed = viewed.assessment, viewed.policy.max_missing_days
    missing = missing_words(assessment.missing_days, assessment.closed_days)
    if assessment.missing_days <= allowed.value:
        # Complete enough, but a ward without a level gets the lowest one only when the day has closed.
        today = day(assessment.as_of)
        missing = Phrase(f"ngày {today.vi} chưa chốt, {missing.vi}", f"{today.en} is still open, {missing.en}")
    documents = _criteria(viewed, brevity)
    example = Phrase(", số minh họa", ", an example") if allowed.provenance is Provenance.EXAMPLE else Phrase("", "")
    return Phrase(
        f"{ward}: {level.vi}, vì {missing.vi} (cho phép thiếu {allowed.value} ngày{example.vi}; {window.vi}), "
        f"nên chưa xếp mức theo {documents.vi}.",
        f"{ward}, {level.en}: {missing.en} ({allowed.value} may be missing{example.en}; {window.en}), "
        f"so no level yet under {documents.en}.",
    )


def _held(viewed: Viewed, ward: str, reason: Reason, brevity: _Brevity) -> Phrase:
    level, window = _level(viewed), _window(viewed)
    because, now = _held_by(viewed), _evidence_now(viewed)
    basis = _basis(viewed, reason, brevity)
    entered = reason.observed.held_since
    since = Phrase(f" từ {day(entered).vi}", f" since {day(entered).en}") if entered else Phrase("", "")
    return Phrase(
        f"{ward}: giữ {level.vi}{since.vi}, vì {because.vi} ({now.vi}; {window.vi}), theo {basis.vi}.",
        f"{ward}, {level.en} held{since.en}: {because.en} ({now.en}; {window.en}), under {basis.en}.",
    )


def _held_by(viewed: Viewed) -> Phrase:
    """What keeps a level that today's evidence no longer gives, the longest-lasting reason first."""
    assessment, persistence = viewed.assessment, viewed.policy.persistence
    earliest = may_fall_from(assessment, viewed.policy)
    if earliest is not None and assessment.as_of < earliest:
        hold, on = persistence.hold_days.value, day(earliest)
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
    needed = persistence.qualifying_days.value
    return Phrase(
        f"mới có {counted} trong {needed} ngày liên tiếp đủ điều kiện hạ",
        f"only {counted} of {needed} qualifying days in a row so far",
    )


def _evidence_now(viewed: Viewed) -> Phrase:
    """What a held ward's evidence gives by itself: the raw result, or the own criteria where the own level is held."""
    assessment = viewed.assessment
    raw = assessment.own_raw_level if assessment.raw_level == assessment.level else assessment.raw_level
    if raw == UNKNOWN:
        return Phrase("số liệu hiện nay chưa đủ để xếp mức", "evidence now: too little for a level")
    vi, en = viewed.policy.label(raw)
    return Phrase(f"số liệu hiện nay: {lower_first(vi)}", f"evidence now: {lower_first(en)}")


def _level(viewed: Viewed) -> Phrase:
    vi, en = viewed.policy.label(viewed.assessment.level)
    return Phrase(one_line(vi), one_line(en))


def _label(reason: Reason, brevity: _Brevity) -> Phrase:
    if not brevity.label:
        return Phrase(f"tiêu chí {reason.rule_id}", f"criterion {reason.rule_id}")
    return Phrase(lower_first(one_line(reason.label_vi)), lower_first(one_line(reason.label_en)))


def _window(viewed: Viewed) -> Phrase:
    days = period(viewed.assessment.window_start, viewed.assessment.as_of)
    if viewed.assessment.closed:
        return Phrase(f"kỳ xét {days.vi}", f"window {days.en}")
    return Phrase(f"kỳ xét {days.vi}, ngày cuối chưa chốt", f"window {days.en}, last day still open")


def _seen(viewed: Viewed, reason: Reason, brevity: _Brevity) -> Phrase:
    """The numbers behind a matched rule."""
    observed = reason.observed
    parts = []
    if observed.numerator is not None:
        cases = _cases(viewed, reason)
        parts.append(
            Phrase(f"{cases.vi} ca, ngưỡng {reason.threshold} ca", f"cases: {cases.en}, threshold {reason.threshold}")
        )
    if observed.outbreaks:
        parts.append(_counted(observed.outbreaks, Phrase("ổ dịch đang mở", "open outbreaks"), brevity))
    if observed.neighbors:
        parts.append(_counted(observed.neighbors, Phrase("nơi", "wards"), brevity))
    return Phrase(", ".join(each.vi for each in parts), ", ".join(each.en for each in parts))


def _counted(names: tuple[str, ...], words: Phrase, brevity: _Brevity) -> Phrase:
    english = words.en.removesuffix("s") if len(names) == 1 else words.en
    listed = f": {', '.join(names)}" if brevity.names else ""
    return Phrase(f"{len(names)} {words.vi}{listed}", f"{len(names)} {english}{listed}")


def _cases(viewed: Viewed, reason: Reason) -> Phrase:
    return viewed.disclosure.total_text(viewed.counts(reason.observed.case_classes))


def _cases_seen(viewed: Viewed, reason: Reason) -> Phrase:
    """The cases below every threshold, ahead of what else was seen; nothing where no criterion counts cases."""
    classes = reason.observed.case_classes
    if not classes:
        return Phrase("", "")
    cases, words = _cases(viewed, reason), case_words(classes)
    return Phrase(f"{cases.vi} {words.vi}, ", f"{words.en}: {cases.en}, ")


def _basis(viewed: Viewed, reason: Reason, brevity: _Brevity) -> Phrase:
    """The documents a reason cites, and a word where they do not say it in so many words."""
    if not reason.sources:
        beside = _criteria(viewed, brevity)
        return Phrase(f"tiêu chí minh họa, bổ sung cho {beside.vi}", f"an illustrative criterion beside {beside.en}")
    documents = _documents(reason.sources, brevity)
    mark = {
        Provenance.VERIFIED: Phrase("", ""),
        Provenance.RECONSTRUCTED: Phrase(" (hệ thống suy ra)", " (reconstructed)"),
        Provenance.EXAMPLE: Phrase(" (mức minh họa)", " (an example)"),
    }[reason.provenance]
    return Phrase(f"{documents.vi}{mark.vi}", f"{documents.en}{mark.en}")


def _criteria(viewed: Viewed, brevity: _Brevity) -> Phrase:
    """The documents the policy's criteria come from; the policy itself when it cites none."""
    documents = _documents(cited(viewed.policy, criteria_sources(viewed.policy)), brevity)
    return documents if documents.vi else Phrase(viewed.policy.title_vi, viewed.policy.title_en)


def _documents(sources: tuple[CitedSource, ...], brevity: _Brevity) -> Phrase:
    names = [one_line(each.document) for each in (sources if brevity.all_documents else sources[:1])]
    return Phrase(joined(names, last="và"), joined(names, last="and"))
