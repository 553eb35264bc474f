"""The way in and out of the staff pages, the first page, and the change of a password."""

from __future__ import annotations

import math
from functools import partial
from typing import Annotated, Final

from fastapi import APIRouter, Form, Query, Request, Response

from app.api.outages import outages_as_unavailable
from app.api.page_answers import ShellDep, Text
from app.api.pages.contents import HTML
from app.api.pages.environment import render
from app.api.pages.shared import Shell, address
from app.api.security import BearerToken, MayPostReport, now_of, request_id_of, sessions_of
from app.api.session_cookie import session_cookie_of
from app.api.sign_in_door import at_the_door, attempt_of, keep_session, open_session
from app.api.staff_faults import SIGN_IN, own_address
from app.api.staff_pages import NO_STORE, FirstPageDep, StaffPage, StaffPageDep, sent_to, staff_answer
from app.domain.errors import (
    Conflict,
    DistrictNotFound,
    InvalidValue,
    NotAuthenticated,
    TooManyAttempts,
    Unavailable,
    ZoneError,
)
from app.domain.vocabulary import Role
from app.services.drill_acts import PLAYER
from app.services.own_account import change_own_password
from app.services.sign_in import sign_out

router: Final = APIRouter(include_in_schema=False)

Typed = Annotated[str, Form()]
_LONGEST_NAME: Final = 200
_LONGEST_PASSWORD: Final = 1024
_MINUTE_S: Final = 60


@router.get("/staff/sign-in")
def show_sign_in(
    shell: ShellDep, wanted: Annotated[str | None, Query(alias="next")] = None, why: Text = None
) -> Response:
    """The form, with the reason why it is shown when there is one."""
    note = {"ended": "sign_in_ended", "left": "sign_in_left"}.get(why or "", "")
    shell = shell.at(next=wanted)
    return _form(shell, wanted, note=shell.words(note) if note else "")


@router.post("/staff/sign-in")
async def take_sign_in(
    request: Request,
    shell: ShellDep,
    username: Typed = "",
    password: Typed = "",
    wanted: Annotated[str, Form(alias="next")] = "",
) -> Response:
    """Open a session and go on to the page asked for; or the form again with a sentence that fits every account."""
    if not username.strip() or not password:
        return _form(shell, wanted, fault=shell.words("sign_in_blank"), username=username, status=422)
    try:
        if len(username) > _LONGEST_NAME or len(password) > _LONGEST_PASSWORD:
            raise NotAuthenticated
        opened = await open_session(request, username, password)
    except (NotAuthenticated, TooManyAttempts, Unavailable) as fault:
        return _refused(shell, wanted, username[:_LONGEST_NAME], fault)
    answer = sent_to(_with_language(shell, own_address(wanted)))
    keep_session(request, answer, opened)
    return answer


@router.post("/staff/sign-out")
def take_sign_out(request: Request, shell: ShellDep) -> Response:
    """End the session, whether or not it still stands, and say so; what is typed elsewhere stays where it is kept."""
    cookie = session_cookie_of(request)
    token = cookie.token(request)
    answer = sent_to(_with_language(shell, address(SIGN_IN, why="left")))
    cookie.forget(answer)
    if token is not None:
        _end(request, token)
    return answer


@router.get("/staff")
def show_home(page: StaffPageDep) -> Response:
    """What the reader can do here; who has one thing to do is sent to it."""
    first = "/staff/report" if page.caller.role is Role.REPORTER else "/staff/progress"
    entry = next((each for each in page.entries if each.path == first), None)
    if entry is not None:
        return sent_to(page.to(entry.path))
    return staff_answer(page, "staff/home.html")


@router.get("/staff/report")
def show_open_day(request: Request, page: StaffPageDep, caller: MayPostReport) -> Response:
    """Go to the table of the reader's first district for the open day.

    Raises:
        DistrictNotFound: the register has no district the reader answers for.
    """
    if not page.districts:
        raise DistrictNotFound(", ".join(sorted(caller.district_codes or ())) or "*")
    open_day = page.shell.rules.clock.open_day(now_of(request))
    return sent_to(page.to(f"/staff/report/{page.districts[0].code}/{open_day}"))


@router.get("/staff/password")
def show_password(page: FirstPageDep) -> Response:
    """The form that changes one's own password."""
    return staff_answer(page, "staff/password.html", faults={}, wanted=page.shell.parameters.get("next", ""))


@router.post("/staff/password")
async def take_password(
    request: Request,
    page: FirstPageDep,
    token: BearerToken,
    current: Typed = "",
    new: Typed = "",
    repeat: Typed = "",
    wanted: Annotated[str, Form(alias="next")] = "",
) -> Response:
    """Change it and go on to the page asked for; or the form again, with a sentence at each field."""
    status, faults = 422, {"repeat": page.words("password_differs")}
    if new == repeat:
        status, faults = await _change(request, page, token, current=current, new=new)
    if faults:
        return staff_answer(page, "staff/password.html", status=status, faults=faults, wanted=wanted)
    return sent_to(_with_language(page.shell, own_address(wanted)))


async def _change(
    request: Request, page: StaffPage, token: str, *, current: str, new: str
) -> tuple[int, dict[str, str]]:
    """Status and sentences by field; no sentence when it is done."""
    attempt = attempt_of(request, page.identity.member.username, current[:_LONGEST_PASSWORD])
    work = partial(
        change_own_password, sessions_of(request), attempt, new_password=new[:_LONGEST_PASSWORD], token=token
    )
    try:
        await at_the_door(request, work)
    except InvalidValue as fault:
        return 422, {each.pointer.strip("/"): page.words.pick((each.vi, each.en)) for each in fault.errors}
    except TooManyAttempts as fault:
        return 429, {"current": page.words("sign_in_locked", n=_minutes(fault))}
    return 200, {}


def _end(request: Request, token: str) -> None:
    with outages_as_unavailable(), sessions_of(request)() as session:
        try:
            sign_out(session, token, now=now_of(request), request_id=request_id_of(request))
        except (NotAuthenticated, Conflict):
            return
        session.commit()


def _refused(shell: Shell, wanted: str, username: str, fault: ZoneError) -> Response:
    words = shell.words
    if isinstance(fault, TooManyAttempts):
        sentence, status = words("sign_in_locked", n=_minutes(fault)), 429
    elif isinstance(fault, Unavailable):
        sentence, status = words("sign_in_unavailable"), 503
    else:
        sentence, status = words("sign_in_wrong"), 401
    answer = _form(shell, wanted, fault=sentence, username=username, status=status)
    if fault.retry_after_s is not None:
        answer.headers["Retry-After"] = str(fault.retry_after_s)
    if status == 401:
        answer.headers["WWW-Authenticate"] = "Bearer"
    return answer


def _form(
    shell: Shell, wanted: str | None, *, note: str = "", fault: str = "", username: str = "", status: int = 200
) -> Response:
    names = [f"{PLAYER.username}-{role.value}" for role in Role] if shell.snapshot.drill else []
    body = render(
        "staff/sign_in.html",
        shell=shell,
        w=shell.words,
        wanted=own_address(wanted),
        note=note,
        fault=fault,
        username=username,
        drill_names=", ".join(names),
        other_ways=(),
    )
    return Response(body, status, {**NO_STORE, "Content-Language": shell.words.language}, HTML)


def _with_language(shell: Shell, location: str) -> str:
    """The address in the language that was asked for by the present one."""
    asked = shell.links.asked_language
    if asked is None or "lang=" in location:
        return location
    return f"{location}{'&' if '?' in location else '?'}lang={asked}"


def _minutes(fault: TooManyAttempts) -> int:
    return max(1, math.ceil((fault.retry_after_s or 0) / _MINUTE_S))
