"""Bulk intake: 10,609 wards × 30 days by API batches and as a file, held against the database's own bulk insert.

The bound is one `executemany` of the same rows into the same migrated table, indexes and triggers included, committed
once. Batches go over HTTP to a real server, which judges each; the file goes through the command line.
"""

from __future__ import annotations

import csv
import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any, Final

import numpy as np
from rich.table import Table
from sqlalchemy import insert

from app.domain.vocabulary import CASE_CLASSES
from app.services.register import current_register
from app.services.site_setup import set_up
from app.storage.engine import create_database_engine, session_factory
from app.storage.schema import upgrade
from app.storage.tables.ledger import CaseReportRow
from benchmarks.main_job import RULES, grid_register
from benchmarks.serving import ROOT, our_server, token

SIDE: Final = 103
DAYS: Final = 30
BATCH_DAYS: Final = 3
"""Days sent by API: after each the server makes the whole map anew, which a month of them would only repeat."""
PORT: Final = 8713


def measure(table: Table, folder: Path) -> None:
    """Fill in the rows."""
    register = folder / "register.geojson"
    register.write_bytes(grid_register(SIDE))
    now = datetime.now(UTC)
    last_day = RULES.clock.last_closed_day(now)
    codes = [f"{number:05d}" for number in range(SIDE * SIDE)]
    days = [last_day - timedelta(days=DAYS - 1 - offset) for offset in range(DAYS)]
    rows = len(codes) * len(days)
    bound_s = _bound(folder / "bound", register, codes, days, now)
    size = f"{len(codes):,} wards × {DAYS} days"
    table.add_row("bound: one executemany into the ledger", size, f"{rows / bound_s:,.0f} rows/s", "1 ×")
    file_s = _by_file(folder / "file", register, codes, days)
    batches_s = _by_batches(folder / "batches", register, codes, days[-BATCH_DAYS:])
    _add(table, "file: `cases import`, judged once", size, rows / file_s, rows / bound_s)
    sent = f"{len(codes):,} wards × {BATCH_DAYS} days"
    _add(table, "API: a batch a day, each judged", sent, BATCH_DAYS * len(codes) / batches_s, rows / bound_s)


def _add(table: Table, name: str, size: str, rate: float, bound: float) -> None:
    table.add_row(name, size, f"{rate:,.0f} rows/s", f"1/{bound / rate:.1f}")


def _cases(ward_count: int, day: date) -> list[int]:
    """One ward in fifty has a case; the same for every way in."""
    return (np.random.default_rng(day.toordinal()).random(ward_count) < 0.02).astype(int).tolist()


def _bound(folder: Path, register: Path, codes: Sequence[str], days: Sequence[date], now: datetime) -> float:
    folder.mkdir()
    engine = create_database_engine(f"sqlite:///{folder / 'site.sqlite'}")
    upgrade(engine)
    sessions = session_factory(engine)
    with sessions.begin() as session:
        set_up(session, rules=RULES, register_content=register.read_bytes(), register_name="benchmark", now=now)
        assert len(current_register(session).codes) == len(codes)
    rows = list(_ledger_rows(codes, days, now))
    begun = time.perf_counter()
    with sessions.begin() as session:
        session.connection().execute(insert(CaseReportRow.__table__), rows)
    taken_s = time.perf_counter() - begun
    engine.dispose()
    return taken_s


def _ledger_rows(codes: Sequence[str], days: Sequence[date], now: datetime) -> Iterator[dict[str, Any]]:
    for day in days:
        for code, cases in zip(codes, _cases(len(codes), day), strict=True):
            yield {
                "ward_code": code,
                "reporting_date": day,
                "source": RULES.source,
                "version": 1,
                **dict.fromkeys((each.value for each in CASE_CLASSES), 0),
                CASE_CLASSES[0].value: cases,
                "reported_by": "benchmark",
                "received_at": now,
                "after_publication": False,
                "recorded_revision": 2,
            }


def _by_batches(folder: Path, register: Path, codes: Sequence[str], days: Sequence[date]) -> float:
    os.environ["KHOANHVUNG_REGISTER_FILE"] = str(register)
    with our_server(folder, port=PORT) as server:
        headers = token(server)
        bodies = [json.dumps(_batch(codes, day)).encode() for day in days]
        begun = time.perf_counter()
        for body in bodies:
            answer = server.ask("POST", "/api/v1/case-reports/batch", body=body, headers=headers, patience_s=600)
            assert answer.status == 200, answer.body[:300]
            assert answer.json()["created"] == len(codes)
        return time.perf_counter() - begun


def _batch(codes: Sequence[str], day: date) -> list[Mapping[str, Any]]:
    none = dict.fromkeys((each.value for each in CASE_CLASSES), 0)
    return [
        {"ward_code": code, "reporting_date": str(day), "counts": {**none, CASE_CLASSES[0].value: cases}}
        for code, cases in zip(codes, _cases(len(codes), day), strict=True)
    ]


def _by_file(folder: Path, register: Path, codes: Sequence[str], days: Sequence[date]) -> float:
    folder.mkdir()
    file = folder / "cases.csv"
    with file.open("w", newline="") as written:
        writer = csv.writer(written)
        writer.writerow(["ward_code", "reporting_date", *CASE_CLASSES])
        for day in days:
            writer.writerows(
                (code, day, cases, 0, 0, 0, 0) for code, cases in zip(codes, _cases(len(codes), day), strict=True)
            )
    environment = {**os.environ, "KHOANHVUNG_DATA_DIR": str(folder), "KHOANHVUNG_REGISTER_FILE": str(register)}
    command = [sys.executable, "-m", "app"]
    subprocess.run([*command, "init"], env=environment, check=True, capture_output=True, cwd=ROOT)
    begun = time.perf_counter()
    done = subprocess.run(
        [*command, "cases", "import", str(file), "--json"], env=environment, check=True, capture_output=True, cwd=ROOT
    )
    taken_s = time.perf_counter() - begun
    assert json.loads(done.stdout)["created"] == len(codes) * len(days), done.stdout[:300]
    return taken_s
