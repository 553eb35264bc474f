"""Many points, what each was answered, and why some were not: plain values for files and streams."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

import numpy as np
from numpy.typing import NDArray

from app.domain.sentences import Phrase

Floats = NDArray[np.float64]
MOST_POINTS: Final = 1_000_000
"""Points of one call."""


class PointFault(StrEnum):
    """Why a row is no point that can be looked up."""

    BLANK = "blank"
    COLUMNS = "columns"
    NOT_A_NUMBER = "not_a_number"
    OUT_OF_RANGE = "out_of_range"
    SWAPPED = "swapped"


FAULT_WORDS: Final = {
    PointFault.BLANK: Phrase("Dòng trống.", "The row is blank."),
    PointFault.COLUMNS: Phrase("Số cột khác với các dòng khác.", "The row has not the columns of the others."),
    PointFault.NOT_A_NUMBER: Phrase("lon hoặc lat không phải là số.", "lon or lat is not a number."),
    PointFault.OUT_OF_RANGE: Phrase(
        "lon phải từ -180 đến 180, lat từ -90 đến 90.", "lon must lie in -180 to 180, lat in -90 to 90."
    ),
    PointFault.SWAPPED: Phrase("lon và lat có vẻ bị đổi chỗ.", "lon and lat seem to have changed places."),
}


class PointStatus(StrEnum):
    """Where a point lies."""

    IN = "in"
    BORDER = "border"
    OUTSIDE = "outside"
    INVALID = "invalid"


@dataclass(frozen=True)
class Points:
    """Some points as they came, in their order.

    `lon` and `lat` are NaN in rows with a fault. `texts`: both as they were written, where they came as text; `ids`:
    the sender's names for them, if any.
    """

    lon: Floats
    lat: Floats
    faults: Mapping[int, PointFault]
    ids: Sequence[str] | None = None
    texts: tuple[Sequence[str], Sequence[str]] | None = None


@dataclass(frozen=True)
class PointAnswer:
    """What holds at a point; many share one. Of several wards on a border the first by code is told, then the others.

    `layer` is the strictest of any ring, issued or not; `directive` the strictest in force, else the one proposed.
    `approximate`: the boundaries are schematic, so nothing but candidates is told.
    """

    status: PointStatus
    ward_code: str | None = None
    ward_name: str | None = None
    district_code: str | None = None
    level: str | None = None
    border_ward_codes: tuple[str, ...] = ()
    layer: str | None = None
    ring_status: str | None = None
    directive: str | None = None
    directive_in_force: bool | None = None
    outbreak_ids: tuple[str, ...] = ()
    cordon_ids: tuple[str, ...] = ()
    area_ids: tuple[str, ...] = ()
    approximate: bool = False
    reason: str | None = None


@dataclass(frozen=True)
class AnsweredPoints:
    """Points with the number of each one's answer in `answers`, which every part of a run shares and which grows."""

    points: Points
    numbers: Sequence[int]
    answers: Sequence[PointAnswer]
