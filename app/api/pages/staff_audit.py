"""The audit as the page shows it: lines in words, what they were narrowed to, ways on."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from app.api.pages.staff_frame import StaffPage
from app.api.pages.staff_nav import ROLE_NAMES
from app.domain.audit_actions import DEEDS, action_words
from app.storage.audit import AuditLine, Outcome

PATH: Final = "/staff/audit"
EXPORT: Final = "/api/v1/audit/export"
_NO_PEOPLE: Final = {
    "unknown": "aud_stranger",
    "cli": "aud_cli",
    "scheduler": "aud_clock",
    "setup": "aud_setup",
}
"""Actors that are nobody's account, and the message that names each."""
_OUTCOMES: Final = {
    Outcome.DONE: "aud_done",
    Outcome.REFUSED: "aud_refused",
    Outcome.FAILED: "aud_failed",
}

_DETAILS: Final = {
    "address": "aud_d_address",
    "changed": "aud_d_changed",
    "created": "aud_d_created",
    "corrected": "aud_d_corrected",
    "districts": "aud_d_districts",
    "districts_denied": "aud_d_denied",
    "document_number": "aud_d_document",
    "fault": "aud_d_fault",
    "format": "aud_d_format",
    "label": "aud_d_label",
    "lines": "aud_d_lines",
    "lock_minutes": "aud_d_lock_minutes",
    "reason": "aud_d_reason",
    "reason_code": "aud_d_reason_code",
    "role": "aud_role",
    "rows": "aud_d_rows",
    "status": "aud_d_status",
    "tries": "aud_d_tries",
    "until": "aud_d_until",
    "version": "aud_d_version",
}
"""Details that come often, and the message that names each."""


@dataclass(frozen=True)
class AuditAsked:
    """What the page was narrowed to, as it was typed; empty texts do not narrow."""

    first_day: date | None = None
    last_day: date | None = None
    actor: str = ""
    action: str = ""
    outcome: str = ""
    district: str = ""

    def query(self) -> dict[str, str | None]:
        """The same as parameters of the page, and of the API."""
        return {
            "from": self.first_day.isoformat() if self.first_day else None,
            "to": self.last_day.isoformat() if self.last_day else None,
            "actor": self.actor or None,
            "action": self.action or None,
            "outcome": self.outcome or None,
            "district": self.district or None,
        }


@dataclass(frozen=True)
class Choice:
    """One entry of a list to choose from."""

    value: str
    name: str
    chosen: bool


@dataclass(frozen=True)
class LineView:
    """One line in words; `facts` are what else is known of it, each with its name."""

    number: int
    moment: str
    who: str
    username: str
    what: str
    subject: str
    place: str
    outcome: str
    is_done: bool
    facts: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class AuditView:
    """The page: its lines, its filters, the ways to files, to older lines, and the head for those who may read all."""

    lines: tuple[LineView, ...]
    asked: AuditAsked
    actions: tuple[Choice, ...]
    outcomes: tuple[Choice, ...]
    districts: tuple[Choice, ...]
    csv: str
    xlsx: str
    older: str | None
    newest: str | None
    head: str | None

    @property
    def is_narrowed(self) -> bool:
        """Whether anything narrows the lines."""
        return any(self.asked.query().values())


def audit_view(
    page: StaffPage,
    lines: Sequence[AuditLine],
    asked: AuditAsked,
    *,
    people: Mapping[str, str],
    before: int | None,
    more_before: int | None,
    head: str | None,
) -> AuditView:
    """The page of some lines.

    Args:
        people: display names by user name.
        before: the lines shown are those before this number; None for the newest.
        more_before: there are more lines before this one.
        head: the head of the chain, for those who may read all.
    """
    words = page.words
    files = {name: text for name, text in asked.query().items() if text}
    return AuditView(
        lines=tuple(_line(page, each, people) for each in lines),
        asked=asked,
        actions=tuple(Choice(deed.code, words.pick(deed.words), deed.code == asked.action) for deed in DEEDS),
        outcomes=tuple(Choice(each.value, words(key), each.value == asked.outcome) for each, key in _OUTCOMES.items()),
        districts=tuple(Choice(each.code, each.name, each.code == asked.district) for each in page.districts),
        csv=page.to(EXPORT, **files, format="csv"),
        xlsx=page.to(EXPORT, **files, format="xlsx"),
        older=page.to(PATH, **files, before=str(more_before)) if more_before is not None else None,
        newest=page.to(PATH, **files) if before is not None else None,
        head=head,
    )


def _line(page: StaffPage, line: AuditLine, people: Mapping[str, str]) -> LineView:
    entry, words = line.entry, page.words
    key = _NO_PEOPLE.get(entry.actor)
    name = words(key) if key is not None else people.get(entry.actor, entry.actor)
    return LineView(
        number=line.id,
        moment=words.moment(entry.at),
        who=name,
        username="" if name == entry.actor or key is not None else entry.actor,
        what=words.pick(action_words(entry.action)),
        subject=_subject(page, line),
        place=_place(page, entry.district_code),
        outcome=words(_OUTCOMES[entry.outcome]),
        is_done=entry.outcome is Outcome.DONE,
        facts=tuple(_facts(page, line)),
    )


def _subject(page: StaffPage, line: AuditLine) -> str:
    """What it was done to; of a session, where it was opened from."""
    if line.entry.subject != "session":
        return line.entry.subject
    address = line.entry.detail.get("address")
    return page.words("aud_session_from", address=address) if address else page.words("aud_session")


def _place(page: StaffPage, district_code: str | None) -> str:
    if district_code is None:
        return ""
    known = {each.code: each.name for each in page.shell.snapshot.register.duty_areas}
    return known.get(district_code, district_code)


def _facts(page: StaffPage, line: AuditLine) -> list[tuple[str, str]]:
    entry, words = line.entry, page.words
    found = [
        (words("aud_number"), str(line.id)),
        (words("aud_instant"), entry.at.isoformat(timespec="seconds").replace("+00:00", "Z")),
        (words("username"), entry.actor),
        (words("aud_role"), words(ROLE_NAMES[entry.role]) if entry.role else ""),
        (words("aud_code"), entry.action),
        (words("aud_revision"), "" if entry.revision is None else str(entry.revision)),
        (words("aud_request"), entry.request_id or ""),
    ]
    found += [(_name(page, name), _text(value)) for name, value in sorted(entry.detail.items())]
    return [(name, text) for name, text in [*found, ("SHA-256", line.sha256)] if text]


def _name(page: StaffPage, name: str) -> str:
    """What a detail is called; one without words is called by its own name."""
    return page.words(_DETAILS[name]) if name in _DETAILS else name


def _text(value: object) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
