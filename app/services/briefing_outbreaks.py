"""The outbreaks a briefing tells of, with the state of their rings."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from datetime import date

from app.domain.briefing import BriefedLayer, BriefedOutbreak, BriefedRings
from app.domain.ring_orders import is_past_planned_end
from app.domain.vocabulary import RingStatus
from app.services.zone_status import ZoneSnapshot
from app.storage.rings import StoredRing


def briefed_outbreaks(snapshot: ZoneSnapshot, *, on: date, ward_codes: Collection[str]) -> Iterator[BriefedOutbreak]:
    """Outbreaks that are open on the day or whose rings stand, where they touch these wards."""
    rings = {each.outbreak_id: each for each in snapshot.rings}
    for outbreak in snapshot.outbreaks:
        ring, is_open = rings.get(outbreak.outbreak_id), outbreak.is_open(on)
        touched = {*outbreak.ward_codes, *(ring.ward_layers if ring else ())}
        if (is_open or ring) and not touched.isdisjoint(ward_codes):
            yield BriefedOutbreak(
                outbreak=outbreak,
                ward_names=tuple(_names(outbreak.ward_codes, snapshot)),
                is_open=is_open,
                rings=_rings(ring, snapshot, on) if ring else None,
            )


def _names(codes: Sequence[str], snapshot: ZoneSnapshot) -> Iterator[str]:
    for code in codes:
        zone = snapshot.by_code.get(code)
        yield zone.ward.name if zone else code


def _rings(ring: StoredRing, snapshot: ZoneSnapshot, on: date) -> BriefedRings:
    return BriefedRings(
        status=ring.status,
        document_number=ring.document_number,
        signer=ring.signer,
        starts_at=ring.starts_at,
        layers=tuple(
            BriefedLayer(each.layer, snapshot.policy.ring_of[each.layer].directive, each.population, each.area_km2)
            for each in ring.layers
        ),
        planned_end=ring.planned_end,
        past_planned_end=ring.status is RingStatus.ISSUED and is_past_planned_end(ring.planned_end, on),
    )
