"""The standing rings as maps draw them: their statuses, versions and regions."""

from __future__ import annotations

import shapely
from shapely.geometry.base import BaseGeometry

from app.domain.vocabulary import LockdownLayer, RingStatus
from app.services.zone_status import ZoneSnapshot


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
