"""The site of tests/map_site.py, really served, for clients that know nothing of us."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from app.api.app import create_app
from app.settings import Settings
from app.storage.engine import create_database_engine
from tests.accounts import Clock
from tests.loopback import serving
from tests.map_site import ASKED


@pytest.fixture(scope="session")
def map_address(map_file: Path) -> Iterator[str]:
    """Where the site is, without trailing slash; nothing writes to it."""
    engine = create_database_engine(f"sqlite:///{map_file}")
    with serving(create_app(Settings(scheduler=False), clock=Clock(ASKED), engine=engine)) as address:
        yield address
    engine.dispose()
