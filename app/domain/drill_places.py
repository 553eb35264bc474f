"""The cordons and areas of a drill: a cordon round each hamlet of the script, and a division of the city early on."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from typing import Final

import shapely
from shapely.geometry.base import BaseGeometry

from app.domain.areas import AREA_LABELS, AreaKind
from app.domain.drill_events import (
    MARK,
    AreaDeclared,
    CordonLifted,
    CordonOrdered,
    DrillEvent,
    OutbreakClosed,
    OutbreakDeclared,
)
from app.domain.register import Register
from app.domain.vocabulary import Directive

DIVIDED_ON_DAY: Final = 5
"""So many days after its first one a drill's city is divided into areas."""
_AFTER_DECLARING: Final = timedelta(minutes=45)
_PEOPLE_A_HOUSEHOLD: Final = 4
_CLUSTER_WARDS: Final = 4
_DIRECTIVES: Final = {
    AreaKind.ZONE_1: Directive.D16,
    AreaKind.ZONE_2: Directive.D15,
    AreaKind.ZONE_3: Directive.D15,
}


def place_events(
    register: Register, day: int, outbreaks: Iterable[DrillEvent], morning: datetime
) -> Iterator[DrillEvent]:
    """What happens to cordons and areas on a day, from what happens to its outbreaks.

    Args:
        day: days since the first one.
        outbreaks: the events of the day.
        morning: when the day's desk opens.
    """
    for event in outbreaks:
        match event:
            case OutbreakDeclared(place=BaseGeometry() as place) if place.geom_type != "Point":
                yield _cordon(event, place)
            case OutbreakClosed():
                yield CordonLifted(event.at + _AFTER_DECLARING, event.key, f"{day:03d}G/QĐ-BCĐ ({MARK})")
    if day == DIVIDED_ON_DAY:
        yield from _division(register, morning)


def _cordon(event: OutbreakDeclared, place: BaseGeometry) -> CordonOrdered:
    households = 100 + int(shapely.get_num_coordinates(place)) * 7
    return CordonOrdered(
        at=event.at + _AFTER_DECLARING,
        key=event.key,
        name=event.name.replace(MARK, f"{MARK}: khu phong tỏa", 1) if event.name.startswith(MARK) else event.name,
        place=place,
        households=households,
        population=households * _PEOPLE_A_HOUSEHOLD,
        document_number=f"{event.key}-PT/QĐ-BCĐ ({MARK})",
    )


def _division(register: Register, at: datetime) -> Iterator[AreaDeclared]:
    """The densest third of the districts, and the rest by its north and south; then a quiet cluster at the edge."""
    groups = _groups(register)
    if len(groups) < len(_DIRECTIVES):
        return
    dense = sorted(groups, key=lambda codes: -_density(register, codes))
    inner, rest = dense[: len(dense) // 3], dense[len(dense) // 3 :]
    by_latitude = sorted(rest, key=lambda codes: -_latitude(register, codes))
    half = (len(by_latitude) + 1) // 2
    parts = (inner, by_latitude[:half], by_latitude[half:])
    for (kind, directive), part in zip(_DIRECTIVES.items(), parts, strict=True):
        codes = tuple(sorted(code for group in part for code in group))
        yield AreaDeclared(at, kind, f"{MARK}: {AREA_LABELS[kind][0]}", codes, directive)
    edge = tuple(by_latitude[-1][:_CLUSTER_WARDS])
    yield AreaDeclared(at, AreaKind.GREEN_CLUSTER, f"{MARK}: cụm vùng xanh", edge, None)


def _groups(register: Register) -> list[tuple[str, ...]]:
    """The wards of each district; where there are none, each ward alone."""
    districts = register.district_positions
    if not districts:
        return [(code,) for code in register.codes]
    return [tuple(register.codes[each] for each in districts[code].tolist()) for code in sorted(districts)]


def _density(register: Register, codes: tuple[str, ...]) -> float:
    wards = [register.ward(code) for code in codes]
    return sum(ward.population or 0 for ward in wards) / max(sum(ward.area_km2 for ward in wards), 1e-9)


def _latitude(register: Register, codes: tuple[str, ...]) -> float:
    return sum(register.ward(code).shape.centroid.y for code in codes) / len(codes)
