"""Bowing borders so that every ward has its area to the square metre.

A bow moves the points of a border along one direction, so the area it brings is exactly proportional to its height and
one linear system finds all heights. A neighbor loses what a ward gains; only the rim gives and takes from outside.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.sparse import coo_array
from scipy.sparse.linalg import spsolve

from scripts.schematic.arrays import Floats
from scripts.schematic.mesh import Mesh


@dataclass(frozen=True)
class _Bow:
    """How a border can be bowed: the shift of each point per metre of bow, and the m² its left ward then gains."""

    shift: Floats
    area_per_m: float
    length: float


def restore_areas(mesh: Mesh, lines: Sequence[Floats], areas: Floats) -> list[Floats]:
    """The lines bowed so that every ward has its area: the bows least in proportion to the borders' lengths."""
    bows = [_bow(line) for line in lines]
    missing = areas - [_swept(mesh.ring(ward, lines)) for ward in range(len(mesh.rings))]
    heights = _least_heights(mesh, bows, missing)
    return [line + height * bow.shift for line, height, bow in zip(lines, heights, bows, strict=True)]


def _bow(line: Floats) -> _Bow:
    """A parabola along the line, to the right of its chord: area is exactly proportional to its height."""
    chord = line[-1] - line[0]
    length = float(np.hypot(*chord))
    travelled = np.append(0.0, np.cumsum(np.hypot(*np.diff(line, axis=0).T)))
    share = travelled / travelled[-1]
    shift = (4 * share * (1 - share))[:, None] * np.array([chord[1], -chord[0]]) / length
    return _Bow(shift, _swept(line + shift) - _swept(line), length)


def _swept(line: Floats) -> float:
    """The signed area between a line and the line's first point, positive for what a ward on the left gains."""
    x, y = (line - line[0]).T
    return float((x[:-1] * y[1:] - x[1:] * y[:-1]).sum() / 2)


def _least_heights(mesh: Mesh, bows: Sequence[_Bow], missing: Floats) -> Floats:
    """The height of each border's bow in metres: of all that bring `missing` m², the least squares per length."""
    gain = np.array([bow.area_per_m for bow in bows])
    length = np.array([bow.length for bow in bows])
    number = np.arange(len(bows))
    inner = np.array([not border.on_rim for border in mesh.borders])
    left = np.array([border.left for border in mesh.borders])
    right = np.array([border.right for border in mesh.borders])
    effect = coo_array(
        (
            np.concatenate([gain, -gain[inner]]),
            (np.concatenate([left, right[inner]]), np.concatenate([number, number[inner]])),
        ),
        shape=(len(missing), len(bows)),
    ).tocsr()
    weighted = effect * (length**2)[None, :]
    pressure: Floats = spsolve((weighted @ effect.T).tocsc(), missing)
    heights: Floats = weighted.T @ pressure
    return heights
