"""Write the pictures of `docs/rings.md` from the shipped register and the shipped example of barriers."""

from __future__ import annotations

import sys
from datetime import date
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from app.api.schemas.barriers import BarrierFile  # noqa: E402
from app.domain.barriers import barrier_set  # noqa: E402
from scripts.pictures.rings import ring_pictures  # noqa: E402
from scripts.pictures.shipped import shipped_register  # noqa: E402

if __name__ == "__main__":
    read = BarrierFile.model_validate_json((ROOT / "data" / "barriers.json").read_bytes())
    declared = barrier_set([each.as_content(extent=None) for each in read.barriers], on=date(2021, 5, 10))
    ring_pictures(shipped_register(), declared, ROOT / "docs" / "pictures")
