"""Which level a ward has when another policy takes over: never milder, and in its place where palettes differ."""

from __future__ import annotations

import pytest

from app.domain.assessment import carried_level
from app.services.policy_library import shipped_policies


@pytest.mark.parametrize(
    ("old", "level", "new", "expected"),
    [
        ("hanoi-ct06-2021", "orange", "hanoi-tb-2021-09-14", "red"),
        ("moh-2686-2021", "yellow", "hanoi-ct06-2021", "orange"),
        ("hanoi-ct06-2021", "green", "moh-4800-2021", "level_1"),
        ("hanoi-ct06-2021", "orange", "moh-4800-2021", "level_3"),
        ("hanoi-ct06-2021", "red", "moh-4800-2021", "level_4"),
        ("moh-4800-2021", "level_2", "hanoi-ct06-2021", "orange"),
        ("moh-4800-2021", "unknown", "hanoi-ct06-2021", "unknown"),
    ],
)
def test_a_level_is_carried_over_without_opening_a_ward(old: str, level: str, new: str, expected: str) -> None:
    policies = shipped_policies()
    assert carried_level(level, policies[old], policies[new]) == expected
