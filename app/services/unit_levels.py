"""Levels of districts and of the city on the newest reporting day, from what is in force in their wards."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property

import numpy as np
from numpy.typing import NDArray
from sqlalchemy.orm import Session

from app.domain.day_counts import DayCounts
from app.domain.disclosure import Disclosure
from app.domain.indicator_series import IndicatorSeries
from app.domain.policy import Criteria, Policy
from app.domain.policy_indicators import Reported
from app.domain.register import District
from app.domain.unit_levels import UnitLevel, UnitMembers, unit_levels
from app.services.day_counts import day_counts_behind
from app.services.indicator_loading import load_city_indicator_values, load_district_indicator_values
from app.services.site_rules import SiteRules
from app.services.zone_status import ZoneSnapshot, ZoneStatus


@dataclass(frozen=True)
class LargerUnits:
    """The levels of districts, by code, and of the city; none where the policy has no criteria for them."""

    as_of: date
    districts: Sequence[tuple[District, UnitLevel]]
    city: UnitLevel | None


def larger_units(session: Session, snapshot: ZoneSnapshot, *, rules: SiteRules, disclosure: Disclosure) -> LargerUnits:
    """Judge districts by their wards, and the city by its districts (by its wards in a register without districts).

    Nothing is stored: a larger unit's level follows from what is in force in its wards and what is reported of it.
    """
    reader = _Reader(session, snapshot, rules, disclosure)
    districts = snapshot.register.districts
    judged: list[UnitLevel] = []
    if snapshot.policy.districts is not None and districts:
        judged = reader.districts(snapshot.policy.districts, districts)
    city = None if snapshot.policy.city is None else reader.city(snapshot.policy.city, judged)
    return LargerUnits(reader.day, list(zip(districts, judged, strict=True)) if judged else [], city)


@dataclass(frozen=True)
class _Reader:
    session: Session
    snapshot: ZoneSnapshot
    rules: SiteRules
    disclosure: Disclosure

    @property
    def day(self) -> date:
        """The newest day judged of any ward, or the open one."""
        return self.snapshot.as_of or self.snapshot.open_day

    @cached_property
    def _days(self) -> Mapping[str, DayCounts]:
        """The counts that wards publish day by day, for a reader from whom small ones are hidden."""
        if self.disclosure == Disclosure.open():
            return {}
        judged = [zone.assessment for zone in self.snapshot.zones if zone.assessment is not None]
        return day_counts_behind(self.session, self.snapshot, rules=self.rules, assessments=judged)

    def districts(self, criteria: Criteria, districts: Sequence[District]) -> list[UnitLevel]:
        place = {district.code: position for position, district in enumerate(districts)}
        zones = [zone for zone in self.snapshot.zones if zone.ward.district_code in place]
        unit_of = np.array([place[zone.ward.district_code or ""] for zone in zones], dtype=np.intp)
        values = load_district_indicator_values(
            self.session,
            indicator_ids=self.snapshot.policy.reported_indicators,
            district_codes=list(place),
            first_day=self.day,
            last_day=self.day,
            source=self.rules.source,
            known_revision=self.snapshot.revision,
        )
        members = self._members(zones, unit_of, len(districts), unit_of, [zone.level for zone in zones], values)
        return unit_levels(self.snapshot.policy, criteria, members, self.disclosure)

    def city(self, criteria: Criteria, districts: Sequence[UnitLevel]) -> UnitLevel:
        zones = self.snapshot.zones
        levels = [each.level for each in districts] or [zone.level for zone in zones]
        values = load_city_indicator_values(
            self.session,
            indicator_ids=self.snapshot.policy.reported_indicators,
            first_day=self.day,
            last_day=self.day,
            source=self.rules.source,
            known_revision=self.snapshot.revision,
        )
        everywhere, children = np.zeros(len(zones), dtype=np.intp), np.zeros(len(levels), dtype=np.intp)
        members = self._members(zones, everywhere, 1, children, levels, values)
        return unit_levels(self.snapshot.policy, criteria, members, self.disclosure)[0]

    def _members(
        self,
        zones: Sequence[ZoneStatus],
        unit_of: NDArray[np.intp],
        unit_count: int,
        child_of: NDArray[np.intp],
        child_levels: Sequence[str],
        values: Mapping[str, IndicatorSeries],
    ) -> UnitMembers:
        policy = self.snapshot.policy
        people = [zone.ward.population for zone in zones]
        return UnitMembers(
            day=self.day,
            unit_count=unit_count,
            unit_of=unit_of,
            assessments=[zone.assessment for zone in zones],
            populations=np.array([np.nan if each is None else each for each in people], dtype=np.float64),
            child_of=child_of,
            child_ranks=np.array([policy.rank_of.get(level, 0) for level in child_levels], dtype=np.int8),
            days=self._days,
            reported={name: _fresh(policy, name, each, self.day) for name, each in values.items()},
        )


def _fresh(policy: Policy, name: str, series: IndicatorSeries, day: date) -> NDArray[np.float64]:
    """The values that are not too old to be used on a day; NaN otherwise."""
    longest = max(
        each.max_age_days for each in policy.indicators if isinstance(each, Reported) and each.read_from == name
    )
    reported_on = series.reported_on[:, -1]
    fresh = (reported_on > 0) & (day.toordinal() - reported_on < longest)
    return np.where(fresh, series.values[:, -1], np.nan)
