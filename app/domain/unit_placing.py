"""Where on the ground a file's coordinates lie: declared system, swapped axes and metres taken for degrees told apart.

What a file declares is believed when it puts the units where they belong; the ground itself says where that is: the
stored units of the same code, else Vietnam. Nothing is moved on a guess: what would fit is named, and swapped axes are
turned back only on request.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from app.domain.geometry import Extent
from app.domain.register_file import FaultKind, RegisterFault
from app.domain.sentences import Phrase
from app.domain.source_systems import Positions, SourceSystem, candidates, placed, system_of

VIETNAM: Final = Extent(102.0, 6.0, 118.0, 24.0)
"""With its islands."""
_MOST_TRIED: Final = 400
_NEAR_M: Final = {True: 100.0, False: 3_000.0}
"""How near the stored units a fitting file lies; schematic ones (False) are themselves out by a kilometre."""
_FAR_M: Final = {True: 60.0, False: 5_000.0}
_METRES_PER_DEGREE: Final = 111_320.0


@dataclass(frozen=True)
class Ground:
    """What is known of where the units should lie.

    Args:
        anchors: (N, 2) lon/lat middles of the stored units of the same code, NaN where there is none.
        is_official: whether the stored shapes are real ones.
    """

    anchors: Positions
    is_official: bool

    @property
    def is_known(self) -> bool:
        """Whether most units are stored already."""
        return len(self.anchors) > 0 and bool(np.isfinite(self.anchors[:, 0]).mean() >= 0.5)


@dataclass(frozen=True)
class Placed:
    """The shapes in lon/lat, as far as that could be done, and what is to be said of it."""

    shapes: tuple[BaseGeometry | None, ...]
    system: SourceSystem | None
    faults: tuple[RegisterFault, ...]
    remarks: tuple[Phrase, ...]


@dataclass(frozen=True)
class _Trial:
    system: SourceSystem
    swapped: bool
    distance_m: float
    is_home: bool


def place_units(
    shapes: Sequence[BaseGeometry | None],
    *,
    declared: str | None,
    asked: SourceSystem | None,
    ground: Ground,
    repair: bool,
) -> Placed:
    """The shapes of a file in WGS 84 lon/lat.

    Args:
        shapes: in the coordinates of the file.
        declared: what the file says of its system; None: nothing.
        asked: what a person says of it, which is believed.
        repair: turn swapped axes back.
    """
    array = np.array([*shapes, None], dtype=object)[:-1]
    middles = _middles(array)
    if not np.isfinite(middles).any():
        return Placed(tuple(shapes), None, (), ())
    system = asked or (system_of(declared) if declared else None)
    said = [] if asked or declared is None or system else [_not_understood(declared)]
    if system is None:
        return _undeclared(array, middles, ground, repair=repair, said=said)
    trial = _tried(system, middles, ground, swapped=False)
    if asked is None and not _fits(trial, ground):
        found = _better(trial, middles, ground)
        if found is not None and found.swapped and found.system == system:
            return _swapped(array, found, repair=repair, said=said)
        if found is not None or not _is_earth(array, system):
            return Placed(
                _moved(array, system, swapped=False), system, (_misdeclared(system, found, array),), tuple(said)
            )
    elif asked is not None and not trial.is_home:
        turned = _tried(system, middles, ground, swapped=True)
        if turned.is_home:
            return _swapped(array, turned, repair=repair, said=said)
    return _settled(array, system, repair=repair, said=said)


def _undeclared(
    array: NDArray[np.object_], middles: Positions, ground: Ground, *, repair: bool, said: list[Phrase]
) -> Placed:
    """A file that says nothing is believed only when its numbers are plainly degrees of the right place."""
    degrees = system_of("EPSG:4326")
    assert degrees is not None
    plain = _tried(degrees, middles, ground, swapped=False)
    if plain.is_home:
        remark = Phrase(
            "Tệp không ghi hệ toạ độ; số liệu rõ ràng là kinh độ, vĩ độ nên coi là WGS 84.",
            "The file names no reference system; its numbers are plainly degrees, so they are taken as WGS 84.",
        )
        return _settled(array, degrees, repair=repair, said=[*said, remark])
    turned = _tried(degrees, middles, ground, swapped=True)
    if turned.is_home:
        return _swapped(array, turned, repair=repair, said=said)
    fitting = _fitting(middles, ground)
    return Placed(tuple(array.tolist()), None, (_unknown_system(fitting, ground, array),), tuple(said))


def _settled(array: NDArray[np.object_], system: SourceSystem, *, repair: bool, said: list[Phrase]) -> Placed:
    """Believed as a whole; single units may still lie elsewhere, or have their axes swapped."""
    moved = _moved(array, system, swapped=False)
    middles = _middles(np.array([*moved, None], dtype=object)[:-1])
    known = np.isfinite(middles[:, 0])
    inside, turned = _is_in(VIETNAM, middles), _is_in(VIETNAM, middles[:, ::-1])
    if not known.any() or inside[known].mean() < 0.5:
        return Placed(moved, system, (), (*said, system_words(system)))
    faults = []
    kept = list(moved)
    for index in np.flatnonzero(known & ~inside).tolist():
        if turned[index] and repair:
            kept[index] = shapely.transform(moved[index], lambda each: each[:, ::-1])
            said = [*said, _turned_one(index)]
        else:
            faults.append(_elsewhere(index, middles[index], is_swapped=bool(turned[index])))
    return Placed(tuple(kept), system, tuple(faults), (*said, system_words(system)))


def _swapped(array: NDArray[np.object_], trial: _Trial, *, repair: bool, said: list[Phrase]) -> Placed:
    if repair:
        remark = Phrase(
            "Hai trục toạ độ bị đảo trong cả tệp; đã đổi lại.", "The axes were swapped in the whole file; turned back."
        )
        moved = _moved(array, trial.system, swapped=True)
        return Placed(moved, trial.system, (), (*said, remark, system_words(trial.system)))
    x, y = shapely.total_bounds(array)[:2].tolist()
    fault = RegisterFault(
        FaultKind.SWAPPED_AXES,
        "/features",
        vi=f"Hai trục toạ độ bị đảo trong cả tệp (bắt đầu ở {x:.6g}, {y:.6g}); kinh độ hoặc trục đông phải đứng trước. "
        "Nhập lại với --repair để đổi lại.",
        en=f"The axes are swapped in the whole file (it begins at {x:.6g}, {y:.6g}); longitude or easting comes first. "
        "Import again with --repair to turn them back.",
    )
    # Turned back for the checks that follow, so that one run names every fault.
    return Placed(_moved(array, trial.system, swapped=True), trial.system, (fault,), tuple(said))


def _moved(array: NDArray[np.object_], system: SourceSystem, *, swapped: bool) -> tuple[BaseGeometry | None, ...]:
    there = np.array([shape is not None for shape in array])
    moved = array.copy()
    if there.any():
        moved[there] = shapely.transform(array[there], placed(system, swapped=swapped))
    return tuple(None if shape is None or not _is_finite(shape) else shape for shape in moved)


def _is_finite(shape: BaseGeometry) -> bool:
    return bool(np.isfinite(shapely.get_coordinates(shape)).all())


def _is_earth(array: NDArray[np.object_], system: SourceSystem) -> bool:
    """Whether what a file declares gives degrees at all."""
    moved = [shape for shape in _moved(array, system, swapped=False) if shape is not None]
    return bool(moved) and Extent.of(np.array([*moved, None], dtype=object)[:-1]).is_on_earth()


def _middles(array: NDArray[np.object_]) -> Positions:
    bounds = shapely.bounds(array)
    return np.column_stack(((bounds[:, 0] + bounds[:, 2]) / 2, (bounds[:, 1] + bounds[:, 3]) / 2))


def _tried(system: SourceSystem, middles: Positions, ground: Ground, *, swapped: bool) -> _Trial:
    """Where a system would put the middles of some units."""
    known = np.flatnonzero(np.isfinite(middles[:, 0]))
    step = max(1, len(known) // _MOST_TRIED)
    some = known[::step]
    there = placed(system, swapped=swapped)(middles[some])
    return _Trial(system, swapped, _distance_m(there, ground.anchors[some]), bool(_is_in(VIETNAM, there).mean() >= 0.5))


def _distance_m(there: Positions, anchors: Positions) -> float:
    """The usual distance to the stored units, in metres; infinite when none is stored."""
    both = np.isfinite(there).all(axis=1) & np.isfinite(anchors).all(axis=1)
    if not both.any():
        return float("inf")
    apart = (there[both] - anchors[both]) * _METRES_PER_DEGREE
    apart[:, 0] *= np.cos(np.radians(anchors[both, 1]))
    return float(np.median(np.hypot(apart[:, 0], apart[:, 1])))


def _is_in(box: Extent, points: Positions) -> NDArray[np.bool_]:
    lon, lat = points[:, 0], points[:, 1]
    inside: NDArray[np.bool_] = (lon >= box.west) & (lon <= box.east) & (lat >= box.south) & (lat <= box.north)
    return inside


def _fits(trial: _Trial, ground: Ground) -> bool:
    if ground.is_known:
        return trial.distance_m <= _FAR_M[ground.is_official]
    return trial.is_home


def _better(trial: _Trial, middles: Positions, ground: Ground) -> _Trial | None:
    """A system, or the same one with its axes swapped, that puts the units where they belong; None: there is none."""
    turned = _tried(trial.system, middles, ground, swapped=True)
    if not trial.is_home and turned.is_home and not ground.is_known:
        return turned
    for each in sorted([turned, *_fitting(middles, ground)], key=lambda each: (each.distance_m, each.swapped)):
        near = each.distance_m <= _NEAR_M[ground.is_official] and each.distance_m < trial.distance_m / 3
        if near if ground.is_known else (each.is_home and not trial.is_home):
            return each
    return None


def _fitting(middles: Positions, ground: Ground) -> list[_Trial]:
    tried = [_tried(each, middles, ground, swapped=swapped) for each in candidates() for swapped in (False, True)]
    return sorted((each for each in tried if each.is_home), key=lambda each: (each.distance_m, each.swapped))


def system_words(system: SourceSystem) -> Phrase:
    """The name of a system, and what its shift to WGS 84 is good for."""
    return Phrase(
        f"Hệ toạ độ: {system.name}; {system.accuracy.vi}.", f"Reference system: {system.name}; {system.accuracy.en}."
    )


def _not_understood(declared: str) -> Phrase:
    shown = " ".join(declared.split())[:80]
    return Phrase(f"Không hiểu hệ toạ độ “{shown}”.", f"The reference system “{shown}” is not understood.")


def _misdeclared(system: SourceSystem, found: _Trial | None, array: NDArray[np.object_]) -> RegisterFault:
    west, south = shapely.total_bounds(array)[:2].tolist()
    vi, en = "", ""
    if found is not None:
        code = found.system.name + (" (đảo trục)" if found.swapped else "")
        vi = f" Toạ độ khớp với {code}: nhập lại với --crs nếu đúng vậy."
        en = f" They fit {found.system.name}{' (axes swapped)' if found.swapped else ''}: name it with --crs if so."
    return RegisterFault(
        FaultKind.REFERENCE_SYSTEM,
        "/crs",
        vi=f"Tệp ghi hệ toạ độ {system.name} nhưng toạ độ (bắt đầu ở {west:.6g}, {south:.6g}) không rơi vào địa bàn."
        f"{vi or ' Ghi hệ toạ độ đúng bằng --crs.'}",
        en=f"The file declares {system.name}, but its coordinates (beginning at {west:.6g}, {south:.6g}) do not lie "
        f"where these units are.{en or ' Name the right system with --crs.'}",
    )


def _unknown_system(fitting: Sequence[_Trial], ground: Ground, array: NDArray[np.object_]) -> RegisterFault:
    west, south = shapely.total_bounds(array)[:2].tolist()
    near = [each for each in fitting if each.distance_m <= _NEAR_M[ground.is_official]]
    names = ", ".join(each.system.name for each in near[:3])
    vi = f"Toạ độ khớp với {names}." if names else "Thường gặp: EPSG:3405, EPSG:5897 (Hà Nội), EPSG:9210."
    en = f"The coordinates fit {names}." if names else "Often: EPSG:3405, EPSG:5897 (Hanoi), EPSG:9210."
    return RegisterFault(
        FaultKind.REFERENCE_SYSTEM,
        "/crs",
        vi=f"Tệp không ghi hệ toạ độ và toạ độ (bắt đầu ở {west:.6g}, {south:.6g}) không phải kinh độ, vĩ độ ở Việt "
        f"Nam; ghi bằng --crs EPSG:…. {vi}",
        en=f"The file names no reference system, and its coordinates (beginning at {west:.6g}, {south:.6g}) are no "
        f"degrees in Vietnam; name it with --crs EPSG:…. {en}",
    )


def _elsewhere(index: int, middle: Positions, *, is_swapped: bool) -> RegisterFault:
    lon, lat = (float(each) for each in middle)
    if is_swapped:
        return RegisterFault(
            FaultKind.SWAPPED_AXES,
            f"/features/{index}/geometry",
            vi=f"Đối tượng {index} bị đảo trục (ở {lon:.4f}, {lat:.4f}); nhập lại với --repair để đổi lại.",
            en=f"Feature {index} has its axes swapped (at {lon:.4f}, {lat:.4f}); import again with --repair.",
        )
    return RegisterFault(
        FaultKind.OUTSIDE,
        f"/features/{index}/geometry",
        vi=f"Đối tượng {index} nằm ở {lon:.4f}, {lat:.4f}, xa mọi đơn vị khác; sửa toạ độ của nó.",
        en=f"Feature {index} lies at {lon:.4f}, {lat:.4f}, far from all others; mend its coordinates.",
    )


def _turned_one(index: int) -> Phrase:
    return Phrase(
        f"Đối tượng {index} bị đảo trục; đã đổi lại.", f"The axes of feature {index} were swapped; turned back."
    )
