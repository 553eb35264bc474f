"""Policies to try things on: the shipped one of Hanoi with something changed."""

from __future__ import annotations

from typing import Any

from app.domain.policy import Policy
from app.services.policy_library import shipped_policy

CITED = {"provenance": "example", "note_vi": "ví dụ", "note_en": "an example"}


def make_policy(**changes: Any) -> Policy:
    """`hanoi-ct06-2021` with some of its entries replaced."""
    return Policy.model_validate({**shipped_policy("hanoi-ct06-2021").model_dump(), **changes})


def make_rule(level: str, *, name: str | None = None, **conditions: Any) -> dict[str, Any]:
    """A rule for a level, with its `any_of` or `all_of`."""
    return {
        "id": name or f"a-rule-for-{level}",
        "level": level,
        "label_vi": "x",
        "label_en": "x",
        **CITED,
        **conditions,
    }


def at_least(count: int, *classes: str) -> dict[str, Any]:
    """The condition that so many cases of these classes lie in the window."""
    return {"cases": {"classes": list(classes), "at_least": count}}


def number(value: int, *, unit: str = "days") -> dict[str, Any]:
    """A number of our own."""
    return {"value": value, "unit": unit, **CITED}
