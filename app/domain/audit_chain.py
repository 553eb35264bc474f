"""The audit as a chain: each line carries the SHA-256 of the line before it, in one written form for all databases."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

GENESIS: Final = "0" * 64
"""Stands where the first line would name the one before it."""

_VERSION: Final = 1


@dataclass(frozen=True, kw_only=True)
class ChainedLine:
    """A line as its digest sees it.

    Args:
        number: 1, 2, 3, … without a gap.
        detail: the JSON text exactly as it is stored, so that not even a blank in it can change unseen.
    """

    number: int
    at: datetime
    actor: str
    role: str | None
    action: str
    subject: str
    district_code: str | None
    outcome: str
    detail: str
    request_id: str | None
    revision: int | None


@dataclass(frozen=True)
class Head:
    """A line one can write down: its number and digest. `0` with `GENESIS` is the head of an empty audit."""

    number: int
    sha256: str

    def __str__(self) -> str:
        """As it is written down and given to `audit verify --expect`: `N:SHA256`."""
        return f"{self.number}:{self.sha256}"


NO_LINES: Final = Head(0, GENESIS)


def canonical_form(line: ChainedLine, *, previous_sha256: str) -> bytes:
    """The bytes whose SHA-256 a line carries.

    One JSON array without blanks, as UTF-8, in this order: form version, number, digest of the line before, moment (RFC
    3339, UTC, six digits of a second, `Z`), actor, role, action, object, district code, outcome, detail (its stored
    text, as a string), request id, revision. What is not there is null; beyond ASCII nothing is escaped.

    >>> line = ChainedLine(
    ...     number=1, at=datetime(2021, 8, 14, 3, tzinfo=UTC), actor="lan", role=None, action="sign_in",
    ...     subject="session", district_code=None, outcome="done", detail="{}", request_id=None, revision=None)
    >>> canonical_form(line, previous_sha256="0").decode()
    '[1,1,"0","2021-08-14T03:00:00.000000Z","lan",null,"sign_in","session",null,"done","{}",null,null]'
    """
    parts = [
        _VERSION,
        line.number,
        previous_sha256,
        canonical_instant(line.at),
        line.actor,
        line.role,
        line.action,
        line.subject,
        line.district_code,
        line.outcome,
        line.detail,
        line.request_id,
        line.revision,
    ]
    return json.dumps(parts, ensure_ascii=False, separators=(",", ":")).encode()


def line_sha256(line: ChainedLine, *, previous_sha256: str) -> str:
    """The digest of a line that follows one of this digest, as 64 small hexadecimal digits."""
    return hashlib.sha256(canonical_form(line, previous_sha256=previous_sha256)).hexdigest()


def canonical_json(content: Mapping[str, object]) -> str:
    """The text in which details are stored: names in order, no blanks, nothing escaped beyond what JSON asks for."""
    return json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)


def canonical_instant(instant: datetime) -> str:
    """RFC 3339 in UTC, always with six digits of a second.

    >>> canonical_instant(datetime(2021, 8, 14, 3, tzinfo=UTC))
    '2021-08-14T03:00:00.000000Z'
    """
    return instant.astimezone(UTC).replace(tzinfo=None).isoformat(timespec="microseconds") + "Z"


def parse_head(text: str) -> Head | None:
    """A head as it was written down, `N:SHA256`; None when it is not one."""
    number, _, digest = text.strip().partition(":")
    digest = digest.strip().lower()
    fits = number.isascii() and number.isdigit() and len(number) <= 18
    if not fits or len(digest) != len(GENESIS) or any(each not in "0123456789abcdef" for each in digest):
        return None
    return Head(int(number), digest)
