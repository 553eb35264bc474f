"""A register as a file gives it, before it is believed: its features, and every fault found on the way."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from shapely.geometry.base import BaseGeometry

from app.domain.errors import FieldFault
from app.domain.vocabulary import BoundaryStatus


class FaultKind(StrEnum):
    """What can be wrong with a register file; the last three can be mended on request."""

    FILE = "file"
    PROPERTY = "property"
    GEOMETRY = "geometry"
    DUPLICATE_CODE = "duplicate_code"
    DISTRICT = "district"
    INVALID_RING = "invalid_ring"
    OVERLAP = "overlap"
    GAP = "gap"

    @property
    def is_mendable(self) -> bool:
        """Whether a repair can mend it without guessing what was meant."""
        return self in (FaultKind.INVALID_RING, FaultKind.OVERLAP, FaultKind.GAP)


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
