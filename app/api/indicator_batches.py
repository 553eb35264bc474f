"""Batches of values beside case counts on the wire: rows read one by one, all taken or none."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from app.api.batches import UnreadableRow, level_changes_out, read_each, refuse_rows
from app.api.schemas.indicators import IndicatorBatchOut, IndicatorBatchRowOut, IndicatorValueIn
from app.domain.sentences import Phrase
from app.services.indicators import NewValue, TakenValue, ValuesOutcome, value_faults


def read_value_rows(rows: Sequence[Any], *, default_source: str) -> tuple[list[NewValue], list[UnreadableRow]]:
    """The readable rows, each with its place as pointer, and the others with their faults."""
    readable, unreadable = read_each(rows, IndicatorValueIn)
    values = [row.as_record(default_source=default_source, pointer=f"/{index}") for index, row in readable.items()]
    return values, unreadable


def refuse_faulty_values(outcome: ValuesOutcome, unreadable: Sequence[UnreadableRow]) -> None:
    """All or nothing: any refused row refuses the batch, with every fault listed (see `refuse_rows`)."""
    refuse_rows(
        [row.problem for row in outcome.refused],
        value_faults(outcome.refused),
        unreadable,
        cure=Phrase(
            "sửa các dòng trong errors rồi gửi lại cả danh sách",
            "mend the rows in errors and send the whole list again",
        ),
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
