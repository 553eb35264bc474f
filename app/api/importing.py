"""A file as it is asked to be taken over HTTP: its choices read, its rows taken in the request's transaction."""

from __future__ import annotations

import json
from datetime import date
from typing import Annotated, Any, Final

from pydantic import Field, StringConstraints, TypeAdapter, ValidationError
from starlette.requests import Request

from app.api.dependencies import Writing
from app.api.schemas.common import Day, Taken, WardCode
from app.api.security import sessions_of
from app.domain.errors import InvalidValue
from app.domain.plausibility import WarningCode
from app.domain.vocabulary import CaseClass, ReasonCode
from app.services.access import Caller
from app.services.import_desk import AskedImport, Handled, handle_file
from app.services.import_files import ReadFile
from app.services.import_rows import Confirmations, ImportChoices

MOST_CONFIRMATIONS: Final = 2_000
MOST_ROWS: Final = 100_000
"""Of one file over HTTP: while they are judged, nobody else writes."""


class ImportConfirmationIn(Taken):
    """Why an odd figure of a ward and day is right."""

    ward_code: WardCode
    reporting_date: Day
    code: Annotated[WarningCode, Field(strict=False)]
    reason: Annotated[str, StringConstraints(min_length=3, max_length=500, strip_whitespace=True)]


_CONFIRMATIONS: Final = TypeAdapter(Annotated[list[ImportConfirmationIn], Field(max_length=MOST_CONFIRMATIONS)])


def read_choices(
    *,
    partial: bool,
    blank_is_zero: bool,
    count_class: CaseClass | None,
    corrections: bool,
    reason_code: ReasonCode | None,
    seen_revision: int | None,
    require_confirmation: bool,
) -> ImportChoices:
    """The choices of a form.

    Raises:
        InvalidValue: corrections were asked for without a reason.
    """
    if corrections and reason_code is None:
        known = ", ".join(ReasonCode)
        raise InvalidValue(
            "/reason_code",
            vi=f"Sửa số đã gửi cần lý do; gửi reason_code là một trong: {known}.",
            en=f"Correcting what was sent needs a reason; send reason_code, one of: {known}.",
        )
    return ImportChoices(
        partial=partial,
        blank_is_zero=blank_is_zero,
        count_class=count_class,
        correction_reason=reason_code if corrections else None,
        seen_revision=seen_revision,
        require_confirmation=require_confirmation,
    )


def read_confirmations(text: str | None) -> Confirmations:
    """The reasons of a form's `confirmations`, by ward and day.

    Raises:
        InvalidValue: the text is no such list.
    """
    if not text:
        return {}
    try:
        items = _CONFIRMATIONS.validate_python(_parsed(text))
    except (ValueError, ValidationError, RecursionError):
        raise InvalidValue(
            "/confirmations",
            vi='confirmations cần là danh sách JSON như [{"ward_code": "00454", "reporting_date": "2021-09-14", '
            '"code": "jump", "reason": "ổ dịch chợ, đã xác minh"}]; lý do từ 3 đến 500 ký tự.',
            en='confirmations must be a JSON list such as [{"ward_code": "00454", "reporting_date": "2021-09-14", '
            '"code": "jump", "reason": "market outbreak, checked"}]; reasons have 3 to 500 characters.',
        ) from None
    found: dict[tuple[str, date], tuple[tuple[WarningCode, str], ...]] = {}
    for each in items:
        key = each.ward_code, each.reporting_date
        found[key] = (*found.get(key, ()), (each.code, each.reason))
    return found


def _parsed(text: str) -> Any:
    return json.loads(text)


def take_file(request: Request, work: Writing, caller: Caller, file: ReadFile, asked: AskedImport) -> Handled:
    """Take a file in the request's transaction, whose revision was taken (see `handle_file`)."""
    revision = work.revision
    assert revision is not None
    handled = handle_file(
        work.session,
        sessions_of(request),
        rules=work.rules,
        caller=caller,
        file=file,
        asked=asked,
        revision=revision,
        now=work.now,
        request_id=work.request_id,
    )
    if not handled.is_kept:
        work.abandon()
    return handled
