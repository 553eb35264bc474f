"""The form that sends a file from a page: the file itself or as it travels with the form, and the choices made."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Final, TypeVar

from fastapi import Depends, Request
from starlette.datastructures import FormData, UploadFile

from app.api.request_text import typed_text
from app.domain.plausibility import WarningCode
from app.domain.vocabulary import CaseClass, ReasonCode
from app.services.import_desk import AskedImport
from app.services.import_rows import Confirmations, ImportChoices

Kind = TypeVar("Kind", CaseClass, ReasonCode)

BODY_LIMIT: Final = 24 * 2**20
"""Bytes of a request that brings a file, with the form round it."""
MOST_FIELDS: Final = 4_000
LONGEST_FIELD: Final = 3 * 2**20
LONGEST_TEXT: Final = 500
STEPS: Final = frozenset({"check", "send", "good", "errors"})


@dataclass(frozen=True)
class ImportForm:
    """What was sent: the content and name of a file (empty: none), which step, and the texts of the other fields."""

    content: bytes
    name: str
    step: str
    texts: Mapping[str, str]
    odd: tuple[str, ...]

    def choices(self, *, require_confirmation: bool, partial: bool | None = None) -> ImportChoices:
        """How the file is to be taken."""
        seen = self.texts.get("seen_revision", "")
        return ImportChoices(
            partial=self.step == "good" if partial is None else partial,
            blank_is_zero="blank_is_zero" in self.texts,
            count_class=_one_of(CaseClass, self.texts.get("count_class", "")),
            correction_reason=(
                _one_of(ReasonCode, self.texts.get("reason_code", "")) if "corrections" in self.texts else None
            ),
            seen_revision=int(seen) if seen.isdecimal() and len(seen) < 10 else None,
            require_confirmation=require_confirmation,
        )

    def asked(self, day: date | None, district_code: str | None) -> AskedImport:
        """The whole wish, for sending."""
        return AskedImport(district_code, day, self.choices(require_confirmation=True), self.confirmations)

    @property
    def confirmations(self) -> Confirmations:
        """The reasons of the odd figures that were ticked, by ward and day."""
        found: dict[tuple[str, date], tuple[tuple[WarningCode, str], ...]] = {}
        for key in self.odd:
            read = _read_key(key)
            reason = self._reason(key)
            if read is not None and reason:
                ward, day, code = read
                found[ward, day] = (*found.get((ward, day), ()), (code, reason))
        return found

    @property
    def has_unreasoned(self) -> bool:
        """Whether an odd figure was not ticked, or has no reason."""
        return any(not self._reason(key) for key in self.odd)

    def _reason(self, key: str) -> str:
        reason = self.texts.get(f"reason:{key}", "").strip()
        return reason if f"tick:{key}" in self.texts and len(reason) >= 3 else ""


async def read_import_form(request: Request) -> ImportForm:
    """The form of a request; a file that travels with it as text is taken where no file is chosen anew."""
    async with request.form(max_files=1, max_fields=MOST_FIELDS, max_part_size=LONGEST_FIELD) as form:
        file = form.get("file")
        if isinstance(file, UploadFile) and file.filename:
            content, name = await file.read(), file.filename
        else:
            content, name = _kept(form.get("kept")), str(form.get("name") or "")
        return ImportForm(
            content=content,
            name=name,
            step=_step(form),
            texts={
                key: typed_text(text)[:LONGEST_TEXT]
                for key, text in form.items()
                if isinstance(text, str) and key != "kept"
            },
            odd=tuple(text[:80] for text in form.getlist("odd") if isinstance(text, str)),
        )


ImportFormDep = Annotated[ImportForm, Depends(read_import_form)]


def _step(form: FormData) -> str:
    step = form.get("step")
    return step if isinstance(step, str) and step in STEPS else "check"


def _kept(text: object) -> bytes:
    try:
        return base64.b64decode(text, validate=True) if isinstance(text, str) else b""
    except (binascii.Error, ValueError):
        return b""


def _read_key(key: str) -> tuple[str, date, WarningCode] | None:
    try:
        ward, day, code = key.split("|")
        return ward, date.fromisoformat(day), WarningCode(code)
    except ValueError:
        return None


def _one_of(kinds: type[Kind], text: str) -> Kind | None:
    try:
        return kinds(text)
    except ValueError:
        return None
