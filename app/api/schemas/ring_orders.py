"""Orders on rings and the versions they leave, on the wire."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Any, Self

from pydantic import Field

from app.api.instants import read_instant
from app.api.schemas.common import Day, DocumentNumber, Given, Note, Taken, Title
from app.api.schemas.ring_requests import RingDrawingIn
from app.domain.register import Register
from app.domain.ring_modes import RingMode
from app.services.ring_drawing import WantedRings, public_parameters
from app.services.ring_orders import Order
from app.services.ring_versions import DatedVersion
from app.storage.rings import StoredRing

_DRAWING = frozenset(RingDrawingIn.model_fields)


class RingOrderIn(Taken):
    """A signed order on rings."""

    document_number: DocumentNumber
    signer: Title
    start: Annotated[
        str | None, Field(max_length=40, description="Instant from which it is in force; now if empty.")
    ] = None
    planned_end: Day | None = Field(
        None, description="Last day it is planned to last; passing it lifts nothing. Empty: as it was."
    )
    reason: Note | None = None
    override_schematic: bool = Field(False, description="Order rings that cut wards although boundaries are schematic.")

    def as_order(self, now: datetime) -> Order:
        """The order as the services take it.

        Raises:
            InvalidValue: `start` is no instant.
        """
        return Order(
            document_number=self.document_number,
            signer=self.signer,
            starts_at=now if self.start is None else read_instant(self.start, "/start"),
            planned_end=self.planned_end,
            reason=self.reason or None,
            override_schematic=self.override_schematic,
        )


class RingChangeIn(RingOrderIn, RingDrawingIn):
    """An order that extends or shrinks rings: a new planned end, or rings drawn anew (any of their members)."""

    reason: Annotated[Note, Field(min_length=1)]

    def wanted_if_drawn(self, register: Register) -> WantedRings | None:
        """The rings it draws; None when it only moves the planned end, which a member sent as null leaves it at."""
        said = {name for name in self.model_fields_set & _DRAWING if getattr(self, name) is not None}
        return self.wanted(register) if said else None


class RingProposalIn(RingDrawingIn):
    """Other rings to propose; nothing is in force before an order issues them."""

    mode: Annotated[RingMode, Field(strict=False)]
    reason: Note | None = None


class PendingRingOut(Given):
    """An order that waits for its start."""

    version: int
    action: str
    status: str
    start: datetime | None
    planned_end: date | None
    document_number: str | None
    signer: str | None

    @classmethod
    def of(cls, ring: StoredRing) -> Self:
        """What staff need to know before it begins."""
        return cls(
            version=ring.version,
            action=ring.action.value,
            status=ring.status.value,
            start=ring.starts_at,
            planned_end=ring.planned_end,
            document_number=ring.document_number,
            signer=ring.signer,
        )


class RingVersionLayerOut(Given):
    """One layer of one version."""

    layer: str
    population: int | None
    population_estimated: bool
    area_km2: float


class RingVersionOut(Given):
    """One version of rings: what was ordered, by whom, and when it stood (`from`, `until`; empty: it never did)."""

    version: int
    action: str
    status: str
    mode: str
    parameters: dict[str, Any]
    document_number: str | None
    signer: str | None
    reason: str | None
    start: datetime | None
    planned_end: date | None
    recorded_by: str
    recorded_at: datetime
    revision: int
    stands_from: datetime | None
    stands_until: datetime | None
    boundary_version: str
    layers: list[RingVersionLayerOut]
    wards: int
    sha256: str

    @classmethod
    def of(cls, dated: DatedVersion) -> Self:
        """A version with the time in which it stood."""
        ring = dated.ring
        return cls(
            version=ring.version,
            action=ring.action.value,
            status=ring.status.value,
            mode=ring.mode,
            parameters=public_parameters(ring),
            document_number=ring.document_number,
            signer=ring.signer,
            reason=ring.reason,
            start=ring.starts_at,
            planned_end=ring.planned_end,
            recorded_by=ring.recorded_by,
            recorded_at=dated.recorded_at,
            revision=ring.recorded_revision,
            stands_from=dated.stands_from,
            stands_until=dated.stands_until,
            boundary_version=ring.boundary_version,
            layers=[
                RingVersionLayerOut(
                    layer=each.layer.value,
                    population=each.population,
                    population_estimated=each.population_estimated,
                    area_km2=round(each.area_km2, 3),
                )
                for each in ring.layers
            ],
            wards=len(ring.ward_layers),
            sha256=dated.sha256,
        )


class RingVersionsOut(Given):
    """Every version of an outbreak's rings, oldest first."""

    items: list[RingVersionOut]
    number_matched: int
    number_returned: int
    links: list[dict[str, str]]
