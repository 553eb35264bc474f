"""Personal keys of one's own: for the machines a member of staff answers for."""

from __future__ import annotations

from fastapi import APIRouter, Request, Response

from app.api.answers import PRIVATE, json_answer
from app.api.dependencies import ReadSessionDep, Writing, WritingDep
from app.api.routes.staff import KeyId
from app.api.schemas.staff import KeyIn, KeyIssuedOut, KeyRevokedOut, KeysOut
from app.api.security import CurrentIdentity, CurrentStaff, now_of
from app.api.strict_json import StrictJsonRoute
from app.domain.errors import SignInNeeded
from app.services.access import Caller
from app.services.staff_accounts import issue_key
from app.services.staff_administration import Manager, end_key_of
from app.services.staff_checks import existing_account
from app.storage.credentials import keys_of

router = APIRouter(prefix="/api/v1/keys", tags=["staff"], route_class=StrictJsonRoute)


@router.get("")
def list_keys(request: Request, response: Response, session: ReadSessionDep, caller: CurrentStaff) -> KeysOut:
    """One's own keys, oldest first, never their secrets."""
    response.headers.update(PRIVATE)
    return KeysOut.of(keys_of(session, caller.username), now=now_of(request))


@router.post("", status_code=201, response_model=KeyIssuedOut)
def post_key(body: KeyIn, work: WritingDep, identity: CurrentIdentity) -> Response:
    """Make a key for a machine of one's own: it may do what its owner may, and is answered this once.

    Signed in by password only: a key makes no further keys (403).
    """
    if identity.key is not None:
        raise SignInNeeded
    end = body.end
    owner = _owner(work, identity.caller)
    member = existing_account(work.session, identity.member.username)
    issued = issue_key(work.session, member, label=body.label, expires_at=end, act=owner.act)
    assert owner.revision is not None
    return json_answer(KeyIssuedOut.issued(issued, now=owner.now, revision=owner.revision), status=201)


@router.delete("/{key_id}", response_model=KeyRevokedOut)
def revoke_key(key_id: KeyId, work: WritingDep, caller: CurrentStaff) -> Response:
    """End a key of one's own at once; a key may end itself."""
    owner = _owner(work, caller)
    key = end_key_of(work.session, owner.act, existing_account(work.session, caller.username), key_id)
    assert owner.revision is not None
    return json_answer(
        KeyRevokedOut(key_id=key.key_id, username=key.username, label=key.label, revision=owner.revision)
    )


def _owner(work: Writing, caller: Caller) -> Manager:
    revision = work.begin("api_key", caller)
    return Manager(caller, revision.committed_at, work.request_id, revision.number)
