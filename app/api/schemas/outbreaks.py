"""Outbreaks and rings on the wire."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Any

from pydantic import Field, model_validator

from app.api.documents.features import geometry_document
from app.api.schemas.case_reports import LevelChangeOut
from app.api.schemas.common import Day, Given, Note, Taken, Title
from app.api.schemas.ring_orders import PendingRingOut
from app.api.schemas.ring_requests import PLACES, RingRequestIn, Wards
from app.api.validation_faults import BilingualValueError
from app.domain.geometry import parse_geometry
from app.domain.records import Outbreak
from app.domain.register import Register
from app.domain.vocabulary import OutbreakSetting
from app.services.outbreak_control import Change, Declaration
from app.services.ring_drawing import public_parameters
from app.services.ring_states import RingState

Setting = Annotated[OutbreakSetting, Field(strict=False)]


class OutbreakIn(RingRequestIn):
    """An outbreak (ổ dịch): its place as GeoJSON, or as wards; its nature; the day it opened; how to draw its rings."""

    name: Title | None = None
    place: dict[str, Any] | None = Field(None, description="GeoJSON Point, Polygon or MultiPolygon, lon/lat.")
    ward_codes: Wards | None = None
    linked_ward_codes: Wards = Field(default_factory=list, description="Wards elsewhere that are linked to it.")
    source_known: bool
    setting: Setting
    opened_on: Day
    closed_on: Day | None = None
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
            InvalidGeometry: the place, or a layer drawn by hand, is no sound shape within the register.
            InvalidValue: the rings cannot be drawn in that way.
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
            rings=self.as_request(register),
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
    place: dict[str, Any] | None
    ring_status: str
    ring_version: int
    ring_action: str
    ring_mode: str
    ring_parameters: dict[str, Any]
    ring_document_number: str | None
    ring_signer: str | None
    ring_start: datetime | None
    ring_planned_end: date | None
    past_planned_end: bool
    ring_pending: list[PendingRingOut]
    revision: int
    level_changes: list[LevelChangeOut] | None = None

    @classmethod
    def of(
        cls,
        outbreak: Outbreak,
        rings: RingState,
        level_changes: list[LevelChangeOut] | None = None,
        *,
        today: date,
        revision: int | None = None,
    ) -> OutbreakOut:
        """An outbreak as staff see it on a local day; `revision` is that of the write being answered."""
        ring = rings.standing
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
            place=None if outbreak.place is None else geometry_document(outbreak.place),
            ring_status=ring.status.value,
            ring_version=ring.version,
            ring_action=ring.action.value,
            ring_mode=ring.mode,
            ring_parameters=public_parameters(ring),
            ring_document_number=ring.document_number,
            ring_signer=ring.signer,
            ring_start=ring.starts_at,
            ring_planned_end=ring.planned_end,
            past_planned_end=rings.is_past_planned_end(today),
            ring_pending=[PendingRingOut.of(each) for each in rings.pending],
            revision=revision or outbreak.recorded_revision,
            level_changes=level_changes,
        )


class OutbreaksOut(Given):
    """Outbreaks by id."""

    items: list[OutbreakOut]
    number_matched: int
    number_returned: int
    links: list[dict[str, str]]
