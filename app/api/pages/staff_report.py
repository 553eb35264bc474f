"""The daily sheet as a page shows it: rows of ready texts, and the same as the state its scripts work on."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import date
from functools import cached_property
from typing import Any

from app.api.pages.shared import LevelView, Shell
from app.api.pages.words import Words
from app.domain.intake_cells import CELL_FAULT_WORDS
from app.domain.intake_columns import INTAKE_COLUMNS, NOTE, IntakeColumn
from app.domain.names import bare_name
from app.domain.plausibility import JUMP_FROM
from app.domain.records import CaseReport
from app.domain.reporting_day import ONE_DAY
from app.domain.vocabulary import UNKNOWN, ReasonCode
from app.services.report_sheet import ReportSheet, SheetWard
from app.web.staff_report_messages import KEYS_OF_GRID, SCRIPT
from app.web.staff_sending_messages import STAFF_SENDING

Values = Mapping[str, int | str | None]


@dataclass(frozen=True)
class SheetRow:
    """One ward; `kind` is said only where it is not that of most rows. Cells are texts by column, blank for none."""

    code: str
    name: str
    kind: str
    level: LevelView
    cells: Mapping[str, str]
    total: str
    yesterday: str
    is_stored: bool


@dataclass(frozen=True)
class DayLink:
    """A neighbouring day; `href` empty: there is none to go to."""

    href: str
    label: str


@dataclass(frozen=True)
class ReportView:
    """One district's sheet of one day, for its template."""

    sheet: ReportSheet
    shell: Shell
    jump_factor: int

    @property
    def words(self) -> Words:
        """The catalogue of the reader's language."""
        return self.shell.words

    @property
    def columns(self) -> tuple[IntakeColumn, ...]:
        """The columns in order; the total and the day before stand after the last class of cases."""
        return INTAKE_COLUMNS

    @property
    def case_columns(self) -> tuple[IntakeColumn, ...]:
        """The classes of cases."""
        return tuple(column for column in INTAKE_COLUMNS if column.is_case_class)

    @property
    def other_columns(self) -> tuple[IntakeColumn, ...]:
        """Everything after the total."""
        return tuple(column for column in INTAKE_COLUMNS if not column.is_case_class)

    @property
    def day(self) -> date:
        """The reporting day."""
        return self.sheet.reporting_date

    @property
    def is_open(self) -> bool:
        """Whether the day has not passed its cut-off."""
        return self.day == self.sheet.open_day

    @property
    def span(self) -> str:
        """From when until when the day counts, by the site's clock."""
        clock, words = self.shell.rules.clock, self.words
        opens, closes = (
            f"{words.time_of(instant)} {words.short_day(words.local_date(instant))}"
            for instant in (clock.opens_at(self.day), clock.closes_at(self.day))
        )
        return words("rep_span", opens=opens, closes=closes)

    @property
    def locked(self) -> str:
        """Why nothing may be sent, and who can change that; empty while it may."""
        since = self.sheet.locked_since
        if since is None:
            return ""
        return self.words("rep_why_locked", moment=self.words.moment(since), district=self.sheet.district.name)

    @property
    def previous(self) -> DayLink:
        """The day before."""
        day = self.day - ONE_DAY
        return DayLink(self.address_of(day), self.words("rep_previous_day", day=day))

    @property
    def next(self) -> DayLink:
        """The day after, as far as it has begun."""
        day = self.day + ONE_DAY
        return DayLink(self.address_of(day) if day <= self.sheet.open_day else "", self.words("rep_next_day", day=day))

    @cached_property
    def kinds(self) -> str:
        """What the rows are: “Xã, thị trấn”."""
        if self.words.language == "en":
            return self.words("rep_wards")
        kinds = [kind for kind, _ in Counter(row.ward.kind for row in self.sheet.wards).most_common()]
        return ", ".join(kinds).capitalize() or self.words("rep_wards")

    @property
    def unit(self) -> str:
        """What one row is called in a sentence: “xã”, “phường”."""
        kinds = Counter(row.ward.kind for row in self.sheet.wards)
        return kinds.most_common(1)[0][0].lower() if kinds else "xã"

    @cached_property
    def rows(self) -> tuple[SheetRow, ...]:
        """Every ward, in the order of the sheet."""
        kinds = Counter(row.ward.kind for row in self.sheet.wards)
        usual = kinds.most_common(1)[0][0] if kinds else ""
        return tuple(self._row(row, usual) for row in self.sheet.wards)

    @property
    def totals(self) -> Mapping[str, str]:
        """Sums of the rows by column, with `total` and `yesterday`; blank where no ward has a value."""
        stored = [values_of(row.stored) for row in self.sheet.wards if row.stored]
        sums = {
            column.name: self._figure(_sum(each.get(column.name) for each in stored))
            for column in INTAKE_COLUMNS
            if column.is_number
        }
        before = (_total(row.previous) for row in self.sheet.wards)
        return {
            **sums,
            "total": self._figure(_sum(_total(row.stored) for row in self.sheet.wards)),
            "yesterday": self._figure(_sum(before)),
        }

    @property
    def keys(self) -> list[tuple[str, str]]:
        """The keys of the table and what they do."""
        return [(key, self.words.pick(what)) for key, what in KEYS_OF_GRID]

    @property
    def state(self) -> dict[str, Any]:
        """What the scripts start from; see app/web/js/staff/sheet.js."""
        words = self.words
        return {
            "language": words.language,
            "district": {"code": self.sheet.district.code, "name": self.sheet.district.name},
            "reporting_date": self.day.isoformat(),
            "day_label": words.long_day(self.day),
            "timezone": self.shell.rules.clock.timezone.key,
            "is_open": self.is_open,
            "open_day": self.sheet.open_day.isoformat(),
            "sent_address": f"/staff/sent?district={self.sheet.district.code}",
            "read_only": self.locked or None,
            "plausibility": {"jump_from": JUMP_FROM, "jump_factor": self.jump_factor},
            "columns": [_column_state(column, words) for column in INTAKE_COLUMNS],
            "wards": [self._ward_state(row) for row in self.sheet.wards],
            "levels": {key: _level_state(level) for key, level in self.shell.levels.items()},
            "reasons": [reason.value for reason in ReasonCode],
            "words": script_words(words, unit=self.unit),
        }

    def address_of(self, day: date) -> str:
        """The same district's sheet of another day."""
        return report_address(self.shell, self.sheet.district.code, day)

    def level_of(self, ward_code: str) -> LevelView:
        """The level in force now; “no data” for a ward of an older register."""
        zone = self.shell.snapshot.by_code.get(ward_code)
        return self.shell.levels[zone.level if zone else UNKNOWN]

    def _row(self, row: SheetWard, usual_kind: str) -> SheetRow:
        values = values_of(row.stored)
        return SheetRow(
            code=row.ward.code,
            name=bare_name(row.ward.name, row.ward.kind),
            kind="" if row.ward.kind == usual_kind else row.ward.kind.lower(),
            level=self.level_of(row.ward.code),
            cells={column.name: self._shown(values.get(column.name)) for column in INTAKE_COLUMNS},
            total=self._figure(_total(row.stored)),
            yesterday=self._figure(_total(row.previous)),
            is_stored=bool(row.stored and row.stored.counts),
        )

    def _ward_state(self, row: SheetWard) -> dict[str, Any]:
        return {
            "code": row.ward.code,
            "name": bare_name(row.ward.name, row.ward.kind),
            "full_name": row.ward.name,
            "level": self.level_of(row.ward.code).id,
            "population": row.ward.population,
            "in_outbreak": row.in_outbreak,
            "yesterday": values_of(row.previous) or None,
            "stored": self._stored_state(row) if row.stored else None,
        }

    def _stored_state(self, row: SheetWard) -> dict[str, Any]:
        report = row.stored
        assert report is not None
        has_tests = report.samples is not None and report.positives is not None
        return {
            "version": report.version,
            "counts": asdict(report.counts) if report.counts else None,
            "tests": {"samples": report.samples, "positives": report.positives} if has_tests else None,
            "new_f1_contacts": report.new_f1_contacts,
            "note": report.note,
            "reported_by": report.reported_by,
            "reported_by_name": row.reported_by_name or report.reported_by,
            "received_at": report.received_at.isoformat(),
        }

    def _shown(self, value: int | str | None) -> str:
        return value or "" if isinstance(value, str) else self._figure(value)

    def _figure(self, value: int | None) -> str:
        return "" if value is None else self.words.number(value)


def report_address(shell: Shell, district_code: str, day: date) -> str:
    """Where the sheet of a district and day is, in the language asked for."""
    asked = shell.links.asked_language
    return f"/staff/report/{district_code}/{day.isoformat()}" + (f"?lang={asked}" if asked else "")


def values_of(report: CaseReport | None) -> dict[str, int | str | None]:
    """A report by column; empty where nothing stands."""
    if report is None or report.counts is None:
        return {}
    tests = {"samples": report.samples, "positives": report.positives}
    return {**asdict(report.counts), **tests, "new_f1_contacts": report.new_f1_contacts, NOTE: report.note}


def script_words(words: Words, *, unit: str) -> dict[str, str]:
    """The sentences of the scripts in the reader's language; `why_…` are those about cells. `unit`: what a row is."""
    faults = {f"why_{kind.value}": phrase for kind, phrase in CELL_FAULT_WORDS.items()}
    phrases = {**faults, **SCRIPT, **STAFF_SENDING}
    return {key: words.pick(phrase).replace("{unit}", unit) for key, phrase in phrases.items()}


def _column_state(column: IntakeColumn, words: Words) -> dict[str, Any]:
    return {
        "name": column.name,
        "heading": words.pick(column.heading),
        "short": words.pick(column.short),
        "is_number": column.is_number,
        "is_case_class": column.is_case_class,
    }


def _level_state(level: LevelView) -> dict[str, Any]:
    return {"label": level.label, "short": level.short, "css_class": level.css_class, "glyph": level.glyph}


def _total(report: CaseReport | None) -> int | None:
    return None if report is None or report.counts is None else sum(report.counts.as_tuple())


def _sum(values: Iterable[int | str | None]) -> int | None:
    known = [value for value in values if isinstance(value, int)]
    return sum(known) if known else None
