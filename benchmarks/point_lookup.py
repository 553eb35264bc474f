"""1,000,000 points looked up at once, held against shapely's own limit: an STRtree of the points, asked by the wards.

By the domain alone (grid built anew each time), by `khoanhvung lookup`, and over HTTP; and how long somebody else waits
for an answer that is worked for, while the server is at it.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import Any, Final

import numpy as np
import shapely
from numpy.typing import NDArray
from rich.table import Table

from app.domain.point_location import PointLocator
from benchmarks.main_job import grid_register
from benchmarks.serving import ROOT, Server, our_server, token

POINTS: Final = 1_000_000
SIDE: Final = 103
PORT: Final = 8717


def measure(table: Table, folder: Path) -> None:
    """Fill in the rows."""
    _by_domain(table, _shapes(json.loads(grid_register(SIDE))), "wards of a grid")
    shapes = _shapes(json.loads((ROOT / "data" / "wards.geojson").read_bytes()))
    bound_s = _by_domain(table, shapes, "wards of Hanoi")
    file = folder / "points.csv"
    file.write_text("lon,lat\n" + "".join(f"{x:.6f},{y:.6f}\n" for x, y in _points(shapes).tolist()))
    with our_server(folder / "site", port=PORT) as server:
        taken_s, waits = _over_http(server, file.read_bytes())
        _add(table, "HTTP: CSV to CSV", len(shapes), taken_s, bound_s)
        table.add_row(
            "somebody else's lookup meanwhile", f"{len(waits)} asked", f"{max(waits) * 1000:,.0f} ms at most", ""
        )
        table.add_row("memory of the server after it", "", f"{server.resident_mib():,.0f} MiB", "")
    _add(table, "CLI: CSV to CSV, start included", len(shapes), _by_command(folder / "site", file), bound_s)


def _by_domain(table: Table, shapes: NDArray[np.object_], what: str) -> float:
    points = _points(shapes)
    shapely.prepare(shapes)
    begun = time.perf_counter()
    tree = shapely.STRtree(np.asarray(shapely.points(points)))
    pairs = tree.query(shapes, predicate="intersects").shape[1]
    bound_s = time.perf_counter() - begun
    table.add_row(f"bound: STRtree of points, {what}", f"{len(shapes):,} wards", f"{bound_s:.2f} s", "1 ×")
    begun = time.perf_counter()
    locator = PointLocator(shapes)
    built_s = time.perf_counter() - begun
    answers = locator.answers()
    numbers = locator.locate(points[:, 0], points[:, 1], answers)
    taken_s = time.perf_counter() - begun
    assert np.array([len(each) for each in answers.sets])[numbers].sum() == pairs
    _add(table, f"domain, of which {built_s:.2f} s once a register", len(shapes), taken_s, bound_s)
    return bound_s


def _add(table: Table, name: str, wards: int, taken_s: float, bound_s: float) -> None:
    table.add_row(name, f"{wards:,} wards", f"{taken_s:.2f} s", f"{taken_s / bound_s:.2f} ×")


def _shapes(document: dict[str, Any]) -> NDArray[np.object_]:
    return np.array([shapely.geometry.shape(each["geometry"]) for each in document["features"]], dtype=object)


def _points(shapes: NDArray[np.object_]) -> NDArray[np.float64]:
    west, south, east, north = shapely.total_bounds(shapes)
    chance = np.random.default_rng(6)
    return np.column_stack((chance.uniform(west, east, POINTS), chance.uniform(south, north, POINTS)))


def _over_http(server: Server, body: bytes) -> tuple[float, list[float]]:
    """Seconds for all points, and for each lookup of one point in the meantime."""
    headers = {**token(server), "Content-Type": "text/csv"}
    waits: list[float] = []
    done = threading.Event()

    def ask() -> None:
        while not done.is_set():
            begun = time.perf_counter()
            server.ask("GET", "/api/v1/lookup?lon=105.85&lat=21.03")
            waits.append(time.perf_counter() - begun)
            done.wait(0.05)

    other = threading.Thread(target=ask)
    other.start()
    begun = time.perf_counter()
    answer = server.ask("POST", "/api/v1/lookup/bulk", body=body, headers=headers)
    taken_s = time.perf_counter() - begun
    done.set()
    other.join()
    assert answer.status == 200
    assert answer.body.count(b"\n") == POINTS + 1
    return taken_s, waits


def _by_command(site: Path, file: Path) -> float:
    environment = {**os.environ, "KHOANHVUNG_DATA_DIR": str(site)}
    command = [sys.executable, "-m", "app", "lookup", str(file), "--out", str(file.with_suffix(".out")), "--quiet"]
    begun = time.perf_counter()
    subprocess.run(command, env=environment, check=True, cwd=ROOT)
    return time.perf_counter() - begun
