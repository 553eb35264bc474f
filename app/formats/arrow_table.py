"""Typed tables as Arrow: the columns other formats are written from, a batch of rows at a time."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

import shapely

from app.domain.batches import batched
from app.formats.typed_table import Kind, Row, TypedTable

ROWS_A_BATCH: Final = 50_000


def arrow_schema(table: TypedTable, *, as_text: frozenset[Kind] = frozenset(), geometry: str | None = None) -> Any:
    """The Arrow schema of a table; each field says what it means.

    Args:
        as_text: kinds a format has no place for, written as ISO text.
        geometry: the name of the column of shapes, added as the last one.
    """
    # Arrow takes 50 MB and a quarter of a second to load: only who exports pays for it.
    import pyarrow as pa

    kinds = {
        "text": pa.string(),
        "integer": pa.int64(),
        "number": pa.float64(),
        "boolean": pa.bool_(),
        "date": pa.date32(),
        "instant": pa.timestamp("us", tz="UTC"),
    }
    fields = [
        pa.field(
            column.name,
            pa.string() if column.kind in as_text else kinds[column.kind],
            nullable=not column.is_required,
            metadata={
                "meaning_vi": column.meaning.vi,
                "meaning_en": column.meaning.en,
                **({"unit": column.unit} if column.unit else {}),
            },
        )
        for column in table.shape.columns
    ]
    if geometry is not None:
        fields.append(pa.field(geometry, pa.binary()))
    return pa.schema(fields, metadata=dict(table.marks))


def arrow_batches(
    table: TypedTable, schema: Any, *, as_text: frozenset[Kind] = frozenset(), geometry: str | None = None
) -> Iterator[Any]:
    """The rows as Arrow batches, in their order; an empty table gives none."""
    import pyarrow as pa

    done = 0
    for rows in batched(table.rows, ROWS_A_BATCH):
        columns = _columns(table, rows, as_text)
        if geometry is not None and table.shapes is not None:
            columns.append(shapely.to_wkb(table.shapes[done : done + len(rows)], byte_order=1).tolist())
        done += len(rows)
        arrays = [pa.array(values, type=each.type) for values, each in zip(columns, schema, strict=True)]
        yield pa.record_batch(arrays, schema=schema)


def _columns(table: TypedTable, rows: tuple[Row, ...], as_text: frozenset[Kind]) -> list[list[Any]]:
    columns: list[list[Any]] = [list(values) for values in zip(*rows, strict=True)]
    for place, column in enumerate(table.shape.columns):
        if column.kind in as_text:
            columns[place] = [None if cell is None else cell.isoformat() for cell in columns[place]]
    return columns
