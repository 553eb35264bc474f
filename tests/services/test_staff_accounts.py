"""Accounts: opened, given passwords and keys, closed."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import Engine, text
from sqlalchemy.orm import Session

from app.domain.errors import Conflict, InvalidValue, NotAuthenticated, TooManyAttempts
from app.domain.vocabulary import Role
from app.services import passwords, scheduling, site_setup
from app.services.drill_acts import PLAYER
from app.services.sign_in import NOBODY, identify
from app.services.staff_accounts import (
    create_api_key,
    deactivate,
    list_api_keys,
    list_staff,
    reactivate,
    revoke_api_key,
    set_password,
)
from app.services.usernames import checked_username
from app.storage import audit
from app.storage.engine import session_factory
from tests.accounts import BA_DINH, DONG_ANH, NOW, PASSWORD, hash_quickly, open_account, try_sign_in

LATER = NOW + timedelta(hours=1)


@pytest.fixture(autouse=True)
def _quick(monkeypatch: pytest.MonkeyPatch) -> None:
    hash_quickly(monkeypatch)


def pointer_of(act: Callable[[], object]) -> str:
    with pytest.raises(InvalidValue) as refusal:
        act()
    return refusal.value.errors[0].pointer


def test_an_account_is_found_under_its_folded_name(session: Session) -> None:
    opened = open_account(session, " Ｌan.NGUYEN ", district_codes=[DONG_ANH, BA_DINH])
    assert opened.username == "lan.nguyen"
    assert list_staff(session) == [opened]
    assert opened.district_codes == {DONG_ANH, BA_DINH}


def test_a_name_is_given_once_however_it_is_spelled(session: Session) -> None:
    open_account(session, "lan")
    with pytest.raises(Conflict):
        open_account(session, "LAN")


@pytest.mark.parametrize(
    "username", ["", "x", "a" * 65, "-lan", "lan nguyen", "lan\nhoa", "l\u0430n", "system", "CLI", "unknown"]
)
def test_a_name_of_other_letters_or_a_reserved_one_is_refused(username: str) -> None:
    assert pointer_of(lambda: checked_username(username)) == "/username"


@pytest.mark.parametrize("actor", [NOBODY, site_setup.ACTOR, scheduling.ACTOR, PLAYER.username])
def test_no_person_is_called_as_the_audit_calls_the_service_itself(actor: str) -> None:
    assert pointer_of(lambda: checked_username(actor)) == "/username"


@pytest.mark.parametrize("role", [Role.REPORTER, Role.SUPERVISOR])
def test_district_staff_need_a_district_that_exists(session: Session, role: Role) -> None:
    assert pointer_of(lambda: open_account(session, role=role, district_codes=[])) == "/districts"
    with pytest.raises(InvalidValue, match="999"):
        open_account(session, role=role, district_codes=[DONG_ANH, "999"])


@pytest.mark.parametrize("role", [Role.CITY, Role.JOB, Role.ADMIN])
def test_the_other_roles_take_no_district(session: Session, role: Role) -> None:
    assert pointer_of(lambda: open_account(session, role=role, district_codes=[DONG_ANH])) == "/districts"
    assert open_account(session, role=role).district_codes == frozenset()


@pytest.mark.parametrize(
    "password",
    [
        "",
        "mười một ký",
        "a" * 257,
        "Nguyen.Van.A",
        "ababababababab",
        "tab\tin the middle",
        "half a sign \ud800",
        "123456789012",
        "098765432109",
        "QwertyUiopas",
        "zyxwvutsrqpo",
    ],
    ids=[
        "empty",
        "eleven",
        "too long",
        "the name",
        "two letters",
        "control",
        "surrogate",
        "digits",
        "digits back",
        "keys",
        "letters back",
    ],
)
def test_a_password_easy_to_guess_is_refused_without_being_repeated(password: str) -> None:
    with pytest.raises(InvalidValue) as refusal:
        passwords.check_password(password, username="nguyen.van.a")
    assert refusal.value.errors[0].pointer == "/password"
    assert not password or password not in refusal.value.detail_vi + refusal.value.detail_en


def test_twelve_characters_are_enough() -> None:
    passwords.check_password("mười hai ký.", username="lan")


def test_a_refused_password_opens_no_account(session: Session) -> None:
    with pytest.raises(InvalidValue):
        open_account(session, password="ngắn")
    assert list_staff(session) == []


def test_a_password_typed_with_other_code_points_is_the_same() -> None:
    stored = passwords.hash_password(unicodedata.normalize("NFC", PASSWORD))
    assert passwords.try_password(unicodedata.normalize("NFD", PASSWORD), stored).right


def test_neither_password_nor_key_is_stored_anywhere(session: Session, engine: Engine) -> None:
    open_account(session)
    secret = create_api_key(session, username="lan", now=NOW, label="Máy chủ quận", actor="cli")
    session.commit()
    token = try_sign_in(session_factory(engine)).token
    stored = ""
    for table in ("staff", "staff_districts", "sessions", "api_keys", "sign_in_attempts", "audit"):
        stored += str(session.execute(text(f"SELECT * FROM {table}")).all())
    assert "argon2id" in stored
    for hidden in (PASSWORD, secret, secret.removeprefix("khv_"), token):
        assert hidden not in stored


def test_a_new_password_ends_all_sessions_and_the_old_password(session: Session, engine: Engine) -> None:
    sessions = session_factory(engine)
    open_account(session)
    session.commit()
    token = try_sign_in(sessions).token
    set_password(session, username="Lan", password="một câu khác hẳn", now=LATER, actor="cli")
    session.commit()
    with pytest.raises(NotAuthenticated):
        identify(session, token, now=LATER)
    session.rollback()
    with pytest.raises(NotAuthenticated):
        try_sign_in(sessions, now=LATER)
    assert try_sign_in(sessions, password="một câu khác hẳn", now=LATER).token


def test_a_new_password_lifts_the_lock_of_the_account(session: Session, engine: Engine) -> None:
    sessions = session_factory(engine)
    open_account(session)
    session.commit()
    for number in range(10):
        with pytest.raises(NotAuthenticated):
            try_sign_in(sessions, password="không phải mật khẩu", address=f"198.51.100.{number}")
    with pytest.raises(TooManyAttempts):
        try_sign_in(sessions)
    set_password(session, username="lan", password="một câu khác hẳn", now=NOW, actor="cli")
    session.commit()
    assert try_sign_in(sessions, password="một câu khác hẳn").token


def test_a_closed_account_loses_sessions_and_keys_for_good(session: Session, engine: Engine) -> None:
    sessions = session_factory(engine)
    open_account(session)
    secret = create_api_key(session, username="lan", now=NOW, label="máy", actor="cli")
    session.commit()
    token = try_sign_in(sessions).token
    deactivate(session, username="lan", now=LATER, actor="cli")
    reactivate(session, username="lan", now=LATER, actor="cli")
    for credential in (token, secret):
        with pytest.raises(NotAuthenticated):
            identify(session, credential, now=LATER)
    session.commit()
    assert try_sign_in(sessions, now=LATER).token


def test_a_closed_account_stays_in_the_list(session: Session) -> None:
    open_account(session)
    deactivate(session, username="lan", now=LATER, actor="cli")
    assert [(member.username, member.active) for member in list_staff(session)] == [("lan", False)]


def test_a_closed_account_gets_no_key(session: Session) -> None:
    open_account(session)
    deactivate(session, username="lan", now=LATER, actor="cli")
    with pytest.raises(Conflict):
        create_api_key(session, username="lan", now=LATER, label="máy", actor="cli")


def test_a_key_stands_until_it_is_revoked(session: Session) -> None:
    open_account(session, "may-quan", Role.JOB)
    secret = create_api_key(session, username="may-quan", now=NOW, label="máy", actor="cli")
    held = identify(session, secret, now=NOW + timedelta(days=3650))
    assert (held.member.username, held.expires_at) == ("may-quan", None)
    revoke_api_key(session, username="may-quan", label="máy", now=LATER, actor="cli")
    with pytest.raises(NotAuthenticated):
        identify(session, secret, now=LATER)


def test_keys_are_told_apart_by_their_labels(session: Session) -> None:
    open_account(session)
    first = create_api_key(session, username="lan", now=NOW, label="máy 1", actor="cli")
    second = create_api_key(session, username="lan", now=LATER, label="máy 2", actor="cli")
    with pytest.raises(Conflict):
        create_api_key(session, username="lan", now=LATER, label=" máy 1 ", actor="cli")
    revoke_api_key(session, username="lan", label="máy 1", now=LATER, actor="cli")
    assert [(key.label, key.revoked_at) for key in list_api_keys(session, username="lan")] == [
        ("máy 1", LATER),
        ("máy 2", None),
    ]
    with pytest.raises(NotAuthenticated):
        identify(session, first, now=LATER)
    assert identify(session, second, now=LATER).member.username == "lan"


def test_a_key_that_does_not_stand_cannot_be_revoked(session: Session) -> None:
    open_account(session)
    assert pointer_of(lambda: revoke_api_key(session, username="lan", label="máy", now=NOW, actor="cli")) == "/label"


def test_an_unfit_label_is_refused(session: Session) -> None:
    open_account(session)
    for label in ("", "  ", "x" * 81, "two\nlines"):
        with pytest.raises(InvalidValue) as refusal:
            create_api_key(session, username="lan", now=NOW, label=label, actor="cli")
        assert refusal.value.errors[0].pointer == "/label"


def test_an_unknown_account_is_named_in_the_refusal(session: Session) -> None:
    with pytest.raises(InvalidValue, match="hoa"):
        deactivate(session, username="hoa", now=NOW, actor="cli")


def test_each_act_leaves_a_line_in_the_audit(session: Session) -> None:
    open_account(session)
    create_api_key(session, username="lan", now=NOW, label="máy", actor="quantri")
    revoke_api_key(session, username="lan", label="máy", now=NOW, actor="quantri")
    set_password(session, username="lan", password="một câu khác hẳn", now=NOW, actor="quantri")
    deactivate(session, username="lan", now=NOW, actor="quantri")
    reactivate(session, username="lan", now=NOW, actor="quantri")
    entries = [line.entry for line in reversed(audit.lines(session))]
    assert [(entry.actor, entry.action, entry.subject) for entry in entries] == [
        ("cli", "staff_add", "lan"),
        ("quantri", "key_add", "lan"),
        ("quantri", "key_revoke", "lan"),
        ("quantri", "staff_set_password", "lan"),
        ("quantri", "staff_deactivate", "lan"),
        ("quantri", "staff_reactivate", "lan"),
    ]
    assert entries[0].detail == {"role": "reporter", "districts": [DONG_ANH]}
