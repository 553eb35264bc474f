"""A register as a file gives it, before it is believed: its features, and every fault found on the way."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final

from shapely.geometry.base import BaseGeometry

from app.domain.errors import FieldFault
from app.domain.sentences import Phrase
from app.domain.vocabulary import BoundaryStatus


class FaultKind(StrEnum):
    """What can be wrong with a register file; see `is_mendable` for what can be mended on request."""

    FILE = "file"
    PROPERTY = "property"
    GEOMETRY = "geometry"
    DUPLICATE_CODE = "duplicate_code"
    DISTRICT = "district"
    INVALID_RING = "invalid_ring"
    OVERLAP = "overlap"
    GAP = "gap"
    REFERENCE_SYSTEM = "reference_system"
    SWAPPED_AXES = "swapped_axes"
    OUTSIDE = "outside"
    NO_GEOMETRY = "no_geometry"
    UNMATCHED = "unmatched"

    @property
    def is_mendable(self) -> bool:
        """Whether a repair can mend it without guessing what was meant."""
        return self in _MENDABLE


_MENDABLE: Final = frozenset(
    {
        FaultKind.INVALID_RING,
        FaultKind.OVERLAP,
        FaultKind.GAP,
        FaultKind.DUPLICATE_CODE,
        FaultKind.SWAPPED_AXES,
    }
)
"""Several rows of one code are joined, exchanged axes turned back; the rest is a matter of drawing."""


@dataclass(frozen=True)
class RegisterFault:
    """One fault of a file: which feature, what, where and how to mend it.

    Args:
        pointer: JSON Pointer into the file.
        unit_codes: the units it concerns, as far as they are known.
        lon, lat: where on the ground; None when it is not about a place.
        area_m2: ground claimed twice or by nobody; None for other faults.
    """

    kind: FaultKind
    pointer: str
    vi: str
    en: str
    unit_codes: tuple[str, ...] = ()
    lon: float | None = None
    lat: float | None = None
    area_m2: float | None = None

    def to_field_fault(self) -> FieldFault:
        """The fault as an error lists it."""
        return FieldFault(pointer=self.pointer, vi=self.vi, en=self.en)


@dataclass(frozen=True)
class UnitFeature:
    """One ward as a file gives it; `shape` may be invalid, `area_km2` is what the file states."""

    pointer: str
    code: str
    name: str
    kind: str
    district_code: str | None
    district_name: str | None
    district_kind: str | None
    population: int | None
    population_on: date | None
    area_km2: float | None
    valid_from: date | None
    shape: BaseGeometry


@dataclass(frozen=True)
class FileSource:
    """Where the features of a file come from, and what was done to them on the way in.

    Args:
        file_format: `GeoJSON`, `GeoPackage`, …
        layer: the layer read; None for formats of one layer.
        reference_system: in words, with the accuracy of the shift to WGS 84.
        columns: heading in the file by our name of what it holds.
        remarks: what was done without being asked and what is odd but no fault, for a person.
        by_name: how many units got their code by their name.
    """

    file_format: str = "GeoJSON"
    layer: str | None = None
    reference_system: str = "WGS 84"
    columns: tuple[tuple[str, str], ...] = ()
    remarks: tuple[Phrase, ...] = ()
    by_name: int = 0


@dataclass(frozen=True)
class RegisterFile:
    """A file's features with what it says of all of them, and the faults of reading it.

    `boundary_status` None: the file does not say.
    """

    features: tuple[UnitFeature, ...]
    faults: tuple[RegisterFault, ...]
    boundary_status: BoundaryStatus | None
    notice_vi: str | None
    notice_en: str | None
    title: str | None
    source: FileSource = FileSource()
