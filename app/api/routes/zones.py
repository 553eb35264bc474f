"""What is in force: all wards, one ward with its reasons, its history; now, at a past instant, as known then."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Path, Query, Request, Response

from app.api.cached import answer_with, cached_answer
from app.api.dependencies import LanguageDep, ReadSessionDep, RulesDep, SnapshotDep
from app.api.documents.ward import assessment_item, status_item, ward_detail
from app.api.documents.zones import encode, envelope
from app.api.instants import read_past_instant
from app.api.map_contents import timeline_content, zones_content
from app.api.schemas.common import Day, WardCode
from app.api.security import LOGIN_OPTIONAL, OptionalStaff, now_of
from app.domain.disclosure import Disclosure
from app.domain.errors import DistrictNotFound, InvalidValue
from app.domain.vocabulary import UNKNOWN
from app.services.access import Act, may
from app.services.ward_details import assessment_history, status_history, ward_details, zone_of
from app.services.zone_snapshots import past_snapshot
from app.services.zone_status import ZoneSnapshot

router = APIRouter(prefix="/api/v1/zones", tags=["zones"])

At = Annotated[str | None, Query(description="A past instant (RFC 3339): the status in force then.")]
AsKnownAt = Annotated[str | None, Query(description="With `at`: only from what was committed by this instant.")]
District = Annotated[WardCode | None, Query(description="District code.", examples=["017"])]
Scheme = Annotated[Literal["main"], Query(description="The series of adopted policies; there is one.")]
Level = Annotated[str | None, Query(max_length=32, description="A level id of the policy, or `unknown`.")]


@router.get("")
def read_zones(
    request: Request,
    live: SnapshotDep,
    session: ReadSessionDep,
    rules: RulesDep,
    district: District = None,
    level: Level = None,
    at: At = None,
    as_known_at: AsKnownAt = None,
    scheme: Scheme = "main",
    format: Annotated[Literal["json", "csv"], Query()] = "json",  # noqa: A002 - the contract's name
) -> Response:
    """The status of all wards: one flat item each, without geometry.

    Revalidate with If-None-Match: the ETag changes when the data, the policy or the clock change an answer.
    """
    snapshot = snapshot_at(session, request, rules, at, as_known_at) or live
    check_filters(snapshot, district=district, level=level)

    content = zones_content(snapshot, district=district, level=level, table=format)
    return answer_with(request, snapshot, content)


@router.get("/timeline")
def read_timeline(
    request: Request,
    snapshot: SnapshotDep,
    rules: RulesDep,
    from_: Annotated[
        Day | None, Query(alias="from", description="First day; two months before `to` if left out.")
    ] = None,
    to: Annotated[Day | None, Query(description="Last day; today if left out.")] = None,
    scheme: Scheme = "main",
) -> Response:
    """The level in force in every ward at the end of every day, compact, for a date slider; today's is the present one.

    `days[].levels` has one sign a ward in the order of `ward_codes`: the position of its level in `levels` (0–9, a–z).
    """
    return answer_with(request, snapshot, timeline_content(snapshot, rules.clock, first=from_, last=to))


@router.get("/{ward_code}", openapi_extra=LOGIN_OPTIONAL)
def read_zone(
    request: Request,
    ward_code: Annotated[WardCode, Path()],
    live: SnapshotDep,
    session: ReadSessionDep,
    rules: RulesDep,
    language: LanguageDep,
    caller: OptionalStaff,
    at: At = None,
    as_known_at: AsKnownAt = None,
    scheme: Scheme = "main",
) -> Response:
    """One ward: level, why, since when, when it may open, testing, layer and directive, recent counts.

    Small public counts are shown as "<k"; staff of the district see the true ones.
    """
    snapshot = snapshot_at(session, request, rules, at, as_known_at) or live
    zone = zone_of(snapshot, ward_code)
    trusted = caller is not None and may(caller, Act.READ_REPORTS, zone.ward.scope_code)
    disclosure = Disclosure.open() if trusted else Disclosure(rules.suppression_threshold)

    def render() -> bytes:
        details = ward_details(
            session,
            snapshot,
            rules=rules,
            ward_code=ward_code,
            disclosure=disclosure,
        )
        return encode({**envelope(snapshot), **ward_detail(snapshot, details, disclosure)})

    if trusted:
        return Response(render(), headers={"Cache-Control": "no-store"}, media_type="application/json")
    return cached_answer(request, snapshot, render, language=language)


@router.get("/{ward_code}/history", openapi_extra=LOGIN_OPTIONAL)
def read_history(
    request: Request,
    ward_code: Annotated[WardCode, Path()],
    snapshot: SnapshotDep,
    session: ReadSessionDep,
    rules: RulesDep,
    caller: OptionalStaff,
    of: Annotated[Literal["status", "assessment"], Query()] = "status",
    scheme: Scheme = "main",
) -> Response:
    """Intervals of what was in force (`status`), or the judged days as re-evaluated with late data (`assessment`)."""
    zone = zone_of(snapshot, ward_code)
    trusted = caller is not None and may(caller, Act.READ_REPORTS, zone.ward.scope_code)
    disclosure = Disclosure.open() if trusted else Disclosure(rules.suppression_threshold)

    def render() -> bytes:
        items: list[dict[str, Any]]
        if of == "status":
            found = status_history(snapshot, ward_code=ward_code)
            items = [status_item(each, snapshot.decisions) for each in found]
        else:
            days = assessment_history(session, snapshot, rules=rules, ward_code=ward_code)
            items = [assessment_item(each, counts, disclosure) for each, counts in days]
        return encode(
            {
                **envelope(snapshot),
                "ward_code": ward_code,
                "of": of,
                "items": items,
                "number_matched": len(items),
                "number_returned": len(items),
                "links": [],
            }
        )

    if trusted:
        return Response(render(), headers={"Cache-Control": "no-store"}, media_type="application/json")
    return cached_answer(request, snapshot, render)


def check_filters(snapshot: ZoneSnapshot, *, district: str | None = None, level: str | None = None) -> None:
    """Refuse a district that is not in the register and a level the policy does not know.

    Raises:
        DistrictNotFound, InvalidValue: as named.
    """
    if district is not None and district not in {zone.ward.district_code for zone in snapshot.zones}:
        raise DistrictNotFound(district)
    levels = (*snapshot.policy.rank_of, UNKNOWN)
    if level is not None and level not in levels:
        known = ", ".join(levels)
        raise InvalidValue(
            "/level",
            vi=f"Bộ quy tắc {snapshot.policy.id} không có mức này; các mức: {known}.",
            en=f"Policy {snapshot.policy.id} has no such level; send one of: {known}.",
        )


def snapshot_at(
    session: ReadSessionDep, request: Request, rules: RulesDep, at: str | None, as_known_at: str | None
) -> ZoneSnapshot | None:
    """What was in force at a past instant, as known then; None when nothing but the present is asked for.

    Raises:
        InvalidValue: an instant that is none, or in the future.
    """
    if at is None and as_known_at is None:
        return None
    now = now_of(request)
    instant = read_past_instant(at, "/at", now=now) if at is not None else now
    known: datetime | None = read_past_instant(as_known_at, "/as_known_at", now=now) if as_known_at else None
    return past_snapshot(session, rules=rules, at=instant, as_known_at=known)
