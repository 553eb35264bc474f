"""Border wards (giáp ranh): as JSON a ward with the neighbors it must look at, as CSV a row a border.

A city of ten thousand wards may have as many such borders, so the words of each ward are encoded once per boundary
version and the answer is joined from texts.
"""

from __future__ import annotations

import csv
import io
import json
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from app.api.documents.zones import encode, envelope, layer_fields
from app.api.kept import Kept
from app.domain.border import BorderTable, Touch
from app.domain.register import Register
from app.domain.vocabulary import UNKNOWN, BoundaryStatus
from app.formats.cells import guarded
from app.services.zone_status import LayerStatus, ZoneSnapshot, ZoneStatus

BORDER_COLUMNS: Final = (
    "ward_code",
    "ward_name",
    "district_code",
    "district_name",
    "level",
    "touches",
    "neighbour_ward_code",
    "neighbour_ward_name",
    "neighbour_district_code",
    "neighbour_district_name",
    "neighbour_level",
    "shared_border_m",
    "across_district",
    "neighbour_layer",
    "neighbour_layer_partial",
    "neighbour_ring_status",
    "neighbour_directive",
    "as_of",
    "boundary_status",
    "approximate",
    "drill",
    "neighbour_cordon_ids",
)
"""New columns come last, so that whoever reads by position goes on reading."""
_TRUTH: Final = ("false", "true")
_names: Kept[str, list[str]] = Kept(2)


def border_json(snapshot: ZoneSnapshot, table: BorderTable) -> bytes:
    """The envelope with one item a border ward, by code."""
    items = _items(snapshot, table) if len(table.ward) else []
    head = encode({**envelope(snapshot), "approximate": is_approximate(snapshot.register)})
    tail = encode({"number_matched": len(items), "number_returned": len(items), "links": []})
    return head[:-1] + b',"items":[' + ",".join(items).encode() + b"]," + tail[1:]


def border_csv(snapshot: ZoneSnapshot, table: BorderTable) -> bytes:
    """The same as a table of borders: UTF-8 with BOM and CRLF, as spreadsheets expect."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(BORDER_COLUMNS)
    register, zones = snapshot.register, snapshot.zones
    as_of = snapshot.as_of.isoformat() if snapshot.as_of else None
    marks = [as_of, register.boundary_status.value, is_approximate(register), snapshot.drill]
    borders = zip(table.ward.tolist(), table.neighbor.tolist(), table.length_m.tolist(), touches(table), strict=True)
    for ward, neighbor, metres, touched in borders:
        mine, theirs = zones[ward], zones[neighbor]
        row = [*_ward_cells(mine), "+".join(touched), *_ward_cells(theirs), round(metres, 1)]
        row += [mine.ward.district_code != theirs.ward.district_code, *layer_fields(theirs.layer).values()]
        writer.writerow([_cell(value) for value in (*row, *marks, " ".join(cordons_in_force(theirs)))])
    return b"\xef\xbb\xbf" + out.getvalue().encode("utf-8")


def is_approximate(register: Register) -> bool:
    """Whether metres are those of boundaries that are only a diagram."""
    return register.boundary_status is BoundaryStatus.SCHEMATIC


def touches(table: BorderTable) -> list[tuple[str, ...]]:
    """Of each border why it is told, in the order level, ring, cordon."""
    words = [tuple(touch.value for bit, touch in enumerate(Touch) if code >> bit & 1) for code in range(8)]
    return [words[code] for code in _touch_codes(table).tolist()]


def _touch_codes(table: BorderTable) -> NDArray[np.intp]:
    """The touches of each border as bits, in the order of `table.by`."""
    codes = np.zeros(len(table.ward), dtype=np.intp)
    for bit, mask in enumerate(table.by.values()):
        codes |= mask.astype(np.intp) << bit
    return codes


def _items(snapshot: ZoneSnapshot, table: BorderTable) -> list[str]:
    """One JSON object a border ward; the table is by ward."""
    texts = _Texts(snapshot)
    start = np.flatnonzero(np.diff(table.ward, prepend=-1))
    stop = np.append(start[1:], len(table.ward))
    codes, neighbors = _touch_codes(table), texts.neighbors(table)
    ranks = np.where(codes & 1, texts.ranks[table.neighbor], 0)
    columns = zip(
        table.ward[start].tolist(),
        start.tolist(),
        stop.tolist(),
        np.bitwise_or.reduceat(codes, start).tolist(),
        np.maximum.reduceat(ranks, start).tolist(),
        np.add.reduceat(table.length_m.round(1), start).round(1).tolist(),
        np.logical_or.reduceat(texts.across(table), start).tolist(),
        strict=True,
    )
    return [
        f"{{{texts.head(ward)},{texts.touched[code]},"
        f'"strictest_neighbour_level":{texts.level_of_rank[rank] if rank else "null"},'
        f'"shared_border_m":{metres},"across_district":{_TRUTH[across]},'
        f'"neighbours":[{",".join(neighbors[first:last])}]}}'
        for ward, first, last, code, rank, metres, across in columns
    ]


class _Texts:
    """The parts that the objects of one snapshot are joined from."""

    def __init__(self, snapshot: ZoneSnapshot) -> None:
        register, rank_of = snapshot.register, snapshot.policy.rank_of
        self._zones = snapshot.zones
        self._names = _names.get(register.boundary_version, lambda: [_named(zone) for zone in snapshot.zones])
        self._levels = {level: json.dumps(level) for level in (*rank_of, UNKNOWN)}
        self._layers: dict[LayerStatus | None, str] = {}
        districts = {each.code: number for number, each in enumerate(register.districts)}
        self._district = np.array([districts.get(ward.district_code or "", -1) for ward in register.wards])
        self.ranks = np.array([rank_of.get(zone.level, 0) for zone in snapshot.zones])
        self.level_of_rank = {rank: self._levels[level] for level, rank in rank_of.items()}
        self.touched = [
            f'"touches":{json.dumps([name for bit, name in enumerate(Touch) if code >> bit & 1])}'.replace(" ", "")
            for code in range(8)
        ]

    def head(self, position: int) -> str:
        """Which ward, and its level."""
        return f'{self._names[position]},"level":{self._levels[self._zones[position].level]}'

    def across(self, table: BorderTable) -> NDArray[np.bool_]:
        """Which borders cross a district line."""
        crossing: NDArray[np.bool_] = self._district[table.ward] != self._district[table.neighbor]
        return crossing

    def neighbors(self, table: BorderTable) -> list[str]:
        """The far side of each border."""
        heads = {
            each: f"{self.head(each)},{self._layer(each)},{self._cordons(each)}"
            for each in np.unique(table.neighbor).tolist()
        }
        columns = zip(
            table.neighbor.tolist(),
            _touch_codes(table).tolist(),
            table.length_m.round(1).tolist(),
            self.across(table).tolist(),
            strict=True,
        )
        return [
            f'{{{heads[neighbor]},{self.touched[code]},"shared_border_m":{metres},"across_district":{_TRUTH[across]}}}'
            for neighbor, code, metres, across in columns
        ]

    def _layer(self, position: int) -> str:
        layer = self._zones[position].layer
        if layer not in self._layers:
            self._layers[layer] = encode(layer_fields(layer)).decode()[1:-1]
        return self._layers[layer]

    def _cordons(self, position: int) -> str:
        if not self._zones[position].cordons:
            return '"cordon_ids":[]'
        return f'"cordon_ids":{json.dumps(cordons_in_force(self._zones[position]), separators=(",", ":"))}'


def cordons_in_force(zone: ZoneStatus) -> list[str]:
    """The cordons in force that cover any part of a ward."""
    return [each.cordon_id for each in zone.cordons if each.in_force]


def _named(zone: ZoneStatus) -> str:
    ward = zone.ward
    named = {
        "ward_code": ward.code,
        "ward_name": ward.name,
        "district_code": ward.district_code,
        "district_name": ward.district_name,
    }
    return encode(named).decode()[1:-1]


def _ward_cells(zone: ZoneStatus) -> list[Any]:
    ward = zone.ward
    return [ward.code, ward.name, ward.district_code, ward.district_name, zone.level]


def _cell(value: object) -> object:
    if value is None:
        return ""
    if isinstance(value, bool):
        return _TRUTH[value]
    return guarded(value) if isinstance(value, str) else value
