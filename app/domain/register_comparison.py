"""A new version of the register beside the one that stands: what became of each unit, told by its ground.

Codes and names are used again for other ground, so neither makes a unit the same. Two units are one place when most of
the ground of each is the other's. Where one of the registers is only schematic its ground proves nothing, and code and
name together must do.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property

import numpy as np
import shapely
from numpy.typing import NDArray

from app.domain.adjacency import Borders
from app.domain.projection import Projector, Shapes
from app.domain.register import Register
from app.domain.register_file import UnitFeature
from app.domain.register_overlay import (
    MOST,
    Overlay,
    SharedGround,
    by_words,
    common_m2,
    is_parted,
    noise_m2,
    overlay_of,
    shapes_of,
    shared_ground,
)
from app.domain.vocabulary import BoundaryStatus
from app.domain.ward_names import spelled


class UnitChange(StrEnum):
    """What became of a unit; one may have several. None: it is as it was."""

    MOVED = "moved"
    RENAMED = "renamed"
    RECODED = "recoded"
    SPLIT = "split"
    MERGED = "merged"
    NEW = "new"


@dataclass(frozen=True)
class ComparedUnit:
    """A unit of the new register beside the old one.

    Args:
        was: code of the unit that was this place; None: there was none.
        grounds: the units its ground belonged to, largest part first; empty where ground is not compared.
        gained_m2, lost_m2: against `was`.
        lon, lat: in the largest part it gained or lost.
        neighbors_won, neighbors_lost: codes of the new register.
    """

    code: str
    name: str
    changes: tuple[UnitChange, ...]
    was: str | None
    was_named: str | None
    grounds: tuple[SharedGround, ...] = ()
    gained_m2: float = 0.0
    lost_m2: float = 0.0
    lon: float | None = None
    lat: float | None = None
    neighbors_won: tuple[str, ...] = ()
    neighbors_lost: tuple[str, ...] = ()

    @property
    def is_same_place(self) -> bool:
        """Whether its code still means what it meant: the same place, of which nothing as large as a unit was parted
        or joined."""
        return self.was == self.code and not {UnitChange.SPLIT, UnitChange.MERGED} & set(self.changes)


@dataclass(frozen=True)
class GoneUnit:
    """A unit that is no more, and where its ground went, the largest part first."""

    code: str
    name: str
    went_to: tuple[SharedGround, ...]


@dataclass(frozen=True)
class RegisterComparison:
    """All units of the new register by code, and those of the old that are no more.

    Args:
        by_ground: False where one register is schematic: no ground is compared then.
        moved_m2: ground that belongs to another place now.
        people_moved: who lived on it, by area; None when that is not known.
    """

    by_ground: bool
    units: tuple[ComparedUnit, ...]
    gone: tuple[GoneUnit, ...]
    moved_m2: float
    people_moved: int | None

    @cached_property
    def changed(self) -> tuple[ComparedUnit, ...]:
        """The units that are not as they were."""
        return tuple(unit for unit in self.units if unit.changes)

    @cached_property
    def counts(self) -> Mapping[str, int]:
        """How many units changed how; a unit with two changes counts twice."""
        found: dict[str, int] = defaultdict(int)
        for unit in self.units:
            for change in unit.changes:
                found[change.value] += 1
        return {
            "unchanged": len(self.units) - len(self.changed),
            **{change.value: found[change.value] for change in UnitChange},
            "gone": len(self.gone),
        }


def compare_registers(
    before: Register,
    features: Sequence[UnitFeature],
    borders: Borders,
    *,
    status: BoundaryStatus,
    projector: Projector,
) -> RegisterComparison | None:
    """The units of a checked file beside the register that stands; None when none stands.

    Args:
        features: by ascending code, their shapes multipolygons that tile the ground.
        borders: of the features.
        status: of the file.
    """
    if not before.codes or not features:
        return None
    by_ground = BoundaryStatus.SCHEMATIC not in (before.boundary_status, status)
    old = projector.to_metric(before.shapes)
    new = projector.to_metric(shapes_of(features))
    overlay = overlay_of(before, features, old, new) if by_ground else by_words(before, features)
    won, lost = _neighbors(before, features, borders, overlay.same)
    units = tuple(
        _compared(at, before, features, overlay, old, new, projector, won.get(at, ()), lost.get(at, ()))
        for at in range(len(features))
    )
    stayed = np.bincount(
        list(overlay.same.values()),
        weights=[common_m2(overlay, old_at, at) for at, old_at in overlay.same.items()],
        minlength=len(before.codes),
    )
    left = np.maximum(overlay.old_areas - stayed, 0.0) if by_ground else np.zeros(len(before.codes))
    left[left <= noise_m2(old)] = 0.0
    return RegisterComparison(
        by_ground=by_ground,
        units=units,
        gone=tuple(_gone(before, features, overlay)),
        moved_m2=float(left.sum()),
        people_moved=_people(before, left / np.maximum(overlay.old_areas, 1.0)) if by_ground else None,
    )


def _compared(
    at: int,
    before: Register,
    features: Sequence[UnitFeature],
    overlay: Overlay,
    old: Shapes,
    new: Shapes,
    projector: Projector,
    won: tuple[str, ...],
    lost: tuple[str, ...],
) -> ComparedUnit:
    feature, was = features[at], overlay.same.get(at)
    grounds = _grounds(at, before, overlay)
    gained, gone, place = _moved(at, was, overlay, old, new, projector)
    changes = _changes(at, before, feature, overlay, grounds, is_moved=gained + gone > 0)
    return ComparedUnit(
        code=feature.code,
        name=feature.name,
        changes=changes,
        was=None if was is None else before.codes[was],
        was_named=None if was is None else before.wards[was].name,
        grounds=grounds,
        gained_m2=gained,
        lost_m2=gone,
        lon=place[0] if place else None,
        lat=place[1] if place else None,
        neighbors_won=won,
        neighbors_lost=lost,
    )


def _changes(
    at: int,
    before: Register,
    feature: UnitFeature,
    overlay: Overlay,
    grounds: Sequence[SharedGround],
    *,
    is_moved: bool,
) -> tuple[UnitChange, ...]:
    was = overlay.same.get(at)
    whole = [ground for ground in grounds if ground.of_old >= MOST]
    found = []
    if was is None:
        if len(whole) < 2:
            found.append(UnitChange.SPLIT if sum(ground.of_new for ground in grounds) >= MOST else UnitChange.NEW)
    else:
        ward = before.wards[was]
        checks = (
            (UnitChange.MOVED, is_moved),
            (UnitChange.RENAMED, spelled(ward.name) != spelled(feature.name)),
            (UnitChange.RECODED, ward.code != feature.code),
            (UnitChange.SPLIT, is_parted(was, overlay)),
        )
        found += [change for change, holds in checks if holds]
    if len(whole) > 1:
        found.append(UnitChange.MERGED)
    return tuple(found)


def _grounds(at: int, before: Register, overlay: Overlay) -> tuple[SharedGround, ...]:
    here = sorted(np.flatnonzero(overlay.new == at).tolist(), key=lambda each: -float(overlay.area_m2[each]))
    return tuple(
        ground
        for each in here
        if (
            ground := shared_ground(
                int(each), before.codes[overlay.old[each]], before.wards[overlay.old[each]].name, overlay
            )
        )
        is not None
    )


def _moved(
    at: int, was: int | None, overlay: Overlay, old: Shapes, new: Shapes, projector: Projector
) -> tuple[float, float, tuple[float, float] | None]:
    """Square metres gained and lost, and a place in the larger of the two."""
    if was is None or not len(overlay.old):
        return 0.0, 0.0, None
    common = common_m2(overlay, was, at)
    gained = max(0.0, float(overlay.new_areas[at]) - common)
    lost = max(0.0, float(overlay.old_areas[was]) - common)
    if gained + lost <= noise_m2(new[at]):
        return 0.0, 0.0, None
    piece = shapely.difference(new[at], old[was]) if gained >= lost else shapely.difference(old[was], new[at])
    parts = shapely.get_parts(piece)
    if not len(parts):
        return round(gained, 1), round(lost, 1), None
    place = projector.to_lonlat(shapely.point_on_surface(parts[int(np.argmax(shapely.area(parts)))]))
    return round(gained, 1), round(lost, 1), (float(shapely.get_x(place)), float(shapely.get_y(place)))


def _gone(before: Register, features: Sequence[UnitFeature], overlay: Overlay) -> list[GoneUnit]:
    standing = set(overlay.same.values())
    gone = []
    for at, ward in enumerate(before.wards):
        if at in standing:
            continue
        here = sorted(np.flatnonzero(overlay.old == at).tolist(), key=lambda each: -float(overlay.area_m2[each]))
        parts = [
            shared_ground(each, features[overlay.new[each]].code, features[overlay.new[each]].name, overlay)
            for each in here
        ]
        gone.append(GoneUnit(ward.code, ward.name, tuple(part for part in parts if part is not None)))
    return gone


def _neighbors(
    before: Register, features: Sequence[UnitFeature], borders: Borders, same: Mapping[int, int]
) -> tuple[dict[int, tuple[str, ...]], dict[int, tuple[str, ...]]]:
    """Neighbors each unit won and lost; only of places that stand in both registers can that be said."""
    now = {old: new for new, old in same.items()}
    were = {(now[a], now[b]) for a, b in before.borders.pairs.tolist() if a in now and b in now}
    were = {(min(pair), max(pair)) for pair in were}
    are = {(a, b) for a, b in borders.pairs.tolist() if a in same and b in same}
    return _by_unit(are - were, features), _by_unit(were - are, features)


def _by_unit(pairs: set[tuple[int, int]], features: Sequence[UnitFeature]) -> dict[int, tuple[str, ...]]:
    found: dict[int, list[str]] = defaultdict(list)
    for one, other in sorted(pairs):
        found[one].append(features[other].code)
        found[other].append(features[one].code)
    return {at: tuple(codes) for at, codes in found.items()}


def _people(before: Register, shares: NDArray[np.float64]) -> int | None:
    moved = shares > 0
    people = before.populations[moved] * shares[moved]
    return None if np.isnan(people).any() else round(float(people.sum()))
