"""A write sent again under its key is answered with what it was answered first, and done once.

Look up and remember inside one writing transaction, after `begin_write`: its lock lets a twin that is still on its way
wait and then find the answer.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy.orm import Session

from app.domain.errors import IdempotencyMismatch, InvalidValue
from app.storage import idempotency
from app.storage.idempotency import StoredAnswer

KEPT_FOR: Final = timedelta(days=30)
"""After that the natural key of a report still keeps it from counting twice."""

_KEY: Final = re.compile(r"[!-~]{1,200}")
_LONGEST_CALL: Final = 400


@dataclass(frozen=True)
class Fingerprint:
    """What was asked: the call, and the hash of the call with its content."""

    call: str
    request_sha256: str


def fingerprint(*, method: str, path: str, content: object) -> Fingerprint:
    """The fingerprint of a request; the order of names and the white space of its JSON make no difference.

    Args:
        path: with its query, since that may change what is done.
        content: the JSON value asked with, or the raw bytes of another kind of body.
    """
    call = f"{method} {path}"
    body = content if isinstance(content, bytes) else json.dumps(content, sort_keys=True).encode()
    return Fingerprint(
        call[:_LONGEST_CALL], hashlib.sha256(call.encode("utf-8", "surrogatepass") + b"\n" + body).hexdigest()
    )


def check_key(key: str) -> None:
    """Refuse a key that is not 1–200 visible ASCII characters.

    Raises:
        InvalidValue: naming the header.
    """
    if _KEY.fullmatch(key) is None:
        raise InvalidValue(
            "/Idempotency-Key",
            vi="Idempotency-Key cần từ 1 đến 200 ký tự ASCII nhìn thấy được, không dấu cách; ví dụ một UUID.",
            en="An Idempotency-Key needs 1 to 200 visible ASCII characters without spaces; a UUID is fine.",
        )


def lookup(session: Session, *, username: str, key: str, fingerprint: Fingerprint) -> StoredAnswer | None:
    """The answer first given under this user's key; None when the key is new.

    Raises:
        InvalidValue: the key is not a fit one.
        IdempotencyMismatch: the key was used for other content or another call.
    """
    check_key(key)
    answer = idempotency.find(session, username=username, key=key)
    if answer is not None and answer.request_sha256 != fingerprint.request_sha256:
        raise IdempotencyMismatch
    return answer


def remember(
    session: Session,
    *,
    username: str,
    key: str,
    fingerprint: Fingerprint,
    status: int,
    body: str,
    headers: Mapping[str, str],
    revision: int | None,
    now: datetime,
) -> None:
    """Keep the answer in the transaction of the write itself: both stand, or neither does."""
    answer = StoredAnswer(fingerprint.call, fingerprint.request_sha256, status, body, headers, revision)
    idempotency.keep(session, answer, username=username, key=key, created_at=now)


def forget_old_answers(session: Session, *, now: datetime) -> int:
    """Remove answers that nobody will ask for again; how many there were."""
    return idempotency.forget(session, before=now - KEPT_FOR)
