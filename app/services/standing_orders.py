"""The orders that stand beside the colours at an instant: rings, cordons, areas, and when the next of them switches."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TypeVar

from sqlalchemy.orm import Session

from app.domain.areas import Area, area_switches, standing_areas
from app.domain.cordons import Cordon, standing_cordons, switches
from app.domain.policy import Policy
from app.domain.ring_orders import pending_versions
from app.domain.vocabulary import RingStatus
from app.services.placed_orders import OrderPlaces
from app.services.zone_status import LayerStatus
from app.storage.areas import newest_areas
from app.storage.cordons import unlifted_versions
from app.storage.rings import StoredRing, ring_starts, rings_at, rings_waiting

Placed = TypeVar("Placed", Cordon, Area)


@dataclass(frozen=True)
class StandingOrders:
    """Rings, cordons and areas in force or proposed at an instant, by id.

    `rings_to_come`: orders on rings that wait for their start. `cordon_versions`: every version of the cordons not
    lifted, which tells their testing duties. `switches`: instants at which the clock alone begins or ends one of them.
    """

    rings: tuple[StoredRing, ...]
    rings_to_come: tuple[StoredRing, ...]
    cordons: tuple[Cordon, ...]
    areas: tuple[Area, ...]
    cordon_versions: Sequence[Cordon]
    switches: tuple[datetime, ...]

    @classmethod
    def read(
        cls, session: Session, *, at: datetime, written_at: datetime, known_revision: int | None, on: date
    ) -> StandingOrders:
        """What stands at an instant, as known at a revision, whose write was made at `written_at`.

        Args:
            on: the reporting day whose wards it lies in.
        """
        places = OrderPlaces.read(session, on=on, known_revision=known_revision)
        begun = places.rings(rings_at(session, at, known_revision=known_revision))
        # What ends by the clock after the newest write still counts here, since its end is a switch.
        cordons = places.cordons(unlifted_versions(session, at=written_at, known_revision=known_revision))
        areas = places.areas(newest_areas(session, known_revision=known_revision))
        starts = ring_starts(session, known_revision=known_revision)
        return cls(
            rings=tuple(each for each in begun if each.status is not RingStatus.LIFTED),
            rings_to_come=_to_come(begun, rings_waiting(session, at, known_revision=known_revision), at),
            cordons=standing_cordons(cordons, at),
            areas=standing_areas(areas, at),
            cordon_versions=cordons,
            switches=(*starts, *switches(cordons), *area_switches(areas)),
        )

    def layers(self, policy: Policy) -> dict[str, LayerStatus]:
        """By ward the strictest layer of any ring that touches it."""
        return _strictest_layers(self.rings, policy)


def by_ward(standing: Iterable[Placed]) -> Mapping[str, tuple[Placed, ...]]:
    """What covers any part of each ward, by id."""
    found: dict[str, list[Placed]] = {}
    for each in standing:
        for code in each.ward_parts:
            found.setdefault(code, []).append(each)
    return {code: tuple(some) for code, some in found.items()}


def _to_come(begun: Sequence[StoredRing], waiting: Sequence[StoredRing], at: datetime) -> tuple[StoredRing, ...]:
    """Of orders that wait for their start those that will come to stand, since no newer one begins before them."""
    return tuple(
        each
        for outbreak_id in sorted({one.outbreak_id for one in waiting})
        for each in pending_versions([one for one in (*begun, *waiting) if one.outbreak_id == outbreak_id], at)
    )


def _strictest_layers(standing: Sequence[StoredRing], policy: Policy) -> dict[str, LayerStatus]:
    strictest: dict[str, LayerStatus] = {}
    for ring in standing:
        for code, (layer, partial) in ring.ward_layers.items():
            found = LayerStatus(layer, partial, ring.status, policy.ring_of[layer].directive, ring.outbreak_id)
            if code not in strictest or _order(found) > _order(strictest[code]):
                strictest[code] = found
    return strictest


def _order(layer: LayerStatus) -> tuple[int, bool, bool]:
    """Stricter first; of two equal ones the whole before the partial, the issued before the proposed."""
    return layer.layer.strictness, not layer.partial, layer.ring_status is RingStatus.ISSUED
