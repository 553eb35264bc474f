"""One's own password and sessions."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import Engine
from sqlalchemy.orm import Session, sessionmaker

from app.domain.errors import InvalidValue, NotAuthenticated, SessionNotFound, TooManyAttempts
from app.services import passwords
from app.services.own_account import change_own_password
from app.services.own_sessions import OwnSession, end_other_sessions, end_own_session, own_sessions
from app.services.sign_in import NOTED_EVERY, OpenedSession, SignInAttempt, identify, note_session_use, sign_in
from app.services.staff_accounts import create_api_key, deactivate, set_password
from app.services.staff_checks import StaffAct
from app.storage import audit
from app.storage.engine import session_factory
from tests.accounts import NOW, OFFICE, PASSWORD, hash_quickly, open_account, try_sign_in

NEW = "con đường làng gập ghềnh"
LATER = NOW + timedelta(hours=1)


@pytest.fixture(autouse=True)
def _quick(monkeypatch: pytest.MonkeyPatch) -> None:
    hash_quickly(monkeypatch)


@pytest.fixture
def sessions(engine: Engine) -> sessionmaker[Session]:
    """The sessions of a site with two reporters, `lan` and `an`."""
    made = session_factory(engine)
    with made.begin() as session:
        open_account(session, "lan")
        open_account(session, "an")
    return made


@pytest.fixture
def opened(sessions: sessionmaker[Session]) -> OpenedSession:
    """A session of `lan`."""
    return try_sign_in(sessions)


def change(
    sessions: sessionmaker[Session],
    opened: OpenedSession,
    *,
    current: str = PASSWORD,
    new: str = NEW,
) -> int:
    attempt = SignInAttempt("lan", current, OFFICE, NOW)
    return change_own_password(sessions, attempt, new_password=new, token=opened.token)


def listed(sessions: sessionmaker[Session], opened: OpenedSession) -> list[OwnSession]:
    with sessions() as session:
        return own_sessions(session, opened.identity.member, token=opened.token, now=LATER)


def act() -> StaffAct:
    return StaffAct(LATER, "lan")


def fault_of(fault: pytest.ExceptionInfo[InvalidValue]) -> str:
    return fault.value.errors[0].pointer


class TestPassword:
    """Changing one's own."""

    def test_the_new_one_opens_and_the_old_one_does_not(
        self, sessions: sessionmaker[Session], opened: OpenedSession
    ) -> None:
        change(sessions, opened)
        assert try_sign_in(sessions, password=NEW).identity.member.username == "lan"
        with pytest.raises(NotAuthenticated):
            try_sign_in(sessions)

    def test_this_session_goes_on_and_every_other_one_ends(
        self, sessions: sessionmaker[Session], opened: OpenedSession
    ) -> None:
        other, of_another = try_sign_in(sessions), try_sign_in(sessions, "an")
        assert change(sessions, opened) == 1
        with sessions() as session:
            assert identify(session, opened.token, now=NOW).member.username == "lan"
            assert identify(session, of_another.token, now=NOW).member.username == "an"
            with pytest.raises(NotAuthenticated):
                identify(session, other.token, now=NOW)

    def test_a_temporary_password_is_one_no_longer(
        self, sessions: sessionmaker[Session], opened: OpenedSession
    ) -> None:
        with sessions.begin() as session:
            set_password(session, username="lan", password="tạm thời một lúc", now=NOW, actor="cli", must_change=True)
        temporary = try_sign_in(sessions, password="tạm thời một lúc")
        assert temporary.identity.member.must_change_password
        change(sessions, temporary, current="tạm thời một lúc")
        assert not try_sign_in(sessions, password=NEW).identity.member.must_change_password

    def test_a_password_given_for_good_need_not_be_changed(self, sessions: sessionmaker[Session]) -> None:
        for must_change in (True, False):
            with sessions.begin() as session:
                set_password(session, username="lan", password=NEW, now=NOW, actor="cli", must_change=must_change)
        assert not try_sign_in(sessions, password=NEW).identity.member.must_change_password

    def test_keys_stay(self, sessions: sessionmaker[Session], opened: OpenedSession) -> None:
        with sessions.begin() as session:
            key = create_api_key(session, username="lan", now=NOW, label="máy", actor="cli")
        change(sessions, opened)
        with sessions() as session:
            assert identify(session, key, now=NOW).member.username == "lan"

    def test_the_wrong_present_one_changes_nothing_and_is_told_at_its_field(
        self, sessions: sessionmaker[Session], opened: OpenedSession
    ) -> None:
        with pytest.raises(InvalidValue) as fault:
            change(sessions, opened, current="không phải thế")
        assert fault_of(fault) == "/current"
        assert try_sign_in(sessions).identity.member.username == "lan"

    @pytest.mark.parametrize("new", ["ngắn", "a" * 20, PASSWORD, "lan" + "\x00" * 12])
    def test_a_new_one_that_is_easy_or_the_same_is_told_at_its_field(
        self, sessions: sessionmaker[Session], opened: OpenedSession, new: str
    ) -> None:
        with pytest.raises(InvalidValue) as fault:
            change(sessions, opened, new=new)
        assert fault_of(fault) == "/new"

    def test_wrong_tries_lock_as_they_do_at_the_door(
        self, sessions: sessionmaker[Session], opened: OpenedSession
    ) -> None:
        for _ in range(10):
            with pytest.raises(InvalidValue):
                change(sessions, opened, current="không phải thế")
        with pytest.raises(TooManyAttempts):
            change(sessions, opened)
        with pytest.raises(TooManyAttempts):
            try_sign_in(sessions)

    def test_an_account_closed_meanwhile_keeps_its_password(
        self, sessions: sessionmaker[Session], opened: OpenedSession, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        hashed = passwords.hash_password

        def closing(password: str) -> str:
            with sessions.begin() as session:
                deactivate(session, username="lan", now=NOW, actor="quantri")
            return hashed(password)

        monkeypatch.setattr(passwords, "hash_password", closing)
        with pytest.raises(NotAuthenticated):
            change(sessions, opened)

    def test_the_audit_tells_who_and_how_it_went_and_no_password(
        self, sessions: sessionmaker[Session], opened: OpenedSession
    ) -> None:
        try_sign_in(sessions)
        with pytest.raises(InvalidValue):
            change(sessions, opened, current="không phải thế")
        change(sessions, opened)
        with sessions() as session:
            done, refused = (each.entry for each in audit.lines(session, limit=2))
        assert (done.action, done.actor, done.outcome, done.detail) == ("own_password", "lan", "done", {"sessions": 1})
        assert (refused.action, refused.outcome) == ("own_password", "refused")
        assert not any(secret in repr((done, refused)) for secret in (PASSWORD, NEW, "không phải thế"))


class TestSessions:
    """One's own, seen and ended."""

    def test_they_are_told_by_device_with_this_one_first(self, sessions: sessionmaker[Session]) -> None:
        first = sign_in(sessions, SignInAttempt("lan", PASSWORD, OFFICE, NOW, device="Chrome, Windows"))
        sign_in(sessions, SignInAttempt("lan", PASSWORD, OFFICE, NOW + timedelta(minutes=5), device="Zalo, Android"))
        try_sign_in(sessions, "an")
        found = listed(sessions, first)
        assert [(own.session.device, own.is_this) for own in found] == [
            ("Chrome, Windows", True),
            ("Zalo, Android", False),
        ]

    def test_what_is_told_opens_nothing(self, sessions: sessionmaker[Session], opened: OpenedSession) -> None:
        (own,) = listed(sessions, opened)
        assert own.session.session_id not in opened.token
        assert len(own.session.session_id) < 20
        with sessions() as session, pytest.raises(NotAuthenticated):
            identify(session, f"khs_{own.session.session_id}", now=NOW)

    def test_one_ends_at_once_and_the_others_go_on(
        self, sessions: sessionmaker[Session], opened: OpenedSession
    ) -> None:
        other = try_sign_in(sessions)
        lost = listed(sessions, opened)[1].session.session_id
        with sessions.begin() as session:
            end_own_session(session, opened.identity.member, lost, act=act())
        with sessions() as session:
            assert identify(session, opened.token, now=LATER)
            with pytest.raises(NotAuthenticated):
                identify(session, other.token, now=LATER)

    def test_nobody_ends_the_session_of_another(self, sessions: sessionmaker[Session], opened: OpenedSession) -> None:
        theirs = listed(sessions, try_sign_in(sessions, "an"))[0].session.session_id
        with sessions.begin() as session, pytest.raises(SessionNotFound):
            end_own_session(session, opened.identity.member, theirs, act=act())

    def test_an_ended_one_is_not_ended_again(self, sessions: sessionmaker[Session], opened: OpenedSession) -> None:
        try_sign_in(sessions)
        lost = listed(sessions, opened)[1].session.session_id
        with sessions.begin() as session:
            end_own_session(session, opened.identity.member, lost, act=act())
        with sessions.begin() as session, pytest.raises(SessionNotFound):
            end_own_session(session, opened.identity.member, lost, act=act())

    def test_all_others_end_together(self, sessions: sessionmaker[Session], opened: OpenedSession) -> None:
        for _ in range(3):
            try_sign_in(sessions)
        with sessions.begin() as session:
            assert end_other_sessions(session, opened.identity.member, token=opened.token, act=act()) == 3
        assert [own.is_this for own in listed(sessions, opened)] == [True]

    def test_when_one_was_last_used_is_noted_a_few_times_an_hour(
        self, sessions: sessionmaker[Session], opened: OpenedSession
    ) -> None:
        held = opened.identity.session
        assert held is not None
        for step, noted in ((NOTED_EVERY / 2, timedelta(0)), (NOTED_EVERY, NOTED_EVERY)):
            note_session_use(sessions, held, now=NOW + step)
            assert listed(sessions, opened)[0].session.last_used_at == NOW + noted
