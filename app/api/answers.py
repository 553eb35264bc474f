"""Answers of writes: JSON bytes made once, so that a repeated request gets the very same ones."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Annotated

from fastapi import Header, Response
from pydantic import BaseModel
from starlette.requests import Request

from app.api.dependencies import Writing
from app.domain.errors import InvalidValue, PreconditionMissing
from app.services.access import Caller
from app.services.idempotency import Fingerprint, check_key, fingerprint, lookup, remember

IdempotencyKey = Annotated[
    str | None,
    Header(
        alias="Idempotency-Key",
        description="Recommended: the same key sent again gets the same answer and counts once.",
    ),
]
PRIVATE = {"Cache-Control": "no-store"}
_ETAG = re.compile(r'^(?:W/)?"?(\d{1,9})"?$')


def json_answer(body: BaseModel, *, status: int = 200, headers: Mapping[str, str] | None = None) -> Response:
    """A private JSON answer."""
    return Response(
        body.model_dump_json(by_alias=True), status, {**PRIVATE, **(headers or {})}, media_type="application/json"
    )


def request_fingerprint(request: Request, content: BaseModel | list[BaseModel] | object) -> Fingerprint:
    """What was asked, for telling a repetition from other content under the same key."""
    query = f"?{request.url.query}" if request.url.query else ""
    value = content.model_dump(mode="json") if isinstance(content, BaseModel) else content
    return fingerprint(method=request.method, path=f"{request.url.path}{query}", content=value)


def answer_once(
    work: Writing,
    *,
    kind: str,
    caller: Caller,
    key: str | None,
    asked: Fingerprint,
    produce: Callable[[], Response],
) -> Response:
    """Do the work under the site lock once per key: a repetition gets the first answer, with status 200.

    Args:
        produce: does the work and makes its answer; called after the lock is taken.
    """
    if key is not None:
        check_key(key)
    work.begin(kind, caller)
    if key is None:
        return produce()
    stored = lookup(work.session, username=caller.username, key=key, fingerprint=asked)
    if stored is not None:
        work.abandon()
        return Response(stored.body, 200, dict(stored.headers), media_type="application/json")
    answer = produce()
    if work.keep:
        remember(
            work.session,
            username=caller.username,
            key=key,
            fingerprint=asked,
            status=answer.status_code,
            body=bytes(answer.body).decode(),
            headers={name: value for name, value in answer.headers.items() if name in {"etag", "cache-control"}},
            revision=work.revision.number if work.revision else None,
            now=work.now,
        )
    return answer


def read_version(if_match: str | None) -> int:
    """The version an `If-Match` header names.

    Raises:
        PreconditionMissing: there is none.
        InvalidValue: it names no version.
    """
    if if_match is None:
        raise PreconditionMissing
    match = _ETAG.match(if_match.strip())
    if match is None:
        raise InvalidValue(
            "/If-Match",
            vi='If-Match cần là phiên bản trong ETag đã nhận, ví dụ If-Match: "1".',
            en='If-Match must be the version of the ETag that was read, for example If-Match: "1".',
        )
    return int(match[1])
