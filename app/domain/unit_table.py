"""The rows of a boundary file of any format as it draws them: its own headings, its own coordinates."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from shapely.geometry.base import BaseGeometry

from app.domain.errors import InvalidGeometry
from app.domain.register_file import RegisterFault
from app.domain.sentences import Phrase
from app.domain.vocabulary import BoundaryStatus


@dataclass(frozen=True)
class UnitRow:
    """One feature, or several that were joined.

    Args:
        pointer: JSON Pointer to it, rows of a table counted from 0 as features are.
        values: what its columns hold, by heading.
        shape: in the coordinates of the file; None: there is none, or it cannot be read.
        wrong: why it cannot be read.
        feature_id: what the format itself calls it.
    """

    pointer: str
    values: Mapping[str, object]
    shape: BaseGeometry | None
    wrong: InvalidGeometry | None = None
    feature_id: object = None


@dataclass(frozen=True)
class UnitTable:
    """A file as read: its rows, what it says of all of them, and the faults and oddities of reading it.

    Args:
        reference_system: WKT or a name such as `EPSG:3405`; None: the file does not say.
        is_ours: the format is GeoJSON with our own headings, which says exactly what it says.
    """

    rows: tuple[UnitRow, ...]
    columns: tuple[str, ...]
    file_format: str
    layer: str | None = None
    reference_system: str | None = None
    faults: tuple[RegisterFault, ...] = ()
    remarks: tuple[Phrase, ...] = ()
    boundary_status: BoundaryStatus | None = None
    notice_vi: str | None = None
    notice_en: str | None = None
    title: str | None = None
    is_ours: bool = False
