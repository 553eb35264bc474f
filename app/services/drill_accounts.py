"""The accounts of a drill site: one of each role, with a new password each time they are opened."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy.orm import Session

from app.domain.drill_events import MARK
from app.domain.drill_outbreaks import home_district
from app.domain.errors import DrillRefused
from app.domain.register import Register
from app.domain.vocabulary import Role
from app.services.access import DISTRICT_ROLES
from app.services.drill_acts import PLAYER
from app.services.register import current_register
from app.services.staff_accounts import add_staff, reactivate, set_password
from app.storage import staff
from app.storage.revisions import read_site

_PASSWORD_BYTES: Final = 12
_NAMES_VI: Final = {
    Role.REPORTER: "cán bộ báo cáo",
    Role.SUPERVISOR: "phụ trách quận, huyện",
    Role.CITY: "thành phố",
    Role.JOB: "tác vụ máy",
    Role.ADMIN: "quản trị",
}


@dataclass(frozen=True)
class DrillAccount:
    """An account and its password, which is shown this once and stored only as a hash."""

    username: str
    role: Role
    district_codes: tuple[str, ...]
    password: str


def open_drill_accounts(session: Session, *, now: datetime) -> list[DrillAccount]:
    """Open, or open again, one account of each role with a new random password; older passwords end.

    Without districts people answer for wards, and those of a drill for the first; an empty register has nobody.

    Raises:
        DrillRefused: the site is a real one.
    """
    site = read_site(session)
    if site is None or not site.drill:
        raise DrillRefused(
            vi="Đây là trang thật: tài khoản diễn tập không được mở ở đây.",
            en="This is a real site: drill accounts are not opened here.",
        )
    register = current_register(session)
    roles = [role for role in Role if register.duty_areas or role not in DISTRICT_ROLES]
    return [_open(session, register, role, now) for role in roles]


def _open(session: Session, register: Register, role: Role, now: datetime) -> DrillAccount:
    username = f"{PLAYER.username}-{role.value}"
    password = secrets.token_urlsafe(_PASSWORD_BYTES)
    stored = staff.find(session, username)
    if stored is not None:
        if not stored.active:
            reactivate(session, username=username, now=now, actor=PLAYER.username)
        set_password(session, username=username, password=password, now=now, actor=PLAYER.username)
        return DrillAccount(username, stored.role, tuple(sorted(stored.district_codes)), password)
    scope = (home_district(register) or register.duty_areas[0].code,) if role in DISTRICT_ROLES else ()
    add_staff(
        session,
        username=username,
        password=password,
        role=role,
        district_codes=scope,
        known_district_codes=[each.code for each in register.duty_areas],
        now=now,
        actor=PLAYER.username,
        display_name=f"{MARK}: {_NAMES_VI[role]}",
    )
    return DrillAccount(username, role, scope, password)
