"""The one page that other sites may frame."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Final

from fastapi import APIRouter, Request, Response

from app.api.cached import answer_with
from app.api.dependencies import ReadSessionDep
from app.api.edge_headers import embedded_policy
from app.api.instants import read_past_instant
from app.api.page_answers import ShellDep, Text, proper_address
from app.api.pages.city import knows_district
from app.api.pages.contents import page_content
from app.api.pages.embed import embed_page
from app.api.pages.environment import render
from app.api.security import now_of
from app.domain.errors import InvalidValue
from app.services.zone_snapshots import past_snapshot

router = APIRouter(include_in_schema=False)

_THEMES: Final = ("light", "dark")
_NO: Final = ("0", "false", "none")


@router.get("/embed/map")
def show_embedded_map(
    request: Request,
    shell: ShellDep,
    session: ReadSessionDep,
    district: Text = None,
    level: Text = None,
    theme: Text = None,
    at: Text = None,
    controls: Text = None,
) -> Response:
    """The map for a frame: of a district or all, live or at a past instant; no cookie, no session, no link to staff."""
    instant = _past(at, request)
    if instant is not None:
        shell = replace(shell, snapshot=past_snapshot(session, rules=shell.rules, at=instant))
    is_district = district is not None and knows_district(shell.snapshot.register, district)
    kept = {
        "district": district if is_district else None,
        "level": level if level in shell.levels else None,
        "theme": theme if theme in _THEMES else None,
    }
    shell = shell.at(**kept, at=at if instant else None, controls="0" if controls in _NO else None)
    if (elsewhere := proper_address(request, shell)) is not None:
        return _framed(request, elsewhere)

    def show() -> bytes:
        page = embed_page(shell, **kept, controls=controls not in _NO, at=instant)
        return render("embed.html", shell=shell, w=shell.words, page=page)

    content = page_content(shell, show)
    headers = {**content.headers, "content-security-policy": _policy(request), "x-robots-tag": "noindex"}
    named_by = f"{content.named_by}|{instant}|{_policy(request)}"
    return answer_with(request, shell.snapshot, replace(content, headers=headers, named_by=named_by))


def _past(at: str | None, request: Request) -> datetime | None:
    """The past instant asked for; None for now, and for what is none, which the proper address then leaves out."""
    try:
        return None if at is None else read_past_instant(at, "/at", now=now_of(request))
    except InvalidValue:
        return None


def _framed(request: Request, response: Response) -> Response:
    response.headers["content-security-policy"] = _policy(request)
    return response


def _policy(request: Request) -> str:
    return embedded_policy(request.app.state.settings.embed_origins)
