"""Logging rounds of mass testing."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from sqlalchemy.orm import Session

from app.domain.errors import FutureReportingDate, InvalidValue
from app.domain.records import TestRound
from app.services.access import Act, Caller, require_act
from app.services.register import current_register
from app.services.site_rules import SiteRules
from app.storage.outbreaks import add_test_round
from app.storage.revisions import Revision


def log_round(
    session: Session,
    *,
    rules: SiteRules,
    caller: Caller,
    test_round: TestRound,
    revision: Revision,
    now: datetime,
) -> TestRound:
    """Store a round of a ward in the caller's scope.

    Raises:
        InvalidValue: unknown ward, days in the wrong order, more positives than samples.
        FutureReportingDate: a day not begun.
        NotYourDistrict: out of scope.
    """
    register = current_register(session)
    position = register.positions.get(test_round.ward_code)
    if position is None:
        raise InvalidValue(
            "/ward_code",
            vi=f"Không có phường, xã mang mã “{test_round.ward_code}”.",
            en=f"No ward has code “{test_round.ward_code}”; find it with GET /api/v1/wards.",
        )
    require_act(caller, Act.LOG_TEST_ROUND, register.wards[position].district_code)
    open_day = rules.clock.open_day(now)
    for name in ("started_on", "completed_on"):
        day = getattr(test_round, name)
        if day is not None and day > open_day:
            raise FutureReportingDate(f"/{name}", day, open_day)
    if test_round.completed_on is not None and test_round.completed_on < test_round.started_on:
        raise InvalidValue(
            "/completed_on",
            vi="completed_on trước started_on; đổi lại hai ngày.",
            en="completed_on is before started_on; swap the two days.",
        )
    if test_round.positives > test_round.samples:
        raise InvalidValue(
            "/positives",
            vi=f"Dương tính ({test_round.positives}) lớn hơn số mẫu ({test_round.samples}).",
            en=f"positives ({test_round.positives}) exceed samples ({test_round.samples}); mend one of them.",
        )
    number = add_test_round(session, test_round, recorded_by=caller.username, revision=revision.number)
    return replace(test_round, round_id=number)
