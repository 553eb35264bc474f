"""Opening a locked reporting day again for a while, ending that early, and saying how a day stands."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy.orm import Session

from app.domain.day_openings import LONGEST_OPENING, DayOpening, deciding_opening, open_until
from app.domain.errors import DayNotLocked, DistrictNotFound, FutureReportingDate, InvalidValue
from app.services.access import Act, Caller, has_scope, require_act
from app.services.register import register_on
from app.services.reporting_days import is_bound_by_lock
from app.services.site_rules import SiteRules
from app.storage.reporting_days import add_opening, openings_between, openings_of
from app.storage.revisions import Revision


@dataclass(frozen=True)
class DayState:
    """How a reporting day stands for a district (None: where no district is named) and for who asks.

    `is_locked`: the district cannot write about it now. `provisional`: the first lock is still to come, so late reports
    are expected. `may_write`: who asks could write about it now. `openings`: every one in the caller's scope.
    """

    reporting_date: date
    opens_at: datetime
    publish_at: datetime
    closes_at: datetime
    locks_at: datetime | None
    is_open: bool
    is_locked: bool
    reopened_until: datetime | None
    provisional: bool
    may_write: bool
    openings: tuple[DayOpening, ...]


def reopen_day(
    session: Session,
    *,
    rules: SiteRules,
    caller: Caller,
    reporting_date: date,
    district_code: str | None,
    until: datetime,
    reason: str,
    revision: Revision,
) -> DayOpening:
    """Let a district (None: every one) report and correct a locked day again until a moment within 24 hours.

    Raises:
        FutureReportingDate, DistrictNotFound: no such day yet, no such district.
        NotYourDistrict: the district, or (None) the whole area, is not in the caller's scope.
        InvalidValue: the moment has passed or lies too far ahead.
        DayNotLocked: the day takes reports until then anyway.
    """
    now = revision.committed_at
    _check_scope(session, rules, caller, reporting_date, district_code, now)
    _check_until(rules, reporting_date, until, now)
    opening = DayOpening(reporting_date, district_code, now, until, reason, caller.username, revision.number)
    add_opening(session, opening)
    return opening


def close_day(
    session: Session,
    *,
    rules: SiteRules,
    caller: Caller,
    reporting_date: date,
    district_code: str | None,
    reason: str,
    revision: Revision,
) -> DayOpening:
    """End an opening before its time.

    Raises:
        FutureReportingDate, DistrictNotFound, NotYourDistrict: as for opening.
        DayNotLocked: the day is not open again there.
    """
    now = revision.committed_at
    _check_scope(session, rules, caller, reporting_date, district_code, now)
    if not _is_open_again(session, reporting_date, district_code, now):
        raise DayNotLocked(
            vi=f"Ngày {reporting_date:%d/%m/%Y} không đang được mở lại ở đây, nên không có gì để đóng.",
            en=f"Day {reporting_date} is not open again here, so there is nothing to close.",
        )
    closing = DayOpening(reporting_date, district_code, now, now, reason, caller.username, revision.number)
    add_opening(session, closing)
    return closing


def day_state(
    session: Session,
    *,
    rules: SiteRules,
    caller: Caller,
    reporting_date: date,
    district_code: str | None,
    now: datetime,
) -> DayState:
    """How one day stands now."""
    found = openings_of(session, [reporting_date])
    return _state(found, rules=rules, caller=caller, day=reporting_date, district_code=district_code, now=now)


def day_states(
    session: Session,
    *,
    rules: SiteRules,
    caller: Caller,
    first_day: date,
    last_day: date,
    district_code: str | None,
    now: datetime,
) -> list[DayState]:
    """How each day of a span stands now, oldest first; openings are read once."""
    found = openings_between(session, first_day, last_day)
    days = [first_day + timedelta(days=offset) for offset in range((last_day - first_day).days + 1)]
    return [_state(found, rules=rules, caller=caller, day=day, district_code=district_code, now=now) for day in days]


def _state(
    openings: Iterable[DayOpening],
    *,
    rules: SiteRules,
    caller: Caller,
    day: date,
    district_code: str | None,
    now: datetime,
) -> DayState:
    clock = rules.clock
    of_day = [each for each in openings if each.reporting_date == day]
    reopened = open_until(of_day, reporting_date=day, district_code=district_code, at=now)
    locked = clock.is_locked(day, now) and reopened is None
    has_begun = day <= clock.open_day(now)
    in_scope = district_code is None or has_scope(caller, district_code)
    return DayState(
        reporting_date=day,
        opens_at=clock.opens_at(day),
        publish_at=clock.published_at(day),
        closes_at=clock.closes_at(day),
        locks_at=clock.locks_at(day),
        is_open=clock.open_day(now) == day,
        is_locked=locked,
        reopened_until=reopened if clock.is_locked(day, now) else None,
        provisional=clock.is_provisional(day, now),
        may_write=has_begun and in_scope and (not locked or not is_bound_by_lock(caller)),
        openings=tuple(
            each
            for each in of_day
            if (each.district_code is None or has_scope(caller, each.district_code))
            and (district_code is None or each.district_code in {None, district_code})
        ),
    )


def _check_scope(
    session: Session, rules: SiteRules, caller: Caller, day: date, district_code: str | None, now: datetime
) -> None:
    open_day = rules.clock.open_day(now)
    if day > open_day:
        raise FutureReportingDate("/reporting_date", day, open_day)
    if district_code is not None and district_code not in {each.code for each in register_on(session, day).duty_areas}:
        raise DistrictNotFound(district_code)
    require_act(caller, Act.REOPEN_DAY, district_code)


def _check_until(rules: SiteRules, day: date, until: datetime, now: datetime) -> None:
    latest = now + LONGEST_OPENING
    local = rules.clock.timezone
    if not now < until <= latest:
        raise InvalidValue(
            "/until",
            vi=f"Mở lại phải kết thúc sau bây giờ và trong vòng 24 giờ, tức đến "
            f"{latest.astimezone(local):%H:%M %d/%m/%Y} là muộn nhất.",
            en=f"An opening must end after now and within 24 hours, which is by "
            f"{latest.astimezone(local):%H:%M %d/%m/%Y} local time.",
        )
    locks_at = rules.clock.locks_at(day)
    if locks_at is None:
        raise DayNotLocked(
            vi="Ở đây các ngày báo cáo không khoá, nên không cần mở lại.",
            en="Reporting days never lock here, so none needs to be opened again.",
        )
    if until <= locks_at:
        raise DayNotLocked(
            vi=f"Ngày {day:%d/%m/%Y} còn nhận báo cáo đến {locks_at.astimezone(local):%H:%M %d/%m/%Y}, nên không cần "
            "mở lại.",
            en=f"Day {day} takes reports until {locks_at.astimezone(local):%H:%M %d/%m/%Y} anyway, so it needs no "
            "opening.",
        )


def _is_open_again(session: Session, day: date, district_code: str | None, now: datetime) -> bool:
    openings = openings_of(session, [day])
    if district_code is not None:
        return open_until(openings, reporting_date=day, district_code=district_code, at=now) is not None
    # To close for everyone there must be something open anywhere.
    codes = {each.district_code for each in openings}
    deciding = (deciding_opening(openings, reporting_date=day, district_code=code) for code in codes)
    return any(each is not None and not each.is_closing and each.until > now for each in deciding)
