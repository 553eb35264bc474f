"""Areas that live beside the colours: Vùng 1/2/3, green clusters, industrial parks; each with dates of its own.

An area is no level and has none: it is a named group of wards, or a polygon that may cut through them, with a
directive of its own or none. Areas may overlap.

Source: Directive 20/CT-UBND and Plan 206, Sep 2021 (three areas, two of which cut through five districts along rivers);
Dispatch 18/CĐ-UBND, 6 Aug 2021 (green zones).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Final

from shapely import MultiPolygon

from app.domain.vocabulary import Directive
from app.domain.ward_parts import WardParts


class AreaKind(StrEnum):
    """What an area is; the numbered areas are parts of the city's plan, not levels of danger."""

    ZONE_1 = "zone_1"
    ZONE_2 = "zone_2"
    ZONE_3 = "zone_3"
    GREEN_CLUSTER = "green_cluster"
    INDUSTRIAL_PARK = "industrial_park"
    OTHER = "other"


CITY_KINDS: Final = frozenset({AreaKind.ZONE_1, AreaKind.ZONE_2, AreaKind.ZONE_3})
"""Drawn by the city alone."""
AREA_LABELS: Final = {
    AreaKind.ZONE_1: ("Vùng 1", "Area 1 (Vùng 1)"),
    AreaKind.ZONE_2: ("Vùng 2", "Area 2 (Vùng 2)"),
    AreaKind.ZONE_3: ("Vùng 3", "Area 3 (Vùng 3)"),
    AreaKind.GREEN_CLUSTER: ("Cụm vùng xanh", "Green cluster"),
    AreaKind.INDUSTRIAL_PARK: ("Khu công nghiệp", "Industrial park"),
    AreaKind.OTHER: ("Khu vực khác", "Other area"),
}
"""Vietnamese and English words for each kind."""


class AreaStatus(StrEnum):
    """An area is proposed until its order and its start have come, then in force until its end."""

    PROPOSED = "proposed"
    IN_FORCE = "in_force"
    ENDED = "ended"


class AreaAction(StrEnum):
    """What made a version of an area."""

    DECLARE = "declare"
    CHANGE = "change"
    END = "end"


@dataclass(frozen=True)
class Area:
    """One version of an area: over [starts_at, ends_at), None: until further notice.

    `place` None: it is the wards of `ward_parts`, whole. `directive` None: it orders none of its own.
    """

    area_id: str
    version: int
    action: AreaAction
    kind: AreaKind
    name: str
    place: MultiPolygon | None
    ward_parts: WardParts
    directive: Directive | None
    starts_at: datetime
    ends_at: datetime | None
    document_number: str | None
    signer: str | None
    note: str | None
    boundary_version: str
    recorded_by: str
    recorded_at: datetime
    recorded_revision: int
    status: AreaStatus = AreaStatus.PROPOSED
    """At the instant it was read for; see `area_at`."""

    @property
    def ward_codes(self) -> tuple[str, ...]:
        """The wards it covers more than a sliver of, ascending."""
        return tuple(sorted(self.ward_parts))

    @property
    def in_force(self) -> bool:
        """Whether its directive, if it has one, applies."""
        return self.status is AreaStatus.IN_FORCE


def area_at(area: Area, instant: datetime) -> Area:
    """The area with the status it has at an instant."""
    if area.ends_at is not None and area.ends_at <= instant:
        return replace(area, status=AreaStatus.ENDED)
    begun = area.document_number is not None and area.starts_at <= instant
    return replace(area, status=AreaStatus.IN_FORCE if begun else AreaStatus.PROPOSED)


def standing_areas(areas: Iterable[Area], instant: datetime) -> tuple[Area, ...]:
    """The areas in force or proposed at an instant, by id.

    Args:
        areas: the newest known version of each.
    """
    standing = (area_at(each, instant) for each in areas)
    return tuple(
        sorted((each for each in standing if each.status is not AreaStatus.ENDED), key=lambda each: each.area_id)
    )


def area_switches(areas: Iterable[Area]) -> list[datetime]:
    """The instants at which the clock alone changes the status of an area."""
    return [moment for each in areas for moment in (each.starts_at, each.ends_at) if moment is not None]
