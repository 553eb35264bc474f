"""Mass testing for anybody: who is due, and how much was covered."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Annotated

from fastapi import APIRouter, Query, Request, Response

from app.api.cached import cached_answer
from app.api.dependencies import ReadSessionDep, RulesDep, SnapshotDep
from app.api.documents.testing import coverage_document, due_document
from app.api.documents.zones import encode
from app.api.routes.campaigns import CampaignIdQuery, campaign_of
from app.api.routes.zones import District, check_filters
from app.api.schemas.common import Day
from app.domain.errors import InvalidValue
from app.services.testing_due import UnitKind, due_on, due_units
from app.services.zone_status import ZoneSnapshot

router = APIRouter(prefix="/api/v1/testing", tags=["testing"])

COVERED_DAYS = 14
"""Coverage without a campaign looks so many days back, unless told otherwise."""


@router.get("/due")
def read_due(
    request: Request,
    live: SnapshotDep,
    session: ReadSessionDep,
    rules: RulesDep,
    on: Annotated[Day | None, Query(description="Reporting day, up to 60 days ahead; today's when left out.")] = None,
    district: District = None,
    overdue: Annotated[bool | None, Query(description="Only overdue units, or only those that are not.")] = None,
    kind: Annotated[
        UnitKind | None, Query(description="Only by the duty of a level, of cordons, of campaigns.")
    ] = None,
) -> Response:
    """Who is due for sampling, the most urgent first: wards by the duty of their level, cordons, wards of campaigns.

    A unit is listed from `due_from` on; it is overdue only after `due_by`. Wards whose duty is “at least once” are due
    from the day it began, with no last day. A day ahead tells what is due then if nothing is done; a past day what was
    due then, as known then.
    """
    snapshot, day = due_on(session, live, rules=rules, on=on)
    check_filters(snapshot, district=district)

    def render() -> bytes:
        units = due_units(
            snapshot,
            on=day,
            district_codes=None if district is None else {district},
            kinds=None if kind is None else {kind},
        )
        return encode(due_document(snapshot, [each for each in units if overdue in {None, each.is_overdue}], on=day))

    return cached_answer(request, snapshot, render)


@router.get("/coverage")
def read_coverage(
    request: Request,
    snapshot: SnapshotDep,
    district: District = None,
    campaign: CampaignIdQuery = None,
    from_: Annotated[Day | None, Query(alias="from", description="Rounds started on this day or later.")] = None,
    to: Annotated[Day | None, Query(description="Rounds started on this day or earlier; today if left out.")] = None,
) -> Response:
    """How many people are known to have been sampled at least once, by ward, district and in all.

    Of a ward the samples of its largest round count, since two rounds may have met the same people;
    `people_sampled_at_most` is their sum. With `campaign`, its own days and share count.
    """
    check_filters(snapshot, district=district)
    asked = None if campaign is None else campaign_of(snapshot, campaign)
    if asked is not None:
        first, last = asked.starts_on, asked.target_on
    else:
        first, last = _days(snapshot, from_, to)

    def render() -> bytes:
        return encode(
            coverage_document(
                snapshot,
                campaign=asked,
                first_day=first,
                last_day=last,
                district_codes=None if district is None else {district},
            )
        )

    return cached_answer(request, snapshot, render)


def _days(snapshot: ZoneSnapshot, first: date | None, last: date | None) -> tuple[date, date]:
    """The days looked at.

    Raises:
        InvalidValue: they are in the wrong order.
    """
    end = last or snapshot.open_day
    start = first or end - timedelta(days=COVERED_DAYS - 1)
    if start > end:
        raise InvalidValue(
            "/from",
            vi=f"from {start:%d/%m/%Y} sau to {end:%d/%m/%Y}; đổi lại hai ngày.",
            en=f"from {start} is after to {end}; swap the two days.",
        )
    return start, end
