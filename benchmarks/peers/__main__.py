"""`python -m benchmarks.peers`: a tile and the whole layer, ours beside TiPg and a bare ASGI application, in one run.

Every round asks all three in turn on sixteen connections, so that a machine that slows down slows all. Ours and TiPg
serve the same 579 wards with one process each; the bare one sends the very bytes of ours.
"""

from __future__ import annotations

import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Final

from rich.console import Console
from rich.table import Table

from benchmarks.map_reads import settle
from benchmarks.peers.tipg import LAYER, TILE, tipg_server
from benchmarks.peers.wrk import CONNECTIONS, requests_per_s, slow_requests_per_s
from benchmarks.serving import ROOT, Server, bare_server, our_server
from tests.registers import imported_register

OURS, BARE, TIPG = 8927, 8928, 8929
ROUNDS: Final = 3
SECONDS: Final = 4
GZIP: Final = {"Accept-Encoding": "gzip"}
_ADDRESS: Final = {"z": 10, "x": 812, "y": 450}


@dataclass(frozen=True)
class Read:
    """What is asked of us and of TiPg, how many times faster we mean to be, and whether TiPg takes seconds for it."""

    name: str
    ours: str
    theirs: str
    wanted: int
    is_slow: bool = False


READS: Final = (
    Read("tile of zoom 10", "/tiles/zones/{z}/{x}/{y}.mvt", TILE, 100),
    Read("the whole layer as GeoJSON", "/api/v1/zones.geojson", LAYER, 300, is_slow=True),
)


def main() -> None:
    """Measure and print."""
    title = f"Requests a second at {CONNECTIONS} connections, medians of {ROUNDS} rounds"
    table = Table(
        "what", "ours", "bare ASGI", "TiPg", "bare / ours", "processor, × bare", "ours / TiPg", "wanted", title=title
    )
    register = imported_register((ROOT / "data" / "wards.geojson").read_bytes())
    with (
        tempfile.TemporaryDirectory() as folder,
        our_server(Path(folder) / "site", port=OURS) as ours,
        tipg_server(register, {}, port=TIPG),
    ):
        settle(ours)
        for read in READS:
            _compare(table, Path(folder), ours, read)
    Console(width=130).print(table)


def _compare(table: Table, folder: Path, ours: Server, read: Read) -> None:
    path, theirs = read.ours.format(**_ADDRESS), read.theirs.format(**_ADDRESS)
    answer = ours.ask("GET", path, headers=GZIP)
    with bare_server(answer, folder, port=BARE) as bare:
        rounds = [
            (
                _asked(ours, path),
                _asked(bare, path),
                slow_requests_per_s(TIPG, theirs) if read.is_slow else requests_per_s(TIPG, theirs, seconds=SECONDS),
            )
            for _ in range(ROUNDS)
        ]
    per_s = [median(each) for each in zip(*((mine[0], bare[0], tipg) for mine, bare, tipg in rounds), strict=True)]
    found = (
        f"{read.name}, {len(answer.body) / 1000:.0f} kB",
        *(f"{each:,.0f}" for each in per_s[:2]),
        f"{per_s[2]:,.2f}",
        f"{median(bare[0] / mine[0] for mine, bare, _ in rounds):.2f}",
        f"{median(mine[1] / bare[1] for mine, bare, _ in rounds):.2f}",
        f"{median(mine[0] / tipg for mine, _, tipg in rounds):,.0f} ×",
        f"≤ 1.2, ≥ {read.wanted} ×",
    )
    table.add_row(*found)
    # A later part may fail on a busy machine; what was measured is told all the same.
    sys.stderr.write(" | ".join(found) + "\n")


def _asked(server: Server, path: str) -> tuple[float, float]:
    """Requests a second, and the processor time of one in seconds, which other work on the machine bends less."""
    before = server.cpu_s()
    per_s = requests_per_s(server.port, path, seconds=SECONDS)
    return per_s, (server.cpu_s() - before) / (per_s * SECONDS)


if __name__ == "__main__":
    main()
