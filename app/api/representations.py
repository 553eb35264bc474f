"""One public answer in every encoding: bytes made once, a strong ETag for each, and when a client has it already.

An ETag begins with the revision, so that a process which has not seen it yet knows what a client has seen elsewhere. It
is made of everything that decides the bytes (data revision, policy, last clock switch, address, language,
encoding), so it is the same in every process and after a restart, and known before the body is made.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from threading import Lock
from typing import Any, Final

from app import __version__
from app.api.edge_headers import Headers
from app.api.encodings import ENCODINGS, SMALLEST_PACKED, Encoding, Pack, pack
from app.api.language import Language
from app.services.zone_status import ZoneSnapshot

JSON: Final = "application/json"
GEOJSON: Final = "application/geo+json"
CSV: Final = "text/csv; charset=utf-8"
GEOJSON_ANSWER: Final[dict[int | str, dict[str, Any]]] = {200: {"content": {GEOJSON: {}}}}
"""For `responses` of a route that answers with shapes."""
REVALIDATED: Final = "public, no-cache"
IMMUTABLE: Final = "public, max-age=31536000, immutable"


@dataclass(frozen=True, kw_only=True)
class Content:
    """An answer before it is encoded: what makes its whole body, and what its head says.

    `language` is given when the body holds sentences. `named_by` is what alone decides the bytes, for answers that do
    not follow the data. `packs` is False for bodies that are compressed already; `pack` is what compresses the others.
    """

    render: Callable[[], bytes]
    media_type: str = JSON
    language: Language | None = None
    cache_control: str = REVALIDATED
    headers: Mapping[str, str] = field(default_factory=dict)
    named_by: str | None = None
    packs: bool = True
    pack: Pack = pack


@dataclass(frozen=True)
class Moment:
    """Which state of data, policy, clock and settings an answer was made from; `revision` None: of none."""

    revision: int | None
    policy_version: str
    valid_from: str
    suppression_threshold: int
    drill: bool

    @classmethod
    def of(cls, snapshot: ZoneSnapshot, suppression_threshold: int) -> Moment:
        """The moment of a snapshot."""
        # The grace is a setting: with another one, other days are complete between the same two switches.
        valid_from = f"{snapshot.valid_from.isoformat()}/{snapshot.complete_through}"
        return cls(snapshot.revision, snapshot.policy_version, valid_from, suppression_threshold, snapshot.drill)

    @classmethod
    def still(cls, *, drill: bool) -> Moment:
        """The moment of what no state of data decides: files."""
        return cls(None, "", "", 0, drill)

    @property
    def name(self) -> str:
        """The moment as a part of an ETag."""
        return f"{self.revision}|{self.policy_version}|{self.valid_from}|{self.suppression_threshold}"


@dataclass(eq=False, slots=True)
class Encoded:
    """A body as it is sent, with the whole head of a 200; the same head without length and type says 304.

    `dressed` is where the guard keeps both heads with the edge's own headers added.
    """

    body: bytes
    etag: str
    head: Headers
    head_unchanged: Headers
    dressed: tuple[Headers, Headers] | None = None


class Representation:
    """One answer in its encodings, each made on first demand and never changed.

    Args:
        address: path and canonical query the answer is asked for at.
    """

    def __init__(self, content: Content, moment: Moment, address: str) -> None:
        self._content, self._moment, self._address = content, moment, address
        self._whole: bytes | None = None
        self._lock = Lock()
        self._encoded: dict[Encoding | None, Encoded] = {}

    def etag(self, encoding: Encoding | None) -> str:
        """The strong entity tag in an encoding."""
        name = f"{self._name}|{encoding or ''}".encode("utf-8", "surrogatepass")
        revision = "" if self._lasts else f"{self._moment.revision}-"
        return f'"{revision}{hashlib.sha256(name).hexdigest()[:32]}"'

    def head(self, encoding: Encoding | None) -> dict[str, str]:
        """What the head says beside length and type, in a 200 as in a 304."""
        content = self._content
        return {
            "etag": self.etag(encoding),
            "cache-control": content.cache_control,
            "vary": "Accept-Encoding, Accept-Language" if content.language else "Accept-Encoding",
            **({} if self._lasts else {"x-revision": str(self._moment.revision)}),
            **({"content-language": content.language} if content.language else {}),
            **({"x-drill": "true"} if self._moment.drill else {}),
            **{name.lower(): value for name, value in content.headers.items()},
        }

    @property
    def _lasts(self) -> bool:
        """Whether the answer never changes and so is of no revision."""
        return self._content.cache_control == IMMUTABLE or self._moment.revision is None

    @property
    def size(self) -> int:
        """Bytes held: the whole body, which further encodings are made from, and each made so far."""
        packed = [len(each.body) for each in list(self._encoded.values()) if each.body is not self._whole]
        return len(self._whole or b"") + sum(packed)

    def ready(self, encoding: Encoding | None) -> Encoded | None:
        """The bytes in an encoding, when they were made before."""
        return self._encoded.get(encoding)

    def encoded(self, encoding: Encoding | None) -> Encoded:
        """The bytes in an encoding; the body is rendered once, two threads that ask at once may both pack it."""
        found = self._encoded.get(encoding)
        if found is None:
            found = self._encoded.setdefault(encoding, self._encode(encoding))
        return found

    def prepare(self) -> Representation:
        """Make all encodings now, so that no reader waits for one."""
        for encoding in (None, *ENCODINGS):
            self.encoded(encoding)
        return self

    def _encode(self, encoding: Encoding | None) -> Encoded:
        whole = self._body()
        packs = encoding is not None and self._content.packs and len(whole) >= SMALLEST_PACKED
        # Scripts and styles gain by taking time over them; coordinates cost ten times that and gain nothing.
        lasts = self._lasts and self._content.media_type.startswith("text/")
        body = self._content.pack(whole, encoding, lasts=lasts) if packs else whole
        head = self.head(encoding)
        unchanged = _raw(head)
        described = {
            "content-type": self._content.media_type,
            "content-length": str(len(body)),
            **({"content-encoding": encoding} if packs and encoding else {}),
        }
        return Encoded(body, head["etag"], [*_raw(described), *unchanged], unchanged)

    def _body(self) -> bytes:
        with self._lock:
            if self._whole is None:
                self._whole = self._content.render()
                # What rendered may hold a session and a whole snapshot; neither must outlive its turn here.
                self._content = replace(self._content, render=lambda: b"")
            return self._whole

    @cached_property
    def _name(self) -> str:
        content = self._content
        decides = self._moment.name if content.named_by is None else content.named_by
        return "|".join((__version__, decides, self._address, content.media_type, content.language or ""))


def is_held(if_none_match: str | None, etag: str) -> bool:
    """Whether a client says that it has the answer of this ETag already.

    >>> is_held('W/"a", "b"', '"b"'), is_held("*", '"b"'), is_held('"a"', '"b"'), is_held(None, '"b"')
    (True, True, False, False)
    """
    if if_none_match is None:
        return False
    if if_none_match == etag:
        return True
    candidates = {each.strip().removeprefix("W/") for each in if_none_match.split(",")}
    return "*" in candidates or etag in candidates


def newest_revision_held(if_none_match: str) -> int:
    """The newest revision a client has seen, by the tags it holds; 0 when they tell of none.

    >>> newest_revision_held('"7-c0ffee", W/"12-ab"'), newest_revision_held('"c0ffee"'), newest_revision_held("*")
    (12, 0, 0)
    """
    return max((int(found) for found in _REVISION.findall(if_none_match)), default=0)


_REVISION: Final = re.compile(r'"(\d{1,15})-')


def _raw(head: Mapping[str, str]) -> Headers:
    return [(name.encode("latin-1"), value.encode("latin-1")) for name, value in head.items()]
