"""What testing duties are computed from, as known at one moment: rounds, duties, campaigns."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from app.domain.campaigns import Campaign
from app.domain.mass_testing import DutySpell
from app.domain.records import TestRound


@dataclass(frozen=True)
class SamplingRecords:
    """Rounds that count and duties, begun and planned, oldest first, by ward code or cordon id."""

    rounds: Mapping[str, Sequence[TestRound]] = field(default_factory=dict)
    duties: Mapping[str, Sequence[DutySpell]] = field(default_factory=dict)
    campaigns: Sequence[Campaign] = ()


def rounds_by_unit(rounds: Iterable[TestRound]) -> dict[str, list[TestRound]]:
    """Rounds by ward code or cordon id, in the order given."""
    found: dict[str, list[TestRound]] = {}
    for each in rounds:
        found.setdefault(each.unit_id, []).append(each)
    return found
