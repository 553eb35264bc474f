"""Batches of values beside case counts on the wire: rows read one by one, all taken or none."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from pydantic import ValidationError

from app.api.batches import UnreadableRow, level_changes_out
from app.api.schemas.indicators import IndicatorBatchOut, IndicatorBatchRowOut, IndicatorValueIn
from app.api.validation_faults import validation_faults
from app.domain.errors import AccessDenied, Conflict, FieldFault, Invalid, ZoneError
from app.services.indicators import NewValue, TakenValue, ValuesOutcome, value_faults


def read_value_rows(rows: Sequence[Any], *, default_source: str) -> tuple[list[NewValue], list[UnreadableRow]]:
    """The readable rows, each with its place as pointer, and the others with their faults."""
    readable: list[NewValue] = []
    unreadable: list[UnreadableRow] = []
    for index, row in enumerate(rows):
        try:
            value = IndicatorValueIn.model_validate(row)
        except ValidationError as error:
            errors = error.errors(include_input=False, include_url=False)
            found = validation_faults([{**each, "loc": ("body", *each["loc"])} for each in errors], body=row)
            faults = tuple(FieldFault(pointer=f"/{index}{each.pointer}", vi=each.vi, en=each.en) for each in found)
            unreadable.append(UnreadableRow(index, faults))
        else:
            readable.append(value.as_record(default_source=default_source, pointer=f"/{index}"))
    return readable, unreadable


def refuse_faulty_values(outcome: ValuesOutcome, unreadable: Sequence[UnreadableRow]) -> None:
    """All or nothing: any refused row refuses the batch, with every fault listed.

    Raises:
        AccessDenied: a row is out of the caller's scope.
        Conflict: all that is wrong is that other values stand already.
        Invalid: anything else.
    """
    refused = outcome.refused
    faults = [fault for row in unreadable for fault in row.faults] + value_faults(refused)
    if not faults:
        return
    denied = next((row.problem for row in refused if isinstance(row.problem, AccessDenied)), None)
    if denied is not None:
        denied.errors = tuple(faults)
        raise denied
    kind: type[ZoneError] = Invalid
    if not unreadable and all(isinstance(row.problem, Conflict) for row in refused):
        kind = Conflict
    count = len(unreadable) + len(refused)
    raise kind(
        vi=f"{count} dòng có lỗi nên không dòng nào được ghi; sửa các dòng trong errors rồi gửi lại cả danh sách.",
        en=f"{count} rows are wrong, so none was written; mend the rows in errors and send the whole list again.",
        errors=faults,
    )


def values_answer(
    outcome: ValuesOutcome, *, names: Mapping[str, str], dry_run: bool, revision: int | None
) -> IndicatorBatchOut:
    """What became of each row, in the order sent; every one was taken."""
    taken = [row for row in outcome.rows if isinstance(row, TakenValue)]
    return IndicatorBatchOut(
        dry_run=dry_run,
        created=outcome.created,
        unchanged=len(taken) - outcome.created,
        items=[_row(index, row) for index, row in enumerate(taken)],
        level_changes=level_changes_out(outcome.level_changes, names),
        revision=revision,
    )


def _row(index: int, row: TakenValue) -> IndicatorBatchRowOut:
    key = row.value.key
    return IndicatorBatchRowOut(
        index=index,
        unit_kind=key.unit_kind,
        unit_code=key.unit_code,
        indicator_id=key.indicator_id,
        reported_on=key.reported_on,
        result="created" if row.created else "unchanged",
        version=row.value.version,
    )
