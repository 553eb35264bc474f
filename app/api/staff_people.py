"""The page of accounts for one reader: the list, a person or a new account beside it, the slip with a password."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated, Any, Final, TypeVar

from fastapi import Depends, Request, Response
from sqlalchemy.orm import Session

from app.api.dependencies import ReadSessionDep, Writing
from app.api.oidc.site import OidcSite
from app.api.page_answers import Text
from app.api.pages import staff_people as views
from app.api.pages.staff_people import PATH, Asked, Form
from app.api.problem_handlers import problem_of
from app.api.refusals import leave_refusal
from app.api.security import MayManageStaff, now_of
from app.api.staff_pages import StaffPage, StaffPageDep, sent_to, staff_answer
from app.domain.errors import Conflict, InvalidValue, StaleAccount, ZoneError
from app.services.access import Caller
from app.services.staff_administration import Manager, account_in_scope, accounts_in_scope
from app.services.temporary_passwords import ChosenPassword
from app.storage.credentials import keys_of
from app.web.staff_people_messages import PEOPLE

Done = TypeVar("Done")
_SAID_ON_THE_FORM: Final = (InvalidValue, Conflict, StaleAccount)
"""So that nothing typed is lost; the other faults have a page of their own."""
_NOTES: Final = {
    "changed": "done_changed",
    "signed-out": "done_signed_out",
    "closed": "done_closed",
    "reopened": "done_reopened",
    "key": "done_key",
}


@dataclass(frozen=True)
class Refused:
    """Why a form could not be taken."""

    fault: ZoneError
    status: int

    def at_fields(self, page: StaffPage) -> dict[str, str]:
        """Sentences by field; those that belong to none stand under the empty name."""
        told = {each.pointer.strip("/"): page.words.pick((each.vi, each.en)) for each in self.fault.errors}
        return told or {"": page.words.pick((self.fault.detail_vi, self.fault.detail_en))}


@dataclass(frozen=True)
class People:
    """The page before its content: who reads it, what of the list is asked for, and a session to read by."""

    request: Request
    page: StaffPage
    session: Session
    caller: Caller
    asked: Asked

    @property
    def way_in(self) -> str:
        """What the other way to sign in is called; empty when there is none."""
        site: OidcSite | None = getattr(self.request.app.state, "oidc", None)
        return self.page.words.pick(site.name) if site else ""

    def show_list(self) -> Response:
        """The list alone."""
        return self._answer(200, shown="")

    def show_new(self, form: Form, *, status: int = 200) -> Response:
        """The form of a new account beside the list."""
        return self._answer(status, shown="", new=form)

    def show_person(self, username: str, *, done: str = "") -> Response:
        """A person beside the list, with a word about what was just done."""
        note = self.page.words(_NOTES[done]) if done in _NOTES else ""
        return self._person(username, None, 200, note=note)

    def show_refusal(self, username: str, refused: Refused, *, form: Form | None = None) -> Response:
        """A person beside the list, with why nothing was written.

        Args:
            form: as it was typed; None: as the account stands.
        """
        return self._person(username, form, refused.status, refused.at_fields(self.page))

    def show_slip(self, username: str, name: str, secret: ChosenPassword, *, opened: bool) -> Response:
        """What is handed over: the address, the user name, and the password that is shown this once."""
        base = self.page.shell.base_url or str(self.request.base_url).rstrip("/")
        return staff_answer(
            self.page,
            "staff/people_slip.html",
            username=username,
            name=name,
            secret=secret.temporary,
            opened=opened,
            sign_in=f"{base}/staff",
            back=self.to(f"{PATH}/{username}"),
            way_in=self.way_in,
        )

    def back_to(self, username: str, done: str) -> Response:
        """Go on to a person, with a word about what was done."""
        return sent_to(self.to(f"{PATH}/{username.casefold()}", done=done))

    def to(self, path: str, **parameters: str) -> str:
        """An address that keeps what is asked for, and the language."""
        asked = self.asked
        return self.page.to(path, q=asked.text, role=asked.role, state=asked.state, **parameters)

    def _person(
        self, username: str, form: Form | None, status: int, faults: dict[str, str] | None = None, note: str = ""
    ) -> Response:
        now = now_of(self.request)
        seen = account_in_scope(self.session, self.caller, username, now=now)
        member = seen.member
        standing = [each for each in keys_of(self.session, member.username) if each.stands(now)]
        (person,) = views.people(self.page, [seen], Asked(), member.username)
        return self._answer(
            status,
            shown=member.username,
            form=form or views.form_of(self.page, member, faults=faults),
            member=member,
            person=person,
            keys=views.keys(self.page, standing),
            note=note,
        )

    def _answer(self, status: int, *, shown: str, **beside: Any) -> Response:
        seen = accounts_in_scope(self.session, self.caller, now=now_of(self.request))
        asked = self.asked
        nothing = {"form": None, "new": None, "member": None, "person": None, "keys": (), "note": ""}
        return staff_answer(
            self.page.at(q=asked.text or None, role=asked.role or None, state=asked.state or None),
            "staff/people.html",
            status=status,
            people=views.people(self.page, seen, asked, shown),
            total=len(seen),
            asked=asked,
            roles=views.role_choices(self.page, asked.role),
            states=views.state_choices(self.page, asked.state),
            is_all=self.caller.district_codes is None,
            here=self.to,
            way_in=self.way_in,
            count_words=self.page.words.pick(PEOPLE["people_count"]),
            **{**nothing, **beside},
        )


def people_of(
    request: Request,
    page: StaffPageDep,
    session: ReadSessionDep,
    caller: MayManageStaff,
    q: Text = None,
    role: Text = None,
    state: Text = None,
) -> People:
    """The page for whoever may manage accounts."""
    return People(request, page, session, caller, Asked((q or "")[:120], role or "", state or ""))


PeopleDep = Annotated[People, Depends(people_of, scope="function")]


def tried(people: People, work: Writing, act: Callable[[Manager], Done]) -> Done | Refused:
    """What was done in the work's transaction; or why not, with nothing written but a line in the audit."""
    try:
        revision = work.begin("staff", people.caller)
        return act(Manager(people.caller, revision.committed_at, work.request_id, revision.number))
    except _SAID_ON_THE_FORM as fault:
        work.abandon()
        # The audit line is a transaction of its own, and waits for this one.
        work.session.rollback()
        status = problem_of(fault).spec.status
        leave_refusal(people.request, fault, status)
        return Refused(fault, status)
