"""What every route of a staff page needs: who looks, the frame with its menu, and the page as an answer.

A route takes `StaffPageDep`, and beside it one of the `May…` types of `app.api.security` when its page is not for every
role. A stranger is sent to sign in and comes back; who may not see a page reads so in words (see `staff_faults`).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Annotated, Any, Final

from fastapi import Depends, Request, Response
from fastapi.routing import iter_route_contexts

from app.api.page_answers import ShellDep
from app.api.pages.contents import HTML
from app.api.pages.environment import render
from app.api.pages.shared import Shell, address, name_order
from app.api.pages.staff_nav import ACCOUNT, ROLE_NAMES, NavEntry, entries_for
from app.api.pages.words import Words
from app.api.security import CurrentIdentity, KnownIdentity
from app.domain.register import District
from app.services.access import Caller
from app.services.sign_in import Identity

NO_STORE: Final = {"Cache-Control": "no-store"}


@dataclass(frozen=True)
class DistrictLink:
    """One district of the switcher: where it leads, and whether it is the one shown."""

    code: str
    name: str
    href: str
    shown: bool


@dataclass(frozen=True)
class StaffPage:
    """A staff page before its content: the public shell (words, links, snapshot, rules) and who looks.

    `district`: the one the page is about; `district_links`: the others the reader may go to.
    """

    shell: Shell
    identity: Identity
    entries: tuple[NavEntry, ...]
    district: District | None = None
    district_links: tuple[DistrictLink, ...] = ()

    @property
    def words(self) -> Words:
        """The catalogue in the reader's language."""
        return self.shell.words

    @property
    def caller(self) -> Caller:
        """Who looks, as the rules of access see them."""
        return self.identity.caller

    @property
    def name(self) -> str:
        """What the reader is called."""
        return self.identity.member.display_name

    @property
    def initials(self) -> str:
        """One or two letters of the name: of its last two words, as Vietnamese names are called."""
        return "".join(word[0] for word in self.name.split()[-2:]).upper()

    @property
    def role_name(self) -> str:
        """The role in words."""
        return self.words(ROLE_NAMES[self.identity.member.role])

    @property
    def account(self) -> NavEntry:
        """The entry of one's own account."""
        return ACCOUNT

    @cached_property
    def districts(self) -> tuple[District, ...]:
        """The districts the reader answers for, by name; all of them for the roles that answer for all."""
        codes = self.caller.district_codes
        known = self.shell.snapshot.register.districts
        return tuple(
            sorted((each for each in known if codes is None or each.code in codes), key=lambda it: name_order(it.name))
        )

    def to(self, path: str, **parameters: str | None) -> str:
        """An address on this site that keeps the language asked for."""
        return address(path, **parameters, lang=self.shell.links.asked_language)

    def at(self, **parameters: str | None) -> StaffPage:
        """The same page with these parameters in its own address."""
        return replace(self, shell=self.shell.at(**parameters))

    def in_district(self, district_code: str, href: Callable[[str], str]) -> StaffPage:
        """The same page about one district; with several of them the header lets the reader switch.

        Args:
            district_code: a code of the register; an unknown one leaves the page as it is.
            href: the path of the same page about the district of a code.
        """
        known = {each.code: each for each in self.shell.snapshot.register.districts}
        if district_code not in known:
            return self
        links = tuple(
            DistrictLink(each.code, each.name, self.to(href(each.code)), each.code == district_code)
            for each in self.districts
        )
        return replace(self, district=known[district_code], district_links=links if len(links) > 1 else ())


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
    return StaffPage(shell, identity, entries_for(identity.caller, served_paths(request)))


def served_paths(request: Request) -> frozenset[str]:
    """The paths of all routes that the application serves; looked up once."""
    state = request.app.state
    if not hasattr(state, "served_paths"):
        state.served_paths = frozenset(context.path or "" for context in iter_route_contexts(request.app.routes))
    paths: frozenset[str] = state.served_paths
    return paths
