"""From the bytes of a boundary file to a register file: its format, headings, codes and reference system settled."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from app.domain.geometry import to_multipolygon
from app.domain.register import Register
from app.domain.register_file import FileSource, RegisterFault, RegisterFile
from app.domain.sentences import Phrase
from app.domain.source_systems import asked_system
from app.domain.unit_codes import NameQuestion, coded_rows, question_faults
from app.domain.unit_columns import columns_by_role
from app.domain.unit_placing import Ground, Placed, place_units, system_words
from app.domain.unit_table import UnitRow, UnitTable
from app.domain.vocabulary import BoundaryStatus
from app.formats.unit_properties import read_units
from app.formats.ward_aliases import old_names
from app.services.boundary_reading import read_boundaries


@dataclass(frozen=True)
class ReadingChoices:
    """What a person says of a file that it does not say itself.

    Args:
        layer: which of its layers.
        crs: the reference system of its coordinates.
        columns: headings by our name of what they hold.
        matches: ward code by pointer of a row.
    """

    layer: str | None = None
    crs: str | None = None
    columns: Mapping[str, str] = field(default_factory=dict)
    matches: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class ReadFile:
    """A file as far as it can be understood, and the rows a person must be asked about."""

    file: RegisterFile
    questions: tuple[NameQuestion, ...]


def read_register_file(content: bytes, *, register: Register, choices: ReadingChoices, repair: bool) -> ReadFile:
    """All that a file says of its units, in our words and in lon/lat, with every fault of reading it.

    Args:
        register: the one in force, by which codes are found and places are checked.
        repair: turn swapped axes back and join rows of one code.

    Raises:
        InvalidImport: it cannot be read at all.
        InvalidValue: a column or reference system was named that does not exist.
    """
    table = read_boundaries(content, layer=choices.layer)
    asked = asked_system(choices.crs) if choices.crs else None
    columns = _columns(table, choices)
    coded = coded_rows(table, columns, register=register, old_names=old_names(register.wards), matches=choices.matches)
    placed = place_units(
        [row.shape for row in coded.rows],
        declared=table.reference_system,
        asked=asked,
        ground=_ground(coded.rows, register),
        repair=repair,
    )
    faults = [*table.faults, *question_faults(coded.questions), *_of_rows(placed.faults, coded.rows)]
    rows = [replace(row, shape=shape) for row, shape in zip(coded.rows, placed.shapes, strict=True)]
    joined, said = _joined(rows) if repair else (rows, [])
    features = read_units(joined, faults, headings={} if table.is_ours else columns)
    source = _source(table, columns, placed, coded.by_name, (*coded.remarks, *said))
    return ReadFile(
        RegisterFile(
            features=tuple(features),
            faults=tuple(faults),
            boundary_status=table.boundary_status,
            notice_vi=table.notice_vi,
            notice_en=table.notice_en,
            title=table.title,
            source=source,
        ),
        coded.questions,
    )


def _columns(table: UnitTable, choices: ReadingChoices) -> Mapping[str, str]:
    filled = [name for name in table.columns if any(row.values.get(name) not in (None, "") for row in table.rows)]
    return columns_by_role(table.columns, filled, asked=choices.columns)


def _ground(rows: Sequence[UnitRow], register: Register) -> Ground:
    """Where the stored units of the same codes lie."""
    at = [register.positions.get(str(row.values["ward_code"]), -1) for row in rows]
    anchors = np.full((len(rows), 2), np.nan)
    known = [index for index, position in enumerate(at) if position >= 0]
    if known:
        bounds = shapely.bounds(register.shapes[[at[index] for index in known]])
        anchors[known] = (bounds[:, :2] + bounds[:, 2:]) / 2
    return Ground(anchors, register.boundary_status is BoundaryStatus.OFFICIAL)


def _of_rows(faults: Sequence[RegisterFault], rows: Sequence[UnitRow]) -> list[RegisterFault]:
    """Faults of places, which count rows that have a code, under the pointers and codes of those rows."""
    said = []
    for fault in faults:
        parts = fault.pointer.split("/")
        row = rows[int(parts[2])] if len(parts) == 4 else None
        said.append(
            fault
            if row is None
            else replace(fault, pointer=f"{row.pointer}/geometry", unit_codes=(str(row.values["ward_code"]),))
        )
    return said


def _joined(rows: Sequence[UnitRow]) -> tuple[list[UnitRow], list[Phrase]]:
    """Rows of one code and name as one, their shapes together; rows that differ in name stay apart, as a fault."""
    groups: dict[tuple[str, str], list[UnitRow]] = {}
    for row in rows:
        groups.setdefault((str(row.values.get("ward_code")), str(row.values.get("ward_name"))), []).append(row)
    several = [group for group in groups.values() if len(group) > 1 and group[0].values.get("ward_code")]
    if not several:
        return list(rows), []
    joined = [replace(group[0], shape=_together([row.shape for row in group])) for group in groups.values()]
    count = sum(len(group) for group in several)
    return joined, [
        Phrase(
            f"Đã gộp {count} dòng thành {len(several)} đơn vị cùng mã.",
            f"{count} rows were joined into {len(several)} units of one code each.",
        )
    ]


def _together(shapes: Sequence[BaseGeometry | None]) -> BaseGeometry | None:
    there = [shape for shape in shapes if shape is not None]
    if len(there) < 2:
        return there[0] if there else None
    return to_multipolygon(shapely.union_all(shapely.make_valid(np.array(there, dtype=object), method="structure")))


def _source(
    table: UnitTable, columns: Mapping[str, str], placed: Placed, by_name: int, said: Sequence[Phrase]
) -> FileSource:
    system = placed.system
    # Of our own GeoJSON in WGS 84 there is nothing to say.
    needless = system_words(system) if table.is_ours and system is not None and system.is_wgs_84 else None
    told = [remark for remark in placed.remarks if remark != needless]
    return FileSource(
        file_format=table.file_format,
        layer=table.layer,
        reference_system="" if system is None else system.name,
        columns=tuple(columns.items()),
        remarks=(*table.remarks, *told, *said),
        by_name=by_name,
    )
