"""The standing orders and proposals that may hold at a place: rings, cordons, areas; the same list for every lookup."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Final

from shapely.geometry.base import BaseGeometry

from app.domain.areas import Area
from app.domain.cordons import Cordon
from app.domain.vocabulary import Directive, LockdownLayer, RingStatus
from app.services.zone_status import ZoneSnapshot

_STRICTNESS: Final = {Directive.D16: 3, Directive.D15: 2, Directive.D19: 1}


class OrderKind(StrEnum):
    """What an order draws."""

    RING = "ring"
    CORDON = "cordon"
    AREA = "area"


@dataclass(frozen=True)
class StandingOrder:
    """One layer of a ring, a cordon or an area, by an order in force or as it is proposed.

    `subject_id` is that of the outbreak, cordon or area; `layer` None but for rings; `directive` None where none is
    ordered.
    """

    kind: OrderKind
    subject_id: str
    name: str
    layer: LockdownLayer | None
    directive: Directive | None
    in_force: bool
    document_number: str | None = None
    signer: str | None = None
    starts_at: datetime | None = None
    planned_end: date | None = None
    """After it an order still holds, until another lifts it."""
    ends_at: datetime | None = None
    """When it ends by itself."""
    testing_interval_days: tuple[int, int] | None = None
    """How often everybody inside is sampled, whatever the colour; None where the order does not say."""

    @property
    def rank(self) -> tuple[bool, int]:
        """What is in force before what is proposed, and the stricter directive before the milder."""
        return self.in_force, _STRICTNESS.get(self.directive, 0) if self.directive else 0


@dataclass(frozen=True)
class OrderGround:
    """An order and where it holds: on lon/lat ground of its own, or (`ground` None) in whole wards."""

    order: StandingOrder
    ground: BaseGeometry | None
    ward_codes: frozenset[str] = frozenset()


def standing_orders(snapshot: ZoneSnapshot) -> tuple[OrderGround, ...]:
    """Every ring layer, cordon and area that stands at the snapshot's instant; in a fixed order."""
    return (*_ring_layers(snapshot), *map(_cordon, snapshot.cordons), *map(_area, snapshot.areas))


def _cordon(cordon: Cordon) -> OrderGround:
    order = StandingOrder(
        kind=OrderKind.CORDON,
        subject_id=cordon.cordon_id,
        name=cordon.name,
        layer=None,
        directive=cordon.directive,
        in_force=cordon.in_force,
        document_number=cordon.document_number,
        signer=cordon.signer,
        starts_at=cordon.starts_at,
        planned_end=cordon.planned_end,
        testing_interval_days=cordon.testing_interval_days,
    )
    return OrderGround(order, cordon.place)


def _area(area: Area) -> OrderGround:
    order = StandingOrder(
        kind=OrderKind.AREA,
        subject_id=area.area_id,
        name=area.name,
        layer=None,
        directive=area.directive,
        in_force=area.in_force,
        document_number=area.document_number,
        signer=area.signer,
        starts_at=area.starts_at,
        ends_at=area.ends_at,
    )
    return OrderGround(order, area.place, frozenset() if area.place is not None else frozenset(area.ward_codes))


def _ring_layers(snapshot: ZoneSnapshot) -> Iterable[OrderGround]:
    names = {each.outbreak_id: each.name for each in snapshot.outbreaks}
    for ring in snapshot.rings:
        for each in ring.layers:
            if each.shape is not None:
                order = StandingOrder(
                    kind=OrderKind.RING,
                    subject_id=ring.outbreak_id,
                    name=names.get(ring.outbreak_id, ring.outbreak_id),
                    layer=each.layer,
                    directive=snapshot.policy.ring_of[each.layer].directive,
                    in_force=ring.status is RingStatus.ISSUED,
                    document_number=ring.document_number,
                    signer=ring.signer,
                    starts_at=ring.starts_at,
                    planned_end=ring.planned_end,
                )
                yield OrderGround(order, each.shape)


def ranked(orders: Iterable[StandingOrder]) -> tuple[StandingOrder, ...]:
    """Those in force first, the strictest of them first; equal ones by kind and id."""
    return tuple(
        sorted(orders, key=lambda each: (not each.in_force, -each.rank[1], each.kind.value, each.subject_id, each.name))
    )


def applied(orders: Sequence[StandingOrder]) -> StandingOrder | None:
    """The order whose directive applies: the strictest in force, else the strictest proposed; None without one."""
    return next((each for each in ranked(orders) if each.directive is not None), None)


def strictest_ring(orders: Iterable[StandingOrder]) -> StandingOrder | None:
    """The strictest ring layer, issued or not; None outside all rings."""
    rings = [each for each in orders if each.layer is not None]
    return max(rings, key=lambda each: (each.layer.strictness if each.layer else 0, each.in_force), default=None)
