"""Cursors of long lists: opaque to the caller, readable by us, and never trusted."""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Sequence

from starlette.requests import Request

from app.api.request_text import text_fault
from app.domain.errors import InvalidValue


def write_cursor(parts: Sequence[str]) -> str:
    """The last row's key as one word."""
    return base64.urlsafe_b64encode(json.dumps(list(parts)).encode()).decode().rstrip("=")


def read_cursor(cursor: str, *, length: int) -> tuple[str, ...]:
    """The parts of a cursor we wrote.

    Raises:
        InvalidValue: it is not one of ours.
    """
    try:
        parts = json.loads(base64.b64decode(cursor + "=" * (-len(cursor) % 4), altchars=b"-_", validate=True))
    except (binascii.Error, ValueError):
        parts = None
    if not isinstance(parts, list) or len(parts) != length or not all(_is_text(part) for part in parts):
        raise InvalidValue(
            "/after",
            vi="after không phải con trỏ do hệ thống cấp; đi theo links rel=next của trang trước.",
            en="after is not a cursor given by this service; follow links rel=next of the page before.",
        )
    return tuple(parts)


def _is_text(part: object) -> bool:
    """Whether a part is text that a database takes: a forged cursor may hold NUL or half a character."""
    return isinstance(part, str) and text_fault(part, line_breaks=False) is None


def next_link(request: Request, cursor: str) -> dict[str, str]:
    """The link to the next page: the same call with the cursor."""
    return {"rel": "next", "href": str(request.url.include_query_params(after=cursor))}
