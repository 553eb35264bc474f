"""Ground on paper: units simplified together, so that neighbors still meet, and written as short SVG path data.

A drawing depends on boundaries alone; what is in force is painted onto it afterwards (`svg_markup`), so it is made
once per boundary version.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from app.domain.projection import Shapes

Positions = NDArray[np.float64]
"""(N, 2) metres, or units of paper."""

_WHOLE_UNIT_SHARE: Final = 0.995
"""A unit that lies in a layer to this share lies in it whole; the rest is drawing noise."""


@dataclass(frozen=True)
class Frame:
    """A rectangle of ground in metres and the whole number of paper units it is drawn across."""

    west: float
    south: float
    east: float
    north: float
    width: int

    @classmethod
    def around(cls, shapes: Shapes, *, width: int, margin: float = 0.02, narrowest_m: float = 0.0) -> Frame:
        """The frame around metric shapes.

        Args:
            width: paper units from west to east.
            margin: blank ground on each side, as a share of the longer side.
            narrowest_m: a frame is at least this wide and high, so that a small unit keeps its surroundings.
        """
        west, south, east, north = shapely.total_bounds(shapes).tolist()
        blank = margin * max(east - west, north - south)
        wide, high = (max(narrowest_m, span + 2 * blank) / 2 for span in (east - west, north - south))
        x, y = (west + east) / 2, (south + north) / 2
        return cls(x - wide, y - high, x + wide, y + high, width)

    @property
    def height(self) -> int:
        """Paper units from north to south."""
        return round((self.north - self.south) / self.metres_per_unit)

    @property
    def metres_per_unit(self) -> float:
        """The scale."""
        return (self.east - self.west) / self.width

    def on_paper(self, metric: Positions) -> Positions:
        """Metric positions in paper units, y downwards, not rounded."""
        return (metric - (self.west, self.north)) / (self.metres_per_unit, -self.metres_per_unit)

    def shows(self, shapes: Shapes) -> NDArray[np.intp]:
        """Indices of the metric shapes that have a part inside."""
        west, south, east, north = shapely.bounds(shapes).T
        inside = (west < self.east) & (east > self.west) & (south < self.north) & (north > self.south)
        return np.flatnonzero(inside)


@dataclass(frozen=True, eq=False)
class MapDrawing:
    """Units of one register on one sheet: path data by unit, lines between groups, and the shapes behind them."""

    frame: Frame
    codes: tuple[str, ...]
    shapes: Shapes
    simplified: Shapes
    groups: tuple[str | None, ...]
    tolerance_m: float

    @cached_property
    def paths(self) -> Mapping[str, str]:
        """SVG path data by unit code."""
        return {
            code: path_data(shape, self.frame) or _speck(shape, self.frame)
            for code, shape in zip(self.codes, self.simplified, strict=True)
        }

    @cached_property
    def group_lines(self) -> str:
        """The lines between groups of units and around them all (districts), each once."""
        borders = [shapely.boundary(shape) for shape in self.group_shapes.values()]
        return path_data(_merged_lines(borders), self.frame)

    @cached_property
    def outline(self) -> str:
        """The line around everything."""
        return path_data(_union(self.simplified), self.frame)

    @cached_property
    def group_shapes(self) -> Mapping[str, BaseGeometry]:
        """The ground of each group, simplified, in metres."""
        members: dict[str, list[int]] = {}
        for index, group in enumerate(self.groups):
            if group is not None:
                members.setdefault(group, []).append(index)
        return {group: _union(self.simplified[indices]) for group, indices in sorted(members.items())}

    def region_path(self, region: BaseGeometry) -> str:
        """Path data around a metric region, along the simplified borders of the units that lie in it whole."""
        return path_data(self._along_borders(region), self.frame)

    def _along_borders(self, region: BaseGeometry) -> BaseGeometry:
        shapely.prepare(region)
        near = np.flatnonzero(shapely.intersects(self.shapes, region))
        covered = shapely.area(shapely.intersection(self.shapes[near], region))
        whole = near[covered >= _WHOLE_UNIT_SHARE * shapely.area(self.shapes[near])]
        drawn = _union(self.simplified[whole])
        rest = shapely.difference(region, _union(self.shapes[whole]))
        if rest.area < self.tolerance_m**2:
            return drawn
        joined = shapely.union_all([drawn, rest.simplify(self.tolerance_m / 2)])
        # Closing by the tolerance shuts the hair-thin gaps between simplified and true borders.
        return joined.buffer(self.tolerance_m, join_style="mitre").buffer(-self.tolerance_m, join_style="mitre")


def draw_units(
    *,
    codes: Sequence[str],
    shapes: Shapes,
    groups: Sequence[str | None],
    frame: Frame,
    detail: float = 1.0,
) -> MapDrawing:
    """Draw the units that a frame shows.

    Args:
        codes: of the units.
        shapes: theirs, in metres; where they tile the ground they go on tiling it when simplified.
        groups: the district of each unit; None where there is none.
        detail: paper units below which a bend in a border is dropped.
    """
    seen = frame.shows(shapes)
    tolerance_m = detail * frame.metres_per_unit
    simplified = shapely.coverage_simplify(shapes[seen], tolerance_m) if len(seen) else shapes[seen]
    return MapDrawing(
        frame=frame,
        codes=tuple(codes[index] for index in seen),
        shapes=shapes[seen],
        simplified=simplified,
        groups=tuple(groups[index] for index in seen),
        tolerance_m=tolerance_m,
    )


def path_data(shape: BaseGeometry, frame: Frame) -> str:
    """A metric line or polygon as SVG path data in whole paper units; empty when nothing of it is left at this scale.

    Positions are rounded before steps are taken, so that two shapes which share a vertex share it on paper too.
    """
    return "".join(_subpath(line, frame) for line in _lines(shape))


def _lines(shape: BaseGeometry) -> Iterable[BaseGeometry]:
    for part in shapely.get_parts(shape):
        if part.geom_type == "Polygon":
            yield from shapely.get_rings(part)
        else:
            yield part


def _subpath(line: BaseGeometry, frame: Frame) -> str:
    paper = np.rint(frame.on_paper(shapely.get_coordinates(line))).astype(np.int64)
    if len(paper) == 0:
        return ""
    paper = paper[np.concatenate(([True], (np.diff(paper, axis=0) != 0).any(axis=1)))]
    closed = shapely.is_closed(line)
    steps = np.diff(paper, axis=0)
    if len(steps) < (3 if closed else 1):
        return ""
    drawn = steps[:-1] if closed else steps
    return f"M{_pair(paper[0])}l{_steps(drawn)}{'z' if closed else ''}"


def _steps(steps: NDArray[np.int64]) -> str:
    """Relative steps with the fewest signs: a minus sign parts numbers as well as a blank does."""
    text = " ".join(map(str, steps.ravel().tolist()))
    return text.replace(" -", "-")


def _pair(position: NDArray[np.int64]) -> str:
    return f"{position[0]} {position[1]}".replace(" -", "-")


def _speck(shape: BaseGeometry, frame: Frame) -> str:
    """A unit too small for the paper is still there to be seen and touched."""
    place = np.rint(frame.on_paper(shapely.get_coordinates(shapely.point_on_surface(shape)))).astype(np.int64)
    return f"M{_pair(place[0])}h1v1h-1z" if len(place) else ""


def _union(shapes: Shapes) -> BaseGeometry:
    union: Any = shapely.coverage_union_all(shapes) if len(shapes) else shapely.MultiPolygon()
    return union  # type: ignore[no-any-return]


def _merged_lines(borders: Sequence[BaseGeometry]) -> BaseGeometry:
    merged: Any = shapely.line_merge(shapely.union_all(borders)) if borders else shapely.MultiLineString()
    return merged  # type: ignore[no-any-return]
