"""TopoJSON read back, step by step as its specification says."""

from __future__ import annotations

import json
from typing import Any

import numpy as np
import shapely


def shapes_of_topology(content: bytes) -> dict[str, shapely.MultiPolygon]:
    """The multipolygon of each ward in a document, by id, with coordinates in degrees."""
    document: dict[str, Any] = json.loads(content)
    scale, shift = (np.array(document["transform"][name]) for name in ("scale", "translate"))
    arcs = [np.cumsum(np.array(arc), axis=0) * scale + shift for arc in document["arcs"]]

    def ring(numbers: list[int]) -> Any:
        lines = [arcs[number] if number >= 0 else arcs[~number][::-1] for number in numbers]
        assert all((one[-1] == other[0]).all() for one, other in zip(lines, [*lines[1:], lines[0]], strict=True))
        return np.concatenate([lines[0], *(line[1:] for line in lines[1:])])

    def polygon(rings: list[list[int]]) -> shapely.Polygon:
        shell, *holes = [ring(numbers) for numbers in rings]
        return shapely.Polygon(shell, holes)

    found = {}
    for geometry in document["objects"]["wards"]["geometries"]:
        several = geometry["arcs"] if geometry["type"] == "MultiPolygon" else [geometry["arcs"]]
        found[geometry["id"]] = shapely.MultiPolygon([polygon(rings) for rings in several])
    return found
