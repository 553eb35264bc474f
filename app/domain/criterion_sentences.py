"""What criteria make of one unit and day, as one sentence in each language: of districts and of the city."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from app.domain.citations import basis_of, basis_words, criteria_words
from app.domain.criteria_words import NO_WORDS, criterion_phrase, is_measured, missing_phrase, values_phrase
from app.domain.policy import Criteria, Criterion, Modifier, Policy
from app.domain.seen import Seen
from app.domain.sentences import Phrase, first_fitting, lower_first, one_line
from app.domain.vocabulary import UNKNOWN

_NOTHING: Final = Phrase("không thuộc tiêu chí nào cao hơn", "no criterion gives more")
_TOO_LITTLE: Final = Phrase("chưa đủ số liệu để xếp mức", "too little is known for a level")


def evaluated_sentence(
    policy: Policy, criteria: Criteria, seen: Seen, *, level: str, criterion: Criterion | None, unit_name: str
) -> Phrase:
    """Say why criteria give a unit its level, with values, thresholds and documents; at most 300 characters each.

    Args:
        criteria: those of the unit's kind, such as the policy itself for wards.
        level: the level id given, or `unknown`.
        criterion: what decided; None where nothing gave a level above the lowest, or too little is known.
    """
    opening = _opening(policy, level, unit_name)
    if criterion is None:
        wordings = list(_without_criterion(policy, criteria, seen, opening, is_unknown=level == UNKNOWN))
    else:
        wordings = list(_with_criterion(policy, criterion, seen, opening))
    return Phrase(first_fitting(each.vi for each in wordings), first_fitting(each.en for each in wordings))


def _opening(policy: Policy, level: str, unit_name: str) -> Phrase:
    vi, en = policy.label(level)
    name = one_line(unit_name)
    before = Phrase(f"{name}: ", f"{name}, ") if name else Phrase("", "")
    return Phrase(f"{before.vi}{one_line(vi)}", f"{before.en}{one_line(en)}")


def _without_criterion(
    policy: Policy, criteria: Criteria, seen: Seen, opening: Phrase, *, is_unknown: bool
) -> Iterator[Phrase]:
    """Ever shorter: with all values and documents, without the values that decided nothing, by the first document."""
    values, missing = values_phrase(policy, seen, criteria), missing_phrase(policy, seen, criteria)
    label, short = (_TOO_LITTLE, missing) if is_unknown else (_NOTHING, values)
    for clause, every in ((_beside(short, missing), True), (short, True), (short, False)):
        yield _sentence(opening, label, clause, criteria_words(policy, criteria, all_documents=every))


def _with_criterion(policy: Policy, criterion: Criterion, seen: Seen, opening: Phrase) -> Iterator[Phrase]:
    """Ever shorter: by all documents, the first one, then by the label or the id instead of the values."""
    clause = criterion_phrase(policy, criterion, seen)
    label = Phrase(lower_first(one_line(criterion.label_vi)), lower_first(one_line(criterion.label_en)))
    by_id = Phrase(f"tiêu chí {criterion.id}", f"criterion {criterion.id}")
    opened = _raised(opening, criterion) if isinstance(criterion, Modifier) else opening
    # Measured values are the reason by themselves; what counts events is told by its label.
    first = (clause, NO_WORDS) if is_measured(criterion) and clause.vi else (label, clause)
    for (because, beside), every in (
        (first, True),
        (first, False),
        ((label, NO_WORDS), False),
        ((by_id, clause), False),
    ):
        basis = basis_words(policy, basis_of(criterion, seen), all_documents=every)
        yield _sentence(opened, because, beside, basis)


def _raised(opening: Phrase, modifier: Modifier) -> Phrase:
    levels = "level" if modifier.raise_levels == 1 else "levels"
    return Phrase(
        f"{opening.vi} (nâng {modifier.raise_levels} mức)", f"{opening.en} (raised {modifier.raise_levels} {levels})"
    )


def _beside(one: Phrase, other: Phrase) -> Phrase:
    if one == other or not one.vi or not other.vi:
        return one if one.vi else other
    return Phrase(f"{one.vi}; {other.vi}", f"{one.en}; {other.en}")


def _sentence(opening: Phrase, because: Phrase, clause: Phrase, basis: Phrase) -> Phrase:
    seen = Phrase(f" ({clause.vi})", f" ({clause.en})") if clause.vi else clause
    return Phrase(
        f"{opening.vi}, vì {because.vi}{seen.vi}, theo {basis.vi}.",
        f"{opening.en}: {because.en}{seen.en}, under {basis.en}.",
    )
