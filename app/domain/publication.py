"""Publications: numbered statements of what was in force in every ward, frozen at one revision, never changed again.

A publication holds levels, testing duties and layers, which are public, and inhabitants of the register; it holds no
count of cases, so nothing in it, nor the difference of two of them, can point at a household.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from functools import cached_property
from typing import Final

from shapely.geometry.base import BaseGeometry

from app.domain.names import sort_key
from app.domain.policy import Policy
from app.domain.register import Register
from app.domain.reporting_day import ReportingClock
from app.domain.vocabulary import UNKNOWN, BoundaryStatus

Cell = str | int | bool | None
"""A value in a published table; None is an empty cell."""


class FileKind(StrEnum):
    """The forms in which each publication is kept, for ever the same bytes."""

    CSV = "csv"
    GEOJSON = "geojson"
    SVG = "svg"
    PNG = "png"
    PDF = "pdf"


FILE_NAMES: Final[Mapping[FileKind, str]] = {
    FileKind.CSV: "zones.csv",
    FileKind.GEOJSON: "zones.geojson",
    FileKind.SVG: "map.svg",
    FileKind.PNG: "map.png",
    FileKind.PDF: "notice.pdf",
}
"""Under which name each form is read."""


@dataclass(frozen=True)
class LevelTotal:
    """How many wards and inhabitants are at a level; `population` None when that of any of them is unknown."""

    level: str
    label_vi: str
    label_en: str
    wards: int
    population: int | None


@dataclass(frozen=True)
class Publication:
    """The head of a publication.

    `at` is the instant whose statuses it states, `as_of` the newest reporting day judged by then, `revision` what was
    committed by then. `address` is where it can be checked, as printed on it; `supersedes` the number it corrects.
    `totals` go from the highest level to “no data”.
    """

    number: int
    scheme: str
    as_of: date
    at: datetime
    revision: int
    policy_id: str
    policy_version: str
    boundary_version: str
    boundary_status: BoundaryStatus
    title: str
    signer: str
    document_number: str
    note: str | None
    address: str
    published_at: datetime
    published_by: str
    supersedes: int | None
    totals: tuple[LevelTotal, ...]

    @property
    def mark(self) -> str:
        """What names the publication inside files that hold no table.

        >>> mark_of(7)
        'khoanhvung-publication-7'
        """
        return mark_of(self.number)

    @property
    def live_address(self) -> str:
        """The page that says whether it still stands, to which the QR code leads."""
        return f"{self.address}/p/{self.number}"


MARK: Final = "khoanhvung-publication-"


def mark_of(number: int) -> str:
    """The mark of a number."""
    return f"{MARK}{number}"


def file_name(publication: Publication, kind: FileKind) -> str:
    """The name under which a form is saved: ASCII, with number and day."""
    return f"cong-bo-{publication.number}_{publication.as_of}.{kind}"


@dataclass(frozen=True)
class PublishedWard:
    """What was in force in one ward, as published; rings only proposed are not in force and leave no trace here."""

    ward_code: str
    ward_name: str
    district_code: str | None
    district_name: str | None
    population: int | None
    level: str
    level_label: str
    computed_level: str
    decided: bool
    decision_document: str | None
    data_status: str
    effective_from: str | None
    as_of: date | None
    testing_min_days: int | None
    testing_max_days: int | None
    testing_due_from: date | None
    testing_due_by: date | None
    layer: str | None
    layer_partial: bool
    directive: str | None

    def row(self, publication: Publication) -> dict[str, Cell]:
        """Its row, with the number of the publication in it, so that a table torn out still says where it is from."""
        values: dict[str, Cell] = {"publication": publication.number}
        for name in WARD_COLUMNS:
            value = getattr(self, name)
            values[name] = value.isoformat() if isinstance(value, date) else value
        return {**values, "boundary_status": publication.boundary_status.value}


WARD_COLUMNS: Final = tuple(PublishedWard.__dataclass_fields__)
COLUMNS: Final = ("publication", *WARD_COLUMNS, "boundary_status")
"""The columns of the table, in this order; the same names are the properties of the GeoJSON features."""


@dataclass(frozen=True)
class PublishedLayer:
    """The ground of one layer of a ring in force, in metres; a larger `strictness` lies inside a smaller one."""

    strictness: int
    directive: str
    label_vi: str
    label_en: str
    shape: BaseGeometry


@dataclass(frozen=True)
class PublishedSheet:
    """All that a publication's files are made of; `wards` in the order of the register, `layers` as they come."""

    publication: Publication
    wards: tuple[PublishedWard, ...]
    register: Register
    policy: Policy
    clock: ReportingClock
    layers: tuple[PublishedLayer, ...] = ()

    @cached_property
    def levels(self) -> Mapping[str, str]:
        """The level of each ward, by code."""
        return {ward.ward_code: ward.level for ward in self.wards}

    @property
    def above_lowest(self) -> list[PublishedWard]:
        """The wards that need attention: above the lowest level, the highest first, then those without data."""
        rank = {**self.policy.rank_of, UNKNOWN: 0}
        lowest = self.policy.levels[0].id
        found = [ward for ward in self.wards if ward.level != lowest]
        return sorted(
            found, key=lambda ward: (-rank[ward.level], sort_key(ward.district_name or ""), sort_key(ward.ward_name))
        )

    @property
    def rows(self) -> list[dict[str, Cell]]:
        """The table."""
        return [ward.row(self.publication) for ward in self.wards]


def level_totals(wards: Sequence[tuple[str, int | None]], policy: Policy) -> tuple[LevelTotal, ...]:
    """Wards and inhabitants by level, the highest first, “no data” last; levels without wards are there with 0.

    Args:
        wards: the level and the inhabitants of each, None where unknown.
    """
    totals = []
    for level in (*(each.id for each in reversed(policy.levels)), UNKNOWN):
        people = [population for of, population in wards if of == level]
        known = [each for each in people if each is not None]
        vi, en = policy.label(level)
        totals.append(LevelTotal(level, vi, en, len(people), sum(known) if len(known) == len(people) else None))
    return tuple(totals)
