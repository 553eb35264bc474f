"""Units through time: what splits, merges, transfers and new names make of the units of one day on the next.

A name or a code alone is never identity across a date on which the register changed: codes are used again for other
ground, names even more so. Only what is said to go on as it was, or is touched by no event, is the same unit.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from functools import cached_property
from typing import Final

ALL_OF_IT: Final = 0.999
"""A share from which on a unit went whole: shares are rounded on their way."""


class EventKind(StrEnum):
    """What became of a unit: parted among several, joined with others, gave a part away and goes on, was renamed, or
    got another code."""

    SPLIT = "split"
    MERGE = "merge"
    TRANSFER = "transfer"
    RENAME = "rename"
    RECODE = "recode"


class LineageProvenance(StrEnum):
    """Whether somebody said so with authority, said so without shares, so that these were worked out from where two
    registers draw their borders, or all of it was worked out so."""

    DECLARED = "declared"
    MEASURED = "measured"
    ESTIMATED = "estimated"


@dataclass(frozen=True)
class UnitEvent:
    """On a day, a unit (or a part of it) becomes (a part of) another.

    Shares are of the unit that was: 1 is all of it, None is a part nobody measured. `provenance` is that of the shares
    as much as of the event.
    """

    kind: EventKind
    on: date
    from_code: str
    to_code: str
    population_share: float | None
    area_share: float | None
    document_number: str | None = None
    provenance: LineageProvenance = LineageProvenance.DECLARED


@dataclass(frozen=True)
class UnitLink:
    """What one unit of the day before has in common with one of the day after; `kind` None: it goes on as it was."""

    from_code: str
    to_code: str
    kind: EventKind | None
    population_share: float | None = 1.0
    area_share: float | None = 1.0
    document_number: str | None = None
    provenance: LineageProvenance = LineageProvenance.DECLARED

    @property
    def is_whole(self) -> bool:
        """Whether all of the unit went that way."""
        return self.area_share is not None and self.area_share >= ALL_OF_IT


@dataclass(frozen=True)
class Passage:
    """A day from which on other units are in force, and how they came out of those before."""

    on: date
    links: tuple[UnitLink, ...]

    @classmethod
    def between(
        cls,
        before: Iterable[str],
        after: Iterable[str],
        events: Iterable[UnitEvent],
        *,
        on: date,
        doubtful: Collection[str] = (),
    ) -> Passage:
        """The passage of a day.

        Args:
            before: the codes in force until that day.
            after: the codes in force from it on.
            events: of that day; those about codes in neither are left out.
            doubtful: codes of both days that are the same unit only if an event says so.
        """
        old, new = set(before), set(after)
        told = [each for each in events if each.from_code in old and each.to_code in new]
        by_source = _by_source(told)
        staying = sorted(code for code in old & new if code in by_source or code not in doubtful)
        links = [_link(each) for each in told]
        links += [link for code in staying if (link := _staying(code, by_source.get(code, ()))) is not None]
        return cls(on, tuple(sorted(links, key=lambda each: (each.from_code, each.to_code))))

    def predecessors(self, code: str) -> Sequence[UnitLink]:
        """What a unit in force from the day on is made of; empty when nobody said."""
        return self._into.get(code, ())

    def successors(self, code: str) -> Sequence[UnitLink]:
        """What became of a unit in force until the day; empty when nobody said."""
        return self._out_of.get(code, ())

    def is_same(self, code: str) -> bool:
        """Whether the unit of this code is the same unit before and after: nothing left it and nothing came to it."""
        into, out = self.predecessors(code), self.successors(code)
        return len(into) == len(out) == 1 and into[0] is out[0] and out[0].to_code == code and out[0].is_whole

    def loses(self, code: str) -> bool:
        """Whether nobody said where all of a unit in force until the day went; parts nobody measured are said."""
        shares = [each.area_share for each in self.successors(code)]
        return None not in shares and sum(share for share in shares if share is not None) < ALL_OF_IT

    @cached_property
    def _into(self) -> Mapping[str, tuple[UnitLink, ...]]:
        return _grouped(self.links, into=True)

    @cached_property
    def _out_of(self) -> Mapping[str, tuple[UnitLink, ...]]:
        return _grouped(self.links, into=False)


def then(first: Passage, second: Passage) -> Passage:
    """Two passages, one after the other, as one: parts of a unit that meet again are added up."""
    found: dict[tuple[str, str], UnitLink] = {}
    for one in first.links:
        for other in second.successors(one.to_code):
            key = one.from_code, other.to_code
            joined = _joined(one, other)
            found[key] = joined if key not in found else _added(found[key], joined)
    links = tuple(found[key] for key in sorted(found))
    return Passage(second.on, links)


def missing_shares(events: Sequence[UnitEvent]) -> dict[str, float]:
    """By unit what the shares of its events lack of the whole, where all are known and nothing of it stays; the rest of
    a unit that only gave parts away stays with it, so lacks nothing.

    Returns:
        negative where the shares of ground, or those of people, come to more than the whole.
    """
    lacking = {}
    for code, own in _by_source(events).items():
        shares = [each.area_share for each in own]
        people = sum(each.population_share or 0.0 for each in own)
        total = max(people if people > 2 - ALL_OF_IT else 0.0, sum(share for share in shares if share is not None))
        stays = all(each.kind is EventKind.TRANSFER for each in own)
        if total > 2 - ALL_OF_IT or (not stays and None not in shares and total < ALL_OF_IT):
            lacking[code] = round(1 - total, 6)
    return lacking


def _by_source(events: Iterable[UnitEvent]) -> dict[str, list[UnitEvent]]:
    found: dict[str, list[UnitEvent]] = defaultdict(list)
    for each in events:
        found[each.from_code].append(each)
    return found


def _link(event: UnitEvent) -> UnitLink:
    return UnitLink(
        event.from_code,
        event.to_code,
        event.kind,
        event.population_share,
        event.area_share,
        event.document_number,
        event.provenance,
    )


def _staying(code: str, own: Sequence[UnitEvent]) -> UnitLink | None:
    """What of a unit stays with its code: all of it when no event takes of it, the rest when parts were transferred.

    A unit that was split or merged away leaves nothing, even where its code is used again.
    """
    if any(each.kind is not EventKind.TRANSFER or each.to_code == code for each in own):
        return None
    if not own:
        return UnitLink(code, code, None)
    provenance = own[0].provenance
    people, area = (_rest([getattr(each, name) for each in own]) for name in ("population_share", "area_share"))
    return (
        None
        if area == 0
        else UnitLink(code, code, EventKind.TRANSFER, people, area, own[0].document_number, provenance)
    )


def _rest(shares: Sequence[float | None]) -> float | None:
    known = [each for each in shares if each is not None]
    return round(max(0.0, 1 - sum(known)), 6) if len(known) == len(shares) else None


def _joined(one: UnitLink, other: UnitLink) -> UnitLink:
    least_sure = max(one.provenance, other.provenance, key=list(LineageProvenance).index)
    return UnitLink(
        one.from_code,
        other.to_code,
        other.kind or one.kind,
        _times(one.population_share, other.population_share),
        _times(one.area_share, other.area_share),
        other.document_number or one.document_number,
        least_sure,
    )


def _added(one: UnitLink, other: UnitLink) -> UnitLink:
    return replace(
        one,
        population_share=_plus(one.population_share, other.population_share),
        area_share=_plus(one.area_share, other.area_share),
    )


def _times(one: float | None, other: float | None) -> float | None:
    return None if one is None or other is None else one * other


def _plus(one: float | None, other: float | None) -> float | None:
    return None if one is None or other is None else one + other


def _grouped(links: Iterable[UnitLink], *, into: bool) -> dict[str, tuple[UnitLink, ...]]:
    found: dict[str, list[UnitLink]] = defaultdict(list)
    for each in links:
        found[each.to_code if into else each.from_code].append(each)
    return {code: tuple(some) for code, some in found.items()}
