"""Notices to neighboring districts: whose wards touch ground that has changed, along how many metres.

A district hears of what happens across its line: a ward of another district that rises to an elevated level or leaves
it, a ring or cordon of another district that is proposed, ordered, changed or lifted. Districts in which the change
itself lies hear nothing, they made it. Without districts each ward is told for itself.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from app.domain.border import Touch
from app.domain.register import Register
from app.domain.vocabulary import BoundaryStatus, LockdownLayer


class NoticeAction(StrEnum):
    """What happened across the line; the first three to a ward's level, the others to a ring or cordon."""

    RAISED = "raised"
    LOWERED = "lowered"
    CANCELLED = "cancelled"
    PROPOSED = "proposed"
    ISSUED = "issued"
    EXTENDED = "extended"
    SHRUNK = "shrunk"
    REDRAWN = "redrawn"
    LIFTED = "lifted"


@dataclass(frozen=True)
class TouchedWard:
    """A ward of the district told: its border with the ground, and the strictest layer of a ring it lies in, if any."""

    ward_code: str
    ward_name: str
    shared_border_m: float
    neighbor_codes: tuple[str, ...]
    layer: LockdownLayer | None = None


@dataclass(frozen=True)
class Happening:
    """What is told to every district it touches.

    `fact` names it: the same fact is told to a district once, whatever is judged again. `level_before` and `level` are
    of a ward; `since` is when it takes, or took, effect.
    """

    subject: Touch
    subject_id: str
    subject_name: str
    action: NoticeAction
    fact: str
    since: datetime
    level: str | None = None
    level_before: str | None = None
    document_number: str | None = None
    signer: str | None = None


@dataclass(frozen=True)
class BorderNotice:
    """A happening as one district is told of it; `approximate`: metres are those of schematic boundaries."""

    district_code: str
    happening: Happening
    wards: tuple[TouchedWard, ...]
    approximate: bool

    @property
    def shared_border_m(self) -> float:
        """Metres along all wards of the district."""
        return round(sum(each.shared_border_m for each in self.wards), 1)


def level_action(before: int, after: int, *, elevated_from: int) -> NoticeAction | None:
    """What a change of rank is to neighbors; None when it stays below the elevated levels.

    >>> level_action(1, 2, elevated_from=2), level_action(3, 2, elevated_from=2), level_action(0, 1, elevated_from=2)
    (<NoticeAction.RAISED: 'raised'>, <NoticeAction.LOWERED: 'lowered'>, None)
    """
    if before == after or max(before, after) < elevated_from:
        return None
    return NoticeAction.RAISED if after > before else NoticeAction.LOWERED


def notices_of(
    register: Register,
    happening: Happening,
    *,
    ground: Iterable[str],
    own_districts: frozenset[str | None],
    layers: Mapping[str, LockdownLayer] | None = None,
) -> list[BorderNotice]:
    """A notice for each district that the ground touches, or reaches into, beside the districts it is of.

    Args:
        ground: codes of the wards that changed, or lie in the ring or cordon before or after the change.
        own_districts: those the change was made in.
        layers: the strictest layer of each ward that lies in the ring now.
    """
    inside = np.zeros(len(register.codes), dtype=np.bool_)
    inside[[register.positions[code] for code in ground if code in register.positions]] = True
    approximate = register.boundary_status is BoundaryStatus.SCHEMATIC
    by_district: dict[str, list[TouchedWard]] = defaultdict(list)
    for position in _touched(register, inside):
        ward = register.wards[position]
        if ward.scope_code not in own_districts:
            by_district[ward.scope_code].append(_touched_ward(register, position, inside, layers or {}))
    return [BorderNotice(code, happening, tuple(wards), approximate) for code, wards in sorted(by_district.items())]


def _touched(register: Register, inside: NDArray[np.bool_]) -> list[int]:
    """The wards of the ground and those that border it, ascending."""
    found: list[int] = register.borders.within(np.flatnonzero(inside), order=1).tolist()
    return found


def _touched_ward(
    register: Register, position: int, inside: NDArray[np.bool_], layers: Mapping[str, LockdownLayer]
) -> TouchedWard:
    """A ward outside looks at all the ground it borders; one inside at the ground beyond its district line."""
    ward, borders = register.wards[position], register.borders
    pairs = zip(borders.neighbors_of(position).tolist(), borders.borders_of(position).tolist(), strict=True)
    looked_at = [
        (register.codes[other], metres)
        for other, metres in pairs
        if inside[other] and not (inside[position] and register.wards[other].scope_code == ward.scope_code)
    ]
    return TouchedWard(
        ward_code=ward.code,
        ward_name=ward.name,
        shared_border_m=round(sum(metres for _, metres in looked_at), 1),
        neighbor_codes=tuple(code for code, _ in looked_at),
        layer=layers.get(ward.code),
    )
