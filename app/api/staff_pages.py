"""What every route of a staff page needs: who looks, the frame with its menu, and the page as an answer.

A route takes `StaffPageDep`, and beside it one of the `May…` types of `app.api.security` when its page is not for every
role. A stranger is sent to sign in and comes back; who may not see a page reads so in words (see `staff_faults`).
"""

from __future__ import annotations

from dataclasses import replace
from typing import Annotated, Any, Final

from fastapi import Depends, Request, Response
from fastapi.routing import iter_route_contexts

from app.api.outages import outages_as_unavailable
from app.api.page_answers import ShellDep
from app.api.pages.contents import HTML
from app.api.pages.environment import render
from app.api.pages.shared import Shell
from app.api.pages.staff_border import PATH as BORDER
from app.api.pages.staff_frame import StaffPage as StaffPage
from app.api.pages.staff_nav import entries_for
from app.api.security import CurrentIdentity, KnownIdentity
from app.services.access import ACTS, Act, Caller, has_role
from app.services.border_notices import unread_notices
from app.services.sign_in import Identity

NO_STORE: Final = {"Cache-Control": "no-store"}


def staff_page_of(request: Request, shell: ShellDep, identity: CurrentIdentity) -> StaffPage:
    """The frame for whoever is signed in."""
    return _page(request, shell, identity)


def first_page_of(request: Request, shell: ShellDep, identity: KnownIdentity) -> StaffPage:
    """The same for the page on which a password is changed, the only one open before that."""
    return _page(request, shell, identity)


StaffPageDep = Annotated[StaffPage, Depends(staff_page_of)]
FirstPageDep = Annotated[StaffPage, Depends(first_page_of)]


def staff_answer(page: StaffPage, template: str, *, status: int = 200, **content: Any) -> Response:
    """A staff page, made for one reader and kept by nobody; templates get `page`, `shell`, `w` and the content."""
    body = render(template, page=page, shell=page.shell, w=page.words, **content)
    return Response(body, status, {**NO_STORE, "Content-Language": page.words.language}, HTML)


def sent_to(location: str) -> Response:
    """Go on there (303), after a form or in place of a page."""
    return Response(status_code=303, headers={**NO_STORE, "Location": location})


def _page(request: Request, shell: Shell, identity: Identity) -> StaffPage:
    asked = {name: text for name, text in request.query_params.items() if name != "lang"}
    shell = replace(shell, parameters=asked if request.method == "GET" else {})
    if identity.member.must_change_password:
        return StaffPage(shell, identity, ())
    entries = entries_for(identity.caller, served_paths(request))
    return StaffPage(shell, identity, entries, waiting=_waiting(request, identity.caller))


def _waiting(request: Request, caller: Caller) -> dict[str, int]:
    """What waits for somebody, by the page that shows it. One query, for the roles that are sent notices."""
    if not has_role(caller, *ACTS[Act.READ_BORDER_NOTICES]):
        return {}
    with outages_as_unavailable(), request.app.state.read_sessions() as session:
        unread = unread_notices(session, caller=caller)
    return {BORDER: unread} if unread else {}


def served_paths(request: Request) -> frozenset[str]:
    """The paths of all routes that the application serves; looked up once."""
    state = request.app.state
    if not hasattr(state, "served_paths"):
        state.served_paths = frozenset(context.path or "" for context in iter_route_contexts(request.app.routes))
    paths: frozenset[str] = state.served_paths
    return paths
