"""`khoanhvung drill` and the drill that `serve --drill` opens."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from app.cli import drill as drill_command
from app.cli import site as site_commands
from app.cli.context import database
from app.cli.drill import BANNER, open_drill
from app.cli.main import cli
from app.configuration import site_rules
from app.domain.errors import DrillRefused
from app.domain.vocabulary import Role
from app.services.change_feed import feed_state
from app.services.reclassification import reclassify
from app.services.staff_accounts import list_staff
from app.settings import Settings
from app.storage.changes import newest_change
from app.storage.engine import session_factory
from app.storage.revisions import current_revision
from tests.accounts import NOW, Clock, hash_quickly, try_sign_in
from tests.grids import make_grid
from tests.worlds import as_bytes, make_collection

GRID = make_grid(4, 4, block=2)


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    """The clock the commands read, which stands still; a new drill is short."""
    clock = Clock(NOW)
    monkeypatch.setattr(drill_command, "now", clock)
    monkeypatch.setattr(site_commands, "now", clock)
    monkeypatch.setattr(drill_command, "DEFAULT_DAYS", 2)
    hash_quickly(monkeypatch)
    return clock


@pytest.fixture
def settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, clock: Clock) -> Settings:
    """The settings of a site in a folder of its own, with a small register; nothing is set up yet."""
    register = tmp_path / "wards.geojson"
    register.write_bytes(as_bytes(make_collection(GRID)))
    monkeypatch.setenv("KHOANHVUNG_DATA_DIR", str(tmp_path / "site"))
    monkeypatch.setenv("KHOANHVUNG_REGISTER_FILE", str(register))
    return Settings()


@pytest.fixture
def site(settings: Settings) -> Settings:
    """The same after `khoanhvung init`."""
    site_commands.initialise(settings)
    return settings


def run(*arguments: str) -> Result:
    return CliRunner().invoke(cli, ["drill", "--days", "3", *arguments])


def report_of(result: Result) -> dict[str, Any]:
    assert result.exit_code == 0, result.output
    found: dict[str, Any] = json.loads(result.stdout)
    return found


def make_real(settings: Settings) -> None:
    with database(settings) as engine, session_factory(engine).begin() as session:
        reclassify(session, rules=site_rules(settings), days=[NOW.date() - timedelta(days=1)], now=NOW, actor="test")


def usernames(settings: Settings) -> list[str]:
    with database(settings) as engine, session_factory(engine)() as session:
        return [each.username for each in list_staff(session)]


def test_a_drill_reports_what_it_made_as_json(site: Settings) -> None:
    report = report_of(run("--seed", "5", "--json"))
    assert report["drill"] is True
    assert (report["seed"], report["wards"]) == (5, 16)
    assert (report["first_day"], report["last_day"]) == ("2021-08-12", "2021-08-14")
    assert report["changed"] >= report["reports"] > 32


def test_a_repeated_run_changes_nothing(site: Settings) -> None:
    run("--json")
    assert report_of(run("--json"))["changed"] == 0


def test_a_later_run_goes_on(site: Settings, clock: Clock) -> None:
    run("--json")
    clock.move(timedelta(days=1))
    report = report_of(run("--json"))
    assert report["last_day"] == "2021-08-15"
    assert report["days_judged"] == 1


def test_everything_for_people_goes_to_stderr_and_says_that_it_is_a_drill(site: Settings) -> None:
    result = run()
    assert result.stdout == ""
    assert BANNER in result.stderr


def test_what_was_played_is_told_before_the_first_reader_comes(site: Settings, clock: Clock) -> None:
    run()
    with database(site) as engine, session_factory(engine)() as session:
        told = feed_state(session, rules=site_rules(site))
        assert not told.is_behind(revision=current_revision(session), now=clock())
        assert newest_change(session).revision > 1


def test_a_day_may_end_it(site: Settings) -> None:
    assert report_of(run("--until", "2021-07-01", "--json"))["last_day"] == "2021-07-01"


@pytest.mark.parametrize("until", ["2021-08-15", "yesterday", "31/02/2021"])
def test_a_day_that_cannot_be_is_a_fault_of_usage(site: Settings, until: str) -> None:
    assert run("--until", until).exit_code == 2


@pytest.mark.parametrize("arguments", [("--seed", "-1"), ("--seed", "2147483648"), ("--days", "0")])
def test_a_number_that_cannot_be_is_a_fault_of_usage(site: Settings, arguments: tuple[str, str]) -> None:
    assert run(*arguments).exit_code == 2


def test_real_data_are_refused_in_both_languages(site: Settings) -> None:
    make_real(site)
    result = run("--json")
    assert result.exit_code == 1
    assert result.stdout == ""
    assert "số liệu thật" in result.stderr
    assert "real reports" in result.stderr


def test_a_site_that_was_not_set_up_is_told_how(settings: Settings) -> None:
    result = run()
    assert result.exit_code == 1
    assert "khoanhvung init" in result.stderr


def test_opening_a_drill_plays_it_and_prints_who_may_sign_in_where(
    site: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    open_drill(site, host="127.0.0.1", port=8123)
    printed = capsys.readouterr()
    assert printed.out == ""
    assert BANNER in printed.err
    assert "http://127.0.0.1:8123/" in printed.err
    assert all(f"drill-{role.value}" in printed.err for role in Role)
    assert usernames(site) == sorted(f"drill-{role.value}" for role in Role)


def printed_passwords(text: str) -> dict[str, str]:
    rows = [line.split("│") for line in text.splitlines() if "drill-" in line]
    return {row[1].strip(): row[-2].strip() for row in rows}


def test_the_printed_password_opens_the_account(site: Settings, capsys: pytest.CaptureFixture[str]) -> None:
    open_drill(site, host="127.0.0.1", port=8000)
    password = printed_passwords(capsys.readouterr().err)["drill-city"]
    with database(site) as engine:
        assert try_sign_in(session_factory(engine), "drill-city", password, now=NOW).token


def test_opening_it_again_goes_on_and_prints_new_passwords(
    site: Settings, clock: Clock, capsys: pytest.CaptureFixture[str]
) -> None:
    open_drill(site, host="127.0.0.1", port=8000)
    first = printed_passwords(capsys.readouterr().err)
    clock.move(timedelta(days=1))
    open_drill(site, host="127.0.0.1", port=8000)
    second = printed_passwords(capsys.readouterr().err)
    assert first.keys() == second.keys() == {f"drill-{role.value}" for role in Role}
    assert not set(first.values()) & set(second.values())


def test_a_real_site_is_not_opened_as_a_drill(site: Settings) -> None:
    make_real(site)
    with pytest.raises(DrillRefused):
        open_drill(site, host="127.0.0.1", port=8000)
    assert usernames(site) == []


@pytest.mark.parametrize(
    ("host", "port", "address"),
    [
        ("0.0.0.0", 8000, "http://127.0.0.1:8000/"),
        ("::", 80, "http://[::1]:80/"),
        ("fe80::1", 8000, "http://[fe80::1]:8000/"),
        ("zones.example", 8000, "http://zones.example:8000/"),
        ("127.0.0.1", 0, "http://127.0.0.1/ (cổng do máy chọn"),
    ],
)
def test_the_address_is_one_to_type_into_a_browser(
    site: Settings, capsys: pytest.CaptureFixture[str], host: str, port: int, address: str
) -> None:
    open_drill(site, host=host, port=port)
    assert address in capsys.readouterr().err
