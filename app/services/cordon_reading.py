"""Cordons as staff read them: the version that holds, what is to come, and whether the condition to lift holds."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session

from app.domain.cordon_lifting import Lifting, WardCase, lifting_condition
from app.domain.cordons import Cordon, CordonStatus, by_cordon, holding_version, pending_version
from app.domain.errors import CordonNotFound
from app.domain.register import Register
from app.services.access import Caller, has_scope, require_district
from app.services.drawn_places import districts_met
from app.services.placed_orders import placed_cordon_versions
from app.services.register import current_register
from app.services.site_rules import SiteRules
from app.storage.lockdown_cases import newest_lockdown_cases


@dataclass(frozen=True)
class CordonRead:
    """A cordon at an instant: what holds, the newest version beside it, what is to come, whether it may open."""

    cordon: Cordon
    newest: Cordon
    pending: Cordon | None
    lifting: Lifting
    past_planned_end: bool
    days_left: int | None
    """Days until the planned end, negative once it has passed; None without one, and when lifted."""


def local_day(rules: SiteRules, moment: datetime) -> date:
    """The calendar day of a moment where the site is."""
    return moment.astimezone(rules.clock.timezone).date()


def lifting_of(
    session: Session, cordon: Cordon, *, rules: SiteRules, at: datetime, known_revision: int | None = None
) -> Lifting:
    """What the lifting condition of a cordon says at an instant, its wards' reports looked at."""
    on = local_day(rules, at)
    started_on = None if cordon.starts_at is None else local_day(rules, cordon.starts_at)
    hint = None
    if started_on is not None:
        cases = newest_lockdown_cases(
            session,
            ward_codes=cordon.ward_codes,
            since=started_on,
            until=rules.clock.open_day(at),
            source=rules.source,
            known_revision=known_revision,
        )
        hint = max(
            (WardCase(code, day) for code, day in cases.items()),
            key=lambda each: (each.reporting_date, each.ward_code),
            default=None,
        )
    return lifting_condition(cordon, started_on=started_on, on=on, rule=rules.cordon, hint=hint)


def read_cordon(
    session: Session,
    versions: Sequence[Cordon],
    *,
    rules: SiteRules,
    at: datetime,
    known_revision: int | None = None,
) -> CordonRead:
    """One cordon as it stands at an instant, from all its versions known then, oldest first."""
    holding, newest = holding_version(versions, at), versions[-1]
    assert holding is not None
    on = local_day(rules, at)
    lifted = holding.status is CordonStatus.LIFTED
    return CordonRead(
        cordon=holding,
        newest=newest,
        pending=pending_version(versions, at),
        lifting=lifting_of(session, newest, rules=rules, at=at, known_revision=known_revision),
        past_planned_end=holding.is_past_planned_end(on),
        days_left=None if lifted or holding.planned_end is None else (holding.planned_end - on).days,
    )


def read_cordons(
    session: Session,
    *,
    rules: SiteRules,
    caller: Caller,
    at: datetime,
    district_code: str | None = None,
    status: CordonStatus | None = None,
    known_revision: int | None = None,
) -> list[CordonRead]:
    """The cordons that touch the caller's districts, worst first: past their planned end, then by days left."""
    register = current_register(session)
    found = [
        read_cordon(session, versions, rules=rules, at=at, known_revision=known_revision)
        for versions in by_cordon(placed_cordon_versions(session, known_revision=known_revision))
        if _touches(register, caller, versions[-1].ward_codes, district_code)
    ]
    return sorted((each for each in found if status is None or each.cordon.status is status), key=_urgency)


def cordon_log(session: Session, *, caller: Caller, cordon_id: str) -> list[Cordon]:
    """Every version of a cordon that touches the caller's districts, oldest first.

    Raises:
        CordonNotFound, NotYourDistrict: as named.
    """
    versions = placed_cordon_versions(session, cordon_id=cordon_id)
    if not versions:
        raise CordonNotFound(cordon_id)
    districts = districts_met(current_register(session), versions[-1].ward_codes)
    if districts and not any(has_scope(caller, code) for code in districts):
        require_district(caller, districts[0])
    return versions


def _touches(register: Register, caller: Caller, codes: Iterable[str], district_code: str | None) -> bool:
    districts = districts_met(register, codes)
    if district_code is not None and district_code not in districts:
        return False
    return not districts or any(has_scope(caller, code) for code in districts)


def _urgency(read: CordonRead) -> tuple[int, int, str]:
    """In force by days left, then proposed, then lifted."""
    rank = {CordonStatus.IN_FORCE: 0, CordonStatus.PROPOSED: 1, CordonStatus.LIFTED: 2}
    return rank[read.cordon.status], read.days_left if read.days_left is not None else 0, read.cordon.cordon_id
