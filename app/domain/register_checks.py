"""From a register file to trusted ground: every fault named, hairlines closed, the rest mended on request."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
import shapely
from shapely import MultiPolygon, Point

from app.domain.adjacency import DRAWING_TOLERANCE_M, Borders, shared_borders
from app.domain.coverage import Flaws, Gap, Overlap, area_moved_m2, close_hairlines, find_flaws, mend
from app.domain.errors import InvalidGeometry
from app.domain.geometry import check_validity, rounded, to_multipolygon
from app.domain.projection import Projector, Shapes
from app.domain.register_file import FaultKind, RegisterFault, RegisterFile, UnitFeature

_CURE_VI: Final = "Sửa hình, hoặc nhập lại với --repair."
_CURE_EN: Final = "Redraw it, or import again with --repair."
_NEAR_M: Final = DRAWING_TOLERANCE_M
_NOWHERE_EPSG: Final = 32648
_UNMENDABLE: Final = RegisterFault(
    FaultKind.FILE,
    "/features",
    vi="Các hình không ghép được thành bản đồ kín; chạy công cụ sửa tô-pô (ví dụ mapshaper -clean) trước.",
    en="The shapes cannot be fitted into one gap-free map; clean their topology first (for example mapshaper -clean).",
)


@dataclass(frozen=True)
class Mending:
    """What was changed in the shapes of a file; nothing, unless it says so.

    Hairlines (up to 0.1 m wide, from rounding) are closed without asking, the rest only on request. `borders_lost`
    counts neighbors that lay within 150 m of each other as delivered and do not touch now, `borders_won` the reverse.
    """

    invalid_rings: int = 0
    overlaps: int = 0
    overlaps_m2: float = 0.0
    gaps: int = 0
    gaps_m2: float = 0.0
    hairlines: int = 0
    hairlines_m2: float = 0.0
    units_changed: int = 0
    gained_m2: float = 0.0
    lost_m2: float = 0.0
    borders_lost: int = 0
    borders_won: int = 0

    @property
    def is_beyond_hairlines(self) -> bool:
        """Whether more was changed than rounding can explain."""
        return bool(self.invalid_rings or self.overlaps or self.gaps)


@dataclass(frozen=True)
class CheckedRegister:
    """The features of a file by ascending code, their shapes multipolygons that tile the ground.

    To be believed only without `faults`. `open_places` are gaps so wide that they are taken as meant.
    """

    features: tuple[UnitFeature, ...]
    borders: Borders
    projector: Projector
    mending: Mending
    open_places: tuple[Gap, ...]
    faults: tuple[RegisterFault, ...]


def check_register(file: RegisterFile, *, repair: bool, epsg: int | None = None) -> CheckedRegister:
    """Check a whole file and, on request, mend what can be mended without guessing.

    Args:
        file: as read.
        repair: mend invalid rings, overlaps and gaps instead of refusing them.
        epsg: projected system for lengths and areas; None: the UTM zone of the place.

    Raises:
        InvalidValue: `epsg` is not a projected system in metres.
    """
    faults = list(file.faults)
    features, drawn, crossing = _with_ground(_distinct(file.features, faults), faults, repair=repair)
    _note_districts(features, faults)
    projector = Projector.around(drawn, epsg=epsg) if features else Projector(epsg or _NOWHERE_EPSG)
    before = _in_metres(drawn, projector)
    flaws = find_flaws(before)
    if not repair:
        _note_flaws(features, flaws, projector, faults)
    after = _tiled(before, flaws, faults, repair=repair)
    shapes = drawn if after is before else rounded(projector.to_lonlat(after))
    _note_leftovers(features, shapes, faults)
    borders = shared_borders(shapes, projector=projector)
    mending = _mending(before, after, flaws, crossing=crossing, is_requested=repair)
    if mending.overlaps or mending.gaps:
        mending = _with_borders(mending, shared_borders(drawn, projector=projector, tolerance_m=_NEAR_M), borders)
    return CheckedRegister(
        features=_drawn_as(features, shapes),
        borders=borders,
        projector=projector,
        mending=mending,
        open_places=flaws.open_places,
        faults=tuple(faults),
    )


def _distinct(features: Sequence[UnitFeature], faults: list[RegisterFault]) -> list[UnitFeature]:
    """The features by ascending code, the first of each."""
    found: dict[str, UnitFeature] = {}
    for feature in features:
        first = found.setdefault(feature.code, feature)
        if first is not feature:
            faults.append(
                RegisterFault(
                    FaultKind.DUPLICATE_CODE,
                    f"{feature.pointer}/properties/ward_code",
                    vi=f"Mã {feature.code} đã dùng cho {first.name} ({first.pointer}); mỗi mã một lần.",
                    en=f"Code {feature.code} is taken by {first.name} ({first.pointer}); use each code once.",
                    unit_codes=(feature.code,),
                )
            )
    return [found[code] for code in sorted(found)]


def _note_districts(features: Sequence[UnitFeature], faults: list[RegisterFault]) -> None:
    """A district has one name and one kind."""
    said: dict[str, UnitFeature] = {}
    for feature in features:
        if feature.district_code is None:
            continue
        first = said.setdefault(feature.district_code, feature)
        if (first.district_name, first.district_kind) != (feature.district_name, feature.district_kind):
            faults.append(
                RegisterFault(
                    FaultKind.DISTRICT,
                    f"{feature.pointer}/properties/district_name",
                    vi=f"{feature.code}: quận, huyện {feature.district_code} ở đây là {feature.district_name}, ở "
                    f"{first.code} là {first.district_name}; viết một tên.",
                    en=f"{feature.code}: district {feature.district_code} is {feature.district_name} here and "
                    f"{first.district_name} at {first.code}; give it one name.",
                    unit_codes=(feature.code, first.code),
                )
            )


def _with_ground(
    features: Sequence[UnitFeature], faults: list[RegisterFault], *, repair: bool
) -> tuple[list[UnitFeature], Shapes, int]:
    """The features that cover any ground, with valid shapes on the grid; how many had to be made valid."""
    kept: list[UnitFeature] = []
    shapes: list[MultiPolygon] = []
    crossing = 0
    for feature in features:
        wrong = _invalidity(feature)
        mended = feature.shape if wrong is None else shapely.make_valid(feature.shape, method="structure")
        shape = to_multipolygon(mended)
        if wrong is not None and (shape is None or not repair):
            faults.append(_ring_fault(feature, wrong))
        if shape is not None:
            kept.append(feature)
            shapes.append(shape)
            crossing += wrong is not None
    return kept, rounded(_array(shapes)), crossing


def _invalidity(feature: UnitFeature) -> InvalidGeometry | None:
    try:
        check_validity(feature.shape, pointer=f"{feature.pointer}/geometry")
    except InvalidGeometry as wrong:
        return wrong
    return None


def _ring_fault(feature: UnitFeature, wrong: InvalidGeometry) -> RegisterFault:
    lon, lat = wrong.extensions["lon"], wrong.extensions["lat"]
    return RegisterFault(
        FaultKind.INVALID_RING,
        wrong.errors[0].pointer,
        vi=f"{_named(feature)}: {wrong.detail_vi} {_CURE_VI}",
        en=f"{_named(feature)}: {wrong.detail_en} {_CURE_EN}",
        unit_codes=(feature.code,),
        lon=lon if isinstance(lon, float) else None,
        lat=lat if isinstance(lat, float) else None,
    )


def _in_metres(shapes: Shapes, projector: Projector) -> Shapes:
    """The shapes projected and valid: edges bend on the way, and may cross where they all but touched."""
    metric = projector.to_metric(shapes)
    crossed = ~shapely.is_valid(metric)
    metric[crossed] = shapely.make_valid(metric[crossed], method="structure")
    return metric


def _note_flaws(
    features: Sequence[UnitFeature], flaws: Flaws, projector: Projector, faults: list[RegisterFault]
) -> None:
    faults += [
        _overlap_fault(features[each.first], features[each.second], each, projector) for each in flaws.wide_overlaps
    ]
    faults += [_gap_fault(gap, projector) for gap in flaws.wide_gaps]


def _overlap_fault(one: UnitFeature, other: UnitFeature, overlap: Overlap, projector: Projector) -> RegisterFault:
    lon, lat = _lonlat(overlap.where, projector)
    return RegisterFault(
        FaultKind.OVERLAP,
        f"{one.pointer}/geometry",
        vi=f"{_named(one)} và {_named(other)} chồng nhau {overlap.area_m2:.1f} m² (rộng {overlap.width_m:.1f} m) gần "
        f"kinh độ {lon:.6f}, vĩ độ {lat:.6f}. {_CURE_VI}",
        en=f"{_named(one)} and {_named(other)} overlap by {overlap.area_m2:.1f} m² ({overlap.width_m:.1f} m wide) near "
        f"lon {lon:.6f}, lat {lat:.6f}. {_CURE_EN}",
        unit_codes=(one.code, other.code),
        lon=lon,
        lat=lat,
        area_m2=overlap.area_m2,
    )


def _gap_fault(gap: Gap, projector: Projector) -> RegisterFault:
    lon, lat = _lonlat(gap.where, projector)
    return RegisterFault(
        FaultKind.GAP,
        "/features",
        vi=f"Khe hở {gap.area_m2:.1f} m² (rộng {gap.width_m:.1f} m) không thuộc đơn vị nào, gần kinh độ {lon:.6f}, "
        f"vĩ độ {lat:.6f}. {_CURE_VI}",
        en=f"A gap of {gap.area_m2:.1f} m² ({gap.width_m:.1f} m wide) belongs to no unit, near lon {lon:.6f}, "
        f"lat {lat:.6f}. {_CURE_EN}",
        lon=lon,
        lat=lat,
        area_m2=gap.area_m2,
    )


def _tiled(before: Shapes, flaws: Flaws, faults: list[RegisterFault], *, repair: bool) -> Shapes:
    """The same array when nothing has to be closed, or nothing may be."""
    is_wide = bool(flaws.wide_overlaps or flaws.wide_gaps)
    if flaws.is_clean or (is_wide and not repair):
        return before
    try:
        return mend(before) if is_wide else close_hairlines(before)
    except shapely.GEOSException:
        faults.append(_UNMENDABLE)
        return before


def _note_leftovers(features: Sequence[UnitFeature], shapes: Shapes, faults: list[RegisterFault]) -> None:
    """What mending could not mend; asked only when nothing else is wrong."""
    if faults:
        return
    for position in np.flatnonzero(shapely.is_empty(shapes)).tolist():
        feature = features[position]
        faults.append(
            RegisterFault(
                FaultKind.GEOMETRY,
                f"{feature.pointer}/geometry",
                vi=f"{_named(feature)} nằm trọn trong đơn vị khác nên không còn đất; sửa hình.",
                en=f"{_named(feature)} lies wholly inside other units and keeps no ground; redraw it.",
                unit_codes=(feature.code,),
            )
        )
    if not faults and not (shapely.is_valid(shapes).all() and shapely.coverage_is_valid(shapes)):
        faults.append(_UNMENDABLE)


def _mending(before: Shapes, after: Shapes, flaws: Flaws, *, crossing: int, is_requested: bool) -> Mending:
    if after is before:
        return Mending(invalid_rings=crossing if is_requested else 0)
    gained, lost = area_moved_m2(before, after)
    wide: tuple[Overlap | Gap, ...] = (*flaws.wide_overlaps, *flaws.wide_gaps)
    every: tuple[Overlap | Gap, ...] = (*flaws.overlaps, *flaws.gaps)
    hairlines = [flaw for flaw in every if flaw not in wide and flaw not in flaws.open_places]
    return Mending(
        invalid_rings=crossing if is_requested else 0,
        overlaps=len(flaws.wide_overlaps),
        overlaps_m2=sum(overlap.area_m2 for overlap in flaws.wide_overlaps),
        gaps=len(flaws.wide_gaps),
        gaps_m2=sum(gap.area_m2 for gap in flaws.wide_gaps),
        hairlines=len(hairlines),
        hairlines_m2=sum(flaw.area_m2 for flaw in hairlines),
        units_changed=int(((gained > 0) | (lost > 0)).sum()),
        gained_m2=float(gained.sum()),
        lost_m2=float(lost.sum()),
    )


def _with_borders(mending: Mending, delivered: Borders, mended: Borders) -> Mending:
    were, are = ({tuple(pair) for pair in borders.pairs.tolist()} for borders in (delivered, mended))
    return replace(mending, borders_lost=len(were - are), borders_won=len(are - were))


def _drawn_as(features: Sequence[UnitFeature], shapes: Shapes) -> tuple[UnitFeature, ...]:
    """The features with shapes in one canonical order of parts and positions, shells counter-clockwise (RFC 7946)."""
    canonical = shapely.orient_polygons(shapely.normalize(shapes)).tolist()
    return tuple(
        replace(feature, shape=to_multipolygon(shape) or MultiPolygon())
        for feature, shape in zip(features, canonical, strict=True)
    )


def _array(shapes: Sequence[MultiPolygon]) -> Shapes:
    array: Shapes = np.empty(len(shapes), dtype=object)
    array[:] = shapes
    return array


def _lonlat(place: Point, projector: Projector) -> tuple[float, float]:
    point = projector.to_lonlat(place)
    return float(shapely.get_x(point)), float(shapely.get_y(point))


def _named(feature: UnitFeature) -> str:
    return f"{feature.code} {feature.name}"
