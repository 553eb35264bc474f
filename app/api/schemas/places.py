"""The ground of a cordon or an area on the wire, and the order that comes with it."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any

from pydantic import Field, model_validator

from app.api.instants import read_instant
from app.api.schemas.common import DocumentNumber, Given, Note, Taken, Title, WardCode
from app.api.validation_faults import BilingualValueError
from app.domain.geometry import parse_geometry
from app.domain.register import Register
from app.domain.ward_parts import WardParts
from app.services.cordon_work import CordonOrder
from app.services.drawn_places import PlaceWanted

MOST_WARDS = 2000
GeoJson = Annotated[
    dict[str, Any], Field(description="GeoJSON Polygon or MultiPolygon, lon/lat; it may lie inside or across wards.")
]
Wards = Annotated[list[WardCode], Field(min_length=1, max_length=MOST_WARDS, description="Wards taken whole.")]
Moment = Annotated[str, Field(max_length=40, examples=["2021-09-14T06:00:00+07:00"])]


def moment(text: str | None, pointer: str) -> datetime | None:
    """An instant that may be left out."""
    return None if text is None else read_instant(text, pointer)


class PlacedIn(Taken):
    """Base of bodies that may say where: a shape, or wards taken whole, not both."""

    place: GeoJson | None = None
    ward_codes: Wards | None = None

    @model_validator(mode="after")
    def _not_both(self) -> PlacedIn:
        if self.place is not None and self.ward_codes:
            raise BilingualValueError(
                vi="chỉ gửi một trong hai: place (GeoJSON) hoặc ward_codes",
                en="send only one of place (GeoJSON) and ward_codes",
            )
        return self

    @property
    def says_where(self) -> bool:
        """Whether a place is given at all."""
        return self.place is not None or bool(self.ward_codes)

    def as_place(self, register: Register) -> PlaceWanted | None:
        """The place as the services take it; None when none is given.

        Raises:
            InvalidGeometry: the shape is no sound polygon within the register.
        """
        if self.place is None:
            return PlaceWanted(ward_codes=tuple(self.ward_codes)) if self.ward_codes else None
        extent = register.extent if register.wards else None
        return PlaceWanted(shape=parse_geometry(self.place, pointer="/place", extent=extent))


class OrderIn(Taken):
    """A signed order."""

    document_number: DocumentNumber
    signer: Title
    start: Annotated[Moment | None, Field(description="When it takes effect; at once if left out.")] = None
    reason: Note | None = None
    override_schematic: bool = Field(False, description="Order a drawn shape although boundaries are schematic.")

    def as_order(self) -> CordonOrder:
        """The order as the services take it."""
        return CordonOrder(
            document_number=self.document_number,
            signer=self.signer,
            reason=self.reason or None,
            starts_at=moment(self.start, "/start"),
            override_schematic=self.override_schematic,
        )


class WardPartOut(Given):
    """A ward that is covered, `whole` or by `share` of its area."""

    ward_code: str
    ward_name: str | None
    district_code: str | None
    whole: bool
    share: float


def ward_parts_out(register: Register, parts: WardParts) -> list[WardPartOut]:
    """What is covered of each ward, by code; the name is null for a ward no longer in the register."""
    found = []
    for code in sorted(parts):
        position = register.positions.get(code)
        ward = None if position is None else register.wards[position]
        found.append(
            WardPartOut(
                ward_code=code,
                ward_name=None if ward is None else ward.name,
                district_code=None if ward is None else ward.district_code,
                whole=parts[code] >= 1.0,
                share=round(parts[code], 4),
            )
        )
    return found
