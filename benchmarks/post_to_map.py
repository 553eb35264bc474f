"""From a report sent over HTTP to the moment a waiting map has the new state in its hands."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from statistics import median, quantiles
from typing import Final

from rich.table import Table

from benchmarks.serving import Server, our_server, token

PORT: Final = 8919
POSTS: Final = 120
PAUSE_S: Final = 0.5
"""Between posts, so that what is measured is one post and not how many fit on this machine."""
READERS: Final = 8
"""Maps that wait, on connections of their own: with several workers they are spread over them."""


def measure(table: Table, folder: Path) -> None:
    """A row for one process and one for two."""
    for workers in (1, 2):
        with our_server(folder / f"site-{workers}", port=PORT + workers, workers=workers) as server:
            begun = server.resident_mib()
            taken = sorted(_posts(server))
            cuts = quantiles(taken, n=100)
            table.add_row(
                f"post until a waiting map has it, {workers} process{'es' if workers > 1 else ''}",
                f"579 wards, {POSTS} posts, {READERS} maps",
                f"median {1000 * median(taken):.0f} ms, p99 {1000 * cuts[98]:.0f} ms, worst {1000 * taken[-1]:.0f} ms",
                f"{cuts[98] / median(taken):.1f} × median",
            )
            table.add_row("memory, growth meanwhile", "", f"{begun:.0f} → {server.resident_mib():.0f} MiB", "")


def _posts(server: Server) -> Iterator[float]:
    """Seconds until the last of the waiting maps has each report."""
    staff = token(server)
    zones = server.ask("GET", "/api/v1/zones").json()
    for index in range(POSTS):
        ward = zones["items"][(index * 7) % len(zones["items"])]["ward_code"]
        report = {
            "ward_code": ward,
            "reporting_date": zones["open_day"],
            "counts": {
                "community_unknown_source": 1 + index % 3,
                "community_known_source": 0,
                "lockdown_area": 0,
                "quarantine": 0,
                "imported": 0,
            },
        }
        time.sleep(PAUSE_S)
        etag = server.ask("GET", "/api/v1/zones").headers["etag"]
        seen: list[tuple[float, int]] = []
        maps = [threading.Thread(target=_wait, args=(server, etag, seen)) for _ in range(READERS)]
        for each in maps:
            each.start()
        time.sleep(0.05)
        begun = time.perf_counter()
        answer = server.ask("POST", "/api/v1/case-reports", body=json.dumps(report).encode(), headers=staff)
        assert answer.status == 201, answer.body
        for each in maps:
            each.join()
        assert {revision for _, revision in seen} == {answer.json()["revision"]}, (seen, answer.body)
        yield max(moment for moment, _ in seen) - begun


def _wait(server: Server, etag: str, seen: list[tuple[float, int]]) -> None:
    headers = {"If-None-Match": etag, "Prefer": "wait=20"}
    answer = server.ask("GET", "/api/v1/zones", headers=headers)
    assert answer.status == 200, answer.status
    seen.append((time.perf_counter(), int(answer.headers["x-revision"])))
