"""The root of all faults and its main branches; `errors` draws the whole tree."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar


@dataclass(frozen=True)
class FieldFault:
    """One fault of one field: `pointer` is a JSON Pointer into what was sent, the rest says why and the cure."""

    pointer: str
    vi: str
    en: str


class ZoneError(Exception):
    """Root of all expected faults. Subclasses say what happened and how to mend it."""

    retry_after_s: int | None = None

    def __init__(
        self,
        *,
        vi: str,
        en: str,
        errors: Sequence[FieldFault] = (),
        extensions: dict[str, object] | None = None,
    ) -> None:
        super().__init__(en)
        self.detail_vi = vi
        self.detail_en = en
        self.errors = tuple(errors)
        self.extensions: dict[str, object] = dict(extensions or {})


class NotFound(ZoneError):
    """Something named by the caller does not exist."""

    what_vi: ClassVar[str] = "đối tượng"
    what_en: ClassVar[str] = "object"
    cure_vi: ClassVar[str] = ""
    cure_en: ClassVar[str] = ""

    def __init__(self, identifier: str) -> None:
        self.identifier = identifier
        super().__init__(
            vi=f"Không có {self.what_vi} “{identifier}”. {self.cure_vi}".strip(),
            en=f"There is no {self.what_en} “{identifier}”. {self.cure_en}".strip(),
        )


class Invalid(ZoneError):
    """A value cannot be taken as it stands."""


class InvalidValue(Invalid):
    """One field holds a value that cannot be taken."""

    def __init__(self, pointer: str, *, vi: str, en: str) -> None:
        super().__init__(vi=vi, en=en, errors=[FieldFault(pointer=pointer, vi=vi, en=en)])


class Conflict(ZoneError):
    """The request is sound, but not against what is stored."""
