"""The sheet a district fills in: locked names, cells that check what is typed, ready to print.

The reader knows it by its mark (`template_mark`) and, should that be lost, by its headings like any other sheet. Its
protection has no password: it keeps codes from being typed over by mistake, not from being looked at.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.utility import xl_col_to_name, xl_rowcol_to_cell
from xlsxwriter.worksheet import Worksheet

from app.domain.intake_columns import (
    CASES_HEADING,
    INTAKE_COLUMNS,
    NOTE,
    POSITIVES,
    SAMPLES,
    TESTS_HEADING,
    TOTAL_HEADING,
    TRACING_HEADING,
    IntakeColumn,
)
from app.domain.sentences import Phrase
from app.formats.template_mark import MARK_SHEET, TEMPLATE_VERSION, TemplateMark

LARGEST_COUNT: Final = 1_000_000
LONGEST_NOTE: Final = 2_000
FONT: Final = "Arial"
"""Has every Vietnamese sign and is on every machine that opens spreadsheets."""

CODE_HEADING: Final = Phrase("Mã", "Code")
WARD_HEADING: Final = Phrase("Phường, xã", "Ward")
DISTRICT_HEADING: Final = Phrase("Quận, huyện", "District")
YESTERDAY_HEADING: Final = Phrase("Hôm qua", "Yesterday")
TOTALS_ROW: Final = Phrase("Tổng cộng", "Total")

_INK, _INK_2, _INK_3 = "#131C24", "#44525E", "#5F6D79"
_ACCENT, _HEAD, _LOCKED, _FIELD, _LINE, _EDGE = "#1B4F8A", "#E9EDF0", "#F5F7F8", "#FFFFFF", "#C3CCD4", "#84919D"
_WARN, _WARN_TINT = "#8A4B00", "#FDEEDF"
_A4: Final = 9
_TITLE_ROW, _DAY_ROW, _HELP_ROW, _GROUP_ROW, _HEAD_ROW, _FIRST_ROW = 0, 1, 2, 4, 5, 6
_WIDTHS: Final = {SAMPLES: 10, POSITIVES: 10, NOTE: 36, "new_f1_contacts": 9}
_CASE_COLUMNS: Final = tuple(column for column in INTAKE_COLUMNS if column.is_case_class)
_OTHER_COLUMNS: Final = tuple(column for column in INTAKE_COLUMNS if not column.is_case_class)
_HELP: Final = (
    "Không có ca thì ghi 0. Ô trống nghĩa là chưa có báo cáo; xã nào đã báo thì ghi đủ năm loại ca. "
    "Số mẫu, dương tính, F1 và ghi chú có thể để trống."
)


@dataclass(frozen=True)
class TemplateWard:
    """A row of the template; `yesterday` is the total reported of the day before, None when nothing was."""

    code: str
    name: str
    district_name: str | None
    yesterday: int | None


@dataclass(frozen=True)
class TemplateSheet:
    """What a template is made of: `place` is what it is for, as “Huyện Đông Anh”; `cutoff` as “18:00”."""

    place: str
    mark: TemplateMark
    wards: Sequence[TemplateWard]
    cutoff: str
    is_drill: bool
    created: datetime


def report_template(sheet: TemplateSheet) -> bytes:
    """The workbook; the same sheet gives the same bytes."""
    out = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(out, options) as book:
        book.formats[0].set_font_name(FONT)
        book.set_properties({"title": _title(sheet), "created": sheet.created.replace(tzinfo=None, microsecond=0)})
        book.set_calc_mode("auto")
        _Writer(book, sheet).write()
        _write_mark(book, sheet.mark)
    return out.getvalue()


def template_file_name(mark: TemplateMark) -> str:
    """An ASCII name that says whose template it is and for which day."""
    return f"mau-nhap_{mark.district_code or 'toan-thanh-pho'}_{mark.reporting_date}.xlsx"


def _title(sheet: TemplateSheet) -> str:
    drill = "DIỄN TẬP – " if sheet.is_drill else ""
    return f"{drill}Báo cáo ca bệnh hằng ngày – {sheet.place}"


def _write_mark(book: xlsxwriter.Workbook, mark: TemplateMark) -> None:
    hidden = book.add_worksheet(MARK_SHEET)
    for row, (name, text) in enumerate(mark.as_pairs()):
        hidden.write_string(row, 0, name)
        hidden.write_string(row, 1, text)
        book.set_custom_property(name, text, "text")
    hidden.very_hidden()


class _Writer:
    """Writes the one sheet people see."""

    def __init__(self, book: xlsxwriter.Workbook, sheet: TemplateSheet) -> None:
        self.book, self.sheet = book, sheet
        self.paper: Worksheet = book.add_worksheet(f"{sheet.mark.reporting_date:%d-%m-%Y}")
        self.has_districts = sheet.mark.district_code is None and any(each.district_name for each in sheet.wards)
        self.lead = 4 if self.has_districts else 3
        self.total_at = self.lead + len(_CASE_COLUMNS)
        self.last_row = _FIRST_ROW + len(sheet.wards) - 1
        places = [*range(self.lead, self.total_at), *range(self.total_at + 1, self.total_at + 1 + len(_OTHER_COLUMNS))]
        self.places = dict(zip((each.name for each in INTAKE_COLUMNS), places, strict=True))
        self.last_column = places[-1]
        self._made: dict[str, Format] = {}

    def write(self) -> None:
        self._write_title()
        self._write_heads()
        for row, ward in enumerate(self.sheet.wards, start=_FIRST_ROW):
            self._write_ward(row, ward)
        self._write_totals()
        if self.sheet.wards:
            self._check_cells()
            self._mark_gaps()
        self._set_up()

    def _style(self, name: str) -> Format:
        if name not in self._made:
            self._made[name] = self.book.add_format({"font_name": FONT, "valign": "vcenter", **_LOOKS[name]})
        return self._made[name]

    def _write_title(self) -> None:
        day = self.sheet.mark.reporting_date
        self.paper.write_string(_TITLE_ROW, 0, _title(self.sheet), self._style("title"))
        self.paper.write_string(_DAY_ROW, 0, f"Ngày báo cáo: {day:%d/%m/%Y}", self._style("day"))
        window = f"Tính ca từ {self.sheet.cutoff} hôm trước đến {self.sheet.cutoff} ngày báo cáo. {_HELP}"
        self.paper.write_string(_HELP_ROW, 0, window, self._style("help"))
        for row, height in ((_TITLE_ROW, 24), (_DAY_ROW, 20), (_HELP_ROW, 18)):
            self.paper.set_row(row, height)

    def _write_heads(self) -> None:
        self.paper.set_row(_GROUP_ROW, 20)
        self.paper.set_row(_HEAD_ROW, 36)
        lead = [CODE_HEADING, WARD_HEADING, *([DISTRICT_HEADING] if self.has_districts else []), YESTERDAY_HEADING]
        for place, heading in enumerate(lead):
            self.paper.write_blank(_GROUP_ROW, place, None, self._style("group"))
            self.paper.write_string(_HEAD_ROW, place, heading.vi, self._style("head" if place < 2 else "head_number"))
        for column in INTAKE_COLUMNS:
            style = self._style("head_number" if column.is_number else "head")
            self.paper.write_string(_HEAD_ROW, self.places[column.name], column.heading.vi, style)
        self.paper.write_string(_HEAD_ROW, self.total_at, TOTAL_HEADING.vi, self._style("head_number"))
        group = self._style("group")
        samples, contacts = self.places[SAMPLES], self.places["new_f1_contacts"]
        self.paper.merge_range(_GROUP_ROW, self.lead, _GROUP_ROW, self.total_at, CASES_HEADING.vi, group)
        self.paper.merge_range(_GROUP_ROW, samples, _GROUP_ROW, self.places[POSITIVES], TESTS_HEADING.vi, group)
        self.paper.write_string(_GROUP_ROW, contacts, TRACING_HEADING.vi, group)
        self.paper.write_blank(_GROUP_ROW, self.places[NOTE], None, group)

    def _write_ward(self, row: int, ward: TemplateWard) -> None:
        self.paper.set_row(row, 21)
        self.paper.write_string(row, 0, ward.code, self._style("code"))
        self.paper.write_string(row, 1, ward.name, self._style("name"))
        if self.has_districts:
            self.paper.write_string(row, 2, ward.district_name or "", self._style("district"))
        yesterday = "–" if ward.yesterday is None else ward.yesterday
        self.paper.write(row, self.lead - 1, yesterday, self._style("yesterday"))
        for column in INTAKE_COLUMNS:
            style = self._style("field" if column.is_number else "note")
            self.paper.write_blank(row, self.places[column.name], None, style)
        cells = self._cells_of_cases(row)
        self.paper.write_formula(
            row, self.total_at, f'=IF(COUNT({cells})=0,"",SUM({cells}))', self._style("total"), value=""
        )

    def _write_totals(self) -> None:
        row = self.last_row + 1
        self.paper.set_row(row, 24)
        for place in range(self.last_column + 1):
            self.paper.write_blank(row, place, None, self._style("sum"))
        self.paper.write_string(row, 1, TOTALS_ROW.vi, self._style("sum"))
        if not self.sheet.wards:
            return
        numbers = [self.places[column.name] for column in INTAKE_COLUMNS if column.is_number]
        yesterday = sum(ward.yesterday or 0 for ward in self.sheet.wards)
        for place in (self.lead - 1, *numbers, self.total_at):
            letter = xl_col_to_name(place)
            cells = f"{letter}{_FIRST_ROW + 1}:{letter}{self.last_row + 1}"
            # Nothing until a program computes it: a stored 0 would contradict rows filled in by one that does not.
            shown: int | str = yesterday if place == self.lead - 1 else ""
            self.paper.write_formula(row, place, f"=SUM({cells})", self._style("sum_number"), value=shown)

    def _cells_of_cases(self, row: int) -> str:
        return f"{xl_rowcol_to_cell(row, self.lead)}:{xl_rowcol_to_cell(row, self.total_at - 1)}"

    def _check_cells(self) -> None:
        for column in INTAKE_COLUMNS:
            place = self.places[column.name]
            self.paper.data_validation(_FIRST_ROW, place, self.last_row, place, self._check(column))

    def _check(self, column: IntakeColumn) -> dict[str, Any]:
        shown = {"input_title": column.short.vi[:32], "ignore_blank": True}
        if column.name == NOTE:
            return shown | _note_check()
        if column.name == POSITIVES:
            tested = xl_rowcol_to_cell(_FIRST_ROW, self.places[SAMPLES])
            found = xl_rowcol_to_cell(_FIRST_ROW, self.places[POSITIVES])
            return shown | _positives_check(column, tested, found)
        return shown | _count_check(column)

    def _mark_gaps(self) -> None:
        """Amber where a ward has begun but not every class is given, and where positives exceed samples."""
        first, last = xl_rowcol_to_cell(_FIRST_ROW, self.lead), xl_col_to_name(self.total_at - 1)
        row = _FIRST_ROW + 1
        cells = f"${xl_col_to_name(self.lead)}{row}:${last}{row}"
        self.paper.conditional_format(
            _FIRST_ROW,
            self.lead,
            self.last_row,
            self.total_at - 1,
            {
                "type": "formula",
                "criteria": f"=AND(ISBLANK({first}),COUNTA({cells})>0)",
                "format": self._style("gap"),
            },
        )
        tested, found = (xl_col_to_name(self.places[name]) for name in (SAMPLES, POSITIVES))
        self.paper.conditional_format(
            _FIRST_ROW,
            self.places[POSITIVES],
            self.last_row,
            self.places[POSITIVES],
            {
                "type": "formula",
                "criteria": f"=AND(ISNUMBER({tested}{row}),ISNUMBER({found}{row}),{found}{row}>{tested}{row})",
                "format": self._style("gap"),
            },
        )

    def _set_up(self) -> None:
        self._set_widths()
        self.paper.freeze_panes(_FIRST_ROW, 2)
        self.paper.set_selection(_FIRST_ROW, self.lead, _FIRST_ROW, self.lead)
        self.paper.hide_gridlines(2)
        self.paper.protect("", {"format_columns": True, "format_rows": True, "select_locked_cells": True})
        self.paper.set_landscape()
        self.paper.set_paper(_A4)
        self.paper.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.7)
        self.paper.fit_to_pages(1, 0)
        self.paper.repeat_rows(_GROUP_ROW, _HEAD_ROW)
        self.paper.print_area(0, 0, self.last_row + 1, self.last_column)
        self.paper.set_footer(f"&L&8Khoanh Vùng · mẫu số {TEMPLATE_VERSION}&R&8&P/&N")

    def _set_widths(self) -> None:
        names = max([12, *(len(ward.name) for ward in self.sheet.wards)])
        self.paper.set_column(0, 0, 8)
        self.paper.set_column(1, 1, min(34, names + 2))
        if self.has_districts:
            self.paper.set_column(2, 2, 20)
        self.paper.set_column(self.lead - 1, self.lead - 1, 9)
        self.paper.set_column(self.lead, self.total_at, 12)
        for column in _OTHER_COLUMNS:
            self.paper.set_column(self.places[column.name], self.places[column.name], _WIDTHS[column.name])


def _count_check(column: IntakeColumn) -> dict[str, Any]:
    english = column.heading.en
    hint = "Không có ca thì ghi 0." if column.is_case_class else "Không rõ thì để trống."
    hint_en = "write 0 where there is none." if column.is_case_class else "leave empty when not known."
    return {
        "validate": "integer",
        "criteria": "between",
        "minimum": 0,
        "maximum": LARGEST_COUNT,
        "input_message": f"{column.heading.vi}. {hint}\n{english}: {hint_en}",
        "error_title": "Cần số nguyên",
        "error_message": f"Ghi số nguyên từ 0 đến {LARGEST_COUNT}, không chữ, không số lẻ. "
        f"/ A whole number from 0 to {LARGEST_COUNT}.",
        "error_type": "stop",
    }


def _positives_check(column: IntakeColumn, tested: str, found: str) -> dict[str, Any]:
    return {
        "validate": "custom",
        "value": f'=AND(ISNUMBER({found}),{found}>=0,{found}=INT({found}),OR({tested}="",{found}<={tested}))',
        "input_message": "Số mẫu dương tính, không lớn hơn số mẫu. Không rõ thì để trống.\n"
        f"{column.heading.en}: no more than samples.",
        "error_title": "Xem lại số dương tính",
        "error_message": "Cần số nguyên, thường không lớn hơn số mẫu. Vẫn giữ số này? "
        "/ A whole number, normally no more than samples. Keep it?",
        "error_type": "warning",
    }


def _note_check() -> dict[str, Any]:
    return {
        "validate": "length",
        "criteria": "<=",
        "value": LONGEST_NOTE,
        "input_message": "Ghi chú ngắn, không ghi tên hay địa chỉ người bệnh.\nA short note; no names, no addresses.",
        "error_title": "Ghi chú quá dài",
        "error_message": f"Tối đa {LONGEST_NOTE} ký tự. / At most {LONGEST_NOTE} characters.",
        "error_type": "stop",
    }


_CELL: Final = {"bottom": 1, "bottom_color": _LINE, "font_size": 11, "font_color": _INK}
_NUMBER: Final = {"num_format": "#,##0", "align": "right"}
_EDGED: Final = {"border": 1, "border_color": _LINE, "bg_color": _FIELD, "font_size": 11, "font_color": _INK}
_TOTALS: Final = {"top": 2, "top_color": _ACCENT, "bold": True, "font_size": 11, "font_color": _INK, "bg_color": _HEAD}
_HEADS: Final = {"bold": True, "bg_color": _HEAD, "font_color": _INK, "font_size": 10, "text_wrap": True}
_LOOKS: Final[dict[str, dict[str, Any]]] = {
    "title": {"bold": True, "font_size": 15, "font_color": _INK},
    "day": {"bold": True, "font_size": 12, "font_color": _ACCENT},
    "help": {"font_size": 10, "font_color": _INK_2},
    "group": {**_HEADS, "align": "center", "bottom": 1, "bottom_color": _EDGE, "font_color": _INK_2},
    "head": {**_HEADS, "bottom": 2, "bottom_color": _ACCENT},
    "head_number": {**_HEADS, "bottom": 2, "bottom_color": _ACCENT, "align": "right"},
    "code": {**_CELL, "bg_color": _LOCKED, "font_color": _INK_3, "num_format": "@"},
    "name": {**_CELL, "bg_color": _LOCKED, "bold": True},
    "district": {**_CELL, "bg_color": _LOCKED, "font_color": _INK_2},
    "yesterday": {**_CELL, **_NUMBER, "bg_color": _LOCKED, "font_color": _INK_3},
    "total": {**_CELL, **_NUMBER, "bg_color": _LOCKED, "bold": True},
    "field": {**_EDGED, **_NUMBER, "locked": False},
    "note": {**_EDGED, "locked": False, "text_wrap": True, "num_format": "@"},
    "sum": _TOTALS,
    "sum_number": {**_TOTALS, **_NUMBER},
    "gap": {"bg_color": _WARN_TINT, "font_color": _WARN},
}
