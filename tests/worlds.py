"""Maps drawn in text: `"A B C / D E F"` is two rows of square wards, each letter a ward, near Hanoi.

A letter drawn twice is one ward of two squares, a dot is ground outside the register. Squares are 0.01° wide, about
1,038 m by 1,107 m, so that who borders whom is seen at a glance.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date
from typing import Any, Final

import numpy as np
import shapely
from shapely import MultiPolygon, Polygon

from app.domain.adjacency import shared_borders
from app.domain.names import split_kind
from app.domain.projection import Projector
from app.domain.register import BoundaryDescription, District, Register, Ward, boundary_version
from app.domain.vocabulary import BoundaryStatus

WEST: Final = 105.80
NORTH: Final = 21.10
CELL: Final = 0.01
LONG_AGO: Final = date(1900, 1, 1)
UTM_48N: Final = 32648


def square(column: float, row: float, *, width: float = 1, height: float = 1) -> Polygon:
    """The ground under some squares: `column` and `row` count from 0 at the north-west, parts of squares allowed."""
    west, east = (round(WEST + CELL * each, 9) for each in (column, column + width))
    north, south = (round(NORTH - CELL * each, 9) for each in (row, row + height))
    return shapely.box(west, south, east, north)


def shapes_of(drawing: str) -> dict[str, MultiPolygon]:
    """Each letter's ground, every corner of a square a vertex."""
    squares: dict[str, list[Polygon]] = {}
    for row, letters in enumerate(_rows(drawing)):
        for column, letter in enumerate(letters):
            if letter != ".":
                squares.setdefault(letter, []).append(square(column, row))
    joined = {letter: shapely.coverage_union_all(cells) for letter, cells in sorted(squares.items())}
    return {letter: MultiPolygon(shapely.get_parts(shape).tolist()) for letter, shape in joined.items()}


def make_register(
    drawing: str,
    *,
    districts: str | None = None,
    populations: Mapping[str, int | None] | int | None = 1000,
    status: BoundaryStatus = BoundaryStatus.OFFICIAL,
) -> Register:
    """The register of a drawn map.

    Args:
        drawing: the wards.
        districts: the same map with district codes in place of wards; None: a two-tier register without districts.
        populations: of every ward, or of each (wards left out: unknown).
    """
    parents = _parents(drawing, districts)
    shapes = shapes_of(drawing)
    projector = Projector(UTM_48N)
    wards = tuple(
        make_ward(code, shape, district_code=parents.get(code), population=_population(populations, code))
        for code, shape in shapes.items()
    )
    described = BoundaryDescription(status, None, None, "drawn", UTM_48N)
    array = np.array([ward.shape for ward in wards] + [None], dtype=object)[:-1]
    return Register(
        wards=wards,
        districts=tuple(_district(code, wards) for code in sorted(set(parents.values()))),
        borders=shared_borders(array, projector=projector),
        boundary_version=boundary_version(wards, described),
        boundaries=described,
    )


def make_ward(
    code: str, shape: MultiPolygon, *, district_code: str | None = "001", population: int | None = 1000
) -> Ward:
    """A ward named after its code."""
    return Ward(
        code=code,
        name=f"Phường {code}",
        kind="Phường",
        name_fold=split_kind(f"Phường {code}")[1],
        district_code=district_code,
        district_name=None if district_code is None else f"Quận {district_code}",
        district_kind=None if district_code is None else "Quận",
        population=population,
        population_on=None if population is None else date(2019, 4, 1),
        area_km2=round(float(Projector(UTM_48N).area_m2(shape)) / 1e6, 6),
        valid_from=LONG_AGO,
        valid_to=None,
        shape=shape,
    )


def make_feature(ward: Ward, **properties: object) -> dict[str, Any]:
    """A ward as a feature of a register file; `properties` replace or add, None removes."""
    written = {
        "ward_code": ward.code,
        "ward_name": ward.name,
        "ward_kind": ward.kind,
        "district_code": ward.district_code,
        "district_name": ward.district_name,
        "district_kind": ward.district_kind,
        "population_2019": ward.population,
        **properties,
    }
    return {
        "type": "Feature",
        "id": ward.code,
        "properties": {name: value for name, value in written.items() if value is not None},
        "geometry": json.loads(shapely.to_geojson(ward.shape)),
    }


def make_collection(register: Register, **members: object) -> dict[str, Any]:
    """A whole register as a GeoJSON FeatureCollection."""
    return {"type": "FeatureCollection", "features": [make_feature(ward) for ward in register.wards], **members}


def as_bytes(collection: Mapping[str, Any]) -> bytes:
    """A collection as the bytes of a file."""
    return json.dumps(collection, ensure_ascii=False).encode()


def _rows(drawing: str) -> list[list[str]]:
    return [row.split() for row in drawing.split("/")]


def _parents(drawing: str, districts: str | None) -> dict[str, str]:
    if districts is None:
        return {}
    wards = [letter for row in _rows(drawing) for letter in row]
    codes = [code for row in _rows(districts) for code in row]
    return {ward: code for ward, code in zip(wards, codes, strict=True) if ward != "."}


def _population(populations: Mapping[str, int | None] | int | None, code: str) -> int | None:
    return populations.get(code) if isinstance(populations, Mapping) else populations


def _district(code: str, wards: tuple[Ward, ...]) -> District:
    own = [ward.population for ward in wards if ward.district_code == code]
    total = None if None in own else sum(each for each in own if each is not None)
    return District(code, f"Quận {code}", "Quận", split_kind(f"Quận {code}")[1], total, len(own))
