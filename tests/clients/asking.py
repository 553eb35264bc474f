"""Running a client as a process of its own, and reading what it says."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent


def run(*words: str, seconds: int = 90) -> str:
    """What a program says; it must end well, and goes to no proxy."""
    done = subprocess.run(
        words,
        env={**os.environ, "no_proxy": "127.0.0.1", "NO_PROXY": "127.0.0.1", "GDAL_HTTP_TIMEOUT": "30"},
        capture_output=True,
        text=True,
        timeout=seconds,
        check=False,
    )
    assert done.returncode == 0, f"{done.stdout[-2000:]}\n{done.stderr[-2000:]}"
    return done.stdout


def questions(python: str, script: str, address: str) -> dict[str, Any]:
    """The answers of one of the scripts beside this file."""
    said = run(python, str(HERE / script), address)
    found: dict[str, Any] = json.loads(said.strip().splitlines()[-1])
    return found
