"""The registered indicators beyond case counts: what each measures, in which unit, of whom, and what is believable.

A site cannot add to them; a policy names those it uses. An id carries window, unit and denominator.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from app.domain.names import fold


class UnitKind(StrEnum):
    """What a value is about, the narrowest first: a ward takes its district's value, else the city's."""

    WARD = "ward"
    DISTRICT = "district"
    CITY = "city"

    @property
    def label_vi(self) -> str:
        """Its name for people, in Vietnamese."""
        return {"ward": "phường, xã", "district": "quận, huyện", "city": "toàn thành phố"}[self.value]


RATES_PER: Final = 100_000
"""So many people is what the registered rates are of."""
CITY_CODE: Final = "city"
"""The unit code of values about the whole city, of which there is one."""

_EVERYWHERE: Final = tuple(UnitKind)
_HOSPITAL_AREAS: Final = (UnitKind.DISTRICT, UnitKind.CITY)


@dataclass(frozen=True)
class RegisteredIndicator:
    """One indicator. Both ends of the plausible range are allowed; `whole`: only whole numbers."""

    id: str
    label_vi: str
    label_en: str
    unit_vi: str
    unit_en: str
    lowest: float
    highest: float
    unit_kinds: tuple[UnitKind, ...] = _EVERYWHERE
    whole: bool = False
    counts_people: bool = False
    """A rate of persons whom nobody has published yet: of a small place it tells how few they are."""

    @property
    def range_text(self) -> str:
        """The plausible range as people read it: `0–100`."""
        return f"{self.lowest:g}–{self.highest:.12g}"


def _percent(
    id_: str, vi: str, en: str, *, highest: float = 100, unit_kinds: tuple[UnitKind, ...] = _EVERYWHERE
) -> RegisteredIndicator:
    return RegisteredIndicator(id_, vi, en, "%", "%", 0, highest, unit_kinds)


def _per_100k(
    id_: str,
    vi: str,
    en: str,
    highest: float,
    unit_kinds: tuple[UnitKind, ...] = _EVERYWHERE,
    *,
    counts_people: bool = True,
) -> RegisteredIndicator:
    return RegisteredIndicator(
        id_, vi, en, "trên 100.000 dân", "per 100,000 people", 0, highest, unit_kinds, counts_people=counts_people
    )


def _yes_no(id_: str, vi: str, en: str, unit_kinds: tuple[UnitKind, ...] = _EVERYWHERE) -> RegisteredIndicator:
    unit = ("1 là đạt, 0 là không", "1 is yes, 0 is no")
    return RegisteredIndicator(id_, vi, en, *unit, 0, 1, unit_kinds, whole=True)


def _places(id_: str, vi: str, en: str) -> RegisteredIndicator:
    return RegisteredIndicator(id_, vi, en, "chỗ", "places", 0, 1_000_000, whole=True)


_ALL: Final = (
    _percent(
        "vaccinated_1dose_18plus_pct",
        "Tỷ lệ người từ 18 tuổi đã tiêm ít nhất 1 liều",
        "People of 18 and over with at least one dose",
    ),
    _percent(
        "fully_vaccinated_50plus_pct",
        "Tỷ lệ người từ 50 tuổi đã tiêm đủ liều",
        "People of 50 and over fully vaccinated",
    ),
    _percent(
        "fully_vaccinated_65plus_pct",
        "Tỷ lệ người từ 65 tuổi đã tiêm đủ liều",
        "People of 65 and over fully vaccinated",
    ),
    _percent("fully_vaccinated_total_pct", "Tỷ lệ dân số đã tiêm đủ liều", "Whole population fully vaccinated"),
    _yes_no("treatment_capacity_met", "Đạt tiêu chí năng lực thu dung điều trị", "Treatment capacity plan met"),
    _per_100k(
        "admissions_per_100k_7d",
        "Ca nhập viện mới trong 7 ngày trên 100.000 dân",
        "New admissions in 7 days per 100,000 people",
        10_000,
    ),
    _percent(
        "beds_pct",
        "Tỷ lệ giường có người bệnh của dịch (trung bình 7 ngày)",
        "Staffed beds with patients of the disease (7-day mean)",
    ),
    # Beds put up in corridors are occupied and not counted, so that hospitals do report more than 100 %.
    _percent(
        "ward_beds_occupancy_pct",
        "Tỷ lệ sử dụng giường bệnh thường",
        "Occupancy of general hospital beds",
        highest=150,
        unit_kinds=_HOSPITAL_AREAS,
    ),
    _percent(
        "icu_occupancy_pct",
        "Tỷ lệ sử dụng giường hồi sức tích cực",
        "Occupancy of intensive care beds",
        highest=150,
        unit_kinds=_HOSPITAL_AREAS,
    ),
    _places("f1_places_free", "Số chỗ cách ly F1 còn trống", "Free quarantine places for contacts (F1)"),
    _places("f1_places_total", "Tổng số chỗ cách ly F1", "All quarantine places for contacts (F1)"),
    _per_100k(
        "oxygen_patients_per_100k",
        "Người bệnh phải thở oxy trên 100.000 dân",
        "Patients on oxygen per 100,000 people",
        10_000,
    ),
    _per_100k(
        "deaths_per_100k_7d",
        "Ca tử vong trong 7 ngày trên 100.000 dân",
        "Deaths in 7 days per 100,000 people",
        10_000,
    ),
    _per_100k(
        "incidence_7d_per_100k",
        "Ca mắc mới trong 7 ngày trên 100.000 dân do đơn vị khác công bố",
        "New cases in 7 days per 100,000 people as others publish them",
        100_000,
        counts_people=False,
    ),
    RegisteredIndicator(
        "response_capacity_class",
        "Khả năng đáp ứng của y tế",
        "Response capacity of health services",
        "1 là cao, 2 là trung bình, 3 là thấp",
        "1 is high, 2 is medium, 3 is low",
        1,
        3,
        whole=True,
    ),
    _yes_no(
        "centre_red_list",
        "Nằm trong danh sách đỏ của trung ương",
        "On the red list of the centre",
        unit_kinds=_HOSPITAL_AREAS,
    ),
)

CATALOGUE: Final[Mapping[str, RegisteredIndicator]] = MappingProxyType({each.id: each for each in _ALL})
"""Every registered indicator by id, in the order people are shown them."""

BY_NAME: Final[Mapping[str, RegisteredIndicator]] = MappingProxyType(
    {fold(name): each for each in _ALL for name in (each.id, each.label_vi, each.label_en)}
)
"""The same by folded id or label in either language: what a column of a table may be headed with."""
