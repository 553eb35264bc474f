"""A testing plan as it is asked for."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from app.api.schemas.common import Day, Taken, WardCode
from app.domain.testing_capacity import Capacity
from app.domain.testing_plan import Solver
from app.services.testing_planner import FEWEST_DAYS, MOST_DAYS, Wanted

MOST_A_DAY = 999_999_999
Amount = Annotated[int, Field(ge=0, le=MOST_A_DAY)]
Teams = Annotated[int, Field(ge=0, le=100_000)]
PeopleOfTeam = Annotated[int, Field(ge=1, le=100_000)]
PoolSize = Annotated[int, Field(ge=1, le=100)]
Positivity = Annotated[float, Field(ge=0, le=1)]
Days = Annotated[int, Field(ge=FEWEST_DAYS, le=MOST_DAYS)]
PlanFormat = Literal["json", "xlsx"]


class DistrictCapacityIn(Taken):
    """What one district has each day."""

    samples_per_day: Amount | None = None
    teams: Teams | None = None


class TestingPlanIn(Taken):
    """A capacity, over the whole and by district, and the days to plan."""

    from_: Annotated[Day | None, Field(alias="from", description="The first day; today when left out.")] = None
    days: Days = FEWEST_DAYS
    samples_per_day: Annotated[Amount | None, Field(description="Tubes a day, each a single sample or a pool.")] = None
    pool_size: Annotated[PoolSize, Field(description="People a tube.")] = 1
    lab_tests_per_day: Annotated[Amount | None, Field(description="Tests of the laboratory, repeated ones too.")] = None
    teams: Teams | None = None
    people_per_team_day: PeopleOfTeam | None = None
    positivity: Annotated[Positivity, Field(description="Share of positive people, for repeated tests.")] = 0.0
    by_district: Annotated[
        dict[WardCode, DistrictCapacityIn],
        Field(max_length=2000, description="By district code. Without a total, a district left out has none."),
    ] = Field(default_factory=dict)
    split: Annotated[bool, Field(description="Whether a unit may be sampled over several days.")] = False
    solver: Solver = "greedy"
    district: WardCode | None = None

    def as_wanted(self) -> Wanted:
        """The plan as the services take it."""
        samples = {code: each.samples_per_day for code, each in self.by_district.items()}
        teams = {code: each.teams for code, each in self.by_district.items()}
        return Wanted(
            capacity=Capacity(
                samples_per_day=self.samples_per_day,
                samples_by_district={code: amount for code, amount in samples.items() if amount is not None},
                pool_size=self.pool_size,
                lab_tests_per_day=self.lab_tests_per_day,
                teams=self.teams,
                teams_by_district={code: amount for code, amount in teams.items() if amount is not None},
                people_per_team_day=self.people_per_team_day,
                positivity=self.positivity,
            ),
            first_day=self.from_,
            days=self.days,
            split=self.split,
            solver=self.solver,
            district_code=self.district,
        )
