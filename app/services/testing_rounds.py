"""Rounds of mass testing: logged, carried on, corrected, withdrawn, read; every version is kept.

A version changes what is due, by a replay of all rounds that count (see `mass_testing`); it never changes a level.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime

from sqlalchemy.orm import Session

from app.domain.errors import InvalidValue, RoundNotFound, StaleRecord
from app.domain.records import TestRound
from app.domain.round_rules import check_change, check_round
from app.domain.vocabulary import ReasonCode
from app.services.access import Act, Caller, require_act
from app.services.register import current_register
from app.services.report_reading import wards_in_scope
from app.services.site_rules import SiteRules
from app.storage.revisions import Revision
from app.storage.test_rounds import (
    RoundQuery,
    append_round,
    close_round_version,
    count_rounds,
    find_round,
    find_rounds,
    next_round_id,
    round_versions,
)


@dataclass(frozen=True)
class ChangedRound:
    """The round as it now stands; `recorded` False: the change said what stood already."""

    test_round: TestRound
    recorded: bool


@dataclass(frozen=True)
class RoundPage:
    """Some rounds, the newest first, and how many there are in all."""

    rounds: tuple[TestRound, ...]
    matched: int
    has_more: bool


def log_round(
    session: Session,
    *,
    rules: SiteRules,
    caller: Caller,
    test_round: TestRound,
    revision: Revision,
    now: datetime,
) -> TestRound:
    """Store the first version of a round in the caller's scope; its number and who logged it are filled in.

    Raises:
        InvalidValue: unknown unit.
        Invalid, FutureReportingDate: what is said cannot be (see `check_round`).
        NotYourDistrict: out of scope.
    """
    require_act(caller, Act.LOG_TEST_ROUND, *_districts(session, test_round))
    check_round(test_round, open_day=rules.clock.open_day(now))
    logged = replace(
        test_round,
        round_id=next_round_id(session),
        version=1,
        withdrawn=False,
        reason_code=None,
        recorded_by=caller.username,
        recorded_revision=revision.number,
    )
    append_round(session, logged)
    return logged


def change_round(
    session: Session,
    *,
    rules: SiteRules,
    caller: Caller,
    round_id: int,
    expected_version: int,
    change: dict[str, object],
    revision: Revision,
    now: datetime,
) -> ChangedRound:
    """Append a version: what `change` names is set, the rest stays.

    Args:
        change: fields of `TestRound` by name; `reason_code` belongs to this version alone.

    Raises:
        RoundNotFound, NotYourDistrict: no such round, or not of the caller's districts.
        StaleRecord: somebody else was first.
        Invalid, FutureReportingDate, ReasonMissing: see `check_round`, `check_change`.
    """
    before = _round_in_scope(session, caller, round_id, Act.LOG_TEST_ROUND)
    if before.version != expected_version:
        raise StaleRecord(f"Đợt lấy mẫu số {round_id}", f"test round {round_id}", current_version=before.version)
    reason = change.get("reason_code")
    after = replace(
        before,
        **{**change, "reason_code": reason if isinstance(reason, ReasonCode) else None},  # type: ignore[arg-type]
    )
    if replace(after, reason_code=before.reason_code) == before:
        return ChangedRound(before, recorded=False)
    check_change(before, after)
    check_round(after, open_day=rules.clock.open_day(now))
    after = replace(after, version=before.version + 1, recorded_by=caller.username, recorded_revision=revision.number)
    close_round_version(session, round_id, revision=revision.number)
    append_round(session, after)
    return ChangedRound(after, recorded=True)


def read_round(session: Session, *, caller: Caller, round_id: int) -> TestRound:
    """The current version of a round of the caller's districts.

    Raises:
        RoundNotFound, NotYourDistrict: as named.
    """
    return _round_in_scope(session, caller, round_id, Act.READ_REPORTS)


def read_round_versions(session: Session, *, caller: Caller, round_id: int) -> list[tuple[TestRound, datetime]]:
    """Every version of a round of the caller's districts and when it was recorded, oldest first.

    Raises:
        RoundNotFound, NotYourDistrict: as named.
    """
    _round_in_scope(session, caller, round_id, Act.READ_REPORTS)
    return round_versions(session, round_id)


def rounds_in_scope(
    session: Session,
    *,
    caller: Caller,
    first_day: date,
    last_day: date,
    ward_code: str | None = None,
    district_code: str | None = None,
    before: tuple[date, int] | None = None,
    limit: int = 100,
) -> RoundPage:
    """Rounds that started on these days in wards the caller answers for, withdrawn ones included.

    Raises:
        WardNotFound, DistrictNotFound, NotYourDistrict: as named.
    """
    wards = wards_in_scope(session, caller=caller, ward_code=ward_code, district_code=district_code)
    query = RoundQuery(first_day, last_day, wards)
    found = find_rounds(session, query, before=before, limit=limit + 1)
    return RoundPage(tuple(found[:limit]), count_rounds(session, query), has_more=len(found) > limit)


def _round_in_scope(session: Session, caller: Caller, round_id: int, act: Act) -> TestRound:
    found = find_round(session, round_id)
    if found is None:
        raise RoundNotFound(str(round_id))
    require_act(caller, act)
    # A ward that is gone since keeps its last district.
    wards_in_scope(session, caller=caller, ward_code=found.ward_code, district_code=None)
    return found


def _districts(session: Session, test_round: TestRound) -> list[str | None]:
    """The districts of the unit sampled.

    Raises:
        InvalidValue: no such unit.
    """
    register = current_register(session)
    position = register.positions.get(test_round.ward_code or "")
    if position is None:
        raise InvalidValue(
            "/ward_code",
            vi=f"Không có phường, xã mang mã “{test_round.ward_code}”.",
            en=f"No ward has code “{test_round.ward_code}”; find it with GET /api/v1/wards.",
        )
    return [register.wards[position].district_code]
