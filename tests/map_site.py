"""A site for map clients: nine judged wards, an outbreak with rings in force, one that was closed, a cordon, an area.

By the clock of Hanoi on 14 August 2021: 10:00 both outbreaks are declared, 11:00 the rings of the first are in force,
the cordon and the area stand; 12:00 the second is closed and its proposed rings are gone; then it is 13:00.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Final

from app.configuration import site_rules
from app.settings import Settings
from app.storage.engine import create_database_engine
from tests.accounts import NOW, Clock
from tests.office import Office, join_office
from tests.site import TODAY, WARDS, Site, counts, day, open_site

DECLARED: Final = NOW
ISSUED: Final = NOW + timedelta(hours=1)
CLOSED: Final = NOW + timedelta(hours=2)
ASKED: Final = NOW + timedelta(hours=3)
"""When clients ask, unless a test moves the clock."""
MINUTE: Final = timedelta(minutes=1)
ITEMS: Final = "/ogc/collections/{}/items"


def lay_map_site(path: Path, template: Path) -> None:
    """Write the site to an SQLite file, made from an empty one with tables."""
    shutil.copyfile(template, path)
    engine = create_database_engine(f"sqlite:///{path}")
    site = open_site(engine, clock=Clock(NOW))
    office = join_office(site, Settings(scheduler=False))
    site.post_zeros(day(-15), day(-1), wards=tuple(ward for ward in WARDS if ward != "I"))
    site.run(*(day(offset) for offset in range(-15, 0)))
    site.declare("A", name="Chợ Mới", linked_ward_codes=("C",))
    site.declare("I", name="Ngõ cụt", source_known=True)
    site.clock.now = ISSUED
    site.issue("OB0001")
    site.post("C", TODAY, counts(known=1))
    signed = {"document_number": "9/QĐ-UBND", "signer": "Chủ tịch"}
    lane = {"name": "Ngõ 4 “Đông”", "ward_codes": ["E"], **signed}
    assert office.post("/api/v1/cordons", "thanhpho", lane).status_code == 201
    market = {"kind": "other", "name": "Chợ", "ward_codes": ["E", "F"], **signed}
    assert office.post("/api/v1/areas", "thanhpho", market).status_code == 201
    site.clock.now = CLOSED
    site.change("OB0002", closed_on=TODAY)
    engine.dispose()


@contextmanager
def map_office(path: Path, **settings: Any) -> Iterator[Office]:
    """The application on that site, at the hour when clients ask."""
    engine = create_database_engine(f"sqlite:///{path}")
    site_settings = Settings(**{"scheduler": False, **settings})
    yield join_office(Site(engine, Clock(ASKED), site_rules(site_settings)), site_settings)
    engine.dispose()


def text(instant: datetime) -> str:
    """An instant as it is asked for."""
    return instant.isoformat().replace("+00:00", "Z")
