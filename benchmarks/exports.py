"""Long tables taken away: the judged days of 10,609 wards as CSV and NDJSON, against sqlite3 and csv alone.

The memory is what the process takes beyond what it had before the first row: a table that is streamed takes as much
for forty days as for four hundred (`KHOANHVUNG_BENCHMARK_DAYS=400`).
"""

from __future__ import annotations

import csv
import io
import os
import resource
import sqlite3
import time
from collections.abc import Iterator
from pathlib import Path

from rich.table import Table
from sqlalchemy import text

from app.formats.table_files import table_pieces
from app.services.ledger_tables import asked_of, assessments_table
from app.services.site_setup import set_up
from app.services.status_tables import Narrowed
from app.services.zone_snapshots import live_snapshot
from app.storage.engine import create_database_engine, read_session_factory, session_factory
from app.storage.schema import upgrade
from benchmarks.main_job import LAST_DAY, NOW, RULES, grid_register

SIDE = 103
DAYS = int(os.environ.get("KHOANHVUNG_BENCHMARK_DAYS", "40"))
_FILL = """
WITH RECURSIVE days(day) AS (
  SELECT date(:last, '-' || (:days - 1) || ' days') UNION ALL SELECT date(day, '+1 day') FROM days WHERE day < :last
)
INSERT INTO assessments (
  scheme, ward_code, as_of, closed, policy_id, policy_version, boundary_version, level, raw_level, rule_id,
  qualifying_days, own_level, own_raw_level, own_rule_id, own_qualifying_days, before, window_start,
  community_unknown_source, community_known_source, lockdown_area, quarantine, imported, population, missing_days,
  closed_days, evidence, recorded_revision
)
SELECT 'main', unit_code, day, 1, 'hanoi-ct06-2021', 'abc', 'def', 'green', 'green', 'green', 0, 'green', 'green',
       'green', 0, '[]', day, 0, 0, 0, 0, 0, 10000, 0, 14, '{}', 0
FROM days, units WHERE level = 'ward'
"""
_RUN = """
INSERT INTO job_runs (
  job, scheme, as_of, state, started_at, wards_judged, wards_changed, duration_s, started_by, recorded_revision
) VALUES ('reclassify', 'main', :last, 'done', :last || ' 11:00:00.000000', 0, 0, 0, 'benchmark', 0)
"""


def measure(table: Table, folder: Path) -> None:
    """Fill in the rows: the floor, then each format."""
    path = folder / "exports.sqlite"
    _lay(path)
    engine = create_database_engine(f"sqlite:///{path}")
    sessions = read_session_factory(engine)
    with sessions() as session:
        snapshot = live_snapshot(session, rules=RULES, now=NOW)
        asked = asked_of(session, snapshot, Narrowed())
    floor = _timed(_bare(path))
    rows = f"{SIDE * SIDE:,} wards × {DAYS} days"
    table.add_row("judged days: sqlite3 and csv alone", rows, f"{floor[0]:.1f} s, {floor[1] / 1e6:.0f} MB", "1 ×")
    for form in ("csv", "ndjson", "parquet"):
        before = _peak_mb()
        seconds, size = _timed(table_pieces(assessments_table(sessions, snapshot, asked, rules=RULES), form))
        grown = _peak_mb() - before
        table.add_row(
            f"the same as {form}",
            rows,
            f"{seconds:.1f} s, {size / 1e6:.0f} MB, memory +{grown:.0f} MB",
            f"{seconds / floor[0]:.1f} ×",
        )
    engine.dispose()


def _lay(path: Path) -> None:
    engine = create_database_engine(f"sqlite:///{path}")
    upgrade(engine)
    with session_factory(engine).begin() as session:
        set_up(session, rules=RULES, register_content=grid_register(SIDE), register_name="grid.geojson", now=NOW)
    with session_factory(engine).begin() as session:
        # So that a snapshot looks no further back for the newest judgement of a ward.
        session.execute(text(_RUN), {"last": LAST_DAY.isoformat()})
        session.execute(text(_FILL), {"last": LAST_DAY.isoformat(), "days": DAYS})
    engine.dispose()


def _bare(path: Path) -> Iterator[bytes]:
    connection = sqlite3.connect(path)
    columns = "ward_code, as_of, closed, level, raw_level, own_level, rule_id, missing_days, window_start, population"
    cursor = connection.execute(f"SELECT {columns} FROM assessments ORDER BY ward_code, scheme, as_of")
    while batch := cursor.fetchmany(10_000):
        out = io.StringIO()
        csv.writer(out).writerows(batch)
        yield out.getvalue().encode()
    connection.close()


def _timed(pieces: Iterator[bytes]) -> tuple[float, int]:
    start = time.perf_counter()
    size = sum(len(piece) for piece in pieces)
    return time.perf_counter() - start, size


def _peak_mb() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
