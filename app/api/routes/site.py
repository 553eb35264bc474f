"""The pages people read: the whole map, one ward, the API documentation, and the files they are made of."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Final

from fastapi import APIRouter, Request, Response

from app.api.cached import answer_with, answer_with_file
from app.api.dependencies import ReadSessionDep, SnapshotDep
from app.api.page_answers import ShellDep, Text, asks_for_html, not_found_page, page_answer, proper_address
from app.api.pages.assets import Asset, assets
from app.api.pages.cards import city_card, ward_card
from app.api.pages.city import HITS_SHOWN, knows_district, search_page
from app.api.pages.contents import city_content, page_content
from app.api.pages.environment import render
from app.api.pages.shared import Palette, Shell
from app.api.pages.static_texts import favicon, robots
from app.api.pages.ward import ward_page, ward_view
from app.api.picture_desk import PictureDesk
from app.api.representations import IMMUTABLE, REVALIDATED
from app.domain.disclosure import Disclosure
from app.domain.errors import WardGone, WardNotFound
from app.formats.map_picture import MapPicture
from app.services.policy_library import shipped_policies
from app.services.unit_search import unit_search
from app.services.ward_details import ward_details, zone_of

router = APIRouter(include_in_schema=False)

LONGEST_QUERY: Final = 100


@router.get("/")
def show_city(
    request: Request,
    shell: ShellDep,
    session: ReadSessionDep,
    q: Text = None,
    level: Text = None,
    district: Text = None,
) -> Response:
    """The map of the whole register with every ward in words; `q` searches, `level` and `district` filter."""
    text = (q or "")[:LONGEST_QUERY].strip()
    is_district = district is not None and knows_district(shell.snapshot.register, district)
    filters = {"level": level if level in shell.levels else None, "district": district if is_district else None}
    shell = shell.at(**({"q": text} if text else filters))
    if (elsewhere := proper_address(request, shell)) is not None:
        return elsewhere

    if not text:
        return answer_with(request, shell.snapshot, city_content(shell, **filters))

    def show() -> bytes:
        hits = unit_search(session, shell.snapshot.register).search(text, limit=HITS_SHOWN, wards_only=True)
        return render("search.html", shell=shell, w=shell.words, page=search_page(shell, text, hits))

    return page_answer(request, shell, show)


@router.get("/w/{ward_code}")
def show_ward(request: Request, ward_code: str, shell: ShellDep, session: ReadSessionDep) -> Response:
    """One ward: its level and why, when it may open, testing, rings, recent cases, history, neighbors."""
    if ward_code not in shell.snapshot.by_code:
        return _no_such_ward(request, shell, ward_code)
    if (elsewhere := proper_address(request, shell)) is not None:
        return elsewhere
    rules, disclosure = shell.rules, Disclosure(shell.rules.suppression_threshold)

    def show() -> bytes:
        details = ward_details(session, shell.snapshot, rules=rules, ward_code=ward_code, disclosure=disclosure)
        history = shell.snapshot.histories.get(ward_code, ())
        page = ward_page(shell, details, history, disclosure)
        return render("ward.html", shell=shell, w=shell.words, page=page)

    return page_answer(request, shell, show)


@router.get("/w/{ward_code}/panel")
def show_panel(request: Request, ward_code: str, shell: ShellDep, session: ReadSessionDep) -> Response:
    """What the page of a ward says first, as a fragment to put beside the map.

    Raises:
        WardNotFound: no ward has this code.
    """
    rules, disclosure = shell.rules, Disclosure(shell.rules.suppression_threshold)
    zone_of(shell.snapshot, ward_code)

    def show() -> bytes:
        details = ward_details(session, shell.snapshot, rules=rules, ward_code=ward_code, disclosure=disclosure)
        view = ward_view(shell, details, shell.snapshot.histories.get(ward_code, ()), disclosure)
        return render("panel.html", shell=shell, w=shell.words, page=view)

    return page_answer(request, shell, show)


@router.get("/card.png")
def send_card(request: Request, shell: ShellDep) -> Response:
    """The picture that a link to the whole map is shown with: the day, levels with counts, the map."""
    return _card(request, shell, "", lambda: city_card(shell))


@router.get("/w/{ward_code}/card.png")
def send_ward_card(request: Request, ward_code: str, shell: ShellDep) -> Response:
    """The picture that a link to a ward is shown with.

    Raises:
        WardNotFound: no ward has this code.
        PicturesBusy: others are being drawn.
    """
    zone = zone_of(shell.snapshot, ward_code)
    return _card(request, shell, zone.ward.name, lambda: ward_card(shell, zone))


@router.get("/docs")
def show_docs(request: Request, shell: ShellDep) -> Response:
    """The API documentation, drawn in the browser from /openapi.json without anything from elsewhere."""
    if (elsewhere := proper_address(request, shell)) is not None:
        return elsewhere
    return page_answer(request, shell, lambda: render("docs.html", shell=shell, w=shell.words))


@router.get("/static/levels/{digest}.css")
def send_palette(digest: str, request: Request, shell: ShellDep) -> Response:
    """The colours of a policy's levels: of the one in force, or of another whose page is read."""
    others = (Palette.of(policy) for policy in shipped_policies().values())
    palette = next((each for each in others if each.digest == digest), shell.palette)
    asset = Asset.of(palette.text.encode(), ".css")
    return answer_with_file(request, asset.content(IMMUTABLE if digest == palette.digest else REVALIDATED))


@router.get("/static/{digest}/{name:path}")
def send_asset(digest: str, name: str, request: Request) -> Response:
    """A style, script, font or vendored file; for ever the same under its digest."""
    tree = assets()
    asset = tree.find(name)
    if asset is None:
        return Response(status_code=404)
    return answer_with_file(request, asset.content(IMMUTABLE if digest == tree.digest else REVALIDATED))


@router.get("/favicon.svg")
def send_favicon(request: Request) -> Response:
    """The sign in the browser's tab."""
    return answer_with_file(request, Asset.of(favicon().encode(), ".svg").content("public, max-age=86400"))


@router.get("/robots.txt")
def send_robots(request: Request, snapshot: SnapshotDep) -> Response:
    """What search engines may read: the pages of a real site, nothing of a drill."""
    return answer_with_file(request, Asset.of(robots(drill=snapshot.drill).encode(), ".txt").content(REVALIDATED))


def _card(request: Request, shell: Shell, title: str, draw: Callable[[], MapPicture]) -> Response:
    """A card in points; made once per state of data, whoever asks and however often."""
    desk: PictureDesk = request.app.state.pictures
    content = page_content(shell, lambda: desk.png(draw(), title=title or shell.words("site_title")))
    return answer_with(request, shell.snapshot, replace(content, media_type="image/png", packs=False))


def _no_such_ward(request: Request, shell: Shell, ward_code: str) -> Response:
    """A page that helps on, for people, with what became of a ward that is no more; the problem, for machines.

    Raises:
        WardNotFound: the caller does not ask for HTML.
    """
    gone = None
    try:
        shell.snapshot.ward(ward_code)
    except WardNotFound as fault:
        if not asks_for_html(request):
            raise
        gone = fault if isinstance(fault, WardGone) else None
    return not_found_page(shell, "not_found.html", code=ward_code, gone=gone)
