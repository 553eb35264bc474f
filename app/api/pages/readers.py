"""The sentences of problems for whoever reads a page: what only programs can do is left out."""

from __future__ import annotations

import re
from typing import Final

_CALL: Final = r"(?:GET|POST|PUT|PATCH|DELETE) /api/\S*?"
_ASIDE: Final = re.compile(
    rf"(?: \((?:hoặc|or) {_CALL}\)|,? (?:hoặc bằng|or with) {_CALL}(?=[.,;]?(?:\s|$))|; (?:xem|see) errors)"
)
_CLAUSE: Final = re.compile(r"(?<=[.;…]) ")


def for_readers(text: str) -> str:
    """A sentence without calls of the API; the text as it is when nothing else would be left.

    >>> for_readers("Không có phường, xã mang mã “9”. Xem mã đúng ở GET /api/v1/wards?q=…")
    'Không có phường, xã mang mã “9”.'
    """
    clauses = [clause for clause in _CLAUSE.split(_ASIDE.sub("", text)) if "/api/" not in clause]
    told = " ".join(clauses).removesuffix(";")
    if not told:
        return text
    return told if told.endswith((".", "…", "!", "?")) else f"{told}."
