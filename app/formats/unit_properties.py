"""One row of a boundary file as a ward: typed reading of its properties, and every fault of doing so.

Our own names are `ward_code`, `ward_name`, `ward_kind`, `district_code`, `district_name`, `district_kind`,
`population_2019` (or `pop_2019`, or `population` with `population_on`), `area_km2`, `valid_from`. Code, name and shape
are needed; a register without districts leaves theirs out.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, Final, NoReturn

from shapely.geometry.base import BaseGeometry

from app.domain.names import split_kind
from app.domain.register_file import FaultKind, RegisterFault, UnitFeature
from app.domain.unit_table import UnitRow

CENSUS_DAY: Final = date(2019, 4, 1)
"""The Population and Housing Census of 2019 counted people as of this day."""
CODE: Final = re.compile(r"[0-9A-Za-z._-]{1,16}")
_DAY: Final = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_MOST_PEOPLE: Final = 100_000_000
_MOST_KM2: Final = 10_000_000.0
_KIND_LABELS: Final = {
    "phuong": "Phường",
    "xa": "Xã",
    "thi tran": "Thị trấn",
    "dac khu": "Đặc khu",
    "quan": "Quận",
    "huyen": "Huyện",
    "thi xa": "Thị xã",
    "thanh pho": "Thành phố",
}


class UnitFaultError(Exception):
    """Ends the reading of a file or a feature."""

    def __init__(self, fault: RegisterFault) -> None:
        super().__init__(fault.en)
        self.fault = fault


def fail(kind: FaultKind, pointer: str, *, vi: str, en: str) -> NoReturn:
    """End the reading with one fault."""
    raise UnitFaultError(RegisterFault(kind, pointer, vi, en))


def read_units(
    rows: Sequence[UnitRow], faults: list[RegisterFault], *, headings: Mapping[str, str] | None = None
) -> list[UnitFeature]:
    """The wards that can be read of rows under our own names; a fault is noted for each thing that cannot.

    Args:
        headings: what the file itself calls a column of ours, for the pointers of faults.
    """
    read: list[UnitFeature] = []
    for row in rows:
        try:
            unit = _unit(row, faults, headings or {})
        except UnitFaultError as fault:
            faults.append(fault.fault)
        else:
            read += [] if unit is None else [unit]
    return read


def _unit(row: UnitRow, faults: list[RegisterFault], headings: Mapping[str, str]) -> UnitFeature | None:
    """One ward, or None with its faults noted."""
    code = _code(row, headings)
    known = len(faults)
    read = Properties(row.values, f"{row.pointer}/properties", faults, unit_codes=(code,), headings=headings)
    name = read.name("ward_name")
    district_code, district_name, district_kind = _district(read)
    population, population_on = _population(read)
    area_km2, valid_from = read.area_km2(), read.day("valid_from")
    shape = _shape(row, f"{code} {name or ''}".strip(), faults)
    if shape is None or name is None or len(faults) > known:
        return None
    return UnitFeature(
        pointer=row.pointer,
        code=code,
        name=name,
        kind=read.text("ward_kind", longest=40) or kind_of(name),
        district_code=district_code,
        district_name=district_name,
        district_kind=district_kind,
        population=population,
        population_on=population_on,
        area_km2=area_km2,
        valid_from=valid_from,
        shape=shape,
    )


def _code(row: UnitRow, headings: Mapping[str, str]) -> str:
    named = row.values.get("ward_code")
    code = row.feature_id if named is None else named
    if not isinstance(code, str) or not CODE.fullmatch(code):
        fail(
            FaultKind.PROPERTY,
            f"{row.pointer}/properties/{headings.get('ward_code', 'ward_code')}",
            vi="ward_code phải là chuỗi 1–16 chữ số hoặc chữ cái không dấu; mã là chữ, giữ số 0 ở đầu.",
            en="ward_code must be text of 1–16 digits or plain letters; codes are text, leading zeros count.",
        )
    return code


def _district(read: Properties) -> tuple[str | None, str | None, str | None]:
    code = read.text("district_code", longest=16)
    if code is None:
        return None, None, None
    if not CODE.fullmatch(code):
        read.fault(
            "district_code",
            vi="district_code phải là chuỗi 1–16 chữ số hoặc chữ cái không dấu.",
            en="district_code must be text of 1–16 digits or plain letters.",
        )
    name = read.name("district_name")
    return code, name, read.text("district_kind", longest=40) or kind_of(name or "")


def _population(read: Properties) -> tuple[int | None, date | None]:
    census = read.whole_number("population_2019", "pop_2019", most=_MOST_PEOPLE)
    if census is not None:
        return census, CENSUS_DAY
    population = read.whole_number("population", most=_MOST_PEOPLE)
    counted_on = read.day("population_on")
    return population, None if population is None else counted_on


def kind_of(name: str) -> str:
    """The kind of unit a name begins with, as it is written; empty when it begins with none.

    >>> kind_of("xã Hải Bối"), kind_of("Hải Bối")
    ('Xã', '')
    """
    return _KIND_LABELS.get(split_kind(name)[0] or "", "")


def _shape(row: UnitRow, unit: str, faults: list[RegisterFault]) -> BaseGeometry | None:
    if row.wrong is not None:
        lon, lat = row.wrong.extensions.get("lon"), row.wrong.extensions.get("lat")
        faults.append(
            RegisterFault(
                kind=FaultKind.GEOMETRY,
                pointer=row.wrong.errors[0].pointer,
                vi=f"{unit}: {row.wrong.detail_vi}",
                en=f"{unit}: {row.wrong.detail_en}",
                unit_codes=(unit.split()[0],),
                lon=lon if isinstance(lon, float) else None,
                lat=lat if isinstance(lat, float) else None,
            )
        )
    elif row.shape is None:
        faults.append(
            RegisterFault(
                FaultKind.NO_GEOMETRY,
                f"{row.pointer}/geometry",
                vi=f"{unit} không có hình; vẽ hình cho đơn vị này hoặc bỏ dòng ấy khỏi tệp.",
                en=f"{unit} has no shape; draw it, or leave the row out of the file.",
                unit_codes=(unit.split()[0],),
            )
        )
    return row.shape


class Properties:
    """Typed reading of properties; what is wrong is noted, and reading goes on."""

    def __init__(
        self,
        values: Mapping[str, Any],
        pointer: str,
        faults: list[RegisterFault],
        *,
        unit_codes: tuple[str, ...],
        headings: Mapping[str, str] | None = None,
    ) -> None:
        self._values = values
        self._pointer = pointer
        self._faults = faults
        self._unit_codes = unit_codes
        self._headings = headings or {}

    def fault(self, name: str, *, vi: str, en: str) -> None:
        """Note what is wrong with one property."""
        prefix = f"{self._unit_codes[0]}: " if self._unit_codes else ""
        self._faults.append(
            RegisterFault(
                FaultKind.PROPERTY,
                f"{self._pointer}/{self._headings.get(name, name)}",
                f"{prefix}{vi}",
                f"{prefix}{en}",
                self._unit_codes,
            )
        )

    def name(self, name: str) -> str | None:
        """A text that must be there."""
        found = self.text(name, longest=120)
        if found is None and not self._values.get(name):
            self.fault(name, vi=f"Thiếu {name}.", en=f"{name} is missing.")
        return found

    def text(self, *names: str, longest: int) -> str | None:
        """The first of some members that is there, in composed form; None when there is none, or an empty one."""
        name, value = self._first(names)
        if value is None or value == "":
            return None
        if not isinstance(value, str) or not _is_printable(value) or len(value) > longest:
            self.fault(
                name,
                vi=f"{name} phải là chữ, tối đa {longest} ký tự, không có ký tự điều khiển.",
                en=f"{name} must be text of at most {longest} characters without control characters.",
            )
            return None
        return " ".join(unicodedata.normalize("NFC", value).split()) or None

    def whole_number(self, *names: str, most: int) -> int | None:
        """The first of some members that is there, as a count; None when there is none."""
        name, value = self._first(names)
        whole = int(value) if isinstance(value, float) and value.is_integer() else value
        if value is None or (type(whole) is int and 0 <= whole <= most):
            return whole
        self.fault(
            name,
            vi=f"{name} phải là số nguyên từ 0 đến {most}; bỏ trống nếu chưa biết.",
            en=f"{name} must be a whole number from 0 to {most}; leave it out when it is unknown.",
        )
        return None

    def area_km2(self) -> float | None:
        """The area the file states; None when it states none."""
        value = self._values.get("area_km2")
        if value is None or (type(value) in (int, float) and 0 < value < _MOST_KM2):
            return None if value is None else float(value)
        self.fault(
            "area_km2",
            vi="area_km2 phải là số dương, tính bằng km².",
            en="area_km2 must be a positive number of square kilometres.",
        )
        return None

    def day(self, name: str) -> date | None:
        """A day; None when there is none."""
        value = self._values.get(name)
        if value is None or value == "":
            return None
        try:
            if _DAY.fullmatch(value):
                return date.fromisoformat(value)
        except (TypeError, ValueError):
            pass
        self.fault(
            name, vi=f"{name} phải là ngày có thật, dạng NNNN-TT-NN.", en=f"{name} must be a real day, YYYY-MM-DD."
        )
        return None

    def _first(self, names: tuple[str, ...]) -> tuple[str, Any]:
        found = next((name for name in names if self._values.get(name) is not None), names[0])
        return found, self._values.get(found)


def _is_printable(text: str) -> bool:
    # Control characters (Cc) and lone surrogates (Cs) cannot be stored on every database.
    return not any(unicodedata.category(sign) in ("Cc", "Cs") for sign in text)
