"""A back-test end to end: a year of a city and of a country's wards, read, judged twice and counted.

The yardstick is numpy alone on counts that lie in memory: window sums and one threshold for 10,600 wards × 400 days.
Ratios are of processor time, which other work on the machine leaves alone.
"""

from __future__ import annotations

import resource
import sqlite3
import time
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray
from rich.table import Table

from app.domain.disclosure import Disclosure
from app.services.backtest import run_backtest
from app.services.policy_library import shipped_policy
from app.services.register import current_register
from app.services.site_setup import set_up
from app.storage.engine import create_database_engine, read_session_factory, session_factory
from app.storage.schema import upgrade
from benchmarks.main_job import LAST_DAY, NOW, RULES, grid_register
from benchmarks.serving import ROOT

DAYS: Final = 365
HISTORY: Final = 13
DRAFT: Final = "moh-2686-2021"
RUNS: Final = 3
_INSERT: Final = """insert into case_reports (ward_code, reporting_date, source, version, community_unknown_source,
community_known_source, lockdown_area, quarantine, imported, reported_by, received_at, after_publication,
recorded_revision) values (?, ?, 'district', 1, ?, 0, 0, 0, 0, 'benchmark', '2021-09-14 12:00:00.000000', 0, 2)"""


def measure(table: Table, folder: Path) -> None:
    """Fill in the rows."""
    bare_s = _bare(wards=10_600, days=400)
    table.add_row("bare numpy: window sums, one threshold", "10,600 wards × 400 days", f"{bare_s:.2f} s", "1 ×")
    shipped = (ROOT / "data" / "wards.geojson").read_bytes()
    _measure_site(table, folder / "hanoi.sqlite", shipped, name="Hanoi", bare_s=bare_s)
    _measure_site(table, folder / "grid.sqlite", grid_register(103), name="grid", bare_s=bare_s)


def _measure_site(table: Table, path: Path, register: bytes, *, name: str, bare_s: float) -> None:
    engine = create_database_engine(f"sqlite:///{path}")
    upgrade(engine)
    with session_factory(engine)() as session:
        wards = set_up(session, rules=RULES, register_content=register, register_name="benchmark", now=NOW).wards
        session.commit()
    with read_session_factory(engine)() as session:
        codes = [ward.code for ward in current_register(session).wards]
    _fill(path, codes)
    taken = []
    for _ in range(RUNS):
        begun = time.perf_counter(), time.process_time()
        with read_session_factory(engine)() as session:
            run_backtest(
                session,
                rules=RULES,
                draft=shipped_policy(DRAFT),
                first_day=LAST_DAY - timedelta(days=DAYS),
                last_day=LAST_DAY - timedelta(days=1),
                now=NOW,
                disclosure=Disclosure.open(),
            )
        taken.append((time.perf_counter() - begun[0], time.process_time() - begun[1]))
    engine.dispose()
    wall_s, processor_s = (min(each) for each in zip(*taken, strict=True))
    table.add_row(
        f"{name}: back-test, database included",
        f"{wards:,} wards × {DAYS} days, twice",
        f"{wall_s:.2f} s, of the processor {processor_s:.2f} s",
        f"{processor_s / bare_s:.1f} × numpy",
    )
    table.add_row(f"{name}: most memory held so far", "", f"{_peak_mb():.0f} MB", "")


def _fill(path: Path, codes: list[str]) -> None:
    """A report of every ward and day but one in two hundred; one in fifty with a case."""
    generator = np.random.default_rng(1)
    with_case = generator.random((len(codes), DAYS + HISTORY)) < 0.02
    missing = generator.random((len(codes), DAYS + HISTORY)) < 0.005
    connection = sqlite3.connect(path)
    connection.execute("pragma synchronous=off")
    connection.executemany(_INSERT, _rows(codes, with_case, missing))
    connection.commit()
    connection.close()


def _rows(codes: list[str], with_case: NDArray[np.bool_], missing: NDArray[np.bool_]) -> Iterator[tuple[str, str, int]]:
    first: date = LAST_DAY - timedelta(days=DAYS + HISTORY)
    for offset in range(with_case.shape[1]):
        day = (first + timedelta(days=offset)).isoformat()
        for code, case, gap in zip(codes, with_case[:, offset].tolist(), missing[:, offset].tolist(), strict=True):
            if not gap:
                yield code, day, int(case)


def _bare(*, wards: int, days: int) -> float:
    counts = np.random.default_rng(1).integers(0, 2, (wards, days, 5), dtype=np.int32)
    taken = []
    for _ in range(RUNS):
        begun = time.process_time()
        running = np.cumsum(counts, axis=1, dtype=np.int32)
        sums = running[:, 14:] - running[:, :-14]
        assert (sums[:, :, :2].sum(axis=2) >= 1).any()
        taken.append(time.process_time() - begun)
    return min(taken)


def _peak_mb() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
