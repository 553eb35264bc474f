"""The levels of all wards by day, compact: a text a day, one sign a ward."""

from __future__ import annotations

from typing import Any, Final

import numpy as np

from app.api.documents.zones import envelope
from app.services.zone_status import ZoneSnapshot
from app.services.zone_timeline import ABSENT, ZoneTimeline

SIGNS: Final = "0123456789abcdefghijklmnopqrstuvwxyz"
ABSENT_SIGN: Final = "-"
_SIGN_BYTES: Final = np.frombuffer(SIGNS.encode(), dtype=np.uint8)


def timeline_document(snapshot: ZoneSnapshot, timeline: ZoneTimeline) -> dict[str, Any]:
    """Day by day the position of each ward's level in `levels` as one sign (0–9, a–z), in order of `ward_codes`.

    A “-” stands where no unit of the code was in force; `registers` says which shapes the days from one on have.
    """
    signs = np.full(timeline.positions.shape, ord(ABSENT_SIGN), dtype=np.uint8)
    present = timeline.positions != ABSENT
    signs[present] = _SIGN_BYTES[timeline.positions[present]]
    return {
        **envelope(snapshot),
        "from": timeline.days[0].isoformat(),
        "to": timeline.days[-1].isoformat(),
        "levels": list(timeline.level_ids),
        "ward_codes": list(timeline.ward_codes),
        "district_codes": list(timeline.district_codes),
        "registers": [{"from": day.isoformat(), "boundary_version": version} for day, version in timeline.registers],
        "days": [
            {"date": day.isoformat(), "levels": signs[:, offset].tobytes().decode()}
            for offset, day in enumerate(timeline.days)
        ],
    }
