"""The cordons and areas over a ward, as its page and its panel tell them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from app.api.pages.shared import Shell
from app.domain.areas import CITY_KINDS, Area
from app.domain.cordons import Cordon
from app.services.zone_status import ZoneStatus


@dataclass(frozen=True)
class PlaceView:
    """One cordon or area over a ward; `proposed`: no order in force says so."""

    title: str
    proposed: bool
    lines: Sequence[str]


def places_of(zone: ZoneStatus, shell: Shell) -> list[PlaceView]:
    """Cordons first, then areas; those in force before those proposed."""
    cordons = [_cordon(each, zone.ward.code, shell) for each in zone.cordons]
    areas = [_area(each, zone.ward.code, shell) for each in zone.areas]
    return [*sorted(cordons, key=lambda each: each.proposed), *sorted(areas, key=lambda each: each.proposed)]


def _cordon(cordon: Cordon, ward_code: str, shell: Shell) -> PlaceView:
    words = shell.words
    name = words("place_cordon", name=cordon.name)
    dates = [words("place_from", start=words.moment(cordon.starts_at))] if cordon.starts_at else []
    dates += [words("place_planned", day=cordon.planned_end)] if cordon.planned_end else []
    first, last = cordon.testing_interval_days
    return PlaceView(
        title=f"{name} · {words('directive', n=cordon.directive.value)}",
        proposed=not cordon.in_force,
        lines=[
            _part(cordon.ward_parts[ward_code], shell),
            *([", ".join(dates)] if dates else []),
            *([words("place_sampled", first=first, last=last)] if cordon.in_force else []),
            _order(cordon.document_number, cordon.signer, shell, in_force=cordon.in_force),
        ],
    )


def _area(area: Area, ward_code: str, shell: Shell) -> PlaceView:
    words = shell.words
    directive = f" · {words('directive', n=area.directive.value)}" if area.directive else ""
    end = [words("place_until", end=words.moment(area.ends_at))] if area.ends_at else []
    start = words("place_from", start=words.moment(area.starts_at))
    return PlaceView(
        title=f"{area.name}{directive}",
        proposed=not area.in_force,
        lines=[
            _part(area.ward_parts[ward_code], shell),
            ", ".join([start, *end]),
            _order(area.document_number, area.signer, shell, in_force=area.in_force),
            *([words("place_no_level")] if area.kind in CITY_KINDS else []),
        ],
    )


def _part(share: float, shell: Shell) -> str:
    return shell.words("place_whole" if share >= 1.0 else "place_part")


def _order(number: str | None, signer: str | None, shell: Shell, *, in_force: bool) -> str:
    if not in_force or number is None:
        return shell.words("place_not_yet")
    return shell.words("place_order", number=number, signer=signer or "")
