"""`khoanhvung backtest`: a draft from a file or by id, as a table, as JSON, as CSV; what cannot be replayed."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml
from typer.testing import CliRunner, Result

from app.cli import backtest as command
from app.cli.main import cli
from app.services.policy_library import shipped_policy
from app.storage.engine import create_database_engine
from app.storage.revisions import mark_drill
from tests.accounts import NOW, Clock
from tests.site import Site, day, open_site

MOH = "moh-2686-2021"
DAYS = ("--from", str(day(-10)), "--to", str(day(-1)))


@pytest.fixture
def site(sqlite_url: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[Site]:
    """25 days of nothing but an outbreak in C, as the command finds them."""
    monkeypatch.setenv("KHOANHVUNG_DATABASE_URL", sqlite_url)
    monkeypatch.setenv("COLUMNS", "120")
    engine = create_database_engine(sqlite_url)
    site = open_site(engine, clock=Clock(NOW))
    site.adopt("hanoi-ct06-2021", day(-25))
    site.post_zeros(day(-25), day(-1))
    site.declare("C", opened_on=day(-5), source_known=True)
    monkeypatch.setattr(command, "now", site.clock)
    yield site
    engine.dispose()


def run(*arguments: str) -> Result:
    return CliRunner().invoke(cli, ["backtest", *arguments])


def test_the_table_tells_both_sides_and_the_wards_that_differ(site: Site) -> None:
    result = run("--policy", MOH, *DAYS)
    assert result.exit_code == 0
    rows = [" ".join(line.replace("│", " ").split()) for line in result.stdout.splitlines()]
    assert "người-ngày / people-days: yellow – 5.000" in rows
    assert "người-ngày / people-days: orange 5.000 0" in rows
    assert "C Phường C 5 0 5" in rows
    assert "5 phường-ngày / ward-days" in " ".join(rows)


def test_it_is_said_to_be_a_replay_and_no_prediction(site: Site) -> None:
    assert "không phải dự báo" in run("--policy", MOH, *DAYS).stderr
    assert json.loads(run("--policy", MOH, *DAYS, "--json").stdout)["label_en"].endswith("not a prediction")


def test_a_file_is_taken_as_well_as_an_id(site: Site, tmp_path: Path) -> None:
    file = tmp_path / "my-order.yaml"
    file.write_text(yaml.safe_dump(shipped_policy(MOH).model_dump(mode="json"), allow_unicode=True), encoding="utf-8")
    by_file, by_id = (run("--policy", named, *DAYS, "--json").stdout for named in (str(file), MOH))
    assert json.loads(by_file) == json.loads(by_id)


def test_csv_has_a_row_a_day(site: Site) -> None:
    rows = list(csv.DictReader(io.StringIO(run("--policy", MOH, *DAYS, "--csv").stdout)))
    assert [row["day"] for row in rows] == [str(day(offset)) for offset in range(-10, 0)]
    assert (rows[-1]["draft_people_yellow"], rows[-1]["active_people_orange"], rows[0]["milder"]) == (
        "1000",
        "1000",
        "0",
    )


def test_equal_policies_name_no_ward(site: Site) -> None:
    result = run("--policy", "hanoi-ct06-2021", *DAYS)
    assert "0 phường, xã / wards" in result.stdout
    assert "mã / code" not in result.stdout


def test_a_drill_says_so(site: Site) -> None:
    with site.sessions.begin() as session:
        mark_drill(session, begins_at=NOW, first_day=day(-25))
    result = run("--policy", MOH, *DAYS, "--json")
    assert "DIỄN TẬP" in result.stderr
    assert json.loads(result.stdout)["drill"] is True


def test_nothing_is_written(site: Site) -> None:
    before = site.revision()
    run("--policy", MOH, *DAYS)
    assert site.revision() == before


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (("--policy", "nobody-knows", *DAYS), 1, "Không có bộ quy tắc"),
        (("--policy", MOH, "--from", str(day(-3)), "--to", str(day(0))), 2, "chưa khép"),
        (("--policy", MOH, "--from", "mai", "--to", str(day(-1))), 2, "is not a day"),
        (("--policy", MOH, *DAYS, "--json", "--csv"), 2, "not both"),
        (("--policy", MOH), 2, "--from"),
    ],
)
def test_what_cannot_be_done_is_said(site: Site, arguments: tuple[str, ...], code: int, said: str) -> None:
    result = run(*arguments)
    assert (result.exit_code, said in result.output) == (code, True), result.output


def test_a_faulty_file_names_its_faults(site: Site, tmp_path: Path) -> None:
    file = tmp_path / "broken.yaml"
    file.write_text("id: x", encoding="utf-8")
    result = run("--policy", str(file), *DAYS)
    assert result.exit_code == 1
    assert "Dòng 1" in result.output


def test_a_database_that_is_not_prepared_is_told_of(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KHOANHVUNG_DATABASE_URL", f"sqlite:///{tmp_path / 'none.sqlite'}")
    result = run("--policy", MOH, *DAYS)
    assert result.exit_code == 3
    assert "khoanhvung init" in result.output
