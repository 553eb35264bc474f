"""Map reads of the real server against a bare ASGI application that sends the same bytes, in the same run."""

from __future__ import annotations

import time
from pathlib import Path
from statistics import median
from typing import Final

from rich.table import Table

from benchmarks.load import CONNECTIONS, Load, put_load
from benchmarks.serving import Server, bare_server, our_server

OURS, BARE = 8917, 8918
ROUNDS: Final = 3
SECONDS: Final = 3.0
QUIET_LOOKS: Final = 5
GZIP: Final = {"Accept-Encoding": "gzip"}
BROWSER: Final = {
    "User-Agent": "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/156.0 Safari/537.36",
    "Accept": "*/*",
    "Accept-Encoding": "gzip, deflate, br, zstd",
    "Accept-Language": "vi-VN,vi;q=0.9,en;q=0.8",
    "Referer": "http://127.0.0.1/",
    "Sec-Fetch-Dest": "empty",
    "Sec-Fetch-Mode": "cors",
    "Sec-Fetch-Site": "same-origin",
}
READS: Final = (
    ("status of all wards", "/api/v1/zones", GZIP),
    ("the same, asked by a browser", "/api/v1/zones", BROWSER),
    ("whole layer, borders within 55 m", "/api/v1/zones.geojson?tolerance=0.0005", GZIP),
    ("tile of zoom 10", "/tiles/zones/10/812/450.mvt", GZIP),
    ("legend", "/api/v1/legend", GZIP),
    ("page of the whole map", "/", GZIP),
)


def measure(table: Table, folder: Path) -> None:
    """Fill in a row a kind of read."""
    with our_server(folder / "site", port=OURS) as ours:
        settle(ours)
        for name, path, headers in READS:
            compare(table, folder, ours, name, path, headers)
        etag = ours.ask("GET", "/api/v1/zones", headers=GZIP).headers["etag"]
        compare(table, folder, ours, "304 of the status", "/api/v1/zones", {**GZIP, "If-None-Match": etag}, status=304)
        _through_fastapi(table, ours)
        table.add_row("memory after all these reads", "579 wards", f"{ours.resident_mib():.0f} MiB", "")


def compare(
    table: Table,
    folder: Path,
    ours: Server,
    name: str,
    path: str,
    headers: dict[str, str],
    *,
    status: int = 200,
    port: int = BARE,
) -> None:
    """Rounds in turn, so that a machine that slows down slows both."""
    answer = ours.ask("GET", path, headers=headers)
    with bare_server(answer, folder, port=port) as bare:
        rounds = [
            [put_load(server, path, headers=headers, seconds=SECONDS, status=status) for server in (ours, bare)]
            for _ in range(ROUNDS)
        ]
    mine, theirs = (_middle([each[side] for each in rounds]) for side in (0, 1))
    ratio = median(each[0].server_us / each[1].server_us for each in rounds)
    table.add_row(
        name,
        f"{len(answer.body) / 1000:.1f} kB",
        f"{mine} (bare {theirs})",
        f"{ratio:.2f} × bare",
    )


def _through_fastapi(table: Table, ours: Server) -> None:
    """What the same answer costs where it is not prebuilt: FastAPI's own stack, from its cache."""
    headers = {**GZIP, "Cookie": "a=b"}
    whole = put_load(ours, "/api/v1/zones?level=unknown", headers=headers, seconds=SECONDS)
    table.add_row(
        "a filter, from the cache through FastAPI",
        "",
        f"{whole}",
        "",
    )


def _middle(loads: list[Load]) -> Load:
    return Load(median(each.requests_per_s for each in loads), median(each.server_us for each in loads))


def settle(server: Server) -> None:
    """Until everything is prebuilt: nothing is at work, several times in a row, as on a busy machine work waits."""
    for _ in range(CONNECTIONS):
        server.ask("GET", "/api/v1/zones", headers=GZIP)
    quiet, before = 0, server.cpu_s()
    while quiet < QUIET_LOOKS:
        time.sleep(1.0)
        server.ask("GET", "/healthz")
        now = server.cpu_s()
        quiet, before = (quiet + 1 if now - before <= 0.08 else 0), now
