"""Whose accounts one may manage, in one table; and that two managers at once lock nobody out."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from app.domain.errors import LastAdministrator, NotYourDistrict, NotYourStaff
from app.domain.vocabulary import Role
from app.services.access import ACTS, Act, Caller, caller
from app.services.staff_accounts import deactivate, list_staff
from app.services.staff_rules import MANAGED_ROLES, manages, require_givable, require_managed
from app.storage.engine import session_factory
from app.storage.staff import StaffMember
from tests.accounts import BA_DINH, DONG_ANH, NOW, hash_quickly, open_account

BOTH = (BA_DINH, DONG_ANH)
R, S, C, J, A = Role.REPORTER, Role.SUPERVISOR, Role.CITY, Role.JOB, Role.ADMIN
EVERY_ACCOUNT = ((R, BOTH[:1]), (R, BOTH[1:]), (R, BOTH), (S, BOTH[:1]), (S, BOTH), (C, ()), (J, ()), (A, ()))


def somebody(role: Role, *districts: str) -> Caller:
    return caller(username="ai", role=role, district_codes=frozenset(districts))


def account(role: Role, districts: tuple[str, ...]) -> StaffMember:
    return StaffMember("lan", "Lan", role, frozenset(districts), True, NOW, "cli")


@pytest.mark.parametrize(
    ("manager", "managed"),
    [
        (somebody(A), EVERY_ACCOUNT),
        (somebody(S, BA_DINH), ((R, BOTH[:1]),)),
        (somebody(S, *BOTH), ((R, BOTH[:1]), (R, BOTH[1:]), (R, BOTH))),
        (somebody(C), ()),
        (somebody(R, *BOTH), ()),
        (somebody(J), ()),
    ],
)
def test_each_role_manages_these_accounts_and_no_others(
    manager: Caller, managed: tuple[tuple[Role, tuple[str, ...]], ...]
) -> None:
    found = tuple(each for each in EVERY_ACCOUNT if manages(manager, account(*each)))
    assert found == managed
    for each in EVERY_ACCOUNT:
        if each not in managed:
            with pytest.raises(NotYourStaff):
                require_managed(manager, account(*each))


def test_those_who_manage_anybody_are_those_to_whom_the_act_is_open() -> None:
    assert set(MANAGED_ROLES) == ACTS[Act.MANAGE_STAFF]


def test_what_one_gives_is_what_one_manages() -> None:
    for manager in (somebody(A), somebody(S, BA_DINH), somebody(S, *BOTH)):
        for role, districts in EVERY_ACCOUNT:
            try:
                require_givable(manager, username="lan", role=role, district_codes=districts)
                given = True
            except (NotYourStaff, NotYourDistrict):
                given = False
            assert given == manages(manager, account(role, districts))


def test_two_administrators_who_close_each_other_at_once_leave_one(
    session: Session, engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    hash_quickly(monkeypatch)
    for username in ("mot", "hai"):
        open_account(session, username, A)
    session.commit()
    begin = Barrier(2)

    def close(username: str) -> bool:
        begin.wait(timeout=10)
        try:
            with session_factory(engine).begin() as own:
                deactivate(own, username=username, now=NOW, actor="cli")
        except LastAdministrator:
            return False
        return True

    with ThreadPoolExecutor(2) as pool:
        closed = list(pool.map(close, ["mot", "hai"]))
    assert sorted(closed) == [False, True]
    session.rollback()
    assert sum(each.active for each in list_staff(session)) == 1
