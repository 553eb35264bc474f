"""The register: districts, wards, neighbors; search ignores diacritics."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path, Query, Request, Response

from app.api.cached import cached_answer
from app.api.dependencies import ReadSessionDep, SnapshotDep
from app.api.documents.policies import ward_document
from app.api.instants import read_past_instant
from app.api.routes.zones import check_filters, encode
from app.api.schemas.common import WardCode
from app.api.security import now_of
from app.domain.errors import WardNotFound
from app.domain.names import search_wards
from app.services.register import register_on
from app.storage.revisions import revision_known_at

router = APIRouter(prefix="/api/v1", tags=["register"])


@router.get("/districts")
def list_districts(request: Request, snapshot: SnapshotDep) -> Response:
    """Districts with population and number of wards; empty where the register has none."""
    register = snapshot.register

    def render() -> bytes:
        wards: dict[str, int] = {}
        for ward in register.wards:
            if ward.district_code is not None:
                wards[ward.district_code] = wards.get(ward.district_code, 0) + 1
        items = [
            {
                "district_code": each.code,
                "district_name": each.name,
                "district_kind": each.kind,
                "population": each.population,
                "wards": wards.get(each.code, 0),
            }
            for each in register.districts
        ]
        return encode({"items": items, "number_matched": len(items), "number_returned": len(items), "links": []})

    return cached_answer(request, snapshot, render)


@router.get("/wards")
def list_wards(
    request: Request,
    snapshot: SnapshotDep,
    session: ReadSessionDep,
    district: Annotated[WardCode | None, Query()] = None,
    q: Annotated[str | None, Query(max_length=100, description="Name or code; diacritics and Đ/đ ignored.")] = None,
    at: Annotated[str | None, Query(description="A past instant: the register known then.")] = None,
) -> Response:
    """Wards of the register; with `q` the best match first."""
    check_filters(snapshot, district=district)
    register = snapshot.register
    if at is not None:
        instant = read_past_instant(at, "/at", now=now_of(request))
        register = register_on(
            session,
            request.app.state.rules.clock.open_day(instant),
            known_revision=revision_known_at(session, instant),
        )

    def render() -> bytes:
        wards = [ward for ward in register.wards if district is None or ward.district_code == district]
        if q is not None:
            wards = search_wards(wards, q)
        items = [ward_document(ward, register) for ward in wards]
        return encode({"items": items, "number_matched": len(items), "number_returned": len(items), "links": []})

    return cached_answer(request, snapshot, render)


@router.get("/wards/{code}")
def read_ward(request: Request, code: Annotated[WardCode, Path()], snapshot: SnapshotDep) -> Response:
    """One ward of the register."""
    register = snapshot.register
    position = _position(snapshot, code)
    return cached_answer(request, snapshot, lambda: encode(ward_document(register.wards[position], register)))


@router.get("/wards/{code}/neighbours")
def read_neighbours(request: Request, code: Annotated[WardCode, Path()], snapshot: SnapshotDep) -> Response:
    """Wards that share a border longer than 0 m with this one, longest border first, across district lines too."""
    register = snapshot.register
    position = _position(snapshot, code)

    def render() -> bytes:
        found = sorted(register.borders.neighbors_of(position), key=lambda pair: (-pair[1], pair[0]))
        items = [
            {
                "ward_code": register.wards[other].code,
                "ward_name": register.wards[other].name,
                "district_code": register.wards[other].district_code,
                "district_name": register.wards[other].district_name,
                "shared_border_m": round(metres, 1),
            }
            for other, metres in found
        ]
        return encode(
            {
                "ward_code": code,
                "boundary_status": register.boundary_status.value,
                "items": items,
                "number_matched": len(items),
                "number_returned": len(items),
                "links": [],
            }
        )

    return cached_answer(request, snapshot, render)


def _position(snapshot: SnapshotDep, code: str) -> int:
    position = snapshot.register.positions.get(code)
    if position is None:
        raise WardNotFound(code)
    return position
