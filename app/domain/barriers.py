"""Barriers (rivers, canals): borders that touch on the map and cannot be walked across, declared and dated."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, fields
from datetime import date
from enum import StrEnum
from typing import Final

from shapely import LineString, MultiLineString

from app.domain.vocabulary import Provenance


class BarrierKind(StrEnum):
    """How a barrier says what it cuts."""

    WARD_PAIRS = "ward_pairs"
    DISTRICT_PAIRS = "district_pairs"
    LINE = "line"


@dataclass(frozen=True, kw_only=True)
class BarrierContent:
    """What is said of a barrier over one span of validity `[valid_from, valid_to)`.

    `pairs` are ward or district codes by `kind`, each pair and all pairs in ascending order, none for a line; `line` is
    lon/lat, None for pairs.
    """

    name_vi: str
    name_en: str
    kind: BarrierKind
    pairs: tuple[tuple[str, str], ...]
    line: LineString | MultiLineString | None
    valid_from: date
    valid_to: date | None
    document_number: str | None
    provenance: Provenance

    def is_valid(self, on: date) -> bool:
        """Whether it stands on a day."""
        return self.valid_from <= on and (self.valid_to is None or on < self.valid_to)

    def codes(self) -> tuple[str, ...]:
        """Every code that its pairs name, ascending."""
        return tuple(sorted({code for pair in self.pairs for code in pair}))


@dataclass(frozen=True, kw_only=True)
class Barrier(BarrierContent):
    """One version of a declared barrier."""

    barrier_id: str
    version: int
    recorded_revision: int

    @property
    def content(self) -> BarrierContent:
        """What is said of it, without which version says so."""
        return BarrierContent(**{each.name: getattr(self, each.name) for each in fields(BarrierContent)})


@dataclass(frozen=True)
class BarrierSet:
    """All that cannot be crossed, together: unordered pairs of codes, and lon/lat lines."""

    ward_pairs: frozenset[frozenset[str]] = frozenset()
    district_pairs: frozenset[frozenset[str]] = frozenset()
    lines: tuple[LineString | MultiLineString, ...] = ()

    @property
    def is_empty(self) -> bool:
        """Whether nothing is cut."""
        return not (self.ward_pairs or self.district_pairs or self.lines)


NO_BARRIERS: Final = BarrierSet()


def barrier_set(barriers: Iterable[BarrierContent], *, on: date) -> BarrierSet:
    """The barriers that stand on a day, as one set."""
    standing = [barrier for barrier in barriers if barrier.is_valid(on)]
    return BarrierSet(
        ward_pairs=_pairs(standing, BarrierKind.WARD_PAIRS),
        district_pairs=_pairs(standing, BarrierKind.DISTRICT_PAIRS),
        lines=tuple(barrier.line for barrier in standing if barrier.line is not None),
    )


def _pairs(barriers: Iterable[BarrierContent], kind: BarrierKind) -> frozenset[frozenset[str]]:
    return frozenset(frozenset(pair) for barrier in barriers if barrier.kind is kind for pair in barrier.pairs)
