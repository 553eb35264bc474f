"""The pages people read: the whole map, one ward, the API documentation, and the files they are made of."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Annotated, Final, cast

from fastapi import APIRouter, Depends, Query, Request, Response

from app.api.cached import IMMUTABLE, REVALIDATED, cached_answer
from app.api.dependencies import LanguageDep, ReadSessionDep, RulesDep, SnapshotDep
from app.api.language import Language
from app.api.pages.assets import Asset, assets
from app.api.pages.city import city_page, knows_district, search_page
from app.api.pages.environment import render
from app.api.pages.shared import Links, Shell, address
from app.api.pages.static_texts import favicon, robots
from app.api.pages.ward import ward_page
from app.api.pages.words import Words
from app.domain.disclosure import Disclosure
from app.domain.errors import WardNotFound
from app.services.ward_details import status_history, ward_details
from app.storage.revisions import read_site

router = APIRouter(include_in_schema=False)

HTML: Final = "text/html; charset=utf-8"
CSS: Final = "text/css; charset=utf-8"
LONGEST_QUERY: Final = 100
_HTML_RANGE: Final = re.compile(r"text/html|application/xhtml\+xml")
Text = Annotated[str | None, Query()]


def shell_of(
    request: Request, snapshot: SnapshotDep, rules: RulesDep, accepted: LanguageDep, lang: Text = None
) -> Shell:
    """The frame of a page, in the language its address asks for, else in the one the browser does."""
    asked: Language | None = cast("Language", lang) if lang in ("vi", "en") else None
    return Shell(
        words=Words(asked or accepted, rules.clock.timezone),
        links=Links(asked),
        snapshot=snapshot,
        rules=rules,
        path=request.url.path,
        base_url=request.app.state.settings.base_url.rstrip("/"),
    )


ShellDep = Annotated[Shell, Depends(shell_of)]


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
    if (elsewhere := _proper_address(request, shell)) is not None:
        return elsewhere

    def search() -> bytes:
        return render("search.html", shell=shell, w=shell.words, page=search_page(shell, text))

    def show() -> bytes:
        site = read_site(session)
        # A write that came after the snapshot was taken is none of its news.
        updated = site.committed_at if site is not None and 0 < site.revision == shell.snapshot.revision else None
        page = city_page(shell, level=filters["level"], district=filters["district"], updated=updated)
        return render("city.html", shell=shell, w=shell.words, page=page)

    return _page(request, shell, search if text else show)


@router.get("/w/{ward_code}")
def show_ward(request: Request, ward_code: str, shell: ShellDep, session: ReadSessionDep) -> Response:
    """One ward: its level and why, when it may open, testing, rings, recent cases, history, neighbors."""
    if ward_code not in shell.snapshot.by_code:
        return _no_such_ward(request, shell, ward_code)
    if (elsewhere := _proper_address(request, shell)) is not None:
        return elsewhere
    rules, disclosure = shell.rules, Disclosure(shell.rules.suppression_threshold)

    def show() -> bytes:
        details = ward_details(session, shell.snapshot, rules=rules, ward_code=ward_code, disclosure=disclosure)
        history = status_history(session, shell.snapshot, rules=rules, ward_code=ward_code)
        page = ward_page(shell, details, history, disclosure)
        return render("ward.html", shell=shell, w=shell.words, page=page)

    return _page(request, shell, show)


@router.get("/docs")
def show_docs(request: Request, shell: ShellDep) -> Response:
    """The API documentation, drawn in the browser from /openapi.json without anything from elsewhere."""
    if (elsewhere := _proper_address(request, shell)) is not None:
        return elsewhere
    return _page(request, shell, lambda: render("docs.html", shell=shell, w=shell.words))


@router.get("/static/levels/{digest}.css")
def send_palette(digest: str, request: Request, shell: ShellDep) -> Response:
    """The colours of the policy's levels."""
    named = {"Cache-Control": IMMUTABLE if digest == shell.palette.digest else REVALIDATED}
    return _send(request, Asset.of(shell.palette.text.encode(), ".css"), named)


@router.get("/static/{digest}/{name:path}")
def send_asset(digest: str, name: str, request: Request) -> Response:
    """A style, script, font or vendored file; for ever the same under its digest."""
    tree = assets()
    asset = tree.find(name)
    if asset is None:
        return Response(status_code=404)
    return _send(request, asset, {"Cache-Control": IMMUTABLE if digest == tree.digest else REVALIDATED})


@router.get("/favicon.svg")
def send_favicon(request: Request) -> Response:
    """The sign in the browser's tab."""
    return _send(request, Asset.of(favicon().encode(), ".svg"), {"Cache-Control": "public, max-age=86400"})


@router.get("/robots.txt")
def send_robots(request: Request, snapshot: SnapshotDep) -> Response:
    """What search engines may read: the pages of a real site, nothing of a drill."""
    return _send(request, Asset.of(robots(drill=snapshot.drill).encode(), ".txt"), {"Cache-Control": REVALIDATED})


def _page(request: Request, shell: Shell, show: Callable[[], bytes]) -> Response:
    """An HTML page, made once per state of data, clock, templates and settings."""
    snapshot, rules = shell.snapshot, shell.rules
    decides = (
        snapshot.revision,
        snapshot.policy_version,
        snapshot.valid_from.isoformat(),
        assets().digest,
        rules.clock,
        rules.suppression_threshold,
        shell.base_url,
    )
    return cached_answer(
        request,
        snapshot,
        show,
        media_type=HTML,
        language=shell.words.language,
        headers={"X-Robots-Tag": "noindex"} if snapshot.drill else None,
        named_by="|".join(map(str, decides)),
    )


def _proper_address(request: Request, shell: Shell) -> Response | None:
    """A way to the address without what the page does not understand, so that shared links and caches stay few."""
    proper = {**shell.parameters, **({"lang": shell.links.asked_language} if shell.links.asked_language else {})}
    if sorted(proper.items()) == sorted(request.query_params.multi_items()):
        return None
    return Response(status_code=307, headers={"Location": address(shell.path, **proper), "Cache-Control": "no-store"})


def _no_such_ward(request: Request, shell: Shell, ward_code: str) -> Response:
    """A page that helps on, for people; the problem, for machines.

    Raises:
        WardNotFound: the caller does not ask for HTML.
    """
    if not _HTML_RANGE.search(request.headers.get("accept", "")):
        raise WardNotFound(ward_code)
    words = (shell.words, Words(shell.other_language, shell.rules.clock.timezone))
    body = render("not_found.html", shell=shell, w=shell.words, both=words, code=ward_code[:16])
    return Response(body, 404, {"Content-Language": shell.words.language, "Vary": "Accept, Accept-Language"}, HTML)


def _send(request: Request, asset: Asset, headers: Mapping[str, str]) -> Response:
    common = {**headers, "ETag": asset.etag, "Vary": "Accept-Encoding"}
    if asset.etag in request.headers.get("if-none-match", ""):
        return Response(status_code=304, headers=common)
    if asset.compressed is not None and "gzip" in request.headers.get("accept-encoding", ""):
        return Response(asset.compressed, headers={**common, "Content-Encoding": "gzip"}, media_type=asset.media_type)
    return Response(asset.body, headers=common, media_type=asset.media_type)
