"""What a checked register says of each unit, wards and the districts they add up to, as it is stored."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from datetime import date

import numpy as np
from shapely import MultiPolygon

from app.domain.projection import Shapes
from app.domain.register import BoundaryDescription
from app.domain.register_change import UnitContent, UnitLevel, UnitSpan
from app.domain.register_checks import CheckedRegister
from app.domain.register_comparison import RegisterComparison
from app.domain.register_file import UnitFeature


def with_known_populations(
    checked: CheckedRegister, spans: Sequence[UnitSpan], comparison: RegisterComparison | None
) -> CheckedRegister:
    """A file of shapes alone does not unsay a census: wards without a population keep the one on record.

    Only those that are the same place: codes are used again for other ground, whose people nobody counted so.

    Args:
        comparison: with the register that stands; None when there is none.
    """
    other_places = {unit.code for unit in comparison.units if not unit.is_same_place} if comparison else set()
    known = {
        span.content.code: span.content
        for span in sorted(spans, key=lambda span: span.valid_from)
        if span.content.level is UnitLevel.WARD and span.content.population is not None
    }
    features = tuple(
        replace(each, population=known[each.code].population, population_on=known[each.code].population_on)
        if each.population is None and each.code in known and each.code not in other_places
        else each
        for each in checked.features
    )
    return replace(checked, features=features)


def unit_contents(checked: CheckedRegister, described: BoundaryDescription) -> list[tuple[UnitContent, date | None]]:
    """Wards as the file gives them, and the districts they add up to, each with the day it holds from."""
    areas = checked.projector.areas_m2(shapes_of(checked.features)) / 1e6
    wards = [
        (_ward(feature, round(float(area), 6), described), feature.valid_from)
        for feature, area in zip(checked.features, areas, strict=True)
    ]
    members: dict[str, list[UnitFeature]] = defaultdict(list)
    for feature in checked.features:
        if feature.district_code is not None:
            members[feature.district_code].append(feature)
    return [*wards, *(_district(own, described) for own in members.values())]


def _ward(feature: UnitFeature, drawn_km2: float, described: BoundaryDescription) -> UnitContent:
    assert isinstance(feature.shape, MultiPolygon)
    return UnitContent(
        level=UnitLevel.WARD,
        code=feature.code,
        name=feature.name,
        kind=feature.kind,
        parent_code=feature.district_code,
        population=feature.population,
        population_on=feature.population_on,
        area_km2=feature.area_km2 or drawn_km2,
        shape=feature.shape,
        boundary_status=described.status,
        notice_vi=described.notice_vi,
        notice_en=described.notice_en,
    )


def _district(members: Sequence[UnitFeature], described: BoundaryDescription) -> tuple[UnitContent, date | None]:
    first = members[0]
    days = [member.valid_from for member in members if member.valid_from is not None]
    content = UnitContent(
        level=UnitLevel.DISTRICT,
        code=first.district_code or "",
        name=first.district_name or "",
        kind=first.district_kind or "",
        parent_code=None,
        population=population_of(members),
        population_on=first.population_on,
        area_km2=None,
        shape=None,
        boundary_status=described.status,
        notice_vi=described.notice_vi,
        notice_en=described.notice_en,
    )
    return content, min(days, default=None)


def population_of(members: Sequence[UnitFeature]) -> int | None:
    """The sum; unknown as soon as that of one is."""
    known = [member.population for member in members if member.population is not None]
    return sum(known) if len(known) == len(members) else None


def shapes_of(features: Sequence[UnitFeature]) -> Shapes:
    """The shapes of some features as an array."""
    shapes: Shapes = np.empty(len(features), dtype=object)
    shapes[:] = [feature.shape for feature in features]
    return shapes
