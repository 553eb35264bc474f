"""What lies at a point, as it goes on the wire."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from app.api.documents.zones import layer_fields
from app.domain.register import Located
from app.domain.vocabulary import BoundaryStatus
from app.services.ring_lookup import LayerAt
from app.services.zone_status import ZoneSnapshot


def lookup_document(
    snapshot: ZoneSnapshot, found: Sequence[Located], at: LayerAt | None, *, lon: float, lat: float
) -> dict[str, Any]:
    """The wards at a point and what applies there; on schematic boundaries only candidates and no directive."""
    exact = snapshot.register.boundary_status is BoundaryStatus.OFFICIAL
    items = []
    for each in found:
        zone = snapshot.by_code[each.ward.code]
        label_vi, label_en = snapshot.policy.label(zone.level)
        item: dict[str, Any] = {
            "ward_code": each.ward.code,
            "ward_name": each.ward.name,
            "district_code": each.ward.district_code,
            "district_name": each.ward.district_name,
            "distance_m": round(each.distance_m, 1),
            "level": zone.level,
            "level_label": {"vi": label_vi, "en": label_en},
        }
        if exact:
            item |= layer_fields(zone.layer)
        items.append(item)
    return {
        "lon": lon,
        "lat": lat,
        "approximate": not exact,
        "notice": None if exact else _APPROXIMATE,
        "items": items,
        "number_matched": len(items),
        "number_returned": len(items),
        "layer": at.layer.value if exact and at else None,
        "ring_status": at.ring_status.value if exact and at else None,
        "directive": at.directive.value if exact and at else None,
        "measures": _measures(snapshot, at) if exact and at else None,
        "links": [],
    }


_APPROXIMATE = {
    "vi": "Ranh giới đang dùng là sơ đồ nên vị trí chỉ gần đúng; hãy chọn phường, xã theo tên. Không suy ra chỉ thị.",
    "en": "The boundaries are schematic, so the place is approximate; choose the ward by name. No directive is given.",
}


def _measures(snapshot: ZoneSnapshot, at: LayerAt) -> dict[str, list[str]]:
    ring = snapshot.policy.ring_of[at.layer]
    return {"vi": list(ring.measures_vi), "en": list(ring.measures_en)}
