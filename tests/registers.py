"""Registers made from files as an import makes them, without a database; and raw, as the file draws them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import shapely

from app.domain.adjacency import DRAWING_TOLERANCE_M, shared_borders
from app.domain.geometry import rounded, to_multipolygon
from app.domain.names import split_kind
from app.domain.projection import Projector
from app.domain.register import BoundaryDescription, District, Register, Ward, boundary_version
from app.domain.register_checks import check_register
from app.domain.register_file import UnitFeature
from app.domain.vocabulary import BoundaryStatus
from app.formats.geojson_reading import read_register
from tests.worlds import LONG_AGO, UTM_48N


def imported_register(content: bytes, *, repair: bool = False) -> Register:
    """The register an import makes of a file; `repair` mends overlaps and gaps."""
    file = read_register(content)
    checked = check_register(file, repair=repair)
    assert not checked.faults, checked.faults[:3]
    described = BoundaryDescription(BoundaryStatus.OFFICIAL, None, None, "file", checked.projector.epsg)
    return _register(checked.features, described)


def raw_register(content: bytes) -> Register:
    """The same with every shape as the file draws it, overlaps and gaps and all; only invalid rings are mended."""
    described = BoundaryDescription(BoundaryStatus.OFFICIAL, None, None, "file", UTM_48N)
    features = sorted(read_register(content).features, key=lambda each: each.code)
    array = _array([feature.shape for feature in features])
    shapes = rounded(shapely.make_valid(array, method="structure")).tolist()
    drawn = [(feature, to_multipolygon(shape)) for feature, shape in zip(features, shapes, strict=True)]
    return _register([replace(feature, shape=shape) for feature, shape in drawn if shape is not None], described)


def _register(features: Sequence[UnitFeature], described: BoundaryDescription) -> Register:
    projector = Projector(described.metric_epsg)
    wards = tuple(_ward(feature, projector) for feature in features)
    shapes = _array([ward.shape for ward in wards])
    tolerance_m = None if shapely.coverage_is_valid(shapes) else DRAWING_TOLERANCE_M
    return Register(
        wards=wards,
        districts=tuple(_district(code, wards) for code in sorted({ward.district_code or "" for ward in wards})),
        borders=shared_borders(shapes, projector=projector, tolerance_m=tolerance_m),
        boundary_version=boundary_version(wards, described),
        boundaries=described,
    )


def _ward(feature: UnitFeature, projector: Projector) -> Ward:
    assert isinstance(feature.shape, shapely.MultiPolygon)
    return Ward(
        code=feature.code,
        name=feature.name,
        kind=feature.kind,
        name_fold=split_kind(feature.name)[1],
        district_code=feature.district_code,
        district_name=feature.district_name,
        district_kind=feature.district_kind,
        population=feature.population,
        population_on=feature.population_on,
        area_km2=feature.area_km2 or projector.area_m2(feature.shape) / 1e6,
        valid_from=LONG_AGO,
        valid_to=None,
        shape=feature.shape,
    )


def _district(code: str, wards: Sequence[Ward]) -> District:
    own = [ward for ward in wards if ward.district_code == code]
    known = [ward.population for ward in own if ward.population is not None]
    total = sum(known) if len(known) == len(own) else None
    name, kind = own[0].district_name or code, own[0].district_kind or ""
    return District(code, name, kind, split_kind(name)[1], total, len(own))


def _array(shapes: Sequence[shapely.Geometry]) -> np.ndarray[tuple[int], np.dtype[np.object_]]:
    array = np.empty(len(shapes), dtype=object)
    array[:] = shapes
    return array
