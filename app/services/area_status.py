"""What an area holds: its wards by level, whole and in part, and the people there."""

from __future__ import annotations

from dataclasses import dataclass

from app.domain.areas import Area
from app.domain.ward_parts import people_in
from app.services.zone_status import ZoneSnapshot


@dataclass(frozen=True)
class LevelShare:
    """The part of an area at one level; `population` None where that of a ward is unknown."""

    level: str
    wards: int
    wards_partial: int
    population: int | None


@dataclass(frozen=True)
class AreaSituation:
    """An area's wards and people in all and by level, strictest level first, `unknown` last; levels without wards are
    left out. `wards_partial` of the `wards` lie only partly inside."""

    wards: int
    wards_partial: int
    population: int | None
    population_estimated: bool
    levels: tuple[LevelShare, ...]


def area_situation(snapshot: ZoneSnapshot, area: Area) -> AreaSituation:
    """The situation of an area by the status in force now; wards no longer in the register are left out."""
    known = {code: share for code, share in area.ward_parts.items() if code in snapshot.by_code}
    population, estimated = people_in(snapshot.register, known)
    by_level: dict[str, dict[str, float]] = {}
    for code, share in known.items():
        by_level.setdefault(snapshot.by_code[code].level, {})[code] = share
    rank = snapshot.policy.rank_of
    shares = [
        LevelShare(
            level=level,
            wards=len(parts),
            wards_partial=_partial(parts),
            population=people_in(snapshot.register, parts)[0],
        )
        for level, parts in sorted(by_level.items(), key=lambda each: -rank.get(each[0], 0))
    ]
    return AreaSituation(len(known), _partial(known), population, estimated, tuple(shares))


def _partial(parts: dict[str, float]) -> int:
    return sum(share < 1.0 for share in parts.values())
