"""Shapes as people send them: read from GeoJSON, checked, refused with the place of the fault and its cure.

Coordinates at the edges are lon/lat (WGS 84, RFC 7946). Lengths and areas are taken in metres (`projection`).
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Final, NoReturn

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely import LineString, MultiLineString, MultiPolygon, Point, Polygon
from shapely.geometry.base import BaseGeometry

from app.domain.errors import FieldFault, InvalidGeometry
from app.domain.projection import Shapes

POLYGONAL: Final = ("Polygon", "MultiPolygon")
MAX_POSTED_VERTICES: Final = 10_000
"""What a posted shape may hold; a real outbreak has a few dozen."""
DECIMALS: Final = 9
"""Stored coordinates are multiples of 1e-9 degrees (0.1 mm), so that overlays on that grid meet exactly."""
GRID_DEGREES: Final = 1e-9
_CRS_NAMES: Final = re.compile(r"(CRS:?84|EPSG:+4326)$", re.IGNORECASE)
_REASONS_VI: Final = {
    "Self-intersection": "đường biên tự cắt",
    "Ring Self-intersection": "đường biên tự chạm",
    "Hole lies outside shell": "lỗ nằm ngoài vùng",
    "Holes are nested": "lỗ nằm trong lỗ",
    "Nested shells": "vùng chồng trong vùng",
    "Interior is disconnected": "phần trong bị chia cắt",
    "Too few points in geometry component": "quá ít điểm khác nhau",
    "Duplicate Rings": "đường biên lặp lại",
}


@dataclass(frozen=True)
class Extent:
    """A box in degrees."""

    west: float
    south: float
    east: float
    north: float

    @classmethod
    def of(cls, shapes: BaseGeometry | Shapes) -> Extent:
        """The box around lon/lat shapes."""
        return cls(*map(float, shapely.total_bounds(shapes)))

    def meets(self, other: Extent) -> bool:
        """Whether two boxes share a point."""
        lon = self.west <= other.east and other.west <= self.east
        return lon and self.south <= other.north and other.south <= self.north

    def swapped(self) -> Extent:
        """The box as it would be with longitude and latitude exchanged."""
        return Extent(self.south, self.west, self.north, self.east)

    def is_on_earth(self) -> bool:
        """Whether these can be degrees of longitude and latitude."""
        return max(-self.west, self.east) <= 180 and max(-self.south, self.north) <= 90

    def __str__(self) -> str:
        """Readable in a message: `105.282…106.021, 20.5645…21.3851`."""
        return f"{self.west:.6g}…{self.east:.6g}, {self.south:.6g}…{self.north:.6g}"


def parse_geometry(
    value: object,
    *,
    pointer: str = "",
    allowed: Collection[str] = POLYGONAL,
    max_vertices: int = MAX_POSTED_VERTICES,
    extent: Extent | None = None,
    must_be_valid: bool = True,
    must_be_degrees: bool = True,
) -> BaseGeometry:
    """A GeoJSON geometry as a 2-D shape with shells counter-clockwise; heights are dropped.

    Args:
        value: what was sent, already parsed from JSON.
        pointer: JSON Pointer to `value`, for the fault.
        allowed: of `Point`, `LineString`, `MultiLineString`, `Polygon`, `MultiPolygon`.
        max_vertices: positions the shape may hold.
        extent: the register's box; a shape that does not meet it is refused.
        must_be_valid: False to let crossing rings pass, for a caller that mends them.
        must_be_degrees: False for a caller that knows another reference system and places the shape itself.

    Raises:
        InvalidGeometry: it names the place (pointer, and lon/lat where there is one) and the cure.
    """
    kind, coordinates = _kind(value, pointer, allowed)
    reader = _Reader(max_vertices)
    shape = reader.shape(kind, coordinates, f"{pointer}/coordinates")
    if must_be_degrees:
        _check_extent(Extent.of(shape), pointer, extent)
    if must_be_valid:
        check_validity(shape, pointer=pointer)
    oriented: BaseGeometry = shapely.orient_polygons(shape)
    return oriented


def check_validity(shape: BaseGeometry, *, pointer: str) -> None:
    """Refuse a shape whose rings cross, touch or leave nothing, naming where.

    Raises:
        InvalidGeometry: with `extensions["lon"]` and `["lat"]`.
    """
    if shapely.is_valid(shape):
        return
    # GEOS says what is wrong and where: `Self-intersection[105.85 21.05]`.
    what, _, where = shapely.is_valid_reason(shape).rstrip("]").partition("[")
    lon, lat = map(float, where.split())
    _refuse(
        pointer,
        vi=f"Hình không hợp lệ: {_REASONS_VI.get(what, what)} gần kinh độ {lon:.6f}, vĩ độ {lat:.6f}. "
        "Vẽ lại chỗ đó rồi gửi lại.",
        en=f"The shape is not valid: {what.lower()} near lon {lon:.6f}, lat {lat:.6f}. "
        "Redraw that place and send it again.",
        place=(lon, lat),
    )


def rounded(shapes: Shapes) -> Shapes:
    """Valid shapes on the grid of stored coordinates, without repeated positions; shared vertices stay shared."""
    on_grid: Shapes = shapely.transform(shapes, lambda coordinates: np.round(coordinates, DECIMALS))
    on_grid = shapely.remove_repeated_points(on_grid, 0.0)
    # A spike thinner than the grid folds onto itself; only then the shape is rebuilt.
    folded = ~shapely.is_valid(on_grid)
    on_grid[folded] = shapely.set_precision(shapes[folded], GRID_DEGREES)
    return on_grid


def rounded_shape(shape: BaseGeometry) -> BaseGeometry:
    """One valid shape on the grid of stored coordinates; see `rounded`."""
    one: Shapes = np.empty(1, dtype=object)
    one[0] = shape
    on_grid: BaseGeometry = rounded(one)[0]
    return on_grid


def to_multipolygon(shape: BaseGeometry) -> MultiPolygon | None:
    """The polygonal part of a shape as one multipolygon; None when there is none."""
    parts = [part for part in _flat_parts(shape) if isinstance(part, Polygon) and not part.is_empty]
    return MultiPolygon(parts) if parts else None


def _flat_parts(shape: BaseGeometry) -> Sequence[BaseGeometry]:
    parts = shapely.get_parts(shape).tolist()
    if shape.geom_type != "GeometryCollection":
        return parts  # type: ignore[no-any-return]
    return [inner for part in parts for inner in _flat_parts(part)]


def _kind(value: object, pointer: str, allowed: Collection[str]) -> tuple[str, object]:
    names = ", ".join(allowed)
    if not isinstance(value, dict):
        _refuse(
            pointer,
            vi=f"Cần một hình GeoJSON loại {names}.",
            en=f"A GeoJSON geometry is needed here, of type {names}.",
        )
    kind = value.get("type")
    if not isinstance(kind, str) or kind not in allowed:
        shown = kind[:40] if isinstance(kind, str) and kind.isascii() and kind.isalpha() else "?"
        _refuse(
            f"{pointer}/type",
            vi=f"Loại hình “{shown}” không dùng được ở đây; gửi {names}.",
            en=f"A geometry of type “{shown}” cannot be used here; send {names}.",
        )
    if "crs" in value:
        check_crs(value["crs"], pointer=f"{pointer}/crs")
    return kind, value.get("coordinates")


def check_crs(member: object, *, pointer: str) -> None:
    """Refuse an old `crs` member that names anything but WGS 84 lon/lat.

    Raises:
        InvalidGeometry: RFC 7946 knows no other system.
    """
    properties = member.get("properties") if isinstance(member, dict) else None
    name = properties.get("name") if isinstance(properties, dict) else None
    if member is None or (isinstance(name, str) and _CRS_NAMES.search(name)):
        return
    _refuse(
        pointer,
        vi="Toạ độ phải là kinh độ, vĩ độ WGS 84 (CRS84); chuyển hệ toạ độ trước, ví dụ ogr2ogr -t_srs EPSG:4326.",
        en="Coordinates must be WGS 84 lon/lat (CRS84); reproject first, for example ogr2ogr -t_srs EPSG:4326.",
    )


class _Reader:
    """Turns nested lists into shapes, counting positions on the way."""

    def __init__(self, max_vertices: int) -> None:
        self._max_vertices = max_vertices
        self._seen = 0

    def shape(self, kind: str, coordinates: object, pointer: str) -> BaseGeometry:
        if kind == "Point":
            return Point(self._positions([coordinates], pointer, of_ring=False)[0])
        if kind == "LineString":
            return self._line(coordinates, pointer)
        if kind == "MultiLineString":
            lines = self._list(coordinates, pointer)
            return MultiLineString([self._line(each, f"{pointer}/{index}") for index, each in enumerate(lines)])
        if kind == "Polygon":
            return self._polygon(coordinates, pointer)
        polygons = self._list(coordinates, pointer)
        return MultiPolygon([self._polygon(each, f"{pointer}/{index}") for index, each in enumerate(polygons)])

    def _polygon(self, coordinates: object, pointer: str) -> Polygon:
        rings = [self._ring(ring, f"{pointer}/{index}") for index, ring in enumerate(self._list(coordinates, pointer))]
        return Polygon(rings[0], rings[1:])

    def _line(self, line: object, pointer: str) -> LineString:
        positions = self._positions(self._list(line, pointer), pointer, of_ring=True)
        if (positions == positions[0]).all():
            _refuse(
                pointer,
                vi="Một đường cần ít nhất hai điểm khác nhau.",
                en="A line needs at least two different positions.",
            )
        return LineString(positions)

    def _ring(self, ring: object, pointer: str) -> NDArray[np.float64]:
        positions = self._positions(self._list(ring, pointer), pointer, of_ring=True)
        if (positions[0] != positions[-1]).any():
            _refuse(
                pointer,
                vi="Đường biên chưa khép; lặp lại điểm đầu ở cuối.",
                en="The ring is not closed; repeat its first position at the end.",
                place=(float(positions[-1, 0]), float(positions[-1, 1])),
            )
        if len(positions) < 4:
            _refuse(
                pointer,
                vi=f"Đường biên có {len(positions)} điểm; cần ít nhất 4, điểm cuối trùng điểm đầu.",
                en=f"The ring has {len(positions)} positions; it needs at least 4, the last equal to the first.",
            )
        return positions

    def _list(self, value: object, pointer: str) -> list[object]:
        if not isinstance(value, list) or not value:
            _refuse(
                pointer,
                vi="Cần một danh sách toạ độ không rỗng ở đây.",
                en="A list of coordinates, not empty, is needed here.",
            )
        return value

    def _positions(self, ring: list[object], pointer: str, *, of_ring: bool) -> NDArray[np.float64]:
        self._seen += len(ring)
        if self._seen > self._max_vertices:
            _refuse(
                pointer,
                vi=f"Hình có quá {self._max_vertices} điểm; giản lược rồi gửi lại.",
                en=f"The shape has more than {self._max_vertices} positions; simplify it and send it again.",
            )
        for index, position in enumerate(ring):
            if not _is_position(position):
                _refuse(
                    f"{pointer}/{index}" if of_ring else pointer,
                    vi="Mỗi điểm là [kinh độ, vĩ độ], hai số.",
                    en="A position is [longitude, latitude], two numbers.",
                )
        try:
            positions = np.array([position[:2] for position in ring], dtype=np.float64)  # type: ignore[index]
        except OverflowError:
            positions = np.array([[np.inf, np.inf]])
        if not np.isfinite(positions).all():
            _refuse(pointer, vi="Toạ độ phải là số hữu hạn.", en="Coordinates must be finite numbers.")
        return positions


def _is_position(value: object) -> bool:
    # bool is an int in Python, and a position is no place for one.
    return (
        type(value) is list
        and 2 <= len(value) <= 4
        and type(value[0]) in (int, float)
        and type(value[1]) in (int, float)
    )


def _check_extent(box: Extent, pointer: str, register: Extent | None) -> None:
    place = (box.west, box.south)
    if not box.is_on_earth():
        if box.swapped().is_on_earth() and (register is None or register.meets(box.swapped())):
            _refuse_swapped(pointer, place)
        _refuse(
            pointer,
            vi=f"Toạ độ {box} không phải độ kinh, độ vĩ (±180, ±90); nếu là mét, chuyển sang WGS 84 trước.",
            en=f"Coordinates {box} are not degrees (±180, ±90); if they are metres, reproject to WGS 84 first.",
        )
    if box.east - box.west > 180:
        _refuse(
            pointer,
            vi="Hình vượt kinh tuyến 180°; chia thành MultiPolygon ở hai bên.",
            en="The shape spans the antimeridian; cut it there into a MultiPolygon.",
        )
    if register is None or register.meets(box):
        return
    if register.meets(box.swapped()):
        _refuse_swapped(pointer, place)
    _refuse(
        pointer,
        vi=f"Hình ở {box}, ngoài vùng quản lý ({register}); kiểm tra lại toạ độ.",
        en=f"The shape lies at {box}, outside the register ({register}); check its coordinates.",
        place=place,
    )


def _refuse_swapped(pointer: str, place: tuple[float, float]) -> NoReturn:
    _refuse(
        pointer,
        vi=f"Kinh độ và vĩ độ bị đảo ({place[0]:.4f}, {place[1]:.4f}); GeoJSON viết [kinh độ, vĩ độ].",
        en=f"Longitude and latitude are swapped ({place[0]:.4f}, {place[1]:.4f}); GeoJSON is [longitude, latitude].",
        place=place,
    )


def _refuse(pointer: str, *, vi: str, en: str, place: tuple[float, float] | None = None) -> NoReturn:
    raise InvalidGeometry(
        vi=vi,
        en=en,
        errors=[FieldFault(pointer=pointer, vi=vi, en=en)],
        extensions={} if place is None else {"lon": place[0], "lat": place[1]},
    )
