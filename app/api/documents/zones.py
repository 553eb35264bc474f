"""The flat status of wards: envelope and items, as JSON and as CSV."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from app.domain.decisions import Decision
from app.domain.mass_testing import TestingWindow
from app.formats.cells import guarded
from app.services.plan_reading import NextStatus
from app.services.zone_status import LayerStatus, ZoneSnapshot, ZoneStatus

CSV_COLUMNS = (
    "ward_code",
    "ward_name",
    "district_code",
    "district_name",
    "level",
    "computed_level",
    "decided",
    "data_status",
    "effective_from",
    "as_of",
    "testing_min_days",
    "testing_max_days",
    "testing_due_from",
    "testing_due_by",
    "testing_overdue_days",
    "layer",
    "layer_partial",
    "ring_status",
    "directive",
    "boundary_status",
    "drill",
    "next_level",
    "next_effective_from",
    "awaiting_approval",
    "document_number",
    "directive_status",
    "cordon_ids",
    "area_ids",
)
"""New columns come last, so that whoever reads by position goes on reading."""


EncodedItems = Mapping[str, bytes]


def encode(document: dict[str, Any]) -> bytes:
    """Compact UTF-8 JSON."""
    return json.dumps(document, ensure_ascii=False, separators=(",", ":"), allow_nan=False).encode()


def envelope(snapshot: ZoneSnapshot) -> dict[str, Any]:
    """What every answer about zones says of itself."""
    return {
        "revision": snapshot.revision,
        "as_of": _day(snapshot.as_of),
        "open_day": snapshot.open_day.isoformat(),
        "complete_through": snapshot.complete_through.isoformat(),
        "scheme": "main",
        "policy_id": snapshot.policy.id,
        "policy_version": snapshot.policy_version,
        "boundary_status": snapshot.register.boundary_status.value,
        "boundary_version": snapshot.register.boundary_version,
        "drill": snapshot.drill,
    }


def listing(snapshot: ZoneSnapshot, items: Sequence[Any], **more: Any) -> dict[str, Any]:
    """A whole list that needs no further page, and whether it is a drill's."""
    return {
        "drill": snapshot.drill,
        **more,
        "items": items,
        "number_matched": len(items),
        "number_returned": len(items),
        "links": [],
    }


def zone_item(zone: ZoneStatus) -> dict[str, Any]:
    """One ward's flat status."""
    return {
        "ward_code": zone.ward.code,
        "ward_name": zone.ward.name,
        "district_code": zone.ward.district_code,
        "district_name": zone.ward.district_name,
        "level": zone.level,
        "computed_level": zone.computed_level,
        "decided": zone.decided,
        "data_status": zone.data_status.value,
        "effective_from": _instant(zone.effective_from),
        "as_of": _day(zone.assessment.as_of if zone.assessment else None),
        "testing": testing_fields(zone.testing),
        **layer_fields(zone.layer),
        **directive_fields(zone),
        "next_status": _next_status(zone.next_status),
        "awaiting_approval": zone.awaiting_approval,
        "cause": zone.cause.value if zone.cause else None,
        "decision": decision_item(zone.decision),
        "document_number": zone.decision.document_number if zone.decision else None,
        "cordon_ids": [each.cordon_id for each in zone.cordons],
        "area_ids": [each.area_id for each in zone.areas],
    }


def testing_fields(testing: TestingWindow) -> dict[str, Any]:
    """The duty of a ward: how often, and between which days the next round falls."""
    return {
        "interval_days": list(testing.interval_days) if testing.interval_days else None,
        "due_from": _day(testing.due_from),
        "due_by": _day(testing.due_by),
        "overdue_days": testing.overdue_days,
    }


def decision_item(decision: Decision | None) -> dict[str, Any] | None:
    """A decision as everyone may read it: it is a public act."""
    if decision is None:
        return None
    return {
        "id": decision.decision_id,
        "level": decision.level,
        "from": decision.from_instant.isoformat(),
        "until": _instant(decision.until_instant),
        "document_number": decision.document_number,
        "signer": decision.signer,
        "reason": decision.reason,
    }


def _next_status(coming: NextStatus | None) -> dict[str, Any] | None:
    if coming is None:
        return None
    return {
        "level": coming.level,
        "effective_from": coming.effective_from.isoformat(),
        "cause": coming.cause.value,
        "document_number": coming.decision.document_number if coming.decision else None,
    }


def layer_fields(layer: LayerStatus | None) -> dict[str, Any]:
    """The ring fields of a ward; all null outside rings: a directive is never inferred from a colour."""
    if layer is None:
        return {"layer": None, "layer_partial": False, "ring_status": None, "directive": None}
    return {
        "layer": layer.layer.value,
        "layer_partial": layer.partial,
        "ring_status": layer.ring_status.value,
        "directive": layer.directive.value,
    }


def directive_fields(zone: ZoneStatus) -> dict[str, Any]:
    """The strictest directive over any part of a ward, by ring, cordon or area, and whether an order says so yet."""
    applied = zone.directive
    return {
        "directive": applied.directive.value if applied else None,
        "directive_status": None if applied is None else ("in_force" if applied.in_force else "proposed"),
    }


def encoded_items(zones: Iterable[ZoneStatus]) -> EncodedItems:
    """The flat status of each ward as JSON, by code: made once where several answers hold it."""
    return {zone.ward.code: encode(zone_item(zone)) for zone in zones}


def zones_json(snapshot: ZoneSnapshot, zones: Sequence[ZoneStatus], items: EncodedItems | None = None) -> bytes:
    """The envelope with one item a ward."""
    items = encoded_items(zones) if items is None else items
    tail = {"number_matched": len(zones), "number_returned": len(zones), "links": []}
    listed = b",".join(items[zone.ward.code] for zone in zones)
    return encode(envelope(snapshot))[:-1] + b',"items":[' + listed + b"]," + encode(tail)[1:]


def zones_csv(snapshot: ZoneSnapshot, zones: Iterable[ZoneStatus]) -> bytes:
    """The same as a table: UTF-8 with BOM and CRLF, as spreadsheets expect; codes are text, days ISO."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(CSV_COLUMNS)
    for zone in zones:
        item = zone_item(zone)
        testing = item["testing"]
        interval = testing["interval_days"]
        row = [item[name] for name in CSV_COLUMNS[:10]]
        row += [*(interval or (None, None)), testing["due_from"], testing["due_by"], testing["overdue_days"]]
        row += [item["layer"], item["layer_partial"], item["ring_status"], item["directive"]]
        row += [snapshot.register.boundary_status.value, snapshot.drill]
        coming = zone.next_status
        row += [coming.level, coming.effective_from.isoformat()] if coming else [None, None]
        row += [item["awaiting_approval"], item["document_number"], item["directive_status"]]
        row += [" ".join(item["cordon_ids"]), " ".join(item["area_ids"])]
        writer.writerow([_cell(value) for value in row])
    return b"\xef\xbb\xbf" + out.getvalue().encode("utf-8")


def select_zones(
    snapshot: ZoneSnapshot, *, district_code: str | None = None, level: str | None = None
) -> list[ZoneStatus]:
    """The wards of a district, or at a level."""
    return [
        zone
        for zone in snapshot.zones
        if (district_code is None or zone.ward.district_code == district_code)
        and (level is None or zone.level == level)
    ]


def _cell(value: object) -> object:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    return guarded(value) if isinstance(value, str) else value


def _day(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _instant(instant: datetime | None) -> str | None:
    return instant.isoformat() if instant else None
