"""SVG path data as the pages write it, read back."""

from __future__ import annotations

import re

import numpy as np
from shapely import Polygon


def read_polygon(path: str) -> Polygon:
    """The first subpath as a polygon on paper."""
    found = re.match(r"M([^l]+)l([^z]+)z", path)
    assert found is not None, path
    place = np.array(numbers(found[1]))
    steps = np.array(numbers(found[2])).reshape(-1, 2)
    return Polygon([place, *(place + np.cumsum(steps, axis=0))])


def numbers(text: str) -> list[int]:
    """All whole numbers in a text; a minus sign parts them as a blank does."""
    return [int(each) for each in re.findall(r"-?\d+", text)]
