"""The examples of docs/api run as they stand, page by page, each on a fresh site; and no call lacks one."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

import httpx2
import pytest
from fastapi import FastAPI
from pydantic import SecretStr

from app.api.app import build_api, create_app
from app.configuration import site_rules
from app.domain.vocabulary import Role
from app.services.site_setup import set_up
from app.services.staff_accounts import add_staff, create_api_key
from app.settings import ROOT, Settings
from app.storage.engine import create_database_engine, session_factory
from tests.accounts import PASSWORD, Clock, hash_quickly
from tests.loopback import serving

NOW: Final = datetime(2021, 9, 14, 8, 30, tzinfo=UTC)
"""15:30 in Hanoi, on the day the examples tell of."""
PAGES: Final = sorted((ROOT / "docs" / "api").glob("*.md"))
_CALL: Final = re.compile(r"(?m)^### `([A-Z]+) (/[^`]*)`$")
_BLOCK: Final = re.compile(r"(?ms)^```(sh|python)\n(.*?)^```$")
STAFF: Final = {
    "REPORTER": ("an", Role.REPORTER, ("017",)),
    "SUPERVISOR": ("chi", Role.SUPERVISOR, ("017",)),
    "CITY": ("thanhpho", Role.CITY, ()),
    "ADMIN": ("quantri", Role.ADMIN, ()),
}


@dataclass(frozen=True)
class Section:
    """What stands under the heading of one call (None: before the first): its blocks by language."""

    call: tuple[str, str] | None
    blocks: tuple[tuple[str, str], ...]


def sections(page: Path) -> Iterator[Section]:
    """The parts of a page in order."""
    parts = _CALL.split(page.read_text())
    yield Section(None, tuple(_BLOCK.findall(parts[0])))
    for method, path, text in zip(parts[1::3], parts[2::3], parts[3::3], strict=True):
        yield Section((method, path), tuple(_BLOCK.findall(text)))


def script(page: Path, language: str) -> str:
    """All blocks of one language, each told apart in a traceback by its heading."""
    lines = []
    for section in sections(page):
        heading = " ".join(section.call) if section.call else "before the first call"
        lines += [f"# {heading}\n{block}" for kind, block in section.blocks if kind == language]
    return "\n".join(lines)


@pytest.fixture(scope="module")
def laid_site(tmp_path_factory: pytest.TempPathFactory, sqlite_template: Path) -> Path:
    """A site on the shipped register of Hanoi, before anything was reported."""
    path = tmp_path_factory.mktemp("examples") / "site.sqlite"
    shutil.copyfile(sqlite_template, path)
    engine = create_database_engine(f"sqlite:///{path}")
    rules = site_rules(Settings())
    with session_factory(engine).begin() as session:
        content = (ROOT / "data" / "wards.geojson").read_bytes()
        set_up(session, rules=rules, register_content=content, register_name="wards.geojson", now=Clock(NOW).now)
    engine.dispose()
    return path


@dataclass(frozen=True)
class Place:
    """Where a page is tried: the address of a site of its own, and the names its examples use."""

    folder: Path
    names: dict[str, str]


@pytest.fixture
def place(laid_site: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Place]:
    """A copy of the site behind a server on a loopback port, with somebody of each role."""
    hash_quickly(monkeypatch)
    path = tmp_path / "khoanhvung.sqlite"
    shutil.copyfile(laid_site, path)
    engine = create_database_engine(f"sqlite:///{path}")
    clock = Clock(NOW)
    names = {"PASSWORD": PASSWORD}
    with session_factory(engine).begin() as session:
        for name, (username, role, districts) in {**STAFF, "LAN": ("lan", Role.REPORTER, ("017",))}.items():
            add_staff(
                session,
                username=username,
                password=PASSWORD,
                role=role,
                district_codes=districts,
                known_district_codes=("017",),
                now=clock.now,
                actor="cli",
            )
            if name in STAFF:
                names[name] = create_api_key(session, username=username, now=clock.now, label="ví dụ", actor="cli")
    settings = Settings(
        database_url=f"sqlite:///{path}", scheduler=False, webhook_loopback=True, secret_key=SecretStr(PASSWORD)
    )
    with serving(create_app(settings, clock=clock, engine=engine)) as address:
        folder = tmp_path / "work"
        folder.mkdir()
        yield Place(folder, {**names, "KV": address})
    engine.dispose()


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_the_examples_for_the_command_line_run(page: Path, place: Place) -> None:
    done = subprocess.run(
        ["bash", "-euo", "pipefail", "-c", script(page, "sh")],
        cwd=place.folder,
        env={**os.environ, **place.names, "no_proxy": "127.0.0.1"},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, f"{done.stdout[-2000:]}\n{done.stderr[-2000:]}"


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_the_examples_in_python_run(page: Path, place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(place.folder)
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    names: dict[str, object] = {"__name__": "examples", **place.names}
    try:
        exec(compile(script(page, "python"), f"{page.stem} in Python", "exec"), names)
    finally:
        for each in names.values():
            if isinstance(each, httpx2.Client):
                each.close()


@pytest.fixture(scope="module")
def api(tmp_path_factory: pytest.TempPathFactory) -> FastAPI:
    """The application, for the list of its calls."""
    url = f"sqlite:///{tmp_path_factory.mktemp('list') / 'none.sqlite'}"
    return build_api(Settings(database_url=url), clock=lambda: Clock(NOW).now)


def test_every_call_has_an_example_in_both_languages(api: FastAPI) -> None:
    asked = {
        (method.upper(), path)
        for path, methods in api.openapi()["paths"].items()
        for method in methods
        if path.startswith(("/api/v1/", "/ogc/", "/tiles/", "/styles/"))
    }
    told = {
        section.call
        for page in PAGES
        for section in sections(page)
        if section.call and {kind for kind, _ in section.blocks} == {"sh", "python"}
    }
    assert told == asked


def test_each_example_asks_what_its_heading_says() -> None:
    for page in PAGES:
        for section in sections(page):
            if section.call is None:
                continue
            method, path = section.call
            fixed = re.split(r"\{", path)[0].rstrip("/")
            last = path.rpartition("/")[2].partition("{")[0]
            for kind, block in section.blocks[:2]:
                assert last in block, (page.stem, section.call, kind)
                assert kind == "python" or fixed in block, (page.stem, section.call)
                if kind == "sh" and method not in {"GET", "POST"}:
                    assert f"-X {method}" in block, (page.stem, section.call)
                if kind == "python":
                    is_streamed = f'.stream("{method}"' in block
                    assert is_streamed or f".{method.lower()}(" in block, (page.stem, section.call)
