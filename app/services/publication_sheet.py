"""What is in force, as it is put into a publication."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from app.domain.publication import Publication, PublishedSheet, PublishedWard
from app.services.site_rules import SiteRules
from app.services.zone_status import ZoneSnapshot, ZoneStatus


def published_sheet(publication: Publication, snapshot: ZoneSnapshot, *, rules: SiteRules) -> PublishedSheet:
    """The sheet of a publication from the snapshot it states."""
    timezone = rules.clock.timezone
    return PublishedSheet(
        publication=publication,
        wards=tuple(_ward(zone, snapshot, timezone) for zone in snapshot.zones),
        register=snapshot.register,
        policy=snapshot.policy,
        clock=rules.clock,
    )


def _ward(zone: ZoneStatus, snapshot: ZoneSnapshot, timezone: ZoneInfo) -> PublishedWard:
    ward, testing, layer = zone.ward, zone.testing, zone.layer
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
        data_status=zone.data_status.value,
        effective_from=_local(zone.effective_from, timezone),
        as_of=zone.assessment.as_of if zone.assessment else None,
        testing_min_days=shortest,
        testing_max_days=longest,
        testing_due_from=testing.due_from,
        testing_due_by=testing.due_by,
        layer=layer.layer.value if layer else None,
        layer_partial=layer.partial if layer else False,
        ring_status=layer.ring_status.value if layer else None,
        directive=layer.directive.value if layer else None,
    )


def _local(instant: datetime | None, timezone: ZoneInfo) -> str | None:
    return None if instant is None else instant.astimezone(timezone).isoformat(timespec="seconds")
