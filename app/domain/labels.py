"""Where the name of a shape stands on a map."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from app.domain.projection import Shapes

_TOLERANCE_DEGREES: Final = 0.0005


def label_points(shapes: Shapes | Sequence[BaseGeometry]) -> NDArray[np.float64]:
    """(N, 2) lon/lat of the middle of the widest part of each shape, where a name has most room."""
    if len(shapes) == 0:
        return np.empty((0, 2))
    circles: Any = shapely.maximum_inscribed_circle(np.asarray(shapes, dtype=object), tolerance=_TOLERANCE_DEGREES)
    return np.asarray(shapely.get_coordinates(shapely.get_point(circles, 0)))
