"""Mass testing: who is due."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request, Response

from app.api.cached import cached_answer
from app.api.dependencies import SnapshotDep
from app.api.documents.zones import encode, envelope, select_zones
from app.api.routes.zones import District, check_filters
from app.api.schemas.common import Day
from app.api.strict_json import StrictJsonRoute
from app.services.zone_status import ZoneStatus

router = APIRouter(prefix="/api/v1", tags=["testing"], route_class=StrictJsonRoute)


@router.get("/testing/due")
def read_due(
    request: Request,
    snapshot: SnapshotDep,
    on: Annotated[Day | None, Query(description="Reporting day; today's when left out.")] = None,
    district: District = None,
    overdue: Annotated[bool | None, Query(description="Only overdue wards, or only those that are not.")] = None,
) -> Response:
    """Wards whose whole population is due for sampling by the duty of their level, most urgent first.

    A ward is listed from `due_from` on; it is overdue only after `due_by`. Wards whose duty is “at least once” are
    due from the day it began, with no last day.
    """
    check_filters(snapshot, district=district)
    day = on or snapshot.open_day

    def render() -> bytes:
        items = [_item(zone, day) for zone in select_zones(snapshot, district_code=district) if _is_due(zone, day)]
        if overdue is not None:
            items = [item for item in items if (item["overdue_days"] > 0) is overdue]
        items.sort(key=lambda item: (item["due_by"] or "9999", item["ward_code"]))
        people = [item["people_to_sample"] for item in items]
        return encode(
            {
                **envelope(snapshot),
                "on": day.isoformat(),
                "people_to_sample": sum(count or 0 for count in people),
                "wards_without_population": sum(count is None for count in people),
                "items": items,
                "number_matched": len(items),
                "number_returned": len(items),
                "links": [],
            }
        )

    return cached_answer(request, snapshot, render)


def _is_due(zone: ZoneStatus, day: date) -> bool:
    return zone.testing.due_from is not None and zone.testing.due_from <= day


def _item(zone: ZoneStatus, day: date) -> dict[str, Any]:
    testing = zone.testing
    due_by = testing.due_by
    return {
        "ward_code": zone.ward.code,
        "ward_name": zone.ward.name,
        "district_code": zone.ward.district_code,
        "district_name": zone.ward.district_name,
        "level": zone.level,
        "interval_days": list(testing.interval_days) if testing.interval_days else None,
        "due_from": testing.due_from.isoformat() if testing.due_from else None,
        "due_by": due_by.isoformat() if due_by else None,
        "overdue_days": max(0, (day - due_by).days) if due_by else 0,
        "people_to_sample": testing.people_to_sample,
        "last_round_on": testing.last_round_on.isoformat() if testing.last_round_on else None,
    }
