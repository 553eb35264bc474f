"""A reason in words: the level, what was seen, against which threshold, in which window, by which document."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from app.domain.citations import criteria_words, document_words, provenance_mark
from app.domain.reasons import Reason
from app.domain.sentences import Phrase, case_words, day, lower_first, one_line, period
from app.domain.viewed import Viewed


@dataclass(frozen=True)
class Brevity:
    """How a sentence is told: names or their number, all documents or the first, with values, by label or by id."""

    names: bool = True
    all_documents: bool = True
    values: bool = True
    label: bool = True


EVER_SHORTER: Final = (
    Brevity(),
    Brevity(names=False),
    Brevity(names=False, all_documents=False),
    Brevity(names=False, all_documents=False, values=False),
    Brevity(names=False, all_documents=False, values=False, label=False),
)


def matched_words(viewed: Viewed, ward: str, reason: Reason, brevity: Brevity) -> Phrase:
    """A criterion or a neighbor gives the level."""
    if reason.values_vi and brevity.values:
        return _measured(viewed, ward, reason, brevity)
    level, window, because = level_words(viewed), window_words(viewed), label_words(reason, brevity)
    seen, basis = _seen(viewed, reason, brevity), reason_basis(viewed, reason, brevity)
    beside = Phrase(f"{seen.vi}; {window.vi}", f"{seen.en}; {window.en}") if seen.vi else window
    return Phrase(
        f"{ward}: {level.vi}, vì {because.vi} ({beside.vi}), theo {basis.vi}.",
        f"{ward}, {level.en}: {because.en} ({beside.en}), under {basis.en}.",
    )


def _measured(viewed: Viewed, ward: str, reason: Reason, brevity: Brevity) -> Phrase:
    """The values themselves are the reason; of a modifier, that they raise what the table gives."""
    level, window = level_words(viewed), _window_measured(viewed, reason)
    basis = reason_basis(viewed, reason, brevity)
    raised = Phrase("", "")
    if reason.raises_levels:
        levels = "level" if reason.raises_levels == 1 else "levels"
        raised = Phrase(f" (nâng {reason.raises_levels} mức)", f" (raised {reason.raises_levels} {levels})")
    return Phrase(
        f"{ward}: {level.vi}{raised.vi}, vì {reason.values_vi}; {window.vi}, theo {basis.vi}.",
        f"{ward}, {level.en}{raised.en}: {reason.values_en}; {window.en}, under {basis.en}.",
    )


def level_words(viewed: Viewed) -> Phrase:
    """The level in the words of the policy."""
    vi, en = viewed.policy.label(viewed.assessment.level)
    return Phrase(one_line(vi), one_line(en))


def label_words(reason: Reason, brevity: Brevity) -> Phrase:
    """What the criterion is called."""
    if not brevity.label:
        return Phrase(f"tiêu chí {reason.rule_id}", f"criterion {reason.rule_id}")
    return Phrase(lower_first(one_line(reason.label_vi)), lower_first(one_line(reason.label_en)))


def window_words(viewed: Viewed) -> Phrase:
    """The days whose cases count."""
    days = period(viewed.assessment.window_start, viewed.assessment.as_of)
    if viewed.assessment.closed:
        return Phrase(f"kỳ xét {days.vi}", f"window {days.en}")
    return Phrase(f"kỳ xét {days.vi}, ngày cuối chưa chốt", f"window {days.en}, last day still open")


def _window_measured(viewed: Viewed, reason: Reason) -> Phrase:
    """The days that the values told are from: the window of the cases behind them, else the day they hold on."""
    starts = [each.window_start for each in reason.measurements if each.window_start is not None]
    as_of = viewed.assessment.as_of
    days = period(min(starts), as_of) if starts else day(as_of)
    told = Phrase(f"kỳ xét {days.vi}", f"window {days.en}") if starts else Phrase(f"ngày {days.vi}", f"on {days.en}")
    if viewed.assessment.closed:
        return told
    return Phrase(f"{told.vi}, ngày cuối chưa chốt", f"{told.en}, last day still open")


def reason_basis(viewed: Viewed, reason: Reason, brevity: Brevity) -> Phrase:
    """The documents a reason cites, and a word where they do not say it in so many words."""
    if not reason.sources:
        beside = policy_documents(viewed, brevity)
        return Phrase(f"tiêu chí minh họa, bổ sung cho {beside.vi}", f"an illustrative criterion beside {beside.en}")
    documents = document_words(reason.sources, all_documents=brevity.all_documents)
    mark = provenance_mark(reason.provenance)
    return Phrase(f"{documents.vi}{mark.vi}", f"{documents.en}{mark.en}")


def policy_documents(viewed: Viewed, brevity: Brevity) -> Phrase:
    """The documents the policy's criteria come from; the policy itself when it cites none."""
    return criteria_words(viewed.policy, viewed.policy, all_documents=brevity.all_documents)


def cases_seen(viewed: Viewed, reason: Reason) -> Phrase:
    """The cases below every threshold, ahead of what else was seen; nothing where no criterion counts cases."""
    classes = reason.observed.case_classes
    if not classes:
        return Phrase("", "")
    cases, words = _cases(viewed, reason), case_words(classes)
    return Phrase(f"{cases.vi} {words.vi}, ", f"{words.en}: {cases.en}, ")


def _seen(viewed: Viewed, reason: Reason, brevity: Brevity) -> Phrase:
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


def _counted(names: tuple[str, ...], words: Phrase, brevity: Brevity) -> Phrase:
    english = words.en.removesuffix("s") if len(names) == 1 else words.en
    listed = f": {', '.join(names)}" if brevity.names else ""
    return Phrase(f"{len(names)} {words.vi}{listed}", f"{len(names)} {english}{listed}")


def _cases(viewed: Viewed, reason: Reason) -> Phrase:
    return viewed.disclosure.total_text(viewed.cells(reason.observed.case_classes))
