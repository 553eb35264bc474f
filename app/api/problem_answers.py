"""A problem as bytes on the wire: `application/problem+json` in the caller's language, never cached (RFC 9457)."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Final
from urllib.parse import quote

from starlette.exceptions import HTTPException
from starlette.responses import Response
from starlette.types import Scope

from app.api.language import Language, negotiate_language
from app.api.problem_kinds import ProblemSpec
from app.domain.errors import FieldFault

MEDIA_TYPE: Final = "application/problem+json"
MAX_FAULTS: Final = 100
"""So many faults are listed; the rest are counted in `errors_omitted`."""
_MAX_DETAIL: Final = 2_000
_MAX_INSTANCE: Final = 512
_HOST: Final = re.compile(r"[A-Za-z0-9.\-_]{1,253}(:\d{1,5})?|\[[0-9A-Fa-f:.]{2,45}\](:\d{1,5})?")


@dataclass(frozen=True)
class RequestFault(FieldFault):
    """A fault of something other than the body: `place` is path, query, header or cookie."""

    place: str = "body"


@dataclass(frozen=True, kw_only=True)
class Problem:
    """One occurrence of a problem, in both languages until a caller's language is known."""

    spec: ProblemSpec
    detail_vi: str
    detail_en: str
    errors: Sequence[FieldFault] = ()
    extensions: Mapping[str, object] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)


class ProblemException(HTTPException):
    """Raised inside the HTTP face to answer with a ready problem; FastAPI lets it through while it reads a body."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(status_code=problem.spec.status, detail=problem.spec.title_en)
        self.problem = problem


def problem_response(problem: Problem, scope: Scope) -> Response:
    """The answer to the request of this ASGI scope."""
    language = negotiate_language(_header(scope, b"accept-language"))
    return Response(
        content=encode_json(problem_document(problem, language=language, scope=scope)),
        status_code=problem.spec.status,
        headers=problem_headers(problem, language=language),
    )


def problem_headers(problem: Problem, *, language: Language) -> dict[str, str]:
    """The headers every problem carries, and its own."""
    return {
        "Content-Type": MEDIA_TYPE,
        "Content-Language": language,
        "Cache-Control": "no-store",
        "Vary": "Accept-Language",
        **problem.headers,
    }


def problem_document(problem: Problem, *, language: Language, scope: Scope) -> dict[str, object]:
    """The members of the problem, as RFC 9457 names them; `request_id` finds the story in the log."""
    spec, vi = problem.spec, language == "vi"
    document: dict[str, object] = {
        "type": f"{problem_base(scope)}/problems/{spec.slug}" if spec.slug else "about:blank",
        "title": spec.title_vi if vi else spec.title_en,
        "status": spec.status,
        "detail": (problem.detail_vi if vi else problem.detail_en)[:_MAX_DETAIL],
        "instance": _instance(scope),
    }
    if problem.errors:
        document["errors"] = [_fault_document(fault, language=language) for fault in problem.errors[:MAX_FAULTS]]
    if len(problem.errors) > MAX_FAULTS:
        document["errors_omitted"] = len(problem.errors) - MAX_FAULTS
    request_id = request_state(scope).get("request_id")
    if request_id:
        document["request_id"] = request_id
    return {**problem.extensions, **document}


def problem_base(scope: Scope) -> str:
    """Scheme and host that problem types hang under: the configured address, else the one the caller used."""
    configured = request_state(scope).get("public_url")
    if configured:
        return str(configured).rstrip("/")
    host = _header(scope, b"host") or ""
    return f"{scope.get('scheme', 'http')}://{host if _HOST.fullmatch(host) else 'localhost'}"


def request_state(scope: Scope) -> dict[str, Any]:
    """What the guard noted about this request: `request_id`, `public_url`; empty without a guard."""
    state = scope.get("state")
    return state if isinstance(state, dict) else {}


def encode_json(document: Mapping[str, object]) -> bytes:
    """JSON bytes that always decode again: no NaN, no lone surrogate, dates as ISO text."""
    text = json.dumps(_plain(document), ensure_ascii=False, allow_nan=False)
    return text.encode("utf-8", errors="replace")


def _plain(value: object) -> object:
    if isinstance(value, Mapping):
        return {str(key): _plain(member) for key, member in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [_plain(member) for member in value]
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if isinstance(value, date | datetime):
        return value.isoformat()
    if isinstance(value, Decimal):
        return str(value)
    return value if value is None or isinstance(value, str | int | bool) else str(value)


def _fault_document(fault: FieldFault, *, language: Language) -> dict[str, str]:
    document = {"pointer": fault.pointer, "detail": fault.vi if language == "vi" else fault.en}
    if isinstance(fault, RequestFault) and fault.place != "body":
        document["in"] = fault.place
    return document


def _instance(scope: Scope) -> str:
    """The path that was asked for, without its query: that may hold what must not be stored or echoed."""
    raw = scope.get("raw_path")
    path = raw.decode("latin-1") if isinstance(raw, bytes) else str(scope.get("path", "/"))
    return quote(path.partition("?")[0], safe="/%:@!$&'()*+,;=~-._", errors="replace")[:_MAX_INSTANCE]


def _header(scope: Scope, name: bytes) -> str | None:
    for key, value in scope.get("headers", ()):
        if key == name:
            return bytes(value).decode("latin-1")
    return None
