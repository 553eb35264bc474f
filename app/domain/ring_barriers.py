"""What barriers do to rings: which borders no longer count, and which ground is only reached by crossing."""

from __future__ import annotations

from itertools import compress
from typing import Final

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely import LineString, MultiLineString, MultiPolygon
from shapely.geometry.base import BaseGeometry

from app.domain.adjacency import DRAWING_TOLERANCE_M, Borders
from app.domain.barriers import BarrierSet
from app.domain.geometry import to_multipolygon
from app.domain.projection import Shapes
from app.domain.register import Register

BANK_M: Final = DRAWING_TOLERANCE_M
"""A line cuts a border that runs within this of it: borders in rivers and lines drawn along them never agree better."""
_CUT_SHARE: Final = 0.5
"""Of a border's length; a line that merely crosses a border leaves a bank to walk along on either side."""


def open_borders(register: Register, barriers: BarrierSet) -> Borders:
    """The borders of a register that no barrier cuts."""
    if barriers.is_empty:
        return register.borders
    is_open = ~_is_cut(register, barriers)
    borders = register.borders
    return Borders(borders.unit_count, borders.pairs[is_open], borders.shared_border_m[is_open])


def barrier_lines(register: Register, barriers: BarrierSet, *, near: BaseGeometry) -> BaseGeometry | None:
    """Everything that must not be crossed near a shape, as lon/lat lines: declared lines and the borders of pairs.

    Returns:
        None when nothing is in the way.
    """
    if barriers.is_empty:
        return None
    pairs = register.borders.pairs[_is_cut_by_pairs(register, barriers)]
    inside = np.isin(pairs, register.positions_meeting(near)).all(axis=1)
    lines = [*barriers.lines, *_shared_lines(register, pairs[inside]).tolist()]
    crossing = [line for line in lines if shapely.intersects(line, near)]
    return shapely.union_all(crossing) if crossing else None


def keep_connected(reach: BaseGeometry, lines: BaseGeometry, *, seed: BaseGeometry) -> MultiPolygon:
    """The parts of a lon/lat polygon that hold some of a seed, once it is cut along lines.

    A line that ends inside the polygon cuts nothing: one can walk round its end.
    """
    outlines = shapely.union_all([shapely.boundary(reach), lines])
    faces = shapely.get_parts(shapely.polygonize([outlines]))
    shapely.prepare(reach)
    faces = faces[shapely.contains(reach, shapely.point_on_surface(faces))]
    held = [_holds(face, seed) for face in faces.tolist()]
    return to_multipolygon(shapely.union_all(list(compress(faces.tolist(), held)))) or MultiPolygon()


def _holds(face: BaseGeometry, seed: BaseGeometry) -> bool:
    """Whether a face shares inner points with the seed, or an edge or corner when the seed is a point."""
    if seed.geom_type == "Point":
        return bool(shapely.intersects(face, seed))
    return bool(shapely.relate_pattern(face, seed, "T********"))


def _is_cut(register: Register, barriers: BarrierSet) -> NDArray[np.bool_]:
    """Of each border of the register whether any barrier cuts it."""
    is_cut = _is_cut_by_pairs(register, barriers)
    for line in barriers.lines:
        is_cut |= _is_cut_by_line(register, line)
    return is_cut


def _is_cut_by_pairs(register: Register, barriers: BarrierSet) -> NDArray[np.bool_]:
    is_cut = np.zeros(len(register.borders.pairs), dtype=np.bool_)
    wards = [ward.code for ward in register.wards]
    districts = [ward.district_code for ward in register.wards]
    for names, pairs in ((wards, barriers.ward_pairs), (districts, barriers.district_pairs)):
        named = {code for pair in pairs for code in pair}
        concerned = np.flatnonzero(np.array([name in named for name in names])[register.borders.pairs].all(axis=1))
        for at in concerned.tolist():
            one, other = register.borders.pairs[at].tolist()
            is_cut[at] |= frozenset((names[one], names[other])) in pairs
    return is_cut


def _is_cut_by_line(register: Register, line: LineString | MultiLineString) -> NDArray[np.bool_]:
    metric = register.projector.to_metric(shapely.segmentize(line, 0.001))
    bank = shapely.buffer(metric, BANK_M)
    near = np.zeros(len(register.wards), dtype=np.bool_)
    near[shapely.STRtree(register.metric_shapes).query(bank, predicate="intersects")] = True
    is_cut = np.zeros(len(register.borders.pairs), dtype=np.bool_)
    beside = np.flatnonzero(near[register.borders.pairs].all(axis=1))
    shared = register.projector.to_metric(_shared_lines(register, register.borders.pairs[beside]))
    whole = shapely.length(shared)
    along = shapely.length(shapely.intersection(shared, bank))
    is_cut[beside] = (whole > 0) & (along >= _CUT_SHARE * whole)
    return is_cut


def _shared_lines(register: Register, pairs: NDArray[np.intp]) -> Shapes:
    """The common border of each pair of wards as lon/lat lines."""
    if not register.is_tiling:
        return _lines_between(register, pairs)
    one, other = (shapely.boundary(register.shapes[pairs[:, side]]) for side in (0, 1))
    shared: Shapes = shapely.intersection(one, other)
    return shared


def _lines_between(register: Register, pairs: NDArray[np.intp]) -> Shapes:
    """Likewise where wards were drawn one by one: the stretch of one's rim that has the other within the tolerance."""
    rims = shapely.boundary(register.metric_shapes[pairs[:, 0]])
    reached = shapely.buffer(register.metric_shapes[pairs[:, 1]], DRAWING_TOLERANCE_M)
    return register.projector.to_lonlat(shapely.intersection(rims, reached))
