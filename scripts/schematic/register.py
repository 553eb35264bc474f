"""The register the boundaries are drawn from: one row per ward, with its position and official area."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import numpy as np

from scripts.schematic.arrays import Floats
from scripts.schematic.projection import to_metres

GOLDEN_ANGLE = np.pi * (3.0 - np.sqrt(5.0))


@dataclass(frozen=True)
class RegisterWard:
    """One ward as the register states it; `lon` and `lat` are rounded to 0.001 degree, about 100 m."""

    ward_code: str
    ward_name: str
    ward_kind: str
    district_code: str
    district_name: str
    district_kind: str
    area_km2: float
    population_2019: int
    lon: float
    lat: float


def read_register(path: Path) -> tuple[RegisterWard, ...]:
    """Every ward of the register, in the order of the ward codes.

    Raises ValueError when a ward is listed twice or has no area.
    """
    with path.open(encoding="utf-8", newline="") as rows:
        wards = sorted((_ward(row) for row in csv.DictReader(rows)), key=lambda ward: ward.ward_code)
    for ward, following in pairwise(wards):
        if ward.ward_code == following.ward_code:
            raise ValueError(f"ward_code {ward.ward_code} is listed twice; keep one row")
    for ward in wards:
        if not ward.area_km2 > 0:
            raise ValueError(f"area_km2 of ward {ward.ward_code} is {ward.area_km2}; it must be above 0")
    return tuple(wards)


def _ward(row: dict[str, str]) -> RegisterWard:
    return RegisterWard(
        ward_code=row["ward_code"],
        ward_name=row["ward_name"],
        ward_kind=row["ward_kind"],
        district_code=row["district_code"],
        district_name=row["district_name"],
        district_kind=row["district_kind"],
        area_km2=float(row["area_km2"]),
        population_2019=int(row["population_2019"]),
        lon=float(row["lon"]),
        lat=float(row["lat"]),
    )


def positions_m(wards: Sequence[RegisterWard]) -> Floats:
    """The wards' positions in projected metres, shape (wards, 2), no two of them in one place."""
    return separate(to_metres(np.array([(ward.lon, ward.lat) for ward in wards])), distance_m=50.0)


def areas_m2(wards: Sequence[RegisterWard]) -> Floats:
    """The wards' official areas in square metres, shape (wards,)."""
    return np.array([ward.area_km2 for ward in wards]) * 1e6


def separate(points: Floats, *, distance_m: float) -> Floats:
    """The points, those in one place spread on a small spiral of about `distance_m` between neighbors.

    >>> separate(np.zeros((2, 2)), distance_m=50.0).round(1).tolist()
    [[0.0, 0.0], [-36.9, 33.8]]
    """
    _, place, sharing = np.unique(points, axis=0, return_inverse=True, return_counts=True)
    spread = points.copy()
    for shared in np.flatnonzero(sharing > 1):
        members = np.flatnonzero(place.ravel() == shared)
        turns = np.arange(len(members))
        radii = distance_m * np.sqrt(turns)
        angles = GOLDEN_ANGLE * turns
        spread[members] += np.column_stack([radii * np.cos(angles), radii * np.sin(angles)])
    return spread
