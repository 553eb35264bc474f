"""People to sample a day, by the cadence of the level each ward has."""

from __future__ import annotations

from typing import Any

import numpy as np

from app.domain.policy import Policy
from app.domain.sampling_load import NOT_STATED, SamplingLoad
from tests.unit.domain.policies import make_policy, number

POPULATIONS = np.array([1000, 2000, 4000, 8000], dtype=np.int64)
UNKNOWN, GREEN, ORANGE, RED = 0, 1, 2, 3


def ct06(**changes: Any) -> Policy:
    """Hanoi's order: red every 2 to 3 days, orange every 5 to 7, green once."""
    return make_policy(**changes)


def of_day(load: SamplingLoad, ranks: list[int], policy: Policy | None = None) -> tuple[int, int]:
    """What a day with these levels asks for."""
    rank = np.array(ranks, dtype=np.int8)
    people = np.bincount(rank, weights=POPULATIONS, minlength=4).astype(np.int64)
    return load.of_day(policy or ct06(), rank, people, POPULATIONS)


def test_each_level_asks_for_its_people_over_its_interval() -> None:
    asked = of_day(SamplingLoad(4), [RED, ORANGE, RED, GREEN])
    assert asked == (1667 + 286, 2500 + 400)  # 5000 / 3 + 2000 / 7, and 5000 / 2 + 2000 / 5, each rounded up


def test_once_is_asked_of_each_ward_only_the_first_time() -> None:
    load = SamplingLoad(4)
    assert of_day(load, [GREEN, GREEN, RED, RED])[0] == 4000
    of_day(load, [GREEN, RED, RED, RED])
    of_day(load, [RED, GREEN, GREEN, RED])
    assert load.once_people == 1000 + 2000 + 4000


def test_unknown_has_the_duty_of_other_areas() -> None:
    load = SamplingLoad(4)
    assert of_day(load, [UNKNOWN] * 4) == (0, 0)
    assert load.once_people == 15_000


def test_a_round_that_is_complete_with_fewer_asks_for_fewer() -> None:
    load = SamplingLoad(4)
    policy = ct06(round_complete_pct=number(50, unit="percent"))
    assert of_day(load, [RED, RED, GREEN, GREEN], policy) == (500, 750)
    assert load.once_people == 6000


def test_a_policy_without_duties_states_nothing() -> None:
    load = SamplingLoad(4)
    assert of_day(load, [RED, RED, GREEN, GREEN], ct06(testing=[])) == (NOT_STATED, NOT_STATED)
    assert load.once_people == 0
