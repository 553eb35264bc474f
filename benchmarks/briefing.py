"""The briefing of a city: from a question to the figures, and from the figures to each file."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from statistics import median
from typing import Final

from rich.table import Table
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from app.domain.briefing import Briefing
from app.domain.disclosure import Disclosure
from app.formats.briefing_files import FILES
from app.services.briefing import DayView, brief, view_day
from app.services.drill import run_drill
from app.services.site_rules import SiteRules
from app.services.site_setup import set_up
from app.services.zone_snapshots import live_snapshot
from app.storage.engine import create_database_engine, read_session_factory, session_factory
from app.storage.schema import upgrade
from benchmarks.serving import ROOT

NOW: Final = datetime(2021, 9, 14, 10, 0, tzinfo=UTC)
"""17:00 in Hanoi."""
DAYS: Final = 45
TIMES: Final = 5


def measure(table: Table, folder: Path) -> None:
    """Rows for the open day, a closed day, and each file of it, over a drill of 579 wards."""
    rules = SiteRules()
    engine = create_database_engine(f"sqlite:///{folder / 'drill.sqlite'}")
    _play(engine, rules)
    with read_session_factory(engine)() as session:
        live = live_snapshot(session, rules=rules, now=NOW)
        view = view_day(session, live, rules=rules)
        size = f"{len(live.zones)} wards, {DAYS} days"
        first = _seconds(lambda: _brief(session, view, rules))
        table.add_row("briefing of the open day", size, f"{1000 * first:.0f} ms", "1 ×")
        closed = rules.clock.last_closed_day(NOW)
        past = _seconds(lambda: _brief(session, view_day(session, live, rules=rules, on=closed), rules))
        table.add_row(
            "briefing of a closed day, with its past state", size, f"{1000 * past:.0f} ms", f"{past / first:.1f} ×"
        )
        found = _brief(session, view, rules)
        for ending, (_, make) in FILES.items():
            taken = _seconds(partial(make, found))
            kib = len(make(found)) / 1024
            table.add_row(f"its {ending}", f"{kib:.0f} KiB", f"{1000 * taken:.0f} ms", f"{taken / first:.1f} ×")
    engine.dispose()


def _play(engine: Engine, rules: SiteRules) -> None:
    """A drill on the shipped register, up to the hour of the meeting."""
    upgrade(engine)
    sessions = session_factory(engine)
    with sessions.begin() as session:
        content = (ROOT / "data" / "wards.geojson").read_bytes()
        set_up(session, rules=rules, register_content=content, register_name="wards.geojson", now=NOW)
    run_drill(sessions, rules=rules, days=DAYS, now=NOW)


def _brief(session: Session, view: DayView, rules: SiteRules) -> Briefing:
    return brief(session, view, rules=rules, disclosure=Disclosure.open())


def _seconds(act: Callable[[], object]) -> float:
    """The median of a few runs after one that warms up."""
    act()
    taken = []
    for _ in range(TIMES):
        begun = time.perf_counter()
        act()
        taken.append(time.perf_counter() - begun)
    return median(taken)
