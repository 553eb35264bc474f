"""What a column of a sheet holds, told by the words over it: Vietnamese with or without marks, English, or our names.

A heading may stand in several rows ("Ca mới" over "Cộng đồng" over "Chưa rõ nguồn"); the lowest words say most, those
above help where they say too little. Words that stand for a running total or for people still in care are never taken
for new cases, and a column that does not say which class it counts is not put into one.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import Final

from app.domain.names import fold
from app.domain.sheet_synonyms import CASE_ROLES, NUMBER_ROLES, SYNONYMS, ColumnRole, Synonyms

LONGEST_HEADING: Final = 200
_NOT_WORDS: Final = re.compile(r"[^0-9a-z]+")
_CASE_WORDS: Final = frozenset({"ca", "f0", "mac", "benh", "cases"})
_VAGUE: Final = frozenset({ColumnRole.UNCLASSED, ColumnRole.TOTAL})
_CASES: Final = frozenset({*CASE_ROLES, ColumnRole.UNCLASSED, ColumnRole.COMMUNITY})


def heading_key(text: str) -> str:
    """A heading as it is compared: folded, its signs and line breaks blanks.

    >>> heading_key("Cộng đồng\\n(chưa rõ nguồn)")
    'cong dong chua ro nguon'
    """
    return " ".join(_NOT_WORDS.sub(" ", fold(text)).split())


def role_of_words(text: str) -> ColumnRole | None:
    """What one heading says by itself; None when it is not understood.

    >>> role_of_words("Số mẫu XN"), role_of_words("Luỹ kế ca mắc"), role_of_words("Cộng đồng").value
    (<ColumnRole.SAMPLES: 'samples'>, <ColumnRole.PASSED_OVER: 'passed_over'>, 'community')
    """
    return _role_of_words(text) if len(text) <= LONGEST_HEADING else None


@lru_cache(maxsize=4_096)
def _role_of_words(text: str) -> ColumnRole | None:
    key = heading_key(text)
    whole = next((each.role for each in SYNONYMS if key in each.whole), None)
    return whole or next((each.role for each in SYNONYMS if key and _has_part(key, each)), None)


def role_of_heading(words: Sequence[str]) -> ColumnRole | None:
    """What a heading of several rows says, the topmost words first; None when none of it is understood.

    >>> [role_of_heading(words).value for words in (["Ca mới", "Cách ly"], ["F1", "Mới"], ["Luỹ kế", "Cách ly"])]
    ['quarantine', 'new_f1_contacts', 'passed_over']
    """
    roles = [role_of_words(each) for each in words]
    if ColumnRole.PASSED_OVER in roles:
        return ColumnRole.PASSED_OVER
    lowest = roles[-1] if roles else None
    above = [role for role in reversed(roles[:-1]) if role is not None]
    if lowest is None:
        return _under_words_alone(words, above)
    if lowest in _VAGUE and above:
        return _vague(lowest, above[0], says_cases=bool(_CASE_WORDS & set(heading_key(words[-1]).split())))
    return lowest


def _has_part(key: str, synonyms: Synonyms) -> bool:
    padded = f" {key} "
    return any(f" {part} " in padded for part in synonyms.parts) and not any(
        f" {part} " in padded for part in synonyms.unless
    )


def _vague(lowest: ColumnRole, above: ColumnRole, *, says_cases: bool) -> ColumnRole:
    """Where the lowest words say only "new", "cases" or "total", those above say of what."""
    if above is ColumnRole.UNCLASSED:
        return lowest
    if lowest is ColumnRole.UNCLASSED:
        return above if above in (_CASES if says_cases else NUMBER_ROLES) else lowest
    if above in _CASES:
        return ColumnRole.COMMUNITY if above is ColumnRole.COMMUNITY else above
    if says_cases:
        return lowest
    # The total of tests or of contacts is not the total of cases.
    return ColumnRole.PASSED_OVER if above in NUMBER_ROLES - {ColumnRole.TOTAL} else lowest


def _under_words_alone(words: Sequence[str], above: Sequence[ColumnRole]) -> ColumnRole | None:
    """The lowest words say nothing by themselves, but may together with those above, as "nguồn" under "Chưa rõ"."""
    together = role_of_words(" ".join(words))
    if not above:
        return together
    return together if together in _CASES and above[0] in _CASES and together is not above[0] else None
