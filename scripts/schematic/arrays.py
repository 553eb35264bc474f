"""Names for the arrays that the modules hand to one another."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]
Geometries = NDArray[Any]
"""Shapely geometries, one per ward or per line."""
