"""Receipt numbers: what a sender writes down, and finds again what was sent under it."""

from __future__ import annotations

import re
from typing import Final

_RECEIPT: Final = re.compile(r"BN-(\d{6,10})", re.IGNORECASE)
_BEYOND: Final = 2**31
"""Revisions are stored as whole numbers of 31 bits."""


def receipt_number(revision: int) -> str:
    """The receipt of what one revision recorded; no two writes ever share one.

    >>> receipt_number(123)
    'BN-000123'
    """
    return f"BN-{revision:06d}"


def revision_of_receipt(text: str) -> int | None:
    """The revision a receipt stands for; None when the text is no receipt.

    >>> revision_of_receipt(" bn-000123 "), revision_of_receipt("123")
    (123, None)
    """
    match = _RECEIPT.fullmatch(text.strip())
    revision = int(match[1]) if match else 0
    return revision if 0 < revision < _BEYOND else None
