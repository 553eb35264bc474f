"""User names: one spelling each, in letters nobody can mistake for others."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

from app.domain.errors import InvalidValue

_SPELLING: Final = re.compile(r"[a-z0-9][a-z0-9._@-]{1,63}")
_RESERVED: Final = frozenset({"system", "unknown", "cli", "init", "scheduler", "drill", "anonymous", "khoanhvung"})
"""Names that stand in the audit for something other than a person."""


def fold_username(username: str) -> str:
    """The one spelling of a user name.

    >>> fold_username(" Ｌan ")
    'lan'
    """
    return unicodedata.normalize("NFKC", username).strip().casefold()


def is_possible_username(folded: str) -> bool:
    """Whether an account of this folded name could exist."""
    return _SPELLING.fullmatch(folded) is not None and folded not in _RESERVED


def checked_username(username: str) -> str:
    """The folded name, if an account may have it.

    Raises:
        InvalidValue: other letters, too short, too long, or reserved.
    """
    folded = fold_username(username)
    if not is_possible_username(folded):
        raise InvalidValue(
            "/username",
            vi="Tên đăng nhập cần 2–64 ký tự a–z, 0–9, dấu . _ - @, bắt đầu bằng chữ hoặc số, và không phải tên dành "
            "riêng như system.",
            en="A user name needs 2–64 characters of a–z, 0–9, . _ - @, begins with a letter or digit, and is not a "
            "reserved name such as system.",
        )
    return folded
