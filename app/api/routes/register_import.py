"""Official boundaries brought over HTTP: tried first, with a picture of what is wrong and what changes; then taken."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, File, Form, Query, Response, UploadFile

from app.api.answers import json_answer
from app.api.dependencies import LanguageDep, WritingDep
from app.api.schemas.common import Day
from app.api.schemas.register_import import RegisterImportOut
from app.api.security import MayImportRegister
from app.api.strict_json import StrictJsonRoute
from app.domain.vocabulary import BoundaryStatus
from app.formats.match_table import read_matches
from app.formats.register_picture import register_svg
from app.services.register_desk import RegisterWish, handle_register
from app.services.ward_import import ReadingChoices

router = APIRouter(prefix="/api/v1/wards", tags=["register"], route_class=StrictJsonRoute)

Heading = Annotated[str | None, Form(max_length=120)]


@router.post("/import", response_model=RegisterImportOut)
def post_register(
    work: WritingDep,
    caller: MayImportRegister,
    language: LanguageDep,
    file: Annotated[UploadFile, File(description="GeoJSON, GeoPackage, FlatGeobuf, KML, or a .zip of .shp or .tab.")],
    matches: Annotated[
        UploadFile | None, File(description="CSV of row and ward_code, for rows of unclear name.")
    ] = None,
    layer: Annotated[str | None, Form(max_length=200, description="Which layer, of a file with several.")] = None,
    crs: Annotated[str | None, Form(max_length=4000, description="Reference system, as EPSG:5897.")] = None,
    code_column: Heading = None,
    name_column: Heading = None,
    district_column: Heading = None,
    district_code_column: Heading = None,
    dry_run: Annotated[bool, Query(description="Check, compare, answer, and write nothing.")] = False,
    repair: Annotated[bool, Query(description="Mend what can be mended without guessing.")] = False,
    picture: Annotated[bool, Query(description="Answer with a picture of all findings.")] = False,
    valid_from: Annotated[Day | None, Query(description="The day the units hold from.")] = None,
    boundary_status: Annotated[BoundaryStatus | None, Query(description="Overrides what the file says.")] = None,
) -> Response:
    """Take a boundary file as the whole register from a day on: all or nothing.

    With `dry_run` a faulty file is answered with its faults and 200; without, it is refused with 422.
    """
    headings = {
        "ward_code": code_column,
        "ward_name": name_column,
        "district_name": district_column,
        "district_code": district_code_column,
    }
    wish = RegisterWish(
        content=file.file.read(),
        source_name=(file.filename or "register")[:200],
        valid_from=valid_from,
        repair=repair,
        dry_run=dry_run,
        boundary_status=boundary_status,
        choices=ReadingChoices(
            layer=layer,
            crs=crs,
            columns={role: heading for role, heading in headings.items() if heading},
            matches={} if matches is None else read_matches(matches.file.read()),
        ),
    )
    handled = handle_register(work.session, rules=work.rules, wish=wish, now=work.now, actor=caller.username)
    report = handled.report
    if report is None or report.revision is None:
        work.abandon()
    else:
        work.adopt_revision(report.revision)
        work.audit(caller, "import_register", wish.source_name, detail={"changed": report.changed})
    drawn = register_svg(handled.examined.pictured) if picture else None
    return json_answer(RegisterImportOut.of(handled, language, picture_svg=drawn))
