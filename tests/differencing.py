"""An attacker who reads everything public, and reckons with it: what can a hidden count still be?

Each published figure says that some cells add up to a number, to fewer than one, or to at least one. The smallest and
the largest value that a hidden cell can have under all of them together is found exactly, as an integer programme.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass
from math import inf
from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import Bounds, LinearConstraint, milp

from app.domain.disclosure import Shown

Cell = Hashable
_WITHOUT_BOUND: Final = 3


@dataclass(frozen=True)
class Told:
    """That some cells add up to at least `low` and at most `high`."""

    cells: frozenset[Cell]
    low: float
    high: float

    @classmethod
    def of(cls, cells: Iterable[Cell], shown: Shown) -> Told:
        """What a published figure says of the cells it is the sum of."""
        if isinstance(shown, int):
            return cls(frozenset(cells), shown, shown)
        bound = int(shown[1:])
        return cls(frozenset(cells), 1, bound - 1) if shown[0] == "<" else cls(frozenset(cells), bound, inf)


def reckoned(told: Sequence[Told]) -> dict[Cell, tuple[int, int | None]]:
    """The smallest and largest value of every cell that is not told as one number; None: there is no largest.

    Raises:
        ValueError: the figures contradict each other.
    """
    known = {next(iter(each.cells)): each.low for each in told if len(each.cells) == 1 and each.low == each.high}
    cells = sorted({cell for each in told for cell in each.cells} - known.keys(), key=repr)
    place = {cell: position for position, cell in enumerate(cells)}
    rows = {_open_part(each, known) for each in told}
    lines = [each for each in rows if each.cells]
    if not cells:
        return {}
    matrix = np.zeros((len(lines), len(cells)))
    for row, each in enumerate(lines):
        matrix[row, [place[cell] for cell in each.cells]] = 1
    sums = LinearConstraint(matrix, [each.low for each in lines], [each.high for each in lines])
    return {cell: _range(sums, np.eye(len(cells))[place[cell]]) for cell in cells}


def _open_part(told: Told, known: dict[Cell, float]) -> Told:
    """The same of the cells that are not known."""
    sure = sum(known.get(cell, 0) for cell in told.cells)
    return Told(frozenset(told.cells - known.keys()), told.low - sure, told.high - sure)


def _range(sums: LinearConstraint, cell: NDArray[np.float64]) -> tuple[int, int | None]:
    least, most = _least(sums, cell), _least(sums, -cell)
    assert least is not None  # no count is below zero
    return least, None if most is None else -most


def _least(sums: LinearConstraint, goal: NDArray[np.float64]) -> int | None:
    """The least value of a sum of cells; None: there is none."""
    found = milp(goal, constraints=sums, integrality=np.ones(len(goal), dtype=np.int8), bounds=Bounds(0, np.inf))
    if found.status == _WITHOUT_BOUND:
        return None
    if not found.success:
        raise ValueError(found.message)
    return round(float(found.fun))
