"""What holds at a place, as it goes on the wire."""

from __future__ import annotations

from typing import Any, Final

from app.api.documents.zones import layer_fields, testing_fields
from app.domain.register import Located
from app.domain.sentences import Phrase
from app.services.place_lookup import Place
from app.services.place_orders import OrderKind, StandingOrder, applied, strictest_ring
from app.services.place_telling import measures_of, order_title, told
from app.services.site_rules import SiteRules
from app.services.zone_status import ZoneSnapshot

_APPROXIMATE: Final = Phrase(
    "Ranh giới đang dùng là sơ đồ nên vị trí chỉ gần đúng; hãy chọn phường, xã theo tên. Không suy ra chỉ thị.",
    "The boundaries are schematic, so the place is approximate; choose the ward by name. No directive is given.",
)


def lookup_document(snapshot: ZoneSnapshot, place: Place, *, rules: SiteRules) -> dict[str, Any]:
    """The wards at a place and what applies there; on schematic boundaries only candidates and no directive."""
    items = [_item(snapshot, each, exact=place.is_exact) for each in place.wards]
    return {
        "lon": place.lon,
        "lat": place.lat,
        "approximate": not place.is_exact,
        "outside": place.is_outside,
        "notice": _notice(place),
        "items": items,
        "number_matched": len(items),
        "number_returned": len(items),
        "nearest": _nearest(place.nearest),
        **_orders(snapshot, place),
        "lines": [{"vi": each.vi, "en": each.en} for each in told(snapshot, place, rules=rules)],
        "links": [],
    }


def _item(snapshot: ZoneSnapshot, found: Located, *, exact: bool) -> dict[str, Any]:
    zone = snapshot.by_code[found.ward.code]
    label_vi, label_en = snapshot.policy.label(zone.level)
    return {
        "ward_code": found.ward.code,
        "ward_name": found.ward.name,
        "district_code": found.ward.district_code,
        "district_name": found.ward.district_name,
        "distance_m": round(found.distance_m, 1),
        "level": zone.level,
        "level_label": {"vi": label_vi, "en": label_en},
        "testing": testing_fields(zone.testing),
        **(layer_fields(zone.layer) if exact else {}),
    }


def _orders(snapshot: ZoneSnapshot, place: Place) -> dict[str, Any]:
    """Every order at the place; the strictest ring layer; the directive in force or else the one proposed."""
    ring, order = strictest_ring(place.orders), applied(place.orders)
    of_kind = {kind: [each for each in place.orders if each.kind is kind] for kind in OrderKind}
    return {
        "layer": ring.layer.value if ring and ring.layer else None,
        "ring_status": _ring_status(ring) if ring else None,
        "directive": order.directive.value if order and order.directive else None,
        "directive_in_force": order.in_force if order else None,
        "measures": _measures(snapshot, order) if order else None,
        "rings": [_ring(snapshot, each) for each in of_kind[OrderKind.RING]],
        "cordons": [_order(snapshot, each) for each in of_kind[OrderKind.CORDON]],
        "areas": [_order(snapshot, each) for each in of_kind[OrderKind.AREA]],
    }


def _ring(snapshot: ZoneSnapshot, order: StandingOrder) -> dict[str, Any]:
    layer = order.layer.value if order.layer else None
    return {**_order(snapshot, order), "layer": layer, "ring_status": _ring_status(order)}


def _order(snapshot: ZoneSnapshot, order: StandingOrder) -> dict[str, Any]:
    title = order_title(order, snapshot.policy)
    return {
        "id": order.subject_id,
        "name": order.name,
        "title": {"vi": title.vi, "en": title.en},
        "directive": order.directive.value if order.directive else None,
        "in_force": order.in_force,
        "document_number": order.document_number,
        "signer": order.signer,
        "start": order.starts_at.isoformat() if order.starts_at else None,
        "planned_end": order.planned_end.isoformat() if order.planned_end else None,
        "end": order.ends_at.isoformat() if order.ends_at else None,
        "testing_interval_days": list(order.testing_interval_days) if order.testing_interval_days else None,
    }


def _ring_status(order: StandingOrder) -> str:
    return "issued" if order.in_force else "proposed"


def _measures(snapshot: ZoneSnapshot, order: StandingOrder) -> dict[str, list[str]]:
    found = measures_of(order, snapshot.policy)
    return {"vi": [each.vi for each in found], "en": [each.en for each in found]}


def _nearest(found: Located | None) -> dict[str, Any] | None:
    if found is None:
        return None
    return {"ward_code": found.ward.code, "ward_name": found.ward.name, "distance_m": round(found.distance_m, 1)}


def _notice(place: Place) -> dict[str, str] | None:
    if place.is_outside:
        return _outside(place.nearest)
    return None if place.is_exact else {"vi": _APPROXIMATE.vi, "en": _APPROXIMATE.en}


def _outside(nearest: Located | None) -> dict[str, str]:
    if nearest is None:
        return {
            "vi": "Vị trí này ở xa, ngoài địa bàn của hệ thống.",
            "en": "This place lies far outside the area this site covers.",
        }
    name, km = nearest.ward.name, nearest.distance_m / 1000
    return {
        "vi": f"Vị trí này ngoài địa bàn của hệ thống; gần nhất là {name}, cách {f'{km:.1f}'.replace('.', ',')} km.",
        "en": f"This place lies outside the area this site covers; the nearest ward is {name}, {km:.1f} km away.",
    }
