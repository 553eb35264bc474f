"""The page “Where am I?”: a form that works without scripts, and the same answer as a part of the open page."""

from __future__ import annotations

import math
from typing import Final

from fastapi import APIRouter, Request, Response
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData

from app.api.cached import answer_with
from app.api.page_answers import ShellDep, proper_address
from app.api.pages.contents import HTML, where_content
from app.api.pages.environment import render
from app.api.pages.shared import Shell
from app.api.pages.where import WhereAnswer, fault_answer, where_answer, where_page
from app.domain.errors import InvalidValue
from app.domain.vocabulary import BoundaryStatus
from app.services.place_lookup import place_at

router = APIRouter(include_in_schema=False)

NEAR_M: Final = 60.0
"""Wards within this distance are told too: a phone is off by about so much."""
FARTHEST_M: Final = 2000.0
GUESS_M: Final = 1500.0
"""On schematic boundaries the right ward may lie this far off."""
DECIMALS: Final = 5
"""Of a degree: about a metre, and no more is looked at."""


@router.get("/where")
def show_where(request: Request, shell: ShellDep) -> Response:
    """What holds where the reader is, or at a point they choose."""
    if (elsewhere := proper_address(request, shell)) is not None:
        return elsewhere
    return answer_with(request, shell.snapshot, where_content(shell))


@router.post("/where")
async def look_up(request: Request, shell: ShellDep) -> Response:
    """The answer for a point sent by the form, or as a part for the open page; nothing of it is kept."""
    async with request.form(max_files=0, max_fields=6) as form:
        typed = {name: _text(form, name) for name in ("lat", "lon")}
        accuracy, is_part, is_own = _text(form, "accuracy"), _text(form, "part") == "answer", "accuracy" in form

    def answer() -> tuple[WhereAnswer, int]:
        return _answer(shell, typed["lon"], typed["lat"], accuracy, is_own=is_own)

    told, status = await run_in_threadpool(answer)
    if is_part:
        body = render("where_answer.html", shell=shell, w=shell.words, answer=told)
    else:
        page = where_page(shell, answer=told, typed=typed)
        body = render("where.html", shell=shell, w=shell.words, page=page)
    head = {"Cache-Control": "no-store", "Content-Language": shell.words.language, "Vary": "Accept-Language"}
    return Response(body, status, head, HTML)


def _answer(shell: Shell, lon: str, lat: str, accuracy: str, *, is_own: bool) -> tuple[WhereAnswer, int]:
    degrees = _number(lon), _number(lat)
    if not all(map(math.isfinite, degrees)):
        return fault_answer(shell, shell.words("where_not_numbers")), 422
    try:
        place = place_at(shell.snapshot, *degrees, tolerance_m=_tolerance(shell, _number(accuracy)))
    except InvalidValue as fault:
        return fault_answer(shell, shell.words.pick((fault.detail_vi, fault.detail_en))), 422
    return where_answer(shell, place, is_own=is_own), 200


def _tolerance(shell: Shell, accuracy_m: float) -> float:
    """From how far wards are told: as far as the device may be off, and farther where boundaries are a guess."""
    is_guess = shell.snapshot.register.boundary_status is BoundaryStatus.SCHEMATIC
    least = GUESS_M if is_guess else NEAR_M
    return min(max(accuracy_m, least), FARTHEST_M) if math.isfinite(accuracy_m) else least


def _text(form: FormData, name: str) -> str:
    value = form.get(name)
    return value.strip()[:40] if isinstance(value, str) else ""


def _number(text: str) -> float:
    """A number as people write it, with a comma or a point; NaN for none."""
    try:
        return round(float(text.replace(",", ".")), DECIMALS) if "_" not in text else math.nan
    except ValueError:
        return math.nan
