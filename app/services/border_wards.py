"""The border wards of a snapshot: what is in force in every ward, and which of them touch something stricter."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from app.domain.border import BorderTable, Situation, border_table, elevated_from
from app.domain.register import Register
from app.domain.vocabulary import RingStatus
from app.services.zone_status import ZoneSnapshot


def situation_of(snapshot: ZoneSnapshot) -> Situation:
    """Levels, and the wards of rings and cordons in force, by position in the snapshot's register."""
    rank_of = snapshot.policy.rank_of
    ranks = np.fromiter((rank_of.get(zone.level, 0) for zone in snapshot.zones), dtype=np.intp)
    issued = [ring for ring in snapshot.rings if ring.status is RingStatus.ISSUED]
    return Situation(
        ranks,
        rings=[ground_of(snapshot.register, ring.ward_layers) for ring in issued],
        cordons=[ground_of(snapshot.register, each.ward_codes) for each in snapshot.cordons if each.in_force],
    )


def ground_of(register: Register, ward_codes: Iterable[str]) -> NDArray[np.bool_]:
    """(N,) whether each ward of a register is among some; codes of wards that are gone say nothing."""
    ground = np.zeros(len(register.codes), dtype=np.bool_)
    ground[[register.positions[code] for code in ward_codes if code in register.positions]] = True
    return ground


def border_of(
    snapshot: ZoneSnapshot,
    *,
    level: str | None = None,
    district_code: str | None = None,
    include_same: bool = False,
) -> BorderTable:
    """The borders across which wards (of a district) touch stricter ground.

    Args:
        level: the mildest level of the policy that counts as elevated; the two strictest count when left out.
    """
    from_rank = elevated_from(snapshot.policy) if level is None else snapshot.policy.rank_of[level]
    table = border_table(
        snapshot.register.borders, situation_of(snapshot), from_rank=from_rank, include_same=include_same
    )
    if district_code is None:
        return table
    inside = np.zeros(len(snapshot.zones), dtype=np.bool_)
    inside[snapshot.register.district_positions.get(district_code, np.empty(0, np.intp))] = True
    return table.only(inside[table.ward])
