"""Accounts administered: read, opened, changed, given a password, signed out, and their keys ended."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Header, Path, Query, Request, Response

from app.api.answers import PRIVATE, json_answer, read_version
from app.api.dependencies import ReadSessionDep, Writing, WritingDep
from app.api.schemas.staff import (
    AccountChangeIn,
    AccountIn,
    AccountOpenedOut,
    AccountOut,
    AccountsOut,
    AccountWrittenOut,
    KeyRevokedOut,
    KeysOut,
    PasswordGivenOut,
    PasswordIn,
    SignedOutOut,
)
from app.api.security import MayManageStaff, now_of
from app.api.strict_json import StrictJsonRoute
from app.domain.names import fold
from app.domain.vocabulary import Role
from app.services.access import Caller, require_district
from app.services.register import current_register
from app.services.staff_administration import (
    AccountSeen,
    Manager,
    account_in_scope,
    accounts_in_scope,
    change_managed_account,
    end_key_of,
    give_password,
    managed_account,
    open_account,
    sign_out_everywhere,
)
from app.services.temporary_passwords import choose_password
from app.storage.credentials import keys_of

router = APIRouter(prefix="/api/v1/staff", tags=["staff"], route_class=StrictJsonRoute)

UsernamePath = Annotated[str, Path(max_length=200, examples=["lan.nguyen"])]
KeyId = Annotated[str, Path(pattern=r"^[0-9a-f]{16}$", examples=["9f86d081884c7d65"])]


@router.get("")
def list_accounts(
    request: Request,
    response: Response,
    session: ReadSessionDep,
    caller: MayManageStaff,
    q: Annotated[
        str | None, Query(max_length=120, description="Part of a user name or of a name, in any case.")
    ] = None,
    role: Annotated[Role | None, Query()] = None,
    district: Annotated[str | None, Query(max_length=16, examples=["017"])] = None,
    active: Annotated[bool | None, Query(description="Only open accounts, or only closed ones.")] = None,
) -> AccountsOut:
    """The accounts the caller may manage, by user name: an administrator all of them, a supervisor the reporters whose
    districts are all the supervisor's own.
    """
    response.headers.update(PRIVATE)
    if district is not None:
        require_district(caller, district)
    wanted = _Filter(q, role, district, active)
    found = [each for each in accounts_in_scope(session, caller, now=now_of(request)) if wanted.takes(each)]
    items = [AccountOut.of(each) for each in found]
    return AccountsOut(items=items, number_matched=len(items), number_returned=len(items), links=[])


@router.post("", status_code=201, response_model=AccountOpenedOut)
def post_account(body: AccountIn, work: WritingDep, caller: MayManageStaff) -> Response:
    """Open an account. Without `password` one is made up and answered this once; its owner has to change it first."""
    secret = body.choose_password()
    manager = _manager(work, caller)
    opened = open_account(work.session, manager, body.as_wanted(), secret, known_district_codes=_known_districts(work))
    out = AccountOpenedOut.opened(opened, temporary_password=secret.temporary, revision=_revision(work))
    return json_answer(out, status=201, headers=_etag(opened))


@router.get("/{username}", response_model=AccountOut)
def read_account(request: Request, username: UsernamePath, session: ReadSessionDep, caller: MayManageStaff) -> Response:
    """One account; its `ETag` is the version that a change names in `If-Match`."""
    seen = account_in_scope(session, caller, username, now=now_of(request))
    return json_answer(AccountOut.of(seen), headers=_etag(seen))


@router.patch("/{username}", response_model=AccountWrittenOut)
def change_account(
    username: UsernamePath,
    body: AccountChangeIn,
    work: WritingDep,
    caller: MayManageStaff,
    if_match: Annotated[str | None, Header(description='The version looked at, such as "1".')] = None,
) -> Response:
    """Change name, role or districts, close or reopen: 428 without If-Match, 412 when somebody else was first.

    Another role or other districts end the account's sessions at once; another role and closing end its keys too. The
    last open administrator keeps role and account (409).
    """
    expected = read_version(if_match)
    manager = _manager(work, caller)
    changed = change_managed_account(
        work.session,
        manager,
        username,
        body.as_change(),
        expected_version=expected,
        known_district_codes=_known_districts(work),
    )
    revision = _revision(work)
    if changed.member.version == expected:
        work.abandon()
        revision -= 1
    return json_answer(AccountWrittenOut.written(changed, revision=revision), headers=_etag(changed))


@router.post("/{username}/password", response_model=PasswordGivenOut)
def post_password(username: UsernamePath, body: PasswordIn, work: WritingDep, caller: MayManageStaff) -> Response:
    """Give somebody a new password, one made up unless given: sessions end, a lock is lifted, keys stay.

    Whoever signs in with it has to change it before anything else.
    """
    secret = choose_password(body.password, username=username)
    member = give_password(work.session, _manager(work, caller), username, secret)
    return json_answer(
        PasswordGivenOut(username=member.username, temporary_password=secret.temporary, revision=_revision(work))
    )


@router.post("/{username}/sign-out", response_model=SignedOutOut)
def post_sign_out(username: UsernamePath, work: WritingDep, caller: MayManageStaff) -> Response:
    """End all sessions of an account at once; its keys stay."""
    manager = _manager(work, caller)
    member = managed_account(work.session, caller, username)
    ended = sign_out_everywhere(work.session, manager, username)
    return json_answer(SignedOutOut(username=member.username, sessions_ended=ended, revision=_revision(work)))


@router.get("/{username}/keys")
def list_keys_of(
    request: Request, response: Response, username: UsernamePath, session: ReadSessionDep, caller: MayManageStaff
) -> KeysOut:
    """The personal keys of an account, never their secrets."""
    response.headers.update(PRIVATE)
    member = managed_account(session, caller, username)
    return KeysOut.of(keys_of(session, member.username), now=now_of(request))


@router.delete("/{username}/keys/{key_id}", response_model=KeyRevokedOut)
def revoke_key_of(username: UsernamePath, key_id: KeyId, work: WritingDep, caller: MayManageStaff) -> Response:
    """End a key of somebody at once."""
    manager = _manager(work, caller)
    member = managed_account(work.session, caller, username)
    key = end_key_of(work.session, manager.act, member, key_id)
    return json_answer(
        KeyRevokedOut(key_id=key.key_id, username=key.username, label=key.label, revision=_revision(work))
    )


class _Filter:
    """What of the accounts in scope is asked for."""

    def __init__(self, q: str | None, role: Role | None, district: str | None, active: bool | None) -> None:
        self._text = fold(q) if q else ""
        self._role, self._district, self._active = role, district, active

    def takes(self, seen: AccountSeen) -> bool:
        """Whether an account is asked for."""
        member = seen.member
        return (
            self._text in fold(f"{member.username} {member.display_name}")
            and self._role in {None, member.role}
            and (self._district is None or self._district in member.district_codes)
            and self._active in {None, member.active}
        )


def _manager(work: Writing, caller: Caller) -> Manager:
    revision = work.begin("staff", caller)
    return Manager(caller, revision.committed_at, work.request_id, revision.number)


def _revision(work: Writing) -> int:
    assert work.revision_number is not None
    return work.revision_number


def _known_districts(work: Writing) -> list[str]:
    return [each.code for each in current_register(work.session).duty_areas]


def _etag(seen: AccountSeen) -> dict[str, str]:
    return {"ETag": f'"{seen.member.version}"'}
