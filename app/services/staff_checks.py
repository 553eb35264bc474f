"""What every act on an account shares: finding it, checking what it is to hold, and its line in the audit."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from sqlalchemy.orm import Session

from app.domain.errors import InvalidValue
from app.domain.vocabulary import Role
from app.services.access import DISTRICT_ROLES
from app.services.usernames import fold_username
from app.storage import audit, staff
from app.storage.audit import AuditEntry
from app.storage.staff import StaffMember


@dataclass(frozen=True)
class Trace:
    """What else the audit says of an act: the actor's role, the request, the revision. A command line has none."""

    role: Role | None = None
    request_id: str | None = None
    revision: int | None = None


UNTRACED: Final = Trace()


@dataclass(frozen=True)
class StaffAct:
    """Who acts on an account, and when."""

    now: datetime
    actor: str
    trace: Trace = field(default=UNTRACED)

    def record(
        self, session: Session, action: str, member: StaffMember, detail: Mapping[str, object] | None = None
    ) -> None:
        """Leave a line; one about an account of a single district belongs to that district."""
        districts = member.district_codes
        entry = AuditEntry(
            at=self.now,
            actor=self.actor,
            role=self.trace.role,
            action=action,
            subject=member.username,
            district_code=next(iter(districts)) if len(districts) == 1 else None,
            detail=detail or {},
            request_id=self.trace.request_id,
            revision=self.trace.revision,
        )
        audit.record(session, entry)


def existing_account(session: Session, username: str) -> StaffMember:
    """The account of this name, however it is spelled.

    Raises:
        InvalidValue: there is none.
    """
    member = staff.find(session, fold_username(username))
    if member is None:
        raise InvalidValue(
            "/username",
            vi=f"Không có tài khoản “{username}”.",
            en=f"There is no account “{username}”.",
        )
    return member


def check_districts(role: Role, district_codes: Collection[str], known: Collection[str]) -> None:
    """Refuse districts that do not fit the role.

    Raises:
        InvalidValue: none for a role bound to districts, any for another, or one that no register knows.
    """
    if role not in DISTRICT_ROLES:
        if district_codes:
            raise _unfit_districts(
                f"Vai trò {role.value} phụ trách mọi quận, huyện; bỏ phần chọn quận, huyện.",
                f"The role {role.value} answers for every district; leave the districts out.",
            )
        return
    if not district_codes:
        raise _unfit_districts(
            f"Vai trò {role.value} cần ít nhất một quận, huyện.",
            f"The role {role.value} needs at least one district.",
        )
    strangers = sorted(set(district_codes) - set(known))
    if strangers:
        raise _unfit_districts(
            f"Không có quận, huyện mang mã: {', '.join(strangers)}. Xem mã đúng ở GET /api/v1/districts.",
            f"No district has the code: {', '.join(strangers)}. Find the right code with GET /api/v1/districts.",
        )


def checked_text(text: str, field_name: str, longest: int) -> str:
    """A name or label without blanks around it.

    Raises:
        InvalidValue: empty, too long, or with characters that cannot be printed.
    """
    plain = text.strip()
    if not plain or len(plain) > longest or not plain.isprintable():
        raise InvalidValue(
            f"/{field_name}",
            vi=f"{field_name} cần từ 1 đến {longest} ký tự in được.",
            en=f"{field_name} needs 1 to {longest} printable characters.",
        )
    return plain


def _unfit_districts(vi: str, en: str) -> InvalidValue:
    return InvalidValue("/districts", vi=vi, en=en)
