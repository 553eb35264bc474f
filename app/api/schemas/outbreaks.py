"""Outbreaks and rings on the wire."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Any, Literal

from pydantic import Field, model_validator

from app.api.instants import read_instant
from app.api.schemas.case_reports import LevelChangeOut
from app.api.schemas.common import Day, DocumentNumber, Given, Note, Taken, Title, WardCode
from app.api.validation_faults import BilingualValueError
from app.domain.geometry import parse_geometry
from app.domain.records import Outbreak
from app.domain.register import Register
from app.domain.vocabulary import OutbreakSetting
from app.services.outbreak_control import Change, Declaration
from app.storage.outbreaks import StoredRing

MOST_WARDS = 500
Wards = Annotated[list[WardCode], Field(max_length=MOST_WARDS)]
Setting = Annotated[OutbreakSetting, Field(strict=False)]
PLACES = ("Point", "Polygon", "MultiPolygon")


class OutbreakIn(Taken):
    """An outbreak (ổ dịch): its place as a GeoJSON point or polygon, or as wards; its nature; the day it opened."""

    name: Title | None = None
    place: dict[str, Any] | None = Field(None, description="GeoJSON Point, Polygon or MultiPolygon, lon/lat.")
    ward_codes: Wards | None = None
    linked_ward_codes: Wards = Field(default_factory=list, description="Wards elsewhere that are linked to it.")
    source_known: bool
    setting: Setting
    opened_on: Day
    closed_on: Day | None = None
    mode: Literal["whole_units"] = "whole_units"
    note: Note | None = None

    @model_validator(mode="after")
    def _one_place(self) -> OutbreakIn:
        if (self.place is None) is (not self.ward_codes):
            raise BilingualValueError(
                vi="cần đúng một trong hai: place (GeoJSON) hoặc ward_codes",
                en="needs exactly one of place (GeoJSON) and ward_codes",
            )
        return self

    def as_declaration(self, register: Register) -> Declaration:
        """The declaration as the services take it.

        Raises:
            InvalidGeometry: the place is no sound shape within the register.
        """
        place = None
        if self.place is not None:
            place = parse_geometry(
                self.place, pointer="/place", allowed=PLACES, extent=register.extent if register.wards else None
            )
        return Declaration(
            name=self.name,
            place=place,
            ward_codes=tuple(self.ward_codes or ()),
            linked_ward_codes=tuple(sorted(set(self.linked_ward_codes))),
            source_known=self.source_known,
            setting=self.setting,
            opened_on=self.opened_on,
            closed_on=self.closed_on,
            note=self.note or None,
        )


class OutbreakChangeIn(Taken):
    """What to change of an outbreak; a member left out stays as it is."""

    name: Title | None = None
    source_known: bool | None = None
    setting: Setting | None = None
    linked_ward_codes: Wards | None = None
    closed_on: Day | None = None
    note: Note | None = None
    version: Annotated[int | None, Field(ge=1, description="The version looked at; refused when it is stale.")] = None

    def as_change(self) -> Change:
        """The change as the services take it."""
        return Change(
            name=self.name,
            source_known=self.source_known,
            setting=self.setting,
            linked_ward_codes=None if self.linked_ward_codes is None else tuple(sorted(set(self.linked_ward_codes))),
            closed_on=self.closed_on,
            note=self.note,
        )


class RingOrderIn(Taken):
    """An order that issues or lifts rings."""

    document_number: DocumentNumber
    signer: Title
    start: Annotated[
        str | None, Field(max_length=40, description="Instant from which it is in force; now if empty.")
    ] = None
    override_schematic: bool = Field(False, description="Issue polygon rings although boundaries are schematic.")

    def starts_at(self, now: datetime) -> datetime:
        """When the order takes effect."""
        return now if self.start is None else read_instant(self.start, "/start")


class OutbreakOut(Given):
    """One outbreak with the state of its rings."""

    id: str
    version: int
    name: str
    opened_on: date
    closed_on: date | None
    source_known: bool
    setting: str
    ward_codes: list[str]
    linked_ward_codes: list[str]
    note: str | None
    ring_status: str
    ring_document_number: str | None
    ring_signer: str | None
    ring_start: datetime | None
    revision: int
    level_changes: list[LevelChangeOut] | None = None

    @classmethod
    def of(
        cls,
        outbreak: Outbreak,
        ring: StoredRing,
        level_changes: list[LevelChangeOut] | None = None,
        *,
        revision: int | None = None,
    ) -> OutbreakOut:
        """An outbreak as staff see it; `revision` is that of the write being answered."""
        return cls(
            id=outbreak.outbreak_id,
            version=outbreak.version,
            name=outbreak.name,
            opened_on=outbreak.opened_on,
            closed_on=outbreak.closed_on,
            source_known=outbreak.source_known,
            setting=outbreak.setting.value,
            ward_codes=list(outbreak.ward_codes),
            linked_ward_codes=list(outbreak.linked_ward_codes),
            note=outbreak.note,
            ring_status=ring.status.value,
            ring_document_number=ring.document_number,
            ring_signer=ring.signer,
            ring_start=ring.starts_at,
            revision=revision or outbreak.recorded_revision,
            level_changes=level_changes,
        )


class OutbreaksOut(Given):
    """Outbreaks by id."""

    items: list[OutbreakOut]
    number_matched: int
    number_returned: int
    links: list[dict[str, str]]
