"""Reads answered from the snapshot: bytes made once per revision, a strong ETag, 304, gzip."""

from __future__ import annotations

import gzip
import hashlib
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from threading import Lock

from starlette.requests import Request
from starlette.responses import Response

from app import __version__
from app.api.language import Language
from app.services.zone_status import ZoneSnapshot

JSON = "application/json"
GEOJSON = "application/geo+json"
CSV = "text/csv; charset=utf-8"
REVALIDATED = "public, no-cache"
IMMUTABLE = "public, max-age=31536000, immutable"
SMALLEST_COMPRESSED = 1024


@dataclass(frozen=True)
class Representation:
    """One answer in one encoding, with its ETag."""

    body: bytes
    etag: str
    encoding: str | None


class RepresentationCache:
    """The newest representations, at most so many; an entry is named by what it says, so it can never be stale."""

    def __init__(self, capacity: int = 512) -> None:
        self._entries: OrderedDict[str, Representation] = OrderedDict()
        self._capacity = capacity
        self._lock = Lock()

    def get(self, etag: str, make: Callable[[], Representation]) -> Representation:
        """The representation of this ETag, made on first demand."""
        with self._lock:
            found = self._entries.get(etag)
            if found is not None:
                self._entries.move_to_end(etag)
                return found
        made = make()
        with self._lock:
            self._entries[etag] = made
            while len(self._entries) > self._capacity:
                self._entries.popitem(last=False)
        return made


def cached_answer(
    request: Request,
    snapshot: ZoneSnapshot,
    render: Callable[[], bytes],
    *,
    media_type: str = JSON,
    language: Language | None = None,
    cache_control: str = REVALIDATED,
    headers: dict[str, str] | None = None,
    named_by: str | None = None,
) -> Response:
    """The answer to a read: 304 when the caller has it, else its bytes, made at most once per revision.

    The ETag is made of data revision, policy, last clock switch, the threshold of small counts and representation
    (path, query, language, encoding), so it is the same in every process and after a restart.

    Args:
        render: makes the whole uncompressed body.
        language: given when the answer holds sentences.
        named_by: what alone decides the bytes, for answers that do not follow the data (a boundary version).
    """
    encoding = "gzip" if _accepts_gzip(request) else None
    etag = _etag(request, snapshot, media_type, language, encoding, named_by)
    vary = "Accept-Encoding, Accept-Language" if language else "Accept-Encoding"
    store = request.app.state.snapshots
    common = {
        "ETag": etag,
        "Cache-Control": cache_control,
        "Vary": vary,
        "X-Revision": str(snapshot.revision),
        **({"Warning": '110 - "Response is Stale"'} if store.is_stale else {}),
        **({"Content-Language": language} if language else {}),
        **(headers or {}),
    }
    if _matches(request.headers.get("if-none-match"), etag):
        return Response(status_code=304, headers=common)
    cache: RepresentationCache = request.app.state.representations
    made = cache.get(etag, lambda: _represent(render(), etag, encoding))
    if made.encoding:
        common["Content-Encoding"] = made.encoding
    return Response(made.body, headers=common, media_type=media_type)


def _represent(body: bytes, etag: str, encoding: str | None) -> Representation:
    if encoding is None or len(body) < SMALLEST_COMPRESSED:
        return Representation(body, etag, None)
    return Representation(gzip.compress(body, compresslevel=6, mtime=0), etag, encoding)


def _etag(
    request: Request,
    snapshot: ZoneSnapshot,
    media_type: str,
    language: Language | None,
    encoding: str | None,
    named_by: str | None,
) -> str:
    query = "&".join(f"{name}={value}" for name, value in sorted(request.query_params.multi_items()))
    threshold = str(request.app.state.rules.suppression_threshold)
    moment = (str(snapshot.revision), snapshot.policy_version, snapshot.valid_from.isoformat(), threshold)
    parts = (
        __version__,
        *(moment if named_by is None else (named_by,)),
        request.url.path,
        query,
        media_type,
        language or "",
        encoding or "",
    )
    return f'"{hashlib.sha256("|".join(parts).encode("utf-8", "surrogatepass")).hexdigest()[:32]}"'


def _accepts_gzip(request: Request) -> bool:
    for part in request.headers.get("accept-encoding", "").split(","):
        name, _, parameters = part.strip().partition(";")
        if name.strip().lower() in {"gzip", "*"}:
            return parameters.replace(" ", "") not in {"q=0", "q=0.0", "q=0.00", "q=0.000"}
    return False


def _matches(if_none_match: str | None, etag: str) -> bool:
    if if_none_match is None:
        return False
    candidates = {each.strip().removeprefix("W/") for each in if_none_match.split(",")}
    return "*" in candidates or etag in candidates
