"""Why a district or the city is at its level: one sentence in each language."""

from __future__ import annotations

from app.domain.citations import cited
from app.domain.criteria_words import criterion_phrase, missing_phrase, values_phrase
from app.domain.policy import Criteria, Policy
from app.domain.sentences import Phrase, first_fitting, joined, lower_first, one_line
from app.domain.unit_levels import UnitLevel
from app.domain.vocabulary import UNKNOWN, Provenance


def unit_sentence(policy: Policy, criteria: Criteria, judged: UnitLevel, *, name: str) -> Phrase:
    """At most 300 characters, with the values seen, the thresholds and the documents."""
    vi_label, en_label = policy.label(judged.level)
    because, seen = _because(policy, criteria, judged)
    every, first = (_basis(policy, criteria, judged, documents=count) for count in (None, 1))
    unit, told = one_line(name), Phrase(_bracketed(seen.vi), _bracketed(seen.en))
    ever_shorter = [(told, every), (told, first), (Phrase("", ""), first)]
    return Phrase(
        first_fitting(f"{unit}: {vi_label}, vì {because.vi}{shown.vi}{basis.vi}." for shown, basis in ever_shorter),
        first_fitting(f"{unit}, {en_label}: {because.en}{shown.en}{basis.en}." for shown, basis in ever_shorter),
    )


def _because(policy: Policy, criteria: Criteria, judged: UnitLevel) -> tuple[Phrase, Phrase]:
    if judged.level == UNKNOWN:
        missing = missing_phrase(policy, judged.seen, criteria)
        return Phrase("chưa đủ số liệu để xếp mức", "too little is known for a level"), missing
    if judged.criterion is None:
        return Phrase("không có tiêu chí nào của mức cao hơn", "no criterion of a higher level is met"), values_phrase(
            policy, judged.seen, criteria
        )
    label = Phrase(lower_first(one_line(judged.criterion.label_vi)), lower_first(one_line(judged.criterion.label_en)))
    return label, criterion_phrase(policy, judged.criterion, judged.seen)


def _basis(policy: Policy, criteria: Criteria, judged: UnitLevel, *, documents: int | None) -> Phrase:
    keys = judged.criterion.sources if judged.criterion is not None else _all_sources(criteria)
    named = [one_line(each.document) for each in cited(policy, keys)][:documents]
    if not named:
        return Phrase(" (tiêu chí minh họa)", " (an illustrative criterion)")
    unsure = judged.criterion is not None and judged.criterion.provenance is not Provenance.VERIFIED
    mark = Phrase(" (hệ thống suy ra)", " (reconstructed)") if unsure else Phrase("", "")
    return Phrase(f", theo {joined(named, last='và')}{mark.vi}", f", under {joined(named, last='and')}{mark.en}")


def _all_sources(criteria: Criteria) -> tuple[str, ...]:
    return tuple(dict.fromkeys(key for each in criteria.ordered for key in each.sources))


def _bracketed(words: str) -> str:
    return f" ({words})" if words else ""
