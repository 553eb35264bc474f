"""Accounts for tests: one of each role, a clock that moves when told, and hashes that take no time."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import pytest
from pwdlib import PasswordHash
from pwdlib.hashers.argon2 import Argon2Hasher
from sqlalchemy.orm import Session, sessionmaker

from app.domain.vocabulary import Role
from app.services import passwords
from app.services.access import DISTRICT_ROLES
from app.services.sign_in import OpenedSession, SignInAttempt, sign_in
from app.services.staff_accounts import add_staff
from app.storage.staff import StaffMember

NOW = datetime(2021, 8, 14, 3, 0, tzinfo=UTC)
PASSWORD = "cây tre trăm đốt"
DONG_ANH, BA_DINH = "017", "001"
DISTRICTS = (BA_DINH, DONG_ANH)
OFFICE = "203.0.113.7"


@dataclass
class Clock:
    """A clock that stands still until it is moved."""

    now: datetime = field(default=NOW)

    def __call__(self) -> datetime:
        return self.now

    def move(self, step: timedelta) -> None:
        self.now += step


def hash_quickly(monkeypatch: pytest.MonkeyPatch) -> None:
    """Argon2id with next to no work: what is tested is what happens around it."""
    hasher = Argon2Hasher(time_cost=1, memory_cost=16, parallelism=1)
    monkeypatch.setattr(passwords, "_hasher", PasswordHash((hasher,)))
    nobody = hasher.hash("nobody")
    monkeypatch.setattr(passwords, "_hash_of_nobody", lambda: nobody)


def open_account(
    session: Session,
    username: str = "lan",
    role: Role = Role.REPORTER,
    *,
    password: str = PASSWORD,
    district_codes: Collection[str] | None = None,
    display_name: str | None = None,
    now: datetime = NOW,
) -> StaffMember:
    """An account of this role; of Đông Anh, if the role is bound to districts."""
    if district_codes is None:
        district_codes = [DONG_ANH] if role in DISTRICT_ROLES else []
    return add_staff(
        session,
        username=username,
        password=password,
        role=role,
        display_name=display_name,
        district_codes=district_codes,
        known_district_codes=DISTRICTS,
        now=now,
        actor="cli",
    )


def try_sign_in(
    sessions: sessionmaker[Session],
    username: str = "lan",
    password: str = PASSWORD,
    *,
    address: str = OFFICE,
    now: datetime = NOW,
) -> OpenedSession:
    """Sign in as the face would ask for it."""
    return sign_in(sessions, SignInAttempt(username, password, address, now))
