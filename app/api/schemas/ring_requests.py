"""How rings are wished, on the wire: the mode and its parameters, members of every body that draws rings."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Annotated, Any, Final, Self

from pydantic import Field, model_validator

from app.api.schemas.common import Taken, WardCode
from app.api.validation_faults import BilingualValueError
from app.domain.errors import InvalidValue
from app.domain.geometry import Extent, parse_geometry
from app.domain.register import Register
from app.domain.ring_modes import MAX_DISTANCE_M, MAX_ORDER, MAX_OUTER_ORDER, RingMode, RingRequest
from app.domain.vocabulary import LockdownLayer
from app.services.ring_drawing import WantedRings

MOST_WARDS: Final = 500
PLACES: Final = ("Point", "Polygon", "MultiPolygon")
Wards = Annotated[list[WardCode], Field(max_length=MOST_WARDS)]
_Metres = Annotated[float, Field(strict=True)]


@contextmanager
def pointing_into(pointer: str) -> Iterator[None]:
    """Faults of values inside name their place from the top of what was sent."""
    try:
        yield
    except InvalidValue as fault:
        where = fault.errors[0].pointer
        if not pointer:
            raise
        raise InvalidValue(f"{pointer}{where}", vi=fault.detail_vi, en=fault.detail_en) from fault


class DrawnLayersIn(Taken):
    """Layers drawn by hand, each a GeoJSON Polygon or MultiPolygon in lon/lat."""

    core: dict[str, Any] | None = Field(None, description="Left out: the outbreak's place.")
    next: dict[str, Any] | None = None
    outer: dict[str, Any] | None = None


class RingRequestIn(Taken):
    """The mode rings are drawn by, and what that mode has to be told."""

    mode: Annotated[
        RingMode,
        Field(
            strict=False,
            description="`whole_units`, `administrative`, `contiguity` (order), `distance` (metres) or `manual`.",
        ),
    ] = RingMode.WHOLE_UNITS
    order: int = Field(1, description=f"contiguity: borders to the next layer's rim, 1 to {MAX_ORDER}.")
    outer_order: int | None = Field(
        None, description=f"contiguity: borders to the outer layer's rim, up to {MAX_OUTER_ORDER}."
    )
    core_m: _Metres = Field(0.0, description=f"distance: how far the place grows, to {MAX_DISTANCE_M:g} m.")
    next_m: _Metres | None = Field(None, description="distance: metres from the core to the next layer's rim.")
    outer_m: _Metres | None = Field(None, description="distance: likewise the outer layer's; empty: its districts.")
    layers: DrawnLayersIn | None = Field(None, description="manual: the layers as drawn.")
    respect_barriers: bool = Field(False, description="Leave out what is only reached across a declared barrier.")
    within_districts: bool = Field(False, description="Leave out all outside the core's districts.")

    def as_request(self, register: Register, *, pointer: str = "") -> RingRequest:
        """The wish as the domain takes it.

        Raises:
            InvalidGeometry: a drawn layer is no sound shape within the register.
            InvalidValue: a value that cannot be, or that belongs to another mode.
        """
        sent = {} if self.layers is None else self.layers.model_dump(exclude_none=True)
        with pointing_into(pointer):
            return self._request(sent, register.extent if register.wards else None, pointer)

    def _request(self, sent: Mapping[str, Any], extent: Extent | None, pointer: str) -> RingRequest:
        return RingRequest(
            mode=self.mode,
            order=self.order,
            outer_order=self.outer_order,
            core_m=self.core_m,
            next_m=self.next_m,
            outer_m=self.outer_m,
            layers={
                LockdownLayer(name): parse_geometry(shape, pointer=f"{pointer}/layers/{name}", extent=extent)
                for name, shape in sent.items()
            },
            respect_barriers=self.respect_barriers,
            within_districts=self.within_districts,
        )


class RingDrawingIn(RingRequestIn):
    """Rings to be drawn anew: how, and round what where that is no longer the outbreak's place."""

    place: dict[str, Any] | None = Field(
        None, description="GeoJSON Point, Polygon or MultiPolygon to draw round; empty: the outbreak's own place."
    )
    ward_codes: Wards | None = Field(None, description="Wards to draw round instead of a place.")

    @model_validator(mode="after")
    def _one_core(self) -> Self:
        if self.place is not None and self.ward_codes:
            raise BilingualValueError(
                vi="chỉ gửi một trong hai: place (GeoJSON) hoặc ward_codes",
                en="takes place (GeoJSON) or ward_codes, not both",
            )
        return self

    def wanted(self, register: Register) -> WantedRings:
        """The wish with its own core, if it has one.

        Raises:
            InvalidGeometry, InvalidValue: as `as_request`, and for the place.
        """
        request = self.as_request(register)
        if self.place is not None:
            extent = register.extent if register.wards else None
            place = parse_geometry(self.place, pointer="/place", allowed=PLACES, extent=extent)
            return WantedRings(request, place=place, place_sent=self.place)
        return WantedRings(request, ward_codes=tuple(sorted(set(self.ward_codes or ()))))
