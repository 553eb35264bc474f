"""How many people a day can be sampled: tubes, teams and the laboratory, over the whole or in each district.

A tube holds the swabs of `pool_size` people of one unit. A pool that is positive is examined again person by person:
with a share p of positive people a pool of n is positive with probability q = 1 − (1 − p)ⁿ, which costs n further
tests, so m people cost the laboratory ⌈m/n⌉ + ⌈m·q⌉ tests (Dorfman 1943). Single samples (n = 1) are examined once.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from fractions import Fraction
from functools import cached_property
from typing import Final

_PARTS: Final = 1_000_000
"""Chances are counted in millionths, so that no capacity hangs on a rounding of floating point."""


class Resource(StrEnum):
    """What can run out on a day."""

    SAMPLES = "samples"
    TEAMS = "teams"
    LAB_TESTS = "lab_tests"


@dataclass(frozen=True)
class Limit:
    """The most of one resource on one day: tubes, people that teams can reach, or tests of the laboratory."""

    resource: Resource
    amount: int
    district_code: str | None = None


@dataclass(frozen=True)
class Capacity:
    """What there is each day; what is None sets no limit.

    Args:
        samples_per_day: tubes, each a single sample or a pool.
        samples_by_district: tubes of each district; when no total is given, a district without one has none.
        pool_size: people a tube.
        lab_tests_per_day: tests, repeated ones counted.
        teams: sampling teams; together with `people_per_team_day`.
        teams_by_district: the same for each district.
        people_per_team_day: people one team samples in a day.
        positivity: share of positive people that repeated tests are counted for.
    """

    samples_per_day: int | None = None
    samples_by_district: Mapping[str, int] = field(default_factory=dict)
    pool_size: int = 1
    lab_tests_per_day: int | None = None
    teams: int | None = None
    teams_by_district: Mapping[str, int] = field(default_factory=dict)
    people_per_team_day: int | None = None
    positivity: float = 0.0

    @property
    def is_limited(self) -> bool:
        """Whether anything is limited at all."""
        return bool(self.limits(()))

    @cached_property
    def retests_ppm(self) -> int:
        """Repeated tests for a million people, rounded up."""
        if self.pool_size == 1:
            return 0
        return -int(-(1.0 - (1.0 - self.positivity) ** self.pool_size) * _PARTS // 1)

    def limits(self, district_codes: Iterable[str]) -> tuple[Limit, ...]:
        """All limits that hold for units of these districts, "" for none; a district left out has no capacity."""
        found, codes = [], set(district_codes)
        if self.samples_per_day is not None:
            found.append(Limit(Resource.SAMPLES, self.samples_per_day))
        if self.teams is not None and self.people_per_team_day is not None:
            found.append(Limit(Resource.TEAMS, self.teams * self.people_per_team_day))
        if self.lab_tests_per_day is not None:
            found.append(Limit(Resource.LAB_TESTS, self.lab_tests_per_day))
        found += self._of_districts(Resource.SAMPLES, self.samples_by_district, 1, codes)
        if self.people_per_team_day is not None:
            found += self._of_districts(Resource.TEAMS, self.teams_by_district, self.people_per_team_day, codes)
        return tuple(found)

    def _of_districts(
        self, resource: Resource, amounts: Mapping[str, int], each: int, district_codes: set[str]
    ) -> list[Limit]:
        if not amounts:
            return []
        total = self.samples_per_day if resource is Resource.SAMPLES else self.teams
        named = [Limit(resource, amount * each, code) for code, amount in sorted(amounts.items())]
        left_out = [] if total is not None else sorted(district_codes - amounts.keys())
        return named + [Limit(resource, 0, code) for code in left_out]

    def tubes(self, people: int) -> int:
        """Tubes for so many people of one unit.

        >>> Capacity(pool_size=10).tubes(101)
        11
        """
        return -(-people // self.pool_size)

    def cost(self, resource: Resource, people: int) -> int:
        """What sampling so many people of one unit on one day takes of a resource.

        >>> Capacity(pool_size=5, positivity=0.01).cost(Resource.LAB_TESTS, 1000)
        250
        """
        if resource is Resource.TEAMS:
            return people
        if resource is Resource.SAMPLES:
            return self.tubes(people)
        return self.tubes(people) - (-people * self.retests_ppm // _PARTS)

    def people_within(self, resource: Resource, amount: int) -> int:
        """The most people of one unit that an amount of a resource is enough for.

        >>> Capacity(pool_size=5).people_within(Resource.SAMPLES, 40_000)
        200000
        """
        if resource is Resource.TEAMS:
            return amount
        if resource is Resource.SAMPLES:
            return amount * self.pool_size
        each = Fraction(1, self.pool_size) + Fraction(self.retests_ppm, _PARTS)
        people = int(amount / each)
        while people > 0 and self.cost(resource, people) > amount:
            people -= 1
        return people

    def people_per_day(self, limit: Limit) -> int:
        """A limit in people."""
        return self.people_within(limit.resource, limit.amount)
