"""Case reports as DHIS2 knows them: one value a data element, organisation unit and day, under ids that stay the same.

A report here is a whole: all classes of a ward and day. How values become reports again stands in `dhis2_reports`.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from typing import Final, Literal

from app.domain.records import CaseReport
from app.domain.sentences import Phrase
from app.domain.vocabulary import CASE_CLASSES, CaseClass

IdScheme = Literal["uid", "code"]
DATA_SET: Final = "KV_CASE_REPORTS"
UID: Final = re.compile(r"[A-Za-z][A-Za-z0-9]{10}")
_LETTERS: Final = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
_SIGNS: Final = _LETTERS + "0123456789"


@dataclass(frozen=True)
class Element:
    """A number of a report as a data element; `is_test`: of the day's tests, which no rule judges by."""

    column: str
    code: str
    name: Phrase
    is_test: bool = False


_CLASS_NAMES: Final[Mapping[CaseClass, Phrase]] = {
    CaseClass.COMMUNITY_UNKNOWN_SOURCE: Phrase("Ca cộng đồng chưa rõ nguồn", "Community cases, source unknown"),
    CaseClass.COMMUNITY_KNOWN_SOURCE: Phrase("Ca cộng đồng rõ nguồn", "Community cases, source known"),
    CaseClass.LOCKDOWN_AREA: Phrase("Ca trong khu phong tỏa", "Cases in cordons"),
    CaseClass.QUARANTINE: Phrase("Ca trong khu cách ly", "Cases in quarantine"),
    CaseClass.IMPORTED: Phrase("Ca nhập cảnh", "Imported cases"),
}
SAMPLES, POSITIVES, CONTACTS = "samples", "positives", "new_f1_contacts"
ELEMENTS: Final[tuple[Element, ...]] = (
    *(Element(each.value, f"KV_{each.value.upper()}", _CLASS_NAMES[each]) for each in CASE_CLASSES),
    Element(SAMPLES, "KV_TEST_SAMPLES", Phrase("Mẫu xét nghiệm trong ngày", "Samples tested"), is_test=True),
    Element(POSITIVES, "KV_TEST_POSITIVES", Phrase("Mẫu dương tính trong ngày", "Positive samples"), is_test=True),
    Element(CONTACTS, "KV_NEW_F1_CONTACTS", Phrase("F1 mới", "New close contacts"), is_test=True),
)
CLASS_COLUMNS: Final = frozenset(each.value for each in CASE_CLASSES)


@lru_cache(maxsize=32_768)
def uid_of(kind: str, code: str) -> str:
    """The DHIS2 id of a thing of ours: eleven signs that depend on kind and code alone, so they never change.

    >>> uid_of("ward", "00487") == uid_of("ward", "00487"), bool(UID.fullmatch(uid_of("ward", "00487")))
    (True, True)
    """
    number = int.from_bytes(hashlib.sha256(f"khoanhvung|{kind}|{code}".encode()).digest(), "big")
    number, first = divmod(number, len(_LETTERS))
    signs = [_LETTERS[first]]
    for _ in range(10):
        number, place = divmod(number, len(_SIGNS))
        signs.append(_SIGNS[place])
    return "".join(signs)


@dataclass(frozen=True)
class Dhis2Mapping:
    """How a DHIS2 names our things where it does not use our ids: its id or code to our column, or ward code."""

    data_elements: Mapping[str, str] = field(default_factory=dict)
    org_units: Mapping[str, str] = field(default_factory=dict)

    def element_id(self, element: Element, scheme: IdScheme) -> str:
        """Under which id the other side knows a number of ours."""
        named = self._their_elements.get(element.column)
        return named or (element.code if scheme == "code" else uid_of("dataElement", element.code))

    def unit_id(self, ward_code: str, scheme: IdScheme) -> str:
        """Under which id the other side knows a ward of ours."""
        named = self._their_units.get(ward_code)
        return named or (ward_code if scheme == "code" else uid_of("ward", ward_code))

    @cached_property
    def _their_elements(self) -> dict[str, str]:
        return {ours: theirs for theirs, ours in self.data_elements.items()}

    @cached_property
    def _their_units(self) -> dict[str, str]:
        return {ours: theirs for theirs, ours in self.org_units.items()}

    @property
    def columns(self) -> dict[str, str]:
        """Our columns by every id and code that means them."""
        ours = {uid_of("dataElement", each.code): each.column for each in ELEMENTS}
        return {**ours, **{each.code: each.column for each in ELEMENTS}, **self.data_elements}

    def wards(self, codes: Iterable[str]) -> dict[str, str]:
        """Our ward codes by every id and code that means them."""
        known = list(codes)
        return {**{uid_of("ward", code): code for code in known}, **{code: code for code in known}, **self.org_units}


@dataclass(frozen=True)
class DataValue:
    """One value as it is exchanged; `value` None where it was deleted, or not given; `pointer`: where it stood."""

    data_element: str
    period: str
    org_unit: str
    value: str | None
    deleted: bool = False
    category_option_combo: str | None = None
    attribute_option_combo: str | None = None
    pointer: str = ""


def values_of(
    report: CaseReport, *, shown: Mapping[str, int | None], mapping: Dhis2Mapping, scheme: IdScheme
) -> Iterator[DataValue]:
    """A report as values: zeros as zeros, what was never said as nothing, a withdrawn report as deleted values.

    Args:
        shown: the numbers that may be told, by column; a column that is left out is not told at all.
    """
    period, unit = f"{report.key.reporting_date:%Y%m%d}", mapping.unit_id(report.key.ward_code, scheme)
    for element in ELEMENTS:
        if element.column not in shown:
            continue
        number, name = shown[element.column], mapping.element_id(element, scheme)
        if report.counts is None and element.column in CLASS_COLUMNS:
            yield DataValue(name, period, unit, None, deleted=True)
        elif number is not None:
            yield DataValue(name, period, unit, str(number))


def numbers_of(report: CaseReport) -> dict[str, int | None]:
    """All numbers of a report by column; those of a withdrawn one are None."""
    counts = (None,) * len(CASE_CLASSES) if report.counts is None else report.counts.as_tuple()
    numbers: dict[str, int | None] = dict(zip((each.value for each in CASE_CLASSES), counts, strict=True))
    is_withdrawn = report.counts is None
    tests = (report.samples, report.positives, report.new_f1_contacts)
    return numbers | dict(zip((SAMPLES, POSITIVES, CONTACTS), (None,) * 3 if is_withdrawn else tests, strict=True))
