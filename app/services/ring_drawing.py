"""Drawing rings round a place as asked, and keeping them as a version that is only proposed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from shapely.geometry.base import BaseGeometry
from sqlalchemy.orm import Session

from app.domain.barriers import NO_BARRIERS
from app.domain.errors import InvalidValue
from app.domain.register import Register
from app.domain.ring_modes import RingMode, RingRequest
from app.domain.rings import RingPlan, draw_rings, wards_met
from app.domain.vocabulary import LockdownLayer, RingStatus
from app.services.barriers import barriers_in_force
from app.storage.rings import StoredLayer, StoredRing


@dataclass(frozen=True)
class Core:
    """What rings are drawn round: a shape in lon/lat (None: the wards whole), and the wards it meets."""

    place: BaseGeometry | None
    ward_codes: tuple[str, ...]


@dataclass(frozen=True)
class WantedRings:
    """How rings are wished: the mode, and a core of their own where it is not the outbreak's place.

    `place_sent` is that place as GeoJSON, to be kept with the version.
    """

    request: RingRequest
    place: BaseGeometry | None = None
    ward_codes: tuple[str, ...] = ()
    place_sent: Mapping[str, Any] | None = None

    @property
    def has_own_core(self) -> bool:
        """Whether the rings are not drawn round the outbreak's own place."""
        return self.place is not None or bool(self.ward_codes)

    def parameters(self, core: Core) -> dict[str, Any]:
        """What is kept with the version: the mode's numbers, and the core where it is not the outbreak's."""
        kept: dict[str, Any] = dict(self.request.parameters())
        if self.has_own_core:
            kept["ward_codes"] = list(core.ward_codes)
        return kept if self.place_sent is None else {**kept, "place": dict(self.place_sent)}


def core_of(register: Register, *, place: BaseGeometry | None, ward_codes: Sequence[str]) -> Core:
    """A core from a shape, or from wards when there is none.

    Raises:
        InvalidValue: a ward code that is not in force, at its place in `/ward_codes`.
        InvalidGeometry: the shape lies outside every ward.
    """
    check_wards(register, ward_codes, "/ward_codes")
    if place is not None:
        return Core(place, wards_met(register, place))
    return Core(None, tuple(sorted(set(ward_codes))))


def check_wards(register: Register, codes: Sequence[str], pointer: str) -> None:
    """Refuse codes that are not in force.

    Raises:
        InvalidValue: it names the first one, by its place in the list.
    """
    for index, code in enumerate(codes):
        if code not in register.positions:
            raise InvalidValue(
                f"{pointer}/{index}",
                vi=f"Không có phường, xã mang mã “{code}”. Xem mã đúng ở GET /api/v1/wards.",
                en=f"No ward has code “{code}”. Find the right code with GET /api/v1/wards.",
            )


def plan_rings(session: Session, register: Register, core: Core, request: RingRequest, *, on: date) -> RingPlan:
    """The rings round a core, with the barriers that stand on a day where the request respects them.

    Raises:
        InvalidValue, InvalidGeometry: such rings cannot be drawn round this core.
    """
    barriers = barriers_in_force(session, on=on) if request.respect_barriers else NO_BARRIERS
    return draw_rings(register, ward_codes=core.ward_codes, core=core.place, request=request, barriers=barriers)


def proposed_ring(
    register: Register, outbreak_id: str, core: Core, plan: RingPlan, wanted: WantedRings, *, version: int = 1
) -> StoredRing:
    """A plan as a version that is only proposed."""
    return StoredRing(
        outbreak_id=outbreak_id,
        version=version,
        status=RingStatus.PROPOSED,
        mode=wanted.request.mode,
        parameters=wanted.parameters(core),
        document_number=None,
        signer=None,
        starts_at=None,
        boundary_version=register.boundary_version,
        population_estimated=plan.population_estimated,
        layers=tuple(
            StoredLayer(
                layer=each.layer,
                shape=each.shape,
                population=each.population,
                area_km2=each.area_km2,
                population_estimated=each.population_estimated,
            )
            for each in plan.layers
        ),
        ward_layers=plan.ward_layers,
    )


def codes_in_core(ward_layers: Mapping[str, tuple[LockdownLayer, bool]]) -> tuple[str, ...]:
    """The wards of which some lies in the core: a core drawn by hand or grown by metres may leave the place's own."""
    return tuple(code for code, (layer, _) in ward_layers.items() if layer is LockdownLayer.CORE)


def public_parameters(ring: StoredRing) -> dict[str, Any]:
    """The numbers and options of the mode, without the place the rings were drawn round."""
    return {name: value for name, value in ring.parameters.items() if name not in ("place", "ward_codes")}


def cuts_wards(ring: StoredRing) -> bool:
    """Whether the rings run through wards, which schematic boundaries cannot bear out on the ground."""
    return RingMode(ring.mode).cuts_wards or any(partial for _, partial in ring.ward_layers.values())
