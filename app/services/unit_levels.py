"""Levels of districts and of the city on the newest reporting day, from what is in force in their wards."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from app.domain.policy import Criteria, Policy
from app.domain.unit_levels import UnitLevel, UnitMembers, unit_levels
from app.services.zone_status import ZoneSnapshot, ZoneStatus


@dataclass(frozen=True)
class LargerUnits:
    """Levels by district code, and the city's; empty and None where the policy has no criteria for them."""

    districts: Mapping[str, UnitLevel]
    city: UnitLevel | None


def larger_units(snapshot: ZoneSnapshot) -> LargerUnits:
    """Judge districts by their wards and the city by its districts (by its wards in a register without districts)."""
    policy = snapshot.policy
    codes = [district.code for district in snapshot.register.districts]
    districts = _districts(snapshot, policy.districts, codes) if policy.districts and codes else []
    city = None if policy.city is None else _city(snapshot, policy.city, districts)
    return LargerUnits(dict(zip(codes, districts, strict=False)), city)


def _districts(snapshot: ZoneSnapshot, criteria: Criteria, codes: Sequence[str]) -> list[UnitLevel]:
    place = {code: position for position, code in enumerate(codes)}
    zones = [zone for zone in snapshot.zones if zone.ward.district_code in place]
    unit_of = np.array([place[zone.ward.district_code or ""] for zone in zones], dtype=np.intp)
    ranks = _ranks(snapshot.policy, [zone.level for zone in zones])
    members = _members(snapshot, zones, unit_count=len(codes), unit_of=unit_of, child_of=unit_of, child_ranks=ranks)
    return unit_levels(snapshot.policy, criteria, members)


def _city(snapshot: ZoneSnapshot, criteria: Criteria, districts: Sequence[UnitLevel]) -> UnitLevel:
    everywhere = np.zeros(len(snapshot.zones), dtype=np.intp)
    levels = [each.level for each in districts] or [zone.level for zone in snapshot.zones]
    children = np.zeros(len(levels), dtype=np.intp)
    members = _members(
        snapshot,
        snapshot.zones,
        unit_count=1,
        unit_of=everywhere,
        child_of=children,
        child_ranks=_ranks(snapshot.policy, levels),
    )
    return unit_levels(snapshot.policy, criteria, members)[0]


def _members(
    snapshot: ZoneSnapshot,
    zones: Sequence[ZoneStatus],
    *,
    unit_count: int,
    unit_of: NDArray[np.intp],
    child_of: NDArray[np.intp],
    child_ranks: NDArray[np.int8],
) -> UnitMembers:
    people = [zone.ward.population for zone in zones]
    return UnitMembers(
        day=snapshot.as_of or snapshot.open_day,
        unit_count=unit_count,
        unit_of=unit_of,
        assessments=[zone.assessment for zone in zones],
        populations=np.array([np.nan if each is None else each for each in people], dtype=np.float64),
        child_of=child_of,
        child_ranks=child_ranks,
    )


def _ranks(policy: Policy, levels: Sequence[str]) -> NDArray[np.int8]:
    return np.array([policy.rank_of.get(level, 0) for level in levels], dtype=np.int8)
