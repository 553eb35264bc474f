"""The page of accounts: everything works by plain forms; scripts only make it quicker."""

from __future__ import annotations

from typing import Annotated, Final

from fastapi import APIRouter, Depends, Form, Path, Response

from app.api.dependencies import Writing, WritingDep
from app.api.page_answers import Text
from app.api.pages import staff_people as views
from app.api.pages.staff_people import NEW, PATH, Typed
from app.api.security import MayManageStaff
from app.api.staff_people import People, PeopleDep, Refused, tried
from app.domain.errors import InvalidValue
from app.domain.vocabulary import Role
from app.services.access import DISTRICT_ROLES
from app.services.register import current_register
from app.services.staff_administration import (
    AccountSeen,
    AccountWanted,
    Manager,
    change_managed_account,
    end_key_of,
    give_password,
    managed_account,
    open_account,
    sign_out_everywhere,
)
from app.services.staff_changes import AccountChange
from app.services.temporary_passwords import ChosenPassword, choose_password, no_password

router: Final = APIRouter(include_in_schema=False)

Username = Annotated[str, Path(max_length=200)]
KeyId = Annotated[str, Path(pattern=r"^[0-9a-f]{16}$")]
Field = Annotated[str, Form(max_length=400)]
Version = Annotated[int, Form(ge=1, le=2**31 - 1)]


def typed_in(
    new_username: Annotated[str, Form(alias="username", max_length=400)] = "",
    display_name: Field = "",
    role: Field = "",
    district: Annotated[list[str] | None, Form(max_length=400)] = None,
) -> Typed:
    """What the form of an account said; districts chosen for a role that has none are left out."""
    bound = role in {each.value for each in DISTRICT_ROLES}
    return Typed(
        new_username.strip(), display_name.strip(), role, [each[:16] for each in district or []] if bound else []
    )


TypedDep = Annotated[Typed, Depends(typed_in)]


@router.get(PATH)
def show_people(people: PeopleDep, caller: MayManageStaff) -> Response:
    """The accounts the reader may manage."""
    return people.show_list()


@router.get(NEW)
def show_new(people: PeopleDep, caller: MayManageStaff) -> Response:
    """The form of a new account, beside the list."""
    return people.show_new(views.empty_form(people.page))


@router.get(f"{PATH}/{{username}}")
def show_person(username: Username, people: PeopleDep, caller: MayManageStaff, done: Text = None) -> Response:
    """One account, beside the list."""
    return people.show_person(username, done=done or "")


@router.post(NEW)
def take_new(
    people: PeopleDep,
    work: WritingDep,
    caller: MayManageStaff,
    typed: TypedDep,
    way_in: Annotated[str, Form()] = "password",
) -> Response:
    """Open an account and show its password this once; or the form again, with a sentence at each field."""
    elsewhere = way_in == "elsewhere" and people.way_in != ""
    secret = no_password() if elsewhere else choose_password(None, username=typed.username)
    outcome = tried(people, work, lambda manager: _open(work, manager, typed, secret))
    if isinstance(outcome, Refused):
        form = views.form_typed(people.page, typed, faults=outcome.at_fields(people.page))
        return people.show_new(form, status=outcome.status)
    return people.show_slip(outcome.member.username, outcome.member.display_name, secret, opened=True)


@router.post(f"{PATH}/{{username}}")
def take_change(
    username: Username,
    people: PeopleDep,
    work: WritingDep,
    caller: MayManageStaff,
    typed: TypedDep,
    version: Version,
) -> Response:
    """Change name, role and districts; or the form again, with a sentence at each field."""

    def changed(manager: Manager) -> AccountSeen:
        wanted = AccountChange(typed.display_name, _role(typed), frozenset(typed.districts))
        return _change(work, manager, username, wanted, version)

    outcome = tried(people, work, changed)
    if isinstance(outcome, Refused):
        said = Typed(username, typed.display_name, typed.role, typed.districts)
        faults = outcome.at_fields(people.page)
        form = views.form_typed(people.page, said, version=version, faults=faults)
        return people.show_refusal(username, outcome, form=form)
    return people.back_to(username, "changed")


@router.post(f"{PATH}/{{username}}/password")
def take_given_password(username: Username, people: PeopleDep, work: WritingDep, caller: MayManageStaff) -> Response:
    """Give a temporary password and show it this once."""
    secret = choose_password(None, username=username)
    outcome = tried(people, work, lambda manager: give_password(work.session, manager, username, secret))
    if isinstance(outcome, Refused):
        return people.show_refusal(username, outcome)
    return people.show_slip(outcome.username, outcome.display_name, secret, opened=False)


@router.post(f"{PATH}/{{username}}/sign-out")
def take_sign_out_of(username: Username, people: PeopleDep, work: WritingDep, caller: MayManageStaff) -> Response:
    """End all sessions of an account."""
    outcome = tried(people, work, lambda manager: sign_out_everywhere(work.session, manager, username))
    return _told(people, username, outcome, "signed-out")


@router.post(f"{PATH}/{{username}}/close")
def take_close(
    username: Username, people: PeopleDep, work: WritingDep, caller: MayManageStaff, version: Version
) -> Response:
    """Close an account."""
    closed = AccountChange(active=False)
    outcome = tried(people, work, lambda manager: _change(work, manager, username, closed, version))
    return _told(people, username, outcome, "closed")


@router.post(f"{PATH}/{{username}}/reopen")
def take_reopen(
    username: Username, people: PeopleDep, work: WritingDep, caller: MayManageStaff, version: Version
) -> Response:
    """Open a closed account again."""
    reopened = AccountChange(active=True)
    outcome = tried(people, work, lambda manager: _change(work, manager, username, reopened, version))
    return _told(people, username, outcome, "reopened")


@router.post(f"{PATH}/{{username}}/keys/{{key_id}}/revoke")
def take_key_revocation(
    username: Username, key_id: KeyId, people: PeopleDep, work: WritingDep, caller: MayManageStaff
) -> Response:
    """End a key of somebody."""

    def revoked(manager: Manager) -> object:
        return end_key_of(work.session, manager.act, managed_account(work.session, caller, username), key_id)

    return _told(people, username, tried(people, work, revoked), "key")


def _open(work: Writing, manager: Manager, typed: Typed, secret: ChosenPassword) -> AccountSeen:
    wanted = AccountWanted(typed.username, typed.display_name or None, _role(typed), frozenset(typed.districts))
    return open_account(work.session, manager, wanted, secret, known_district_codes=_known_districts(work))


def _change(work: Writing, manager: Manager, username: str, change: AccountChange, version: int) -> AccountSeen:
    known = _known_districts(work)
    changed = change_managed_account(
        work.session, manager, username, change, expected_version=version, known_district_codes=known
    )
    if changed.member.version == version:
        work.abandon()
    return changed


def _told(people: People, username: str, outcome: object, done: str) -> Response:
    if isinstance(outcome, Refused):
        return people.show_refusal(username, outcome)
    return people.back_to(username, done)


def _role(typed: Typed) -> Role:
    try:
        return Role(typed.role)
    except ValueError:
        raise InvalidValue("/role", vi="Chọn một vai trò.", en="Choose a role.") from None


def _known_districts(work: Writing) -> list[str]:
    return [each.code for each in current_register(work.session).duty_areas]
