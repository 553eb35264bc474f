"""Numbered publications: made by the city, read by everyone for ever, and checked by anyone who holds a copy."""

from __future__ import annotations

import base64
from typing import Annotated, Any, Final

from fastapi import APIRouter, Path, Query, Request, Response

from app.api.answers import IdempotencyKey, answer_once, json_answer, request_fingerprint
from app.api.cached import answer_with_file, cached_answer
from app.api.cursors import next_link
from app.api.dependencies import ReadSessionDep, SnapshotDep, WritingDep, public_address
from app.api.publication_asking import BODY_LIMIT, checked
from app.api.representations import CSV, GEOJSON, IMMUTABLE, Content
from app.api.schemas.publications import (
    LARGEST_NUMBER,
    PUBLICATIONS,
    CheckOut,
    PublicationIn,
    PublicationOut,
    PublicationsOut,
)
from app.api.security import MayPublish
from app.api.strict_json import StrictJsonRoute
from app.domain.publication import FILE_NAMES, FileKind, file_name
from app.services.publication import publish
from app.services.publication_reading import file_content, one_publication, page_of_publications, publication_file

router = APIRouter(prefix=PUBLICATIONS, tags=["publications"], route_class=StrictJsonRoute)

Number = Annotated[int, Path(ge=1, le=LARGEST_NUMBER, description="Of the publication.")]
MEDIA_TYPES: Final = {
    FileKind.CSV: CSV,
    FileKind.GEOJSON: GEOJSON,
    FileKind.SVG: "image/svg+xml",
    FileKind.PNG: "image/png",
    FileKind.PDF: "application/pdf",
}
SAVED: Final = frozenset({FileKind.CSV, FileKind.GEOJSON})
"""Forms a browser saves; it shows the others."""
VERIFY_BODY: Final[dict[str, Any]] = {
    "requestBody": {
        "required": True,
        "description": f"A file of at most {BODY_LIMIT // 2**20} MiB in the part `file` of a form, or as the body by "
        "itself; or its number or SHA-256.",
        "content": {
            "multipart/form-data": {
                "schema": {
                    "type": "object",
                    "properties": {
                        "file": {"type": "string", "format": "binary"},
                        "number": {"type": "string"},
                        "sha256": {"type": "string"},
                    },
                }
            },
            "application/json": {
                "schema": {
                    "type": "object",
                    "properties": {
                        "number": {"type": "integer", "minimum": 1, "maximum": LARGEST_NUMBER},
                        "sha256": {"type": "string", "pattern": "^[0-9a-f]{64}$"},
                    },
                }
            },
            "application/octet-stream": {"schema": {"type": "string", "format": "binary"}},
        },
    }
}


def _file_answers(kind: FileKind) -> dict[int | str, dict[str, Any]]:
    """How OpenAPI tells of a file."""
    media_type = MEDIA_TYPES[kind].partition(";")[0]
    return {200: {"description": "The file.", "content": {media_type: {"schema": {"type": "string"}}}}}


@router.post("", status_code=201, response_model=PublicationOut)
def create_publication(
    request: Request, body: PublicationIn, work: WritingDep, caller: MayPublish, key: IdempotencyKey = None
) -> Response:
    """Publish what is in force: table, map, picture and one-page notice under the next number, never changed again.

    Refused on a drill site, and while the newest closed day is not judged. With `supersedes` it corrects another.
    """

    def produce() -> Response:
        revision = work.revision
        assert revision is not None
        made = publish(
            work.session,
            rules=work.rules,
            caller=caller,
            order=body.as_order(),
            address=public_address(request),
            revision=revision,
        )
        work.audit(caller, "publish", str(made.number), detail={"document_number": made.document_number})
        answer = PublicationOut.of(one_publication(work.session, made.number))
        return json_answer(answer, status=201, headers={"Location": f"{PUBLICATIONS}/{made.number}"})

    return answer_once(
        work, kind="publication", caller=caller, key=key, asked=request_fingerprint(request, body), produce=produce
    )


@router.get("", response_model=PublicationsOut)
def list_publications(
    request: Request,
    session: ReadSessionDep,
    snapshot: SnapshotDep,
    after: Annotated[int | None, Query(ge=1, le=LARGEST_NUMBER, description="Only numbers before this one.")] = None,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
) -> Response:
    """All publications, the newest first."""

    def render() -> bytes:
        found, count, more = page_of_publications(session, before=after, limit=limit, known_revision=snapshot.revision)
        links = [next_link(request, str(found[-1].publication.number))] if more else []
        items = [PublicationOut.of(each) for each in found]
        page = PublicationsOut(items=items, number_matched=count, number_returned=len(items), links=links)
        return page.model_dump_json().encode()

    return cached_answer(request, snapshot, render)


@router.get("/{number}", response_model=PublicationOut)
def read_publication(request: Request, number: Number, session: ReadSessionDep, snapshot: SnapshotDep) -> Response:
    """One publication: what it says, whether it still stands, and its files with their hashes."""
    found = one_publication(session, number, known_revision=snapshot.revision)
    return cached_answer(request, snapshot, lambda: PublicationOut.of(found).model_dump_json().encode())


@router.get(f"/{{number}}/{FILE_NAMES[FileKind.CSV]}", responses=_file_answers(FileKind.CSV))
def send_csv(request: Request, number: Number, session: ReadSessionDep) -> Response:
    """The table as CSV: UTF-8 with BOM; `Repr-Digest` is its SHA-256."""
    return _file(request, session, number, FileKind.CSV)


@router.get(f"/{{number}}/{FILE_NAMES[FileKind.GEOJSON]}", responses=_file_answers(FileKind.GEOJSON))
def send_geojson(request: Request, number: Number, session: ReadSessionDep) -> Response:
    """The table with shapes."""
    return _file(request, session, number, FileKind.GEOJSON)


@router.get(f"/{{number}}/{FILE_NAMES[FileKind.SVG]}", responses=_file_answers(FileKind.SVG))
def send_svg(request: Request, number: Number, session: ReadSessionDep) -> Response:
    """The map with legend, number and QR code, to be drawn at any size."""
    return _file(request, session, number, FileKind.SVG)


@router.get(f"/{{number}}/{FILE_NAMES[FileKind.PNG]}", responses=_file_answers(FileKind.PNG))
def send_png(request: Request, number: Number, session: ReadSessionDep) -> Response:
    """The same as a picture to be passed on."""
    return _file(request, session, number, FileKind.PNG)


@router.get(f"/{{number}}/{FILE_NAMES[FileKind.PDF]}", responses=_file_answers(FileKind.PDF))
def send_pdf(request: Request, number: Number, session: ReadSessionDep) -> Response:
    """The notice on one page, to be printed."""
    return _file(request, session, number, FileKind.PDF)


@router.post("/verify", response_model=CheckOut, openapi_extra=VERIFY_BODY)
async def verify(request: Request, session: ReadSessionDep) -> Response:
    """Whether a file is a publication of this site and still stands; if it was altered, which cells.

    CSV and GeoJSON are compared cell by cell with the publication named in them; what a spreadsheet only wrote
    differently is told apart. Nothing is stored.
    """
    return json_answer(CheckOut.of(await checked(session, request)))


def _file(request: Request, session: ReadSessionDep, number: int, kind: FileKind) -> Response:
    publication, entry = publication_file(session, number, kind)
    shown = "attachment" if kind in SAVED else "inline"
    digest = base64.b64encode(bytes.fromhex(entry.sha256)).decode()
    content = Content(
        render=lambda: file_content(session, entry),
        media_type=MEDIA_TYPES[kind],
        cache_control=IMMUTABLE,
        headers={
            "content-disposition": f'{shown}; filename="{file_name(publication, kind)}"',
            "repr-digest": f"sha-256=:{digest}:",
        },
        named_by=entry.sha256,
        # The digest is of the bytes as they are sent, so they are sent as they are.
        packs=False,
    )
    return answer_with_file(request, content)
