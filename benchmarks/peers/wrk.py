"""Requests a second by wrk, which asks faster than a load made in Python can and reads answers of any framing."""

from __future__ import annotations

import re
import shutil
import subprocess
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
