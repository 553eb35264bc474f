"""Accounts of a drill site: one of each role, with passwords that are shown once and end when it is opened again."""

from __future__ import annotations

import pytest
from sqlalchemy import Engine

from app.domain.drill_events import MARK
from app.domain.errors import DrillRefused, NotAuthenticated
from app.domain.vocabulary import Role
from app.services.drill import run_drill
from app.services.drill_accounts import DrillAccount, open_drill_accounts
from app.services.staff_accounts import deactivate, list_staff
from tests.accounts import hash_quickly, try_sign_in
from tests.site import Site, open_site


@pytest.fixture(autouse=True)
def _quick_hashes(monkeypatch: pytest.MonkeyPatch) -> None:
    hash_quickly(monkeypatch)


def drill_site(engine: Engine, *, districts: str | None = "001 017") -> Site:
    site = open_site(engine, drawing="A B", districts=districts)
    run_drill(site.sessions, rules=site.rules, days=1, now=site.clock.now)
    return site


def opened(site: Site) -> dict[str, DrillAccount]:
    with site.sessions.begin() as session:
        return {each.username: each for each in open_drill_accounts(session, now=site.clock.now)}


def test_there_is_one_account_of_each_role(engine: Engine) -> None:
    accounts = opened(drill_site(engine)).values()
    assert [each.role for each in accounts] == list(Role)
    assert [each.username for each in accounts] == [f"drill-{role.value}" for role in Role]


def test_the_district_roles_answer_for_dong_anh_where_the_register_has_it(engine: Engine) -> None:
    accounts = opened(drill_site(engine))
    assert accounts["drill-reporter"].district_codes == accounts["drill-supervisor"].district_codes == ("017",)
    assert accounts["drill-city"].district_codes == ()


def test_elsewhere_they_answer_for_the_first_district(engine: Engine) -> None:
    accounts = opened(drill_site(engine, districts="101 102"))
    assert accounts["drill-reporter"].district_codes == ("101",)


def test_without_districts_people_answer_for_a_ward(engine: Engine) -> None:
    areas = {each.role: each.district_codes for each in opened(drill_site(engine, districts=None)).values()}
    assert areas == {
        Role.REPORTER: ("A",),
        Role.SUPERVISOR: ("A",),
        Role.CITY: (),
        Role.JOB: (),
        Role.ADMIN: (),
    }


def test_the_passwords_open_the_accounts(engine: Engine) -> None:
    site = drill_site(engine)
    for account in opened(site).values():
        signed_in = try_sign_in(site.sessions, account.username, account.password, now=site.clock.now)
        assert signed_in.token


def test_every_password_is_another_one(engine: Engine) -> None:
    site = drill_site(engine)
    passwords = [each.password for _ in range(2) for each in opened(site).values()]
    assert len(set(passwords)) == 2 * len(Role)


def test_opening_them_again_ends_the_older_passwords(engine: Engine) -> None:
    site = drill_site(engine)
    first, second = opened(site)["drill-city"], opened(site)["drill-city"]
    with pytest.raises(NotAuthenticated):
        try_sign_in(site.sessions, first.username, first.password, now=site.clock.now)
    assert try_sign_in(site.sessions, second.username, second.password, now=site.clock.now).token


def test_an_account_somebody_closed_is_opened_again(engine: Engine) -> None:
    site = drill_site(engine)
    opened(site)
    with site.sessions.begin() as session:
        deactivate(session, username="drill-city", now=site.clock.now, actor="test")
    account = opened(site)["drill-city"]
    assert try_sign_in(site.sessions, account.username, account.password, now=site.clock.now).token


def test_the_names_say_that_it_is_a_drill(engine: Engine) -> None:
    site = drill_site(engine)
    opened(site)
    with site.read_sessions() as session:
        assert all(each.display_name.startswith(MARK) for each in list_staff(session))


def test_a_real_site_gets_no_drill_accounts(engine: Engine) -> None:
    site = open_site(engine)
    with pytest.raises(DrillRefused):
        opened(site)
    with site.read_sessions() as session:
        assert list_staff(session) == []
