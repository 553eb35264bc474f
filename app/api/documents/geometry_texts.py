"""Shapes of a register as GeoJSON text, made once per boundary version and tolerance and used again every revision."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np
import shapely

from app.api.kept import Kept
from app.domain.geometry import DECIMALS as STORED_DECIMALS
from app.domain.projection import Shapes
from app.domain.register import Register

OFFERED_TOLERANCES: Final = (0.0001, 0.0005, 0.001)
"""Degrees by which shared borders may be simplified in answers kept ready: 11, 55 and 110 m."""
FINEST_DECIMALS: Final = 6

_shapes: Kept[tuple[str, float], Shapes] = Kept(8)
_decimals: Kept[tuple[str, float], int] = Kept(32)
_texts: Kept[tuple[str, float], list[bytes]] = Kept(8)


def simplified(register: Register, tolerance: float) -> Shapes:
    """The wards with shared borders simplified once, so that neighbors still meet; at 0 the wards as they are."""
    if tolerance <= 0:
        return register.shapes
    return _shapes.get(
        (register.boundary_version, tolerance), lambda: shapely.coverage_simplify(register.shapes, tolerance)
    )


def geometry_texts(register: Register, tolerance: float) -> list[bytes]:
    """GeoJSON geometries by position in the register."""
    return _texts.get(
        (register.boundary_version, tolerance),
        lambda: as_geojson(simplified(register, tolerance), decimals=decimals_of(register, tolerance)),
    )


def decimals_for(tolerance: float) -> int:
    """Decimals worth writing: a metre is enough once borders are simplified by ten."""
    return FINEST_DECIMALS if tolerance < OFFERED_TOLERANCES[0] else 5


def decimals_of(register: Register, tolerance: float) -> int:
    """The fewest decimals, from those worth writing up, with which the wards of a register still tile it.

    Where two borders run closer together than a step of the grid, rounding folds them onto each other: a polygon
    that touches itself, or an overlap. On the grid the register is stored on, nothing is rounded.
    """
    return _decimals.get((register.boundary_version, tolerance), lambda: _fewest_decimals(register, tolerance))


def _fewest_decimals(register: Register, tolerance: float) -> int:
    shapes = simplified(register, tolerance)
    if not register.is_tiling:
        return decimals_for(tolerance)
    fewer = range(decimals_for(tolerance), STORED_DECIMALS)
    return next((each for each in fewer if _tiles(on_grid(shapes, each))), STORED_DECIMALS)


def _tiles(shapes: Shapes) -> bool:
    return bool(shapely.is_valid(shapes).all()) and bool(shapely.coverage_is_valid(shapes))


def on_grid(shapes: Shapes | Sequence[shapely.Geometry], decimals: int) -> Shapes:
    """Shapes with rounded coordinates; vertices that neighbors share stay shared."""
    rounded: Shapes = shapely.transform(np.asarray(shapes, dtype=object), lambda points: points.round(decimals))
    return rounded


def as_geojson(shapes: Shapes | Sequence[shapely.Geometry], *, decimals: int = FINEST_DECIMALS) -> list[bytes]:
    """GeoJSON geometries (RFC 7946): rounded coordinates, shells counter-clockwise."""
    oriented = shapely.orient_polygons(on_grid(shapes, decimals))
    return [text.encode() for text in shapely.to_geojson(oriented).tolist()]
