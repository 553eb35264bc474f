"""The register of units in force on a day: wards, districts, their borders, and where a point lies."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Final, Protocol

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely import MultiPolygon
from shapely.geometry.base import BaseGeometry

from app.domain.adjacency import Borders
from app.domain.errors import DistrictNotFound, WardNotFound
from app.domain.geometry import Extent
from app.domain.projection import Projector, Shapes
from app.domain.vocabulary import BoundaryStatus

_DEFAULT_EPSG: Final = 32648


@dataclass(frozen=True)
class Ward:
    """A commune-level unit (phường, xã, thị trấn) over one span of validity `[valid_from, valid_to)`.

    `district_*` are None in a two-tier register; `population` None is unknown, never 0.
    """

    code: str
    name: str
    kind: str
    name_fold: str
    district_code: str | None
    district_name: str | None
    district_kind: str | None
    population: int | None
    population_on: date | None
    area_km2: float
    valid_from: date
    valid_to: date | None
    shape: MultiPolygon

    @property
    def scope_code(self) -> str:
        """What staff who answer for the ward are given: its district or, where there are none, the ward itself."""
        return self.district_code or self.code


@dataclass(frozen=True)
class District:
    """A district-level unit (quận, huyện, thị xã); `population` None when that of any of its wards is unknown."""

    code: str
    name: str
    kind: str
    name_fold: str
    population: int | None
    ward_count: int


@dataclass(frozen=True)
class BoundaryDescription:
    """What is true of all boundaries of a register: whether they are official, what to say of them, who gave them.

    `metric_epsg` is the projected system lengths and areas are taken in.
    """

    status: BoundaryStatus
    notice_vi: str | None
    notice_en: str | None
    source: str
    metric_epsg: int


@dataclass(frozen=True)
class Located:
    """A ward a point lies in (`distance_m` 0) or near."""

    ward: Ward
    distance_m: float


@dataclass(frozen=True)
class Register:
    """The wards in force on one day by ascending code; every array of the domain is in this order."""

    wards: tuple[Ward, ...]
    districts: tuple[District, ...]
    borders: Borders
    boundary_version: str
    boundaries: BoundaryDescription

    @classmethod
    def empty(cls) -> Register:
        """The register of a site that has not loaded one."""
        nothing = Borders(0, np.empty((0, 2), dtype=np.intp), np.empty(0))
        described = BoundaryDescription(BoundaryStatus.SCHEMATIC, None, None, "", _DEFAULT_EPSG)
        return cls((), (), nothing, boundary_version((), described), described)

    @cached_property
    def codes(self) -> tuple[str, ...]:
        """Ward codes, ascending."""
        return tuple(ward.code for ward in self.wards)

    @cached_property
    def names(self) -> Mapping[str, str]:
        """The name of each ward by its code; a name is never a key, only how people know the code."""
        return {ward.code: ward.name for ward in self.wards}

    @cached_property
    def positions(self) -> Mapping[str, int]:
        """Where each ward code stands in `codes`."""
        return {code: position for position, code in enumerate(self.codes)}

    @cached_property
    def district_positions(self) -> Mapping[str, NDArray[np.intp]]:
        """The positions of each district's wards, by district code."""
        found: dict[str, list[int]] = {}
        for position, ward in enumerate(self.wards):
            if ward.district_code is not None:
                found.setdefault(ward.district_code, []).append(position)
        return {code: np.array(positions, dtype=np.intp) for code, positions in found.items()}

    @cached_property
    def shapes(self) -> Shapes:
        """Lon/lat multipolygons."""
        return _object_array([ward.shape for ward in self.wards])

    @cached_property
    def metric_shapes(self) -> Shapes:
        """The same shapes in metres."""
        return self.projector.to_metric(self.shapes)

    @cached_property
    def populations(self) -> NDArray[np.float64]:
        """Inhabitants, NaN where unknown."""
        known = [np.nan if ward.population is None else ward.population for ward in self.wards]
        return np.array(known, dtype=np.float64)

    @cached_property
    def areas_m2(self) -> NDArray[np.float64]:
        """Areas of the shapes as drawn."""
        return self.projector.areas_m2(self.shapes)

    @cached_property
    def is_tiling(self) -> bool:
        """Whether neighbors share every vertex and nothing overlaps, as every imported register does."""
        return bool(shapely.coverage_is_valid(self.shapes))

    @cached_property
    def projector(self) -> Projector:
        """Between lon/lat and metres."""
        return Projector(self.boundaries.metric_epsg)

    @cached_property
    def extent(self) -> Extent:
        """The box around all wards, to recognise shapes that lie elsewhere; needs at least one ward."""
        return Extent.of(self.shapes)

    @cached_property
    def duty_areas(self) -> tuple[District, ...]:
        """What staff can be given to answer for, by code: the districts, and each ward that lies in none.

        In a two-tier register the wards took over what districts did, so each is an area of responsibility of its own.
        """
        alone = [
            District(ward.code, ward.name, ward.kind, ward.name_fold, ward.population, 1)
            for ward in self.wards
            if ward.district_code is None
        ]
        return tuple(sorted((*self.districts, *alone), key=lambda area: area.code))

    @property
    def boundary_status(self) -> BoundaryStatus:
        """Whether the boundaries are schematic or official."""
        return self.boundaries.status

    def ward(self, code: str) -> Ward:
        """The ward of a code.

        Raises:
            WardNotFound: none in force.
        """
        position = self.positions.get(code)
        if position is None:
            raise WardNotFound(code)
        return self.wards[position]

    def district(self, code: str) -> District:
        """The district of a code.

        Raises:
            DistrictNotFound: none in force.
        """
        found = next((district for district in self.districts if district.code == code), None)
        if found is None:
            raise DistrictNotFound(code)
        return found

    def positions_of(self, codes: Iterable[str]) -> NDArray[np.intp]:
        """Positions of ward codes, ascending, each once.

        Raises:
            WardNotFound: the first code that is not in force.
        """
        found = set()
        for code in codes:
            if code not in self.positions:
                raise WardNotFound(code)
            found.add(self.positions[code])
        return np.array(sorted(found), dtype=np.intp)

    def neighbors_of(self, code: str) -> list[tuple[Ward, float]]:
        """Wards that border one, with metres of shared border, by code."""
        position = self.positions[self.ward(code).code]
        lengths = self.borders.borders_of(position).tolist()
        near = self.borders.neighbors_of(position).tolist()
        return [(self.wards[each], metres) for each, metres in zip(near, lengths, strict=True)]

    def locate(self, lon: float, lat: float, *, tolerance_m: float = 0.0) -> list[Located]:
        """Wards that hold a point or lie within a tolerance of it, nearest first; empty when there is none.

        A point on a common border lies in both wards. Straight lines are straight in lon/lat, as in the map.
        """
        place = self.projector.points_to_metric(np.array([[lon, lat]]))
        if not self.wards or not np.isfinite(place).all():
            return []
        inside = self._tree.query(shapely.Point(lon, lat), predicate="intersects").tolist()
        point = shapely.Point(place[0])
        near = self._metric_tree.query(point, predicate="dwithin", distance=max(tolerance_m, 0.0)).tolist()
        distance = {each: float(shapely.distance(point, self.metric_shapes[each])) for each in near}
        found = [Located(self.wards[each], metres) for each, metres in (distance | dict.fromkeys(inside, 0.0)).items()]
        return sorted(found, key=lambda each: (each.distance_m, each.ward.code))

    def positions_meeting(self, shape: BaseGeometry) -> NDArray[np.intp]:
        """Positions of the wards that share a point with a lon/lat shape, ascending."""
        return np.sort(self._tree.query(shape, predicate="intersects"))

    @cached_property
    def _tree(self) -> shapely.STRtree:
        return shapely.STRtree(self.shapes)

    @cached_property
    def _metric_tree(self) -> shapely.STRtree:
        return shapely.STRtree(self.metric_shapes)


class DrawnUnit(Protocol):
    """What a boundary version is made of."""

    @property
    def code(self) -> str: ...  # noqa: D102
    @property
    def name(self) -> str: ...  # noqa: D102
    @property
    def kind(self) -> str: ...  # noqa: D102
    @property
    def district_code(self) -> str | None: ...  # noqa: D102
    @property
    def district_name(self) -> str | None: ...  # noqa: D102
    @property
    def shape(self) -> BaseGeometry: ...  # noqa: D102


def boundary_version(units: Sequence[DrawnUnit], boundaries: BoundaryDescription) -> str:
    """A short digest of all that a document of these boundaries shows: the same content has the same version for ever.

    Codes, names, kinds, districts and shapes of the wards, the status and the notices; not populations or dates.
    """
    digest = hashlib.sha256()
    shapes = shapely.to_wkb(shapely.normalize(_object_array([unit.shape for unit in units])), byte_order=1)
    for unit, shape in sorted(zip(units, shapes.tolist(), strict=True), key=lambda each: each[0].code):
        digest.update(_line(unit.code, unit.name, unit.kind, unit.district_code, unit.district_name))
        digest.update(shape)
    digest.update(_line(boundaries.status, boundaries.notice_vi, boundaries.notice_en))
    return digest.hexdigest()[:16]


def _line(*words: str | None) -> bytes:
    return "\x1f".join("" if word is None else word for word in words).encode() + b"\x1e"


def _object_array(shapes: Sequence[BaseGeometry]) -> Shapes:
    array = np.empty(len(shapes), dtype=object)
    array[:] = shapes
    return array
