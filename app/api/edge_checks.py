"""What a request must be before anything reads it: a head of bearable size, real text, and a writer who may write."""

from __future__ import annotations

import re
from collections.abc import Mapping
from itertools import chain
from typing import Final

from starlette.types import Scope

from app.api.body_watch import too_large
from app.api.edge_headers import OriginRules
from app.api.problem_answers import Problem, RequestFault
from app.api.problem_kinds import (
    ADDRESS_TOO_LONG,
    CROSS_ORIGIN_WRITE,
    HEADERS_TOO_LARGE,
    INVALID_REQUEST,
    generic_spec,
)
from app.api.request_text import path_fault, query_faults
from app.api.validation_faults import json_pointer

MAX_HEADER_BYTES: Final = 64 * 1024
MAX_HEADERS: Final = 100
MAX_ADDRESS_BYTES: Final = 8 * 1024
_FEW_HEADERS: Final = 40
_FEW_BYTES: Final = 8 * 1024
_CONTROL_IN_HEADER: Final = re.compile(rb"[\x00-\x08\x0a-\x1f\x7f]")


def header_values(scope: Scope) -> dict[bytes, bytes]:
    """The last value of every header, by lower-case name."""
    return dict(scope["headers"])


def headers_of_plain_read(scope: Scope) -> dict[bytes, bytes] | None:
    """The headers of a request that none of the checks below could object to but for its address; None in any doubt.

    One pass instead of many: few headers, each once, a Host, no body, no sign that is no text.
    """
    headers: list[tuple[bytes, bytes]] = scope["headers"]
    found = dict(headers)
    if len(found) != len(headers) or len(found) > _FEW_HEADERS or b"host" not in found:
        return None
    if b"content-length" in found or b"transfer-encoding" in found:
        return None
    everything = b"".join(chain(found, found.values()))
    return None if len(everything) > _FEW_BYTES or _CONTROL_IN_HEADER.search(everything) else found


def refusal_of_head(scope: Scope) -> Problem | None:
    """Why the head of this request is refused: its size, its control characters, its Host."""
    headers: list[tuple[bytes, bytes]] = scope["headers"]
    everything = b"".join(chain.from_iterable(headers))
    if len(headers) > MAX_HEADERS or len(everything) + 4 * len(headers) > MAX_HEADER_BYTES:
        return headers_too_large()
    if _CONTROL_IN_HEADER.search(everything):
        return _bad_request(
            "Có ký tự điều khiển trong tiêu đề. Bỏ ký tự ấy đi.", "A header holds a control character. Remove it."
        )
    hosts = [name for name, _ in headers].count(b"host")
    if hosts > 1 or (hosts == 0 and scope.get("http_version", "1.1") == "1.1"):
        return _bad_request("Cần đúng một tiêu đề Host.", "Send exactly one Host header.")
    return None


def refusal_of_address(scope: Scope) -> Problem | None:
    """Why the path and the query are refused: their length, or text that is none."""
    raw_path = scope.get("raw_path") or scope["path"].encode("utf-8", errors="surrogatepass")
    query = scope.get("query_string", b"")
    if len(raw_path) + len(query) > MAX_ADDRESS_BYTES:
        return Problem(
            spec=ADDRESS_TOO_LONG,
            detail_vi=f"Địa chỉ dài quá {MAX_ADDRESS_BYTES} byte. Rút ngắn chuỗi truy vấn.",
            detail_en=f"The address is longer than {MAX_ADDRESS_BYTES} bytes. Shorten the query string.",
            extensions={"limit_bytes": MAX_ADDRESS_BYTES},
        )
    faults = [
        RequestFault(
            pointer=json_pointer(["query", name]), vi=f"{name} {why.vi}.", en=f"{name} {why.en}.", place="query"
        )
        for name, why in query_faults(query)
    ]
    why_path = path_fault(raw_path)
    if why_path is not None:
        vi, en = f"Địa chỉ {why_path.vi}.", f"The path {why_path.en}."
        faults.append(RequestFault(pointer="/path", vi=vi, en=en, place="path"))
    if not faults:
        return None
    return Problem(spec=INVALID_REQUEST, detail_vi=faults[0].vi, detail_en=faults[0].en, errors=faults)


def refusal_of_origin(scope: Scope, headers: Mapping[bytes, bytes], rules: OriginRules) -> Problem | None:
    """Why a page of another site may not send this request."""
    origin, fetch_site = headers.get(b"origin"), headers.get(b"sec-fetch-site")
    if rules.may_write(
        method=scope["method"],
        origin=None if origin is None else origin.decode("latin-1"),
        host=headers.get(b"host", b"").decode("latin-1"),
        fetch_site=None if fetch_site is None else fetch_site.decode("latin-1"),
    ):
        return None
    return cross_origin_write()


def refusal_of_length(headers: Mapping[bytes, bytes], *, limit: int) -> Problem | None:
    """Why the announced body is refused before its first byte."""
    announced = headers.get(b"content-length", b"0")
    if not (announced.isdigit() and len(announced) <= 18):
        return _bad_request("Content-Length phải là số byte.", "Content-Length must be a number of bytes.")
    return too_large(limit) if int(announced) > limit else None


def has_body(headers: Mapping[bytes, bytes]) -> bool:
    """Whether a body is announced."""
    return headers.get(b"content-length", b"0") != b"0" or b"transfer-encoding" in headers


def headers_too_large() -> Problem:
    """The problem of a head with too many or too long headers."""
    return Problem(
        spec=HEADERS_TOO_LARGE,
        detail_vi=f"Phần đầu yêu cầu quá {MAX_HEADER_BYTES} byte hoặc quá {MAX_HEADERS} tiêu đề. Gửi ít hơn.",
        detail_en=f"The head is over {MAX_HEADER_BYTES} bytes or {MAX_HEADERS} headers. Send less.",
        extensions={"limit_bytes": MAX_HEADER_BYTES, "limit_count": MAX_HEADERS},
        headers={"Connection": "close"},
    )


def cross_origin_write() -> Problem:
    """The problem of a write, or its preflight, from a page that may not."""
    return Problem(
        spec=CROSS_ORIGIN_WRITE,
        detail_vi="Trình duyệt cho biết yêu cầu ghi này đến từ trang khác. Gửi từ trang của hệ thống.",
        detail_en="The browser says that this write comes from another site. Send it from the service's own pages.",
    )


def _bad_request(vi: str, en: str) -> Problem:
    return Problem(spec=generic_spec(400), detail_vi=vi, detail_en=en, headers={"Connection": "close"})
