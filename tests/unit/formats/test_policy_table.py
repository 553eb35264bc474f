"""Tables to ask a policy about: what is understood, what is handed on, and how each fault is told."""

from __future__ import annotations

import pytest

from app.domain.errors import InvalidImport
from app.domain.policy import Policy
from app.formats.policy_table import ADDED, read_policy_table, write_policy_table
from app.formats.table_cells import MOST_FAULTS
from app.services.policy_library import shipped_policy

CDC, MOH = shipped_policy("cdc-community-levels-2022"), shipped_policy("moh-2686-2021")
DL65 = shipped_policy("italy-dl65-2021")
GOOD = "date,county_fips,beds_pct\n2022-02-24,01001,8.0\n"


def refused(text: str | bytes, policy: Policy = CDC) -> InvalidImport:
    content = text if isinstance(text, bytes) else text.encode()
    with pytest.raises(InvalidImport) as caught:
        read_policy_table(content, policy=policy)
    return caught.value


def test_rows_come_back_as_they_were_with_three_columns_added() -> None:
    text = 'name,Date , county_fips,beds_pct\n"Autauga, AL",2022-02-24,01001, 8.0 \n,2022-02-25,01001,\n'
    read = read_policy_table(text.encode(), policy=CDC)
    written = write_policy_table(read, [("low", "a", "b"), ("unknown", "c", 'd "e"')])
    assert written == (
        f"name,Date , county_fips,beds_pct,{','.join(ADDED)}\n"
        '"Autauga, AL",2022-02-24,01001, 8.0 ,low,a,b\n'
        ',2022-02-25,01001,,unknown,c,"d ""e"""\n'
    )
    assert read.passed_through == ("name",)
    assert read.table.units == ("01001",)


def test_a_byte_order_mark_windows_line_ends_and_blank_lines_are_no_fault() -> None:
    read = read_policy_table(b"\xef\xbb\xbf" + GOOD.replace("\n", "\r\n\r\n").encode(), policy=CDC)
    assert len(read.rows) == 1
    assert read.header[0] == "date"


@pytest.mark.parametrize("name", ["date", "reporting_date", "as_of", "DATE"])
def test_the_day_may_stand_under_any_of_its_names(name: str) -> None:
    assert read_policy_table(GOOD.replace("date", name).encode(), policy=CDC).table.row_count == 1


@pytest.mark.parametrize(
    ("header", "unit"),
    [
        ("unit_code,x,date,beds_pct", "1"),
        ("x,ward_code,date,beds_pct", "2"),
        ("x,county_fips,date,beds_pct", "2"),
        ("x,unit,date,beds_pct", "2"),
        ("region,x,date,beds_pct", "1"),
    ],
)
def test_the_unit_stands_under_one_of_its_names_or_in_the_first_column_left(header: str, unit: str) -> None:
    read = read_policy_table(f"{header}\n1,2,2022-02-24,3\n".encode(), policy=CDC)
    assert read.table.units == (unit,)


@pytest.mark.parametrize("cell", ["0", "8", "8.0", ".5", "5.", "1e2", "+3"])
def test_a_number_is_read_in_any_usual_form(cell: str) -> None:
    assert read_policy_table(GOOD.replace("8.0", cell).encode(), policy=CDC).table.values["beds_pct"][0] == float(cell)


@pytest.mark.parametrize(
    ("cell", "cure"),
    [
        ("abc", "leave the cell empty when the value is missing"),
        ("NaN", "leave the cell empty when the value is missing"),
        ("inf", "leave the cell empty when the value is missing"),
        ("1e999", "is too large; write at most 1000000000000"),
        ("1e13", "is too large; write at most 1000000000000"),
        ("1_000", "is not a number"),
        ("٨", "is not a number"),
        ("-1", "write a number of 0 or more"),
        ('"4,35"', "write a decimal point and no thousands mark, as 4.35"),
        ('"1.234,5"', "write a decimal point"),
        ("<3", "is not a number"),
        ("1" * 100_000 + "x", "is not a number"),
        ("1" * 41, "is not a number"),
    ],
)
def test_a_cell_that_is_no_number_names_line_column_value_and_cure(cell: str, cure: str) -> None:
    (fault,) = refused(GOOD.replace("8.0", cell)).errors
    assert fault.pointer == "/2/beds_pct"
    assert fault.en.startswith(f"Line 2, column beds_pct: “{cell.strip(chr(34))[:40]}")
    assert len(fault.en) < 250
    assert cure in fault.en
    assert fault.vi.startswith("Dòng 2, cột beds_pct: ")


@pytest.mark.parametrize("cell", ["", "24/02/2022", "2022-02-30", "2022-2-24", "20220224", "0000-00-00"])
def test_a_cell_that_is_no_day_names_the_form(cell: str) -> None:
    (fault,) = refused(GOOD.replace("2022-02-24", cell)).errors
    assert fault.pointer == "/2/date"
    assert "write it as 2021-09-14" in fault.en


@pytest.mark.parametrize(
    ("column", "cell", "cure"),
    [
        ("open_outbreaks", "market", "market:unknown;school:known"),
        ("open_outbreaks", "bar:known", "settings: industrial_park"),
        ("linked_outbreaks", "market:maybe", "market:unknown;school:known"),
        ("neighbor_own_levels", "purple", "green;yellow;orange;red"),
        ("children", "red:x", "red:3;unknown:3"),
        ("children", "red:1;red:2", "each level once"),
        ("children", "purple:1", "green:3;yellow:3"),
        ("children", "red:-1", "green:3"),
    ],
)
def test_a_list_that_cannot_be_read_shows_how_it_is_written(column: str, cell: str, cure: str) -> None:
    (fault,) = refused(f"unit,date,{column}\nA,2021-09-01,{cell}\n", MOH).errors
    assert fault.pointer == f"/2/{column}"
    assert cure in fault.en


def test_the_same_unit_and_day_twice_is_refused_where_rows_look_back_with_both_lines() -> None:
    text = "date,region,incidence_7d_per_100k\n2021-06-04,A,1\n2021-06-04,B,1\n2021-06-04,A,2\n"
    (fault,) = refused(text, DL65).errors
    assert fault.en == "Line 4 repeats unit “A” and the day of line 2; keep one row per unit and day."


def test_the_same_unit_and_day_twice_is_noted_where_each_row_stands_alone() -> None:
    assert read_policy_table(f"{GOOD}2022-02-24,01001,9\n".encode(), policy=CDC).repeated == (3,)


@pytest.mark.parametrize("column", ["population", "quarantine", "children", "neighbor_own_levels", "open_outbreaks"])
def test_a_column_the_policy_has_no_use_for_is_handed_on_unread(column: str) -> None:
    text = f"date,county_fips,cases_per_100k_7d,{column}\n2022-02-24,01001,8.0,n/a\n"
    assert read_policy_table(text.encode(), policy=CDC).passed_through == (column,)


def test_the_population_is_read_where_an_incidence_must_be_worked_out() -> None:
    fault = refused("date,county_fips,quarantine,population\n2022-02-24,01001,8,n/a\n")
    assert fault.errors[0].pointer == "/2/population"


@pytest.mark.parametrize("cell", ["2022-02-24", "2022-02-24T00:00:00.000", "2022-02-24 00:00"])
def test_a_day_may_be_written_as_its_midnight(cell: str) -> None:
    assert read_policy_table(GOOD.replace("2022-02-24", cell).encode(), policy=CDC).table.day[0] == 738210


@pytest.mark.parametrize(("line", "found"), [("2022-02-24,01001", 2), ("2022-02-24,01001,8,9", 4)])
def test_a_row_of_another_width_is_refused(line: str, found: int) -> None:
    (fault,) = refused(f"date,county_fips,beds_pct\n{line}\n").errors
    assert fault.en.startswith(f"Line 2 has {found} cells, the header 3")


def test_faults_are_told_by_line_and_no_more_than_can_be_read() -> None:
    rows = "".join(f"2022-02-3x,{number},-1\n" for number in range(150))
    fault = refused(f"date,county_fips,beds_pct\n{rows}")
    assert fault.extensions["fault_count"] == 300
    assert len(fault.errors) == MOST_FAULTS
    lines = [int(each.pointer.split("/")[1]) for each in fault.errors]
    assert lines == sorted(lines)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "The file is empty"),
        (b"date,county_fips,beds\n", "at least one of: admissions_per_100k_7d, beds_pct, cases_per_100k_7d"),
        (b"county_fips,beds_pct\n", "call it one of: date, reporting_date, as_of"),
        (b"date,beds_pct\n", "add a column unit_code"),
        (b"date;county_fips;beds_pct\n", "separated by commas, with decimal points"),
        (b"date\tcounty_fips\tbeds_pct\n", "separated by commas"),
        (b"date,county_fips,beds_pct,beds_pct\n", "Column beds_pct stands twice"),
        (b"date,county_fips,beds_pct,computed_level\n", "already has a column computed_level"),
        ("date,tỉnh,beds_pct\n".encode("utf-16"), "choose “CSV UTF-8”"),
        ("date,tỉnh,beds_pct\n".encode("cp1258", "replace") + b"\xff", "choose “CSV UTF-8”"),
    ],
)
def test_a_heading_that_cannot_be_understood_says_what_is_needed(content: bytes, words: str) -> None:
    fault = refused(content)
    assert words in fault.detail_en
    assert fault.detail_vi != fault.detail_en


def test_an_open_quotation_mark_names_its_line() -> None:
    (fault,) = refused(GOOD + '2022-02-25,"01001,3\n').errors
    assert "is not CSV; look at the quotation marks there" in fault.en


def test_a_table_of_a_heading_alone_is_a_table_of_no_rows() -> None:
    assert read_policy_table(b"date,county_fips,beds_pct\n", policy=CDC).rows == []


def test_a_column_handed_on_may_stand_twice() -> None:
    read = read_policy_table(b"date,county_fips,note,note,beds_pct\n2022-02-24,01001,a,b,8\n", policy=CDC)
    assert read.passed_through == ("note", "note")
