"""Figures and words for people, in Vietnamese and English, and the rule by which a sentence is kept short."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Final, NamedTuple

from app.domain.vocabulary import CaseClass

MAX_CHARACTERS: Final = 300
"""No sentence about a ward is longer, whatever the names in it."""

_MONTHS: Final = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


class Phrase(NamedTuple):
    """The same words in our two languages."""

    vi: str
    en: str


CASE_CLASS_WORDS: Final = {
    CaseClass.COMMUNITY_UNKNOWN_SOURCE: Phrase("ca cộng đồng chưa rõ nguồn lây", "community cases with unknown source"),
    CaseClass.COMMUNITY_KNOWN_SOURCE: Phrase("ca cộng đồng đã rõ nguồn lây", "community cases with known source"),
    CaseClass.LOCKDOWN_AREA: Phrase("ca trong khu phong tỏa", "cases in locked-down areas"),
    CaseClass.QUARANTINE: Phrase("ca trong khu cách ly", "cases in quarantine"),
    CaseClass.IMPORTED: Phrase("ca nhập cảnh", "imported cases"),
}
"""Each class as a noun that can follow a number."""

_COMMUNITY: Final = frozenset({CaseClass.COMMUNITY_UNKNOWN_SOURCE, CaseClass.COMMUNITY_KNOWN_SOURCE})


def case_words(classes: Iterable[CaseClass]) -> Phrase:
    """What the cases of these classes are called together.

    >>> case_words([CaseClass.COMMUNITY_KNOWN_SOURCE, CaseClass.COMMUNITY_UNKNOWN_SOURCE]).vi
    'ca cộng đồng'
    """
    asked = frozenset(classes)
    if asked == _COMMUNITY:
        return Phrase("ca cộng đồng", "community cases")
    if len(asked) == 1:
        return CASE_CLASS_WORDS[next(iter(asked))]
    return Phrase("ca bệnh được xét", "cases looked at")


def number(value: int) -> Phrase:
    """A whole number with the thousands mark of each language.

    >>> number(1234567)
    Phrase(vi='1.234.567', en='1,234,567')
    """
    english = f"{value:,}"
    return Phrase(english.replace(",", "."), english)


def day(value: date) -> Phrase:
    """A day as people write it.

    >>> day(date(2021, 9, 1))
    Phrase(vi='01/09/2021', en='1 Sep 2021')
    """
    return Phrase(f"{value:%d/%m/%Y}", f"{value.day} {_MONTHS[value.month - 1]} {value.year}")


def period(first: date, last: date) -> Phrase:
    """Days from `first` to `last`, both included.

    >>> period(date(2021, 9, 1), date(2021, 9, 14))
    Phrase(vi='01/09/2021–14/09/2021', en='1–14 Sep 2021')
    >>> period(date(2021, 8, 30), date(2021, 9, 12)).en
    '30 Aug–12 Sep 2021'
    """
    if first == last:
        return day(last)
    begin, end = day(first), day(last)
    english = begin.en
    if first.year == last.year:
        english = str(first.day) if first.month == last.month else english.removesuffix(f" {first.year}")
    return Phrase(f"{begin.vi}–{end.vi}", f"{english}–{end.en}")


def lower_first(text: str) -> str:
    """A label inside a sentence: its first letter small, unless it begins an abbreviation.

    >>> lower_first("Có ổ dịch đang mở"), lower_first("F0 trong cộng đồng"), lower_first("A ward")
    ('có ổ dịch đang mở', 'F0 trong cộng đồng', 'a ward')
    """
    if len(text) > 1 and not (text[1].islower() or text[1].isspace()):
        return text
    return text[:1].lower() + text[1:]


def one_line(text: str) -> str:
    """A name on one line, with single spaces."""
    return " ".join(text.split())


def joined(names: Sequence[str], *, last: str) -> str:
    """Names in a row, with a word before the last one.

    >>> joined(["A", "B", "C"], last="và")
    'A, B và C'
    """
    if len(names) < 2:
        return "".join(names)
    return f"{', '.join(names[:-1])} {last} {names[-1]}"


def first_fitting(candidates: Iterable[str], limit: int = MAX_CHARACTERS) -> str:
    """The first of ever shorter wordings that fits; should none fit, the last one, ended after a whole word.

    >>> first_fitting(["a very long sentence.", "a shorter one.", "short."], limit=15)
    'a shorter one.'
    >>> first_fitting(["a very long sentence."], limit=15)
    'a very long…'
    """
    text = ""
    for text in candidates:
        if len(text) <= limit:
            return text
    kept = text.split()
    while len(" ".join(kept)) >= limit:
        kept.pop()
    return f"{' '.join(kept).rstrip(' ,;:(')}…"
