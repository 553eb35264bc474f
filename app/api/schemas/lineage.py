"""What became of units, on the wire."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from pydantic import Field

from app.api.schemas.common import Day, DocumentNumber, Given, Taken, WardCode
from app.domain.lineage import EventKind, UnitEvent, UnitLink

MOST_EVENTS = 2_000
Share = Annotated[
    float,
    Field(gt=0, le=1, strict=False, allow_inf_nan=False, description="Of the unit that was: 1 is all of it."),
]


class UnitEventIn(Taken):
    """On a day a unit, or a part of it, becomes (a part of) another."""

    kind: Annotated[EventKind, Field(strict=False)]
    on: Annotated[Day, Field(description="The first day of the new units.")]
    from_code: WardCode
    to_code: WardCode
    population_share: Share | None = None
    area_share: Annotated[
        Share | None, Field(description="Left out: worked out from the polygons where they are official.")
    ] = None
    document_number: DocumentNumber | None = None

    def as_event(self) -> UnitEvent:
        """The event; what was only renamed, recoded or merged went whole unless it is said otherwise."""
        whole = 1.0 if self.kind in (EventKind.RENAME, EventKind.RECODE, EventKind.MERGE) else None
        return UnitEvent(
            kind=self.kind,
            on=self.on,
            from_code=self.from_code,
            to_code=self.to_code,
            population_share=self.population_share or whole,
            area_share=self.area_share or whole,
            document_number=self.document_number,
        )


class UnitEventsIn(Taken):
    """Events to declare; they replace what was said before of the same units on the same days."""

    events: Annotated[list[UnitEventIn], Field(min_length=1, max_length=MOST_EVENTS)]


class UnitEventOut(Given):
    """One event; `provenance`: declared, declared with shares `measured` on the polygons, or `estimated` from them."""

    kind: str
    on: date
    from_code: str
    to_code: str
    population_share: float | None
    area_share: float | None
    document_number: str | None
    provenance: str

    @classmethod
    def of(cls, event: UnitEvent) -> UnitEventOut:
        """An event as it is shown."""
        return cls(
            kind=event.kind,
            on=event.on,
            from_code=event.from_code,
            to_code=event.to_code,
            population_share=event.population_share,
            area_share=event.area_share,
            document_number=event.document_number,
            provenance=event.provenance,
        )


class UnitEventsOut(Given):
    """Events by day and codes; `revision` that of the write, absent in a list."""

    items: list[UnitEventOut]
    number_matched: int
    number_returned: int
    links: list[dict[str, str]]
    revision: int | None = None


class LineageLinkOut(Given):
    """Another unit this one came out of, or became, and how much of the older one that was.

    `kind` null: it went on as it was. Shares are of the older unit; null: nobody measured.
    """

    ward_code: str
    ward_name: str
    kind: str | None
    population_share: float | None
    area_share: float | None
    document_number: str | None
    provenance: str

    @classmethod
    def of(cls, link: UnitLink, name: str, *, code: str) -> LineageLinkOut:
        """A link as it is seen from the unit at its other end."""
        return cls(
            ward_code=code,
            ward_name=name,
            kind=link.kind,
            population_share=link.population_share,
            area_share=link.area_share,
            document_number=link.document_number,
            provenance=link.provenance,
        )


class WardLineageOut(Given):
    """Where the unit that bore a code on a day came from, and what became of it."""

    ward_code: str
    ward_name: str
    on: date
    boundary_version: str
    boundary_status: str
    began_on: Annotated[date | None, Field(description="Null: it is as old as the register.")]
    ended_on: Annotated[date | None, Field(description="The first day it was no more; null: it goes on.")]
    predecessors: list[LineageLinkOut]
    successors: list[LineageLinkOut]
    drill: bool
