"""The grid of map tiles: Web Mercator (EPSG:3857) cut into 2^z × 2^z squares, each of 4096 × 4096 units.

Positions of a whole zoom are counted in these units from the north-west, y down, as inside a tile: what is snapped to
them once lies on the same points in every tile.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from app.domain.errors import TileNotFound

EXTENT: Final = 4096
"""Units along the side of a tile."""
DEEPEST_ZOOM: Final = 14
"""The last zoom with tiles of its own, a unit of 0.6 m at the equator; clients magnify its tiles further."""
PIXEL_UNITS: Final = EXTENT // 512
"""Units along the side of a pixel, tiles being drawn 512 pixels wide."""
BUFFER: Final = 8 * PIXEL_UNITS
"""Units drawn beyond each side, so that no line ends where tiles meet."""
_NORTHERNMOST: Final = 85.0511287798066

Box = tuple[float, float, float, float]
"""West, south, east and north in degrees."""


@dataclass(frozen=True, order=True)
class Tile:
    """One square of the grid; `y` counts from the north."""

    z: int
    x: int
    y: int

    @classmethod
    def checked(cls, z: int, x: int, y: int) -> Tile:
        """The tile of this address.

        Raises:
            TileNotFound: there is none: too deep a zoom, or beyond the edge of the world.
        """
        if not (0 <= z <= DEEPEST_ZOOM and 0 <= x < 2**z and 0 <= y < 2**z):
            raise TileNotFound(f"{z}/{x}/{y}")
        return cls(z, x, y)

    @property
    def origin(self) -> tuple[int, int]:
        """The north-western corner in units of its zoom."""
        return self.x * EXTENT, self.y * EXTENT

    @property
    def box(self) -> Box:
        """Its ground in degrees.

        >>> Tile(0, 0, 0).box[0], round(Tile(1, 1, 0).box[3], 4)
        (-180.0, 85.0511)
        """
        corners = np.array([[self.x, self.y + 1], [self.x + 1, self.y]], dtype=np.float64) / 2**self.z
        (west, south), (east, north) = to_lonlat(corners).tolist()
        return west, south, east, north


def to_world(lonlat: NDArray[np.float64]) -> NDArray[np.float64]:
    """(N, 2) degrees as parts of the world from its north-western corner, both from 0 to 1."""
    latitude = np.radians(np.clip(lonlat[:, 1], -_NORTHERNMOST, _NORTHERNMOST))
    return np.column_stack((lonlat[:, 0] / 360 + 0.5, 0.5 - np.arctanh(np.sin(latitude)) / (2 * np.pi)))


def to_lonlat(world: NDArray[np.float64]) -> NDArray[np.float64]:
    """The way back: (N, 2) parts of the world in degrees."""
    latitude = np.degrees(np.arctan(np.sinh(2 * np.pi * (0.5 - world[:, 1]))))
    return np.column_stack((world[:, 0] * 360 - 180, latitude))


def units_of(zoom: int) -> int:
    """Units along the side of the world at a zoom."""
    return EXTENT << zoom


def tiles_over(box: Box, zoom: int) -> Iterator[Tile]:
    """The tiles of one zoom that share ground with a box in degrees, row by row from the north-west."""
    west, south, east, north = box
    corners = to_world(np.array([[west, north], [east, south]])) * 2**zoom
    (first_x, first_y), (last_x, last_y) = np.clip(np.floor(corners), 0, 2**zoom - 1).astype(int).tolist()
    return (Tile(zoom, x, y) for y in range(first_y, last_y + 1) for x in range(first_x, last_x + 1))
