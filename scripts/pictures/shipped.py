"""The shipped register of Hanoi, as a site holds it after `init`."""

from __future__ import annotations

import tempfile
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from app.domain.register import Register
from app.services.register import current_register
from app.services.site_rules import SiteRules
from app.services.site_setup import set_up
from app.storage.engine import create_database_engine, session_factory
from app.storage.schema import upgrade

ROOT: Final = Path(__file__).resolve().parents[2]
NOW: Final = datetime(2021, 5, 10, tzinfo=UTC)


def shipped_register() -> Register:
    """The register that a fresh site loads."""
    content = (ROOT / "data" / "wards.geojson").read_bytes()
    with tempfile.TemporaryDirectory() as folder:
        engine = create_database_engine(f"sqlite:///{folder}/site.sqlite")
        upgrade(engine)
        with session_factory(engine)() as session:
            set_up(session, rules=SiteRules(), register_content=content, register_name="wards.geojson", now=NOW)
            register = current_register(session)
        engine.dispose()
    return register
