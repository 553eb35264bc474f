"""`khoanhvung cases import`: files of programs and of people, every fault in one round, rows at fault in a workbook."""

from __future__ import annotations

import io
import json
from pathlib import Path

import pytest
from python_calamine import CalamineWorkbook
from typer.testing import CliRunner, Result

from app.cli import cases as command
from app.cli.main import cli
from app.storage.case_reports import find_reports
from app.storage.engine import create_database_engine
from app.storage.imports import list_imports
from tests.accounts import NOW, Clock
from tests.site import TODAY, Site, counts, day, open_site

HEAD = "ward_code,reporting_date,community_unknown_source,community_known_source,lockdown_area,quarantine,imported"
SHEET_HEAD = "Phường, xã;Chưa rõ nguồn;Rõ nguồn;Khu phong toả;Khu cách ly;Nhập cảnh"


@pytest.fixture
def site(sqlite_url: str, monkeypatch: pytest.MonkeyPatch) -> Site:
    """A laid site that the commands find by the settings, with a clock that stands still."""
    monkeypatch.setenv("KHOANHVUNG_DATABASE_URL", sqlite_url)
    monkeypatch.setattr(command, "now", Clock(NOW))
    engine = create_database_engine(sqlite_url)
    site = open_site(engine)
    engine.dispose()
    return site


def bring(folder: Path, *lines: str, head: str = HEAD, options: tuple[str, ...] = ()) -> Result:
    path = folder / "cases.csv"
    path.write_text("\n".join([head, *lines]), encoding="utf-8")
    return CliRunner().invoke(cli, ["cases", "import", str(path), "--json", *options])


def sheet(*rows: str) -> tuple[str, ...]:
    return (f"Ngày {TODAY:%d/%m/%Y};;;;;", SHEET_HEAD, *rows)


def bring_sheet(folder: Path, *rows: str, options: tuple[str, ...] = ()) -> Result:
    title, *rest = sheet(*rows)
    return bring(folder, *rest, head=title, options=options)


def stored(site: Site) -> set[str]:
    with site.read_sessions() as session:
        found = find_reports(session, ward_codes=None, first_day=day(-9), last_day=TODAY)
    return {each.key.ward_code for each in found}


def test_a_programs_file_is_imported_and_told_as_json(site: Site, tmp_path: Path) -> None:
    result = bring(tmp_path, f"A,{TODAY},1,0,0,0,0", f"B,{day(-1)},0,0,0,0,0")
    assert result.exit_code == 0, result.output
    told = json.loads(result.stdout)
    assert (told["rows"], told["created"], told["unchanged"], told["filled"], told["faults"]) == (2, 2, 0, None, [])
    assert told["receipt"].startswith("BN-")
    assert stored(site) == {"A", "B"}


def test_the_same_file_again_changes_nothing(site: Site, tmp_path: Path) -> None:
    bring(tmp_path, f"A,{TODAY},1,0,0,0,0")
    told = json.loads(bring(tmp_path, f"A,{TODAY},1,0,0,0,0").stdout)
    assert (told["created"], told["unchanged"], told["receipt"], told["import_id"]) == (0, 1, None, None)


def test_an_ordinary_sheet_is_imported_too(site: Site, tmp_path: Path) -> None:
    result = bring_sheet(tmp_path, "Phường A;1;0;0;0;0", "phuong b;0;0;0;0;0")
    assert result.exit_code == 0, result.output
    assert stored(site) == {"A", "B"}


def test_every_fault_is_told_in_one_round(site: Site, tmp_path: Path) -> None:
    result = bring(tmp_path, f"A,{TODAY},x,0,0,0,0", f"Z,{TODAY},0,0,0,0,0", "B,hôm nay,0,0,0,0,0")
    assert result.exit_code == 1
    assert [each["pointer"] for each in json.loads(result.stdout)["errors"]] == [
        "/2/community_unknown_source", "/3", "/4/reporting_date",
    ]  # fmt: skip
    assert stored(site) == set()


def test_faults_are_told_in_one_round_also_where_silent_days_are_filled(site: Site, tmp_path: Path) -> None:
    rows = (f"A,{TODAY},x", f"Z,{TODAY},1")
    options = ("--count-class", "quarantine", "--absent-is-zero")
    result = bring(tmp_path, *rows, head="ward_code,date,new_cases", options=options)
    assert result.exit_code == 1
    assert len(json.loads(result.stdout)["errors"]) == 2


def test_silent_days_are_filled_with_zeros_when_asked(site: Site, tmp_path: Path) -> None:
    options = ("--count-class", "quarantine", "--absent-is-zero", "--from", str(day(-3)))
    result = bring(tmp_path, f"A,{TODAY},2", head="ward_code,date,new_cases", options=options)
    assert result.exit_code == 0, result.output
    assert json.loads(result.stdout)["filled"] == [str(day(-3)), str(TODAY)]


def test_good_rows_are_taken_and_the_others_written_to_a_workbook(site: Site, tmp_path: Path) -> None:
    errors = tmp_path / "dong-loi.xlsx"
    result = bring_sheet(
        tmp_path, "Phường A;1;0;0;0;0", "Phường B;hai;0;0;0;0", options=("--partial", "--errors", str(errors))
    )
    assert result.exit_code == 1
    told = json.loads(result.stdout)
    assert (told["created"], told["rejected"], told["faults"][0]["cell"]) == (1, 1, "B4")
    assert stored(site) == {"A"}
    with CalamineWorkbook.from_filelike(io.BytesIO(errors.read_bytes())) as book:
        assert book.get_sheet_by_index(0).to_python()[-1][:2] == ["Phường B", "hai"]


def test_a_dry_run_writes_nothing_but_the_rows_at_fault(site: Site, tmp_path: Path) -> None:
    errors = tmp_path / "dong-loi.xlsx"
    result = bring_sheet(tmp_path, "Phường B;hai;0;0;0;0", options=("--dry-run", "--errors", str(errors)))
    assert result.exit_code == 1
    assert errors.exists()
    with site.read_sessions() as session:
        assert list_imports(session, district_codes=None, sent_by="cli") == []


def test_a_sheet_of_another_day_than_asked_is_refused(site: Site, tmp_path: Path) -> None:
    result = bring_sheet(tmp_path, "Phường A;1;0;0;0;0", options=("--on", str(day(-1))))
    assert result.exit_code == 1
    assert stored(site) == set()


def test_what_stands_is_corrected_only_when_asked(site: Site, tmp_path: Path) -> None:
    site.post("A", TODAY, counts(3))
    row = f"A,{TODAY},1,0,0,0,0"
    assert bring(tmp_path, row).exit_code == 1
    told = json.loads(bring(tmp_path, row, options=("--correct", "false_positive")).stdout)
    assert (told["created"], told["corrected"]) == (0, 1)


def test_options_that_do_not_go_together_are_a_fault_of_usage(site: Site, tmp_path: Path) -> None:
    row = f"A,{TODAY},1,0,0,0,0"
    assert bring(tmp_path, row, options=("--from", str(TODAY))).exit_code == 2
    assert bring(tmp_path, row, options=("--absent-is-zero", "--partial")).exit_code == 2
