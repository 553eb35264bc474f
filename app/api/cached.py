"""Reads answered through FastAPI: the representation of the address asked for, made once per revision."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Mapping
from threading import Lock
from typing import Final

from starlette.requests import Request
from starlette.responses import Response

from app.api.editions import Shelf
from app.api.encodings import negotiate_encoding
from app.api.language import Language
from app.api.representations import JSON, REVALIDATED, Content, Moment, Representation, is_held
from app.services.zone_status import ZoneSnapshot

STALE: Final = '110 - "Response is Stale"'


class RepresentationCache:
    """The representations asked for last, of at most so many bytes; named by what they say, so none is ever stale."""

    def __init__(self, capacity_bytes: int = 16 * 2**20) -> None:
        self._entries: OrderedDict[str, tuple[Representation, int]] = OrderedDict()
        self._left = capacity_bytes
        self._lock = Lock()

    def find(self, name: str) -> Representation | None:
        """The representation of this name, unless it was dropped."""
        with self._lock:
            found = self._entries.get(name)
            if found is None:
                return None
            self._entries.move_to_end(name)
            return found[0]

    def keep(self, name: str, representation: Representation) -> None:
        """Hold a representation whose body is made, and drop those asked for longest ago when room runs out."""
        with self._lock:
            kept, before = self._entries.get(name, (representation, 0))
            size = kept.size
            self._entries[name] = kept, size
            self._entries.move_to_end(name)
            self._left -= size - before
            while self._left < 0 and self._entries:
                _, (_, dropped) = self._entries.popitem(last=False)
                self._left += dropped


def cached_answer(
    request: Request,
    snapshot: ZoneSnapshot,
    render: Callable[[], bytes],
    *,
    media_type: str = JSON,
    language: Language | None = None,
    headers: Mapping[str, str] | None = None,
    cache_control: str = REVALIDATED,
    named_by: str | None = None,
) -> Response:
    """Answer with what `render` makes, from the cache while nothing it says has changed; 304 to who has it already."""
    content = Content(
        render=render,
        media_type=media_type,
        language=language,
        headers=headers or {},
        cache_control=cache_control,
        named_by=named_by,
    )
    return answer_with(request, snapshot, content)


def answer_with(request: Request, snapshot: ZoneSnapshot, content: Content) -> Response:
    """The same for content already described."""
    moment = Moment.of(snapshot, request.app.state.rules.suppression_threshold)
    return _answer(request, content, moment, snapshot)


def answer_linked(request: Request, snapshot: ZoneSnapshot, content: Content) -> Response:
    """The same for content that links to this site by its whole address, which is a part of the answer.

    Where the site was not told its address, who asks decides it: such answers are kept by that address alone, and never
    offered to whoever asks next.
    """
    moment = Moment.of(snapshot, request.app.state.rules.suppression_threshold)
    told: str = request.app.state.settings.base_url
    return _answer(request, content, moment, snapshot if told else None, within="" if told else str(request.base_url))


def answer_with_file(request: Request, content: Content) -> Response:
    """The same for content that no state of data decides."""
    return _answer(request, content, Moment.still(drill=request.app.state.snapshots.is_drill), None)


def _answer(
    request: Request, content: Content, moment: Moment, snapshot: ZoneSnapshot | None, *, within: str = ""
) -> Response:
    encoding = negotiate_encoding(request.headers.get("accept-encoding", ""))
    representation = Representation(content, moment, f"{within}{canonical_address(request)}")
    stale = {"warning": STALE} if request.app.state.snapshots.is_stale else {}
    if is_held(request.headers.get("if-none-match"), representation.etag(encoding)):
        return Response(status_code=304, headers={**representation.head(encoding), **stale})
    cache: RepresentationCache = request.app.state.representations
    name = representation.etag(None)
    representation = cache.find(name) or representation
    sent = representation.encoded(encoding)
    cache.keep(name, representation)
    if snapshot is not None:
        shelf: Shelf = request.app.state.shelf
        address = request.scope["path"], request.scope.get("query_string", b"")
        shelf.offer(address, content.language, snapshot, representation)
    response = Response(sent.body)
    response.raw_headers = [*sent.head, *((name.encode(), value.encode()) for name, value in stale.items())]
    return response


def canonical_address(request: Request) -> str:
    """Path and query, whatever order the parameters came in."""
    query = "&".join(f"{name}={value}" for name, value in sorted(request.query_params.multi_items()))
    return f"{request.url.path}?{query}"
