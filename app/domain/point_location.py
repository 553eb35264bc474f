"""Which of many polygons hold each of many points: exact, for a million points at once.

A grid is laid over the shapes. In a cell that no outline passes the answer is the same everywhere and known
beforehand, so that most points cost one look into a table; only in the other cells are points tried, each against the
shapes whose outlines pass there. A point on an outline lies in every shape that it belongs to, whatever the order.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

import numpy as np
import shapely
from numpy.typing import NDArray

from app.domain.projection import Shapes

Integers = NDArray[np.int64]
Floats = NDArray[np.float64]

CELLS_PER_SHAPE: Final = 150
FEWEST_CELLS: Final = 10_000
MOST_CELLS: Final = 4_000_000
_SLACK: Final = 1e-6
"""Parts of a cell by which an outline is thought thicker, far above what rounding can move it."""


class Answers:
    """Every set of shapes met so far, by number; the same set always has the same number. Number 0 is no shape."""

    def __init__(self, sets: Iterable[tuple[int, ...]]) -> None:
        self.sets = list(sets)
        self._numbers = {members: number for number, members in enumerate(self.sets)}

    def number_of(self, members: tuple[int, ...]) -> int:
        """The number of a set of shapes, given in ascending order; a new one when it was not met before."""
        found = self._numbers.setdefault(members, len(self.sets))
        if found == len(self.sets):
            self.sets.append(members)
        return found


class PointLocator:
    """Polygons made ready to be asked for points.

    Args:
        shapes: (S,) polygons or multipolygons in any plane, which may overlap; they are not kept themselves.
    """

    def __init__(self, shapes: Shapes) -> None:
        # Copies, since a prepared shape must not be shared with threads that use it in other ways.
        self._shapes: Shapes = np.array([*shapely.from_wkb(shapely.to_wkb(shapes)), None], dtype=object)[:-1]
        self._grid = _Grid.around(self._shapes)
        crossings = _crossings(self._shapes, self._grid)
        self._warm_up()
        self._starts, self._crossing = _by_cell(crossings, self._grid)
        covered = _covered(self._shapes, self._grid, crossings)
        self._base, self._sets = _numbered(covered, cells=self._grid.cells, shapes=len(self._shapes))

    def answers(self) -> Answers:
        """A table of sets to pass to `locate`, one for each run over many points."""
        return Answers(self._sets)

    def locate(self, x: Floats, y: Floats, answers: Answers) -> Integers:
        """The number, in `answers`, of the set of shapes that hold each point.

        Args:
            x: (N,) finite.
            y: (N,) finite.
            answers: gains the sets it does not know yet.
        """
        cell, is_on_grid = self._grid.cell_of(x, y)
        number = np.where(is_on_grid, self._base[cell], 0)
        points = np.flatnonzero(is_on_grid & (self._starts[cell + 1] > self._starts[cell]))
        begin, count = self._starts[cell[points]], np.diff(self._starts)[cell[points]]
        point = np.repeat(points, count)
        shape = self._crossing[np.repeat(begin, count) + _ranks(count)]
        holds = shapely.intersects_xy(self._shapes[shape], x[point], y[point])
        return _joined(number, point[holds], shape[holds], answers)

    def _warm_up(self) -> None:
        """Have each shape build its index now: later it is only read, by any number of threads."""
        shapely.prepare(self._shapes)
        first = shapely.get_point(shapely.get_exterior_ring(shapely.get_geometry(self._shapes, 0)), 0)
        shapely.intersects_xy(self._shapes, shapely.get_x(first), shapely.get_y(first))


@dataclass(frozen=True)
class _Grid:
    """Equal cells over some shapes, numbered row by row from the south-west."""

    west: float
    south: float
    width: float
    height: float
    columns: int
    rows: int

    @classmethod
    def around(cls, shapes: Shapes) -> _Grid:
        """About as many cells a shape as pay; none when there is no shape."""
        if len(shapes) == 0:
            return cls(0.0, 0.0, 1.0, 1.0, 0, 0)
        west, south, east, north = shapely.total_bounds(shapes).tolist()
        side = int(np.sqrt(np.clip(CELLS_PER_SHAPE * len(shapes), FEWEST_CELLS, MOST_CELLS)))
        width, height = max(east - west, 1e-9) / (side - 2), max(north - south, 1e-9) / (side - 2)
        return cls(west - width, south - height, width, height, side, side)

    @property
    def cells(self) -> int:
        return self.columns * self.rows

    def cell_of(self, x: Floats, y: Floats) -> tuple[Integers, NDArray[np.bool_]]:
        """The cell of each point, 0 for one off the grid; and whether it is on it."""
        column, row = self.scaled(x, y)
        inside = (column >= 0) & (column < self.columns) & (row >= 0) & (row < self.rows)
        cell = np.floor(row) * self.columns + np.floor(column)
        return np.where(inside, cell, 0.0).astype(np.int64), inside

    def scaled(self, x: Floats, y: Floats) -> tuple[Floats, Floats]:
        """Positions in cells from the south-west corner."""
        return (x - self.west) / self.width, (y - self.south) / self.height

    def centre(self, cell: Integers) -> tuple[Floats, Floats]:
        """The middle of each cell."""
        row, column = np.divmod(cell, self.columns)
        return self.west + (column + 0.5) * self.width, self.south + (row + 0.5) * self.height


def _crossings(shapes: Shapes, grid: _Grid) -> Integers:
    """`shape * cells + cell` for every cell that the outline of a shape may pass, ascending."""
    if grid.cells == 0:
        return np.empty(0, dtype=np.int64)
    x, y, along_x, along_y, shape = _pieces(shapes, grid)
    west, east = np.floor(np.minimum(x, x + along_x) - _SLACK), np.floor(np.maximum(x, x + along_x) + _SLACK)
    south, north = np.floor(np.minimum(y, y + along_y) - _SLACK), np.floor(np.maximum(y, y + along_y) + _SLACK)
    found = []
    # A piece is no longer than a cell, so that with its slack it meets three in a row at most.
    for right, up in np.ndindex(3, 3):
        met = (west + right <= east) & (south + up <= north)
        cell = (south[met] + up) * grid.columns + west[met] + right
        found.append(_changes(shape[met] * grid.cells + cell.astype(np.int64)))
    return _changes(np.sort(np.concatenate(found)))


def _pieces(shapes: Shapes, grid: _Grid) -> tuple[Floats, Floats, Floats, Floats, Integers]:
    """All edges of all outlines, cut into pieces no longer than a cell: start, way along, and the shape."""
    polygons, shape_of_polygon = shapely.get_parts(shapes, return_index=True)
    rings, polygon_of_ring = shapely.get_rings(polygons, return_index=True)
    shape_of_ring = shape_of_polygon[polygon_of_ring]
    positions, ring = shapely.get_coordinates(rings, return_index=True)
    x, y = grid.scaled(positions[:, 0], positions[:, 1])
    edge = np.flatnonzero(ring[1:] == ring[:-1])
    along_x, along_y = np.diff(x)[edge], np.diff(y)[edge]
    count = np.maximum(np.ceil(np.maximum(np.abs(along_x), np.abs(along_y))), 1).astype(np.int64)
    step_x, step_y = (np.repeat(each / count, count) for each in (along_x, along_y))
    rank = _ranks(count)
    start_x, start_y = np.repeat(x[edge], count) + rank * step_x, np.repeat(y[edge], count) + rank * step_y
    return start_x, start_y, step_x, step_y, np.repeat(shape_of_ring[ring[edge]], count)


def _by_cell(crossings: Integers, grid: _Grid) -> tuple[Integers, Integers]:
    """Where the shapes that pass each cell begin in the second array, which has them cell by cell, ascending."""
    shape, cell = np.divmod(crossings, max(grid.cells, 1))
    order = np.argsort(cell, kind="stable")
    starts = np.zeros(grid.cells + 2, dtype=np.int64)
    np.cumsum(np.bincount(cell, minlength=grid.cells + 1), out=starts[1:])
    return starts, shape[order]


def _covered(shapes: Shapes, grid: _Grid, crossings: Integers) -> Integers:
    """`cell * shapes + shape` for every cell that lies whole in a shape, ascending.

    Along a row a shape can only begin or end where its outline passes: one try decides a whole gap between two such
    cells.
    """
    shape, cell = np.divmod(crossings, max(grid.cells, 1))
    row = cell // max(grid.columns, 1)
    gap = np.flatnonzero((np.diff(shape) == 0) & (np.diff(row) == 0) & (np.diff(cell) > 1))
    first, after, owner = cell[gap] + 1, cell[gap + 1], shape[gap]
    is_inside = shapely.intersects_xy(shapes[owner], *grid.centre(first))
    first, length, owner = first[is_inside], (after - first)[is_inside], owner[is_inside]
    cells = np.repeat(first, length) + _ranks(length)
    return np.sort(cells * max(len(shapes), 1) + np.repeat(owner, length))


def _numbered(covered: Integers, *, cells: int, shapes: int) -> tuple[Integers, list[tuple[int, ...]]]:
    """The number of each cell's set of shapes, and the sets by number; a cell in no shape has number 0."""
    answers = Answers([()])
    cell, shape = np.divmod(covered, max(shapes, 1))
    number = _joined(np.zeros(cells + 1, dtype=np.int64), cell, shape, answers)
    return number, answers.sets


def _joined(number: Integers, item: Integers, shape: Integers, answers: Answers) -> Integers:
    """The sets of some items with more shapes put in, one of each item at a time.

    Args:
        number: of each item's set so far.
        item: ascending; as often as there are shapes to put in.
        shape: to put in, none of them there before.
    """
    _, count = np.unique(item, return_counts=True)
    rank, span = _ranks(count), int(shape.max(initial=0)) + 1
    for turn in range(int(count.max(initial=0))):
        here = rank == turn
        known, position = np.unique(number[item[here]] * span + shape[here], return_inverse=True)
        grown = [_grown(pair // span, pair % span, answers) for pair in known.tolist()]
        number[item[here]] = np.array(grown, dtype=np.int64)[position]
    return number


def _grown(before: int, shape: int, answers: Answers) -> int:
    return answers.number_of(tuple(sorted((*answers.sets[before], shape))))


def _changes(values: Integers) -> Integers:
    """The values without those that only repeat the one before; many times faster than `np.unique` for integers."""
    kept: Integers = values[np.diff(values, prepend=-1) != 0]
    return kept


def _ranks(counts: Integers) -> Integers:
    """0, 1, … for each group of so many."""
    ends = np.cumsum(counts)
    ranks: Integers = np.arange(int(ends[-1]) if len(ends) else 0) - np.repeat(ends - counts, counts)
    return ranks
