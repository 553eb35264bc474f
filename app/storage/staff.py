"""Staff and their districts: rows in, records out."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, insert, select, update
from sqlalchemy.orm import Session

from app.domain.vocabulary import Role
from app.storage.tables.staff import StaffDistrictRow, StaffRow


@dataclass(frozen=True)
class StaffMember:
    """A member of staff as others may know them; `district_codes` is empty for roles that answer for all districts.

    `version` counts the changes of name, role, districts and state.
    `must_change_password`: somebody else knows the password, so nothing else is open until it is changed.
    """

    username: str
    display_name: str
    role: Role
    district_codes: frozenset[str]
    active: bool
    created_at: datetime
    created_by: str
    version: int = 1
    must_change_password: bool = False


def add(session: Session, member: StaffMember, *, password_hash: str) -> None:
    """Store a new member; the user name must be free."""
    session.execute(
        insert(StaffRow).values(
            username=member.username,
            display_name=member.display_name,
            role=member.role.value,
            password_hash=password_hash,
            active=member.active,
            created_at=member.created_at,
            created_by=member.created_by,
            must_change_password=member.must_change_password,
        )
    )
    _add_districts(session, member)


def find(session: Session, username: str) -> StaffMember | None:
    """The member of this folded user name, active or not. One query by primary key."""
    members = _members(session, [username])
    return members[0] if members else None


def everyone(session: Session) -> list[StaffMember]:
    """All members, inactive ones too, by user name. One query."""
    return _members(session, None)


def display_names(session: Session, usernames: Collection[str]) -> dict[str, str]:
    """How pages call these members, by user name; those without an account (a job, the drill) are left out."""
    if not usernames:
        return {}
    rows = session.execute(select(StaffRow.username, StaffRow.display_name).where(StaffRow.username.in_(usernames)))
    return {username: name for username, name in rows}  # noqa: C416 - a row is no pair to the type checker


def password_hash(session: Session, username: str, *, hold: bool = False) -> str | None:
    """The stored hash; None when there is no such member. `hold` keeps others from changing it until the end."""
    query = select(StaffRow.password_hash).where(StaffRow.username == username)
    return session.scalar(query.with_for_update() if hold else query)


def set_password_hash(session: Session, *, username: str, password_hash: str) -> None:
    """Replace the stored hash."""
    session.execute(update(StaffRow).where(StaffRow.username == username).values(password_hash=password_hash))


def set_must_change_password(session: Session, *, username: str, must_change: bool) -> None:
    """Say whether the member has to choose a password before anything else."""
    session.execute(update(StaffRow).where(StaffRow.username == username).values(must_change_password=must_change))


def store_change(session: Session, member: StaffMember) -> None:
    """Store what has changed of a member: name, role, districts, state, version; the rest stays as it was."""
    session.execute(
        update(StaffRow)
        .where(StaffRow.username == member.username)
        .values(
            display_name=member.display_name,
            role=member.role.value,
            active=member.active,
            version=member.version,
        )
    )
    session.execute(delete(StaffDistrictRow).where(StaffDistrictRow.username == member.username))
    _add_districts(session, member)


def hold_active(session: Session, role: Role) -> list[str]:
    """The user names of the open accounts of a role, in order, kept from changing until the end."""
    query = select(StaffRow.username).where(StaffRow.role == role.value, StaffRow.active).order_by(StaffRow.username)
    return list(session.scalars(query.with_for_update()))


def member_of(row: StaffRow, district_codes: Iterable[str]) -> StaffMember:
    """The record of a row and its districts."""
    return StaffMember(
        username=row.username,
        display_name=row.display_name,
        role=Role(row.role),
        district_codes=frozenset(district_codes),
        active=row.active,
        created_at=row.created_at,
        created_by=row.created_by,
        version=row.version,
        must_change_password=row.must_change_password,
    )


def _add_districts(session: Session, member: StaffMember) -> None:
    districts = [{"username": member.username, "district_code": code} for code in sorted(member.district_codes)]
    if districts:
        session.execute(insert(StaffDistrictRow), districts)


def _members(session: Session, usernames: Collection[str] | None) -> list[StaffMember]:
    query = (
        select(StaffRow, StaffDistrictRow.district_code)
        .outerjoin(StaffDistrictRow, StaffDistrictRow.username == StaffRow.username)
        .order_by(StaffRow.username)
        .execution_options(populate_existing=True)
    )
    if usernames is not None:
        query = query.where(StaffRow.username.in_(usernames))
    rows: dict[str, tuple[StaffRow, list[str]]] = {}
    for row, district_code in session.execute(query):
        districts = rows.setdefault(row.username, (row, []))[1]
        if district_code is not None:
            districts.append(district_code)
    return [member_of(row, districts) for row, districts in rows.values()]
