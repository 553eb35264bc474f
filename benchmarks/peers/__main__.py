"""`python -m benchmarks.peers`: a tile and the whole layer, ours beside TiPg and a bare ASGI application, in one run.

Every round asks all three in turn on sixteen connections, so that a machine that slows down slows all. Ours and TiPg
serve the same 579 wards with one process each; the bare one sends the very bytes of ours.
"""

from __future__ import annotations

import tempfile
from pathlib import Path
from statistics import median
from typing import Final

from rich.console import Console
from rich.table import Table

from benchmarks.map_reads import settle
from benchmarks.peers.tipg import LAYER, TILE, tipg_server
from benchmarks.peers.wrk import CONNECTIONS, requests_per_s
from benchmarks.serving import ROOT, Server, bare_server, our_server
from tests.registers import imported_register

OURS, BARE, TIPG = 8927, 8928, 8929
ROUNDS: Final = 3
SECONDS: Final = 4
GZIP: Final = {"Accept-Encoding": "gzip"}
_ADDRESS: Final = {"z": 10, "x": 812, "y": 450}
READS: Final = (
    ("tile of zoom 10", "/tiles/zones/{z}/{x}/{y}.mvt", TILE, 100, 4),
    ("the whole layer as GeoJSON", "/api/v1/zones.geojson", LAYER, 300, 20),
)
"""What is asked, of us, of TiPg, how many times faster we mean to be, and for how many seconds TiPg is asked."""


def main() -> None:
    """Measure and print."""
    title = f"Requests a second at {CONNECTIONS} connections, medians of {ROUNDS} rounds"
    table = Table("what", "ours", "bare ASGI", "TiPg", "bare / ours", "ours / TiPg", "wanted", title=title)
    register = imported_register((ROOT / "data" / "wards.geojson").read_bytes())
    with (
        tempfile.TemporaryDirectory() as folder,
        our_server(Path(folder) / "site", port=OURS) as ours,
        tipg_server(register, {}, port=TIPG),
    ):
        settle(ours)
        for name, path, theirs, wanted, patience in READS:
            _compare(
                table, Path(folder), ours, name, path.format(**_ADDRESS), theirs.format(**_ADDRESS), wanted, patience
            )
    Console(width=130).print(table)


def _compare(
    table: Table, folder: Path, ours: Server, name: str, path: str, theirs: str, wanted: int, patience: int
) -> None:
    answer = ours.ask("GET", path, headers=GZIP)
    with bare_server(answer, folder, port=BARE):
        rounds = [
            [
                requests_per_s(port, asked, seconds=seconds)
                for port, asked, seconds in ((OURS, path, SECONDS), (BARE, path, SECONDS), (TIPG, theirs, patience))
            ]
            for _ in range(ROUNDS)
        ]
    mine, bare, tipg = (median(each[place] for each in rounds) for place in range(3))
    table.add_row(
        f"{name}, {len(answer.body) / 1000:.0f} kB",
        f"{mine:,.0f}",
        f"{bare:,.0f}",
        f"{tipg:,.1f}",
        f"{median(each[1] / each[0] for each in rounds):.2f}",
        f"{median(each[0] / each[2] for each in rounds):,.0f} ×",
        f"≤ 1.2, ≥ {wanted} ×",
    )


if __name__ == "__main__":
    main()
