"""Between longitude/latitude and metres: UTM zone 48 north, which holds all of Hanoi."""

from __future__ import annotations

from functools import cache

import numpy as np
from pyproj import Transformer

from scripts.schematic.arrays import Floats

METRIC_CRS = "EPSG:32648"


def to_metres(lon_lat: Floats) -> Floats:
    """Longitudes and latitudes in degrees, shape (n, 2), as eastings and northings in metres."""
    return np.column_stack(_transformer().transform(lon_lat[:, 0], lon_lat[:, 1]))


def to_degrees(metres: Floats) -> Floats:
    """Eastings and northings in metres, shape (n, 2), as longitudes and latitudes in degrees."""
    return np.column_stack(_transformer().transform(metres[:, 0], metres[:, 1], direction="INVERSE"))


@cache
def _transformer() -> Transformer:
    return Transformer.from_crs("EPSG:4326", METRIC_CRS, always_xy=True)
