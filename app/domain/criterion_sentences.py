"""What criteria make of one unit and day, as one sentence in each language: for what a policy is asked in a table."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from app.domain.citations import basis_of, basis_words, criteria_words
from app.domain.criteria import NO_RULE, TOO_LITTLE_DATA
from app.domain.criteria_words import NO_WORDS, criterion_phrase, is_measured, missing_phrase, values_phrase
from app.domain.policy import Criteria, Modifier, Policy
from app.domain.seen import Seen
from app.domain.sentences import Phrase, first_fitting, lower_first, one_line

_NOTHING: Final = Phrase("không thuộc tiêu chí nào cao hơn", "no criterion gives more")
_TOO_LITTLE: Final = Phrase("chưa đủ số liệu để xếp mức", "too little is known for a level")


def evaluated_sentence(
    policy: Policy, criteria: Criteria, seen: Seen, *, level: str, position: int, unit_name: str
) -> Phrase:
    """Say why criteria give a unit its level, with values, thresholds and documents; at most 300 characters each.

    Args:
        criteria: those of the unit's kind, such as the policy itself for wards.
        level: the level id given, or `unknown`.
        position: what decided, in `criteria.ordered`; `NO_RULE` or `TOO_LITTLE_DATA` for none.
    """
    wordings = list(_wordings(policy, criteria, seen, position, _opening(policy, level, unit_name)))
    return Phrase(first_fitting(each.vi for each in wordings), first_fitting(each.en for each in wordings))


def _opening(policy: Policy, level: str, unit_name: str) -> Phrase:
    vi, en = policy.label(level)
    name = one_line(unit_name)
    before = Phrase(f"{name}: ", f"{name}, ") if name else Phrase("", "")
    return Phrase(f"{before.vi}{one_line(vi)}", f"{before.en}{one_line(en)}")


def _wordings(policy: Policy, criteria: Criteria, seen: Seen, position: int, opening: Phrase) -> Iterator[Phrase]:
    """Ever shorter: all documents, the first one, then without the values that decided nothing or the label."""
    if position in {NO_RULE, TOO_LITTLE_DATA}:
        label = _NOTHING if position == NO_RULE else _TOO_LITTLE
        values = values_phrase(policy, seen, criteria)
        missing = missing_phrase(policy, seen, criteria)
        short = values if position == NO_RULE else missing
        for clause, every in ((_beside(short, missing), True), (short, True), (short, False)):
            yield _sentence(opening, label, clause, criteria_words(policy, criteria, all_documents=every))
        return
    criterion = criteria.ordered[position]
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
