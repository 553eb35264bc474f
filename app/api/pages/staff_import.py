"""The page that takes files, as views: the form, what a file says and would do, and what became of one."""

from __future__ import annotations

import base64
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from app.api.pages.staff_frame import StaffPage
from app.api.pages.staff_import_rows import ColumnView, PreviewRow, column_views, preview_rows, ward_label
from app.api.pages.staff_versions import LevelMove
from app.api.pages.words import Words
from app.domain.import_records import ImportFault, ImportRecord, ImportState
from app.domain.intake_columns import INTAKE_COLUMNS
from app.domain.plausibility import sentence
from app.domain.vocabulary import ReasonCode
from app.services.import_desk import AskedImport
from app.services.import_files import ReadFile
from app.services.sheet_import import ImportDone, OddRow

PAGE: Final = "/staff/import"
KEPT_BYTES: Final = 1_500_000
"""A file up to this size travels with the form that sends it; a larger one is chosen again."""
FAULTS_SHOWN: Final = 50
CHANGES_SHOWN: Final = 12
_STATE_KEYS: Final = {
    ImportState.TAKEN: "imp_state_taken",
    ImportState.PARTIAL: "imp_state_partial",
    ImportState.REFUSED: "imp_state_refused",
}


@dataclass(frozen=True)
class Choice:
    """One option of a list."""

    value: str
    label: str
    is_chosen: bool


@dataclass(frozen=True)
class RecentFile:
    """A file that was sent: its name, when, by whom, and how it ended."""

    href: str
    name: str
    about: str
    state: str
    css: str


@dataclass(frozen=True)
class StartView:
    """The form: for which day and district, the template, the last files, and what was wrong with the last try."""

    day: date | None
    district_code: str
    districts: tuple[Choice, ...]
    classes: tuple[Choice, ...]
    blank_is_zero: bool
    template_day: date
    template_href: str
    export_href: str
    recent: tuple[RecentFile, ...]
    fault: str


@dataclass(frozen=True)
class FaultView:
    """A fault: its place, and the words."""

    place: str
    text: str


@dataclass(frozen=True)
class OddView:
    """An odd figure that wants a tick and a reason: `key` names its fields."""

    key: str
    ward: str
    text: str
    reason: str
    is_ticked: bool


@dataclass(frozen=True)
class CheckView:
    """What a file says and would do. `kept` is the file itself, to be sent on; empty when it is too large."""

    start: StartView
    record: ImportRecord
    size: str
    kept: str
    sendable: int
    faults: tuple[FaultView, ...]
    more_faults: int
    is_file_fault: bool
    changes: tuple[LevelMove, ...]
    more_changes: int
    odd: tuple[OddView, ...]
    conflicts: int
    corrects: bool
    reasons: tuple[Choice, ...]
    columns: tuple[ColumnView, ...]
    facts: tuple[tuple[str, str], ...]
    notices: tuple[str, ...]
    headings: tuple[str, ...]
    rows: tuple[PreviewRow, ...]
    row_count: int
    asks_class: bool
    seen_revision: int
    alert: str


@dataclass(frozen=True)
class DoneView:
    """What became of a file."""

    record: ImportRecord
    is_refused: bool
    about: str
    faults: tuple[FaultView, ...]
    more_faults: int
    errors_href: str
    sent_href: str
    again_href: str
    sheet_href: str


def start_view(
    page: StaffPage, asked: AskedImport, recent: Sequence[ImportRecord], *, open_day: date, fault: str = ""
) -> StartView:
    """The form for a day (None: as the file says) and district; `recent` are the reader's last files."""
    code = asked.district_code or ""
    own = [Choice(each.code, each.name, each.code == code) for each in page.districts]
    every = [Choice("", page.words("imp_every_district"), not code)] if len(own) > 1 else []
    district = code or (own[0].value if len(own) == 1 else None)
    return StartView(
        day=asked.on,
        district_code=code,
        districts=(*every, *own),
        classes=_classes(page.words, asked),
        blank_is_zero=asked.choices.blank_is_zero,
        template_day=asked.on or open_day,
        template_href=_template(asked.on or open_day, district),
        export_href="/api/v1/case-reports/export?format=xlsx" + (f"&district={code}" if code else ""),
        recent=tuple(_recent(page, each) for each in recent),
        fault=fault,
    )


def check_view(
    page: StaffPage,
    start: StartView,
    file: ReadFile,
    done: ImportDone,
    asked: AskedImport,
    *,
    content: bytes,
    names: Mapping[str, str],
    odd_texts: Mapping[str, str],
    seen_revision: int,
    alert: str = "",
) -> CheckView:
    """What a file says and would do.

    Args:
        names: of wards, by code.
        odd_texts: what was typed into the fields of odd figures, by name.
        seen_revision: the newest revision that could be seen when this was computed.
        alert: why the file was not sent.
    """
    words, record = page.words, done.record
    changes = done.outcome.level_changes
    return CheckView(
        start=start,
        record=record,
        size=_size(words, file.size),
        kept=base64.b64encode(content).decode() if len(content) <= KEPT_BYTES else "",
        sendable=done.outcome.stored,
        faults=tuple(_fault(words, each) for each in record.faults[:FAULTS_SHOWN]),
        more_faults=max(0, record.fault_count - FAULTS_SHOWN),
        is_file_fault=any(each.row == file.header_row for each in record.faults),
        changes=tuple(LevelMove(names.get(each.ward_code, ""), each.before, each.after) for each in changes)[
            :CHANGES_SHOWN
        ],
        more_changes=max(0, len(changes) - CHANGES_SHOWN),
        odd=tuple(_odd(words, each, names, odd_texts, record) for each in done.odd_rows),
        conflicts=done.conflicts,
        corrects=asked.choices.correction_reason is not None,
        reasons=_reasons(words, asked.choices.correction_reason),
        columns=column_views(words, file),
        facts=_facts(words, file),
        notices=tuple(words.pick(each) for each in record.notices),
        headings=tuple(words.pick(column.short) for column in INTAKE_COLUMNS if column.name in file.columns),
        rows=preview_rows(words, file, done, names),
        row_count=len(file.rows),
        asks_class=bool(file.unclassed),
        seen_revision=seen_revision,
        alert=alert,
    )


def done_view(page: StaffPage, record: ImportRecord) -> DoneView:
    """What became of a file."""
    words = page.words
    day = record.last_day
    district = record.district_codes[0] if len(record.district_codes) == 1 else None
    is_one_day = day is not None and record.first_day == day and district is not None
    return DoneView(
        record=record,
        is_refused=record.state is ImportState.REFUSED,
        about=_about(page, record),
        faults=tuple(_fault(words, each) for each in record.faults[:FAULTS_SHOWN]),
        more_faults=max(0, record.fault_count - FAULTS_SHOWN),
        errors_href=f"/api/v1/imports/{record.import_id}/errors.xlsx" if record.rejected.rows else "",
        sent_href=page.to(f"/staff/sent/{record.receipt}") if record.receipt else "",
        again_href=page.to(PAGE, district=district, on=day.isoformat() if day else None),
        sheet_href=page.to(f"/staff/report/{district}/{day}") if is_one_day else "",
    )


def odd_key(odd: OddRow) -> str:
    """The name that the fields of an odd figure share."""
    return f"{odd.key.ward_code}|{odd.key.reporting_date}|{odd.warning.code.value}"


def _template(day: date, district: str | None) -> str:
    query = f"?on={day}" + (f"&district={district}" if district else "")
    return f"/api/v1/imports/template.xlsx{query}"


def _classes(words: Words, asked: AskedImport) -> tuple[Choice, ...]:
    chosen = asked.choices.count_class
    return tuple(
        Choice(column.name, words.pick(column.heading), chosen is not None and chosen.value == column.name)
        for column in INTAKE_COLUMNS
        if column.is_case_class
    )


def _reasons(words: Words, chosen: ReasonCode | None) -> tuple[Choice, ...]:
    return tuple(Choice(code.value, words(f"reason_{code.value}"), code is chosen) for code in ReasonCode)


def _recent(page: StaffPage, record: ImportRecord) -> RecentFile:
    return RecentFile(
        href=page.to(f"{PAGE}/{record.import_id}"),
        name=record.file_name,
        about=_about(page, record),
        state=page.words(_STATE_KEYS[record.state]),
        css=record.state.value,
    )


def _about(page: StaffPage, record: ImportRecord) -> str:
    parts = [page.words.moment(record.at), record.sent_by]
    if record.first_day is not None and record.last_day is not None:
        days = record.first_day, record.last_day
        parts.append(page.words.day(days[0]) if days[0] == days[1] else page.words.period(*days))
    return " · ".join(parts)


def _fault(words: Words, fault: ImportFault) -> FaultView:
    place = words("imp_cell", cell=fault.cell) if fault.cell else words("imp_row", row=str(fault.row))
    return FaultView(place, words.pick(fault.message))


def _odd(
    words: Words, odd: OddRow, names: Mapping[str, str], texts: Mapping[str, str], record: ImportRecord
) -> OddView:
    key = odd_key(odd)
    return OddView(
        key=key,
        ward=ward_label(words, names.get(odd.key.ward_code, odd.key.ward_code), odd.key.reporting_date, record),
        text=words.pick(sentence(odd.warning)),
        reason=texts.get(f"reason:{key}", ""),
        is_ticked=f"tick:{key}" in texts,
    )


def _size(words: Words, size: int) -> str:
    if size < 1_000_000:
        return f"{max(1, round(size / 1000))} kB"
    return f"{size / 1e6:.1f} MB".replace(".", "," if words.language == "vi" else ".")


def _facts(words: Words, file: ReadFile) -> tuple[tuple[str, str], ...]:
    facts = [(words("imp_header_row"), str(file.header_row))]
    if file.reading is not None and file.reading.layout.sheet:
        facts.insert(0, (words("imp_sheet"), file.reading.layout.sheet))
    if file.reading is not None and file.reading.layout.encoding:
        facts.append((words("imp_encoding"), file.reading.layout.encoding))
    return tuple(facts)
