"""Shapes of a register as GeoJSON text, made once per boundary version and tolerance and used again every revision."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np
import shapely

from app.api.kept import Kept
from app.domain.projection import Shapes
from app.domain.register import Register

OFFERED_TOLERANCES: Final = (0.0001, 0.0005, 0.001)
"""Degrees by which shared borders may be simplified in answers kept ready: 11, 55 and 110 m."""
FINEST_DECIMALS: Final = 6

_shapes: Kept[tuple[str, float], Shapes] = Kept(8)
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
        lambda: as_geojson(simplified(register, tolerance), decimals=decimals_for(tolerance)),
    )


def decimals_for(tolerance: float) -> int:
    """Decimals worth writing: a metre is enough once borders are simplified by ten."""
    return FINEST_DECIMALS if tolerance < OFFERED_TOLERANCES[0] else 5


def as_geojson(shapes: Shapes | Sequence[shapely.Geometry], *, decimals: int = FINEST_DECIMALS) -> list[bytes]:
    """GeoJSON geometries (RFC 7946): rounded coordinates, shells counter-clockwise."""
    rounded = shapely.transform(np.asarray(shapes, dtype=object), lambda points: points.round(decimals))
    return [text.encode() for text in shapely.to_geojson(shapely.orient_polygons(rounded)).tolist()]
