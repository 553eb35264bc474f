"""Write `data/wards.geojson`, the schematic wards of Hanoi; `--help` lists the options."""

from __future__ import annotations

import runpy
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
runpy.run_module("scripts.schematic", run_name="__main__", alter_sys=True)
