"""JSON as RFC 8259 and RFC 7493 (I-JSON) mean it, for every route that takes a body.

Python's own reader takes NaN, overflowing numbers, repeated names and lone surrogates; each of them became an
internal error or a wrong figure further in. Here they are refused with a pointer, and all text is composed (NFC).
"""

from __future__ import annotations

import json
import math
import re
from collections import Counter
from collections.abc import Callable, Coroutine, Iterable, Mapping
from dataclasses import dataclass
from email.message import Message
from typing import Any, Final

import numpy as np
from fastapi import FastAPI, params
from fastapi.routing import APIRoute, iter_route_contexts
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from app.api.problem_answers import Problem, ProblemException
from app.api.problem_kinds import INVALID_REQUEST, MALFORMED_JSON, UNSUPPORTED_MEDIA_TYPE, ProblemSpec
from app.api.request_text import composed, text_fault
from app.api.validation_faults import json_pointer
from app.domain.errors import FieldFault

MAX_DEPTH: Final = 64
MAX_INTEGER_DIGITS: Final = 19
"""Enough for every 64-bit integer; longer ones only cost time."""
LARGE_BODY_BYTES: Final = 256 * 1024
"""Larger bodies are read in a thread, so that others are served meanwhile."""
MAX_MEMBERS: Final = 1_000
"""No object we take has nearly so many; a hundred thousand unknown names cost seconds to be refused one by one."""
MAX_FLOAT_CHARACTERS: Final = 64
"""A double needs 17 digits; reading hundreds of thousands of them takes seconds."""

_STRING: Final = re.compile(rb'"(?:[^"\\]++|\\.)*+"?', re.DOTALL)
_NOT_BRACKETS: Final = bytes(sorted(set(range(256)) - set(b"[]{}")))
_STEP: Final = np.zeros(256, dtype=np.int32)
_STEP[list(b"[{")], _STEP[list(b"]}")] = 1, -1
_NEEDS_WALK: Final = re.compile(rb"[\\\x7f-\xff]")


@dataclass(frozen=True)
class _Refusal:
    """A place in the parsed document that is no JSON: says why, until the walk finds its pointer."""

    vi: str
    en: str


class _Repeating(dict[str, Any]):
    """An object in which a name came twice."""

    repeated: str = ""


def parse_strict_json(body: bytes) -> Any:
    """The document in `body`, its text composed.

    Raises: ProblemException, 400 when it is no (I-)JSON, 422 when it is but holds text that may not be stored.
    """
    text = _decoded(body)
    _check_depth(body)
    reader = _Reader()
    try:
        document = json.loads(
            text,
            object_pairs_hook=reader.read_object,
            parse_constant=reader.read_constant,
            parse_float=reader.read_float,
            parse_int=reader.read_int,
        )
    except json.JSONDecodeError as exc:
        raise _syntax_error(exc) from None
    if reader.is_suspicious or _NEEDS_WALK.search(body):
        return _walked(document, [])
    return document


class _Reader:
    """The hooks of one parse; `is_suspicious` once anything was met that must be refused by its pointer."""

    def __init__(self) -> None:
        self.is_suspicious = False

    def read_object(self, pairs: list[tuple[str, Any]]) -> dict[str, Any] | _Refusal:
        if len(pairs) > MAX_MEMBERS:
            return self._refuse(
                f"có quá {MAX_MEMBERS} thành phần; bớt đi", f"has over {MAX_MEMBERS} members; send fewer"
            )
        members = dict(pairs)
        if len(members) == len(pairs):
            return members
        self.is_suspicious = True
        repeating = _Repeating(members)
        repeating.repeated = _first_repeated(name for name, _ in pairs)
        return repeating

    def read_constant(self, name: str) -> _Refusal:
        return self._refuse("không phải số của JSON; bỏ NaN và Infinity", "is no JSON number; leave out NaN, Infinity")

    def read_float(self, digits: str) -> float | _Refusal:
        value = float(digits) if len(digits) <= MAX_FLOAT_CHARACTERS else math.inf
        if math.isfinite(value):
            return value
        return self._refuse("là số quá lớn hoặc quá dài", "is too large or too long a number")

    def read_int(self, digits: str) -> int | _Refusal:
        if len(digits.lstrip("-")) <= MAX_INTEGER_DIGITS:
            return int(digits)
        return self._refuse(
            f"là số nguyên dài quá {MAX_INTEGER_DIGITS} chữ số", f"is an integer of over {MAX_INTEGER_DIGITS} digits"
        )

    def _refuse(self, vi: str, en: str) -> _Refusal:
        self.is_suspicious = True
        return _Refusal(vi, en)


def _first_repeated(names: Iterable[str]) -> str:
    return next(name for name, times in Counter(names).items() if times > 1)


def _decoded(body: bytes) -> str:
    """The body as text; a byte order mark, which some Windows programs send, is skipped."""
    try:
        return body.decode("utf-8-sig")
    except UnicodeDecodeError as exc:
        raise _malformed(
            f"Nội dung gửi lên không phải UTF-8 (byte thứ {exc.start + 1}). Mã hoá lại bằng UTF-8.",
            f"The body is not UTF-8 (at byte {exc.start + 1}). Encode it as UTF-8.",
        ) from None


def _check_depth(body: bytes) -> None:
    """Refuse nesting that would exhaust the parser's stack, before it starts."""
    if body.count(b"[") + body.count(b"{") <= MAX_DEPTH:
        return
    brackets = _STRING.sub(b"", body).translate(None, _NOT_BRACKETS)
    if len(brackets) > MAX_DEPTH and np.cumsum(_STEP[np.frombuffer(brackets, dtype=np.uint8)]).max() > MAX_DEPTH:
        raise _malformed(
            f"Nội dung gửi lên lồng nhau quá {MAX_DEPTH} tầng. Bớt tầng đi.",
            f"The body is nested more than {MAX_DEPTH} levels deep. Nest it less.",
        )


def _syntax_error(exc: json.JSONDecodeError) -> ProblemException:
    at = {"line": exc.lineno, "column": exc.colno}
    return _malformed(
        f"Sai cú pháp JSON ở dòng {exc.lineno}, cột {exc.colno}. Kiểm tra dấu phẩy, ngoặc và dấu nháy quanh đó.",
        f"The JSON breaks off at line {exc.lineno}, column {exc.colno}. Check commas, brackets and quotes there.",
        extensions=at,
    )


def _malformed(vi: str, en: str, *, extensions: Mapping[str, object] | None = None) -> ProblemException:
    return ProblemException(Problem(spec=MALFORMED_JSON, detail_vi=vi, detail_en=en, extensions=extensions or {}))


def _walked(value: Any, path: list[str | int]) -> Any:
    """The value with its text composed; `path` leads to it. Raises at the first place that must be refused."""
    if isinstance(value, str):
        return _checked_text(value, path)
    if isinstance(value, dict):
        return _walked_object(value, path)
    if isinstance(value, list):
        return _walked_list(value, path)
    if isinstance(value, _Refusal):
        raise _refused(path, value.vi, value.en, spec=MALFORMED_JSON)
    return value


def _walked_list(items: list[Any], path: list[str | int]) -> list[Any]:
    path.append(0)
    for index, item in enumerate(items):
        path[-1] = index
        items[index] = _walked(item, path)
    path.pop()
    return items


def _walked_object(members: dict[str, Any], path: list[str | int]) -> dict[str, Any]:
    if isinstance(members, _Repeating):
        raise _refuse_repeated([*path, members.repeated])
    result: dict[str, Any] = {}
    path.append("")
    for name, member in members.items():
        path[-1] = name
        path[-1] = clean = _checked_text(name, path, line_breaks=False)
        if clean in result:
            raise _refuse_repeated(path)
        result[clean] = _walked(member, path)
    path.pop()
    return result


def _checked_text(text: str, path: list[str | int], *, line_breaks: bool = True) -> str:
    fault = text_fault(text, line_breaks=line_breaks)
    if fault is not None:
        raise _refused(path, fault.vi, fault.en, spec=INVALID_REQUEST)
    return composed(text)


def _refuse_repeated(path: list[str | int]) -> ProblemException:
    return _refused(
        path,
        "xuất hiện hai lần trong một đối tượng; giữ lại một",
        "appears twice in one object; keep one of them",
        spec=MALFORMED_JSON,
    )


def _refused(path: list[str | int], vi: str, en: str, *, spec: ProblemSpec) -> ProblemException:
    shown = [_printable(str(part)) for part in path]
    name = ".".join(shown)
    fault = FieldFault(
        pointer=json_pointer(shown),
        vi=f"{name or 'Nội dung gửi lên'} {vi}.",
        en=f"{name or 'The body'} {en}.",
    )
    return ProblemException(Problem(spec=spec, detail_vi=fault.vi, detail_en=fault.en, errors=[fault]))


def _printable(name: str) -> str:
    """A member name as it may be repeated to its sender, its unprintable characters replaced."""
    return "".join(mark if mark.isprintable() else "\ufffd" for mark in name[:80])


class StrictJsonRequest(Request):
    """A request whose JSON body is read strictly."""

    async def json(self) -> Any:
        """The strictly parsed body. Raises ProblemException."""
        if not hasattr(self, "_json"):
            body = await self.body()
            is_large = len(body) > LARGE_BODY_BYTES
            self._json = await run_in_threadpool(parse_strict_json, body) if is_large else parse_strict_json(body)
        return self._json


class StrictJsonRoute(APIRoute):
    """A route whose JSON body is read strictly: `APIRouter(route_class=StrictJsonRoute)`."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """FastAPI's handler, given a request that reads strictly; 415 for a body that does not call itself JSON."""
        handle = super().get_route_handler()
        takes_json = _takes_json(self)

        async def handle_strictly(request: Request) -> Response:
            strict = StrictJsonRequest(request.scope, request.receive)
            if takes_json and not _is_json(strict.headers.get("content-type")) and await strict.body():
                raise _not_json()
            return await handle(strict)

        return handle_strictly


def routes_reading_json_loosely(app: FastAPI) -> list[str]:
    """Methods and paths of routes that take a JSON body without `StrictJsonRoute`; a test keeps this empty."""
    return [
        f"{','.join(sorted(route.methods or ()))} {context.path}"
        for context in iter_route_contexts(app.routes)
        if isinstance(route := context.original_route, APIRoute)
        and _takes_json(route)
        and not isinstance(route, StrictJsonRoute)
    ]


def _takes_json(route: APIRoute) -> bool:
    return route.body_field is not None and not isinstance(route.body_field.field_info, params.Form)


def _is_json(content_type: str | None) -> bool:
    if not content_type:
        return False
    message = Message()
    message["content-type"] = content_type
    subtype = message.get_content_subtype()
    return message.get_content_maintype() == "application" and (subtype == "json" or subtype.endswith("+json"))


def _not_json() -> ProblemException:
    return ProblemException(
        Problem(
            spec=UNSUPPORTED_MEDIA_TYPE,
            detail_vi="Địa chỉ này chỉ nhận JSON. Thêm tiêu đề Content-Type: application/json.",
            detail_en="This address takes JSON alone. Add the header Content-Type: application/json.",
            headers={"Accept": "application/json"},
        )
    )
