"""Coordinate reference systems that maps ask for: what each is called, the order of its axes, and the way there.

Shapes are kept in lon/lat (CRS84). Every system here takes and gives coordinates in the order its authority says:
EPSG:4326 and VN-2000 (EPSG:4756) are latitude first. PROJ chooses the shift between WGS 84 and VN-2000; with the EPSG
database it comes with, that is EPSG:6960 "VN-2000 to WGS 84 (2)", good to a metre.

Source: OGC API - Features part 2 (17-058r1 was its draft, 18-058r1 the standard); the EPSG database of PROJ.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Final

import numpy as np
import shapely
from numpy.typing import NDArray
from pyproj import CRS, Transformer
from pyproj.aoi import AreaOfInterest
from pyproj.database import query_crs_info
from pyproj.enums import PJType
from shapely.geometry.base import BaseGeometry

from app.domain.geometry import Extent
from app.domain.projection import ShapeOrShapes, utm_epsg

_STEPS: Final = 32
"""Edges of a box are bent into so many pieces on their way into another system."""
_AROUND: Final = 10.0
"""Degrees beyond its area of use to which a projection is still asked about."""
_FAR_NORTH: Final = 80.0
_AUTHORITY: Final = "http://www.opengis.net/def/crs"


@dataclass(frozen=True)
class ReferenceSystem:
    """One system by the name its authority gave it (`OGC:CRS84`, `EPSG:3405`)."""

    code: str

    @property
    def uri(self) -> str:
        """As OGC names it.

        >>> ReferenceSystem("EPSG:3405").uri
        'http://www.opengis.net/def/crs/EPSG/0/3405'
        """
        authority, _, number = self.code.partition(":")
        return f"{_AUTHORITY}/OGC/1.3/{number}" if authority == "OGC" else f"{_AUTHORITY}/{authority}/0/{number}"

    @cached_property
    def name(self) -> str:
        """As the EPSG database names it."""
        return str(CRS(self.code).name)

    @cached_property
    def is_geographic(self) -> bool:
        """Whether its coordinates are degrees; otherwise they are metres."""
        return bool(CRS(self.code).is_geographic)

    @cached_property
    def is_lon_first(self) -> bool:
        """Whether longitude, or the easting, comes before latitude, or the northing."""
        return str(CRS(self.code).axis_info[0].direction) == "east"

    @property
    def has_no_shift(self) -> bool:
        """Whether its degrees are those of lon/lat here, whatever their order."""
        return self in (CRS84, WGS84)

    @property
    def decimals(self) -> int:
        """How many are worth writing: a tenth of a metre or better, as in the shapes themselves."""
        return 6 if self.is_geographic else 2

    def from_lonlat(self, shapes: ShapeOrShapes) -> ShapeOrShapes:
        """Lon/lat shapes in this system; coordinates that it cannot hold are infinite."""
        return shapes if self == CRS84 else _moved(shapes, _positions(CRS84.code, self.code))

    def to_lonlat(self, shapes: ShapeOrShapes) -> ShapeOrShapes:
        """Shapes of this system in lon/lat; likewise."""
        return shapes if self == CRS84 else _moved(shapes, _positions(self.code, CRS84.code))

    def box_to_lonlat(self, box: tuple[float, float, float, float]) -> BaseGeometry | None:
        """The ground of a box of this system in lon/lat, its edges bent as they lie; also of a line or one point.

        Returns:
            None where it lies beyond all that the system is for.
        """
        west, south, east, north = self._window
        low, high = (max(box[0], west), max(box[1], south)), (min(box[2], east), min(box[3], north))
        if low[0] > high[0] or low[1] > high[1]:
            return None
        longest = max(high[0] - low[0], high[1] - low[1])
        drawn = between(low, high)
        return self.to_lonlat(shapely.segmentize(drawn, longest / _STEPS) if longest else drawn)

    @cached_property
    def _window(self) -> tuple[float, float, float, float]:
        """What boxes are cut to: a map may be zoomed out beyond the ground on which a projection is one to one."""
        area = CRS(self.code).area_of_use
        if self.is_geographic or area is None:
            return -math.inf, -math.inf, math.inf, math.inf
        lonlat = max(area.west - _AROUND, -180.0), -_FAR_NORTH, min(area.east + _AROUND, 180.0), _FAR_NORTH
        return Transformer.from_crs(CRS84.code, self.code).transform_bounds(*lonlat)


def between(low: tuple[float, float], high: tuple[float, float]) -> BaseGeometry:
    """What lies between a lower and an upper corner: a box, a line where they are level, a point where they are one."""
    width, height = high[0] - low[0], high[1] - low[1]
    if width and height:
        return shapely.box(*low, *high)
    return shapely.LineString((low, high)) if width or height else shapely.Point(low)


CRS84: Final = ReferenceSystem("OGC:CRS84")
WGS84: Final = ReferenceSystem("EPSG:4326")
_WEB: Final = ReferenceSystem("EPSG:3857")
_VN2000: Final = tuple(ReferenceSystem(code) for code in ("EPSG:4756", "EPSG:3405", "EPSG:3406"))
_VIETNAM: Final = Extent(102.14, 8.33, 109.53, 23.4)
"""The area of use of VN-2000 (EPSG:4756)."""


def systems_for(extent: Extent | None) -> tuple[ReferenceSystem, ...]:
    """The systems offered for a register: the web's, the UTM zones, and VN-2000 where the register lies in Vietnam.

    Of the provinces' own zones (TM-3) those are offered whose area of use holds the whole register; for Hanoi the one
    with the meridian 105° (EPSG:5897), which the EPSG database names for it, and those of provinces around it.

    Args:
        extent: of the wards; None: there are none yet.

    Returns:
        CRS84 first, each once.
    """
    if extent is None:
        return CRS84, WGS84, _WEB
    zones = {utm_epsg(lon, (extent.south + extent.north) / 2) for lon in (extent.west, extent.east)}
    national: tuple[ReferenceSystem, ...] = ()
    if _VIETNAM.meets(extent):
        zones |= {32648, 32649}
        national = (*_VN2000, *_provincial(extent))
    return CRS84, WGS84, _WEB, *(ReferenceSystem(f"EPSG:{zone}") for zone in sorted(zones)), *national


@lru_cache(maxsize=8)
def _provincial(extent: Extent) -> tuple[ReferenceSystem, ...]:
    place = AreaOfInterest(extent.west, extent.south, extent.east, extent.north)
    found = query_crs_info("EPSG", PJType.PROJECTED_CRS, area_of_interest=place, contains=True)
    codes = sorted({int(each.code) for each in found if each.name.startswith("VN-2000 / TM-3")})
    return tuple(ReferenceSystem(f"EPSG:{code}") for code in codes)


@lru_cache(maxsize=64)
def _positions(source: str, target: str) -> Callable[[NDArray[np.float64]], NDArray[np.float64]]:
    transformer = Transformer.from_crs(source, target)

    def move(points: NDArray[np.float64]) -> NDArray[np.float64]:
        return np.column_stack(transformer.transform(points[:, 0], points[:, 1]))

    return move


def _moved(shapes: ShapeOrShapes, positions: Callable[[NDArray[np.float64]], NDArray[np.float64]]) -> ShapeOrShapes:
    moved: ShapeOrShapes = shapely.transform(shapes, positions)
    return moved
