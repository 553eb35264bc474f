"""Pools by Dorfman and the delay of a cadence, against figures worked out by hand."""

from __future__ import annotations

import pytest

from app.domain.testing_advice import NO_POOLING_FROM, best_pool, detection, pool


@pytest.mark.parametrize(
    ("positivity", "pool_size", "tests"),
    [(0.0, 10, 0.1), (0.01, 11, 0.1956), (0.02, 8, 0.2742), (0.05, 5, 0.4262), (0.1, 4, 0.5939), (1.0, 5, 1.2)],
)
def test_a_pool_takes_one_nth_and_its_chance_to_be_positive(positivity: float, pool_size: int, tests: float) -> None:
    # The savings of 80, 73, 57 and 41 per cent are those of Dorfman's table for 1, 2, 5 and 10 per cent.
    assert pool(positivity, pool_size).tests_per_person == tests


@pytest.mark.parametrize(("positivity", "size"), [(0.01, 11), (0.02, 8), (0.05, 5), (0.1, 4), (0.2, 3), (0.3, 3)])
def test_the_best_size_is_the_one_of_the_published_table(positivity: float, size: int) -> None:
    assert best_pool(positivity).pool_size == size


def test_from_a_share_of_0_3066_on_no_pool_saves_anything() -> None:
    assert round(NO_POOLING_FROM, 4) == 0.3066
    assert best_pool(NO_POOLING_FROM - 1e-6).pool_size == 3
    assert best_pool(NO_POOLING_FROM + 1e-6).pool_size == 1
    assert pool(0.4, 1).tests_per_person == 1.0


def test_a_perfect_test_every_three_days_finds_an_infection_after_a_day_and_a_half_and_its_turnaround() -> None:
    assert detection(3, sensitivity=1, turnaround_days=1).mean_delay_days == 2.5


def test_every_round_that_misses_costs_a_whole_cadence() -> None:
    found = detection(6, sensitivity=0.5, turnaround_days=0)
    assert (found.mean_delay_days, found.longest_delay_days, found.missed_once) == (9, 6, 0.5)
