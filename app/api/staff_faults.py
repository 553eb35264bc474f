"""Faults on the pages of staff, for people: a way to the sign-in page, or a page with what happened and the cure."""

from __future__ import annotations

from typing import Final
from urllib.parse import quote, urlsplit

from starlette.requests import Request
from starlette.responses import Response

from app.api.dependencies import language_of, rules_of, store_of
from app.api.page_answers import asks_for_html, shell_of
from app.api.pages.contents import HTML
from app.api.pages.environment import render
from app.api.pages.readers import for_readers
from app.api.pages.shared import Shell, address
from app.api.pages.words import Words
from app.api.problem_answers import Problem
from app.api.problem_kinds import ProblemSpec, generic_spec
from app.api.problems import PROBLEMS
from app.api.session_cookie import session_cookie_of
from app.domain.errors import NotAuthenticated, PasswordChangeRequired, RoleRequired

HOME: Final = "/staff"
SIGN_IN: Final = "/staff/sign-in"
PASSWORD: Final = "/staff/password"  # noqa: S105
_NOT_BACK_TO: Final = (SIGN_IN, PASSWORD, "/staff/sign-out")
_NO_STORE: Final = {"Cache-Control": "no-store"}


def own_address(text: str | None) -> str:
    """Where to go on after signing in: a staff page of this site; the first one for anything else that was asked for.

    >>> own_address("/staff/sent?day=2021-08-14")
    '/staff/sent?day=2021-08-14'
    >>> [own_address(each) for each in ("//evil.example", "https://evil.example/staff", "/staff/../\\\\evil", None)]
    ['/staff', '/staff', '/staff', '/staff']
    """
    wanted = text or ""
    path = urlsplit(wanted).path if wanted.startswith("/staff") else ""
    is_below = path == HOME or path.startswith(f"{HOME}/")
    is_plain = wanted.isascii() and wanted.isprintable() and "\\" not in wanted and "/../" not in f"{path}/"
    return wanted if is_below and is_plain and "//" not in path and path not in _NOT_BACK_TO else HOME


def in_same_language(shell: Shell, location: str) -> str:
    """The address in the language that the present one asks for."""
    asked = shell.links.asked_language
    if asked is None or "lang=" in location:
        return location
    path, mark, fragment = location.partition("#")
    return f"{path}{'&' if '?' in path else '?'}lang={asked}{mark}{fragment}"


def staff_fault(request: Request, problem: Problem) -> Response | None:
    """The answer to a person on a staff page; None for programs and for every other address."""
    path = request.url.path
    if not (path == HOME or path.startswith(f"{HOME}/")) or not asks_for_html(request):
        return None
    lang = request.query_params.get("lang")
    if problem.spec is PROBLEMS[NotAuthenticated]:
        ended = "ended" if session_cookie_of(request).token(request) else None
        return _sent_to(address(SIGN_IN, next=_here(request), why=ended, lang=lang))
    if problem.spec is PROBLEMS[PasswordChangeRequired]:
        return _sent_to(address(PASSWORD, next=_here(request), lang=lang))
    return _page(request, problem.spec, problem, lang)


def _here(request: Request) -> str | None:
    """The address to come back to: of the page asked for, or of the one whose form was sent."""
    query = f"?{request.url.query}" if request.url.query else ""
    here = f"{quote(request.url.path)}{query}"
    if request.method != "GET":
        here = _page_before(request)
    found = own_address(here)
    return None if found == HOME else found


def _page_before(request: Request) -> str:
    try:
        before = urlsplit(request.headers.get("referer", ""))
    except ValueError:
        return HOME
    return before.path if before.netloc == request.headers.get("host") else HOME


def _sentence(words: Words, problem: Problem) -> str:
    """What happened, for a reader of pages: the problem's own sentence, where that does not speak to programs."""
    if problem.spec is PROBLEMS[RoleRequired]:
        return words("fault_role")
    if problem.spec == generic_spec(404):
        return words("fault_no_page")
    return for_readers(words.pick((problem.detail_vi, problem.detail_en)))


def _sent_to(location: str) -> Response:
    return Response(status_code=303, headers={**_NO_STORE, "Location": location})


def _page(request: Request, spec: ProblemSpec, problem: Problem, lang: str | None) -> Response | None:
    """The fault in both languages, in the public frame: whoever looks may not be known."""
    try:
        snapshot = store_of(request).current()
    except Exception:
        # Without a snapshot there is no frame; the plain problem still tells what happened.
        return None
    shell = shell_of(request, snapshot, rules_of(request), language_of(request), lang)
    timezone = shell.rules.clock.timezone
    both = [
        (each, each.pick((spec.title_vi, spec.title_en)), _sentence(each, problem))
        for each in (shell.words, Words(shell.other_language, timezone))
    ]
    request_id = getattr(request.state, "request_id", "") if spec.status >= 500 else ""
    body = render("staff/fault.html", shell=shell, w=shell.words, both=both, request_id=request_id)
    head = {**_NO_STORE, **problem.headers, "Content-Language": shell.words.language}
    return Response(body, spec.status, head, HTML)
