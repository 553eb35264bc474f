"""Search over wards and districts, by names now and before, kinds and codes."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Request, Response

from app.api.cached import cached_answer
from app.api.dependencies import ReadSessionDep, SnapshotDep
from app.api.documents.search import search_document
from app.api.documents.zones import encode
from app.api.routes.zones import District, check_filters
from app.services.unit_search import unit_search

router = APIRouter(prefix="/api/v1", tags=["register"])


@router.get("/search")
def search_units(
    request: Request,
    snapshot: SnapshotDep,
    session: ReadSessionDep,
    q: Annotated[
        str,
        Query(
            min_length=1,
            max_length=100,
            description="A name or its beginning, or a code; marks, case and Đ/đ do not matter.",
            examples=["dong anh"],
        ),
    ],
    district: District = None,
    limit: Annotated[int, Query(ge=1, le=100, description="At most so many.")] = 20,
) -> Response:
    """Wards and districts by name, old name, district or code, best first, with the level in force.

    `matched` says what answered: `name`, `old_name` (then `was` is that name, and the item a ward on its ground now),
    `district` or `code`. Names typed nearly right answer only when nothing else does, and say `approximate`.
    """
    check_filters(snapshot, district=district)

    def render() -> bytes:
        hits = unit_search(session, snapshot.register).search(q, limit=limit, district_code=district)
        return encode(search_document(snapshot, hits, q=q))

    return cached_answer(request, snapshot, render)
