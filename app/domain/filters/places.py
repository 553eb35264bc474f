"""Where a feature lies: the spatial functions of CQL2, in the plane of lon/lat as the map draws it."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from typing import Any, Final

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from app.domain.features import Feature
from app.domain.filters.reading import GEOMETRY, Language, expect, property_name, refusal, unknown_name
from app.domain.geometry import MAX_POSTED_VERTICES
from app.domain.reference_systems import ReferenceSystem, between

SPATIAL_FUNCTIONS: Final[dict[str, Callable[[Any, Any], Any]]] = {
    "s_intersects": shapely.intersects,
    "s_disjoint": shapely.disjoint,
    "s_equals": shapely.equals,
    "s_touches": shapely.touches,
    "s_within": shapely.within,
    "s_contains": shapely.contains,
    "s_overlaps": shapely.overlaps,
    "s_crosses": shapely.crosses,
}
_SEEN_FROM_THE_OTHER: Final = {"s_within": "s_contains", "s_contains": "s_within"}
_WORLD: Final = 180.0
Place = BaseGeometry | None
"""A shape of the filter itself; None: the feature's."""


def spatial_predicate(name: str, arguments: Sequence[Any], language: Language) -> Callable[[Feature], bool | None]:
    """The test a spatial function makes; a feature without a shape passes none.

    Raises:
        InvalidFilter: an argument is neither `geometry` nor a shape in the filter's reference system.
    """
    left, right = (_place(each, language) for each in expect(arguments, 2, of=name.upper()))
    if left is None and right is not None:
        # What stays the same is asked about, so that it can be prepared once for all features.
        left, right, name = right, left, _SEEN_FROM_THE_OTHER.get(name, name)
    if left is not None:
        shapely.prepare(left)
    holds = SPATIAL_FUNCTIONS[name]

    def test(feature: Feature) -> bool | None:
        one, other = left or feature.shape, right or feature.shape
        return None if one is None or other is None else bool(holds(one, other))

    return test


def _place(node: Any, language: Language) -> Place:
    name = property_name(node)
    if name == GEOMETRY:
        return None
    if name is not None:
        if name in language.fields:
            raise refusal(f"“{name}” không phải hình; dùng geometry.", f"“{name}” is no shape; use geometry.")
        raise unknown_name(language, name)
    shape = _box(node, language.system) if isinstance(node, dict) and "bbox" in node else _drawn(node)
    if shapely.get_num_coordinates(shape) > MAX_POSTED_VERTICES:
        raise refusal(
            f"Hình trong filter có nhiều nhất {MAX_POSTED_VERTICES} đỉnh; hãy đơn giản hoá.",
            f"A shape in a filter has at most {MAX_POSTED_VERTICES} vertices; simplify it.",
        )
    if not isinstance(node, dict) or "bbox" not in node:
        shape = language.system.to_lonlat(shape)
    return _sound(shape)


def _drawn(node: Any) -> BaseGeometry:
    if isinstance(node, dict) and "type" in node:
        try:
            shape: BaseGeometry = shapely.from_geojson(json.dumps({**node, "crs": None}))
        except (shapely.errors.GEOSException, ValueError, TypeError, RecursionError):
            pass
        else:
            if isinstance(shape, BaseGeometry) and not shape.is_empty:
                return shapely.force_2d(shape)
    raise refusal(
        "Hàm không gian cần geometry và một hình: POINT(105.85 21.03), POLYGON((…)), BBOX(…), hoặc GeoJSON.",
        "A spatial function takes geometry and a shape: POINT(105.85 21.03), POLYGON((…)), BBOX(…), or GeoJSON.",
    )


def _sound(shape: BaseGeometry) -> BaseGeometry:
    if not np.isfinite(shapely.get_coordinates(shape)).all():
        raise refusal(
            "Toạ độ của hình trong filter nằm ngoài hệ toạ độ; xem filter-crs và thứ tự trục.",
            "The shape in the filter lies outside its reference system; look at filter-crs and the order of axes.",
        )
    if not shapely.is_valid(shape):
        raise refusal(
            "Hình trong filter tự cắt hoặc không khép kín; hãy vẽ lại.",
            "The shape in the filter crosses itself or is not closed; draw it anew.",
        )
    return shape


def _box(node: dict[str, Any], system: ReferenceSystem) -> BaseGeometry:
    numbers = node["bbox"]
    well = isinstance(numbers, list) and len(numbers) in {4, 6}
    if not well or not all(isinstance(each, int | float) and np.isfinite(each) for each in numbers):
        raise refusal("BBOX cần 4 hoặc 6 số hữu hạn.", "BBOX takes 4 or 6 finite numbers.")
    found = box_ground([float(each) for each in numbers], system)
    if found is None:
        raise refusal(
            "BBOX cần góc dưới trái rồi góc trên phải, theo thứ tự trục của filter-crs.",
            "BBOX takes the lower left corner, then the upper right one, in the order of axes of filter-crs.",
        )
    return found


def box_ground(numbers: Sequence[float], system: ReferenceSystem) -> BaseGeometry | None:
    """The ground of a box of 4 or 6 numbers (heights are passed over) in lon/lat.

    In degrees a box whose west lies east of its east crosses the antimeridian.

    Returns:
        None when it is no box, or one beyond all ground of the system; a line or a point where it has no width.
    """
    half = len(numbers) // 2
    (low_x, low_y), (high_x, high_y) = numbers[:2], numbers[half : half + 2]
    if not system.is_geographic:
        return system.box_to_lonlat((low_x, low_y, high_x, high_y)) if low_x <= high_x and low_y <= high_y else None
    west, south, east, north = (low_x, low_y, high_x, high_y) if system.is_lon_first else (low_y, low_x, high_y, high_x)
    if not (-_WORLD <= west <= _WORLD and -_WORLD <= east <= _WORLD and -90 <= south <= north <= 90):
        return None
    spans = [(west, east)] if west <= east else [(west, _WORLD), (-_WORLD, east)]
    boxes = [between((first, south), (last, north)) for first, last in spans]
    if system.is_lon_first or system.has_no_shift:
        return shapely.union_all(boxes)
    grounds = [system.box_to_lonlat((south, first, north, last)) for first, last in spans]
    return shapely.union_all([each for each in grounds if each is not None])
