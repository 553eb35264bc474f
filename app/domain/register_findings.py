"""What is to be looked at in a boundary file, on a map and in a list: its faults, its oddities, and what it changes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

import shapely
from shapely import MultiPolygon
from shapely.geometry.base import BaseGeometry

from app.domain.projection import Projector
from app.domain.register_checks import CheckedRegister
from app.domain.register_comparison import ComparedUnit, RegisterComparison, UnitChange
from app.domain.register_file import RegisterFault, UnitFeature
from app.domain.sentences import Phrase, number

SLIVER_M2: Final = 2_000.0
SLIVER_SHARE: Final = 0.01
"""A part of a unit below both lies apart from it by mistake more often than not."""


class FindingGroup(StrEnum):
    """Whether a finding keeps the file out, is only odd, or is a change of the register that stands."""

    FAULT = "fault"
    ODDITY = "oddity"
    CHANGE = "change"


@dataclass(frozen=True)
class Finding:
    """One thing to be looked at.

    Args:
        kind: of the fault, oddity or change, as a word.
        lon, lat: where; None when it is not about a place.
        area_m2: how large; None when it has no size.
    """

    group: FindingGroup
    kind: str
    vi: str
    en: str
    unit_codes: tuple[str, ...] = ()
    lon: float | None = None
    lat: float | None = None
    area_m2: float | None = None


KIND_WORDS: Final = {
    "file": Phrase("Tệp", "File"),
    "property": Phrase("Thuộc tính", "Property"),
    "geometry": Phrase("Hình sai", "Wrong shape"),
    "duplicate_code": Phrase("Trùng mã", "Code used twice"),
    "district": Phrase("Quận, huyện", "District"),
    "invalid_ring": Phrase("Đường biên lỗi", "Invalid ring"),
    "overlap": Phrase("Chồng lấn", "Overlap"),
    "gap": Phrase("Khe hở", "Gap"),
    "reference_system": Phrase("Hệ toạ độ", "Reference system"),
    "swapped_axes": Phrase("Đảo trục", "Swapped axes"),
    "outside": Phrase("Nằm ngoài", "Outside"),
    "no_geometry": Phrase("Không có hình", "No shape"),
    "unmatched": Phrase("Chưa rõ mã", "Code not known"),
    "sliver": Phrase("Mảnh vụn", "Sliver"),
    "hole": Phrase("Khoảng trống lớn", "Large hole"),
    "missing_unit": Phrase("Thiếu đơn vị", "Unit missing"),
    "moved": Phrase("Đổi ranh", "Border moved"),
    "renamed": Phrase("Đổi tên", "Renamed"),
    "recoded": Phrase("Đổi mã", "Recoded"),
    "split": Phrase("Chia tách", "Split"),
    "merged": Phrase("Sáp nhập", "Merged"),
    "new": Phrase("Mới", "New"),
    "gone": Phrase("Thôi còn", "Gone"),
}
"""What each kind of finding is called."""


_CHANGE_ORDER: Final = {"recoded": 1, "renamed": 1, "moved": 2, "gone": 3}


def findings_of(
    checked: CheckedRegister, comparison: RegisterComparison | None, *, faults: Sequence[RegisterFault]
) -> tuple[Finding, ...]:
    """All findings: faults first, then oddities, then changes; each group by size, the largest first."""
    found = [*map(_fault, faults), *_holes(checked), *_slivers(checked), *_changes(comparison, checked)]
    return tuple(sorted(found, key=_urgency))


def _urgency(finding: Finding) -> tuple[int, int, bool, float]:
    """Faults of the whole file first, then by group; of changes, new units before moved borders before units gone."""
    is_change = finding.group is FindingGroup.CHANGE
    rank = _CHANGE_ORDER.get(finding.kind, 0) if is_change else 0
    return list(FindingGroup).index(finding.group), rank, finding.lon is not None, -(finding.area_m2 or 0.0)


def _fault(fault: RegisterFault) -> Finding:
    return Finding(
        FindingGroup.FAULT,
        fault.kind.value,
        fault.vi,
        fault.en,
        fault.unit_codes,
        fault.lon,
        fault.lat,
        fault.area_m2,
    )


def _holes(checked: CheckedRegister) -> Iterable[Finding]:
    for place in checked.open_places:
        point = checked.projector.to_lonlat(place.where)
        size = number(round(place.area_m2))
        yield Finding(
            FindingGroup.ODDITY,
            "hole",
            f"Khoảng trống {size.vi} m² bên trong địa bàn không thuộc đơn vị nào; giữ nguyên. Kiểm tra có phải hồ, đất "
            "khác quản lý.",
            f"An empty place of {size.en} m² inside the territory belongs to no unit; left as it is. Check that it is "
            "a lake or another authority's ground.",
            lon=float(shapely.get_x(point)),
            lat=float(shapely.get_y(point)),
            area_m2=place.area_m2,
        )


def _slivers(checked: CheckedRegister) -> Iterable[Finding]:
    for feature in checked.features:
        if isinstance(feature.shape, MultiPolygon) and len(feature.shape.geoms) > 1:
            yield from _slivers_of(feature, checked.projector)


def _slivers_of(feature: UnitFeature, projector: Projector) -> Iterable[Finding]:
    parts = shapely.get_parts(feature.shape)
    areas = shapely.area(projector.to_metric(parts))
    for part, area in zip(parts.tolist(), areas.tolist(), strict=True):
        if area < SLIVER_M2 and area < SLIVER_SHARE * float(areas.sum()):
            point, size = shapely.point_on_surface(part), number(round(area))
            yield Finding(
                FindingGroup.ODDITY,
                "sliver",
                f"{feature.code} {feature.name}: mảnh rời {size.vi} m²; thường là nét vẽ thừa, nên xoá.",
                f"{feature.code} {feature.name}: a part of {size.en} m² lies apart; mostly a slip, delete it.",
                (feature.code,),
                float(shapely.get_x(point)),
                float(shapely.get_y(point)),
                area,
            )


def _changes(comparison: RegisterComparison | None, checked: CheckedRegister) -> Iterable[Finding]:
    if comparison is None:
        return
    shapes = {feature.code: feature.shape for feature in checked.features}
    for unit in comparison.changed:
        place = (unit.lon, unit.lat) if unit.lon is not None else _middle(shapes[unit.code])
        words = change_words(unit)
        size = unit.gained_m2 + unit.lost_m2
        yield Finding(
            FindingGroup.CHANGE, unit.changes[-1].value, words.vi, words.en, (unit.code,), *place, size or None
        )
    for gone in comparison.gone:
        where = Phrase(*(", ".join(f"{part.code} {part.name} {part.of_old:.0%}" for part in gone.went_to[:3]),) * 2)
        is_missing = comparison.by_ground and sum(part.of_old for part in gone.went_to) < 0.5
        yield Finding(
            FindingGroup.ODDITY if is_missing else FindingGroup.CHANGE,
            "missing_unit" if is_missing else "gone",
            f"{gone.code} {gone.name} không còn trong tệp; đất thuộc {where.vi or 'chưa rõ đơn vị nào'}.",
            f"{gone.code} {gone.name} is not in the file; its ground went to {where.en or 'no unit that is known'}.",
            (gone.code,),
        )


def change_words(unit: ComparedUnit) -> Phrase:
    """What became of one unit, as a sentence."""
    kinds = [KIND_WORDS[change.value] for change in unit.changes]
    vi = f"{unit.code} {unit.name}: {', '.join(kind.vi.lower() for kind in kinds)}"
    en = f"{unit.code} {unit.name}: {', '.join(kind.en.lower() for kind in kinds)}"
    if unit.was is not None and {UnitChange.RENAMED, UnitChange.RECODED} & set(unit.changes):
        vi, en = f"{vi} (trước là {unit.was} {unit.was_named})", f"{en} (was {unit.was} {unit.was_named})"
    if unit.gained_m2 or unit.lost_m2:
        gained, lost = number(round(unit.gained_m2)), number(round(unit.lost_m2))
        vi, en = f"{vi}, được {gained.vi} m², mất {lost.vi} m²", f"{en}, {gained.en} m² gained, {lost.en} m² lost"
    if {UnitChange.SPLIT, UnitChange.MERGED} & set(unit.changes):
        origin = ", ".join(f"{part.code} {part.name} ({part.of_old:.0%})" for part in unit.grounds[:4])
        more = "…" if len(unit.grounds) > 4 else ""
        vi, en = f"{vi}; đất của {origin}{more}", f"{en}; ground of {origin}{more}"
    if unit.neighbors_won or unit.neighbors_lost:
        won, lost_to = ", ".join(unit.neighbors_won) or "–", ", ".join(unit.neighbors_lost) or "–"
        vi, en = f"{vi}; thêm láng giềng {won}, bớt {lost_to}", f"{en}; neighbors won {won}, lost {lost_to}"
    return Phrase(f"{vi}.", f"{en}.")


def _middle(shape: BaseGeometry) -> tuple[float, float]:
    point = shapely.point_on_surface(shape)
    return float(shapely.get_x(point)), float(shapely.get_y(point))
