"""Advice on pools and on cadence: how many people a tube, and how soon an infection is found. Advice, not an order.

Sources: R. Dorfman, “The Detection of Defective Members of Large Populations”, Annals of Mathematical Statistics 14(4),
1943, 436–440 (pools, and persons of a positive pool one by one). D. B. Larremore and others, “Test sensitivity is
secondary to frequency and turnaround time for COVID-19 screening”, Science Advances 7(1), 2021, eabd5393 (that
frequency and turnaround weigh more than sensitivity). The closed form of the delay below is ours: infections fall
evenly between rounds, each round finds one with the same chance.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

LARGEST_POOL: Final = 32
"""Above this the dilution of one swab among many is no longer a matter of arithmetic."""
NO_POOLING_FROM: Final = 1 - 3 ** (-1 / 3)
"""From this share of positive people on (0.3066…) no pool of any size saves a test: 3 is the last size to lose."""


@dataclass(frozen=True)
class PoolAdvice:
    """What a pool of some size costs: tests for each person, people for each test, share of pools to be repeated."""

    pool_size: int
    tests_per_person: float
    people_per_test: float
    positive_pools: float


@dataclass(frozen=True)
class CadenceAdvice:
    """Mean days from infection to the result that finds it, when everyone is sampled every so many days.

    `missed_once`: the share of infections that the first round after them misses.
    """

    cadence_days: float
    mean_delay_days: float
    longest_delay_days: float
    missed_once: float


def pool(positivity: float, pool_size: int) -> PoolAdvice:
    """A pool of one size: 1/n + 1 − (1 − p)ⁿ tests for each person; single samples take one.

    Args:
        positivity: share of positive people, 0–1.

    >>> pool(0.01, 11).tests_per_person
    0.1956
    """
    tests = _tests_per_person(positivity, pool_size)
    positive = 1 - (1 - positivity) ** pool_size
    return PoolAdvice(pool_size, round(tests, 4), round(1 / tests, 2), round(positive, 4))


def best_pool(positivity: float, *, largest: int = LARGEST_POOL) -> PoolAdvice:
    """The size with the fewest tests for each person; of equals the smaller; 1 where no pool saves anything.

    >>> [best_pool(share).pool_size for share in (0.001, 0.01, 0.05, 0.1, 0.3, 0.31)]
    [32, 11, 5, 4, 3, 1]
    """
    return pool(positivity, min(range(1, largest + 1), key=lambda size: _tests_per_person(positivity, size)))


def _tests_per_person(positivity: float, pool_size: int) -> float:
    return 1.0 if pool_size == 1 else 1 / pool_size + 1 - (1 - positivity) ** pool_size


def detection(cadence_days: float, *, sensitivity: float, turnaround_days: float) -> CadenceAdvice:
    """How soon a cadence finds an infection.

    The first round comes after half a cadence on average; a round that misses it (1 − s) costs a whole further one, so
    the mean is T/2 + T·(1 − s)/s + turnaround. `longest_delay_days` is that of an infection just after a round that the
    next one finds.

    Args:
        sensitivity: chance that a round finds an infected person, above 0 up to 1.

    >>> detection(3, sensitivity=0.8, turnaround_days=1).mean_delay_days
    3.25
    """
    missed = 1 - sensitivity
    mean = cadence_days / 2 + cadence_days * missed / sensitivity + turnaround_days
    return CadenceAdvice(cadence_days, round(mean, 2), round(cadence_days + turnaround_days, 2), round(missed, 4))
