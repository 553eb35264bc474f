"""What is in force, as it is put into a publication."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from app.domain.publication import Publication, PublishedLayer, PublishedSheet, PublishedWard
from app.domain.vocabulary import LockdownLayer, RingStatus
from app.services.site_rules import SiteRules
from app.services.zone_status import ZoneSnapshot, ZoneStatus
from app.storage.rings import StoredRing


def published_sheet(publication: Publication, snapshot: ZoneSnapshot, *, rules: SiteRules) -> PublishedSheet:
    """The sheet of a publication from the snapshot it states."""
    timezone = rules.clock.timezone
    issued = [ring for ring in snapshot.rings if ring.status is RingStatus.ISSUED]
    strictest = _strictest(issued)
    return PublishedSheet(
        publication=publication,
        wards=tuple(_ward(zone, snapshot, strictest.get(zone.ward.code), timezone) for zone in snapshot.zones),
        register=snapshot.register,
        policy=snapshot.policy,
        clock=rules.clock,
        layers=_layers(snapshot, issued),
    )


def _ward(
    zone: ZoneStatus, snapshot: ZoneSnapshot, touching: tuple[LockdownLayer, bool] | None, timezone: ZoneInfo
) -> PublishedWard:
    ward, testing = zone.ward, zone.testing
    layer, partial = touching or (None, False)
    shortest, longest = testing.interval_days or (None, None)
    return PublishedWard(
        ward_code=ward.code,
        ward_name=ward.name,
        district_code=ward.district_code,
        district_name=ward.district_name,
        population=ward.population,
        level=zone.level,
        level_label=snapshot.policy.label(zone.level)[0],
        computed_level=zone.computed_level,
        decided=zone.decided,
        decision_document=zone.decision.document_number if zone.decided and zone.decision else None,
        data_status=zone.data_status.value,
        effective_from=_local(zone.effective_from, timezone),
        as_of=zone.assessment.as_of if zone.assessment else None,
        testing_min_days=shortest,
        testing_max_days=longest,
        testing_due_from=testing.due_from,
        testing_due_by=testing.due_by,
        layer=layer.value if layer else None,
        layer_partial=partial,
        directive=snapshot.policy.ring_of[layer].directive.value if layer else None,
    )


def _strictest(issued: Sequence[StoredRing]) -> dict[str, tuple[LockdownLayer, bool]]:
    """The strictest layer of any ring in force that touches a ward, and whether it holds a part of it only."""
    found: dict[str, tuple[LockdownLayer, bool]] = {}
    for ring in issued:
        for code, touching in ring.ward_layers.items():
            if code not in found or _order(touching) > _order(found[code]):
                found[code] = touching
    return found


def _order(touching: tuple[LockdownLayer, bool]) -> tuple[int, bool]:
    layer, partial = touching
    return layer.strictness, not partial


def _layers(snapshot: ZoneSnapshot, issued: Sequence[StoredRing]) -> tuple[PublishedLayer, ...]:
    """The layers of the rings in force, to be drawn."""
    policy, projector = snapshot.policy, snapshot.register.projector
    return tuple(
        PublishedLayer(
            strictness=each.layer.strictness,
            directive=policy.ring_of[each.layer].directive.value,
            label_vi=policy.ring_of[each.layer].label_vi,
            label_en=policy.ring_of[each.layer].label_en,
            shape=projector.to_metric(each.shape),
        )
        for ring in issued
        for each in ring.layers
        if each.shape is not None
    )


def _local(instant: datetime | None, timezone: ZoneInfo) -> str | None:
    return None if instant is None else instant.astimezone(timezone).isoformat(timespec="seconds")
