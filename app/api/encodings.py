"""Content encodings: which one a client takes, and bodies packed into it (RFC 9110, 12.5.3)."""

from __future__ import annotations

import gzip
from functools import lru_cache
from typing import Final, Literal, Protocol

import brotli

from app.api.negotiation import weighted_ranges

Encoding = Literal["br", "gzip"]
ENCODINGS: Final[tuple[Encoding, ...]] = ("br", "gzip")
"""What we offer, the smaller first."""
SMALLEST_PACKED: Final = 1024
"""Bytes below which packing gains nothing."""
_LASTING_QUALITY, _PASSING_QUALITY = 9, 5


class Pack(Protocol):
    """What packs a body."""

    def __call__(self, body: bytes, encoding: Encoding | None, *, lasts: bool = False) -> bytes: ...  # noqa: D102


@lru_cache(maxsize=512)
def negotiate_encoding(accept_encoding: str) -> Encoding | None:
    """The encoding for an `Accept-Encoding` header; None: send the body as it is.

    >>> negotiate_encoding("gzip, deflate, br"), negotiate_encoding("br;q=0.1, gzip"), negotiate_encoding("")
    ('br', 'gzip', None)
    >>> negotiate_encoding("*"), negotiate_encoding("gzip;q=0, *;q=0.0"), negotiate_encoding("identity, br;q=0.5")
    ('br', None, None)
    """
    wishes = dict(weighted_ranges(accept_encoding))
    plain = wishes.get("identity", 0.0)
    offered = [(wishes.get(each, wishes.get("*", 0.0)), each) for each in ENCODINGS]
    best, encoding = max(offered, key=lambda wish: wish[0])
    return encoding if best > 0 and best >= plain else None


def pack(body: bytes, encoding: Encoding | None, *, lasts: bool = False) -> bytes:
    """The body in an encoding; the same bytes for the same body, in every process.

    Args:
        lasts: the answer is sent for a long time, so packing may take longer.
    """
    if encoding == "br":
        return bytes(brotli.compress(body, quality=_LASTING_QUALITY if lasts else _PASSING_QUALITY))
    if encoding == "gzip":
        return gzip.compress(body, compresslevel=9 if lasts else 6, mtime=0)
    return body
