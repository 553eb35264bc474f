"""The register: districts, wards, neighbors; search ignores diacritics."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path, Query, Request, Response

from app.api.cached import cached_answer
from app.api.dependencies import ReadSessionDep, SnapshotDep
from app.api.documents.policies import ward_document
from app.api.documents.zones import encode, listing
from app.api.instants import read_past_instant
from app.api.routes.zones import check_filters
from app.api.schemas.common import WardCode
from app.api.security import now_of
from app.domain.register import Ward
from app.services.register import register_on
from app.services.unit_search import unit_search

router = APIRouter(prefix="/api/v1", tags=["register"])


@router.get("/districts")
def list_districts(request: Request, snapshot: SnapshotDep) -> Response:
    """Districts with population and number of wards; empty where the register has none."""
    register = snapshot.register

    def render() -> bytes:
        items = [
            {
                "district_code": each.code,
                "district_name": each.name,
                "district_kind": each.kind,
                "population": each.population,
                "wards": each.ward_count,
            }
            for each in register.districts
        ]
        return encode(listing(snapshot, items))

    return cached_answer(request, snapshot, render)


@router.get("/wards")
def list_wards(
    request: Request,
    snapshot: SnapshotDep,
    session: ReadSessionDep,
    district: Annotated[WardCode | None, Query()] = None,
    q: Annotated[
        str | None, Query(max_length=100, description="A name, now or before, or a code; marks ignored.")
    ] = None,
    at: Annotated[str | None, Query(description="A past instant: the units in force then.")] = None,
) -> Response:
    """Wards of the register; with `q` the best match first."""
    check_filters(snapshot, district=district)
    register = snapshot.register
    if at is not None:
        instant = read_past_instant(at, "/at", now=now_of(request))
        on = request.app.state.rules.clock.open_day(instant)
        register = register_on(session, on, known_revision=snapshot.revision)

    def render() -> bytes:
        wards = [ward for ward in register.wards if district is None or ward.district_code == district]
        if q is not None:
            hits = unit_search(session, register).search(q, district_code=district, wards_only=True)
            wards = [hit.unit for hit in hits.found if isinstance(hit.unit, Ward)]
        items = [ward_document(ward, register) for ward in wards]
        return encode(listing(snapshot, items))

    return cached_answer(request, snapshot, render)


@router.get("/wards/{code}")
def read_ward(request: Request, code: Annotated[WardCode, Path()], snapshot: SnapshotDep) -> Response:
    """One ward of the register."""
    register, ward = snapshot.register, snapshot.ward(code)
    return cached_answer(request, snapshot, lambda: encode({**ward_document(ward, register), "drill": snapshot.drill}))


@router.get("/wards/{code}/neighbours")
def read_neighbours(request: Request, code: Annotated[WardCode, Path()], snapshot: SnapshotDep) -> Response:
    """Wards that share a border longer than 0 m with this one, longest border first, across district lines too."""
    register = snapshot.register
    snapshot.ward(code)

    def render() -> bytes:
        found = sorted(register.neighbors_of(code), key=lambda pair: (-pair[1], pair[0].code))
        items = [
            {
                "ward_code": other.code,
                "ward_name": other.name,
                "district_code": other.district_code,
                "district_name": other.district_name,
                "shared_border_m": round(metres, 1),
            }
            for other, metres in found
        ]
        return encode(listing(snapshot, items, ward_code=code, boundary_status=register.boundary_status.value))

    return cached_answer(request, snapshot, render)
