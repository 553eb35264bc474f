"""The history of one report, its correction form and the form that moves cases, as the page shows them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from app.api.pages.report_cells import ReportCell, report_cells, value_of
from app.api.pages.staff_frame import StaffPage
from app.api.pages.words import Words
from app.domain.intake_columns import INTAKE_COLUMNS, NOTE
from app.domain.plausibility import PlausibilityWarning, sentence
from app.domain.receipts import receipt_number
from app.domain.records import CaseReport, ReportKey
from app.domain.vocabulary import ReasonCode
from app.services.reclassification import LevelChange

REASON_KEYS: Final = {code: f"reason_{code.value}" for code in ReasonCode}


@dataclass(frozen=True)
class WarningView:
    """An odd figure of a version, and the reason given for it."""

    text: str
    reason: str | None


@dataclass(frozen=True)
class VersionView:
    """One version: who wrote it, when, why, and what it says."""

    number: int
    is_current: bool
    moment: str
    author: str
    why: str
    is_late: bool
    receipt: str
    receipt_href: str
    is_withdrawn: bool
    cells: tuple[ReportCell, ...]
    warnings: tuple[WarningView, ...]


@dataclass(frozen=True)
class FieldView:
    """One field of a form: its text as typed, and its fault."""

    name: str
    label: str
    text: str
    fault: str = ""


@dataclass(frozen=True)
class LevelMove:
    """A ward whose level changes, or would; `before` None: it had none."""

    ward_name: str
    before: str | None
    after: str


@dataclass(frozen=True)
class Typed:
    """What was typed into a form that comes back: texts by field, faults by field, and what was found odd or changing.

    `fault`: a sentence about the whole form. `is_tried`: the form comes back because its consequence was asked for.
    """

    texts: Mapping[str, str] = field(default_factory=dict)
    faults: Mapping[str, str] = field(default_factory=dict)
    fault: str = ""
    warnings: tuple[PlausibilityWarning, ...] = ()
    level_changes: tuple[LevelChange, ...] = ()
    is_tried: bool = False


@dataclass(frozen=True)
class ConfirmView:
    """An odd figure that wants a reason, and the reason typed so far."""

    code: str
    text: str
    reason: str


@dataclass(frozen=True)
class FormView:
    """A form under the history: number fields, reasons, and what would change.

    `is_open`: something was typed into it, so it is shown unfolded. `reason_fault`, `withdraws`: as the form came.
    """

    version: int
    numbers: tuple[FieldView, ...]
    note: FieldView
    reason: str
    reasons: tuple[tuple[str, str], ...]
    reason_fault: str
    withdraws: bool
    confirms: tuple[ConfirmView, ...]
    changes: tuple[LevelMove, ...]
    fault: str
    is_tried: bool
    is_open: bool


@dataclass(frozen=True)
class Destination:
    """A ward cases may be moved to: its code with the version of its report, and its name."""

    value: str
    name: str


@dataclass(frozen=True)
class MoveView:
    """The form that moves cases, where they may go, and what is wrong with the choice."""

    form: FormView
    destinations: tuple[Destination, ...]
    chosen: str
    choice_fault: str


@dataclass(frozen=True)
class HistoryPage:
    """Everything the page shows; `correction` and `move` are None for those who may not, or with nothing to correct.

    `locked`: why nothing may be written and who can change that; empty where it may.
    """

    ward_name: str
    day: str
    address: str
    source: str
    done: str
    locked: str
    versions: tuple[VersionView, ...]
    correction: FormView | None
    move: MoveView | None


def version_views(
    page: StaffPage, versions: Sequence[CaseReport], people: Mapping[str, str]
) -> tuple[VersionView, ...]:
    """The versions, the newest first; `people` are display names by user name."""
    words = page.words
    views = []
    for index, report in enumerate(versions):
        receipt = receipt_number(report.recorded_revision)
        reason = ReasonCode(report.reason_code) if report.reason_code else None
        views.append(
            VersionView(
                number=report.version,
                is_current=index == len(versions) - 1,
                moment=words.moment(report.received_at),
                author=people.get(report.reported_by, report.reported_by),
                why=words(REASON_KEYS[reason]) if reason else words("versions_first"),
                is_late=report.after_publication,
                receipt=receipt,
                receipt_href=page.to(f"/staff/sent/{receipt}"),
                is_withdrawn=report.counts is None,
                cells=report_cells(report, versions[index - 1] if index else None, words),
                warnings=tuple(WarningView(words.pick(sentence(each)), each.reason) for each in report.warnings),
            )
        )
    return tuple(reversed(views))


def correction_form(page: StaffPage, current: CaseReport, typed: Typed, names: Mapping[str, str]) -> FormView:
    """The form, filled with what was typed, else with what stands."""
    columns = [each for each in INTAKE_COLUMNS if each.is_number]
    fields = tuple(
        _field(each.name, page.words.pick(each.heading), _standing(current, each.name), typed) for each in columns
    )
    return _form(page, current, typed, names, fields, note=current.note or "")


def move_form(
    page: StaffPage,
    current: CaseReport,
    typed: Typed,
    names: Mapping[str, str],
    destinations: Sequence[tuple[CaseReport, str]],
) -> MoveView:
    """The form that moves cases; `destinations` are reports of the day with the names of their wards."""
    columns = [each for each in INTAKE_COLUMNS if each.is_case_class]
    fields = tuple(_field(each.name, page.words.pick(each.heading), "0", typed) for each in columns)
    places = tuple(Destination(f"{each.key.ward_code}:{each.version}", name) for each, name in destinations)
    return MoveView(
        _form(page, current, typed, names, fields), places, typed.texts.get("to", ""), typed.faults.get("to", "")
    )


def _form(
    page: StaffPage,
    current: CaseReport,
    typed: Typed,
    names: Mapping[str, str],
    fields: tuple[FieldView, ...],
    *,
    note: str = "",
) -> FormView:
    words = page.words
    return FormView(
        version=current.version,
        numbers=fields,
        note=_field(NOTE, words("move_note"), note, typed),
        reason=typed.texts.get("reason_code", ""),
        reasons=tuple((code.value, words(key)) for code, key in REASON_KEYS.items()),
        reason_fault=typed.faults.get("reason_code", ""),
        withdraws=typed.texts.get("withdraw") == "1",
        confirms=tuple(_confirm(each, typed, words) for each in typed.warnings),
        changes=tuple(_level_move(page, each, names) for each in typed.level_changes),
        fault=typed.fault,
        is_tried=typed.is_tried,
        is_open=bool(typed.texts),
    )


def _field(name: str, label: str, otherwise: str, typed: Typed) -> FieldView:
    return FieldView(name, label, typed.texts.get(name, otherwise), typed.faults.get(name, ""))


def _standing(current: CaseReport, column: str) -> str:
    value = value_of(current, column)
    return "" if value is None else str(value)


def _confirm(warning: PlausibilityWarning, typed: Typed, words: Words) -> ConfirmView:
    code = warning.code.value
    return ConfirmView(code, words.pick(sentence(warning)), typed.texts.get(f"confirm_{code}", ""))


def _level_move(page: StaffPage, change: LevelChange, names: Mapping[str, str]) -> LevelMove:
    return LevelMove(names.get(change.ward_code, change.ward_code), change.before, change.after)


def key_address(key: ReportKey) -> str:
    """The path of the page about a report."""
    return f"/staff/reports/{key.ward_code}/{key.reporting_date}"


def locked_words(page: StaffPage, since: datetime, district_code: str | None) -> str:
    """Since when a day is locked in a district, and who can open it again."""
    names = {each.code: each.name for each in page.shell.snapshot.register.duty_areas}
    return page.words("rep_why_locked", moment=page.words.moment(since), district=names.get(district_code or "", "–"))
