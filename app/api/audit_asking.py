"""Which lines of the audit a request asks for, and which of them its caller may see."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Annotated, Literal

from fastapi import Depends, Query

from app.api.dependencies import RulesDep
from app.api.instants import read_instant
from app.domain.audit_actions import names_of
from app.domain.errors import InvalidValue
from app.domain.reporting_day import ReportingClock
from app.services.access import Caller, require_district
from app.storage.audit import AuditFilter, AuditScope, Outcome

_MOMENT = "An instant with offset (RFC 3339), or a local calendar day, YYYY-MM-DD"


def asked_lines(
    rules: RulesDep,
    from_: Annotated[str | None, Query(alias="from", max_length=40, description=f"{_MOMENT}: from then on.")] = None,
    to: Annotated[
        str | None, Query(max_length=40, description=f"{_MOMENT}: before that instant, or to the end of that day.")
    ] = None,
    actor: Annotated[str | None, Query(max_length=80, description="User name, `cli`, `system` or `unknown`.")] = None,
    action: Annotated[
        str | None, Query(max_length=40, description="What was done; refused tries of it are found too.")
    ] = None,
    outcome: Annotated[Literal["done", "refused", "failed"] | None, Query()] = None,
    district: Annotated[str | None, Query(max_length=16, examples=["017"])] = None,
    object_: Annotated[
        str | None, Query(alias="object", max_length=200, description="How the object begins, letter by letter.")
    ] = None,
) -> AuditFilter:
    """The filter a request's query spells out.

    Raises:
        InvalidValue: a moment that is none, or an end that is not after the start.
    """
    since = None if not from_ else _moment(from_, "/from", rules.clock, days_later=0)
    until = None if not to else _moment(to, "/to", rules.clock, days_later=1)
    if since is not None and until is not None and until <= since:
        raise InvalidValue("/to", vi="to phải sau from.", en="to must be after from.")
    return AuditFilter(
        since=since,
        until=until,
        actor=actor or None,
        actions=names_of(action) if action else None,
        outcome=Outcome(outcome) if outcome else None,
        district_code=district or None,
        subject_prefix=object_ or None,
    )


AskedLines = Annotated[AuditFilter, Depends(asked_lines)]


def scope_of(caller: Caller, asked: AuditFilter) -> AuditScope:
    """The lines a caller may see: of the districts answered for, and the caller's own.

    Raises:
        NotYourDistrict: a district is asked for that the caller does not answer for.
    """
    if asked.district_code is not None:
        require_district(caller, asked.district_code)
    return AuditScope(caller.district_codes, caller.username)


def _moment(text: str, pointer: str, clock: ReportingClock, *, days_later: int) -> datetime:
    if len(text) != len("2021-09-14"):
        return read_instant(text, pointer)
    try:
        day = date.fromisoformat(text) + timedelta(days=days_later)
        midnight = datetime.combine(day, time(0), tzinfo=clock.timezone)
    except (ValueError, OverflowError):
        raise InvalidValue(
            pointer,
            vi=f"{pointer[1:]} phải là ngày YYYY-MM-DD hoặc thời điểm có múi giờ, ví dụ 2021-09-14T18:00:00+07:00.",
            en=f"{pointer[1:]} must be a day as YYYY-MM-DD or an instant with offset, for example "
            "2021-09-14T18:00:00+07:00.",
        ) from None
    return read_instant(midnight.isoformat(), pointer)
