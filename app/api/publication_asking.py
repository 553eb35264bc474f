"""What somebody wants checked, however it was sent: a file in a form or by itself, a number, or a SHA-256."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from threading import BoundedSemaphore
from typing import Any, Final

from sqlalchemy.orm import Session
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData, UploadFile
from starlette.requests import Request

from app.api.schemas.publications import LARGEST_NUMBER
from app.domain.errors import InvalidValue, TooManyChecks
from app.domain.publication_check import PublicationCheck
from app.services.publication_check import LONGEST_FILE, check_content, check_hash, check_number

BODY_LIMIT: Final = LONGEST_FILE + 64 * 2**10
"""Bytes of a request that brings a file to be checked, with the form round it."""
AT_ONCE: Final = 2
"""Files compared at the same time in one process; the others are asked to come again."""
_SMALL: Final = 1024
_NUMBER: Final = re.compile(r"(?:^|/|[#:=]\s*|[^\W\d](?:\.\s*|\s+))(\d{1,9})/?$")
"""The number that a text or an address ends in; digits of something else, as of −1 or 1.7, are none."""
_NAMES: Final = frozenset({"number", "sha256"})
_SHA256: Final = re.compile(r"[0-9a-fA-F]{64}")
_desk: Final = BoundedSemaphore(AT_ONCE)


@dataclass(frozen=True)
class Asked:
    """Exactly one of these is to be checked."""

    content: bytes | None = None
    number: int | None = None
    sha256: str | None = None


async def read_asked(request: Request) -> Asked:
    """What the body of a request asks to check.

    Raises:
        InvalidValue: nothing, or a number or hash that is none.
    """
    media_type = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if media_type in {"multipart/form-data", "application/x-www-form-urlencoded"}:
        async with request.form(max_files=1, max_fields=4) as form:
            return await _from_form(form)
    body = await request.body()
    if media_type == "application/json" and len(body) <= _SMALL:
        named = _named(body)
        if named is not None:
            return named
    if not body:
        raise nothing_sent()
    return Asked(content=body)


def asked_by_text(text: str) -> Asked:
    """A number, the address of a publication that ends in one, or a SHA-256, as a person types it.

    Raises:
        InvalidValue: none of these.
    """
    bare = text.strip()
    if _SHA256.fullmatch(bare):
        return Asked(sha256=bare.lower())
    found = _NUMBER.search(bare)
    if found is None or len(bare) > 300 or not 1 <= int(found[1]) <= LARGEST_NUMBER:
        raise InvalidValue(
            "/number",
            vi="Số công bố là số nguyên từ 1, ví dụ 7; hoặc gửi SHA-256 gồm 64 ký tự.",
            en="The number of a publication is a whole number from 1, such as 7; or send a SHA-256 of 64 characters.",
        )
    return Asked(number=int(found[1]))


def check_asked(session: Session, asked: Asked) -> PublicationCheck:
    """The answer; files are looked at by a few at a time, so that nobody can keep the service busy with them.

    Raises:
        TooManyChecks: others are being looked at.
    """
    if asked.number is not None:
        return check_number(session, asked.number)
    if asked.sha256 is not None:
        return check_hash(session, asked.sha256)
    if not _desk.acquire(blocking=False):
        raise TooManyChecks
    try:
        return check_content(session, asked.content or b"")
    finally:
        _desk.release()


async def checked(session: Session, request: Request) -> PublicationCheck:
    """What a request asks to check, checked off the event loop."""
    asked = await read_asked(request)
    return await run_in_threadpool(check_asked, session, asked)


def nothing_sent() -> InvalidValue:
    """The fault of a request that brings nothing to check."""
    return InvalidValue(
        "/file",
        vi="Chưa có gì để kiểm tra: gửi một tệp, một số công bố (number) hoặc một sha256.",
        en="There is nothing to check: send a file, the number of a publication, or a sha256.",
    )


async def _from_form(form: FormData) -> Asked:
    file, number, sha256 = form.get("file"), form.get("number"), form.get("sha256")
    if isinstance(file, UploadFile) and (file.size or not isinstance(number, str) or not number.strip()):
        if not file.size and not file.filename:
            raise nothing_sent()
        return Asked(content=await file.read())
    for text in (number, sha256):
        if isinstance(text, str) and text.strip():
            return asked_by_text(text)
    raise nothing_sent()


def _several_named() -> InvalidValue:
    return InvalidValue(
        "",
        vi="Chỉ hỏi được một điều một lần: gửi một number hoặc một sha256.",
        en="One thing is checked at a time: send one number or one sha256.",
    )


def _named(body: bytes) -> Asked | None:
    """The number or hash that a small JSON object names; None for JSON that is a file to be checked."""
    try:
        # A tuple of members tells an object from a list, and shows a name that stands twice.
        members: Any = json.loads(body, object_pairs_hook=tuple)
    except (ValueError, RecursionError):
        return None
    if not isinstance(members, tuple) or not members or any(name not in _NAMES for name, _ in members):
        return None
    if len(members) > 1:
        raise _several_named()
    ((_, value),) = members
    is_plain = isinstance(value, str) or (isinstance(value, int) and not isinstance(value, bool))
    return asked_by_text(str(value) if is_plain else "")
