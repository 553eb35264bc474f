"""Which wards changed their level since the day before, the worst news first."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from app.api.pages.shared import LevelView, Shell, name_order
from app.services.zone_timeline import LevelChange, changes_since, day_before

CHANGES_SHOWN: Final = 4
"""So many changes are told at once; the rest unfolds."""


@dataclass(frozen=True)
class ChangeRow:
    """One ward before and after; `before` None: a level that only an older policy had."""

    code: str
    name: str
    district_name: str
    href: str
    before: LevelView | None
    before_label: str
    after: LevelView


@dataclass(frozen=True)
class ChangesView:
    """All changes, how many went up and down, and by how many wards each level grew."""

    compared: str
    summary: str
    shown: Sequence[ChangeRow]
    more: Sequence[ChangeRow]
    growth: Mapping[str, int]


def changes_view(shell: Shell, district: str | None) -> ChangesView:
    """What changed in the whole register, or in one district."""
    clock = shell.rules.clock
    day = day_before(shell.snapshot, clock)
    found = [
        change
        for change in changes_since(shell.snapshot, day, clock=clock)
        if district is None or change.zone.ward.district_code == district
    ]
    ordered = sorted(found, key=lambda change: (_order(change, shell), name_order(change.zone.ward.name)))
    rows = [_row(change, shell) for change in ordered]
    growth = Counter(change.zone.level for change in found)
    growth.subtract(change.previous_level for change in found)
    return ChangesView(
        compared=shell.words("changes_since", day=shell.words.short_day(day)),
        summary=_summary(found, shell),
        shown=rows[:CHANGES_SHOWN],
        more=rows[CHANGES_SHOWN:],
        growth=growth,
    )


def _summary(found: Sequence[LevelChange], shell: Shell) -> str:
    """`6 tăng, 2 giảm`; what went to or from “no data” is neither."""
    steps = Counter(_direction(change, shell) for change in found)
    parts = [
        shell.words(key, n=steps[direction])
        for key, direction in (("changes_up", 1), ("changes_down", -1), ("changes_other", 0))
        if steps[direction]
    ]
    return ", ".join(parts)


def _direction(change: LevelChange, shell: Shell) -> int:
    rank = shell.snapshot.policy.rank_of
    before, after = rank.get(change.previous_level), rank.get(change.zone.level)
    if before is None or after is None:
        return 0
    return (after > before) - (after < before)


def _order(change: LevelChange, shell: Shell) -> tuple[int, int]:
    """Raised levels first, the highest before the others; then those lowered, then those without a rank."""
    direction = _direction(change, shell)
    return {1: 0, -1: 1, 0: 2}[direction], -shell.snapshot.policy.rank_of.get(change.zone.level, 0)


def _row(change: LevelChange, shell: Shell) -> ChangeRow:
    ward = change.zone.ward
    before = shell.levels.get(change.previous_level)
    return ChangeRow(
        code=ward.code,
        name=ward.name,
        district_name=ward.district_name or "",
        href=shell.links.ward(ward.code),
        before=before,
        before_label=before.label if before else change.previous_level,
        after=shell.levels[change.zone.level],
    )
