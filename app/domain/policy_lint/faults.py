"""What a linter says of a place in a policy: a fault that bars it, or a warning that does not."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from app.domain.policy import Criteria, Policy

Location = tuple[int | str, ...]
"""A place of a policy by keys and positions, outermost first."""

Severity = Literal["fault", "warning"]


@dataclass(frozen=True)
class PolicyFault:
    """What is wrong at a place of a policy, and the cure.

    A `fault` bars the policy; a `warning` says that something is odd and may still be meant.
    """

    location: Location
    vi: str
    en: str
    severity: Severity = "fault"


def criteria_of(policy: Policy) -> Iterator[tuple[Location, Criteria]]:
    """The criteria of wards, of districts and of the city, each with its place; those the policy does not have not."""
    yield (), policy
    if policy.districts is not None:
        yield ("districts",), policy.districts
    if policy.city is not None:
        yield ("city",), policy.city
