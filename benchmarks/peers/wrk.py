"""Requests a second: by wrk, which asks faster than Python can; of what takes seconds, by a fixed number."""

from __future__ import annotations

import http.client
import re
import shutil
import subprocess
import time
from concurrent.futures import ThreadPoolExecutor
from typing import Final

CONNECTIONS: Final = 16


def requests_per_s(port: int, path: str, *, seconds: int, gzip: bool = True) -> float:
    """How many answers a second come on sixteen kept connections.

    Raises:
        RuntimeError: wrk is not installed, or an answer was no 2xx.
    """
    program = shutil.which("wrk")
    if program is None:
        raise RuntimeError("wrk is not here; Debian has it: apt-get install wrk")
    packed = ["-H", "Accept-Encoding: gzip"] if gzip else []
    command = [program, "-t1", f"-c{CONNECTIONS}", f"-d{seconds}s", "--timeout", "30s", *packed]
    said = subprocess.run(
        [*command, f"http://127.0.0.1:{port}{path}"], check=True, capture_output=True, text=True
    ).stdout
    if "Non-2xx" in said:
        raise RuntimeError(f"{path} was not answered with 2xx:\n{said}")
    found = re.search(r"Requests/sec:\s*([\d.]+)", said)
    if found is None:
        raise RuntimeError(f"wrk said nothing of requests:\n{said}")
    return float(found[1])


def slow_requests_per_s(port: int, path: str, *, each: int = 1) -> float:
    """The same of answers that take seconds: all of `each` requests a connection are waited for, however long it takes.

    Raises:
        RuntimeError: an answer was no 200.
    """
    begun = time.perf_counter()
    with ThreadPoolExecutor(CONNECTIONS) as pool:
        list(pool.map(lambda _: _ask(port, path, each), range(CONNECTIONS)))
    return CONNECTIONS * each / (time.perf_counter() - begun)


def _ask(port: int, path: str, times: int) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=600)
    for _ in range(times):
        connection.request("GET", path, headers={"Accept-Encoding": "gzip"})
        response = connection.getresponse()
        response.read()
        if response.status != http.HTTPStatus.OK:
            raise RuntimeError(f"{path} was answered with {response.status}")
    connection.close()
