"""Which layer of which rings holds a point: exact, where a ward's own layer may be true of a part of it only."""

from __future__ import annotations

from dataclasses import dataclass

import shapely
from shapely.geometry.base import BaseGeometry

from app.domain.vocabulary import Directive, LockdownLayer, RingStatus
from app.services.zone_status import ZoneSnapshot


@dataclass(frozen=True)
class LayerAt:
    """The strictest layer that holds a point."""

    layer: LockdownLayer
    directive: Directive
    ring_status: RingStatus
    outbreak_id: str


def layers_at(snapshot: ZoneSnapshot, lon: float, lat: float) -> LayerAt | None:
    """The strictest layer of any standing ring at a point; None outside all of them."""
    point = shapely.Point(lon, lat)
    holding = [
        LayerAt(
            layer=each.layer,
            directive=snapshot.policy.ring_of[each.layer].directive,
            ring_status=ring.status,
            outbreak_id=ring.outbreak_id,
        )
        for ring in snapshot.rings
        for each in ring.layers
        if each.shape is not None and shapely.covers(each.shape, point)
    ]
    return max(holding, key=lambda each: (each.layer.strictness, each.ring_status is RingStatus.ISSUED), default=None)


def layer_statuses(snapshot: ZoneSnapshot) -> dict[LockdownLayer, RingStatus]:
    """Of each layer of all standing rings together: proposed as long as any ring it comes from is only proposed."""
    found = dict.fromkeys(LockdownLayer, RingStatus.ISSUED)
    for ring in snapshot.rings:
        if ring.status is RingStatus.PROPOSED:
            found |= dict.fromkeys((each.layer for each in ring.layers if each.shape is not None), RingStatus.PROPOSED)
    return found


def standing_versions(snapshot: ZoneSnapshot) -> tuple[object, ...]:
    """All that shapes and words of the standing rings depend on: to keep what is made of them between revisions."""
    rings = tuple(
        (ring.outbreak_id, ring.version, ring.status, tuple(each.shape for each in ring.layers))
        for ring in snapshot.rings
    )
    return snapshot.register.boundary_version, snapshot.policy_version, snapshot.drill, rings


def standing_regions(snapshot: ZoneSnapshot, status: RingStatus) -> dict[LockdownLayer, BaseGeometry]:
    """Of each layer of all rings of one status the ground of it and of every stricter one, in lon/lat, mildest first.

    Where two rings overlap the stricter layer wins, which is what a union of stricter ground says.
    """
    layers = [
        (each.layer, each.shape)
        for ring in snapshot.rings
        if ring.status is status
        for each in ring.layers
        if each.shape is not None
    ]
    return {
        layer: shapely.union_all([shape for other, shape in layers if other.strictness >= layer.strictness])
        for layer in sorted({layer for layer, _ in layers}, key=lambda layer: layer.strictness)
    }
