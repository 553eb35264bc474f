"""Levels of two palettes are the same, stricter, milder, or cannot be ordered."""

from __future__ import annotations

from typing import Any

import pytest

from app.domain.level_comparison import Verdict, compare_levels
from app.domain.policy import Policy
from tests.unit.domain.policies import at_least, make_policy, make_rule

SAME, STRICTER, MILDER, UNORDERED, ONE_UNKNOWN = Verdict


def palette(*levels: str) -> Policy:
    """A policy with these levels, from lowest to highest."""
    shape = make_policy().levels[0].model_dump()
    duty = make_policy().testing[0].model_dump()
    changes: dict[str, Any] = {
        "levels": [{**shape, "id": level, "rank": rank} for rank, level in enumerate(levels, start=1)],
        "testing": [{**duty, "level": level} for level in levels],
        "rules": [
            make_rule(level, any_of=[at_least(rank, "community_unknown_source")])
            for rank, level in reversed(list(enumerate(levels[1:], start=1)))
        ],
        "adjacency": [],
    }
    return make_policy(**changes)


def verdict(active: Policy, one: str, draft: Policy, other: str) -> Verdict:
    """The draft's level beside the active one's."""
    ranks = (active.rank_of.get(one, 0), draft.rank_of.get(other, 0))
    return Verdict(int(compare_levels(active, draft)[ranks]))


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("green", "green", SAME),
        ("green", "red", STRICTER),
        ("red", "orange", MILDER),
        ("unknown", "unknown", SAME),
        ("unknown", "green", ONE_UNKNOWN),
        ("red", "unknown", ONE_UNKNOWN),
    ],
)
def test_one_palette_is_ordered_by_rank(one: str, other: str, expected: Verdict) -> None:
    policy = palette("green", "orange", "red")
    assert verdict(policy, one, policy, other) is expected


def test_a_level_between_is_ordered_by_its_neighbors() -> None:
    active, draft = palette("green", "orange", "red"), palette("green", "yellow", "orange", "red")
    assert verdict(active, "green", draft, "yellow") is STRICTER
    assert verdict(active, "orange", draft, "yellow") is MILDER
    assert verdict(active, "orange", draft, "orange") is SAME


def test_two_levels_between_the_same_neighbors_cannot_be_ordered() -> None:
    active, draft = palette("green", "orange", "red"), palette("green", "yellow", "red")
    assert verdict(active, "orange", draft, "yellow") is UNORDERED
    assert verdict(active, "orange", draft, "red") is STRICTER


def test_lowest_levels_of_strange_palettes_are_the_same() -> None:
    active, draft = palette("green", "red"), palette("low", "high")
    assert verdict(active, "green", draft, "low") is SAME
    assert verdict(active, "green", draft, "high") is STRICTER
    assert verdict(active, "red", draft, "low") is MILDER
    assert verdict(active, "red", draft, "high") is UNORDERED


def test_lowest_levels_differ_where_one_is_known_to_be_higher() -> None:
    active, draft = palette("green", "red"), palette("blue", "green", "red")
    assert verdict(active, "green", draft, "blue") is MILDER
    assert verdict(active, "green", draft, "green") is SAME


def test_palettes_that_contradict_each_other_order_nothing_but_equal_names() -> None:
    active, draft = palette("green", "amber", "red"), palette("green", "red", "amber")
    assert verdict(active, "amber", draft, "amber") is SAME
    assert verdict(active, "amber", draft, "red") is UNORDERED
