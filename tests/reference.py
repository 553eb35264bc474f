"""Real data beside the project, for tests that want it: read from the folder a variable names, else skipped."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

VARIABLE = "KHOANHVUNG_REFERENCE_DATA"


def reference_file(name: str) -> Path:
    """The path of a reference file; skips the test, saying why, where there is none."""
    folder = os.environ.get(VARIABLE)
    if not folder:
        pytest.skip(f"{VARIABLE} is unset")
    path = Path(folder) / name
    if not path.exists():
        pytest.skip(f"{VARIABLE} holds no {name}")
    return path
