"""How much room a day still has for each unit, by every limit that holds for it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from app.domain.testing_capacity import Capacity, Limit, Resource
from app.domain.testing_demand import Demand


class RoomByDay:
    """The limits of every unit; the same on each day.

    `scopes[u]` are the places for whose pace a unit counts: 0 the whole, others districts with limits of their own;
    `members[s]` its units.
    """

    def __init__(self, demands: Sequence[Demand], capacity: Capacity) -> None:
        # A unit of no district is left out where only districts have a capacity.
        codes = [each.district_code or "" for each in demands]
        self.capacity = capacity
        self.limits = capacity.limits(codes)
        overall = [place for place, limit in enumerate(self.limits) if limit.district_code is None]
        by_district: dict[str, list[int]] = defaultdict(list)
        for place, limit in enumerate(self.limits):
            if limit.district_code is not None:
                by_district[limit.district_code].append(place)
        self.limits_of = [(*overall, *by_district.get(code, ())) for code in codes]
        named = {code: number for number, code in enumerate(sorted(filter(None, by_district)), start=1)}
        self.scopes = [(0, named[code]) if code in named else (0,) for code in codes]
        self.members: list[NDArray[np.intp]] = [np.arange(len(demands))]
        self.members += [np.flatnonzero(np.array([each == code for each in codes])) for code in named]
        self.people_capacity = self._people_capacity(overall, set(codes))

    def fresh(self) -> DayRoom:
        """A day on which nothing is taken yet."""
        return DayRoom(self)

    def too_large(self, people: NDArray[np.int64]) -> Iterator[int]:
        """Units whose whole round is more than a day without any other unit can take."""
        day = self.fresh()
        for unit, wanted in enumerate(people.tolist()):
            if wanted and not day.fits(unit, wanted):
                yield unit

    def _people_capacity(self, overall: Sequence[int], codes: set[str]) -> int | None:
        """People a day over the whole: the tightest limit, or the sum of districts where each has one."""
        found = [self.capacity.people_per_day(self.limits[place]) for place in overall]
        for resource in Resource:
            parts = [each for each in self.limits if each.resource is resource and each.district_code is not None]
            if parts and codes <= {each.district_code for each in parts}:
                found.append(sum(map(self.capacity.people_per_day, parts)))
        return min(found, default=None)


class DayRoom:
    """What is left of each limit on one day."""

    def __init__(self, rooms: RoomByDay) -> None:
        self._capacity, self._limits, self._limits_of = rooms.capacity, rooms.limits, rooms.limits_of
        self._left = [limit.amount for limit in rooms.limits]
        self._overall = [place for place, limit in enumerate(rooms.limits) if limit.district_code is None]
        self._refused_by: Limit | None = None

    @property
    def is_full(self) -> bool:
        """Whether nobody more can be sampled anywhere."""
        return any(self._left[place] <= 0 for place in self._overall)

    def turn_away(self, others: bool) -> None:
        """Note that the day is full, and whether others still wait."""
        if others:
            spent = (self._limits[place] for place in self._overall if self._left[place] <= 0)
            self._refused_by = self._refused_by or next(spent, None)

    @property
    def spent_resource(self) -> Resource | None:
        """What first had no room for a unit, or not enough; None: all found room."""
        return None if self._refused_by is None else self._refused_by.resource

    def fits(self, unit: int, people: int) -> bool:
        """Whether so many people of a unit can be sampled besides what is taken."""
        for place in self._limits_of[unit]:
            limit = self._limits[place]
            if self._capacity.cost(limit.resource, people) > self._left[place]:
                self._refused_by = self._refused_by or limit
                return False
        return True

    def whole(self, unit: int, people: int) -> int:
        """Take a unit whole, if there is room: how many people were taken, all or none."""
        if not self.fits(unit, people):
            return 0
        return self._take(unit, people)

    def part(self, unit: int, people: int) -> int:
        """Take as many people of a unit as there is room for: how many were taken."""
        for place in self._limits_of[unit]:
            limit = self._limits[place]
            most = self._capacity.people_within(limit.resource, self._left[place])
            if most < people:
                self._refused_by, people = self._refused_by or limit, most
        return self._take(unit, people) if people > 0 else 0

    def _take(self, unit: int, people: int) -> int:
        for place in self._limits_of[unit]:
            self._left[place] -= self._capacity.cost(self._limits[place].resource, people)
        return people
