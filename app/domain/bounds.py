"""Quantities and truths of which too little may be known: what they are at least, and what they are at most.

A value that was reported is both. One that is missing may be anything. A count with missing reports is at least what
was reported. So a threshold is certainly met, possibly met, or certainly not met, and nothing is guessed.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from app.domain.policy_base import Limits


@dataclass(frozen=True)
class Bounds:
    """Lower and upper bounds of one quantity in many places, of equal shape; a missing one is (−∞, ∞)."""

    low: NDArray[np.float64]
    high: NDArray[np.float64]

    @classmethod
    def of(cls, values: NDArray[np.float64]) -> Bounds:
        """Known values; NaN is missing."""
        missing = np.isnan(values)
        if not missing.any():
            return cls(values, values)
        return cls(np.where(missing, -np.inf, values), np.where(missing, np.inf, values))

    @property
    def known(self) -> NDArray[np.bool_]:
        """Where the value is known exactly."""
        return np.equal(self.low, self.high)


@dataclass(frozen=True)
class Truth:
    """Where something certainly holds, and where it may."""

    certain: NDArray[np.bool_]
    possible: NDArray[np.bool_]

    @classmethod
    def known(cls, holds: NDArray[np.bool_]) -> Truth:
        """Where nothing is in doubt."""
        return cls(holds, holds)

    def __invert__(self) -> Truth:
        """Where it does not hold."""
        return Truth(~self.possible, ~self.certain)

    def assumed(self, *, holds_when_missing: bool) -> NDArray[np.bool_]:
        """Where it holds if what is in doubt is taken to hold, or not to."""
        return self.possible if holds_when_missing else self.certain


def any_of(truths: Iterable[Truth]) -> Truth:
    """Where at least one holds; `truths` is not empty."""
    first, *others = truths
    certain, possible = first.certain, first.possible
    for each in others:
        certain, possible = certain | each.certain, possible | each.possible
    return Truth(certain, possible)


def all_of(truths: Iterable[Truth]) -> Truth:
    """Where every one holds; `truths` is not empty."""
    first, *others = truths
    certain, possible = first.certain, first.possible
    for each in others:
        certain, possible = certain & each.certain, possible & each.possible
    return Truth(certain, possible)


def within(limits: Limits, bounds: Bounds) -> Truth:
    """Where a quantity lies within limits.

    >>> limits = Limits(at_least=20, below=50)
    >>> truth = within(limits, Bounds.of(np.array([19.9, 20.0, 50.0, np.nan])))
    >>> truth.certain.tolist(), truth.possible.tolist()
    ([False, True, False, False], [False, True, False, True])
    """
    certain = np.ones(bounds.low.shape, dtype=np.bool_)
    possible = np.ones(bounds.low.shape, dtype=np.bool_)
    if limits.lower is not None:
        value, inclusive = limits.lower
        certain &= _reaches(bounds.low, value, inclusive=inclusive)
        possible &= _reaches(bounds.high, value, inclusive=inclusive)
    if limits.upper is not None:
        value, inclusive = limits.upper
        certain &= ~_reaches(bounds.high, value, inclusive=not inclusive)
        possible &= ~_reaches(bounds.low, value, inclusive=not inclusive)
    return Truth(certain, possible)


def _reaches(values: NDArray[np.float64], threshold: float, *, inclusive: bool) -> NDArray[np.bool_]:
    return np.greater_equal(values, threshold) if inclusive else np.greater(values, threshold)
