"""What staff answer for after the register changed: who answered for most of the people somewhere still does."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from typing import Final

from app.domain.lineage import Passage
from app.domain.register import Register

UNMEASURED: Final = 0.5
"""What a part nobody measured counts for: neither all nor nothing of its unit."""
_Weights = Mapping[str, Mapping[str, float]]


def followed_scope(codes: Collection[str], passage: Passage, before: Register, after: Register) -> frozenset[str]:
    """The codes of what a member of staff answers for from a change on.

    Where more than half of what is there now was theirs before, it is theirs. What is no more stays with them too, so
    that its reports can still be read and corrected; a code that means other ground since is taken from them.

    Args:
        codes: of the districts, or of wards without one, they answer for.
        passage: from the one register to the other.
    """
    held = frozenset(codes)
    gained = {area for area, sources in _origins(passage, before, after).items() if _share(sources, held) > 0.5}
    in_force = {area.code for area in after.duty_areas}
    return frozenset(gained | (held - in_force))


def unclaimed_areas(scopes: Collection[frozenset[str]], after: Register) -> tuple[str, ...]:
    """What nobody who is bound to districts answers for, by code."""
    held = frozenset[str]().union(*scopes)
    return tuple(area.code for area in after.duty_areas if area.code not in held)


def _share(sources: Mapping[str, float], held: Collection[str]) -> float:
    total = sum(sources.values())
    return sum(weight for code, weight in sources.items() if code in held) / total if total else 0.0


def _origins(passage: Passage, before: Register, after: Register) -> _Weights:
    """By what is answered for now, what it was part of before, weighted by people, else by ground."""
    found: dict[str, dict[str, float]] = defaultdict(lambda: defaultdict(float))
    by_people = all(ward.population for ward in before.wards)
    for link in passage.links:
        old, new = before.ward(link.from_code), after.ward(link.to_code)
        size = float(old.population or 0) if by_people else old.area_km2
        share = link.population_share if by_people else link.area_share
        found[new.scope_code][old.scope_code] += size * (UNMEASURED if share is None else share)
    return found
