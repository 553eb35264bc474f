"""TopoJSON of a register: with status, and shapes alone. The arcs are made once per boundary version and tolerance."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np

from app.api.documents.features import register_head, register_properties
from app.api.documents.geometry_texts import decimals_of, simplified
from app.api.documents.zones import EncodedItems, encode, encoded_items, envelope
from app.api.kept import Kept
from app.domain.register import Register
from app.formats.topojson import Topology, topology
from app.services.zone_status import ZoneSnapshot, ZoneStatus

_topologies: Kept[tuple[str, float], Topology] = Kept(4)


def zones_topojson(
    snapshot: ZoneSnapshot, zones: Sequence[ZoneStatus], *, tolerance: float, items: EncodedItems | None = None
) -> bytes:
    """Wards with their flat status; a part of the register has the arcs of that part alone."""
    items = encoded_items(zones) if items is None else items
    register, codes = snapshot.register, [zone.ward.code for zone in zones]
    drawn = _topology_of(register, codes, tolerance)
    head = {**envelope(snapshot), "number_matched": len(zones), "number_returned": len(zones)}
    return _document(drawn, head, zip(codes, (items[code] for code in codes), strict=True))


def register_topojson(register: Register, *, tolerance: float) -> bytes:
    """Shapes and names only; the same bytes for ever under one boundary version."""
    drawn = _topology_of(register, register.codes, tolerance)
    names = zip(register.codes, register_properties(register, tolerance=tolerance), strict=True)
    return _document(drawn, register_head(register), names)


def _topology_of(register: Register, codes: Sequence[str], tolerance: float) -> Topology:
    decimals = decimals_of(register, tolerance)
    if len(codes) == len(register.codes):
        key = (register.boundary_version, tolerance)
        return _topologies.get(key, lambda: topology(simplified(register, tolerance), decimals=decimals))
    # Simplified with its neighbors first: the part fits into the whole.
    places = np.array([register.positions[code] for code in codes], dtype=np.intp)
    return topology(simplified(register, tolerance)[places], decimals=decimals)


def _document(drawn: Topology, head: dict[str, Any], properties: Iterable[tuple[str, bytes]]) -> bytes:
    geometries = b",".join(
        b'{"id":%b,%b,"properties":%b}' % (json.dumps(code).encode(), member, words)
        for (code, words), member in zip(properties, drawn.members, strict=True)
    )
    frame = encode({**drawn.frame, **head, "type": "Topology"})[:-1]
    wards = b'"objects":{"wards":{"type":"GeometryCollection","geometries":[' + geometries + b"]}}"
    return frame + b"," + wards + b',"arcs":' + drawn.arcs + b"}"
