"""The scripts of the daily sheet without their page: cells, blocks, undo, rows to send, in a real browser."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from app.api.pages.assets import assets
from app.domain.plausibility import Surroundings, find_warnings, sentence
from app.web.staff_report_messages import SCRIPT

pytestmark = pytest.mark.browser

VECTORS = json.loads((Path(__file__).parents[1] / "vectors" / "intake_cells.json").read_text())
CLASSES = ("community_unknown_source", "community_known_source", "lockdown_area", "quarantine", "imported")
NONE = dict.fromkeys(CLASSES, 0)


@pytest.fixture(scope="module")
def page(chromium: Browser, address: str) -> Iterator[Page]:
    """A page of the site, from which modules may be imported."""
    context = chromium.new_context()
    page = context.new_page()
    page.goto(f"{address}/docs")
    yield page
    context.close()


def run(page: Page, module: str, script: str, given: object = None) -> Any:
    """The result of an expression with a module's exports as `it` and a value as `given`."""
    code = f"async ([address, given]) => {{ const it = await import(address); {script} }}"
    return page.evaluate(code, [assets().address(f"js/staff/{module}"), given])


def state(**ward: Any) -> dict[str, Any]:
    """A sheet of one ward A, nothing stored, no cases the day before, and a ward B that is stored."""
    numbers = [{"name": name, "is_number": True, "is_case_class": name in CLASSES} for name in
               (*CLASSES, "samples", "positives", "new_f1_contacts")]  # fmt: skip
    first = {"code": "A", "name": "A", "population": 9000, "in_outbreak": False, "yesterday": NONE, "stored": None}
    stored = {"version": 2, "counts": {**NONE, "imported": 3}, "tests": None, "new_f1_contacts": None, "note": None}
    return {
        "language": "vi",
        "reporting_date": "2021-08-14",
        "columns": [*numbers, {"name": "note", "is_number": False, "is_case_class": False}],
        "wards": [{**first, **ward}, {**first, "code": "B", "name": "B", "stored": stored}],
        "plausibility": {"jump_from": 5, "jump_factor": 3},
        "words": {key: phrase.vi for key, phrase in SCRIPT.items()},
    }


def typed(values: dict[str, str], ward: str = "A") -> list[dict[str, str]]:
    return [{"ward": ward, "column": column, "text": text} for column, text in values.items()]


def whole(**values: str) -> list[dict[str, str]]:
    """A complete row of zeros, with some cells otherwise."""
    return typed({**dict.fromkeys(CLASSES, "0"), **values})


@pytest.fixture(scope="module")
def read_cells(page: Page) -> dict[str, Any]:
    """Every text of the vectors as the browser reads it, asked for at once."""
    texts = [each["text"] for each in VECTORS["cells"]]
    return dict(
        zip(texts, run(page, "cells.js", "return given.map((each) => it.parseCount(each))", texts), strict=True)
    )


class TestCells:
    """One cell means here what it means on the server."""

    @pytest.mark.parametrize("vector", VECTORS["cells"], ids=lambda each: ascii(each["text"]))
    def test_a_cell_is_read_as_the_server_reads_it(self, read_cells: dict[str, Any], vector: dict[str, Any]) -> None:
        assert read_cells[vector["text"]] == {name: said for name, said in vector.items() if name != "text"}

    @pytest.mark.parametrize(
        ("value", "vi", "en"),
        [(0, "0", "0"), (999, "999", "999"), (1250, "1.250", "1,250"), (10**6, "1.000.000", "1,000,000")],
    )
    def test_a_number_is_shown_with_the_mark_of_its_language(self, page: Page, value: int, vi: str, en: str) -> None:
        shown = run(page, "cells.js", "return ['vi', 'en'].map((each) => it.formatCount(given, each))", value)
        assert shown == [vi, en]


class TestBlocks:
    """Cells as spreadsheets put them on the clipboard."""

    @pytest.mark.parametrize(
        ("text", "rows"),
        [
            ("1\t2\r\n3\t4\r\n", [["1", "2"], ["3", "4"]]),
            ("1\t\n\t4", [["1", ""], ["", "4"]]),
            ('"hai\ndòng"\t"nói ""có"""', [["hai\ndòng", 'nói "có"']]),
            ('5"\t6', [['5"', "6"]]),
            ('"mở mà không đóng\t1', [['"mở mà không đóng', "1"]]),
        ],
    )
    def test_a_block_is_read(self, page: Page, text: str, rows: list[list[str]]) -> None:
        assert run(page, "tsv.js", "return it.readBlock(given)", text) == rows

    def test_what_is_written_is_read_back(self, page: Page) -> None:
        rows = [["1", "hai\ndòng"], ["", 'nói "có"\t']]
        assert run(page, "tsv.js", "return it.readBlock(it.writeBlock(given))", rows) == rows


SHEET = "const sheet = new it.DaySheet(given.state); sheet.set(given.cells);"


class TestSheet:
    """What the cells of a district mean together."""

    def row_state(self, page: Page, cells: list[dict[str, str]], ward: str = "A", **said: Any) -> str:
        given = {"state": state(**said), "cells": cells, "ward": ward}
        found: str = run(page, "sheet.js", f"{SHEET} return sheet.rowState(given.ward)", given)
        return found

    def test_an_untouched_row_is_blank(self, page: Page) -> None:
        assert self.row_state(page, []) == "blank"

    def test_a_row_with_some_classes_is_not_complete(self, page: Page) -> None:
        assert self.row_state(page, typed({"imported": "0"})) == "partial"

    def test_a_row_of_all_classes_is_complete_without_tests(self, page: Page) -> None:
        assert self.row_state(page, whole()) == "complete"

    def test_a_cell_that_is_no_number_is_an_error(self, page: Page) -> None:
        assert self.row_state(page, whole(quarantine="1,5")) == "error"

    def test_samples_without_positives_are_an_error(self, page: Page) -> None:
        assert self.row_state(page, whole(samples="7")) == "error"

    def test_a_stored_row_is_stored_until_it_is_changed(self, page: Page) -> None:
        assert self.row_state(page, [], "B") == "stored"

    def test_writing_a_number_another_way_changes_nothing(self, page: Page) -> None:
        assert self.row_state(page, typed({"imported": " 3 "}, "B"), "B") == "stored"

    def test_a_changed_stored_row_is_sent_as_a_correction_of_its_version(self, page: Page) -> None:
        given = {"state": state(), "cells": typed({"imported": "4"}, "B")}
        rows = run(page, "sheet.js", f"{SHEET} return sheet.rowsToSend({{reasons: {{B: 'late'}}}})", given)
        assert rows[0]["correction"] == {"version": 2, "reason_code": "late"}
        assert rows[0]["counts"] == {**NONE, "imported": 4}

    def test_a_stored_row_that_was_emptied_is_withdrawn(self, page: Page) -> None:
        given = {"state": state(), "cells": typed(dict.fromkeys(CLASSES, ""), "B")}
        rows = run(page, "sheet.js", f"{SHEET} return sheet.rowsToSend()", given)
        assert (rows[0]["counts"], "tests" in rows[0]) == (None, False)

    def test_blank_cells_become_zero_only_where_nothing_was_sent(self, page: Page) -> None:
        given = {"state": state(), "cells": typed({"imported": "2"})}
        script = (
            f"{SHEET} const count = sheet.blankToZero(); return [count, sheet.values('A'), sheet.cells().B ?? null]"
        )
        filled, values, stored = run(page, "sheet.js", script, given)
        assert (filled, values["imported"], values["samples"], values["note"], stored) == (7, 2, 0, None, None)

    def test_many_steps_are_taken_back_and_done_again(self, page: Page) -> None:
        given = {"state": state(), "cells": []}
        script = f"""{SHEET}
            const put = (text) => sheet.set([{{ward: "A", column: "imported", text}}]);
            put("1"); put("2"); sheet.blankToZero();
            const seen = [];
            const look = () => seen.push(sheet.texts("A", "imported") + "|" + sheet.texts("A", "samples"));
            for (const step of ["undo", "undo", "redo", "redo"]) {{ sheet[step](); look(); }}
            return seen;"""
        assert run(page, "sheet.js", script, given) == ["2|", "1|", "2|", "2|0"]

    def test_a_new_step_ends_what_could_be_done_again(self, page: Page) -> None:
        given = {"state": state(), "cells": typed({"imported": "1"})}
        script = f"{SHEET} sheet.undo(); sheet.set([{{ward: 'A', column: 'note', text: 'x'}}]); return sheet.canRedo"
        assert run(page, "sheet.js", script, given) is False

    def test_a_sent_row_is_no_longer_undone(self, page: Page) -> None:
        given = {"state": state(), "cells": whole()}
        stored = "{version: 1, counts: given.state.wards[1].stored.counts}"
        script = f"{SHEET} sheet.store('A', {stored}); return sheet.canUndo"
        assert run(page, "sheet.js", script, given) is False

    def test_a_draft_holds_only_what_is_not_stored(self, page: Page) -> None:
        given = {"state": state(), "cells": typed({"imported": "1,5"}) + typed({"imported": "3"}, "B")}
        assert run(page, "sheet.js", f"{SHEET} return sheet.cells()", given) == {"A": {"imported": "1,5"}}

    def test_a_draft_of_a_ward_that_is_gone_is_left_out(self, page: Page) -> None:
        given = {"state": state(), "cells": []}
        script = f"{SHEET} return [sheet.loadDraft({{Z: {{imported: '1'}}, A: {{imported: '2'}}}}), sheet.canUndo]"
        assert run(page, "sheet.js", script, given) == [1, False]


class TestWarnings:
    """Before the server has answered, the browser finds the same figures odd and says the same."""

    @pytest.mark.parametrize("before", [None, 0, 1, 2, 12])
    @pytest.mark.parametrize("total", [0, 4, 5, 6, 36, 9001])
    @pytest.mark.parametrize("in_outbreak", [True, False])
    def test_the_same_totals_are_odd(self, page: Page, before: int | None, total: int, in_outbreak: bool) -> None:
        around = Surroundings(previous_total=before, population=9000, in_outbreak=in_outbreak)
        expected = find_warnings(total, samples=None, positives=None, around=around, jump_factor=3)
        yesterday = None if before is None else {**NONE, "quarantine": before}
        given = {"state": state(in_outbreak=in_outbreak, yesterday=yesterday), "cells": whole(imported=str(total))}
        found = run(page, "sheet.js", f"{SHEET} return sheet.warnings('A')", given)
        plain = [(each["code"], each["message"].replace(".", "")) for each in found]
        assert sorted(plain) == sorted((each.code.value, sentence(each).vi.replace(".", "")) for each in expected)

    def test_more_positives_than_samples_are_odd(self, page: Page) -> None:
        given = {"state": state(), "cells": whole(samples="3", positives="4")}
        found = run(page, "sheet.js", f"{SHEET} return sheet.warnings('A')", given)
        assert [(each["column"], each["message"]) for each in found] == [
            ("positives", "Dương tính (4) lớn hơn số mẫu (3).")
        ]
