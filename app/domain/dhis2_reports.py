"""Values of DHIS2 put together to reports: by ward and day, on top of what stands, and why some cannot be."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Final

from app.domain.dhis2 import CLASS_COLUMNS, CONTACTS, ELEMENTS, POSITIVES, SAMPLES, DataValue, numbers_of
from app.domain.errors import FieldFault
from app.domain.records import CaseCounts, CaseReport, ReportKey
from app.domain.reporting_day import EARLIEST_DAY
from app.domain.sentences import Phrase
from app.domain.vocabulary import CASE_CLASSES

DEFAULT_COMBO: Final = "HllvX50cXC0"
"""The id of the default category option combo in every DHIS2: no category."""
MOST_COUNT: Final = 1_000_000
LATEST_DAY: Final = date(2199, 12, 31)
_WHOLE: Final = re.compile(r"[0-9]{1,7}(?:\.0+)?")


@dataclass(frozen=True)
class Conflict:
    """Why values were not taken: what was wrong with which of them."""

    subject: str
    fault: FieldFault
    values: int = 1


@dataclass
class Gathered:
    """The values of one ward and day: numbers by column, None for a deleted one; how many, and where they began."""

    key: ReportKey
    pointer: str
    numbers: dict[str, int | None] = field(default_factory=dict)
    values: int = 0


@dataclass(frozen=True)
class Wanted:
    """What a report is to say from now on; `counts` None withdraws it."""

    counts: CaseCounts | None
    samples: int | None
    positives: int | None
    new_f1_contacts: int | None


def gather(
    values: Sequence[DataValue], *, columns: Mapping[str, str], wards: Mapping[str, str], source: str
) -> tuple[list[Gathered], list[Conflict]]:
    """Values put together by ward and day, and a conflict for each that cannot be read.

    Of a ward and day of which one value is at fault nothing is taken: half a report would be another report.
    """
    found: dict[ReportKey, Gathered] = {}
    conflicts: list[Conflict] = []
    spoiled: set[ReportKey] = set()
    for value in values:
        key = _key(value, wards, source)
        fault = _fault_of(value, columns, wards)
        if fault is None and key is not None:
            fault = _add(found.setdefault(key, Gathered(key, value.pointer)), columns[value.data_element], value)
        if fault is not None:
            conflicts.append(Conflict(value.data_element, FieldFault(value.pointer, fault.vi, fault.en)))
            spoiled |= {key} if key is not None else set()
    conflicts += [_left_out(found[key]) for key in found if key in spoiled and found[key].values]
    return [each for key, each in found.items() if key not in spoiled], conflicts


def _key(value: DataValue, wards: Mapping[str, str], source: str) -> ReportKey | None:
    """What a value is about, as far as that can be told."""
    day, ward = read_period(value.period), wards.get(value.org_unit)
    return None if day is None or ward is None else ReportKey(ward, day, source)


def _add(gathered: Gathered, column: str, value: DataValue) -> Phrase | None:
    """Put a value to the others; or why it cannot stand beside them."""
    number = _number(value)
    if gathered.numbers.setdefault(column, number) != number:
        return Phrase(
            "giá trị này được gửi hai lần, khác nhau; giữ một", "this value is sent twice and differs; keep one"
        )
    gathered.values += 1
    return None


def _left_out(gathered: Gathered) -> Conflict:
    told = Phrase(
        "các giá trị khác của nơi và ngày này không được nhận vì có giá trị sai",
        "the other values of this place and day were not taken since one of them is wrong",
    )
    subject = f"{gathered.key.ward_code} {gathered.key.reporting_date}"
    return Conflict(subject, FieldFault(gathered.pointer, told.vi, told.en), gathered.values)


def wanted_of(gathered: Gathered, stored: CaseReport | None, *, absent_is_zero: bool) -> Wanted | Phrase | None:
    """What the report is to say, on top of what stands; or why it cannot be told; None: nothing to withdraw."""
    numbers = gathered.numbers
    if numbers and all(number is None for number in numbers.values()):
        if stored is None or stored.counts is None:
            return None
        if not numbers.keys() >= CLASS_COLUMNS:
            return Phrase(
                "muốn xoá một báo cáo thì đánh dấu deleted cho cả năm loại ca",
                "to delete a report, mark all five classes as deleted",
            )
        return Wanted(None, None, None, None)
    if any(number is None for number in numbers.values()):
        return Phrase(
            "một báo cáo được giữ hoặc xoá cả; sửa số thay vì xoá từng loại",
            "a report is kept or deleted as a whole; correct the number instead of deleting one class",
        )
    before = {} if stored is None else numbers_of(stored)
    merged = {column: number for column, number in {**before, **numbers}.items() if number is not None}
    if absent_is_zero:
        merged = {**dict.fromkeys(CLASS_COLUMNS, 0), **merged}
    missing = [each.code for each in ELEMENTS if each.column in CLASS_COLUMNS and each.column not in merged]
    if missing:
        names = ", ".join(missing)
        return Phrase(
            f"chưa có {names}; gửi cả 0, hoặc absent_is_zero=true",
            f"{names} missing; send 0 too, or absent_is_zero=true",
        )
    if (SAMPLES in merged) != (POSITIVES in merged):
        return Phrase("mẫu và mẫu dương tính phải đi cùng nhau", "samples and positives must come together")
    counts = CaseCounts(*(merged[each.value] for each in CASE_CLASSES))
    return Wanted(counts, merged.get(SAMPLES), merged.get(POSITIVES), merged.get(CONTACTS))


def read_period(text: str) -> date | None:
    """The day of a daily period, `20210914` or `2021-09-14`; None for any other.

    >>> read_period("20210914") == read_period("2021-09-14"), read_period("202109"), read_period("2021W37")
    (True, None, None)
    """
    if not re.fullmatch(r"[0-9]{8}|[0-9]{4}-[0-9]{2}-[0-9]{2}", text):
        return None
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return day if EARLIEST_DAY <= day <= LATEST_DAY else None


def _fault_of(value: DataValue, columns: Mapping[str, str], wards: Mapping[str, str]) -> Phrase | None:
    """What is wrong with a value by itself."""
    if value.data_element not in columns:
        name = value.data_element[:40]
        return Phrase(
            f"không biết dataElement {name}; thêm vào tệp ánh xạ",
            f"data element {name} is unknown; add it to the mapping",
        )
    if value.org_unit not in wards:
        name = value.org_unit[:40]
        return Phrase(f"không có đơn vị {name} trong danh mục", f"organisation unit {name} is not in the register")
    if read_period(value.period) is None:
        return Phrase(
            f"kỳ {value.period[:20]} không phải một ngày; gửi yyyyMMdd",
            f"period {value.period[:20]} is no day; send yyyyMMdd",
        )
    combos = {value.category_option_combo, value.attribute_option_combo} - {None, "", "default", DEFAULT_COMBO}
    if combos:
        return Phrase(
            "chỉ nhận tổ hợp mặc định; ánh xạ từng loại ca thành một dataElement",
            "only the default option combo is taken; map each class to a data element of its own",
        )
    return None if value.deleted or _is_count(value.value) else _NO_COUNT


_NO_COUNT: Final = Phrase(
    f"giá trị phải là số nguyên từ 0 đến {MOST_COUNT}", f"the value must be a whole number from 0 to {MOST_COUNT}"
)


def _is_count(text: str | None) -> bool:
    return text is not None and _WHOLE.fullmatch(text) is not None and int(text.partition(".")[0]) <= MOST_COUNT


def _number(value: DataValue) -> int | None:
    return None if value.deleted or value.value is None else int(value.value.partition(".")[0])
