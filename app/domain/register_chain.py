"""The registers in force one after the other, and how units, counts and held levels pass from one to the next."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import reduce

import numpy as np
from numpy.typing import NDArray

from app.domain.lineage import Passage, UnitLink, then
from app.domain.persistence import Held
from app.domain.register import Register
from app.domain.zoning import ZoneState


@dataclass(frozen=True)
class RegisterSpan:
    """A register over the days [first_day, end_day); None: since ever, and without end in sight."""

    first_day: date | None
    end_day: date | None
    register: Register

    def holds(self, day: date) -> bool:
        """Whether it is in force on a day."""
        return (self.first_day is None or self.first_day <= day) and (self.end_day is None or day < self.end_day)


@dataclass(frozen=True)
class RegisterChain:
    """All spans, oldest first, and the passages between each and the next; at least one span."""

    spans: tuple[RegisterSpan, ...]
    passages: tuple[Passage, ...]

    @classmethod
    def of(cls, register: Register) -> RegisterChain:
        """A register that never changed."""
        return cls((RegisterSpan(None, None, register),), ())

    def position_on(self, day: date) -> int:
        """Which span is in force on a day."""
        return next(index for index, span in enumerate(self.spans) if span.holds(day))

    def register_on(self, day: date) -> Register:
        """The register in force on a day."""
        return self.spans[self.position_on(day)].register

    def passage(self, first: int, last: int) -> Passage:
        """All passages from one span to a later one, as one.

        Raises:
            ValueError: they are the same span.
        """
        if first >= last:
            raise ValueError("there is no passage from a register to itself")
        return reduce(then, self.passages[first:last])

    def successors(self, code: str, at: date) -> Sequence[UnitLink]:
        """What became of the unit that bore a code on a day, at the first change it did not outlive.

        Empty while it goes on as it was, and when nobody said what became of it.
        """
        for passage in self.passages[self.position_on(at) :]:
            if not passage.is_same(code):
                return passage.successors(code)
        return ()

    def predecessors(self, code: str, at: date) -> Sequence[UnitLink]:
        """What the unit that bears a code on a day was made of, at the change it began with; empty when it is as old
        as the register, and when nobody said."""
        for passage in reversed(self.passages[: self.position_on(at)]):
            if not passage.is_same(code):
                return passage.predecessors(code)
        return ()

    def begun_on(self, code: str, at: date) -> date | None:
        """The day the unit that bears a code on a day began as it is; None: with the register."""
        passed = reversed(self.passages[: self.position_on(at)])
        return next((passage.on for passage in passed if not passage.is_same(code)), None)

    def now(self, code: str, at: date) -> tuple[str, ...]:
        """The codes that today stand on the ground of the unit that bore a code on a day, ascending; itself if it does.

        Empty when nobody said what became of it.
        """
        return self.carried([code], self.position_on(at), len(self.spans) - 1)

    def gone(self) -> Mapping[str, date]:
        """The codes no unit bears in the last span, with the first day the last that did was no more."""
        ended = {}
        for passage, before in zip(self.passages, self.spans, strict=False):
            ended.update(dict.fromkeys(before.register.codes, passage.on))
        return {code: day for code, day in ended.items() if code not in self.spans[-1].register.positions}

    def goes_on(self, code: str, first: int, last: int) -> bool:
        """Whether a code means the same unit in two spans, the first no later than the last."""
        return first <= last and all(passage.is_same(code) for passage in self.passages[first:last])

    def carried(self, codes: Iterable[str], first: int, last: int) -> tuple[str, ...]:
        """The units of one span on the ground of some of another, whichever is older, ascending."""
        standing = set(codes)
        if first < last:
            for passage in self.passages[first:last]:
                standing = {link.to_code for code in standing for link in passage.successors(code)}
        for passage in reversed(self.passages[last:first]):
            standing = {link.from_code for code in standing for link in passage.predecessors(code)}
        return tuple(sorted(standing))


@dataclass(frozen=True)
class Descent:
    """How the wards of a later register came out of those of an earlier one: E pairs of positions.

    `earlier`, `later` (E,) are positions in the two registers; `whole` (E,) whether all of the earlier unit is in the
    later one; `same` (W later,) the position of the one unit it is the same as, −1 where it is none; `lost` the
    positions of earlier units of which nobody said where all of them went: any ward that is new may have a part.
    """

    earlier: NDArray[np.intp]
    later: NDArray[np.intp]
    whole: NDArray[np.bool_]
    same: NDArray[np.intp]
    lost: NDArray[np.intp]

    @classmethod
    def along(cls, passage: Passage, before: Register, after: Register) -> Descent:
        """The pairs of a passage."""
        links = passage.links
        earlier = np.array([before.positions[each.from_code] for each in links], dtype=np.intp)
        later = np.array([after.positions[each.to_code] for each in links], dtype=np.intp)
        same = np.full(len(after.codes), -1, dtype=np.intp)
        for position, code in enumerate(after.codes):
            if passage.is_same(code):
                same[position] = before.positions[code]
        lost = np.array([before.positions[code] for code in before.codes if passage.loses(code)], dtype=np.intp)
        return cls(earlier, later, np.array([each.is_whole for each in links], dtype=np.bool_), same, lost)

    def counts(
        self, counts: NDArray[np.int32], reported: NDArray[np.bool_]
    ) -> tuple[NDArray[np.int32], NDArray[np.bool_]]:
        """The counts of earlier days as those of the later wards: nothing is invented.

        What went whole into a ward is added up. Of a unit that was parted each part has at least none of its cases and
        at most all: where it had none that is known, else the day counts as not reported, with what is certain of it.

        Args:
            counts: (W earlier, D, classes) and `reported` (W earlier, D), by the earlier wards.

        Returns:
            the same by the later wards; of a ward that came out of nothing known, nothing is reported.
        """
        wards = len(self.same)
        certain = np.zeros((wards, *counts.shape[1:]), dtype=counts.dtype)
        np.add.at(certain, self.later[self.whole], counts[self.earlier[self.whole]])
        none_there = reported & ~counts.any(axis=2)
        known = np.zeros((wards, counts.shape[1]), dtype=np.bool_)
        known[np.unique(self.later)] = True
        doubtful = np.where(self.whole[:, None], ~reported[self.earlier], ~none_there[self.earlier])
        np.logical_and.at(known, self.later, ~doubtful)
        known[self.same < 0] &= none_there[self.lost].all(axis=0)
        return certain, known

    def held(self, state: ZoneState, *, lowest: int, decided: NDArray[np.int8], day: date) -> ZoneState:
        """The held levels at the start of a day from which on other units are in force (close first, open later).

        A ward that goes on as it was goes on. Any other holds the strictest level of what it is made of, with the
        latest day on which that was entered and the fewest days that qualify to leave it. If that is the lowest one and
        the level of any of them is unknown, it is unknown; so it is beside a lost unit that held any other level.

        Args:
            state: by the earlier wards, at the end of the day before.
            lowest: the rank of the lowest level.
            decided: (W earlier,) the rank decided for each at that moment, 0 for none; where it is stricter than what
                is held, a successor holds it from the day on.
        """
        own = self._strictest(state.own, state.own.rank, lowest)
        result = self._strictest(state.result, np.maximum(state.result.rank, decided), lowest)
        ordered = np.zeros(len(self.same), dtype=np.int8)
        np.maximum.at(ordered, self.later, decided[self.earlier])
        raised = (self.same < 0) & (ordered > result.rank)
        return ZoneState(
            own,
            Held(
                np.where(raised, ordered, result.rank).astype(np.int8),
                np.where(raised, day.toordinal(), result.entered_on).astype(np.int32),
                np.where(raised, 0, result.qualifying).astype(np.int16),
            ),
        )

    def _strictest(self, held: Held, in_force: NDArray[np.int8], lowest: int) -> Held:
        wards = len(self.same)
        rank = np.zeros(wards, dtype=np.int8)
        np.maximum.at(rank, self.later, held.rank[self.earlier])
        doubtful = np.full(wards, (in_force[self.lost] != lowest).any(), dtype=np.bool_)
        np.logical_or.at(doubtful, self.later, held.rank[self.earlier] == 0)
        rank[doubtful & (rank == lowest)] = 0
        strictest = held.rank[self.earlier] == rank[self.later]
        entered = np.zeros(wards, dtype=np.int32)
        np.maximum.at(entered, self.later[strictest], held.entered_on[self.earlier[strictest]])
        qualifying = np.full(wards, np.iinfo(np.int16).max, dtype=np.int16)
        np.minimum.at(qualifying, self.later[strictest], held.qualifying[self.earlier[strictest]])
        qualifying[qualifying == np.iinfo(np.int16).max] = 0
        return _going_on(Held(rank, entered, qualifying), held, self.same)


def _going_on(made: Held, held: Held, same: NDArray[np.intp]) -> Held:
    """Wards that are the same unit as before keep what they hold."""
    on = same >= 0
    return Held(
        np.where(on, held.rank[same], made.rank).astype(np.int8),
        np.where(on, held.entered_on[same], made.entered_on).astype(np.int32),
        np.where(on, held.qualifying[same], made.qualifying).astype(np.int16),
    )
