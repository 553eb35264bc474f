"""Parts of a file (RFC 9110, 14): what archives are read by, a few kilobytes at a time."""

from __future__ import annotations

import re
from typing import Final

from starlette.requests import Request
from starlette.responses import Response

from app.api.problem_answers import Problem, ProblemException
from app.api.problem_kinds import generic_spec
from app.api.representations import is_held

_RANGE: Final = re.compile(r"bytes=(\d{0,15})-(\d{0,15})")


def answer_part(request: Request, body: bytes, *, etag: str, headers: dict[str, str], media_type: str) -> Response:
    """The part of a body that was asked for, or the whole; 304 to who has it.

    Several parts at once are answered by the whole, as the standard allows.

    Raises:
        ProblemException: 416, the part begins behind the end.
    """
    said = {**headers, "etag": etag, "accept-ranges": "bytes"}
    if is_held(request.headers.get("if-none-match"), etag):
        return Response(status_code=304, headers=said)
    part = _part(request, len(body), etag)
    if part is None:
        return Response(body, headers=said, media_type=media_type)
    start, end = part
    said["content-range"] = f"bytes {start}-{end - 1}/{len(body)}"
    return Response(body[start:end], 206, headers=said, media_type=media_type)


def _part(request: Request, length: int, etag: str) -> tuple[int, int] | None:
    """First byte and the one behind the last; None: the whole."""
    asked = _RANGE.fullmatch(request.headers.get("range", "").replace(" ", ""))
    if asked is None or request.headers.get("if-range", etag) != etag or asked[1] == asked[2] == "":
        return None
    if not asked[1]:
        start, end = max(0, length - int(asked[2])), length
    else:
        start, end = int(asked[1]), min(length, int(asked[2]) + 1) if asked[2] else length
    if asked[1] and asked[2] and int(asked[2]) < int(asked[1]):
        return None
    if start >= length or start == end:
        raise _behind_the_end(length)
    return start, end


def _behind_the_end(length: int) -> ProblemException:
    return ProblemException(
        Problem(
            spec=generic_spec(416),
            detail_vi=f"Tệp dài {length} byte; gửi Range: bytes=đầu-cuối nằm trong khoảng ấy.",
            detail_en=f"The file has {length} bytes; send Range: bytes=first-last within them.",
            headers={"Content-Range": f"bytes */{length}"},
        )
    )
