"""Finding units by what people type: names now and before, districts, kinds, codes; marks and case do not matter.

The index is made once for a register. Words and names lie sorted, so that whatever begins with a text is one slice, and
units are marked in arrays: the worst query, a single letter, takes no longer than the arrays are long.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

import numpy as np
from numpy.typing import NDArray

from app.domain.names import MatchRank, NameQuery, fold, sort_key, split_kind
from app.domain.register import District, Register, Ward
from app.domain.typed_names import NearNames, untyped

_NONE: Final = np.iinfo(np.int64).max
_MEANT: Final = len(MatchRank)
"""Added to the rank of what answers only to what the text may have meant."""
_AFTER_ALL: Final = "\U0010ffff"


@dataclass(frozen=True)
class FormerUnit:
    """A name or code that is no more; `successors` are the wards in force on its ground, by code.

    `until` is the first day without it, None where nobody said.
    """

    name: str
    code: str | None
    until: date | None
    successors: tuple[str, ...]


@dataclass(frozen=True)
class Found:
    """A unit that answers, how well, and the former unit through which it was found.

    `approximate`: to what was typed nearly right.
    """

    rank: MatchRank
    unit: Ward | District
    was: FormerUnit | None = None
    approximate: bool = False


@dataclass(frozen=True)
class Hits:
    """The best of all that answer, and how many these are."""

    found: Sequence[Found]
    count: int


class UnitSearch:
    """All units of a register, and those before them, ready to be found."""

    def __init__(self, register: Register, former: Iterable[FormerUnit] = ()) -> None:
        self._units: tuple[Ward | District, ...] = (*register.wards, *register.districts)
        self._former = tuple(former)
        self._wards, self._present = len(register.wards), len(self._units)
        names = [*(each.name for each in self._units), *(each.name for each in self._former)]
        apart = [split_kind(name) for name in names]
        self._kinds, bares = [kind for kind, _ in apart], [bare for _, bare in apart]
        around = [fold(each.district_name or "") if isinstance(each, Ward) else "" for each in self._units]
        self._bares = _Sorted(bares)
        self._words = _Words(map(fold, names), len(names))
        self._districts = _Words(around, len(names))
        self._codes = _by_code([*(each.code for each in self._units), *(each.code for each in self._former)])
        self._order, self._by_order = _ordered(names, [*(each.code for each in self._units), *self._former_codes()])
        self._in_district = _districts_of(self._units)
        self._heirs = _heirs(self._former, register.positions, first=self._present)
        self._near = NearNames(bares, list(map(fold, names)))

    def search(
        self, text: str, *, limit: int | None = None, district_code: str | None = None, wards_only: bool = False
    ) -> Hits:
        """The units that answer a text, best first, then by the Vietnamese alphabet.

        Names that are typed nearly right are looked for only when nothing else answers.

        Args:
            limit: at most so many; None: all.
            district_code: only this district and what lies in it.
        """
        query = NameQuery.of(text)
        if not query.text or not self._units:
            return Hits((), 0)
        inside = self._inside(district_code, wards_only=wards_only)
        keys = self._keys(self._ranks(query), inside)
        if (keys == _NONE).all():
            keys = self._keys(self._nearly(query), inside)
        return self._best(keys, limit)

    def _ranks(self, query: NameQuery) -> NDArray[np.int64]:
        """(N,) how well each name answers; `_NONE` where it does not. The better rank is written last."""
        ranks = np.full(len(self._kinds), _NONE)
        self._rank_words(query, ranks)
        for text in {query.text, query.bare}:
            begun = self._bares.beginning_with(text)
            ranks[begun[begun < self._wards]] = MatchRank.WARD_PREFIX
            ranks[begun[begun >= self._present]] = MatchRank.OLD_NAME_PREFIX
        for place in self._exact(query):
            ranks[place] = self._whole_name(place)
        ranks[self._codes.get(query.text, [])] = MatchRank.CODE
        return ranks

    def _rank_words(self, query: NameQuery, ranks: NDArray[np.int64]) -> None:
        tokens = f"{query.kind or ''} {query.bare}".split()
        everywhere, somewhere = np.ones(len(ranks), dtype=np.bool_), np.zeros(len(ranks), dtype=np.bool_)
        for token in tokens:
            named = self._words.beginning_with(token)
            somewhere |= named
            everywhere &= named | self._districts.beginning_with(token)
        ranks[everywhere & ~somewhere] = MatchRank.IN_DISTRICT
        own = everywhere & somewhere
        ranks[own] = MatchRank.WORD_PREFIXES
        ranks[self._present :][own[self._present :]] = MatchRank.OLD_NAME_PREFIX

    def _exact(self, query: NameQuery) -> Iterator[int]:
        yield from self._bares.equal_to(query.text).tolist()
        for place in self._bares.equal_to(query.bare).tolist():
            if query.kind in (None, self._kinds[place]):
                yield place

    def _whole_name(self, place: int) -> MatchRank:
        if place < self._wards:
            return MatchRank.EXACT_WARD
        return MatchRank.EXACT_DISTRICT if place < self._present else MatchRank.OLD_NAME

    def _nearly(self, query: NameQuery) -> NDArray[np.int64]:
        """The same for what was typed nearly right: marks typed as letters, blanks left out, one letter wrong."""
        for text in untyped(query.text):
            found = self._ranks(NameQuery.of(text))
            if (found != _NONE).any():
                return np.where(found == _NONE, _NONE, found + _MEANT)
        ranks = np.full(len(self._kinds), _NONE)
        ranks[self._near.to(query.text) or self._near.to(query.bare)] = MatchRank.NEAR
        return ranks

    def _inside(self, district_code: str | None, *, wards_only: bool) -> NDArray[np.bool_]:
        inside = np.ones(self._present, dtype=np.bool_)
        if district_code is not None:
            inside &= self._in_district == district_code
        if wards_only:
            inside[self._wards :] = False
        return inside

    def _keys(self, ranks: NDArray[np.int64], inside: NDArray[np.bool_]) -> NDArray[np.int64]:
        """(U,) by unit its rank and the place of the name it answers by, as one number; `_NONE`: it does not."""
        answers = ranks != _NONE
        by_name = np.where(answers, np.where(answers, ranks, 0) * len(ranks) + self._order, _NONE)
        keys = by_name[: self._present].copy()
        names, wards = self._heirs
        np.minimum.at(keys, wards, by_name[names])
        keys[~inside] = _NONE
        return keys

    def _best(self, keys: NDArray[np.int64], limit: int | None) -> Hits:
        answering = np.flatnonzero(keys != _NONE)
        best = answering[np.lexsort((self._order[answering], keys[answering]))][:limit].tolist()
        return Hits([self._found(place, int(keys[place])) for place in best], len(answering))

    def _found(self, place: int, key: int) -> Found:
        rank, order = divmod(key, len(self._order))
        name = int(self._by_order[order])
        was = self._former[name - self._present] if name >= self._present else None
        meant = rank >= _MEANT
        return Found(MatchRank(rank - _MEANT * meant), self._units[place], was, meant or rank == MatchRank.NEAR)

    def _former_codes(self) -> Iterator[str]:
        yield from (f"{each.code or ''}{','.join(each.successors)}" for each in self._former)


class _Sorted:
    """Texts in order, with where each stands."""

    def __init__(self, texts: Sequence[str]) -> None:
        self._places = np.array(sorted(range(len(texts)), key=texts.__getitem__), dtype=np.intp)
        self._texts = [texts[place] for place in self._places.tolist()]

    def beginning_with(self, text: str) -> NDArray[np.intp]:
        """Where the texts stand that begin with another."""
        return self._places[bisect_left(self._texts, text) : bisect_left(self._texts, text + _AFTER_ALL)]

    def equal_to(self, text: str) -> NDArray[np.intp]:
        """Where the texts stand that are another."""
        return self._places[bisect_left(self._texts, text) : bisect_left(self._texts, f"{text}\0")]


class _Words:
    """The words of N texts in order; the places of the texts that hold each lie one after the other."""

    def __init__(self, texts: Iterable[str], count: int) -> None:
        holding: dict[str, list[int]] = {}
        for place, text in enumerate(texts):
            for word in set(text.split()):
                holding.setdefault(word, []).append(place)
        self._words = sorted(holding)
        self._count = count
        self._places = np.array([place for word in self._words for place in holding[word]], dtype=np.intp)
        self._ends = np.cumsum([0, *(len(holding[word]) for word in self._words)])

    def beginning_with(self, token: str) -> NDArray[np.bool_]:
        """(N,) whether each text holds a word that begins with a token."""
        first, last = bisect_left(self._words, token), bisect_left(self._words, token + _AFTER_ALL)
        held = np.zeros(self._count, dtype=np.bool_)
        held[self._places[self._ends[first] : self._ends[last]]] = True
        return held


def _by_code(codes: Sequence[str | None]) -> dict[str, list[int]]:
    found: dict[str, list[int]] = {}
    for place, code in enumerate(codes):
        if code is not None:
            found.setdefault(code.casefold(), []).append(place)
    return found


def _ordered(names: Sequence[str], codes: Sequence[str]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """(N,) the place of each name in the Vietnamese alphabet, and the other way round."""
    keys = [sort_key(name) for name in names]
    by_order = np.array(sorted(range(len(names)), key=lambda place: (keys[place], codes[place])), dtype=np.int64)
    order = np.empty_like(by_order)
    order[by_order] = np.arange(len(names))
    return order, by_order


def _districts_of(units: Sequence[Ward | District]) -> NDArray[np.object_]:
    codes = [each.district_code if isinstance(each, Ward) else each.code for each in units]
    return np.array(codes, dtype=object)


def _heirs(
    former: Sequence[FormerUnit], wards: Mapping[str, int], *, first: int
) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Pairs of a former unit, by its place among all names (from `first` on), and a ward in force on its ground."""
    pairs = [
        (name, wards[code])
        for name, each in enumerate(former, start=first)
        for code in each.successors
        if code in wards
    ]
    names, heirs = np.array(pairs, dtype=np.intp).reshape(-1, 2).T
    return names, heirs
