"""The main job: reclassification end to end (lock, read, judge, write, commit), and start-up.

For the shipped register and for a grid of 10,609 wards, each with 90 days of reports: one day, and all 90 from nothing.
The floor is the same judgement on arrays alone, without a database.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from statistics import median

import numpy as np
from rich.table import Table
from sqlalchemy import insert
from sqlalchemy.orm import Session, sessionmaker

from app.domain.records import CaseCounts
from app.domain.vocabulary import Role
from app.domain.zoning import ZoneState, judge
from app.services.access import Caller
from app.services.case_reporting import take_reports
from app.services.evidence import EvidenceSource
from app.services.policy_library import shipped_policy
from app.services.reclassification import reclassify
from app.services.register import current_register
from app.services.sent_reports import NewReport
from app.services.site_rules import SiteRules
from app.services.site_setup import set_up
from app.services.zone_snapshots import live_snapshot
from app.storage.engine import create_database_engine, read_session_factory, session_factory
from app.storage.revisions import begin_write
from app.storage.schema import upgrade
from app.storage.tables.ledger import CaseReportRow
from benchmarks.serving import ROOT, our_server

RULES = SiteRules()
LAST_DAY = date(2021, 9, 14)
NOW = datetime(2021, 9, 14, 12, 0, tzinfo=UTC)
STAFF = Caller("benchmark", Role.CITY, None)
RUNS = 5
DAYS = 90


def grid_register(side: int) -> bytes:
    """A square of side × side wards near Hanoi, in districts of a row each."""
    step = 0.01
    features = []
    for row in range(side):
        for column in range(side):
            west, south = 105.0 + column * step, 20.5 + row * step
            ring = [
                [round(lon, 6), round(lat, 6)]
                for lon, lat in (
                    (west, south),
                    (west + step, south),
                    (west + step, south + step),
                    (west, south + step),
                    (west, south),
                )
            ]
            properties = {
                "ward_code": f"{row * side + column:05d}",
                "ward_name": f"Phường {row}-{column}",
                "ward_kind": "Phường",
                "district_code": f"{row:03d}",
                "district_name": f"Quận {row}",
                "district_kind": "Quận",
                "population_2019": 10_000,
            }
            geometry = {"type": "Polygon", "coordinates": [ring]}
            features.append({"type": "Feature", "properties": properties, "geometry": geometry})
    return json.dumps({"type": "FeatureCollection", "boundary_status": "schematic", "features": features}).encode()


def fill_ledger(session: Session, days: int) -> None:
    """A report of every ward for each of the last days, one in fifty with a case."""
    codes = current_register(session).codes
    with_case = np.random.default_rng(1).random((len(codes), days)) < 0.02
    revision = begin_write(session, now=NOW, kind="benchmark", actor="benchmark")
    rows = [
        {
            "ward_code": code,
            "reporting_date": LAST_DAY - timedelta(days=days - 1 - day),
            "source": RULES.source,
            "version": 1,
            "community_unknown_source": int(with_case[ward, day]),
            "community_known_source": 0,
            "lockdown_area": 0,
            "quarantine": 0,
            "imported": 0,
            "reported_by": "benchmark",
            "received_at": NOW,
            "after_publication": False,
            "recorded_revision": revision.number,
        }
        for ward, code in enumerate(codes)
        for day in range(days)
    ]
    session.execute(insert(CaseReportRow), rows)
    session.commit()


def timed(work: Callable[[int], object], runs: int = RUNS) -> float:
    """The median of several runs, in seconds."""
    taken = []
    for run in range(runs):
        begun = time.perf_counter()
        work(run)
        taken.append(time.perf_counter() - begun)
    return median(taken)


def measure_site(table: Table, url: str, register: bytes, *, name: str) -> None:
    """Set up a site and time its main job."""
    engine = create_database_engine(url)
    upgrade(engine)
    sessions, readers = session_factory(engine), read_session_factory(engine)
    with sessions() as session:
        begun = time.perf_counter()
        done = set_up(session, rules=RULES, register_content=register, register_name="benchmark", now=NOW)
        session.commit()
        table.add_row(
            f"{name}: import of the register", f"{done.wards} wards", f"{time.perf_counter() - begun:.2f} s", ""
        )
        fill_ledger(session, days=DAYS)
    run_s = timed(lambda run: _run(sessions, LAST_DAY - timedelta(days=RUNS - 1 - run)))
    floor_s = _floor(readers)
    table.add_row(
        f"{name}: reclassify one day, end to end",
        f"{done.wards} wards",
        f"{run_s:.3f} s",
        f"{run_s / floor_s:.0f} × arrays",
    )
    again_s = timed(lambda _run_number: _run(sessions, LAST_DAY))
    table.add_row(f"{name}: the same day again (0 changed)", "", f"{again_s:.3f} s", f"{again_s / run_s:.2f} × first")
    post_s = timed(lambda run: _post_to_map(sessions, readers, run), runs=20)
    table.add_row(f"{name}: post and a new snapshot, without HTTP", "", f"{post_s * 1000:.0f} ms", "")
    begun = time.perf_counter()
    with sessions() as session:
        every = [LAST_DAY - timedelta(days=offset) for offset in range(DAYS - 1, -1, -1)]
        reclassify(session, rules=RULES, days=every, now=NOW, actor="benchmark")
        session.commit()
    all_s = time.perf_counter() - begun
    table.add_row(
        f"{name}: reclassify all {DAYS} days",
        f"{done.wards * DAYS:,} ward days",
        f"{all_s:.1f} s",
        f"{done.wards * DAYS / all_s:,.0f} ward days a second",
    )
    engine.dispose()


def _run(sessions: sessionmaker[Session], day: date) -> None:
    with sessions() as session:
        report = reclassify(session, rules=RULES, days=[day], now=NOW, actor="benchmark")
        if report.revision is None:
            session.rollback()
        else:
            session.commit()


def _floor(readers: sessionmaker[Session]) -> float:
    """The judgement of one day on arrays in memory."""
    policy = shipped_policy(RULES.default_policy)
    with readers() as session:
        register = current_register(session)
        source = EvidenceSource.read(session, rules=RULES, register=register)
        evidence = source.load(
            session,
            wards=np.arange(len(register.codes)),
            first_day=LAST_DAY,
            last_day=LAST_DAY,
            policy=policy,
            last_closed_day=LAST_DAY,
        )
    return timed(lambda _run_number: judge(policy, evidence, ZoneState.unknown(len(register.codes))))


def _post_to_map(sessions: sessionmaker[Session], readers: sessionmaker[Session], run: int) -> None:
    moment = NOW + timedelta(minutes=run)
    with sessions() as session:
        code = current_register(session).codes[run * 7]
        report = NewReport(code, RULES.clock.open_day(moment), RULES.source, CaseCounts(1, 0, 0, 0, 0))
        revision = begin_write(session, now=moment, kind="case_report", actor=STAFF.username)
        take_reports(session, rules=RULES, caller=STAFF, reports=[report], revision=revision)
        session.commit()
    with readers() as session:
        assert live_snapshot(session, rules=RULES, now=moment).by_code[code].level != "green"


def measure(table: Table, folder: Path) -> None:
    """Fill in the rows."""
    shipped = (ROOT / "data" / "wards.geojson").read_bytes()
    measure_site(table, f"sqlite:///{folder / 'hanoi.sqlite'}", shipped, name="Hanoi")
    measure_site(table, f"sqlite:///{folder / 'grid.sqlite'}", grid_register(103), name="grid")
    with our_server(folder / "site", port=8916) as server:
        table.add_row("start-up until ready", "579 wards", f"{server.ready_s:.2f} s", "")
