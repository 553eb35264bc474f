"""`khoanhvung staff`: what a page does with accounts can be done at the server's own command line."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from app.cli import staff as command
from app.cli.main import cli
from app.domain.errors import NotAuthenticated
from app.services.sign_in import identify
from app.storage.engine import create_database_engine
from tests.accounts import PASSWORD, hash_quickly, try_sign_in
from tests.site import Site, open_site


@pytest.fixture
def site(sqlite_url: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[Site]:
    """A site with a reporter of Đông Anh and an administrator, as the commands find it."""
    hash_quickly(monkeypatch)
    monkeypatch.setenv("KHOANHVUNG_DATABASE_URL", sqlite_url)
    engine = create_database_engine(sqlite_url)
    site = open_site(engine)
    monkeypatch.setattr(command, "now", site.clock)
    assert run("add", "lan", "--role", "reporter", "--district", "017", typed=PASSWORD).exit_code == 0
    assert run("add", "quantri", "--role", "admin", typed=PASSWORD).exit_code == 0
    yield site
    engine.dispose()


def run(*arguments: str, typed: str = "") -> Result:
    return CliRunner().invoke(cli, ["staff", *arguments], input=f"{typed}\n")


def accounts() -> dict[str, Any]:
    result = run("list", "--json")
    assert result.exit_code == 0
    return {each["username"]: each for each in json.loads(result.stdout)}


def who(site: Site, token: str) -> str:
    with site.read_sessions() as session:
        return identify(session, token, now=site.clock.now).member.username


def test_accounts_are_listed_for_people_and_for_machines(site: Site) -> None:
    assert run("list").stdout == "lan  reporter  017\nquantri  admin  *\n"
    assert accounts()["lan"] == {
        "username": "lan",
        "display_name": "lan",
        "role": "reporter",
        "districts": ["017"],
        "active": True,
        "must_change_password": False,
        "created_at": "2021-08-14T03:00:00+00:00",
        "last_sign_in_at": None,
        "version": 1,
    }


def test_role_districts_and_name_are_changed(site: Site) -> None:
    token = try_sign_in(site.sessions).token
    result = run("set", "lan", "--district", "001", "--district", "017", "--name", "Nguyễn Thị Lan")
    assert result.exit_code == 0
    assert (accounts()["lan"]["districts"], accounts()["lan"]["display_name"]) == (["001", "017"], "Nguyễn Thị Lan")
    with pytest.raises(NotAuthenticated):
        who(site, token)
    assert run("set", "lan", "--role", "city").exit_code == 0
    assert (accounts()["lan"]["role"], accounts()["lan"]["districts"]) == ("city", None)


def test_a_change_that_names_nothing_or_does_not_fit_is_refused(site: Site) -> None:
    assert run("set", "lan").exit_code == 2
    assert run("set", "lan", "--district", "999").exit_code == 2
    assert run("set", "hoa", "--name", "Hoa").exit_code == 2
    assert accounts()["lan"]["version"] == 1


def test_the_last_administrator_is_not_locked_out(site: Site) -> None:
    assert run("close", "quantri").exit_code == 1
    assert run("set", "quantri", "--role", "city").exit_code == 1
    assert accounts()["quantri"]["active"]


def test_a_temporary_password_is_printed_once_and_has_to_be_changed(site: Site) -> None:
    secret = run("password", "lan", "--temporary").stdout.strip()
    assert try_sign_in(site.sessions, password=secret).identity.member.must_change_password
    opened = run("add", "mai", "--role", "reporter", "--district", "001", "--temporary").stdout.strip()
    assert try_sign_in(site.sessions, "mai", opened).identity.member.must_change_password


def test_an_account_may_stand_without_any_password(site: Site) -> None:
    result = run("add", "mai", "--role", "reporter", "--district", "001", "--without-password")
    assert (result.exit_code, result.stdout) == (0, "")
    assert not accounts()["mai"]["must_change_password"]
    assert run("add", "hoa", "--role", "city", "--without-password", "--temporary").exit_code == 2


def test_a_password_from_stdin_is_ones_own(site: Site) -> None:
    assert run("password", "lan", typed="một câu khác hẳn").exit_code == 0
    assert not try_sign_in(site.sessions, password="một câu khác hẳn").identity.member.must_change_password


def test_signing_out_ends_every_session(site: Site) -> None:
    token = try_sign_in(site.sessions).token
    assert run("sign-out", "lan").exit_code == 0
    with pytest.raises(NotAuthenticated):
        who(site, token)


def test_a_key_opens_until_the_end_of_its_last_day(site: Site) -> None:
    secret = run("key", "lan", "--label", "máy quận", "--until", "2021-08-15").stdout.strip()
    (listed,) = json.loads(run("keys", "lan", "--json").stdout)
    assert (listed["label"], listed["expires_at"], listed["stands"]) == ("máy quận", "2021-08-15T17:00:00+00:00", True)
    site.clock.move(timedelta(hours=37))
    assert who(site, secret) == "lan"
    site.clock.move(timedelta(hours=1))
    with pytest.raises(NotAuthenticated):
        who(site, secret)
    assert "ended" in run("keys", "lan").stdout


def test_a_key_whose_last_day_has_passed_is_not_made(site: Site) -> None:
    assert run("key", "lan", "--until", "2021-08-13").exit_code == 2
    assert run("key", "lan", "--until", "soon").exit_code == 2
