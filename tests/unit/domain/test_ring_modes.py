"""What a ring may be asked for: values that cannot be, are missing or belong to another mode are refused by name."""

from __future__ import annotations

import math
from typing import Any

import pytest

from app.domain.errors import InvalidValue
from app.domain.ring_modes import RingMode, RingRequest
from app.domain.vocabulary import LockdownLayer
from tests.worlds import square

DISTANCE: dict[str, Any] = {"mode": RingMode.DISTANCE, "next_m": 500.0}
CONTIGUITY: dict[str, Any] = {"mode": RingMode.CONTIGUITY}


def test_the_default_is_whole_units() -> None:
    assert RingRequest().mode is RingMode.WHOLE_UNITS
    assert RingRequest().parameters() == {"respect_barriers": False, "within_districts": False}


@pytest.mark.parametrize(
    ("asked", "pointer"),
    [
        ({"mode": RingMode.DISTANCE}, "/next_m"),
        ({**DISTANCE, "next_m": 0.0}, "/next_m"),
        ({**DISTANCE, "next_m": math.nan}, "/next_m"),
        ({**DISTANCE, "next_m": 50_001.0}, "/next_m"),
        ({**DISTANCE, "core_m": -1.0}, "/core_m"),
        ({**DISTANCE, "core_m": math.inf}, "/core_m"),
        ({**DISTANCE, "outer_m": 500.0}, "/outer_m"),
        ({**DISTANCE, "outer_m": 50_001.0}, "/outer_m"),
        ({**CONTIGUITY, "order": 0}, "/order"),
        ({**CONTIGUITY, "order": 6}, "/order"),
        ({**CONTIGUITY, "order": 2, "outer_order": 2}, "/outer_order"),
        ({**CONTIGUITY, "outer_order": 11}, "/outer_order"),
        ({"mode": RingMode.MANUAL}, "/layers"),
    ],
)
def test_a_value_that_cannot_be_is_named(asked: dict[str, Any], pointer: str) -> None:
    with pytest.raises(InvalidValue) as refused:
        RingRequest(**asked)
    assert refused.value.errors[0].pointer == pointer


@pytest.mark.parametrize(
    "stranger",
    [
        {"order": 2},
        {"outer_order": 3},
        {"core_m": 10.0},
        {"next_m": 10.0},
        {"outer_m": 10.0},
        {"layers": {LockdownLayer.CORE: square(0, 0)}},
    ],
)
def test_a_value_of_another_mode_is_refused_rather_than_overlooked(stranger: dict[str, Any]) -> None:
    (name,) = stranger
    with pytest.raises(InvalidValue, match=f"{name} belongs to mode"):
        RingRequest(mode=RingMode.ADMINISTRATIVE, **stranger)


def test_values_at_the_limits_are_taken() -> None:
    assert RingRequest(mode=RingMode.DISTANCE, next_m=49_999.0, outer_m=50_000.0).parameters() == {
        "core_m": 0.0,
        "next_m": 49_999.0,
        "outer_m": 50_000.0,
        "respect_barriers": False,
        "within_districts": False,
    }
    assert RingRequest(mode=RingMode.CONTIGUITY, order=5, outer_order=10).parameters()["outer_order"] == 10


def test_distance_and_manual_cut_wards() -> None:
    assert {mode for mode in RingMode if mode.cuts_wards} == {RingMode.DISTANCE, RingMode.MANUAL}
