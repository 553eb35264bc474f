"""The data dictionary as Markdown, made from the same table of columns as every file."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from app.formats.table_files import forms_of
from app.formats.typed_table import TableShape, TypedColumn


def dictionary(tables: Iterable[TableShape]) -> str:
    """A section a table: its formats, its key, its columns with kind, unit, values and meaning."""
    return "\n".join(line for table in tables for line in _section(table))


def _section(table: TableShape) -> Iterator[str]:
    yield f"### `{table.name}`: {table.title.en}"
    yield ""
    yield f"{table.title.vi}. Formats: {', '.join(f'`{form}`' for form in forms_of(table))}."
    yield f"One row per {', '.join(f'`{name}`' for name in table.key)}."
    yield ""
    yield "| column | kind | unit | values | meaning | ý nghĩa |"
    yield "|---|---|---|---|---|---|"
    yield from (_line(column) for column in table.columns)
    yield ""


def _line(column: TypedColumn) -> str:
    kind = column.kind if column.is_required else f"{column.kind}?"
    values = ", ".join(f"`{value}`" for value in column.values)
    return f"| `{column.name}` | {kind} | {column.unit or ''} | {values} | {column.meaning.en} | {column.meaning.vi} |"
