"""Pages of one judged site: shared by the tests that only read it, copied for those that write."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from tempfile import mkdtemp

import pytest

from app.services.site_rules import SiteRules
from app.storage.engine import create_database_engine
from tests.accounts import NOW, Clock
from tests.pages import Pages
from tests.site import WARDS, Site, day, open_site


@pytest.fixture(scope="session")
def judged_file(sqlite_folder: Path, sqlite_template: Path) -> Path:
    """Nine wards with two weeks of reports: A red by an outbreak, its neighbors orange, I without any report."""
    # In a folder of its own: modules elsewhere make one too, and must not write over a file that is open.
    path = Path(mkdtemp(dir=sqlite_folder)) / "judged.sqlite"
    shutil.copyfile(sqlite_template, path)
    engine = create_database_engine(f"sqlite:///{path}")
    site = open_site(engine)
    site.post_zeros(day(-15), day(-1), wards=tuple(ward for ward in WARDS if ward != "I"))
    site.run(*(day(offset) for offset in range(-15, 0)))
    site.declare("A", name="Chợ Mới")
    engine.dispose()
    return path


@pytest.fixture(scope="session")
def pages(judged_file: Path) -> Iterator[Pages]:
    """The pages of the judged site, for tests that only read."""
    yield from _pages(judged_file)


@pytest.fixture
def live(judged_file: Path, sqlite_url: str) -> Iterator[Pages]:
    """The pages of a copy of that site, for tests that write to it or move its clock."""
    path = Path(sqlite_url.removeprefix("sqlite:///"))
    shutil.copyfile(judged_file, path)
    yield from _pages(path)


def _pages(path: Path) -> Iterator[Pages]:
    engine = create_database_engine(f"sqlite:///{path}")
    yield Pages.of(Site(engine, Clock(NOW), SiteRules()), engine)
    engine.dispose()
