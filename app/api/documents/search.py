"""Units found by what was typed, on the wire."""

from __future__ import annotations

from typing import Any, Final

from app.api.documents.zones import envelope
from app.domain.names import MatchRank
from app.domain.register import Ward
from app.domain.unit_search import Found, Hits
from app.services.zone_status import ZoneSnapshot

_MATCHED: Final = {MatchRank.CODE: "code", MatchRank.IN_DISTRICT: "district"}


def search_document(snapshot: ZoneSnapshot, hits: Hits, *, q: str) -> dict[str, Any]:
    """What answers, best first."""
    items = [_item(snapshot, each) for each in hits.found]
    return {
        **envelope(snapshot),
        "q": q,
        "items": items,
        "number_matched": hits.count,
        "number_returned": len(items),
        "links": [],
    }


def _item(snapshot: ZoneSnapshot, found: Found) -> dict[str, Any]:
    was = found.was
    return {
        **_unit(snapshot, found),
        "matched": "old_name"
        if was is not None and found.rank is not MatchRank.CODE
        else _MATCHED.get(found.rank, "name"),
        "approximate": found.approximate,
        "was": None if was is None else was.name,
        "was_code": None if was is None else was.code,
        "was_until": None if was is None or was.until is None else was.until.isoformat(),
    }


def _unit(snapshot: ZoneSnapshot, found: Found) -> dict[str, Any]:
    unit = found.unit
    if isinstance(unit, Ward):
        return {
            "kind": "ward",
            "code": unit.code,
            "name": unit.name,
            "district_code": unit.district_code,
            "district_name": unit.district_name,
            "level": snapshot.by_code[unit.code].level,
            "href": f"/w/{unit.code}",
        }
    return {
        "kind": "district",
        "code": unit.code,
        "name": unit.name,
        "district_code": unit.code,
        "district_name": unit.name,
        "level": None,
        "href": f"/?district={unit.code}",
    }
