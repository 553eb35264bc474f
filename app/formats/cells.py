"""Text on its way into a spreadsheet."""

from __future__ import annotations

from typing import Final

_ACTIVE: Final = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def looks_active(text: str) -> bool:
    """Whether a spreadsheet that reads this text may take it for a formula."""
    return text.startswith(_ACTIVE)


def guarded(text: str) -> str:
    """Text that no spreadsheet takes for a formula: one that would be read as such gets an apostrophe before it.

    >>> guarded("=1+1"), guarded("＝1+1"), guarded("Phường A")
    ("'=1+1", "'＝1+1", 'Phường A')
    """
    return f"'{text}" if looks_active(text) else text


def unguarded(text: str) -> str:
    """The text that `guarded` was given, where it put an apostrophe before it.

    >>> unguarded("'=1+1"), unguarded("'Ấp Mới")
    ('=1+1', "'Ấp Mới")
    """
    return text[1:] if text.startswith("'") and looks_active(text[1:]) else text
