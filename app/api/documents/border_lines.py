"""The borders of border wards as GeoJSON lines, each border once; simplified ones lie on the simplified wards."""

from __future__ import annotations

from typing import Any, Final

import numpy as np

from app.api.documents.border import is_approximate, touches
from app.api.documents.geometry_texts import as_geojson, decimals_of, simplified
from app.api.documents.zones import encode, envelope
from app.api.kept import Kept
from app.domain.adjacency import DRAWING_TOLERANCE_M, border_lines
from app.domain.border import BorderTable
from app.domain.projection import Shapes
from app.domain.register import Register
from app.services.zone_status import ZoneSnapshot

_METRES_PER_DEGREE: Final = 111_320.0
_lines: Kept[tuple[str, float], Shapes] = Kept(4)


def border_geojson(snapshot: ZoneSnapshot, table: BorderTable, *, tolerance: float = 0.0) -> bytes:
    """A line a border, with its metres and the wards on both sides.

    `ward_code` is the ward on the list; where both are, the milder.
    """
    once = _once(snapshot, table)
    head = {
        "type": "FeatureCollection",
        **envelope(snapshot),
        "approximate": is_approximate(snapshot.register),
        "number_matched": len(once.ward),
        "number_returned": len(once.ward),
    }
    lines = as_geojson(_drawn(snapshot.register, once, tolerance), decimals=decimals_of(snapshot.register, tolerance))
    features = [
        b'{"type":"Feature","id":"%b-%b","properties":%b,"geometry":%b}'
        % (each["ward_code"].encode(), each["neighbour_ward_code"].encode(), encode(each), line)
        for each, line in zip(_properties(snapshot, once), lines, strict=True)
    ]
    return encode(head)[:-1] + b',"features":[' + b",".join(features) + b"]}"


def _once(snapshot: ZoneSnapshot, table: BorderTable) -> BorderTable:
    """Each border from one side only."""
    rank_of = snapshot.policy.rank_of
    ranks = np.array([rank_of.get(zone.level, 0) for zone in snapshot.zones], dtype=np.intp)
    low, high = np.minimum(table.ward, table.neighbor), np.maximum(table.ward, table.neighbor)
    if len(table.ward) == 0:
        return table
    order = np.lexsort((ranks[table.ward], high, low))
    first = np.diff(low[order] * len(ranks) + high[order], prepend=-1) != 0
    chosen = np.zeros(len(order), dtype=np.bool_)
    chosen[order[first]] = True
    return table.only(chosen)


def _drawn(register: Register, once: BorderTable, tolerance: float) -> Shapes:
    """The lines of some borders, looked up among those of all."""
    pairs = register.borders.pairs
    reach = DRAWING_TOLERANCE_M / _METRES_PER_DEGREE
    every = _lines.get(
        (register.boundary_version, tolerance),
        lambda: border_lines(simplified(register, tolerance), pairs, reach=reach),
    )
    low, high = np.minimum(once.ward, once.neighbor), np.maximum(once.ward, once.neighbor)
    keys = pairs[:, 0] * len(register.codes) + pairs[:, 1]
    drawn: Shapes = every[np.searchsorted(keys, low * len(register.codes) + high)]
    return drawn


def _properties(snapshot: ZoneSnapshot, once: BorderTable) -> list[dict[str, Any]]:
    found = []
    borders = zip(once.ward.tolist(), once.neighbor.tolist(), once.length_m.tolist(), touches(once), strict=True)
    for ward, neighbor, metres, touched in borders:
        mine, theirs = snapshot.zones[ward], snapshot.zones[neighbor]
        found.append(
            {
                "ward_code": mine.ward.code,
                "level": mine.level,
                "neighbour_ward_code": theirs.ward.code,
                "neighbour_level": theirs.level,
                "shared_border_m": round(metres, 1),
                "across_district": mine.ward.district_code != theirs.ward.district_code,
                "touches": touched,
            }
        )
    return found
