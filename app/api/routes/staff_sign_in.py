"""The way in and out of the staff pages, without a line of script."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Annotated, Final

from fastapi import APIRouter, Form, Query, Request, Response

from app.api.page_answers import ShellDep, Text
from app.api.pages.contents import HTML
from app.api.pages.environment import render
from app.api.pages.shared import Shell, address
from app.api.session_cookie import session_cookie_of
from app.api.sign_in_door import end_kept_session, keep_session, open_kept_session
from app.api.staff_faults import SIGN_IN, in_same_language, own_address
from app.api.staff_pages import NO_STORE, sent_to
from app.domain.errors import NotAuthenticated, TooManyAttempts, Unavailable, ZoneError
from app.domain.sentences import Phrase
from app.domain.vocabulary import Role
from app.services.drill_acts import PLAYER

router: Final = APIRouter(include_in_schema=False)

LONGEST_NAME: Final = 200
LONGEST_PASSWORD: Final = 1024
_MINUTE_S: Final = 60
_NOTES: Final = {"ended": "sign_in_ended", "left": "sign_in_left"}


@dataclass(frozen=True)
class OtherWayIn:
    """A way to sign in beside the password: where it begins (the page asked for is added as `next`), and its button.

    The application offers those in `app.state.other_ways_in`, and explains in `sign_in_faults` why one of them failed:
    sentences by the `why` with which it sends back to this page.
    """

    path: str
    label: Phrase


@dataclass(frozen=True)
class _Form:
    """The form as one reader sees it; `wanted`: the page to go on to."""

    shell: Shell
    wanted: str
    other_ways: tuple[OtherWayIn, ...]

    @classmethod
    def of(cls, request: Request, shell: Shell, wanted: str | None) -> _Form:
        """The form for who wants to go on there."""
        return cls(shell, own_address(wanted), tuple(getattr(request.app.state, "other_ways_in", ())))

    def answer(self, *, note: str = "", fault: str = "", username: str = "", status: int = 200) -> Response:
        """The page with a note or a fault; what was typed as a name stands there again."""
        shell = self.shell
        names = [f"{PLAYER.username}-{role.value}" for role in Role] if shell.snapshot.drill else []
        body = render(
            "staff/sign_in.html",
            shell=shell,
            w=shell.words,
            wanted=self.wanted,
            note=note,
            fault=fault,
            username=username[:LONGEST_NAME],
            drill_names=names,
            other_ways=self.other_ways,
        )
        return Response(body, status, {**NO_STORE, "Content-Language": shell.words.language}, HTML)

    def refused(self, fault: ZoneError, username: str) -> Response:
        """The page with one sentence, the same for every account and for none."""
        words = self.shell.words
        if isinstance(fault, TooManyAttempts):
            sentence, status = words("sign_in_locked", n=minutes_of(fault)), 429
        elif isinstance(fault, Unavailable):
            sentence, status = words("sign_in_unavailable"), 503
        else:
            sentence, status = words("sign_in_wrong"), 401
        answer = self.answer(fault=sentence, username=username, status=status)
        if fault.retry_after_s is not None:
            answer.headers["Retry-After"] = str(fault.retry_after_s)
        return answer


@router.get("/staff/sign-in")
def show_sign_in(
    request: Request, shell: ShellDep, wanted: Annotated[str | None, Query(alias="next")] = None, why: Text = None
) -> Response:
    """The form, with the reason why it is shown when there is one."""
    form = _Form.of(request, shell.at(next=wanted), wanted)
    faults: dict[str, Phrase] = getattr(request.app.state, "sign_in_faults", {})
    if why in faults:
        return form.answer(fault=shell.words.pick(faults[why]))
    return form.answer(note=shell.words(_NOTES[why]) if why in _NOTES else "")


@router.post("/staff/sign-in")
async def take_sign_in(
    request: Request,
    shell: ShellDep,
    username: Annotated[str, Form()] = "",
    password: Annotated[str, Form()] = "",
    wanted: Annotated[str, Form(alias="next")] = "",
) -> Response:
    """Open a session and go on to the page asked for; or the form again with a sentence that fits every account."""
    form = _Form.of(request, shell, wanted)
    if not username.strip() or not password:
        return form.answer(fault=shell.words("sign_in_blank"), username=username, status=422)
    try:
        if len(username) > LONGEST_NAME or len(password) > LONGEST_PASSWORD:
            raise NotAuthenticated
        opened = await open_kept_session(request, username, password)
    except (NotAuthenticated, TooManyAttempts, Unavailable) as fault:
        return form.refused(fault, username)
    answer = sent_to(in_same_language(shell, form.wanted))
    keep_session(request, answer, opened)
    return answer


@router.post("/staff/sign-out")
def take_sign_out(request: Request, shell: ShellDep) -> Response:
    """End the session, whether or not it still stands, and say so.

    Nothing that the browser keeps is cleared: figures of another clerk that are not sent yet may be among it.
    """
    end_kept_session(request)
    answer = sent_to(in_same_language(shell, address(SIGN_IN, why="left")))
    session_cookie_of(request).forget(answer)
    return answer


def minutes_of(fault: TooManyAttempts) -> int:
    """How many minutes a lock still lasts, begun ones counted."""
    return max(1, math.ceil((fault.retry_after_s or 0) / _MINUTE_S))
