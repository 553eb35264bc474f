"""Who is due: the list of a whole country's wards from a snapshot, its document, its workbook and its calendar."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from statistics import median
from typing import Final

from rich.table import Table

from app.api.documents.testing import due_document
from app.api.documents.zones import encode
from app.formats.due_calendar import CalendarBasis, due_calendar
from app.formats.due_workbook import DueBasis, due_xlsx
from app.services.drill import run_drill
from app.services.site_rules import SiteRules
from app.services.site_setup import set_up
from app.services.testing_calendar import calendar_entries
from app.services.testing_due import due_units
from app.services.zone_snapshots import live_snapshot
from app.services.zone_status import ZoneSnapshot
from app.storage.engine import create_database_engine, read_session_factory, session_factory
from app.storage.schema import upgrade
from benchmarks.serving import ROOT

NOW: Final = datetime(2021, 9, 14, 10, 0, tzinfo=UTC)
COUNTRY: Final = 10_600
"""As many wards as Vietnam had in 2021, roughly."""
TIMES: Final = 5


def measure(table: Table, folder: Path) -> None:
    """Rows for the list of 10,600 wards and its document, and for the files of a drill of 579 wards over 20 days."""
    city = _played(folder)
    country = _widened(city)
    first = _seconds(lambda: due_units(country))
    size = f"{COUNTRY:,} wards"
    table.add_row("the due list from the snapshot", size, f"{1000 * first:.0f} ms", "1 ×")
    units = due_units(country)
    files: dict[str, Callable[[], bytes]] = {
        "its JSON": lambda: encode(due_document(country, units, on=country.open_day)),
        "the workbook of a city": partial(_workbook, city),
        "the calendar of a city": partial(_calendar, city),
    }
    for what, make in files.items():
        taken, size = _seconds(make), f"{len(make()) / 1024:,.0f} KiB"
        table.add_row(what, size, f"{1000 * taken:.0f} ms", f"{taken / first:.1f} ×")


def _played(folder: Path) -> ZoneSnapshot:
    engine, rules = create_database_engine(f"sqlite:///{folder / 'drill.sqlite'}"), SiteRules()
    upgrade(engine)
    content = (ROOT / "data" / "wards.geojson").read_bytes()
    with session_factory(engine).begin() as session:
        set_up(session, rules=rules, register_content=content, register_name="wards.geojson", now=NOW)
    run_drill(session_factory(engine), rules=rules, days=20, now=NOW)
    with read_session_factory(engine)() as session:
        found = live_snapshot(session, rules=rules, now=NOW)
    engine.dispose()
    return found


def _widened(city: ZoneSnapshot) -> ZoneSnapshot:
    """The wards of a city over and over, each copy with a code of its own."""
    zones = [
        replace(zone, ward=replace(zone.ward, code=f"{copy}-{zone.ward.code}"))
        for copy in range(COUNTRY // len(city.zones) + 1)
        for zone in city.zones
    ]
    return replace(city, zones=tuple(zones[:COUNTRY]), cordons=())


def _workbook(city: ZoneSnapshot) -> bytes:
    basis = DueBasis(
        on=city.open_day,
        policy=city.policy,
        policy_version=city.policy_version,
        revision=city.revision,
        made_at=NOW,
        drill=city.drill,
        campaigns={},
    )
    return due_xlsx(due_units(city), basis)


def _calendar(city: ZoneSnapshot) -> bytes:
    basis = CalendarBasis("Hà Nội", city.policy, NOW, city.drill)
    return due_calendar(calendar_entries(city, district_codes=None, changed_at={}), basis)


def _seconds(work: Callable[[], object]) -> float:
    def once() -> float:
        begun = time.perf_counter()
        work()
        return time.perf_counter() - begun

    return median(once() for _ in range(TIMES))
