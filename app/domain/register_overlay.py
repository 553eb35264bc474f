"""The ground that old and new units of a register have in common, and which of them are one place."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from app.domain.projection import Shapes
from app.domain.register import Register
from app.domain.register_file import UnitFeature
from app.domain.ward_names import spelled

MOST: Final = 0.5
"""The share of ground from which on a unit is said to be, or to have gone, there."""
NOTICED_SHARE: Final = 0.005
NOTICED_M2: Final = 10.0
"""What lies below both is rounding of coordinates and no ground in common."""
_DRIFT_M: Final = 0.002
"""How far a border drifts when it is projected and brought back: edges are straight in one system only."""


@dataclass(frozen=True)
class SharedGround:
    """What a unit has in common with one of the other register: `of_new` and `of_old` are shares of each."""

    code: str
    name: str
    area_m2: float
    of_new: float
    of_old: float


@dataclass(frozen=True)
class Overlay:
    """Common ground of old and new units, as pairs of positions with square metres, and the areas of each side."""

    old: NDArray[np.intp]
    new: NDArray[np.intp]
    area_m2: NDArray[np.float64]
    old_areas: NDArray[np.float64]
    new_areas: NDArray[np.float64]
    same: Mapping[int, int]
    """Position of the old unit that is the place of a new one."""


def overlay_of(before: Register, features: Sequence[UnitFeature], old: Shapes, new: Shapes) -> Overlay:
    """Units drawn exactly alike are paired first: in two tilings, nothing else can lie on their ground."""
    alike = _alike(before.shapes, shapes_of(features))
    old_left = np.setdiff1d(np.arange(len(old)), list(alike.values()))
    new_left = np.setdiff1d(np.arange(len(new)), list(alike))
    first, second = shapely.STRtree(old[old_left]).query(new[new_left], predicate="intersects")[::-1]
    common = shapely.area(shapely.intersection(old[old_left[first]], new[new_left[second]]))
    kept = common > NOTICED_M2 / 10
    new_at = np.concatenate([np.fromiter(alike, dtype=np.intp), new_left[second[kept]]])
    old_at = np.concatenate([np.fromiter(alike.values(), dtype=np.intp), old_left[first[kept]]])
    old_areas, new_areas = shapely.area(old), shapely.area(new)
    area = np.concatenate([new_areas[np.fromiter(alike, dtype=np.intp)], common[kept]])
    same = _same_places(before, features, old_at, new_at, area, old_areas, new_areas)
    return Overlay(old_at, new_at, area, old_areas, new_areas, same)


def _alike(old: Shapes, new: Shapes) -> dict[int, int]:
    """New position → old position of shapes that are the same to the last digit."""
    known = {wkb: at for at, wkb in enumerate(shapely.to_wkb(shapely.normalize(old)).tolist())}
    found = ((at, known.get(wkb)) for at, wkb in enumerate(shapely.to_wkb(shapely.normalize(new)).tolist()))
    return {at: old_at for at, old_at in found if old_at is not None}


def _same_places(
    before: Register,
    features: Sequence[UnitFeature],
    old_at: NDArray[np.intp],
    new_at: NDArray[np.intp],
    area: NDArray[np.float64],
    old_areas: NDArray[np.float64],
    new_areas: NDArray[np.float64],
) -> dict[int, int]:
    share = area / np.maximum(old_areas[old_at], new_areas[new_at])
    found: dict[int, int] = {}
    taken: set[int] = set()
    for each in sorted(np.flatnonzero(share > NOTICED_SHARE).tolist(), key=lambda each: -round(float(share[each]), 3)):
        new, old = int(new_at[each]), int(old_at[each])
        # One that kept code and name and some of its ground is the same unit, however much it grew or shrank.
        is_alike = _is_named_alike(before, old, features[new])
        if (share[each] > MOST or is_alike) and new not in found and old not in taken:
            found[new] = old
            taken.add(old)
    return found


def by_words(before: Register, features: Sequence[UnitFeature]) -> Overlay:
    """Units with the same code and name; no ground is compared."""
    same = {
        at: before.positions[feature.code]
        for at, feature in enumerate(features)
        if feature.code in before.positions and _is_named_alike(before, before.positions[feature.code], feature)
    }
    nothing = np.empty(0, dtype=np.intp)
    return Overlay(nothing, nothing, np.empty(0), np.zeros(len(before.codes)), np.zeros(len(features)), same)


def _is_named_alike(before: Register, old: int, feature: UnitFeature) -> bool:
    ward = before.wards[old]
    return ward.code == feature.code and spelled(ward.name) == spelled(feature.name)


def shared_ground(each: int, code: str, name: str, overlay: Overlay) -> SharedGround | None:
    """One pair of an overlay, under the code and name of the other side; None when it is only rounding."""
    area = float(overlay.area_m2[each])
    of_new = area / float(overlay.new_areas[overlay.new[each]])
    of_old = area / float(overlay.old_areas[overlay.old[each]])
    if area < NOTICED_M2 and max(of_new, of_old) < NOTICED_SHARE:
        return None
    return SharedGround(code, name, round(area, 1), round(of_new, 6), round(of_old, 6))


def common_m2(overlay: Overlay, old: int, new: int) -> float:
    """Square metres that two units have in common."""
    return float(overlay.area_m2[(overlay.old == old) & (overlay.new == new)].sum())


def is_parted(old: int, overlay: Overlay) -> bool:
    """Whether a unit that was nowhere before is made of much of this one's ground."""
    here = np.flatnonzero(overlay.old == old)
    return any(
        int(overlay.new[each]) not in overlay.same and overlay.area_m2[each] > 0.05 * overlay.old_areas[old]
        for each in here
    )


def noise_m2(shapes: BaseGeometry | Shapes) -> NDArray[np.float64]:
    """Square metres of a metric shape below which a moved border is only drift of its coordinates."""
    noise: NDArray[np.float64] = np.maximum(NOTICED_M2, _DRIFT_M * shapely.length(shapes))
    return noise


def shapes_of(features: Sequence[UnitFeature]) -> Shapes:
    """The shapes of some features as an array."""
    shapes: Shapes = np.empty(len(features), dtype=object)
    shapes[:] = [feature.shape for feature in features]
    return shapes
