"""Asking what rings would be: a declaration that is only tried, with case points and with several ways to draw."""

from __future__ import annotations

from typing import Annotated, Final, Literal

from pydantic import Field
from shapely import MultiPoint

from app.api.schemas.common import Taken
from app.api.schemas.outbreaks import OutbreakIn
from app.api.schemas.ring_requests import RingRequestIn
from app.domain.errors import InvalidValue
from app.domain.geometry import parse_geometry
from app.domain.register import Register
from app.domain.ring_modes import RingRequest

MOST_POINTS: Final = 500
MOST_ALTERNATIVES: Final = 12
_Number = Annotated[float, Field(strict=True)]


class CasePointsIn(Taken):
    """Homes of known cases as a GeoJSON MultiPoint, lon/lat: used for the answer, never stored and never logged."""

    type: Literal["MultiPoint"]
    coordinates: Annotated[list[Annotated[list[_Number], Field(min_length=2, max_length=3)]], Field(min_length=1)]

    def as_points(self, register: Register) -> MultiPoint:
        """The points.

        Raises:
            InvalidValue: there are too many.
            InvalidGeometry: one lies off the register; its place in the list is named.
        """
        if len(self.coordinates) > MOST_POINTS:
            raise InvalidValue(
                "/case_points/coordinates",
                vi=f"Có {len(self.coordinates)} điểm; gửi tối đa {MOST_POINTS} điểm ca bệnh.",
                en=f"There are {len(self.coordinates)} points; send {MOST_POINTS} case points at most.",
            )
        extent = register.extent if register.wards else None
        for index, position in enumerate(self.coordinates):
            point = {"type": "Point", "coordinates": position}
            parse_geometry(point, pointer=f"/case_points/coordinates/{index}", allowed=("Point",), extent=extent)
        return MultiPoint([position[:2] for position in self.coordinates])


class OutbreakPreviewIn(OutbreakIn):
    """A declaration that is only tried."""

    case_points: CasePointsIn | None = None

    def known_points(self, register: Register) -> MultiPoint | None:
        """The case points, if some were sent."""
        return None if self.case_points is None else self.case_points.as_points(register)


class RingComparisonIn(OutbreakPreviewIn):
    """A declaration tried in several ways; empty `alternatives` takes a ladder of sizes and modes."""

    alternatives: Annotated[list[RingRequestIn], Field(min_length=1, max_length=MOST_ALTERNATIVES)] | None = None

    def requests(self, register: Register) -> list[RingRequest] | None:
        """The ways to compare; None for the ladder.

        Raises:
            InvalidGeometry, InvalidValue: one that cannot be; the pointer begins with its place in the list.
        """
        if self.alternatives is None:
            return None
        return [
            each.as_request(register, pointer=f"/alternatives/{index}") for index, each in enumerate(self.alternatives)
        ]
