"""Checking: what can be said of a file that comes back, to the cell."""

from __future__ import annotations

import csv
import io
import json
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from app.domain.publication import COLUMNS, FileKind
from app.domain.publication_check import Finding, FindingKind, Rewriting, Verdict
from app.services.publication_check import check_number
from app.storage.engine import create_database_engine
from tests.press import Press, judged_site

SUPERSEDED, SUCCESSOR = 2, 3
"""Of the three publications; the first stands by itself."""


@pytest.fixture(scope="module")
def press(sqlite_folder: Path, sqlite_template: Path) -> Iterator[Press]:
    """Three publications, of which the last corrects the second; nothing here writes."""
    path = sqlite_folder / "publications.sqlite"
    shutil.copyfile(sqlite_template, path)
    engine = create_database_engine(f"sqlite:///{path}")
    press = Press(judged_site(engine))
    press.publish()
    press.publish()
    press.publish(supersedes=SUPERSEDED)
    yield press
    engine.dispose()


def edited(content: bytes, change: Callable[[list[list[str]]], None]) -> bytes:
    """A CSV whose lines were changed and saved as they had been."""
    lines = list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))
    change(lines)
    out = io.StringIO()
    csv.writer(out, lineterminator="\r\n").writerows(lines)
    return b"\xef\xbb\xbf" + out.getvalue().encode()


def put(row: int, column: str, value: str) -> Callable[[list[list[str]]], None]:
    def change(lines: list[list[str]]) -> None:
        lines[row][COLUMNS.index(column)] = value

    return change


@pytest.mark.parametrize("kind", list(FileKind))
def test_a_file_that_comes_back_untouched_is_genuine(press: Press, kind: FileKind) -> None:
    check = press.check(press.file(1, kind))
    assert (check.verdict, check.kind, check.exact) == (Verdict.GENUINE, kind, True)


def test_one_changed_cell_is_found_and_named(press: Press) -> None:
    check = press.check(edited(press.file(), put(1, "level", "green")))
    assert check.verdict is Verdict.ALTERED
    assert check.comparison.findings == (Finding(FindingKind.VALUE, "A", "Phường A", "level", "red", "green"),)


@pytest.mark.parametrize("column", COLUMNS)
def test_a_changed_cell_of_any_column_is_found(press: Press, column: str) -> None:
    check = press.check(edited(press.file(), put(2, column, "5" if column == "publication" else "khác")))
    assert check.verdict is Verdict.ALTERED
    assert check.comparison.count in {1, 2}


@pytest.mark.parametrize("number", ["2", "9"])
def test_another_number_in_one_cell_does_not_lead_away_from_the_publication(press: Press, number: str) -> None:
    check = press.check(edited(press.file(), put(1, "publication", number)))
    assert check.verdict is Verdict.ALTERED
    assert check.comparison.findings == (Finding(FindingKind.VALUE, "A", "Phường A", "publication", "1", number),)


def test_another_number_in_the_head_of_a_map_does_not_lead_away_from_the_publication(press: Press) -> None:
    document = json.loads(press.file(1, FileKind.GEOJSON))
    check = press.check(json.dumps({**document, "publication": 9}).encode())
    assert check.verdict is Verdict.ALTERED
    assert check.comparison.findings == (Finding(FindingKind.VALUE, column="publication", published="1", found="9"),)


def turned(text: str) -> str:
    """A day as an American program writes it."""
    year, month, day = text.split("-")
    return f"{int(month)}/{int(day)}/{year}"


def test_days_with_the_month_first_are_the_same_only_when_most_are_written_so(press: Press) -> None:
    days = [COLUMNS.index(each) for each in ("as_of", "testing_due_from", "testing_due_by")]

    def turn_all(lines: list[list[str]]) -> None:
        for line in lines[1:]:
            for place in days:
                line[place] = turned(line[place]) if line[place] else ""

    def turn_one(lines: list[list[str]]) -> None:
        lines[1][days[0]] = turned(lines[1][days[0]])

    assert press.check(edited(press.file(), turn_all)).verdict is Verdict.GENUINE
    check = press.check(edited(press.file(), turn_one))
    assert [(each.ward_code, each.column) for each in check.comparison.findings] == [("A", "as_of")]


def test_a_row_taken_out_is_found(press: Press) -> None:
    def take(lines: list[list[str]]) -> None:
        del lines[3]

    check = press.check(edited(press.file(), take))
    assert [(each.kind, each.ward_code) for each in check.comparison.findings] == [(FindingKind.ROW_MISSING, "C")]


def test_rows_added_and_doubled_are_found(press: Press) -> None:
    def add(lines: list[list[str]]) -> None:
        lines.append(list(lines[1]))
        lines.append(["1", "Z", *lines[1][2:]])

    found = press.check(edited(press.file(), add)).comparison.findings
    assert [(each.kind, each.ward_code) for each in found] == [
        (FindingKind.ROW_REPEATED, "A"),
        (FindingKind.ROW_ADDED, "Z"),
    ]


def test_a_second_column_of_the_same_name_is_found(press: Press) -> None:
    def double(lines: list[list[str]]) -> None:
        for index, line in enumerate(lines):
            line.append("level" if index == 0 else "green")

    check = press.check(edited(press.file(), double))
    assert (check.verdict, check.comparison.findings[0].kind) == (Verdict.ALTERED, FindingKind.NAME_REPEATED)


def test_rows_in_another_order_alter_nothing(press: Press) -> None:
    def turn(lines: list[list[str]]) -> None:
        lines[1:] = lines[:0:-1]

    check = press.check(edited(press.file(), turn))
    assert (check.verdict, check.exact) == (Verdict.GENUINE, False)
    assert check.comparison.rewritings == (Rewriting.ROW_ORDER,)


def test_what_a_spreadsheet_saves_is_recognised(press: Press) -> None:
    """Semicolons, no byte order mark, line feeds, `TRUE`, days as people write them, and an empty line at the end."""
    lines = list(csv.reader(io.StringIO(press.file().decode("utf-8-sig"))))
    as_of = COLUMNS.index("as_of")
    for line in lines[1:]:
        if line[as_of]:
            line[as_of] = f"{line[as_of][8:]}/{line[as_of][5:7]}/{line[as_of][:4]}"
    out = io.StringIO()
    csv.writer(out, delimiter=";", lineterminator="\n").writerows([*lines, [""] * len(COLUMNS)])
    saved = out.getvalue().replace("true", "TRUE").replace("false", "FALSE").encode()
    check = press.check(saved)
    assert (check.verdict, check.exact, check.comparison.count) == (Verdict.GENUINE, False, 0)
    assert set(check.comparison.rewritings) == {
        Rewriting.NO_BYTE_ORDER_MARK,
        Rewriting.SEPARATOR,
        Rewriting.LINE_ENDS,
        Rewriting.VALUES_REWRITTEN,
        Rewriting.EMPTY_CELLS,
    }


def test_unicode_text_of_a_spreadsheet_is_recognised(press: Press) -> None:
    saved = press.file().decode("utf-8-sig").replace(",", "\t").encode("utf-16")
    check = press.check(saved)
    assert check.verdict is Verdict.GENUINE
    assert {Rewriting.ENCODING, Rewriting.SEPARATOR} <= set(check.comparison.rewritings)


def test_a_changed_property_of_a_feature_is_found(press: Press) -> None:
    document = json.loads(press.file(1, FileKind.GEOJSON))
    document["features"][0]["properties"]["level"] = "green"
    check = press.check(json.dumps(document).encode())
    assert check.comparison.findings == (Finding(FindingKind.VALUE, "A", "Phường A", "level", "red", "green"),)


def test_a_feature_under_the_identifier_of_another_is_found(press: Press) -> None:
    document = json.loads(press.file(1, FileKind.GEOJSON))
    document["features"][0]["id"] = "B"
    found = press.check(json.dumps(document).encode()).comparison.findings
    assert found == (Finding(FindingKind.VALUE, "A", "Phường A", "id", "A", "B"),)
    del document["features"][0]["id"]
    assert press.check(json.dumps(document).encode()).verdict is Verdict.GENUINE


@pytest.mark.parametrize("stray", [1, None, {}, {"properties": []}, {"properties": {"ward_code": ""}}])
def test_what_is_no_feature_among_the_features_is_found(press: Press, stray: object) -> None:
    document = json.loads(press.file(1, FileKind.GEOJSON))
    document["features"].append(stray)
    found = press.check(json.dumps(document).encode()).comparison.findings
    assert [each.kind for each in found] == [FindingKind.ROW_ADDED]


def test_a_moved_border_is_found(press: Press) -> None:
    document = json.loads(press.file(1, FileKind.GEOJSON))
    document["features"][4]["geometry"]["coordinates"][0][0][1][0] += 0.001
    found = press.check(json.dumps(document).encode()).comparison.findings
    assert [(each.ward_code, each.column) for each in found] == [("E", "geometry")]


def test_a_changed_head_is_found(press: Press) -> None:
    document = json.loads(press.file(1, FileKind.GEOJSON))
    document["as_of"] = "2021-08-01"
    found = press.check(json.dumps(document).encode()).comparison.findings
    assert [(each.ward_code, each.column, each.found) for each in found] == [(None, "as_of", "2021-08-01")]


def test_geojson_that_a_program_wrote_anew_is_genuine(press: Press) -> None:
    document = json.loads(press.file(1, FileKind.GEOJSON))
    document["name"] = "zones"
    for feature in document["features"]:
        ring = feature["geometry"]["coordinates"][0][0]
        feature["geometry"]["coordinates"][0][0] = [[x + 1e-9, y] for x, y in ring]
    check = press.check(json.dumps(document, indent=1).encode())
    assert (check.verdict, check.exact) == (Verdict.GENUINE, False)


def test_the_same_name_twice_in_an_object_is_found(press: Press) -> None:
    doubled = press.file(1, FileKind.GEOJSON).replace(b'"level":"red"', b'"level":"green","level":"red"', 1)
    check = press.check(doubled)
    assert (check.verdict, check.comparison.findings[0].kind) == (Verdict.ALTERED, FindingKind.NAME_REPEATED)


@pytest.mark.parametrize("kind", [FileKind.SVG, FileKind.PNG, FileKind.PDF])
def test_a_sheet_with_one_more_byte_is_altered_and_still_names_its_number(press: Press, kind: FileKind) -> None:
    check = press.check(press.file(1, kind) + b"\n")
    assert (check.verdict, check.kind) == (Verdict.ALTERED, kind)
    assert check.publication is not None
    assert check.publication.number == 1
    assert check.reason is not None


def test_an_altered_file_of_a_superseded_publication_says_both(press: Press) -> None:
    check = press.check(edited(press.file(SUPERSEDED), put(1, "level", "green")))
    assert (check.verdict, check.superseded_by) == (Verdict.ALTERED, SUCCESSOR)


def test_a_number_is_looked_up(press: Press) -> None:
    with press.site.read_sessions() as session:
        assert check_number(session, 1).verdict is Verdict.GENUINE
        unknown = check_number(session, 4)
    assert (unknown.verdict, unknown.newest) == (Verdict.NOT_OURS, 3)
    assert unknown.reason is not None
    assert "số 4" in unknown.reason.vi


def test_a_file_that_claims_a_number_not_given_is_not_ours(press: Press) -> None:
    def renumber(lines: list[list[str]]) -> None:
        for line in lines[1:]:
            line[0] = "8"

    check = press.check(edited(press.file(), renumber))
    assert (check.verdict, check.publication) == (Verdict.NOT_OURS, None)


def test_hostile_files_get_an_answer_and_a_reason(press: Press) -> None:
    for content in HOSTILE:
        check = press.check(content)
        assert check.verdict in {Verdict.NOT_OURS, Verdict.ALTERED}, content[:40]
        assert check.reason is not None or check.comparison.count, content[:40]


def test_a_formula_in_a_cell_is_only_a_changed_cell(press: Press) -> None:
    check = press.check(edited(press.file(), put(1, "level", '=HYPERLINK("http://x","y")')))
    assert [each.found for each in check.comparison.findings] == ['=HYPERLINK("http://x","y")']


HEADER = ",".join(COLUMNS).encode() + b"\r\n"
HOSTILE = [
    b"",
    b" \r\n",
    b"\xff\xfe",
    b"\xff\xfe\x00",
    b"PK\x03\x04" + b"\0" * 100,
    b"\x1f\x8b\x08" + b"\0" * 100,
    b"\xff\xd8\xff\xe0 JFIF",
    b"%PDF-1.7 khoanhvung-publication-999999999999",
    b"%PDF-1.7 khoanhvung-publication-1",
    b"\x89PNG\r\n\x1a\n",
    b"<!DOCTYPE x [<!ENTITY a 'aaaa'>]><svg>&a;</svg>",
    b"<svg id='khoanhvung-publication-1'/>",
    b"{",
    b"[" * 100_000,
    b'{"a":' * 100_000,
    b'{"features":[],"publication":1}',
    b'{"features":[1,null,"x",{"properties":[]}],"publication":1}',
    b'{"features":[{"properties":{"ward_code":"A"},"geometry":{"type":"Point","coordinates":[[[[[[[[1]]]]]]]]}}],'
    b'"publication":1}',
    b'{"publication":NaN,"features":[]}',
    b'{"publication":1e400,"features":[]}',
    b'{"publication":' + b"9" * 10_000 + b',"features":[]}',
    b'{"publication":-1,"features":[]}',
    b'{"publication":true,"features":[]}',
    HEADER,
    HEADER + b"1\r\n",
    HEADER + b"NaN,A\r\n",
    HEADER + b"-1,A\r\n",
    HEADER + b'"1"x,A\r\n',
    HEADER + b'1,"' + b"x" * 200_000 + b'"\r\n',
    HEADER + b"1,A\r\n" * 70_000,
    b"," * 10_000,
    "phường;mức\nA;đỏ".encode(),
    "phường;mức\nA;đỏ".encode("cp1258", "replace"),
    b"ward_code,computed_level\r\nA,red",
]
