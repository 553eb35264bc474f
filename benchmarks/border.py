"""Border wards of 10,609 wards from a snapshot in memory, against what numpy alone needs to find the borders.

A third of the wards is red or orange, so nearly every border is one to tell: worse than any day there was.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path
from statistics import median

import numpy as np
from rich.table import Table

from app.api.documents.border import border_json
from app.services.border_wards import border_of
from app.services.site_setup import set_up
from app.services.zone_snapshots import live_snapshot
from app.services.zone_status import ZoneSnapshot
from app.storage.engine import create_database_engine, read_session_factory, session_factory
from app.storage.schema import upgrade
from benchmarks.main_job import NOW, RULES, grid_register

SIDE = 103
RUNS = 9


def measure(table: Table, folder: Path) -> None:
    """Fill in the rows: the floor, the choice of borders, the whole answer, and that of an ordinary day."""
    snapshot = _snapshot(folder / "border.sqlite")
    for share, name in ((0.33, "a third of the wards elevated"), (0.02, "2 % of the wards elevated")):
        struck = _struck(snapshot, share)
        bare = _median(_bare(struck))
        chosen = _median(partial(border_of, struck))
        whole = _median(partial(_answer, struck))
        wards = f"{len(struck.zones):,} wards, {len(border_of(struck).ward):,} borders"
        table.add_row(f"border wards, {name}: numpy alone", wards, f"{bare * 1000:.1f} ms", "1 ×")
        table.add_row("chosen from the snapshot", wards, f"{chosen * 1000:.1f} ms", f"{chosen / bare:.1f} ×")
        table.add_row("the whole answer as JSON", wards, f"{whole * 1000:.1f} ms", f"{whole / bare:.1f} ×")


def _answer(snapshot: ZoneSnapshot) -> bytes:
    return border_json(snapshot, border_of(snapshot))


def _snapshot(path: Path) -> ZoneSnapshot:
    engine = create_database_engine(f"sqlite:///{path}")
    upgrade(engine)
    with session_factory(engine).begin() as session:
        content = grid_register(SIDE)
        set_up(session, rules=RULES, register_content=content, register_name="grid.geojson", now=NOW)
    with read_session_factory(engine)() as session:
        snapshot = live_snapshot(session, rules=RULES, now=NOW)
    engine.dispose()
    return snapshot


def _struck(snapshot: ZoneSnapshot, share: float) -> ZoneSnapshot:
    """The same snapshot with some wards red or orange, by a fixed chance, and the others green."""
    drawn = np.random.default_rng(2021).random(len(snapshot.zones))
    levels = np.where(drawn < share / 4, "red", np.where(drawn < share, "orange", "green")).tolist()
    return replace(
        snapshot, zones=tuple(replace(zone, level=level) for zone, level in zip(snapshot.zones, levels, strict=True))
    )


def _bare(snapshot: ZoneSnapshot) -> Callable[[], object]:
    """The rule on bare arrays that lie ready: neighbor elevated and above one's own."""
    borders = snapshot.register.borders
    ward, neighbor = np.repeat(np.arange(borders.unit_count), np.diff(borders.indptr)), borders.indices
    ranks = np.array([snapshot.policy.rank_of[zone.level] for zone in snapshot.zones])
    return lambda: np.flatnonzero((ranks[neighbor] >= 2) & (ranks[neighbor] > ranks[ward]))


def _median(work: Callable[[], object]) -> float:
    """Seconds of this processor, whatever else runs beside."""
    work()
    times = []
    for _ in range(RUNS):
        start = time.process_time()
        work()
        times.append(time.process_time() - start)
    return median(times)
