"""Signing in: what opens a session, what slows guessing down, and what it tells a stranger."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest
from pwdlib import PasswordHash
from pwdlib.hashers.argon2 import Argon2Hasher
from sqlalchemy import Engine, func, select
from sqlalchemy.orm import Session, sessionmaker

from app.domain.errors import Conflict, NotAuthenticated, TooManyAttempts
from app.domain.vocabulary import Role
from app.services import passwords, tokens
from app.services.sign_in import OpenedSession, SignInAttempt, identify, sign_out
from app.services.staff_accounts import create_api_key, deactivate, set_password
from app.services.throttling import Subjects
from app.storage import audit
from app.storage.audit import AuditEntry, Outcome
from app.storage.engine import session_factory
from app.storage.tables.staff import SessionRow, SignInAttemptRow, StaffRow
from tests.accounts import DONG_ANH, NOW, OFFICE, hash_quickly, open_account, try_sign_in

WRONG = "không phải mật khẩu"
MINUTE = timedelta(minutes=1)


@pytest.fixture(autouse=True)
def _quick(monkeypatch: pytest.MonkeyPatch) -> None:
    hash_quickly(monkeypatch)


@pytest.fixture
def sessions(engine: Engine) -> sessionmaker[Session]:
    """The sessions of a site with one reporter, `lan`, and one member of the city, `minh`."""
    made = session_factory(engine)
    with made.begin() as session:
        open_account(session, "lan")
        open_account(session, "minh", Role.CITY)
    return made


@pytest.fixture
def reader(sessions: sessionmaker[Session]) -> Iterator[Session]:
    """A session that only looks."""
    with sessions() as session:
        session.connection(execution_options={"read_only": True})
        yield session


def fail(
    sessions: sessionmaker[Session],
    username: str = "lan",
    *,
    times: int = 1,
    address: str = OFFICE,
    now: datetime = NOW,
) -> None:
    for _ in range(times):
        with pytest.raises(NotAuthenticated):
            try_sign_in(sessions, username, WRONG, address=address, now=now)


def wait_told(sessions: sessionmaker[Session], username: str = "lan", *, address: str = OFFICE, now: datetime) -> int:
    with pytest.raises(TooManyAttempts) as refusal:
        try_sign_in(sessions, username, address=address, now=now)
    assert refusal.value.retry_after_s is not None
    return refusal.value.retry_after_s


def sign_in_lines(session: Session) -> list[AuditEntry]:
    return [line.entry for line in audit.lines(session) if line.entry.action == "sign_in"]


def test_the_right_password_opens_a_session_for_twelve_hours(sessions: sessionmaker[Session], reader: Session) -> None:
    opened = try_sign_in(sessions, " LAN ")
    assert opened.identity.expires_at == NOW + timedelta(hours=12)
    held = identify(reader, opened.token, now=NOW + timedelta(hours=11, minutes=59))
    assert held == opened.identity
    assert held.caller.district_codes == frozenset({DONG_ANH})


def test_a_session_ends_to_the_second(sessions: sessionmaker[Session], reader: Session) -> None:
    opened = try_sign_in(sessions)
    with pytest.raises(NotAuthenticated):
        identify(reader, opened.token, now=NOW + timedelta(hours=12))


def test_the_city_is_bound_to_no_district(sessions: sessionmaker[Session]) -> None:
    assert try_sign_in(sessions, "minh").identity.caller.district_codes is None


def test_signing_out_ends_this_session_at_once_and_no_other(sessions: sessionmaker[Session], reader: Session) -> None:
    phone, desk = try_sign_in(sessions), try_sign_in(sessions)
    with sessions.begin() as session:
        sign_out(session, phone.token, now=NOW)
    with pytest.raises(NotAuthenticated):
        identify(reader, phone.token, now=NOW)
    assert identify(reader, desk.token, now=NOW).member.username == "lan"


def test_signing_out_twice_is_refused(sessions: sessionmaker[Session]) -> None:
    token = try_sign_in(sessions).token
    with sessions.begin() as session:
        sign_out(session, token, now=NOW)
        with pytest.raises(NotAuthenticated):
            sign_out(session, token, now=NOW)


def test_a_personal_key_does_not_end_by_signing_out(sessions: sessionmaker[Session]) -> None:
    with sessions.begin() as session:
        key = create_api_key(session, username="lan", now=NOW, label="máy", actor="cli")
        with pytest.raises(Conflict):
            sign_out(session, key, now=NOW)
        assert identify(session, key, now=NOW).member.username == "lan"


def test_a_closed_account_ends_its_sessions_at_once(sessions: sessionmaker[Session], reader: Session) -> None:
    token = try_sign_in(sessions).token
    with sessions.begin() as session:
        deactivate(session, username="lan", now=NOW, actor="cli")
    with pytest.raises(NotAuthenticated):
        identify(reader, token, now=NOW)


def test_a_made_up_token_is_refused(reader: Session) -> None:
    made_up = ["", "khs_", "khv_", "nonsense", "khs_" + "a" * 43, "khv_" + "a" * 43, "khs_é", "khs_" + "a" * 10_000]
    for token in made_up:
        with pytest.raises(NotAuthenticated):
            identify(reader, token, now=NOW)


def test_a_session_token_cannot_pass_for_a_key(sessions: sessionmaker[Session], reader: Session) -> None:
    token = try_sign_in(sessions).token
    with pytest.raises(NotAuthenticated):
        identify(reader, token.replace(tokens.SESSION_PREFIX, tokens.KEY_PREFIX), now=NOW)


def test_no_two_tokens_are_alike() -> None:
    assert len({tokens.new_session_token() for _ in range(1_000)}) == 1_000


def test_ended_sessions_are_cleared_away_at_the_next_sign_in(sessions: sessionmaker[Session], reader: Session) -> None:
    try_sign_in(sessions)
    try_sign_in(sessions, "minh")
    try_sign_in(sessions, now=NOW + timedelta(hours=12))
    assert reader.scalar(select(func.count()).select_from(SessionRow)) == 2


def test_a_wrong_password_and_an_unknown_name_get_the_same_answer(sessions: sessionmaker[Session]) -> None:
    for username in ("lan", "nobody", "", "l\ud800n", "a" * 5_000, "'; DROP TABLE staff; --", "la\x00n"):
        with pytest.raises(NotAuthenticated) as refusal:
            try_sign_in(sessions, username, WRONG)
        assert refusal.value.detail_en == NotAuthenticated().detail_en


def test_a_password_is_tried_whether_or_not_the_name_is_known(
    sessions: sessionmaker[Session], monkeypatch: pytest.MonkeyPatch
) -> None:
    hashes: list[str] = []
    verify = passwords._hasher.verify_and_update

    def watched(password: str | bytes, password_hash: str | bytes) -> tuple[bool, str | None]:
        hashes.append(str(password_hash).partition("$v=")[0])
        return verify(password, password_hash)

    monkeypatch.setattr(passwords._hasher, "verify_and_update", watched)
    fail(sessions, "lan")
    fail(sessions, "nobody")
    assert hashes == ["$argon2id", "$argon2id"]


def test_the_password_of_nobody_opens_nothing(sessions: sessionmaker[Session]) -> None:
    with pytest.raises(NotAuthenticated):
        try_sign_in(sessions, "nobody", "nobody")


def test_a_closed_account_gets_the_same_answer_as_a_wrong_password(sessions: sessionmaker[Session]) -> None:
    with sessions.begin() as session:
        deactivate(session, username="lan", now=NOW, actor="cli")
    with pytest.raises(NotAuthenticated):
        try_sign_in(sessions)


@pytest.mark.parametrize("username", ["lan", "nobody"])
def test_ten_wrong_tries_lock_an_account_whether_or_not_it_exists(
    sessions: sessionmaker[Session], username: str
) -> None:
    for number in range(10):
        fail(sessions, username, address=f"198.51.100.{number}")
    assert wait_told(sessions, username, address="192.0.2.1", now=NOW) == 60


def test_a_lock_holds_however_the_name_is_spelled(sessions: sessionmaker[Session]) -> None:
    fail(sessions, times=10)
    assert wait_told(sessions, " ＬAN", address="192.0.2.1", now=NOW) == 60


def test_ten_wrong_tries_lock_an_address_for_every_account(sessions: sessionmaker[Session]) -> None:
    for number in range(10):
        fail(sessions, f"guess{number}")
    assert wait_told(sessions, now=NOW) == 60
    assert try_sign_in(sessions, address="192.0.2.1").token


def test_a_lock_ends_by_itself(sessions: sessionmaker[Session]) -> None:
    fail(sessions, times=10)
    assert wait_told(sessions, now=NOW + timedelta(seconds=59.5)) == 1
    assert try_sign_in(sessions, now=NOW + MINUTE).token


def test_each_further_wrong_try_locks_for_twice_as_long_up_to_an_hour(sessions: sessionmaker[Session]) -> None:
    fail(sessions, times=9)
    now, waits = NOW, []
    for _ in range(8):
        fail(sessions, now=now)
        waits.append(wait_told(sessions, now=now))
        now += timedelta(seconds=waits[-1])
    assert waits == [60, 120, 240, 480, 960, 1920, 3600, 3600]


def test_tries_while_locked_do_not_lengthen_the_lock(sessions: sessionmaker[Session]) -> None:
    fail(sessions, times=10)
    for _ in range(20):
        wait_told(sessions, now=NOW + timedelta(seconds=30))
    assert try_sign_in(sessions, now=NOW + MINUTE).token


def test_wrong_tries_are_forgotten_after_a_quiet_day(sessions: sessionmaker[Session]) -> None:
    fail(sessions, times=9)
    next_day = NOW + timedelta(hours=24, seconds=1)
    fail(sessions, times=9, now=next_day)
    assert try_sign_in(sessions, now=next_day).token


def test_a_right_password_takes_back_its_owners_slips(sessions: sessionmaker[Session]) -> None:
    for _ in range(3):
        fail(sessions, times=9)
        assert try_sign_in(sessions).token


def test_an_account_of_ones_own_does_not_help_in_guessing_at_others(sessions: sessionmaker[Session]) -> None:
    for _ in range(3):
        fail(sessions, "minh", times=3)
        try_sign_in(sessions, "lan")
    fail(sessions, "minh")
    assert wait_told(sessions, "lan", now=NOW) == 60


@pytest.mark.parametrize(
    ("first", "second", "shared"),
    [
        ("2001:db8:1:2::1", "2001:db8:1:2:ffff::9", True),
        ("2001:db8:1:2::1", "2001:db8:1:3::1", False),
        ("::ffff:203.0.113.7", "203.0.113.7", True),
        ("203.0.113.7", "203.0.113.8", False),
        ("a proxy's word", "a proxy's word", True),
    ],
)
def test_addresses_of_one_site_count_together(first: str, second: str, shared: bool) -> None:
    counters = [Subjects.of(username="lan", address=address).address for address in (first, second)]
    assert (counters[0] == counters[1]) is shared


def test_an_account_and_an_address_of_one_name_are_counted_apart() -> None:
    subjects = Subjects.of(username="203.0.113.7", address="203.0.113.7")
    assert subjects.account != subjects.address


def test_many_tries_at_once_are_all_counted(sessions: sessionmaker[Session]) -> None:
    answers: list[type[Exception]] = []

    def guess() -> None:
        for _ in range(5):
            try:
                try_sign_in(sessions, "lan", WRONG)
            except (NotAuthenticated, TooManyAttempts) as refusal:
                answers.append(type(refusal))

    threads = [threading.Thread(target=guess) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (answers.count(NotAuthenticated), answers.count(TooManyAttempts)) == (10, 10)


def test_old_counters_are_cleared_away(sessions: sessionmaker[Session], reader: Session) -> None:
    for number in range(3):
        fail(sessions, f"guess{number}", address=f"198.51.100.{number}")
    fail(sessions, now=NOW + timedelta(hours=25))
    assert reader.scalar(select(func.count()).select_from(SignInAttemptRow)) == 2


def test_a_weak_hash_is_replaced_when_its_owner_signs_in(sessions: sessionmaker[Session], reader: Session) -> None:
    weak = PasswordHash((Argon2Hasher(time_cost=1, memory_cost=8, parallelism=1),))
    with sessions.begin() as session:
        session.get_one(StaffRow, "lan").password_hash = weak.hash("một câu khác hẳn")
    for _ in range(2):
        assert try_sign_in(sessions, password="một câu khác hẳn").token
    assert "$m=16,t=1,p=1$" in reader.get_one(StaffRow, "lan").password_hash


@pytest.mark.parametrize("change", [set_password, deactivate])
def test_a_change_made_while_the_password_is_tried_wins(
    sessions: sessionmaker[Session], monkeypatch: pytest.MonkeyPatch, change: object
) -> None:
    try_password = passwords.try_password

    def meanwhile(password: str, password_hash: str | None) -> passwords.Verdict:
        with sessions.begin() as session:
            if change is deactivate:
                deactivate(session, username="lan", now=NOW, actor="cli")
            else:
                set_password(session, username="lan", password="một câu khác hẳn", now=NOW, actor="cli")
        return try_password(password, password_hash)

    monkeypatch.setattr(passwords, "try_password", meanwhile)
    with pytest.raises(NotAuthenticated):
        try_sign_in(sessions)


def test_signing_in_and_out_leave_lines_in_the_audit(sessions: sessionmaker[Session], reader: Session) -> None:
    opened: OpenedSession = try_sign_in(sessions)
    with sessions.begin() as session:
        sign_out(session, opened.token, now=NOW, request_id="req-1")
    out, into = [line.entry for line in audit.lines(reader, limit=2)]
    assert (into.actor, into.action, into.outcome, into.detail) == ("lan", "sign_in", Outcome.DONE, {"address": OFFICE})
    assert (out.actor, out.action, out.outcome, out.request_id) == ("lan", "sign_out", Outcome.DONE, "req-1")


def test_a_wrong_try_leaves_a_line_without_the_name_of_an_account_that_does_not_exist(
    sessions: sessionmaker[Session], reader: Session
) -> None:
    fail(sessions, "lan")
    fail(sessions, "my.password.in.the.wrong.box")
    unknown, known = sign_in_lines(reader)
    assert (known.actor, known.role, known.outcome) == ("lan", Role.REPORTER, Outcome.REFUSED)
    assert (unknown.actor, unknown.role, unknown.outcome) == ("unknown", None, Outcome.REFUSED)
    assert "wrong.box" not in str(unknown)


def test_tries_while_locked_do_not_flood_the_audit(sessions: sessionmaker[Session], reader: Session) -> None:
    fail(sessions, times=10)
    for _ in range(5):
        wait_told(sessions, now=NOW)
    assert len(sign_in_lines(reader)) == 10


def test_the_try_that_locks_says_so_in_the_audit(sessions: sessionmaker[Session], reader: Session) -> None:
    fail(sessions, times=10)
    fail(sessions, now=NOW + timedelta(minutes=1))
    newest, tenth, *before = sign_in_lines(reader)
    assert (newest.detail["lock_minutes"], tenth.detail["lock_minutes"]) == (2, 1)
    assert all("lock_minutes" not in each.detail for each in before)


def test_an_attempt_shows_nothing_of_itself() -> None:
    attempt = SignInAttempt("lan", WRONG, OFFICE, NOW)
    assert WRONG not in repr(attempt)
    assert "lan" not in repr(attempt)
