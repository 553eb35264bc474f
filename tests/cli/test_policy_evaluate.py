"""`khoanhvung policy evaluate`: the table on stdout, remarks and faults on stderr."""

from __future__ import annotations

import re
from importlib import resources
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from app.cli.main import cli

CDC, QD4800 = "cdc-community-levels-2022", "moh-4800-2021"
HEADER = "date,county_fips,name,cases_per_100k_7d,admissions_per_100k_7d,beds_pct"
ROW = "2022-02-24,01001,Autauga,152.14,15.5,8.0"


def evaluate(folder: Path, text: str, *arguments: str) -> Result:
    file = folder / "table.csv"
    file.write_text(text, encoding="utf-8")
    return CliRunner().invoke(cli, ["policy", "evaluate", arguments[0], str(file), *arguments[1:]])


def test_the_same_rows_are_printed_with_level_rule_and_explanation(tmp_path: Path) -> None:
    result = evaluate(tmp_path, f"{HEADER}\n{ROW}\n", CDC)
    assert result.exit_code == 0
    header, row = result.stdout.splitlines()
    assert header == f"{HEADER},computed_level,rule,explanation_en"
    assert row == (
        f'{ROW},medium,admissions-by-case-rate,"Medium: 15.5 admissions/100k/7 days (≥ 10, < 20) and 152.14 '
        "cases/100k/7 days (< 200); level by new admissions, on the scale that the case rate chooses (COVID-19 "
        'Community Levels)."'
    )


def test_columns_handed_on_and_columns_that_are_missing_are_told_on_stderr(tmp_path: Path) -> None:
    result = evaluate(tmp_path, "date,county_fips,name,beds_pct\n2022-02-24,1,x,3\n", CDC)
    assert "no column: admissions_per_100k_7d, cases_per_100k_7d; taken as missing" in result.stderr
    assert "handed on: name." in result.stderr
    assert "Cột không thuộc bộ quy tắc, giữ nguyên: name." in result.stderr


def test_a_fault_is_told_in_both_languages_and_nothing_is_printed(tmp_path: Path) -> None:
    result = evaluate(tmp_path, f"{HEADER}\n{ROW.replace('8.0', 'eight')}\n", CDC)
    assert result.exit_code == 1
    assert result.stdout == ""
    assert "Dòng 2, cột beds_pct: “eight” không phải là số" in result.stderr
    assert "Line 2, column beds_pct: “eight” is not a number" in result.stderr


@pytest.mark.parametrize("unit", ["ward", "district", "city"])
def test_districts_and_the_city_have_criteria_of_their_own(tmp_path: Path, unit: str) -> None:
    text = "unit,date,incidence_7d_per_100k\nA,2021-12-10,177\n"
    assert "level_3,incidence-by-first-dose" in evaluate(tmp_path, text, QD4800, "--unit", unit).stdout


def test_a_kind_of_unit_the_policy_does_not_judge_is_refused_with_those_it_does(tmp_path: Path) -> None:
    result = evaluate(tmp_path, f"{HEADER}\n{ROW}\n", CDC, "--unit", "city")
    assert result.exit_code == 2
    assert f"{CDC} has no criteria for “city”; choose one of: ward." in result.stderr


def test_a_policy_file_can_be_asked_before_anyone_adopts_it(tmp_path: Path) -> None:
    shipped = resources.files("app").joinpath("policies", f"{CDC}.yaml").read_text(encoding="utf-8")
    draft = tmp_path / "draft.yaml"
    draft.write_text(shipped.replace("below: 20}", "below: 15}").replace("at_least: 20}", "at_least: 15}"), "utf-8")
    assert ",high,admissions-by-case-rate," in evaluate(tmp_path, f"{HEADER}\n{ROW}\n", str(draft)).stdout


@pytest.mark.parametrize("name", ["no-such", "no-such.yaml"])
def test_a_policy_that_is_not_there_is_refused(tmp_path: Path, name: str) -> None:
    result = evaluate(tmp_path, f"{HEADER}\n{ROW}\n", name)
    assert result.exit_code == 1
    assert f"There is no policy “{name}”" in result.stderr


def test_a_policy_file_that_is_no_text_is_refused(tmp_path: Path) -> None:
    draft = tmp_path / "draft.yaml"
    draft.write_bytes(b"\xff\xfe\x00")
    result = evaluate(tmp_path, f"{HEADER}\n{ROW}\n", str(draft))
    assert result.exit_code == 1
    assert "draft.yaml is not UTF-8 text" in result.stderr


def test_the_list_shows_how_much_of_each_policy_was_read() -> None:
    lines = {line.split()[0]: line for line in CliRunner().invoke(cli, ["policy", "list"]).stdout.splitlines()}
    assert "  draft  " in lines["moh-218-2022"]
    assert re.search(r"  official  verified \d+  reconstructed \d+  example \d+  gaps 3  conflicts 3  ", lines[QD4800])


def test_a_unit_and_day_that_stand_twice_are_noted_where_each_row_stands_alone(tmp_path: Path) -> None:
    rows = "\n".join([ROW] * 13)
    result = evaluate(tmp_path, f"{HEADER}\n{rows}\n", CDC)
    assert len(result.stdout.splitlines()) == 14
    assert "each judged by itself: 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, …." in result.stderr


def test_a_table_without_rows_comes_back_with_the_new_columns(tmp_path: Path) -> None:
    assert evaluate(tmp_path, f"{HEADER}\n", CDC).stdout == f"{HEADER},computed_level,rule,explanation_en\n"
