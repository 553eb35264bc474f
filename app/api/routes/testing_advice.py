"""Advice on pools and on cadence, from a given positivity or from the rounds that were logged."""

from __future__ import annotations

from typing import Annotated, Final

from fastapi import APIRouter, Query, Request, Response

from app.api.cached import cached_answer
from app.api.dependencies import ReadSessionDep, RulesDep, SnapshotDep
from app.api.documents.testing_advice import Asked, advice_document
from app.api.documents.zones import encode, select_zones
from app.api.routes.zones import District, check_filters
from app.api.schemas.common import WardCode
from app.api.schemas.testing_plan import Positivity
from app.domain.disclosure import Disclosure
from app.domain.errors import InvalidValue
from app.domain.testing_advice import LARGEST_POOL
from app.services.testing_advice import logged_positivity
from app.services.ward_details import zone_of
from app.services.zone_status import ZoneSnapshot

router = APIRouter(prefix="/api/v1/testing", tags=["testing"])

LONGEST_CADENCE: Final = 60


@router.get("/advice")
def read_advice(
    request: Request,
    snapshot: SnapshotDep,
    session: ReadSessionDep,
    rules: RulesDep,
    positivity: Annotated[
        Positivity | None, Query(description="Share of positive people; that of the logged rounds when left out.")
    ] = None,
    sensitivity: Annotated[
        float, Query(ge=0.01, le=1, description="Chance that a round finds an infected person.")
    ] = 1.0,
    turnaround_days: Annotated[float, Query(ge=0, le=14, description="Days from swab to result.")] = 1.0,
    pool_sizes: Annotated[
        str, Query(pattern=r"^\d{1,2}(,\d{1,2}){0,15}$", description="People a tube, with commas.")
    ] = "1,5,10",
    cadence_days: Annotated[
        str | None,
        Query(
            pattern=r"^\d{1,2}(\.\d)?(,\d{1,2}(\.\d)?){0,15}$",
            description="Days between rounds, with commas; the intervals of the policy when left out.",
        ),
    ] = None,
    district: District = None,
    ward: Annotated[WardCode | None, Query(description="Ward code.")] = None,
) -> Response:
    """How many tests a pool takes for each person, which size is best, and how soon a cadence finds an infection.

    Advice, not an order, with its assumptions and sources. Without `positivity` the rounds of the last 14 days count,
    of a ward, a district or everywhere; a count of positives too small to publish is taken for the most it could be.
    """
    check_filters(snapshot, district=district)
    codes = [zone_of(snapshot, ward).ward.code] if ward else None
    asked = Asked(
        positivity=positivity,
        pool_sizes=_pool_sizes(pool_sizes),
        cadence_days=_cadences(cadence_days, snapshot),
        sensitivity=sensitivity,
        turnaround_days=turnaround_days,
    )

    def render() -> bytes:
        logged = logged_positivity(
            session,
            snapshot,
            ward_codes=codes or [zone.ward.code for zone in select_zones(snapshot, district_code=district)],
            disclosure=Disclosure(rules.suppression_threshold),
        )
        return encode(advice_document(snapshot, asked, logged))

    return cached_answer(request, snapshot, render)


def _pool_sizes(text: str) -> list[int]:
    sizes = sorted({int(each) for each in text.split(",")})
    if sizes[0] >= 1 and sizes[-1] <= LARGEST_POOL:
        return sizes
    raise InvalidValue(
        "/pool_sizes",
        vi=f"pool_sizes là các số từ 1 đến {LARGEST_POOL}, cách nhau bằng dấu phẩy, ví dụ 5,10.",
        en=f"pool_sizes are numbers from 1 to {LARGEST_POOL} with commas, for example 5,10.",
    )


def _cadences(text: str | None, snapshot: ZoneSnapshot) -> list[float]:
    if text is None:
        intervals = [duty.interval_days for duty in snapshot.policy.testing if duty.interval_days]
        return sorted({float(days) for interval in intervals for days in interval})
    days = sorted({float(each) for each in text.split(",")})
    if days[0] > 0 and days[-1] <= LONGEST_CADENCE:
        return days
    raise InvalidValue(
        "/cadence_days",
        vi=f"cadence_days là các số ngày lớn hơn 0, nhiều nhất {LONGEST_CADENCE}, cách nhau bằng dấu phẩy, ví dụ 3,7.",
        en=f"cadence_days are days above 0 and at most {LONGEST_CADENCE}, with commas, for example 3,7.",
    )
