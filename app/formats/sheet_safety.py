"""What kind of file was sent, told by its bytes, and whether it is safe to read."""

from __future__ import annotations

from enum import StrEnum

from app.formats.sheet_text import not_text


class SheetKind(StrEnum):
    """Kinds of files that are read."""

    TEXT = "csv"
    XLSX = "xlsx"


def kind_of_file(content: bytes, *, name: str) -> SheetKind:
    """The kind of a file.

    Raises:
        UnreadableSheet: it is none that is read.
    """
    if content.startswith((b"PK", b"\xd0\xcf\x11\xe0")):
        raise not_text()
    return SheetKind.TEXT
