"""Values beside case counts: the catalogue, post one, post many, correct, read back, what is in force."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any, Final

from fastapi import APIRouter, Body, Header, Path, Query, Request, Response

from app.api.answers import IdempotencyKey, answer_once, json_answer, read_version, request_fingerprint
from app.api.cached import cached_answer
from app.api.cursors import next_link, read_cursor, write_cursor
from app.api.dependencies import ReadSessionDep, RulesDep, SnapshotDep, Writing, WritingDep
from app.api.documents.indicators import catalogue_document
from app.api.documents.zones import encode, listing
from app.api.indicator_batches import read_value_rows, refuse_faulty_values, values_answer
from app.api.instants import read_day, read_instant
from app.api.schemas.common import Day, SourceCode
from app.api.schemas.indicators import (
    IndicatorBatchOut,
    IndicatorCorrectionIn,
    IndicatorId,
    IndicatorPage,
    IndicatorValueIn,
    IndicatorValueOut,
    UnitCode,
    ValueInForceOut,
    ValuesInForce,
)
from app.api.security import MayCorrectIndicator, MayPostIndicator, MayReadIndicators, now_of
from app.api.strict_json import StrictJsonRoute
from app.domain.errors import IndicatorValueNotFound, InvalidValue
from app.domain.indicator_catalogue import UnitKind
from app.domain.indicator_checks import registered_indicator
from app.domain.indicator_records import IndicatorKey, IndicatorValue
from app.domain.reporting_day import EARLIEST_DAY
from app.services.access import Caller
from app.services.indicator_reading import kind_of_unit, values_in_force
from app.services.indicator_units import require_unit, unit_district, units_in_scope
from app.services.indicators import NewValue, RefusedValue, correct_value, take_values
from app.services.register import current_register, register_on
from app.storage.indicator_values import ValueQuery, count_values, find_values, value_versions
from app.storage.revisions import revision_known_at

router = APIRouter(prefix="/api/v1/indicators", tags=["indicators"], route_class=StrictJsonRoute)

MAX_BATCH_ROWS: Final = 20_000
KEY_PATH: Final = "/{unit_kind}/{unit_code}/{indicator_id}/{reported_on}"
KnownAt = Annotated[str | None, Query(description="Only what was committed by this RFC 3339 instant.")]
KindQuery = Annotated[UnitKind | None, Query(description="Where a ward and a district share the code.")]


@router.get("/catalogue")
def read_catalogue(request: Request, snapshot: SnapshotDep) -> Response:
    """Every registered indicator: what it measures, its unit, its plausible range and the units it is reported of."""
    return cached_answer(request, snapshot, lambda: encode(listing(snapshot, catalogue_document())))


@router.post("", status_code=201, response_model=IndicatorValueOut, responses={200: {"model": IndicatorValueOut}})
def post_indicator(
    request: Request, body: IndicatorValueIn, work: WritingDep, caller: MayPostIndicator, key: IdempotencyKey = None
) -> Response:
    """Report one value of one unit and day; the wards it is about are judged at once.

    201: taken. 200: this very value stands already. 409: another one stands; correct it with PUT.
    """
    value = body.as_record(default_source=work.rules.source)

    def produce() -> Response:
        return _post_one(work, caller, value)

    return answer_once(
        work, kind="indicator", caller=caller, key=key, asked=request_fingerprint(request, body), produce=produce
    )


@router.post("/batch", status_code=200, response_model=IndicatorBatchOut)
def post_indicator_batch(
    request: Request,
    rows: Annotated[list[Any], Body(min_length=1, max_length=MAX_BATCH_ROWS, openapi_examples={})],
    work: WritingDep,
    caller: MayPostIndicator,
    dry_run: Annotated[bool, Query(description="Judge, answer the level changes, and write nothing.")] = False,
    key: IdempotencyKey = None,
) -> Response:
    """Report many values in one transaction, all or nothing; each row is a value as POST /indicators takes it."""

    def produce() -> Response:
        return _post_many(work, caller, rows, dry_run=dry_run)

    return answer_once(
        work, kind="indicator_batch", caller=caller, key=key, asked=request_fingerprint(request, rows), produce=produce
    )


@router.put(KEY_PATH, response_model=IndicatorValueOut)
def correct_indicator(
    unit_kind: Annotated[UnitKind, Path()],
    unit_code: Annotated[UnitCode, Path()],
    indicator_id: Annotated[IndicatorId, Path()],
    reported_on: Annotated[Day, Path()],
    body: IndicatorCorrectionIn,
    work: WritingDep,
    caller: MayCorrectIndicator,
    source: SourceCode | None = None,
    if_match: Annotated[str | None, Header(description='The version looked at, such as "1".')] = None,
) -> Response:
    """Correct or withdraw (`value: null`) a value; the earlier version stays readable.

    428 without If-Match, 412 with the current version when somebody else was first.
    """
    expected = read_version(if_match)
    key = IndicatorKey(unit_kind, unit_code, indicator_id, reported_on, source or work.rules.source)
    revision = work.begin("indicator_correction", caller)
    value, _ = correct_value(
        work.session,
        rules=work.rules,
        caller=caller,
        key=key,
        expected_version=expected,
        value=body.value,
        reason_code=body.reason_code,
        note=body.note or None,
        revision=revision,
    )
    detail: dict[str, object] = {"version": value.version, "reason_code": body.reason_code.value}
    _audit(work, caller, "correct_indicator", key, detail=detail)
    return json_answer(IndicatorValueOut.of(value), headers=_etag(value))


@router.get("")
def read_indicators(
    request: Request,
    session: ReadSessionDep,
    caller: MayReadIndicators,
    unit: Annotated[UnitCode | None, Query()] = None,
    unit_kind: KindQuery = None,
    indicator: Annotated[IndicatorId | None, Query()] = None,
    from_: Annotated[Day, Query(alias="from")] = EARLIEST_DAY,
    to: Annotated[Day, Query()] = date(2100, 1, 1),
    as_known_at: KnownAt = None,
    after: Annotated[str | None, Query(max_length=400)] = None,
    limit: Annotated[int, Query(ge=1, le=5000)] = 1000,
) -> IndicatorPage:
    """The current values of the caller's districts and of the city (or as known at an instant), by day and unit."""
    known = revision_known_at(session, read_instant(as_known_at, "/as_known_at")) if as_known_at else None
    scope = units_in_scope(current_register(session), caller=caller, unit_code=unit, unit_kind=unit_kind)
    ids = None if indicator is None else {registered_indicator(indicator).id}
    query = ValueQuery(from_, to, scope, ids, known_revision=known)
    found = find_values(session, query, after=_read_after(after), limit=limit + 1)
    page = found[:limit]
    links = [next_link(request, _cursor(page[-1].key))] if len(found) > limit else []
    items = [IndicatorValueOut.of(each) for each in page]
    return IndicatorPage(
        items=items, number_matched=count_values(session, query), number_returned=len(items), links=links
    )


@router.get("/in-force")
def read_indicators_in_force(
    request: Request,
    session: ReadSessionDep,
    rules: RulesDep,
    caller: MayReadIndicators,
    unit: Annotated[UnitCode, Query()],
    unit_kind: KindQuery = None,
    on: Annotated[Day | None, Query(description="Reporting day; the open one when left out.")] = None,
    as_known_at: KnownAt = None,
) -> ValuesInForce:
    """What a judgement of a unit takes of each indicator: its own newest value, else its district's or the city's."""
    known = revision_known_at(session, read_instant(as_known_at, "/as_known_at")) if as_known_at else None
    day = on or rules.clock.open_day(now_of(request))
    register = register_on(session, day)
    kind = kind_of_unit(register, unit, unit_kind)
    require_unit(register, caller=caller, kind=kind, code=unit)
    found = values_in_force(
        session, register=register, unit_kind=kind, unit_code=unit, on=day, source=rules.source, known_revision=known
    )
    items = [ValueInForceOut.of(each) for each in found]
    return ValuesInForce(
        unit_kind=kind,
        unit_code=unit,
        on=day,
        source=rules.source,
        items=items,
        number_matched=len(items),
        number_returned=len(items),
        links=[],
    )


@router.get(f"{KEY_PATH}/versions")
def read_indicator_versions(
    unit_kind: Annotated[UnitKind, Path()],
    unit_code: Annotated[UnitCode, Path()],
    indicator_id: Annotated[IndicatorId, Path()],
    reported_on: Annotated[Day, Path()],
    session: ReadSessionDep,
    rules: RulesDep,
    caller: MayReadIndicators,
    source: SourceCode | None = None,
) -> IndicatorPage:
    """Every version of one value, oldest first, with who changed it and why."""
    require_unit(register_on(session, reported_on), caller=caller, kind=unit_kind, code=unit_code)
    key = IndicatorKey(unit_kind, unit_code, registered_indicator(indicator_id).id, reported_on, source or rules.source)
    versions = value_versions(session, key)
    if not versions:
        raise IndicatorValueNotFound(str(key))
    items = [IndicatorValueOut.of(each) for each in versions]
    return IndicatorPage(items=items, number_matched=len(items), number_returned=len(items), links=[])


def _post_one(work: Writing, caller: Caller, value: NewValue) -> Response:
    revision = work.revision
    assert revision is not None
    outcome = take_values(
        work.session, rules=work.rules, caller=caller, values=[value], revision=revision, now=work.now
    )
    row = outcome.rows[0]
    if isinstance(row, RefusedValue):
        raise row.problem
    if not row.created:
        work.abandon()
        return json_answer(IndicatorValueOut.of(row.value), headers=_etag(row.value))
    _audit(work, caller, "post_indicator", value.key)
    return json_answer(IndicatorValueOut.of(row.value), status=201, headers=_etag(row.value))


def _post_many(work: Writing, caller: Caller, rows: list[Any], *, dry_run: bool) -> Response:
    readable, unreadable = read_value_rows(rows, default_source=work.rules.source)
    revision = work.revision
    assert revision is not None
    outcome = take_values(
        work.session, rules=work.rules, caller=caller, values=readable, revision=revision, now=work.now
    )
    refuse_faulty_values(outcome, unreadable)
    writes = outcome.created > 0 and not dry_run
    names = current_register(work.session).names
    number = revision.number if writes else None
    answer = values_answer(outcome, names=names, dry_run=dry_run, revision=number)
    if writes:
        work.audit(caller, "indicator_batch", f"{outcome.created} values", detail={"rows": len(rows)})
    else:
        work.abandon()
    return json_answer(answer)


def _audit(
    work: Writing, caller: Caller, action: str, key: IndicatorKey, *, detail: dict[str, object] | None = None
) -> None:
    district = unit_district(register_on(work.session, key.reported_on), key.unit_kind, key.unit_code)
    work.audit(caller, action, str(key), district_code=district, detail=detail)


def _cursor(key: IndicatorKey) -> str:
    return write_cursor([key.reported_on.isoformat(), key.unit_kind.value, key.unit_code, key.indicator_id, key.source])


def _read_after(after: str | None) -> IndicatorKey | None:
    if after is None:
        return None
    day, kind, code, indicator_id, source = read_cursor(after, length=5)
    if kind not in {each.value for each in UnitKind}:
        raise InvalidValue(
            "/after",
            vi="after không phải con trỏ do hệ thống cấp; đi theo links rel=next của trang trước.",
            en="after is not a cursor given by this service; follow links rel=next of the page before.",
        )
    return IndicatorKey(UnitKind(kind), code, indicator_id, read_day(day, "/after"), source)


def _etag(value: IndicatorValue) -> dict[str, str]:
    return {"ETag": f'"{value.version}"'}
