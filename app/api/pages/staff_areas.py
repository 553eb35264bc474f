"""Areas beside the colours for staff: the list, and one with its situation and its log."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from app.api.documents.features import geometry_document
from app.api.documents.places import area_ground
from app.api.pages.shared import LevelView
from app.api.pages.staff_frame import StaffPage
from app.api.pages.staff_places import (
    Fact,
    PlaceCard,
    PlaceList,
    VersionLine,
    facts_of,
    is_approximate,
    people_of,
    ward_lines,
    where_of,
)
from app.domain.areas import AREA_LABELS, CITY_KINDS, Area, AreaAction, AreaKind, AreaStatus
from app.services.access import Act, may
from app.services.area_status import area_situation
from app.services.drawn_places import districts_met

_ACTS: Final = {
    AreaAction.DECLARE: "ar_act_declare",
    AreaAction.CHANGE: "ar_act_change",
    AreaAction.END: "ar_act_end",
}
_STATES: Final = {
    AreaStatus.PROPOSED: ("proposed", "ar_proposed"),
    AreaStatus.IN_FORCE: ("issued", "ar_in_force"),
    AreaStatus.ENDED: ("lifted", "ar_ended"),
}
_MAP_TOLERANCE: Final = 0.0001


@dataclass(frozen=True)
class LevelLine:
    """The wards and people of an area at one level."""

    level: LevelView
    wards: str
    people: str


@dataclass(frozen=True)
class AreaView:
    """One area on its page; `place` as GeoJSON, None when none of its wards is in the register any more."""

    card: PlaceCard
    area: Area
    facts: Sequence[Fact]
    wards: Sequence[Fact]
    levels: Sequence[LevelLine]
    approximate: bool
    may_change: bool
    place: dict[str, Any] | None
    drawn: bool
    versions: Sequence[VersionLine]


def area_list(page: StaffPage, found: Sequence[Area], *, ended: bool) -> PlaceList:
    """The areas that stand, or those that have ended."""
    standing = [each for each in found if each.status is not AreaStatus.ENDED]
    over = [each for each in found if each.status is AreaStatus.ENDED]
    return PlaceList(
        cards=[area_card(page, each) for each in (over if ended else standing)],
        shows_over=ended,
        standing_count=len(standing),
        over_count=len(over),
        facts=[page.words("ar_counts", n=len(standing))],
    )


def area_card(page: StaffPage, area: Area) -> PlaceCard:
    """One area in the list."""
    words = page.words
    state, key = _STATES[area.status]
    situation = area_situation(page.shell.snapshot, area)
    people = people_of(page, situation.population, estimated=situation.population_estimated)
    return PlaceCard(
        place_id=area.area_id,
        href=page.to(f"/staff/areas/{area.area_id}"),
        name=area.name,
        where=where_of(page, area.ward_codes),
        state=state,
        state_words=words(key),
        age=words.pick(AREA_LABELS[area.kind]),
        lines=[
            " · ".join([_wards(page, situation.wards, situation.wards_partial), *([people] if people else [])]),
            _directive(page, area),
        ],
    )


def area_view(page: StaffPage, area: Area, log: Sequence[Area]) -> AreaView:
    """One area with everything on its page."""
    snapshot = page.shell.snapshot
    situation = area_situation(snapshot, area)
    ground = area_ground(snapshot.register, area, _MAP_TOLERANCE)
    levels = [
        LevelLine(
            level=page.shell.levels[each.level],
            wards=_wards(page, each.wards, each.wards_partial),
            people=people_of(page, each.population, estimated=each.wards_partial > 0),
        )
        for each in situation.levels
    ]
    return AreaView(
        card=area_card(page, area),
        area=area,
        facts=_facts(page, area),
        wards=ward_lines(page, area.ward_parts),
        levels=levels,
        approximate=is_approximate(page, area.ward_parts),
        may_change=area.status is not AreaStatus.ENDED and _may_change(page, area),
        place=None if ground is None else geometry_document(ground, decimals=5),
        drawn=area.place is not None,
        versions=[_version(page, each) for each in reversed(log)],
    )


def kinds_for(page: StaffPage) -> list[tuple[str, str]]:
    """The kinds of areas the reader may set up, with their names."""
    everywhere = page.caller.district_codes is None
    open_to = [each for each in AreaKind if everywhere or each not in CITY_KINDS]
    return [(each.value, page.words.pick(AREA_LABELS[each])) for each in open_to]


def _may_change(page: StaffPage, area: Area) -> bool:
    districts = districts_met(page.shell.snapshot.register, area.ward_codes)
    inside = all(may(page.caller, Act.DECLARE_AREA, code) for code in districts)
    return inside and (area.kind not in CITY_KINDS or page.caller.district_codes is None)


def _wards(page: StaffPage, wards: int, partial: int) -> str:
    return page.words("ar_wards_partly", n=wards, part=partial) if partial else page.words("ar_wards", n=wards)


def _directive(page: StaffPage, area: Area) -> str:
    if area.directive is None:
        return page.words("ar_no_directive")
    return page.words("ar_directive", n=int(area.directive.value))


def _facts(page: StaffPage, area: Area) -> list[Fact]:
    words = page.words
    signed = " · ".join(each for each in (area.document_number, area.signer) if each)
    return facts_of(
        [
            (words("ar_kind"), words.pick(AREA_LABELS[area.kind])),
            (words("ar_field_directive"), area.directive.value if area.directive else words("ar_without")),
            (words("cd_start"), words.moment(area.starts_at)),
            (words("ar_field_end"), words.moment(area.ends_at) if area.ends_at else ""),
            (words("cd_document"), signed),
            (words("ar_field_note"), area.note or ""),
        ]
    )


def _version(page: StaffPage, area: Area) -> VersionLine:
    words = page.words
    told = [
        area.document_number or "",
        words("ar_since", when=words.moment(area.starts_at)),
        words("ar_until", when=words.moment(area.ends_at)) if area.ends_at else "",
        _directive(page, area),
    ]
    return VersionLine(
        number=area.version,
        act=words(_ACTS[area.action]),
        by=f"{area.recorded_by}, {words.moment(area.recorded_at)}",
        told=[each for each in told if each],
    )
