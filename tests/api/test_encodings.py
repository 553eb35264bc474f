"""Which encoding a client is sent, which weights it may write, and bodies packed the same way everywhere."""

from __future__ import annotations

import gzip
import os
import subprocess
import sys
from pathlib import Path

import brotli
import pytest

from app.api.encodings import ENCODINGS, Encoding, negotiate_encoding, pack
from app.api.negotiation import weighted_ranges

BODY = b'{"ward_code":"00487","level":"orange"},' * 500
ROOT = Path(__file__).resolve().parents[2]


def unpack(body: bytes, encoding: Encoding) -> bytes:
    return gzip.decompress(body) if encoding == "gzip" else bytes(brotli.decompress(body))


@pytest.mark.parametrize(
    ("header", "weighted"),
    [
        ("", []),
        ("gzip", [("gzip", 1.0)]),
        (" GZIP ; Q = 0.5 , br", [("gzip", 0.5), ("br", 1.0)]),
        ("gzip;q=0", [("gzip", 0.0)]),
        ("gzip;q=1.1, br;q=-1, identity;q=nan", [("gzip", 0.0), ("br", 0.0), ("identity", 0.0)]),
        ("gzip;q=x, br;q=", [("gzip", 0.0), ("br", 0.0)]),
        ("gzip;level=9", [("gzip", 1.0)]),
        (",, ;q=1 ,gzip,", [("gzip", 1.0)]),
    ],
)
def test_ranges_come_as_listed_with_their_weights(header: str, weighted: list[tuple[str, float]]) -> None:
    assert weighted_ranges(header) == weighted


def test_no_more_than_thirty_two_ranges_are_read() -> None:
    assert len(weighted_ranges("gzip," * 10_000)) == 32


@pytest.mark.parametrize(
    ("header", "encoding"),
    [
        ("gzip, deflate, br, zstd", "br"),
        ("br;q=0.9, gzip;q=0.9", "br"),
        ("BR", "br"),
        ("br;q=0.1, gzip;q=0.2", "gzip"),
        ("br;q=0, gzip", "gzip"),
        ("gzip;q=0.001", "gzip"),
        ("*", "br"),
        ("*;q=0.5, br;q=0", "gzip"),
        ("gzip, identity", "gzip"),
        ("gzip;q=0.5, identity;q=0.5", "gzip"),
    ],
)
def test_the_smallest_encoding_a_client_likes_best_is_sent(header: str, encoding: Encoding) -> None:
    assert negotiate_encoding(header) == encoding


@pytest.mark.parametrize(
    "header",
    [
        "",
        "identity",
        "deflate, zstd",
        "br;q=0, gzip;q=0",
        "*;q=0",
        "identity, gzip;q=0.5",
        "gzip;q=2",
        "gzip;q=x",
        ";,",
    ],
)
def test_a_client_that_takes_none_or_likes_plain_better_is_sent_plain(header: str) -> None:
    assert negotiate_encoding(header) is None


@pytest.mark.parametrize("encoding", ENCODINGS)
@pytest.mark.parametrize("lasts", [False, True])
def test_what_is_packed_can_be_unpacked(encoding: Encoding, lasts: bool) -> None:
    packed = pack(BODY, encoding, lasts=lasts)
    assert unpack(packed, encoding) == BODY
    assert len(packed) < len(BODY) / 20


def test_plain_is_the_body_itself() -> None:
    assert pack(BODY, None) is BODY


def test_brotli_is_smaller_than_gzip() -> None:
    assert len(pack(BODY, "br")) < len(pack(BODY, "gzip"))


@pytest.mark.parametrize("encoding", ENCODINGS)
def test_the_same_body_gives_the_same_bytes_in_every_process(encoding: Encoding) -> None:
    """Two workers answer under one strong ETag, so neither time nor process may leave a trace in what they send."""
    program = (
        "import sys; from app.api.encodings import pack;"
        f"sys.stdout.buffer.write(pack({BODY[:39]!r} * 500, {encoding!r}))"
    )
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONHASHSEED": "1"}
    other = subprocess.run([sys.executable, "-c", program], env=environment, capture_output=True, check=True)
    assert other.stdout == pack(BODY, encoding)
