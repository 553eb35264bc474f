"""What criteria make of one unit and day, as one sentence in each language: for what a policy is asked in a table."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from app.domain.citations import basis_of, basis_words, criteria_words
from app.domain.criteria import NO_RULE, TOO_LITTLE_DATA
from app.domain.criteria_words import criterion_phrase, missing_phrase, values_phrase
from app.domain.policy import Criteria, Policy
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
    for name, every in ((label, True), (label, False), (by_id, False)):
        yield _sentence(opening, name, clause, basis_words(policy, basis_of(criterion, seen), all_documents=every))


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
