"""Lengths and areas in metres: a projected reference system chosen by place, through pyproj.

Degrees are no unit of length, so every distance, border and area is taken in metres. The UTM zone of the place is the
default; a site may name another system (VN-2000 in Vietnam: EPSG:3405 west of 108° E, EPSG:3406 east of it).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any, Final, TypeVar

import numpy as np
import shapely
from numpy.typing import NDArray
from pyproj import CRS, Transformer
from pyproj.exceptions import CRSError
from shapely.geometry.base import BaseGeometry

from app.domain.errors import InvalidValue

Shapes = NDArray[np.object_]
"""An array of shapely shapes."""
ShapeOrShapes = TypeVar("ShapeOrShapes", BaseGeometry, Shapes)
_WGS84: Final = 4326
_STEP_DEGREES: Final = 0.001
"""Longer edges bend on their way into metres: one of 1 km by up to a centimetre."""


def utm_epsg(lon: float, lat: float) -> int:
    """The EPSG code of the UTM zone (WGS 84) of a place.

    >>> utm_epsg(105.85, 21.03), utm_epsg(109.2, 12.2), utm_epsg(-70.7, -33.4)
    (32648, 32649, 32719)
    """
    zone = min(int((lon + 180) // 6) + 1, 60)
    return (32600 if lat >= 0 else 32700) + zone


@dataclass(frozen=True)
class Projector:
    """Between lon/lat (WGS 84) and the metres of one projected reference system."""

    epsg: int

    @classmethod
    def around(cls, shapes: BaseGeometry | Shapes, *, epsg: int | None = None) -> Projector:
        """The projector for shapes given in lon/lat: the system asked for, else the UTM zone of their middle.

        Raises:
            InvalidValue: `epsg` is not a projected system in metres.
        """
        if epsg is not None:
            return cls(_metric(epsg))
        west, south, east, north = shapely.total_bounds(shapes)
        return cls(utm_epsg((west + east) / 2, (south + north) / 2))

    def to_metric(self, shapes: ShapeOrShapes) -> ShapeOrShapes:
        """Lon/lat shapes in metres."""
        return _transform(shapes, self._forward)

    def to_lonlat(self, shapes: ShapeOrShapes) -> ShapeOrShapes:
        """Metric shapes in lon/lat."""
        return _transform(shapes, self._backward)

    def points_to_metric(self, lonlat: NDArray[np.float64]) -> NDArray[np.float64]:
        """(N, 2) lon/lat positions in metres."""
        return self._forward(lonlat)

    def areas_m2(self, shapes: Shapes) -> NDArray[np.float64]:
        """The area of each lon/lat shape in square metres, its edges straight in lon/lat as GeoJSON has them."""
        areas: NDArray[np.float64] = shapely.area(self.to_metric(shapely.segmentize(shapes, _STEP_DEGREES)))
        return areas

    def area_m2(self, shape: BaseGeometry) -> float:
        """The area of one lon/lat shape in square metres."""
        return float(shapely.area(self.to_metric(shapely.segmentize(shape, _STEP_DEGREES))))

    @cached_property
    def _forward(self) -> Callable[[NDArray[np.float64]], NDArray[np.float64]]:
        return _positions(_WGS84, self.epsg)

    @cached_property
    def _backward(self) -> Callable[[NDArray[np.float64]], NDArray[np.float64]]:
        return _positions(self.epsg, _WGS84)


@dataclass(frozen=True)
class LocalProjector:
    """Between lon/lat and the metres of a transverse Mercator projection round a meridian close by, scale 1 on it.

    Within 60 km of the meridian lengths are true to 0.005 %, at every latitude, where a UTM zone errs by up to 0.1 %
    and the system of a whole register by more the farther away it is centred.
    """

    meridian: float

    @classmethod
    def at(cls, shape: BaseGeometry) -> LocalProjector:
        """The projector for one lon/lat shape: its meridian is the middle of the shape, to a tenth of a degree."""
        west, _, east, _ = shapely.bounds(shape).tolist()
        return cls(round((west + east) / 2, 1))

    def to_metric(self, shape: BaseGeometry) -> BaseGeometry:
        """A lon/lat shape in metres."""
        return _transform(shape, _positions(_WGS84, self._system))

    def to_lonlat(self, shape: BaseGeometry) -> BaseGeometry:
        """A metric shape in lon/lat."""
        return _transform(shape, _positions(self._system, _WGS84))

    @property
    def _system(self) -> str:
        return f"+proj=tmerc +lat_0=0 +lon_0={self.meridian} +k=1 +datum=WGS84 +units=m"


def _transform(shapes: ShapeOrShapes, positions: Callable[[NDArray[np.float64]], NDArray[np.float64]]) -> ShapeOrShapes:
    moved: Any = shapely.transform(shapes, positions)
    return moved  # type: ignore[no-any-return]


@lru_cache(maxsize=64)
def _positions(source: int | str, target: int | str) -> Callable[[NDArray[np.float64]], NDArray[np.float64]]:
    # Making a transformer costs milliseconds; using one is safe from several threads.
    transformer = Transformer.from_crs(source, target, always_xy=True)

    def positions(coordinates: NDArray[np.float64]) -> NDArray[np.float64]:
        return np.column_stack(transformer.transform(coordinates[:, 0], coordinates[:, 1]))

    return positions


def _metric(epsg: int) -> int:
    try:
        system = CRS.from_epsg(epsg)
    except CRSError:
        system = None
    if system is None or not system.is_projected or any(axis.unit_name != "metre" for axis in system.axis_info):
        raise InvalidValue(
            "/metric_epsg",
            vi=f"EPSG:{epsg} không phải hệ toạ độ phẳng tính bằng mét; dùng ví dụ 32648 (UTM 48N) hoặc 3405 (VN-2000).",
            en=f"EPSG:{epsg} is not a projected system in metres; use for example 32648 (UTM 48N) or 3405 (VN-2000).",
        )
    return epsg
