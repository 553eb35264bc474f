"""The worker of the daily sheet: where it is served, and how it is taken away again."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from app.api.pages.assets import assets
from tests.accounts import hash_quickly
from tests.office import Office, office_on_sqlite

WORKER = "/staff/sw.js"


@pytest.fixture
def office(sqlite_url: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[Office]:
    hash_quickly(monkeypatch)
    with office_on_sqlite(sqlite_url) as office:
        yield office


@pytest.fixture
def without(sqlite_url: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[Office]:
    """A site that keeps no pages in browsers."""
    hash_quickly(monkeypatch)
    with office_on_sqlite(sqlite_url, offline_pages=False) as office:
        yield office


def test_the_worker_is_a_script_below_the_staff_pages_asked_for_anew_each_time(office: Office) -> None:
    answer = office.get(WORKER)
    assert answer.status_code == 200
    assert answer.headers["Content-Type"] == "text/javascript; charset=utf-8"
    assert answer.headers["Cache-Control"] == "no-cache"
    assert "worker-src 'self'" in answer.headers["Content-Security-Policy"]


def test_each_release_has_a_worker_of_its_own(office: Office) -> None:
    assert office.get(WORKER).text.startswith(f'const VERSION = "{assets().digest}";\n')


def test_no_answer_of_the_api_is_ever_kept(office: Office) -> None:
    script = office.get(WORKER).text
    assert 'const FILES = "/static/";' in script
    assert "/api/" not in script


def test_where_pages_are_not_kept_the_worker_takes_itself_away(without: Office) -> None:
    script = without.get(WORKER).text
    assert "registration.unregister()" in script
    assert '"fetch"' not in script
