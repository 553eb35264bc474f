"""Rates worked out from counts: exact where they lie on a threshold, rounded as notices round."""

from __future__ import annotations

import numpy as np
import pytest

from app.domain.case_indicators import incidence, rounded
from app.domain.policy_indicators import Incidence
from app.domain.vocabulary import Provenance


def weekly(window_days: int) -> Incidence:
    return Incidence(
        id="incidence",
        label_vi="x",
        label_en="x",
        provenance=Provenance.EXAMPLE,
        note_vi="x",
        note_en="x",
        kind="incidence",
        classes=("quarantine",),
        window_days=window_days,
        per_days=7,
    )


@pytest.mark.parametrize(
    ("window_days", "cases", "people", "rate"),
    [(21, 2013, 335_500, 200.0), (14, 39, 100_000, 19.5), (7, 0, 100_000, 0.0), (7, 20, 100_000, 20.0)],
)
def test_a_rate_that_lies_on_a_threshold_is_that_threshold(
    window_days: int, cases: int, people: int, rate: float
) -> None:
    found = incidence(weekly(window_days), np.array([float(cases)]), np.array([float(people)]))
    assert found.tolist() == [rate]


@pytest.mark.parametrize("people", [0.0, 1e-300, np.nan, -5.0])
def test_a_rate_without_people_is_missing(people: float) -> None:
    assert np.isnan(incidence(weekly(7), np.array([1e12]), np.array([people]))).all()


@pytest.mark.parametrize(
    ("value", "whole"),
    [
        (0.0, 0.0),
        (0.5, 1.0),
        (np.nextafter(0.5, 0), 0.0),
        (np.nextafter(19.5, 0), 19.0),
        (19.5, 20.0),
        (np.inf, np.inf),
    ],
)
def test_halves_are_rounded_up_and_nothing_below_them(value: float, whole: float) -> None:
    assert rounded(np.array([value])).tolist() == [whole]
