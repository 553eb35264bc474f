"""JSON is read as RFC 8259 and I-JSON mean it: what is none is refused by pointer, what is text is composed."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Iterator
from contextlib import suppress
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.testclient import TestClient
from starlette.types import Message

from app.api.problem_answers import Problem, ProblemException
from app.api.request_text import composed, path_fault, query_faults, text_fault
from app.api.strict_json import LARGE_BODY_BYTES, MAX_DEPTH, StrictJsonRequest, parse_strict_json
from tests.api.edge_app import REPORT, make_guarded

JSON = {"Content-Type": "application/json"}


@pytest.fixture(scope="module")
def client() -> Iterator[TestClient]:
    with TestClient(make_guarded()) as client:
        yield client


def _refusal(body: bytes) -> Problem:
    with pytest.raises(ProblemException) as refused:
        parse_strict_json(body)
    return refused.value.problem


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        (b"NaN", ""),
        (b'{"a": NaN}', "/a"),
        (b'{"a": [0, Infinity]}', "/a/1"),
        (b'{"a": {"b": -Infinity}}', "/a/b"),
        (b'{"a": 1e309}', "/a"),
        (b'{"a": -1e400}', "/a"),
        (b'{"a": [1.' + b"0" * 100 + b"]}", "/a/0"),
        (b'{"a": 10000000000000000000000}', "/a"),
        (b'{"a": 1, "a": 1}', "/a"),
        (b'{"x": [{"a": 1, "b": 2, "a": 3}]}', "/x/0/a"),
        ('{"é": 1, "e\u0301": 2}'.encode(), "/é"),
        (b'{"a": 1, "\\u0061": 2}', "/a"),
        (b'{"a": {' + b",".join(b'"%d": 0' % number for number in range(1_001)) + b"}}", "/a"),
    ],
)
def test_what_is_no_json_is_refused_by_pointer(body: bytes, pointer: str) -> None:
    problem = _refusal(body)
    assert (problem.spec.status, problem.spec.slug) == (400, "malformed-json")
    assert [fault.pointer for fault in problem.errors] == [pointer]


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        (b'{"note": "a\\u0000b"}', "/note"),
        (b'{"note": "\\u001b[31m"}', "/note"),
        ('{"note": "a\u007fb"}'.encode(), "/note"),
        ('{"note": "a\u0085b"}'.encode(), "/note"),
        ('{"note": "a\u2028b"}'.encode(), "/note"),
        (b'{"list": ["ok", "\\ud800"]}', "/list/1"),
        (b'{"list": ["\\udc00\\ud800"]}', "/list/0"),
        (b'{"a\\u0000b": 1}', "/a\ufffdb"),
        (b'{"a\\nb": 1}', "/a\ufffdb"),
    ],
)
def test_text_that_may_not_be_stored_is_refused_by_pointer(body: bytes, pointer: str) -> None:
    problem = _refusal(body)
    assert (problem.spec.status, problem.spec.slug) == (422, "invalid-request")
    assert [fault.pointer for fault in problem.errors] == [pointer]


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b" ",
        b"{",
        b'{"a": 1,}',
        b"{'a': 1}",
        b'{"a": 01}',
        b'{"a": .5}',
        b'{"a": +1}',
        b'{"a": 0x10}',
        b'{"a": "line\nbreak"}',
        b'{"a": "\x00"}',
        b'{"a": "\\x41"}',
        b"[1] [2]",
        b"/* comment */ 1",
        b"\x00" * 10,
        b"undefined",
    ],
)
def test_broken_syntax_is_refused_with_line_and_column(body: bytes) -> None:
    problem = _refusal(body)
    assert problem.spec.slug == "malformed-json"
    assert set(problem.extensions) == {"line", "column"}
    assert problem.errors == ()


@pytest.mark.parametrize(
    "body", [b'{"a": "\xff"}', b'"\xc0\xaf"', b'"\xed\xa0\x80"', b'"\xf5\x80\x80\x80"', '{"a":1}'.encode("utf-16")]
)
def test_invalid_utf8_is_refused_with_its_place(body: bytes) -> None:
    problem = _refusal(body)
    assert problem.spec.slug == "malformed-json"
    assert "UTF-8" in problem.detail_en


@pytest.mark.parametrize("opening", [b"[", b'{"a":', b'[{"a":'])
def test_deep_nesting_is_refused_before_it_is_parsed(opening: bytes) -> None:
    assert "nested" in _refusal(opening * 100_000).detail_en


def test_nesting_up_to_the_limit_is_taken() -> None:
    document = parse_strict_json(b"[" * MAX_DEPTH + b"]" * MAX_DEPTH)
    depth = 0
    while document:
        document, depth = document[0], depth + 1
    assert depth == MAX_DEPTH - 1


def test_nesting_one_beyond_the_limit_is_refused() -> None:
    assert _refusal(b"[" * (MAX_DEPTH + 1) + b"]" * (MAX_DEPTH + 1)).spec.slug == "malformed-json"


def test_brackets_inside_strings_nest_nothing() -> None:
    text = '[[[[{{{{"\\' * 100
    assert parse_strict_json(json.dumps([text]).encode()) == [text]


def test_wide_documents_are_taken() -> None:
    assert len(parse_strict_json(b"[" + b"[],{}," * 5_000 + b"[]]")) == 10_001


@pytest.mark.parametrize(
    "body",
    [
        b"[" * 2_000_000,
        b'"' * 2_000_000,
        b'"' + b"\\" * 2_000_000,
        b'"' + b"\\\\" * 1_000_000,
        b"1" * 2_000_000,
        b"1." + b"1" * 2_000_000,
        b"1e" + b"1" * 2_000_000,
        b"{" + b'"a":1,' * 300_000 + b'"a":1}',
        b"{" + b",".join(b'"%d":1' % number for number in range(150_000)) + b',"7":1}',
        b"[" * 60 + b"[]," * 600_000,
    ],
    ids=["brackets", "quotes", "backslashes", "escapes", "integer", "fraction", "exponent", "one", "late", "wide"],
)
def test_two_megabytes_of_malice_are_refused_in_no_time(body: bytes) -> None:
    begun = time.process_time()
    assert _refusal(body).spec.status == 400
    assert time.process_time() - begun < 2.0


def test_a_byte_order_mark_is_skipped() -> None:
    assert parse_strict_json(b'\xef\xbb\xbf{"a": 1}') == {"a": 1}


def test_accents_are_composed_in_names_and_values() -> None:
    assert parse_strict_json('{"te\u0302n": ["Đo\u0302\u0301ng"]}'.encode()) == {"tên": ["Đống"]}


def test_line_breaks_and_tabs_are_taken_in_free_text() -> None:
    assert parse_strict_json(b'{"note": "a\\r\\n\\tb"}') == {"note": "a\r\n\tb"}


def test_a_pair_of_surrogates_is_one_character() -> None:
    assert parse_strict_json(b'["\\ud83d\\ude00"]') == ["😀"]


def test_the_refused_text_is_not_repeated() -> None:
    problem = _refusal(b'{"note": "secret\\u0000"}')
    assert "secret" not in problem.detail_en + problem.detail_vi


def test_an_overlong_name_is_cut_before_it_is_repeated() -> None:
    problem = _refusal(b'{"' + b"n" * 5_000 + b'": NaN}')
    assert len(problem.errors[0].pointer) < 100


_TEXT = st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Zl", "Zp")), max_size=8).map(composed)
_DOCUMENTS = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(10**18), 10**18)
    | st.floats(allow_nan=False, allow_infinity=False)
    | _TEXT,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(_TEXT, inner, max_size=4),
    max_leaves=20,
)


@given(_DOCUMENTS, st.booleans())
def test_every_sound_document_is_read_as_it_was_written(document: Any, ascii_only: bool) -> None:
    assert parse_strict_json(json.dumps(document, ensure_ascii=ascii_only).encode()) == document


@given(st.binary(max_size=60) | st.text('[]{}",:0123456789eE+-.\\uNaInfty ', max_size=60).map(str.encode))
def test_whatever_comes_is_either_read_or_refused(body: bytes) -> None:
    with suppress(ProblemException):
        parse_strict_json(body)


@pytest.mark.parametrize(
    "content_type", ["application/json", "application/json; charset=utf-8", "application/geo+json"]
)
def test_every_json_type_is_taken(client: TestClient, content_type: str) -> None:
    answer = client.post("/anything", content=b'{"a": 1}', headers={"Content-Type": content_type})
    assert answer.json() == {"a": 1}


@pytest.mark.parametrize("content_type", ["text/plain", "application/x-www-form-urlencoded", "", "json", "a/b/c;;="])
def test_a_body_that_does_not_call_itself_json_is_refused(client: TestClient, content_type: str) -> None:
    answer = client.post("/anything", content=b'{"a": 1}', headers={"Content-Type": content_type})
    assert (answer.status_code, answer.headers["accept"]) == (415, "application/json")
    assert answer.json()["type"].endswith("/problems/unsupported-media-type")


def test_a_large_body_is_read_as_strictly(client: TestClient) -> None:
    large = b'{"a": "' + b"x" * LARGE_BODY_BYTES + b'", "b": %s}'
    assert client.post("/anything", content=large % b"1", headers=JSON).status_code == 200
    assert client.post("/anything", content=large % b"NaN", headers=JSON).json()["errors"][0]["pointer"] == "/b"


def test_a_body_is_parsed_once() -> None:
    async def receive() -> Message:
        return {"type": "http.request", "body": b'{"a": 1}', "more_body": False}

    async def read_twice() -> bool:
        request = StrictJsonRequest({"type": "http", "headers": []}, receive)
        return await request.json() is await request.json()

    assert asyncio.run(read_twice())


def test_forms_are_not_held_to_json(client: TestClient) -> None:
    assert client.post("/form", data={"name": "Hà Nội"}).json() == "Hà Nội"


def test_the_route_answers_with_the_pointer(client: TestClient) -> None:
    body = json.dumps({**REPORT, "note": "a\x00b"}).encode()
    answer = client.post("/reports", content=body, headers=JSON)
    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, "/note")


def test_the_route_sees_composed_text(client: TestClient) -> None:
    body = json.dumps({**REPORT, "note": "Đo\u0302\u0301ng"}).encode()
    assert client.post("/reports", content=body, headers=JSON).json()["note"] == "Đống"


@pytest.mark.parametrize(
    ("text", "is_refused"),
    [("plain", False), ("Đống Đa", False), ("two\nlines", False), ("a\x00", True), ("\ud800", True), ("a\x9f", True)],
)
def test_text_is_judged(text: str, is_refused: bool) -> None:
    assert (text_fault(text) is not None) is is_refused


def test_line_breaks_can_be_refused() -> None:
    assert text_fault("two\nlines", line_breaks=False) is not None


@pytest.mark.parametrize(
    ("query", "names"),
    [
        (b"", []),
        (b"q=%C4%90%E1%BB%91ng+%C4%90a&limit=5", []),
        (b"q=a%00b&limit=5", ["q"]),
        (b"q=%0A", ["q"]),
        (b"q=%ED%A0%80", ["q"]),
        (b"q=%FF&r=%FE", ["q", "r"]),
        (b"a%00b=1", ["?"]),
        (b"q=\xff", ["q"]),
        (b"a=%zz", []),
    ],
)
def test_query_parameters_are_judged_by_name(query: bytes, names: list[str]) -> None:
    assert [name for name, _ in query_faults(query)] == names


@pytest.mark.parametrize(
    ("path", "is_refused"), [(b"/w/00487", False), (b"/w/%C4%90", False), (b"/w/%00", True), (b"/w/%C4", True)]
)
def test_paths_are_judged(path: bytes, is_refused: bool) -> None:
    assert (path_fault(path) is not None) is is_refused
