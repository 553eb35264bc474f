"""What every test may ask for: a fresh, migrated database on each engine the service runs on."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import HealthCheck, settings
from sqlalchemy import URL, Engine, create_engine
from sqlalchemy.orm import Session

from app.settings import Settings
from app.storage.engine import create_database_engine, session_factory
from app.storage.schema import upgrade
from tests.accounts import hash_quickly
from tests.engines import sharing
from tests.long_forms import mark_long_forms
from tests.map_site import lay_map_site
from tests.postgis import Postgis, PostgisMissingError, add_postgis, running_postgis
from tests.scratch import abandoned_folders, scratch_folder

# A busy machine is no fault of the code; how many examples are drawn is decided beside each property.
settings.register_profile("khoanhvung", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("khoanhvung")

READ_BY_TESTS = frozenset({"KHOANHVUNG_REFERENCE_DATA", "KHOANHVUNG_SHORT", "KHOANHVUNG_SOAK"})
BOTH_DATABASES = ["sqlite", pytest.param("postgis", marks=pytest.mark.postgis)]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what only the long form runs."""
    mark_long_forms(items)


@pytest.fixture(autouse=True)
def no_settings_from_outside(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever the machine or a `.env` file says, tests see the defaults."""
    for name in [each for each in os.environ if each.startswith("KHOANHVUNG_") and each not in READ_BY_TESTS]:
        monkeypatch.delenv(name)
    monkeypatch.setitem(Settings.model_config, "env_file", None)


@pytest.fixture(scope="session", autouse=True)
def shared_statements() -> Iterator[None]:
    """A statement compiled in one test is compiled for all."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("app.storage.engine.create_engine", sharing(create_engine))
        yield


@pytest.fixture(autouse=True)
def streams_end_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """A test that reads every route in turn is not kept by the stream of events; `seconds=` opens one for longer."""
    loaded = sys.modules.get("app.api.routes.changes")
    if loaded is not None:
        monkeypatch.setattr(loaded, "LONGEST_S", 0.0)


@pytest.fixture(scope="session")
def sqlite_folder() -> Iterator[Path]:
    """Where this run keeps its SQLite files."""
    for folder in abandoned_folders("sqlite"):
        shutil.rmtree(folder, ignore_errors=True)  # Another run may be at it in the same moment.
    with scratch_folder("sqlite") as folder:
        yield folder


@pytest.fixture(scope="session")
def sqlite_template(sqlite_folder: Path) -> Path:
    """A migrated database file that tests copy."""
    path = sqlite_folder / "template.sqlite"
    _migrate(_sqlite_url(path))
    return path


@pytest.fixture(scope="session")
def map_file(sqlite_folder: Path, sqlite_template: Path) -> Path:
    """The site of tests/map_site.py, for tests that only read it; those that write copy the file."""
    path = sqlite_folder / "map.sqlite"
    with pytest.MonkeyPatch.context() as patch:
        hash_quickly(patch)
        lay_map_site(path, sqlite_template)
    return path


@pytest.fixture(scope="session")
def postgis() -> Iterator[Postgis]:
    """The PostGIS server of this run; without one its tests are skipped, or fail under REQUIRE_POSTGIS=1."""
    try:
        with running_postgis() as server:
            yield server
    except PostgisMissingError as missing:
        if os.environ.get("REQUIRE_POSTGIS") == "1":
            pytest.fail(str(missing))
        pytest.skip(str(missing))


@pytest.fixture(scope="session")
def postgis_blank_template(postgis: Postgis) -> Iterator[str]:
    """The name of a database with the extension and nothing else."""
    with postgis.database() as url:
        add_postgis(url)
        yield str(url.database)


@pytest.fixture(scope="session")
def postgis_template(postgis: Postgis, postgis_blank_template: str) -> Iterator[str]:
    """The name of a migrated database that tests copy."""
    with postgis.database(template=postgis_blank_template) as url:
        _migrate(_text(url))
        yield str(url.database)


@pytest.fixture
def sqlite_url(sqlite_folder: Path, sqlite_template: Path) -> Iterator[str]:
    """A fresh, migrated SQLite database."""
    with TemporaryDirectory(dir=sqlite_folder, ignore_cleanup_errors=True) as folder:
        path = Path(folder) / "khoanhvung.sqlite"
        shutil.copyfile(sqlite_template, path)
        yield _sqlite_url(path)


@pytest.fixture
def postgis_url(postgis: Postgis, postgis_template: str) -> Iterator[str]:
    """A fresh, migrated PostGIS database."""
    with postgis.database(template=postgis_template) as url:
        yield _text(url)


@pytest.fixture(params=BOTH_DATABASES)
def database_url(request: pytest.FixtureRequest) -> str:
    """A fresh, migrated database; the test runs once on each engine."""
    return str(request.getfixturevalue(f"{request.param}_url"))


@pytest.fixture
def blank_sqlite_url(tmp_path: Path) -> str:
    """A SQLite database that does not exist yet."""
    return _sqlite_url(tmp_path / "khoanhvung.sqlite")


@pytest.fixture
def blank_postgis_url(postgis: Postgis, postgis_blank_template: str) -> Iterator[str]:
    """A PostGIS database with the extension and nothing else."""
    with postgis.database(template=postgis_blank_template) as url:
        yield _text(url)


@pytest.fixture(params=BOTH_DATABASES)
def blank_database_url(request: pytest.FixtureRequest) -> str:
    """A database without any table, as `init` and the migrations first meet it; once on each engine."""
    return str(request.getfixturevalue(f"blank_{request.param}_url"))


@pytest.fixture
def engine(database_url: str) -> Iterator[Engine]:
    """An engine on `database_url`, closed at the end."""
    engine = create_database_engine(database_url)
    yield engine
    engine.dispose()


@pytest.fixture
def session(engine: Engine) -> Iterator[Session]:
    """A session on `engine` as the service opens it; what the test does not commit is rolled back."""
    with session_factory(engine)() as session:
        yield session


def _migrate(url: str) -> None:
    engine = create_database_engine(url)
    upgrade(engine)
    engine.dispose()


def _sqlite_url(path: Path) -> str:
    return _text(URL.create("sqlite", database=str(path)))


def _text(url: URL) -> str:
    return url.render_as_string(hide_password=False)
