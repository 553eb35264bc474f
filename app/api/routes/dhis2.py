"""What a ministry's DHIS2 reads of this site and sends to it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Annotated, Any, Final, cast

from fastapi import APIRouter, Path, Query, Request, Response

from app.api.answers import IdempotencyKey, answer_once, json_answer, request_fingerprint
from app.api.batches import level_changes_out, refuse_rows
from app.api.cached import answer_with
from app.api.dependencies import LanguageDep, ReadSessionDep, RulesDep, SnapshotDep, WritingDep
from app.api.exports import EXPORT
from app.api.language import Language
from app.api.report_lines import leave_batch_line
from app.api.representations import GEOJSON, JSON, Content
from app.api.routes.zones import District
from app.api.schemas.common import Day, SourceCode
from app.api.schemas.dhis2 import DataValueSetIn, ImportSummaryOut
from app.api.security import MayExchangeDhis2, MayReadReports
from app.api.strict_json import StrictJsonRoute
from app.domain.dhis2 import Dhis2Mapping, IdScheme
from app.domain.disclosure import Disclosure
from app.domain.errors import Invalid, InvalidValue
from app.domain.sentences import Phrase
from app.domain.vocabulary import ReasonCode
from app.formats.dhis2_units import set_metadata, units_geojson, units_metadata
from app.formats.dhis2_values import MEDIA_TYPES, ValueFormat, values_of_set, write_values
from app.services.dhis2 import Span, TakenValues, TakingChoices, check_span, public_values, take_values, values_in_scope
from app.services.register import current_register

router = APIRouter(prefix="/api/v1/dhis2", tags=["dhis2"], route_class=StrictJsonRoute)

From = Annotated[Day, Query(alias="from", description="First reporting day.")]
To = Annotated[Day, Query(description="Last reporting day; at most 62 in all.")]
Scheme = Annotated[IdScheme, Query(alias="idScheme", description="Name units and elements by id or by code.")]
Ending = Annotated[ValueFormat, Path(description="In which form.")]
_FILES: Final[dict[int | str, dict[str, Any]]] = {
    200: {
        "description": "A set of data values.",
        "content": {each.partition(";")[0]: {} for each in MEDIA_TYPES.values()},
    }
}
_STRATEGIES: Final = frozenset({"importStrategy", "strategy"})
_UPDATING: Final = frozenset({"CREATE_AND_UPDATE", "NEW_AND_UPDATES"})
"""The strategy of DHIS2 that this site has, under both its names."""
_METADATA: Final[dict[int | str, dict[str, Any]]] = {
    200: {"description": "Metadata.", "content": {JSON: {"schema": {"type": "object"}}}}
}
_SHAPES: Final[dict[int | str, dict[str, Any]]] = {
    200: {"description": "A FeatureCollection.", "content": {GEOJSON: {"schema": {"type": "object"}}}}
}


@dataclass(frozen=True)
class _Choices:
    """How a set is to be taken."""

    taking: TakingChoices
    dry_run: bool
    partial: bool


@router.get("/organisationUnits.json", response_class=Response, responses=_METADATA)
def read_units(
    request: Request,
    snapshot: SnapshotDep,
    parent: Annotated[
        str | None,
        Query(pattern=r"^[A-Za-z][A-Za-z0-9]{10}$", description="Id of their unit under which ours hang."),
    ] = None,
    geometry: Annotated[bool, Query(description="With the shapes of wards.")] = True,
) -> Response:
    """Districts and wards as metadata to import into DHIS2; ids are made of our codes and never change."""
    mapping = _mapping(request)
    return _sent(
        request, snapshot, JSON, lambda: units_metadata(snapshot.register, mapping, parent=parent, geometry=geometry)
    )


@router.get("/organisationUnits.geojson", response_class=Response, responses=_SHAPES)
def read_unit_shapes(request: Request, snapshot: SnapshotDep) -> Response:
    """The shapes of wards for DHIS2's geometry import; features are named by unit id, `code` is the ward code."""
    mapping = _mapping(request)
    return _sent(request, snapshot, GEOJSON, lambda: units_geojson(snapshot.register, mapping))


@router.get("/metadata.json", response_class=Response, responses=_METADATA)
def read_metadata(request: Request, snapshot: SnapshotDep) -> Response:
    """The data elements of a report, and the daily data set of them for all wards."""
    mapping = _mapping(request)
    return _sent(request, snapshot, JSON, lambda: set_metadata(snapshot.register, mapping))


@router.get("/publicDataValueSets.{ending}", response_class=Response, responses=_FILES)
def read_public_values(
    request: Request,
    ending: Ending,
    snapshot: SnapshotDep,
    session: ReadSessionDep,
    rules: RulesDep,
    first: From,
    to: To,
    district: District = None,
    scheme: Scheme = "uid",
) -> Response:
    """Cases by class, ward and day as everyone may read them: small numbers are left out, not rounded.

    `X-Suppressed-Cells` counts them. Staff read true numbers at `dataValueSets`.
    """
    span = Span(first, to, district)
    check_span(span)
    if district is not None:
        snapshot.register.district(district)
    values, hidden = public_values(
        session,
        span=span,
        rules=rules,
        mapping=_mapping(request),
        scheme=scheme,
        disclosure=Disclosure(rules.suppression_threshold),
        known_revision=snapshot.revision,
    )
    head = {"x-suppressed-cells": str(hidden), "x-row-count": str(len(values)), **_named(span, ending)}
    content = Content(render=lambda: write_values(values, ending), media_type=MEDIA_TYPES[ending], headers=head)
    return answer_with(request, snapshot, content)


@router.get("/dataValueSets.{ending}", dependencies=[EXPORT], response_class=Response, responses=_FILES)
def export_values(
    request: Request,
    ending: Ending,
    session: ReadSessionDep,
    work: WritingDep,
    rules: RulesDep,
    caller: MayReadReports,
    first: From,
    to: To,
    district: District = None,
    scheme: Scheme = "uid",
) -> Response:
    """Reports of the caller's districts with true numbers: zeros as zeros, withdrawn ones as deleted. Audited."""
    span = Span(first, to, district)
    values = values_in_scope(session, caller=caller, span=span, rules=rules, mapping=_mapping(request), scheme=scheme)
    asked: dict[str, object] = {"values": len(values), "from": str(first), "to": str(to), "format": ending}
    work.audit(caller, "export_dhis2", f"dataValueSets.{ending}", district_code=district, detail=asked)
    head = {"Cache-Control": "no-store", "X-Row-Count": str(len(values)), **_named(span, ending)}
    return Response(write_values(values, ending), media_type=MEDIA_TYPES[ending], headers=head)


@router.post("/dataValueSets", response_model=ImportSummaryOut)
def post_values(
    request: Request,
    body: DataValueSetIn,
    work: WritingDep,
    caller: MayExchangeDhis2,
    language: LanguageDep,
    dry_run: Annotated[bool, Query(description="Judge, tell, and write nothing.")] = False,
    partial: Annotated[bool, Query(description="Take the good reports and tell of the others.")] = False,
    reason_code: Annotated[ReasonCode, Query(description="Why what stands is corrected.")] = ReasonCode.LATE,
    absent_is_zero: Annotated[bool, Query(description="A class that a report does not name had no cases.")] = False,
    source: Annotated[SourceCode | None, Query(description="Left out: the authoritative one.")] = None,
    key: IdempotencyKey = None,
) -> Response:
    """Take a set of data values: those of one ward and day are one report, on top of what stands.

    All or nothing, unless `partial`. What says something else than what stands corrects it; the same set again
    changes nothing. Values marked `deleted` withdraw a report. Corrections and locks as for any report.
    """
    _refuse_foreign_wishes({**request.query_params, **body.wishes()})
    taking = TakingChoices(source or work.rules.source, reason_code, absent_is_zero)
    choices = _Choices(taking, dry_run, partial)
    document = body.as_document()
    return answer_once(
        work,
        kind="dhis2_import",
        caller=caller,
        key=key,
        asked=request_fingerprint(request, document),
        produce=lambda: _take(work, caller, document, choices, _mapping(request), language),
    )


def _refuse_foreign_wishes(wishes: Mapping[str, str]) -> None:
    """Go on only where nothing is wished in DHIS2's words that would be passed over and yet decides what is written.

    Raises:
        InvalidValue: a dry run, or values to be only created or deleted.
    """
    for name in _STRATEGIES & wishes.keys():
        if wishes[name].upper() not in _UPDATING:
            raise InvalidValue(
                f"/{name}",
                vi=f"{name}={wishes[name][:40]} không làm được ở đây; bỏ đi, và đánh dấu deleted cho giá trị cần xoá.",
                en=f"{name}={wishes[name][:40]} is not done here; leave it out, and mark values to delete as deleted.",
            )
    if wishes.get("dryRun", "false").lower() != "false":
        raise InvalidValue(
            "/dryRun",
            vi="Ở đây viết dry_run=true thay cho dryRun; chưa có gì được ghi.",
            en="Write dry_run=true here instead of dryRun; nothing was written.",
        )


def _take(
    work: WritingDep,
    caller: MayExchangeDhis2,
    document: dict[str, Any],
    choices: _Choices,
    mapping: Dhis2Mapping,
    language: Language,
) -> Response:
    revision = work.revision
    assert revision is not None
    taken = take_values(
        work.session,
        rules=work.rules,
        caller=caller,
        values=values_of_set(document),
        choices=choices.taking,
        mapping=mapping,
        revision=revision,
    )
    if not choices.partial:
        _refuse_faulty(taken)
    writes = taken.outcome.stored > 0 and not choices.dry_run
    answer = ImportSummaryOut.of(
        taken,
        language=language,
        level_changes=level_changes_out(taken.level_changes, current_register(work.session).names),
        dry_run=choices.dry_run,
        revision=revision.number if writes else None,
    )
    if writes:
        leave_batch_line(work, caller, taken.outcome, rows=len(taken.outcome.rows), action="dhis2_import")
    else:
        work.abandon()
    return json_answer(answer)


def _refuse_faulty(taken: TakenValues) -> None:
    """All or nothing: any fault refuses the set, with every fault listed.

    Raises:
        DayLocked, Conflict, Invalid: as for a batch of reports.
    """
    faults = [each.fault for each in taken.conflicts]
    if faults and len(faults) == len(taken.problems):
        cure = Phrase("sửa các giá trị trong errors, hoặc gửi partial=true", "mend the values, or send partial=true")
        refuse_rows(taken.problems, faults, [], cure=cure)
    if faults:
        raise Invalid(
            vi=f"{len(faults)} chỗ sai nên không giá trị nào được ghi; sửa, hoặc gửi với partial=true.",
            en=f"{len(faults)} faults, so no value was written; mend them, or send with partial=true.",
            errors=faults,
        )


def _sent(request: Request, snapshot: SnapshotDep, media_type: str, render: Callable[[], bytes]) -> Response:
    return answer_with(request, snapshot, Content(render=render, media_type=media_type))


def _named(span: Span, ending: str) -> dict[str, str]:
    name = f"dhis2_{span.first_day}_{span.last_day}.{ending}"
    return {"content-disposition": f'attachment; filename="{name}"'}


def _mapping(request: Request) -> Dhis2Mapping:
    return cast("Dhis2Mapping", request.app.state.dhis2_mapping)
