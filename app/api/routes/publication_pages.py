"""The pages on publications: the list, one of them (where its QR code leads), and checking a copy without scripts."""

from __future__ import annotations

from typing import Annotated, Final

from fastapi import APIRouter, Path, Request, Response

from app.api.dependencies import ReadSessionDep
from app.api.page_answers import ShellDep, Text, asks_for_html, not_found_page, page_answer, proper_address
from app.api.pages.contents import HTML
from app.api.pages.environment import render
from app.api.pages.publication_checks import check_view
from app.api.pages.publications import LISTED, publication_page, publications_page
from app.api.pages.shared import Shell
from app.api.problem_handlers import problem_of
from app.api.publication_asking import asked_by_text, check_asked, checked
from app.domain.errors import PublicationNotFound, ZoneError
from app.domain.publication_check import PublicationCheck
from app.services.publication_check import LONGEST_FILE
from app.services.publication_reading import one_publication, page_of_publications
from app.storage.publications import count_publications

router = APIRouter(include_in_schema=False)

LONGEST_TYPED: Final = 300


@router.get("/publications")
def show_publications(request: Request, shell: ShellDep, session: ReadSessionDep, before: Text = None) -> Response:
    """All publications, the newest first; `before` goes on from a number."""
    number = int(before) if before is not None and before.isascii() and before.isdigit() and len(before) <= 9 else None
    shell = shell.at(before=None if number is None else str(number))
    if (elsewhere := proper_address(request, shell)) is not None:
        return elsewhere

    def show() -> bytes:
        known = shell.snapshot.revision
        found, _, more = page_of_publications(session, before=number, limit=LISTED, known_revision=known)
        page = publications_page(shell, found, more=more)
        return render("publications.html", shell=shell, w=shell.words, page=page)

    return page_answer(request, shell, show)


@router.get("/p/{number}")
def show_publication(
    request: Request, number: Annotated[str, Path(max_length=40)], shell: ShellDep, session: ReadSessionDep
) -> Response:
    """One publication: whether it stands, what it says, its files with their hashes.

    Raises:
        PublicationNotFound: there is none of this number, and no browser is asking.
    """
    try:
        is_number = number.isascii() and number.isdigit() and len(number) <= 9
        found = one_publication(session, int(number) if is_number else 0, known_revision=shell.snapshot.revision)
    except PublicationNotFound:
        if not asks_for_html(request):
            raise
        return not_found_page(shell, "publication_not_found.html", code=number)
    if (elsewhere := proper_address(request, shell)) is not None:
        return elsewhere

    def show() -> bytes:
        newest = count_publications(session, known_revision=shell.snapshot.revision)
        page = publication_page(shell, found, newest=newest)
        return render("publication.html", shell=shell, w=shell.words, page=page)

    return page_answer(request, shell, show)


@router.get("/verify")
def show_verify(request: Request, shell: ShellDep, session: ReadSessionDep, number: Text = None) -> Response:
    """The form, and the answer for a number or hash in the address."""
    typed = (number or "")[:LONGEST_TYPED].strip()
    shell = shell.at(number=typed or None)
    if (elsewhere := proper_address(request, shell)) is not None:
        return elsewhere
    if not typed:
        return page_answer(request, shell, lambda: _page(shell))
    try:
        check = check_asked(session, asked_by_text(typed))
    except ZoneError as fault:
        return _answer(shell, _page(shell, fault=fault, typed=typed), problem_of(fault).spec.status)
    return _answer(shell, _page(shell, check=check, typed=typed))


@router.post("/verify")
async def check_copy(request: Request, shell: ShellDep, session: ReadSessionDep) -> Response:
    """The answer for a file, a number or a hash sent by the form; nothing is stored."""
    try:
        check = await checked(session, request)
    except ZoneError as fault:
        return _answer(shell, _page(shell, fault=fault), problem_of(fault).spec.status)
    return _answer(shell, _page(shell, check=check))


def _page(
    shell: Shell, *, check: PublicationCheck | None = None, fault: ZoneError | None = None, typed: str = ""
) -> bytes:
    return render(
        "verify.html",
        shell=shell,
        w=shell.words,
        check=None if check is None else check_view(shell, check),
        fault="" if fault is None else shell.words.pick((fault.detail_vi, fault.detail_en)),
        typed=typed,
        largest=LONGEST_FILE // 2**20,
    )


def _answer(shell: Shell, body: bytes, status: int = 200) -> Response:
    """A page that is made for one reader and kept by nobody."""
    head = {"Cache-Control": "no-store", "Content-Language": shell.words.language, "Vary": "Accept-Language"}
    return Response(body, status, head, HTML)
