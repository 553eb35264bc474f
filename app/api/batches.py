"""Batches of reports on the wire: rows read one by one, outcomes told one by one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from app.api.language import Language
from app.api.problem_kinds import INVALID_REQUEST
from app.api.problems import spec_of
from app.api.schemas.case_reports import (
    BatchOut,
    BatchRowIn,
    BatchRowOut,
    CaseReportOut,
    CurrentReportOut,
    LevelChangeOut,
    WarningOut,
)
from app.api.validation_faults import validation_faults
from app.domain.errors import AccessDenied, ConfirmationRequired, Conflict, DayLocked, FieldFault, Invalid, ZoneError
from app.domain.plausibility import PlausibilityWarning
from app.domain.receipts import receipt_number
from app.domain.sentences import Phrase
from app.services.reclassification import LevelChange
from app.services.sent_reports import BatchOutcome, NewReport, Refused, Taken, faults_of


@dataclass(frozen=True)
class UnreadableRow:
    """A row that has not even the shape of a report."""

    index: int
    faults: tuple[FieldFault, ...]


Shape = TypeVar("Shape", bound=BaseModel)


def read_each(rows: Sequence[Any], shape: type[Shape]) -> tuple[dict[int, Shape], list[UnreadableRow]]:
    """The readable rows by position, and the others with their faults."""
    readable: dict[int, Shape] = {}
    unreadable = []
    for index, row in enumerate(rows):
        try:
            readable[index] = shape.model_validate(row)
        except ValidationError as error:
            errors = error.errors(include_input=False, include_url=False)
            found = validation_faults([{**each, "loc": ("body", *each["loc"])} for each in errors], body=row)
            unreadable.append(UnreadableRow(index, tuple(_below(index, fault) for fault in found)))
    return readable, unreadable


def read_rows(rows: Sequence[Any], *, default_source: str) -> tuple[dict[int, NewReport], list[UnreadableRow]]:
    """The readable reports by position, and the other rows with their faults."""
    readable, unreadable = read_each(rows, BatchRowIn)
    reports = {
        index: row.as_record(default_source=default_source, pointer=f"/{index}") for index, row in readable.items()
    }
    return reports, unreadable


def refuse_faulty(outcome: BatchOutcome, unreadable: Sequence[UnreadableRow]) -> None:
    """All or nothing: any refused row refuses the batch, with every fault listed (see `refuse_rows`)."""
    refuse_rows(
        [row.problem for row in outcome.refused],
        faults_of(outcome.refused),
        unreadable,
        cure=Phrase(
            "sửa các dòng trong errors, hoặc gửi với partial=true", "mend the rows in errors, or send with partial=true"
        ),
    )


def refuse_rows(
    problems: Sequence[ZoneError],
    found: Sequence[FieldFault],
    unreadable: Sequence[UnreadableRow],
    *,
    cure: Phrase,
) -> None:
    """Refuse a batch for its refused rows (`problems`, with the faults `found` in them) and its unreadable ones.

    Raises:
        AccessDenied: a row is out of the caller's scope.
        DayLocked: a row is about a day that has locked.
        ConfirmationRequired: all that is wrong is that figures look odd.
        Conflict: all that is wrong is that something else stands already.
        Invalid: anything else.
    """
    faults = [*(fault for row in unreadable for fault in row.faults), *found]
    if not faults:
        return
    denied = next((each for each in problems if isinstance(each, AccessDenied)), None)
    if denied is not None:
        denied.errors = tuple(faults)
        raise denied
    locked = next((each for each in problems if isinstance(each, DayLocked)), None)
    if locked is not None and not unreadable:
        locked.errors = tuple(faults)
        raise locked
    if not unreadable and all(isinstance(each, ConfirmationRequired) for each in problems):
        raise ConfirmationRequired(faults)
    only_conflicts = not unreadable and all(isinstance(each, Conflict) for each in problems)
    kind: type[ZoneError] = Conflict if only_conflicts else Invalid
    count = len(unreadable) + len(problems)
    raise kind(
        vi=f"{count} dòng có lỗi nên không dòng nào được ghi; {cure.vi}.",
        en=f"{count} rows are wrong, so none was written; {cure.en}.",
        errors=faults,
    )


def batch_answer(
    positions: Sequence[int],
    outcome: BatchOutcome,
    unreadable: Sequence[UnreadableRow],
    *,
    names: Mapping[str, str],
    people: Mapping[str, str],
    language: Language,
    dry_run: bool,
    revision: int | None,
) -> BatchOut:
    """What became of each row, in the order sent.

    Args:
        positions: those of the outcome's rows in what was sent.
        names: of wards, by code.
        people: display names of staff, by user name.
    """
    rows = [_row(index, row, language, people) for index, row in zip(positions, outcome.rows, strict=True)]
    rows += [_unreadable(row, language) for row in unreadable]
    return BatchOut(
        dry_run=dry_run,
        receipt=None if revision is None else receipt_number(revision),
        created=outcome.created,
        corrected=outcome.corrected,
        unchanged=sum(row.result == "unchanged" for row in rows),
        rejected=sum(row.result == "rejected" for row in rows),
        items=sorted(rows, key=lambda row: row.index),
        level_changes=level_changes_out(outcome.level_changes, names),
        revision=revision,
    )


def level_changes_out(changes: Sequence[LevelChange], names: Mapping[str, str]) -> list[LevelChangeOut]:
    """Changes with the wards' names."""
    return [
        LevelChangeOut(
            ward_code=each.ward_code, ward_name=names.get(each.ward_code, ""), before=each.before, after=each.after
        )
        for each in changes
    ]


def authors_of(outcome: BatchOutcome) -> set[str]:
    """User names of those whose reports stood in the way of a row."""
    return {row.stored.reported_by for row in outcome.refused if row.stored is not None}


def _row(index: int, row: Taken | Refused, language: Language, people: Mapping[str, str]) -> BatchRowOut:
    if isinstance(row, Taken):
        return BatchRowOut(
            index=index,
            ward_code=row.report.key.ward_code,
            reporting_date=row.report.key.reporting_date,
            result=row.result.value,
            version=row.report.version,
            problem=None,
            problem_type=None,
            current=None,
            warnings=[WarningOut.of(each) for each in row.report.warnings],
        )
    return BatchRowOut(
        index=index,
        ward_code=row.report.ward_code,
        reporting_date=row.report.reporting_date,
        result="rejected",
        version=None,
        problem=row.problem.detail_vi if language == "vi" else row.problem.detail_en,
        problem_type=_slug(row.problem),
        current=_current(row, people),
        warnings=[WarningOut.of(each) for each in _asked_about(row.problem)],
    )


def _asked_about(problem: ZoneError) -> Sequence[PlausibilityWarning]:
    """The odd figures that a refusal asks a reason for."""
    return problem.warnings if isinstance(problem, ConfirmationRequired) else ()


def _slug(problem: ZoneError) -> str | None:
    spec = spec_of(type(problem))
    return None if spec is None else spec.slug


def _current(row: Refused, people: Mapping[str, str]) -> CurrentReportOut | None:
    if row.stored is None:
        return None
    author = row.stored.reported_by
    told = CaseReportOut.of(row.stored)
    return CurrentReportOut(**dict(told), reported_by_name=people.get(author, author))


def _unreadable(row: UnreadableRow, language: Language) -> BatchRowOut:
    return BatchRowOut(
        index=row.index,
        ward_code=None,
        reporting_date=None,
        result="rejected",
        version=None,
        problem=" ".join(fault.vi if language == "vi" else fault.en for fault in row.faults),
        problem_type=INVALID_REQUEST.slug,
        current=None,
        warnings=[],
    )


def _below(index: int, fault: FieldFault) -> FieldFault:
    return FieldFault(pointer=f"/{index}{fault.pointer}", vi=fault.vi, en=fault.en)
