"""The annex of an order on rings: a page to read and print, and a PDF to sign."""

from __future__ import annotations

from typing import Annotated, Final

from fastapi import APIRouter, Query, Request, Response

from app.api.dependencies import ReadSessionDep, RulesDep, SnapshotDep, public_address
from app.api.pages.staff_annex import annex_view
from app.api.routes.outbreaks import OutbreakId, require_seen
from app.api.security import MayDeclareOutbreak, MayReadReports
from app.api.staff_pages import StaffPageDep, staff_answer
from app.domain.ring_annex import RingAnnex
from app.formats.ring_annex_pdf import annex_pdf
from app.services.access import Caller
from app.services.outbreak_reading import existing_outbreak
from app.services.ring_annex import ring_annex
from app.services.zone_status import ZoneSnapshot

router: Final = APIRouter()

Version = Annotated[int | None, Query(ge=1, le=100_000, description="Which version; the newest if empty.")]


@router.get("/api/v1/outbreaks/{outbreak_id}/annex.pdf", tags=["outbreaks"], response_class=Response)
def send_annex(
    request: Request,
    outbreak_id: OutbreakId,
    session: ReadSessionDep,
    snapshot: SnapshotDep,
    rules: RulesDep,
    caller: MayReadReports,
    version: Version = None,
) -> Response:
    """The annex of an order as A4 sheets: map, layers with people and measures, wards by layer; a draft says so."""
    annex = _annex(request, session, snapshot, rules, caller, outbreak_id, version)
    name = f"phu-luc_{annex.outbreak_id}_phien-ban-{annex.version}.pdf"
    return Response(
        annex_pdf(annex, snapshot.register),
        headers={"Cache-Control": "no-store", "Content-Disposition": f'inline; filename="{name}"'},
        media_type="application/pdf",
    )


@router.get("/staff/outbreaks/{outbreak_id}/annex", include_in_schema=False)
def show_annex(
    request: Request,
    outbreak_id: OutbreakId,
    page: StaffPageDep,
    session: ReadSessionDep,
    rules: RulesDep,
    caller: MayDeclareOutbreak,
    version: Version = None,
) -> Response:
    """The same as a page."""
    snapshot = page.shell.snapshot
    annex = _annex(request, session, snapshot, rules, caller, outbreak_id, version)
    return staff_answer(page, "staff/annex.html", annex=annex_view(annex, snapshot.register))


def _annex(
    request: Request,
    session: ReadSessionDep,
    snapshot: ZoneSnapshot,
    rules: RulesDep,
    caller: Caller,
    outbreak_id: str,
    version: int | None,
) -> RingAnnex:
    """The annex of what the caller may look at."""
    require_seen(caller, snapshot.register, existing_outbreak(session, outbreak_id))
    address = public_address(request)
    return ring_annex(session, snapshot, rules=rules, outbreak_id=outbreak_id, version=version, base_url=address)
