"""When a cordon is to be sampled: its own cadence, whatever the colour of its wards.

A cordon is due like a ward, by the duty of its own order. Its own complete rounds count; so does a complete round of
the whole ward it lies in, since that met everyone inside. Across several wards each of them needs such a round, and the
earliest of them counts, so nobody inside waits longer than the cadence. A cordon's round never counts for its ward.

Source: dispatch of the city of Hanoi of 6 September 2021 (locked-down areas are sampled every 2–3 days).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Final

from app.domain.cordons import Cordon, CordonStatus
from app.domain.mass_testing import DutySpell, is_complete
from app.domain.records import TestRound
from app.domain.reporting_day import ReportingClock

CORDON: Final = "cordon"
"""Stands for a level in the duty of a cordon."""
_WHOLE_WARD: Final = "đã lấy mẫu cả xã"


def cordon_duties(versions: Iterable[Cordon], clock: ReportingClock) -> dict[str, list[DutySpell]]:
    """By cordon id the duties of the versions in force, begun and ordered for later, oldest first."""
    found: dict[str, list[DutySpell]] = {}
    for each in versions:
        if each.status is CordonStatus.IN_FORCE:
            day = clock.open_day(each.takes_effect_at)
            spell = DutySpell(day, CORDON, each.testing_interval_days, each.takes_effect_at)
            found.setdefault(each.cordon_id, []).append(spell)
    return found


def rounds_for_cordon(
    cordon: Cordon,
    rounds: Mapping[str, Sequence[TestRound]],
    populations: Mapping[str, int | None],
    *,
    round_complete_pct: int,
) -> list[TestRound]:
    """The rounds that count for a cordon: its own, and those that met all of its wards.

    Args:
        rounds: that count, by ward code or cordon id.
        populations: of the wards.
    """
    complete = [
        (code, each)
        for code in cordon.ward_codes
        for each in rounds.get(code, ())
        if is_complete(each, round_complete_pct, population=populations.get(code))
    ]
    complete.sort(key=lambda found: (found[1].completed_on or found[1].started_on, found[0]))
    met, whole = dict[str, TestRound](), list[TestRound]()
    for code, each in complete:
        met[code] = each
        if len(met) == len(cordon.ward_codes):
            earliest = min(met.values(), key=lambda known: known.completed_on or known.started_on)
            whole.append(replace(earliest, closed_with_reason=earliest.closed_with_reason or _WHOLE_WARD))
            met = {}
    return [*rounds.get(cordon.cordon_id, ()), *whole]
