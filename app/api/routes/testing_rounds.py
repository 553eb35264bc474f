"""Rounds of mass testing: log, carry on, correct, withdraw, read back with every version."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from fastapi import APIRouter, Header, Path, Query, Request, Response

from app.api.answers import PRIVATE, IdempotencyKey, answer_once, json_answer, read_version, request_fingerprint
from app.api.cursors import next_link, read_cursor, write_cursor
from app.api.dependencies import ReadSessionDep, Writing, WritingDep
from app.api.schemas.common import Day, WardCode
from app.api.schemas.testing_rounds import (
    CordonId,
    TestRoundChangeIn,
    TestRoundIn,
    TestRoundOut,
    TestRoundPage,
    TestRoundVersionOut,
    TestRoundVersions,
)
from app.api.security import MayLogTestRound, MayReadReports
from app.api.strict_json import StrictJsonRoute
from app.domain.errors import InvalidValue
from app.domain.records import TestRound
from app.domain.reporting_day import EARLIEST_DAY
from app.services.access import Caller
from app.services.testing_rounds import (
    change_round,
    log_round,
    read_round,
    read_round_versions,
    round_districts,
    rounds_in_scope,
)

router = APIRouter(prefix="/api/v1/test-rounds", tags=["testing"], route_class=StrictJsonRoute)

RoundId = Annotated[int, Path(ge=1, le=2**31 - 1)]


@router.post("", status_code=201, response_model=TestRoundOut, responses={200: {"model": TestRoundOut}})
def post_round(
    request: Request, body: TestRoundIn, work: WritingDep, caller: MayLogTestRound, key: IdempotencyKey = None
) -> Response:
    """Log a round of sampling; it resets the clock when it covers the population, or is closed with a reason."""

    def produce() -> Response:
        revision = work.revision
        assert revision is not None
        logged = log_round(
            work.session,
            rules=work.rules,
            caller=caller,
            test_round=body.as_record(),
            revision=revision,
            now=work.now,
        )
        _audit(work, caller, "log_test_round", logged)
        return json_answer(TestRoundOut.of(logged), status=201, headers=_etag(logged))

    return answer_once(
        work, kind="test_round", caller=caller, key=key, asked=request_fingerprint(request, body), produce=produce
    )


@router.get("")
def list_rounds(
    request: Request,
    response: Response,
    session: ReadSessionDep,
    caller: MayReadReports,
    ward: Annotated[WardCode | None, Query()] = None,
    district: Annotated[WardCode | None, Query()] = None,
    cordon: Annotated[CordonId | None, Query()] = None,
    from_: Annotated[Day, Query(alias="from", description="Started on this day or later.")] = EARLIEST_DAY,
    to: Annotated[Day, Query(description="Started on this day or earlier.")] = date(2100, 1, 1),
    after: Annotated[str | None, Query(max_length=400)] = None,
    limit: Annotated[int, Query(ge=1, le=1000)] = 200,
) -> TestRoundPage:
    """Rounds of the caller's districts, withdrawn ones included, the newest first."""
    response.headers.update(PRIVATE)
    page = rounds_in_scope(
        session,
        caller=caller,
        first_day=from_,
        last_day=to,
        ward_code=ward,
        district_code=district,
        cordon_id=cordon,
        before=_place(after),
        limit=limit,
    )
    last = page.rounds[-1] if page.has_more else None
    return TestRoundPage(
        items=[TestRoundOut.of(each) for each in page.rounds],
        number_matched=page.matched,
        number_returned=len(page.rounds),
        links=[next_link(request, write_cursor([str(last.started_on), str(last.round_id)]))] if last else [],
    )


@router.get("/{round_id}", response_model=TestRoundOut)
def read_logged_round(round_id: RoundId, session: ReadSessionDep, caller: MayReadReports) -> Response:
    """One round of the caller's districts as it stands; its ETag is the version for a change."""
    found = read_round(session, caller=caller, round_id=round_id)
    return json_answer(TestRoundOut.of(found), headers=_etag(found))


@router.get("/{round_id}/versions")
def read_versions_of_round(
    round_id: RoundId, response: Response, session: ReadSessionDep, caller: MayReadReports
) -> TestRoundVersions:
    """Every version of one round, oldest first."""
    response.headers.update(PRIVATE)
    found = read_round_versions(session, caller=caller, round_id=round_id)
    items = [TestRoundVersionOut.at(test_round, recorded_at) for test_round, recorded_at in found]
    return TestRoundVersions(items=items, number_matched=len(items), number_returned=len(items), links=[])


@router.patch("/{round_id}", response_model=TestRoundOut)
def change_logged_round(
    round_id: RoundId,
    body: TestRoundChangeIn,
    work: WritingDep,
    caller: MayLogTestRound,
    if_match: Annotated[str | None, Header(description='The version looked at, such as "1".')] = None,
) -> Response:
    """Carry a round on, correct it or withdraw it: what is due is planned anew from all rounds that count.

    428 without If-Match, 412 with the current version when somebody else was first.
    """
    expected = read_version(if_match)
    revision = work.begin("test_round_change", caller)
    changed = change_round(
        work.session,
        rules=work.rules,
        caller=caller,
        round_id=round_id,
        expected_version=expected,
        change=body.as_change(),
        revision=revision,
        now=work.now,
    )
    if changed.recorded:
        _audit(work, caller, "change_test_round", changed.test_round)
    else:
        work.abandon()
    return json_answer(TestRoundOut.of(changed.test_round), headers=_etag(changed.test_round))


def _audit(work: Writing, caller: Caller, action: str, test_round: TestRound) -> None:
    detail: dict[str, object] = {"round_id": test_round.round_id, "version": test_round.version}
    if test_round.reason_code is not None:
        detail["reason_code"] = test_round.reason_code.value
    if test_round.withdrawn:
        detail["withdrawn"] = True
    districts = round_districts(work.session, test_round)
    district = districts[0] if len(districts) == 1 else None
    work.audit(caller, action, f"{test_round.unit_id} {test_round.started_on}", district_code=district, detail=detail)


def _etag(test_round: TestRound) -> dict[str, str]:
    return {"ETag": f'"{test_round.version}"'}


def _place(after: str | None) -> tuple[date, int] | None:
    """The day and number after which a page goes on.

    Raises:
        InvalidValue: not a cursor of ours.
    """
    if after is None:
        return None
    started_on, round_id = read_cursor(after, length=2)
    try:
        return date.fromisoformat(started_on), min(int(round_id), 2**31 - 1)
    except ValueError as error:
        raise InvalidValue(
            "/after",
            vi="after không phải con trỏ do hệ thống cấp; đi theo links rel=next của trang trước.",
            en="after is not a cursor given by this service; follow links rel=next of the page before.",
        ) from error
