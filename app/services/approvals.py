"""Approving falls: which districts ask for it, what waits, and letting it take effect. Tightening never waits."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from app.domain.decisions import Approval, ApprovalMode
from app.domain.errors import Conflict, DistrictNotFound, InvalidValue
from app.domain.register import Register, Ward
from app.services.access import Act, Caller, has_scope, require_act
from app.services.in_force import LevelChange, put_newest_in_force
from app.services.register import current_register
from app.services.site_rules import SiteRules
from app.storage.decisions import add_approval_mode, add_approvals, approval_modes
from app.storage.revisions import Revision, read_site
from app.storage.statuses import Status, plans_at


@dataclass(frozen=True)
class Waiting:
    """A ward whose computed level fell below the confirmed one and waits since an instant."""

    ward: Ward
    confirmed_level: str
    awaiting_level: str
    since: datetime


@dataclass(frozen=True)
class ModeWanted:
    """How falls in a district are to be treated from now on; district None: wards that lie in none."""

    district_code: str | None
    needs_approval: bool
    document_number: str | None
    signer: str | None


def set_mode(
    session: Session, *, rules: SiteRules, caller: Caller, wanted: ModeWanted, revision: Revision
) -> tuple[ApprovalMode, tuple[LevelChange, ...]]:
    """Let falls in a district wait for approval, or no longer; ending it lets what waits take effect at once.

    Returns:
        The mode, recorded by this revision unless it stood already, and what changed in force.

    Raises:
        DistrictNotFound: no ward lies in such a district.
        NotYourDistrict: the district is not in the caller's scope.
    """
    register = current_register(session)
    codes = [ward.code for ward in register.wards if ward.district_code == wanted.district_code]
    if not codes:
        raise DistrictNotFound(wanted.district_code or "–")
    require_act(caller, Act.SET_APPROVAL_MODE, wanted.district_code)
    standing = approval_modes(session, scheme=rules.scheme).get(wanted.district_code)
    if standing is not None and wanted == _as_wanted(standing):
        return standing, ()
    mode = ApprovalMode(
        district_code=wanted.district_code,
        needs_approval=wanted.needs_approval,
        document_number=wanted.document_number,
        signer=wanted.signer,
        recorded_by=caller.username,
        recorded_revision=revision.number,
    )
    add_approval_mode(session, mode, scheme=rules.scheme)
    changes = put_newest_in_force(session, rules=rules, register=register, ward_codes=codes, revision=revision)
    return mode, changes


def _as_wanted(mode: ApprovalMode) -> ModeWanted:
    return ModeWanted(mode.district_code, mode.needs_approval, mode.document_number, mode.signer)


def modes_in_scope(session: Session, *, rules: SiteRules, caller: Caller) -> list[ApprovalMode]:
    """The newest mode of each district in the caller's scope that ever had one, by code."""
    found = approval_modes(session, scheme=rules.scheme)
    return [each for code, each in sorted(found.items(), key=lambda item: item[0] or "") if has_scope(caller, code)]


def waiting_in_scope(session: Session, *, rules: SiteRules, caller: Caller, now: datetime) -> list[Waiting]:
    """Every fall that waits in the caller's districts, by ward code."""
    register, site = current_register(session), read_site(session)
    # A clock that was set back must not see what was in force before the newest write.
    at = now if site is None else max(now, site.committed_at)
    return [each for each in _waiting(session, rules, register, at) if has_scope(caller, each.ward.scope_code)]


def approve(
    session: Session,
    *,
    rules: SiteRules,
    caller: Caller,
    ward_codes: Sequence[str] | None,
    district_code: str | None,
    document_number: str | None,
    note: str | None,
    revision: Revision,
    level: str | None = None,
) -> tuple[list[Approval], tuple[LevelChange, ...]]:
    """Let waiting falls take effect now: those of named wards, or all of a district.

    Args:
        level: the level the supervisor saw waiting; None takes whichever waits now.

    Raises:
        InvalidValue: a ward that is not in the register.
        NotYourDistrict: a ward or the district is not in the caller's scope.
        Conflict: a named ward waits for nothing or for another level, or nothing waits in the district.
    """
    register = current_register(session)
    waiting = {each.ward.code: each for each in _waiting(session, rules, register, revision.committed_at)}
    codes = ward_codes if ward_codes is not None else _of_district(register, waiting, district_code)
    _check(register, caller, codes, waiting, district_code if ward_codes is None else None)
    _refuse_other_levels([waiting[code] for code in codes], level)
    approvals = [
        Approval(
            ward_code=code,
            level=waiting[code].awaiting_level,
            document_number=document_number,
            note=note,
            recorded_by=caller.username,
            recorded_revision=revision.number,
        )
        for code in sorted(set(codes))
    ]
    add_approvals(session, approvals, scheme=rules.scheme)
    changes = put_newest_in_force(
        session, rules=rules, register=register, ward_codes=codes, revision=revision, approved=frozenset(codes)
    )
    return approvals, changes


def _of_district(register: Register, waiting: Mapping[str, Waiting], district_code: str | None) -> list[str]:
    if all(ward.district_code != district_code for ward in register.wards):
        raise DistrictNotFound(district_code or "–")
    return [code for code, each in waiting.items() if each.ward.district_code == district_code]


def _check(
    register: Register,
    caller: Caller,
    codes: Sequence[str],
    waiting: Mapping[str, Waiting],
    district_code: str | None,
) -> None:
    for index, code in enumerate(codes):
        if code not in register.positions:
            raise InvalidValue(
                f"/ward_codes/{index}",
                vi=f"Không có phường, xã mang mã “{code}”. Xem mã đúng ở GET /api/v1/wards.",
                en=f"No ward has code “{code}”. Find the right code with GET /api/v1/wards.",
            )
    districts = {register.ward(code).scope_code for code in codes} if codes else {district_code}
    require_act(caller, Act.APPROVE_FALL, *sorted(districts, key=lambda each: each or ""))
    idle = [code for code in codes if code not in waiting]
    if idle or not codes:
        named = ", ".join(idle) or (district_code or "–")
        raise Conflict(
            vi=f"Không có việc hạ mức nào chờ phê duyệt ở: {named}. Xem GET /api/v1/approvals/waiting.",
            en=f"No fall waits for approval in: {named}. See GET /api/v1/approvals/waiting.",
            extensions={"not_waiting": idle},
        )


def _refuse_other_levels(approved: Sequence[Waiting], level: str | None) -> None:
    """A fall may have deepened since the supervisor looked; what was not seen is not approved."""
    others = {each.ward.code: each.awaiting_level for each in approved if level not in {None, each.awaiting_level}}
    if others:
        named = ", ".join(f"{code} ({awaiting})" for code, awaiting in others.items())
        raise Conflict(
            vi=f"Mức đang chờ không phải “{level}” ở: {named}. Xem lại GET /api/v1/approvals/waiting rồi gửi lại.",
            en=f"The level that waits is not “{level}” in: {named}. See GET /api/v1/approvals/waiting, send again.",
            extensions={"awaiting_levels": others},
        )


def _waiting(session: Session, rules: SiteRules, register: Register, at: datetime) -> Iterator[Waiting]:
    plans = plans_at(session, scheme=rules.scheme, at=at)
    for ward in register.wards:
        row: Status | None = next(iter(plans.get(ward.code, ())), None)
        if row is not None and row.awaiting_level is not None:
            yield Waiting(ward, row.confirmed_level, row.awaiting_level, row.from_instant)
