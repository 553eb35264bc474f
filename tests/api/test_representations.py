"""One answer in every encoding: its bytes, its head, its tags; how long it is kept, and what it keeps alive."""

from __future__ import annotations

import gc
import gzip
import random
import weakref
import zlib
from dataclasses import replace

import brotli
import pytest

from app.api.cached import RepresentationCache
from app.api.encodings import ENCODINGS, SMALLEST_PACKED, Encoding
from app.api.representations import (
    CSV,
    GEOJSON,
    IMMUTABLE,
    Content,
    Moment,
    Representation,
    is_held,
    newest_revision_held,
)
from tests.threads import at_once

MOMENT = Moment(revision=7, policy_version="abc", valid_from="2021-08-14", suppression_threshold=3, drill=False)
LONG, SHORT = b"0123456789abcdef" * 200, b"short"
ALL: tuple[Encoding | None, ...] = (None, *ENCODINGS)
ADDRESS = "/api/v1/zones?"


def content(body: bytes = LONG, **said: object) -> Content:
    return Content(**{"render": lambda: body, **said})  # type: ignore[arg-type]


def representation(
    body: bytes = LONG, moment: Moment = MOMENT, address: str = ADDRESS, **said: object
) -> Representation:
    return Representation(content(body, **said), moment, address)


def sent_head(made: Representation, encoding: Encoding | None = None) -> dict[bytes, bytes]:
    return dict(made.encoded(encoding).head)


def test_every_encoding_holds_the_same_body() -> None:
    made = representation()
    bodies = [made.encoded(encoding).body for encoding in ALL]
    assert bodies[0] == LONG
    assert (brotli.decompress(bodies[1]), gzip.decompress(bodies[2])) == (LONG, LONG)


def test_every_encoding_says_its_own_length_and_name() -> None:
    made = representation()
    for encoding in ALL:
        head = sent_head(made, encoding)
        assert head[b"content-length"] == str(len(made.encoded(encoding).body)).encode()
        assert head.get(b"content-encoding") == (encoding.encode() if encoding else None)


@pytest.mark.parametrize("said", [{"body": SHORT}, {"body": LONG, "packs": False}])
def test_a_body_that_packing_would_not_make_smaller_is_sent_plain(said: dict[str, object]) -> None:
    made = representation(**said)  # type: ignore[arg-type]
    for encoding in ALL:
        assert made.encoded(encoding).body == said["body"]
        assert b"content-encoding" not in sent_head(made, encoding)


@pytest.mark.parametrize(("length", "is_packed"), [(SMALLEST_PACKED - 1, False), (SMALLEST_PACKED, True)])
def test_packing_begins_at_a_kibibyte(length: int, is_packed: bool) -> None:
    made = representation(b"x" * length)
    assert (b"content-encoding" in sent_head(made, "gzip")) is is_packed


def test_the_tag_is_another_one_in_each_encoding_and_language() -> None:
    tags = {representation(language=language).etag(each) for language in ("vi", "en", None) for each in ALL}
    assert len(tags) == 9


@pytest.mark.parametrize(
    "moment",
    [
        replace(MOMENT, revision=8),
        replace(MOMENT, policy_version="abd"),
        replace(MOMENT, valid_from="2021-08-15"),
        replace(MOMENT, suppression_threshold=5),
    ],
)
def test_the_tag_is_another_one_whatever_has_changed(moment: Moment) -> None:
    assert representation(moment=moment).etag(None) != representation().etag(None)


@pytest.mark.parametrize("said", [{"address": "/api/v1/rings?"}, {"media_type": GEOJSON}])
def test_the_tag_is_another_one_at_another_address_and_in_another_form(said: dict[str, str]) -> None:
    assert representation(**said).etag(None) != representation().etag(None)  # type: ignore[arg-type]


def test_the_tag_is_known_before_the_body_is_made() -> None:
    def render() -> bytes:
        raise AssertionError("nobody asked for the body")

    assert representation(render=render).etag("br") == representation().etag("br")


def test_the_tag_of_what_lasts_is_the_same_in_every_revision() -> None:
    moments = [replace(MOMENT, revision=each) for each in (1, 2)]
    made = [representation(moment=each, named_by="a1b2", cache_control=IMMUTABLE) for each in moments]
    assert made[0].etag(None) == made[1].etag(None)


def test_the_tag_of_what_does_not_last_tells_its_revision() -> None:
    made, lasting = representation(), representation(cache_control=IMMUTABLE)
    assert made.etag("br").startswith('"7-')
    assert newest_revision_held(made.etag("br")) == 7
    assert newest_revision_held(lasting.etag("br")) == 0


def test_the_head_of_a_304_is_that_of_a_200_without_length_and_type() -> None:
    made = representation(language="en", headers={"Content-Disposition": "attachment"})
    for encoding in ALL:
        head = sent_head(made, encoding)
        unchanged = dict(made.encoded(encoding).head_unchanged)
        left_out = {b"content-length", b"content-type", b"content-encoding"}
        assert unchanged == {name: value for name, value in head.items() if name not in left_out}
        assert unchanged[b"etag"] == made.etag(encoding).encode() == made.encoded(encoding).etag.encode()


def test_the_head_says_what_decides_the_answer() -> None:
    head = sent_head(representation(language="vi", media_type=CSV, moment=replace(MOMENT, drill=True)), "br")
    assert head[b"vary"] == b"Accept-Encoding, Accept-Language"
    assert (head[b"content-type"], head[b"content-language"]) == (CSV.encode(), b"vi")
    assert (head[b"cache-control"], head[b"x-revision"], head[b"x-drill"]) == (b"public, no-cache", b"7", b"true")


def test_without_sentences_the_language_decides_nothing() -> None:
    head = sent_head(representation())
    assert head[b"vary"] == b"Accept-Encoding"
    assert not head.keys() & {b"content-language", b"x-drill"}


@pytest.mark.parametrize(
    "made", [representation(cache_control=IMMUTABLE), representation(moment=Moment.still(drill=False))]
)
def test_what_no_state_of_data_decides_is_of_no_revision(made: Representation) -> None:
    assert b"x-revision" not in sent_head(made)


def test_nothing_is_ready_before_it_was_asked_for() -> None:
    made = representation()
    assert [made.ready(encoding) for encoding in ALL] == [None, None, None]
    gzipped = made.encoded("gzip")
    assert (made.ready("gzip"), made.ready("br")) == (gzipped, None)
    made.prepare()
    assert None not in [made.ready(encoding) for encoding in ALL]


def test_the_body_is_made_once_for_all_encodings() -> None:
    asked: list[int] = []

    def render() -> bytes:
        asked.append(1)
        return LONG

    representation(render=render).prepare().encoded("br")
    assert len(asked) == 1


def test_many_who_ask_at_once_are_sent_the_same_and_wait_for_one_rendering() -> None:
    rendered: list[int] = []

    def render() -> bytes:
        rendered.append(1)
        # Long enough for the others to come and find nothing made yet.
        return bytes(zlib.crc32(LONG * each) & 0xFF for each in range(200)) + LONG

    made = representation(render=render)
    encodings = [encoding for encoding in ALL for _ in range(4)]
    found = at_once(*[lambda encoding=encoding: made.encoded(encoding) for encoding in encodings])
    assert len(rendered) == 1
    assert {id(each) for each in found} == {id(made.encoded(encoding)) for encoding in ALL}


def test_what_made_the_body_is_let_go_once_it_is_made() -> None:
    """It may hold a session and a whole snapshot, and the answer is kept for long."""

    class Snapshot:
        body = LONG

    snapshot = Snapshot()
    gone = weakref.ref(snapshot)
    made = representation(render=lambda held=snapshot: held.body)
    made.encoded("gzip")
    del snapshot
    gc.collect()
    assert gone() is None
    assert made.encoded(None).body == LONG


@pytest.mark.parametrize("tags", ['"a"', 'W/"a"', '"b", "a"', '"b",W/"a" ', "*", '"b", *'])
def test_a_client_that_names_the_tag_has_the_answer(tags: str) -> None:
    assert is_held(tags, '"a"')


@pytest.mark.parametrize("tags", [None, "", '"b"', "a", '"A"', '"a', 'w/"a"', '"a;b"'])
def test_a_client_that_names_another_tag_has_not(tags: str | None) -> None:
    assert not is_held(tags, '"a"')


def test_what_was_asked_for_longest_ago_is_dropped_first() -> None:
    cache = RepresentationCache(capacity_bytes=250)
    kept = {name: _made(100, name) for name in "abc"}
    cache.keep("a", kept["a"])
    cache.keep("b", kept["b"])
    assert cache.find("a") is kept["a"]
    cache.keep("c", kept["c"])
    assert [cache.find(name) for name in "abc"] == [kept["a"], None, kept["c"]]


def test_what_has_more_bytes_than_there_is_room_is_not_kept() -> None:
    cache = RepresentationCache(capacity_bytes=250)
    cache.keep("large", _made(251))
    assert cache.find("large") is None
    small = _made(250)
    cache.keep("small", small)
    assert cache.find("small") is small


def test_what_is_kept_already_takes_no_room_again() -> None:
    cache = RepresentationCache(capacity_bytes=250)
    first = _made(100)
    for _ in range(10):
        cache.keep("a", first)
    cache.keep("b", _made(150))
    assert cache.find("a") is first


def test_a_body_made_for_a_packed_answer_counts_too() -> None:
    """The plain body stays, for the next encoding; packed ones are a tenth of it, and room for ten is none."""
    made = representation(bytes(range(256)) * 400)
    made.encoded("br")
    assert made.size >= 256 * 400


def test_encodings_made_later_are_counted_when_the_answer_is_asked_for_again() -> None:
    cache = RepresentationCache(capacity_bytes=2 * len(_noise(1)) + 1000)
    first, second = representation(_noise(1)), representation(_noise(2))
    first.encoded(None)
    cache.keep("first", first)
    first.prepare()
    cache.keep("first", first)
    second.encoded(None)
    cache.keep("second", second)
    assert cache.find("first") is None


def _made(length: int, sign: str = "x") -> Representation:
    made = representation(sign.encode() * length)
    made.encoded(None)
    return made


def _noise(seed: int) -> bytes:
    """A body that packing makes no smaller."""
    return random.Random(seed).randbytes(10_000)
