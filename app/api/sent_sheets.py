"""A sheet in a request, however it was sent: pasted text as the body, or a file in a form."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from starlette.datastructures import UploadFile
from starlette.requests import Request

from app.api.problem_answers import Problem, ProblemException
from app.api.problem_kinds import UNSUPPORTED_MEDIA_TYPE
from app.domain.errors import InvalidValue

LONGEST_NAME: Final = 200


@dataclass(frozen=True)
class SentSheet:
    """What was sent; `name` is None for pasted text."""

    content: bytes
    name: str | None


async def read_sent_sheet(request: Request) -> SentSheet:
    """The pasted text, or the file in the part `file`.

    Raises:
        ProblemException: the body is of another type.
        InvalidValue: there is no file in the form, or no text.
    """
    media_type = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if media_type == "multipart/form-data":
        async with request.form(max_files=1, max_fields=8) as form:
            file = form.get("file")
            if not isinstance(file, UploadFile) or not file.filename:
                raise _nothing()
            return SentSheet(await file.read(), file.filename[:LONGEST_NAME])
    if media_type == "text/plain":
        content = await request.body()
        if not content.strip():
            raise _nothing()
        return SentSheet(content, None)
    raise ProblemException(
        Problem(
            spec=UNSUPPORTED_MEDIA_TYPE,
            detail_vi="Gửi chữ đã dán với Content-Type: text/plain, hoặc tệp ở phần `file` của một biểu mẫu.",
            detail_en="Send pasted text with Content-Type: text/plain, or a file in the part `file` of a form.",
            headers={"Accept": "text/plain, multipart/form-data"},
        )
    )


def _nothing() -> InvalidValue:
    return InvalidValue(
        "/file",
        vi="Chưa có gì để đọc: dán các ô của bảng, hoặc chọn một tệp.",
        en="There is nothing to read: paste cells of a sheet, or choose a file.",
    )
