"""Over five hundred bad inputs for any route that takes JSON, made from one good example of its body.

Each of them must get a 4xx problem in less than five seconds and leave the service as it was. What is wrong with a
field depends on what a good value looks like: a day, a code, a count, a text, a shape.
"""

from __future__ import annotations

import contextlib
import copy
import gzip
import http.client
import json
import re
import time
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final, Protocol

from starlette.testclient import TestClient

from tests.promises.bad_values import (
    BAD_BODIES,
    BAD_BOOLEANS,
    BAD_CODES,
    BAD_COUNTS,
    BAD_DAYS,
    BAD_LISTS,
    BAD_NUMBERS,
    BAD_OBJECTS,
    BAD_SHAPES,
    BAD_TEXTS,
    GEOMETRY_TYPES,
    Raw,
)

MAX_SECONDS: Final = 5.0
Path = tuple[str | int, ...]
_JSON: Final = {"Content-Type": "application/json"}
_DAY: Final = re.compile(r"\d{4}-\d{2}-\d{2}")
_CODE: Final = re.compile(r"\d{2,}")
_PLACEHOLDER: Final = "@raw@"


@dataclass(frozen=True)
class BadInput:
    """One bad request. The content is made when it is asked for: some of it is large."""

    name: str
    content: Callable[[], bytes]
    headers: Mapping[str, str] = field(default_factory=lambda: _JSON)
    query: str = ""


@dataclass(frozen=True)
class Answer:
    """What came back, and how long it took."""

    status: int
    content_type: str
    body: bytes
    seconds: float


class Send(Protocol):
    """Sends one request and gives its answer."""

    def __call__(self, *, method: str, path: str, headers: Mapping[str, str], content: bytes) -> Answer: ...


def bad_inputs(
    example: Mapping[str, Any],
    *,
    optional: Collection[str] = (),
    nullable: Collection[str] = (),
    needs_body: bool = True,
) -> Iterator[BadInput]:
    """Every bad input for a route whose good body is `example`; try first that the route takes that one.

    Args:
        example: a body the route takes, with every member it knows.
        optional: JSON Pointers of members that may be left out.
        nullable: JSON Pointers of members that may be null.
        needs_body: whether a request without a body, or with null, is refused.
    """
    yield from (bad for bad in _bad_bodies() if needs_body or bad.content() not in {b"", b"null"})
    yield from _bad_heads(json.dumps(example).encode())
    yield from _bad_members(example, optional=frozenset(optional))
    yield from _bad_values(example, optional=frozenset(optional), nullable=frozenset(nullable))


def fault_of(answer: Answer) -> str | None:
    """What is wrong with the answer to a bad input; None when it was refused as promised."""
    if not 400 <= answer.status < 500:
        return f"status {answer.status}"
    if answer.content_type != "application/problem+json":
        return f"content type {answer.content_type}"
    if answer.seconds >= MAX_SECONDS:
        return f"{answer.seconds:.1f} seconds"
    problem = json.loads(answer.body)
    if problem["status"] != answer.status or not problem["detail"]:
        return "no sound problem"
    return None


def faults(
    send: Send, inputs: Iterator[BadInput], *, method: str, path: str, headers: Mapping[str, str] | None = None
) -> tuple[int, list[str]]:
    """Send them all; how many they were, and the name and the fault of each that was not refused as promised."""
    count, found = 0, []
    for bad in inputs:
        count += 1
        answer = send(
            method=method,
            path=path + bad.query,
            headers={**(headers or {}), **bad.headers},
            content=bad.content(),
        )
        fault = fault_of(answer)
        if fault is not None:
            found.append(f"{bad.name}: {fault}")
    return count, found


def through(client: TestClient) -> Send:
    """Sends through a test client."""

    def send(*, method: str, path: str, headers: Mapping[str, str], content: bytes) -> Answer:
        begun = time.perf_counter()
        answer = client.request(method, path, content=content, headers=dict(headers))
        return Answer(
            answer.status_code, answer.headers.get("content-type", ""), answer.content, time.perf_counter() - begun
        )

    return send


def over_sockets(port: int) -> Send:
    """Sends over a loopback connection of its own each time."""

    def send(*, method: str, path: str, headers: Mapping[str, str], content: bytes) -> Answer:
        begun = time.perf_counter()
        with contextlib.closing(http.client.HTTPConnection("127.0.0.1", port, timeout=30)) as connection:
            with contextlib.suppress(ConnectionError):  # refused while still sending: the answer is there all the same
                connection.request(method, path, body=content, headers=dict(headers))
            with connection.getresponse() as answer:
                body = answer.read()
        return Answer(answer.status, answer.getheader("content-type", ""), body, time.perf_counter() - begun)

    return send


def _bad_bodies() -> Iterator[BadInput]:
    for name, content in BAD_BODIES:
        yield BadInput(f"body: {name}", content)


def _bad_heads(good: bytes) -> Iterator[BadInput]:
    for content_type in ("", "text/plain", "text/json", "application/xml", "application/x-www-form-urlencoded", "json"):
        yield BadInput(f"content type {content_type!r}", lambda: good, {"Content-Type": content_type})
    yield BadInput("gzip unasked", lambda: gzip.compress(good), {**_JSON, "Content-Encoding": "gzip"})
    yield BadInput("multipart", lambda: b"--x\r\n\r\n{}\r\n--x--", {"Content-Type": "multipart/form-data; boundary=x"})
    for count in (101, 500, 2_000):
        flood = {f"X-Flood-{number}": "1" for number in range(count)}
        yield BadInput(f"{count} headers", lambda flood=flood: good, {**_JSON, **flood})  # type: ignore[misc]
    for size in (66_000, 200_000, 1_000_000):
        yield BadInput(f"header of {size} bytes", lambda: good, {**_JSON, "X-Flood": "a" * size})
    for origin in ("https://other.example", "null", "http://127.0.0.1.other.example", "https://"):
        yield BadInput(f"origin {origin}", lambda: good, {**_JSON, "Origin": origin})
    for site in ("cross-site", "same-site"):
        yield BadInput(f"fetched {site}", lambda: good, {**_JSON, "Sec-Fetch-Site": site})
    for text in ("%00", "%0A", "%0D%0AX-A:1", "%1B", "%7F", "%C2%80", "%FF", "%C0%AF", "%ED%A0%80", "%F5%80%80%80"):
        yield BadInput(f"query value {text}", lambda: good, _JSON, f"?q={text}")
        yield BadInput(f"query name {text}", lambda: good, _JSON, f"?a{text}=1")
    yield BadInput("query of 9,000 bytes", lambda: good, _JSON, "?q=" + "a" * 9_000)
    yield BadInput("3,000 query parameters", lambda: good, _JSON, "?" + "a=1&" * 3_000)


def _bad_members(example: Mapping[str, Any], *, optional: frozenset[str]) -> Iterator[BadInput]:
    """Members unknown, repeated and missing, in every object of the example."""
    if not _may_be_empty((), dict(example), optional):
        yield BadInput("no members", lambda: b"{}")
    for path, value in _nodes(example):
        if not isinstance(value, dict) or value.get("type") in GEOMETRY_TYPES:
            continue
        where = _pointer(path) or "the body"
        for name in ("unknown", "__proto__", "constructor", "", "id ", "a" * 10_000, "ẩn"):
            yield _changed(example, f"{where} with {name[:20]!r}", (*path, name), 1)
        yield _changed(example, f"{where} with a NUL name", (*path, "a\x00b"), 1)
        for name in value:
            yield _repeated(example, path, name)
            if _pointer((*path, name)) not in optional:
                yield _without(example, path, name)


def _bad_values(
    example: Mapping[str, Any], *, optional: frozenset[str], nullable: frozenset[str]
) -> Iterator[BadInput]:
    """Every field with every value that its kind cannot have."""
    for path, value in _nodes(example):
        pointer = _pointer(path)
        for number, bad in enumerate(_bad_for(value)):
            may_be = (bad is None and pointer in nullable) or (bad == {} and _may_be_empty(path, value, optional))
            if path and not may_be:
                yield _changed(example, f"{pointer} = {_shown(bad)} (#{number})", path, bad)


def _may_be_empty(path: Path, value: object, optional: frozenset[str]) -> bool:
    return isinstance(value, dict) and all(_pointer((*path, name)) in optional for name in value)


def _bad_for(value: object) -> tuple[object, ...]:
    if isinstance(value, bool):
        return BAD_BOOLEANS
    if isinstance(value, int):
        return BAD_COUNTS
    if isinstance(value, float):
        return BAD_NUMBERS
    if isinstance(value, str):
        return BAD_DAYS if _DAY.fullmatch(value) else BAD_CODES if _CODE.fullmatch(value) else BAD_TEXTS
    if isinstance(value, list):
        return BAD_LISTS
    if isinstance(value, dict):
        return (*BAD_OBJECTS, *(BAD_SHAPES if value.get("type") in GEOMETRY_TYPES else ()))
    return ()


def _nodes(value: object, path: Path = ()) -> Iterator[tuple[Path, object]]:
    """Every value of the example and where it is; of a list its first item stands for all."""
    yield path, value
    if isinstance(value, dict):
        for name, member in value.items():
            yield from _nodes(member, (*path, name))
    elif isinstance(value, list) and value:
        yield from _nodes(value[0], (*path, 0))


def _changed(example: Mapping[str, Any], name: str, path: Path, value: object) -> BadInput:
    return BadInput(name, lambda: _encoded(_with(example, path, value)))


def _with(example: Mapping[str, Any], path: Path, value: object) -> dict[str, Any]:
    document: Any = copy.deepcopy(dict(example))
    here = document
    for step in path[:-1]:
        here = here[step]
    here[path[-1]] = value() if callable(value) else value
    return document  # type: ignore[no-any-return]


def _without(example: Mapping[str, Any], path: Path, name: str) -> BadInput:
    def content() -> bytes:
        document: Any = copy.deepcopy(dict(example))
        here = document
        for step in path:
            here = here[step]
        del here[name]
        return _encoded(document)

    return BadInput(f"{_pointer((*path, name))} missing", content)


def _repeated(example: Mapping[str, Any], path: Path, name: str) -> BadInput:
    """The same member once more at the end of its object; JSON text can say what a dict cannot."""

    def content() -> bytes:
        here: Any = example
        for step in path:
            here = here[step]
        members = [*here.items(), (name, here[name])]
        twice = "{" + ",".join(f"{json.dumps(key)}:{json.dumps(member)}" for key, member in members) + "}"
        return twice.encode() if not path else _encoded(_with(example, path, Raw(twice)))

    return BadInput(f"{_pointer((*path, name))} twice", content)


def _encoded(document: object) -> bytes:
    """JSON text, with `Raw` tokens put in as they are."""
    tokens: list[str] = []

    def plain(value: object) -> object:
        if isinstance(value, Raw):
            tokens.append(value.token)
            return _PLACEHOLDER
        if isinstance(value, dict):
            return {key: plain(member) for key, member in value.items()}
        return [plain(member) for member in value] if isinstance(value, list) else value

    pieces = json.dumps(plain(document)).split(f'"{_PLACEHOLDER}"')
    return "".join(piece + token for piece, token in zip(pieces, [*tokens, ""], strict=True)).encode()


def _pointer(path: Path) -> str:
    return "".join(f"/{step}" for step in path)


def _shown(value: object) -> str:
    if isinstance(value, Raw):
        return value.token[:40]
    return getattr(value, "__name__", None) or ascii(value)[:60]
