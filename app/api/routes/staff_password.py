"""The page on which one changes one's own password, the only one open while somebody else's has to be changed."""

from __future__ import annotations

from functools import partial
from typing import Annotated, Final

from fastapi import APIRouter, Form, Request, Response

from app.api.routes.staff_sign_in import LONGEST_PASSWORD, minutes_of
from app.api.security import BearerToken, sessions_of
from app.api.sign_in_door import at_the_door, attempt_of
from app.api.staff_faults import in_same_language, own_address
from app.api.staff_pages import FirstPageDep, StaffPage, sent_to, staff_answer
from app.domain.errors import InvalidValue, TooManyAttempts
from app.services.own_account import change_own_password

router: Final = APIRouter(include_in_schema=False)

Typed = Annotated[str, Form()]


@router.get("/staff/password")
def show_password(page: FirstPageDep) -> Response:
    """The form."""
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
        return staff_answer(page, "staff/password.html", status=status, faults=faults, wanted=own_address(wanted))
    return sent_to(in_same_language(page.shell, own_address(wanted)))


async def _change(
    request: Request, page: StaffPage, token: str, *, current: str, new: str
) -> tuple[int, dict[str, str]]:
    """Status and sentences by field; no sentence when it is done."""
    attempt = attempt_of(request, page.identity.member.username, current[:LONGEST_PASSWORD])
    change = partial(change_own_password, new_password=new[:LONGEST_PASSWORD], token=token)
    try:
        await at_the_door(request, partial(change, sessions_of(request), attempt))
    except InvalidValue as fault:
        return 422, {each.pointer.strip("/"): page.words.pick((each.vi, each.en)) for each in fault.errors}
    except TooManyAttempts as fault:
        return 429, {"current": page.words("sign_in_locked", n=minutes_of(fault))}
    return 200, {}
