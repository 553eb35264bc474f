"""How good a file of ward boundaries is, measured on the coordinates as they stand in it."""

from __future__ import annotations

import csv
import json
from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import shapely
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from scripts.schematic.arrays import Floats
from scripts.schematic.projection import to_metres

Pair = tuple[str, str]
"""Two ward codes, the lower first."""

MEDIAN_AREA_ERROR_AT_MOST = 0.005
AREA_ERROR_AT_MOST = 0.05
BYTES_AT_MOST = 1_500_000


@dataclass(frozen=True)
class WardShape:
    """What the measurements need of one ward: its ring in degrees, shape (points, 2), closed."""

    district_code: str
    area_km2: float
    ring: Floats


@dataclass(frozen=True)
class Quality:
    """The measured figures of a file; errors are shares of the official area."""

    wards: int
    invalid: int
    coverage_valid: bool
    parts: int
    gaps: int
    total_km2: float
    median_area_error: float
    largest_area_error: float
    split_districts: tuple[str, ...]
    neighbor_pairs: int
    size: int

    def faults(self) -> list[str]:
        """What falls short, each in a sentence; empty when the file is good."""
        shortcomings = {
            f"{self.invalid} wards are invalid polygons": self.invalid > 0,
            "wards overlap or do not share their vertices": not self.coverage_valid,
            f"there are {self.gaps} gaps between wards": self.gaps > 0,
            f"the wards lie in {self.parts} pieces": self.parts != 1,
            f"the median area error is {self.median_area_error:.2%}": (
                self.median_area_error > MEDIAN_AREA_ERROR_AT_MOST
            ),
            f"an area is wrong by {self.largest_area_error:.2%}": self.largest_area_error > AREA_ERROR_AT_MOST,
            f"districts {', '.join(self.split_districts)} are in pieces": bool(self.split_districts),
            f"the file has {self.size} bytes": self.size > BYTES_AT_MOST,
        }
        return [sentence for sentence, short in shortcomings.items() if short]


def read_shapes(text: str) -> dict[str, WardShape]:
    """The wards of a GeoJSON text by code. Raises KeyError when a member is missing."""
    return {
        feature["properties"]["ward_code"]: WardShape(
            feature["properties"]["district_code"],
            feature["properties"]["area_km2"],
            np.array(feature["geometry"]["coordinates"][0]),
        )
        for feature in json.loads(text)["features"]
    }


def measure(text: str) -> Quality:
    """The figures of a GeoJSON text."""
    shapes = read_shapes(text)
    polygons = [shapely.Polygon(shape.ring) for shape in shapes.values()]
    land = shapely.get_parts(shapely.union_all(shapely.make_valid(polygons)))
    areas_km2 = np.array([shapely.Polygon(to_metres(shape.ring)).area / 1e6 for shape in shapes.values()])
    errors = np.abs(areas_km2 / [shape.area_km2 for shape in shapes.values()] - 1.0)
    borders = shared_borders_m(shapes)
    return Quality(
        wards=len(shapes),
        invalid=int((~shapely.is_valid(polygons)).sum()),
        coverage_valid=bool(shapely.coverage_is_valid(polygons)),
        parts=len(land),
        gaps=int(shapely.get_num_interior_rings(land).sum()),
        total_km2=float(areas_km2.sum()),
        median_area_error=float(np.median(errors)),
        largest_area_error=float(errors.max()),
        split_districts=split_districts(shapes, borders),
        neighbor_pairs=len(borders),
        size=len(text.encode()),
    )


def shared_borders_m(shapes: Mapping[str, WardShape]) -> dict[Pair, float]:
    """Every pair of wards that have a segment in common, both its ends equal to the last digit, and their metres."""
    sides: defaultdict[tuple[float, ...], list[str]] = defaultdict(list)
    for code, shape in shapes.items():
        for start, end in zip(shape.ring.tolist(), shape.ring[1:].tolist(), strict=False):
            sides[(*min(start, end), *max(start, end))].append(code)
    shared = {segment: codes for segment, codes in sides.items() if len(codes) == 2}
    ends = np.array(list(shared)).reshape(-1, 2)
    lengths = np.hypot(*np.diff(to_metres(ends).reshape(-1, 2, 2), axis=1)[:, 0].T)
    borders: defaultdict[Pair, float] = defaultdict(float)
    for (first, second), length in zip(shared.values(), lengths.tolist(), strict=True):
        borders[min(first, second), max(first, second)] += length
    return dict(borders)


def split_districts(shapes: Mapping[str, WardShape], borders: Collection[Pair]) -> tuple[str, ...]:
    """The codes of the districts whose wards do not all hang together by borders."""
    number = {code: index for index, code in enumerate(shapes)}
    within = [
        (number[first], number[second])
        for first, second in borders
        if shapes[first].district_code == shapes[second].district_code
    ]
    rows, columns = np.array(within, dtype=int).reshape(-1, 2).T
    graph = coo_array((np.ones(len(within)), (rows, columns)), shape=(len(shapes), len(shapes)))
    pieces = connected_components(graph, directed=False)[1]
    found = sorted({(shape.district_code, int(pieces[number[code]])) for code, shape in shapes.items()})
    districts = [district for district, _ in found]
    return tuple(sorted({district for district in districts if districts.count(district) > 1}))


def read_reference(path: Path) -> set[Pair]:
    """The pairs of wards a reference table says share a border longer than 0 m."""
    with path.open(encoding="utf-8", newline="") as rows:
        return {
            (min(row["ward_a"], row["ward_b"]), max(row["ward_a"], row["ward_b"]))
            for row in csv.DictReader(rows)
            if float(row["shared_border_m"]) > 0
        }


def precision_and_recall(found: Collection[Pair], reference: Collection[Pair]) -> tuple[float, float]:
    """The share of found pairs that are true, and the share of true pairs that are found."""
    right = len(set(found) & set(reference))
    return right / len(found), right / len(reference)
