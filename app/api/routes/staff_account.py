"""The page of one's own account, and its forms: sessions that end, keys that are made and revoked."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Final

from fastapi import APIRouter, Form, Request, Response
from sqlalchemy.orm import Session

from app.api.dependencies import ReadSessionDep, Writing, WritingDep
from app.api.outages import outages_as_unavailable
from app.api.page_answers import Text
from app.api.pages.staff_account import end_of_day, key_rows, session_rows
from app.api.problem_handlers import problem_of
from app.api.routes.own_account import SessionId, own_act
from app.api.routes.staff import KeyId
from app.api.security import BearerToken, CurrentIdentity, now_of, sessions_of
from app.api.staff_pages import StaffPage, StaffPageDep, sent_to, staff_answer
from app.domain.errors import Conflict, InvalidValue, SignInNeeded, ZoneError
from app.services.own_sessions import end_other_sessions, end_own_session, own_sessions
from app.services.staff_accounts import IssuedKey, issue_key
from app.services.staff_administration import Manager, end_key_of
from app.services.staff_checks import existing_account
from app.storage.credentials import keys_of

router: Final = APIRouter(include_in_schema=False)

PAGE: Final = "/staff/account"
_DONE: Final = {
    "password": "account_done_password",
    "session": "account_done_session",
    "sessions": "account_done_sessions",
    "key": "account_done_key",
}


@router.get("/staff/account")
def show_account(
    request: Request, page: StaffPageDep, token: BearerToken, session: ReadSessionDep, done: Text = None
) -> Response:
    """Who one is, where one is signed in, which keys stand."""
    note = page.words(_DONE[done]) if done in _DONE else ""
    return _answer(request, page.at(), session, token, note=note)


@router.post("/staff/account/sessions/{session_id}/end")
def end_one(request: Request, page: StaffPageDep, session_id: SessionId, identity: CurrentIdentity) -> Response:
    """End one of one's own sessions."""
    with outages_as_unavailable(), sessions_of(request).begin() as session:
        end_own_session(session, identity.member, session_id, act=own_act(request, identity))
    return sent_to(page.to(PAGE, done="session"))


@router.post("/staff/account/sessions/end-others")
def end_others(request: Request, page: StaffPageDep, token: BearerToken, identity: CurrentIdentity) -> Response:
    """End all one's sessions but this one."""
    with outages_as_unavailable(), sessions_of(request).begin() as session:
        end_other_sessions(session, identity.member, token=token, act=own_act(request, identity))
    return sent_to(page.to(PAGE, done="sessions"))


@router.post("/staff/account/keys")
def make_key(
    request: Request,
    page: StaffPageDep,
    token: BearerToken,
    work: WritingDep,
    label: Annotated[str, Form()] = "",
    until: Annotated[str, Form()] = "",
) -> Response:
    """Make a key and show it this once; or the form again with the reason why not."""
    if page.identity.key is not None:
        raise SignInNeeded
    try:
        issued = _issue(page, work, label=label, until=until)
    except (InvalidValue, Conflict) as fault:
        work.abandon()
        return _answer(request, page, work.session, token, fault=fault, label=label, until=until)
    return _answer(request, page, work.session, token, issued=issued)


@router.post("/staff/account/keys/{key_id}/revoke")
def revoke_key(page: StaffPageDep, key_id: KeyId, work: WritingDep) -> Response:
    """End one of one's own keys."""
    owner = _owner(page, work)
    end_key_of(work.session, owner.act, existing_account(work.session, page.caller.username), key_id)
    return sent_to(page.to(PAGE, done="key"))


def _issue(page: StaffPage, work: Writing, *, label: str, until: str) -> IssuedKey:
    try:
        end = end_of_day(work.rules.clock, date.fromisoformat(until)) if until else None
    except (ValueError, OverflowError) as fault:
        raise InvalidValue("/until", vi="Ngày hết hạn chưa đúng.", en="That is no date.") from fault
    owner = _owner(page, work)
    member = existing_account(work.session, page.caller.username)
    return issue_key(work.session, member, label=label, expires_at=end, act=owner.act)


def _owner(page: StaffPage, work: Writing) -> Manager:
    revision = work.begin("api_key", page.caller)
    return Manager(page.caller, revision.committed_at, work.request_id, revision.number)


def _answer(
    request: Request,
    page: StaffPage,
    session: Session,
    token: str,
    *,
    note: str = "",
    fault: ZoneError | None = None,
    issued: IssuedKey | None = None,
    label: str = "",
    until: str = "",
) -> Response:
    now, words, member = now_of(request), page.words, page.identity.member
    return staff_answer(
        page,
        "staff/account.html",
        status=200 if fault is None else problem_of(fault).spec.status,
        note=note,
        fault="" if fault is None else words.pick((fault.detail_vi, fault.detail_en)),
        sessions=session_rows(words, own_sessions(session, member, token=token, now=now), now=now),
        keys=key_rows(words, keys_of(session, member.username), now=now),
        issued=issued,
        label=label,
        until=until,
        today=words.local_date(now),
    )
