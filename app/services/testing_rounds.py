"""Rounds of mass testing: logged, carried on, corrected, withdrawn, read; every version is kept.

A version changes what is due, by a replay of all rounds that count (see `mass_testing`); it never changes a level.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import date, datetime

from sqlalchemy.orm import Session

from app.domain.cordon_testing import cordon_duties
from app.domain.errors import CordonNotFound, InvalidValue, NotYourDistrict, RoundNotFound, StaleRecord
from app.domain.records import TestRound
from app.domain.round_rules import check_change, check_round
from app.domain.vocabulary import ReasonCode
from app.services.access import Act, Caller, require_act
from app.services.placed_orders import placed_cordon_versions
from app.services.report_reading import districts_of_wards, wards_in_scope
from app.services.site_rules import SiteRules
from app.storage.revisions import Revision
from app.storage.testing_rounds import (
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
    require_act(caller, Act.LOG_TEST_ROUND, *round_districts(session, test_round))
    check_round(test_round, open_day=rules.clock.open_day(now))
    _refuse_cordon_not_in_force(session, test_round, rules)
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
    cordon_id: str | None = None,
    before: tuple[date, int] | None = None,
    limit: int = 100,
) -> RoundPage:
    """Rounds that started on these days in wards the caller answers for, withdrawn ones included.

    With them the rounds of cordons that meet those wards, unless one ward is asked for; with `cordon_id` those alone.

    Raises:
        WardNotFound, DistrictNotFound, CordonNotFound, NotYourDistrict: as named.
    """
    wards = wards_in_scope(session, caller=caller, ward_code=ward_code, district_code=district_code)
    cordons = [] if ward_code is not None else _cordons_in_scope(session, wards, cordon_id)
    query = RoundQuery(first_day, last_day, [] if cordon_id is not None else wards, cordons)
    found = find_rounds(session, query, before=before, limit=limit + 1)
    return RoundPage(tuple(found[:limit]), count_rounds(session, query), has_more=len(found) > limit)


def round_districts(session: Session, test_round: TestRound) -> list[str | None]:
    """The districts of the ward sampled, or of the wards of the cordon; a ward that is gone keeps its last one.

    Raises:
        InvalidValue: no such unit.
    """
    districts = districts_of_wards(session)
    if test_round.cordon_id is not None:
        newest = placed_cordon_versions(session, cordon_id=test_round.cordon_id)[-1:]
        if not newest:
            raise InvalidValue(
                "/cordon_id",
                vi=f"Không có khu phong tỏa mang mã “{test_round.cordon_id}”; xem GET /api/v1/cordons.",
                en=f"No cordon has id “{test_round.cordon_id}”; find it with GET /api/v1/cordons.",
            )
        return sorted({districts.get(code) for code in newest[0].ward_codes}, key=lambda code: code or "")
    if test_round.ward_code not in districts:
        raise InvalidValue(
            "/ward_code",
            vi=f"Không có phường, xã mang mã “{test_round.ward_code}”.",
            en=f"No ward has code “{test_round.ward_code}”; find it with GET /api/v1/wards.",
        )
    return [districts[test_round.ward_code]]


def _round_in_scope(session: Session, caller: Caller, round_id: int, act: Act) -> TestRound:
    found = find_round(session, round_id)
    if found is None:
        raise RoundNotFound(str(round_id))
    require_act(caller, act, *round_districts(session, found))
    return found


def _refuse_cordon_not_in_force(session: Session, test_round: TestRound, rules: SiteRules) -> None:
    """A cordon is sampled once its order is in force; afterwards too, for rounds that are logged late.

    Raises:
        InvalidValue: it was not in force when the round started.
    """
    if test_round.cordon_id is None:
        return
    known = cordon_duties(placed_cordon_versions(session, cordon_id=test_round.cordon_id), rules.clock)
    duties = known.get(test_round.cordon_id, ())
    if not any(each.first_day <= (test_round.completed_on or test_round.started_on) for each in duties):
        raise InvalidValue(
            "/started_on",
            vi=f"Khu phong tỏa {test_round.cordon_id} chưa có hiệu lực ngày {test_round.started_on:%d/%m/%Y}; "
            "ghi đợt lấy mẫu theo xã.",
            en=f"Cordon {test_round.cordon_id} was not in force on {test_round.started_on}; log the round of its ward.",
        )


def _cordons_in_scope(session: Session, wards: Collection[str] | None, cordon_id: str | None) -> list[str] | None:
    """Ids of the cordons that meet any of these wards; None for all.

    Raises:
        CordonNotFound, NotYourDistrict: the cordon asked for does not exist, or is out of the caller's scope.
    """
    if wards is None and cordon_id is None:
        return None
    newest = {each.cordon_id: each for each in placed_cordon_versions(session)}
    if cordon_id is not None:
        if cordon_id not in newest:
            raise CordonNotFound(cordon_id)
        if wards is not None and not set(newest[cordon_id].ward_codes) & set(wards):
            raise NotYourDistrict(districts_of_wards(session).get(newest[cordon_id].ward_codes[0]))
        return [cordon_id]
    return [each.cordon_id for each in newest.values() if set(each.ward_codes) & set(wards or ())]
