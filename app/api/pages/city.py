"""The page of the whole register: the day, the levels, what is not green first, the map, every ward by district."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from markupsafe import Markup

from app.api.pages.changes import ChangesView, changes_view
from app.api.pages.maps import city_map
from app.api.pages.rule_views import RulesView, rules_view
from app.api.pages.shared import LevelView, Shell, WardRow, name_order, ward_row
from app.domain.register import Register
from app.domain.unit_search import Found, Hits
from app.domain.vocabulary import UNKNOWN, BoundaryStatus, RingStatus
from app.services.zone_status import ZoneStatus

HOT_SHOWN: Final = 6
"""So many wards of a level are named beside the map; the list below has them all."""
HITS_SHOWN: Final = 50


@dataclass(frozen=True)
class LegendRow:
    """A level with its number of wards and the address that filters by it, or takes the filter off.

    `growth`: wards gained since the day before; `is_hot`: among the two highest levels.
    """

    level: LevelView
    count: int
    href: str
    active: bool
    growth: int
    is_hot: bool


@dataclass(frozen=True)
class Segment:
    """A level's part of the strip that shows shares; percent from the left."""

    css_class: str
    start: float
    width: float


@dataclass(frozen=True)
class HotGroup:
    """The wards of one level above the lowest, the newest first, and how many are left out here."""

    level: LevelView
    rows: Sequence[WardRow]
    count: int
    href: str


@dataclass(frozen=True)
class DistrictGroup:
    """A district with its wards; in a two-tier register the one group without a name."""

    code: str
    name: str
    href: str
    counts: Sequence[tuple[LevelView, int]]
    rows: Sequence[WardRow]
    count: int
    open: bool


@dataclass(frozen=True)
class RingsView:
    """How many rings are in force and how many only proposed, and the line of each layer."""

    issued: int
    proposed: int
    layers: Sequence[tuple[str, str, str]]


@dataclass(frozen=True)
class BoundariesView:
    """What is to be known of the boundaries."""

    schematic: bool
    notice: str
    source: str


@dataclass(frozen=True)
class CityPage:
    """Everything on the page of the whole register."""

    heading: str
    scope: str
    facts: str
    open_day: str
    legend: Sequence[LegendRow]
    segments: Sequence[Segment]
    changes: ChangesView
    hot: Sequence[HotGroup]
    unknown: LegendRow | None
    map: Markup | None
    districts: Sequence[tuple[str, str, str, bool]]
    district: str | None
    level: LevelView | None
    groups: Sequence[DistrictGroup]
    rings: RingsView
    rules: RulesView
    boundaries: BoundariesView
    script_words: Mapping[str, object]


def city_page(shell: Shell, *, level: str | None, district: str | None) -> CityPage:
    """The page, for one level or all, one district or all."""
    snapshot, words = shell.snapshot, shell.words
    zones = [zone for zone in snapshot.zones if district is None or zone.ward.district_code == district]
    count = Counter(zone.level for zone in zones)
    changes = changes_view(shell, district)
    legend = _legend(shell, count, changes, level=level, district=district)
    scope = snapshot.register.district(district).name if district else ""
    return CityPage(
        heading=words.long_day(snapshot.as_of) if snapshot.as_of else words("not_judged"),
        scope=scope,
        facts=_facts(shell, len(zones)),
        open_day=words("open_day", day=snapshot.open_day) if snapshot.as_of == snapshot.open_day else "",
        legend=legend,
        segments=list(_segments(legend)),
        changes=changes,
        hot=[] if level else _hot(shell, zones, district=district),
        unknown=next((row for row in legend if row.level.id == UNKNOWN and row.count), None),
        map=city_map(shell, level=level, district=district) if snapshot.zones else None,
        districts=_districts(shell, district),
        district=district,
        level=shell.levels[level] if level else None,
        groups=_groups(shell, zones, level=level, open_all=bool(level or district)),
        rings=_rings(shell),
        rules=rules_view(shell),
        boundaries=boundaries_view(shell),
        script_words=script_words(shell),
    )


SCRIPT_WORDS: Final = (
    "map_keys",
    "timeline_now",
    "timeline_end",
    "live_updated",
    "panel_failed",
    "panel_whole",
    "close",
)
"""Messages that a script says, by their keys."""


def script_words(shell: Shell) -> dict[str, object]:
    """What the map's script needs in the reader's language: sentences, and the levels, the highest first."""
    levels = [
        {
            "id": each.id,
            "label": each.label,
            "short": each.short,
            "rank": each.rank,
            "pattern": each.pattern,
            "glyph": each.glyph,
        }
        for each in shell.levels.values()
    ]
    return {**{key: shell.words(key) for key in SCRIPT_WORDS}, "levels": levels}


def boundaries_view(shell: Shell) -> BoundariesView:
    """What the register says of its boundaries."""
    described = shell.snapshot.register.boundaries
    return BoundariesView(
        schematic=described.status is BoundaryStatus.SCHEMATIC,
        notice=shell.words.pick((described.notice_vi or "", described.notice_en or "")),
        source=described.source,
    )


@dataclass(frozen=True)
class SearchPage:
    """What answers a search; `near`: only names that are nearly what was typed."""

    q: str
    rows: Sequence[WardRow]
    count: int
    left_out: int
    near: bool


def search_page(shell: Shell, q: str, hits: Hits) -> SearchPage:
    """The wards that answer, best first; those found by an old name say which."""
    rows = [_hit_row(shell, each) for each in hits.found]
    near = any(each.approximate for each in hits.found)
    return SearchPage(q, rows, hits.count, hits.count - len(rows), near)


def _hit_row(shell: Shell, found: Found) -> WardRow:
    row = ward_row(shell.snapshot.by_code[found.unit.code], shell)
    return row if found.was is None else replace(row, was=shell.words("search_was", name=found.was.name))


def knows_district(register: Register, code: str) -> bool:
    """Whether the register has this district."""
    return code in register.district_positions


def _facts(shell: Shell, wards: int) -> str:
    words, updated = shell.words, shell.snapshot.committed_at
    parts = [words("wards_n", n=wards), words("cutoff", time=words.clock(shell.rules.clock.cutoff))]
    if updated is not None:
        is_of_this_day = words.local_date(updated) == shell.snapshot.as_of
        moment = words.time_of(updated) if is_of_this_day else words.moment(updated)
        parts.append(words("updated", moment=moment))
    return " · ".join(parts)


def _legend(
    shell: Shell, count: Counter[str], changes: ChangesView, *, level: str | None, district: str | None
) -> list[LegendRow]:
    hot = {each.id for each in shell.snapshot.policy.levels[1:][-2:]}
    return [
        LegendRow(
            level=view,
            count=count[view.id],
            href=shell.links.city(level=None if view.id == level else view.id, district=district),
            active=view.id == level,
            growth=changes.growth.get(view.id, 0),
            is_hot=view.id in hot,
        )
        for view in shell.levels.values()
    ]


def _segments(legend: Sequence[LegendRow]) -> Iterable[Segment]:
    total, start = sum(row.count for row in legend), 0.0
    for row in legend:
        if row.count:
            width = 100 * row.count / total
            yield Segment(row.level.css_class, start, width)
            start += width


def _hot(shell: Shell, zones: Sequence[ZoneStatus], *, district: str | None) -> list[HotGroup]:
    lowest = shell.snapshot.policy.levels[0].id
    groups = []
    for view in shell.levels.values():
        found = [zone for zone in zones if zone.level == view.id and view.id not in {lowest, UNKNOWN}]
        if found:
            newest = sorted(found, key=lambda zone: (-_instant(zone), name_order(zone.ward.name)))
            rows = [ward_row(zone, shell) for zone in newest[:HOT_SHOWN]]
            href = shell.links.city(level=view.id, district=district, fragment="list")
            groups.append(HotGroup(view, rows, len(found), href))
    return groups


def _instant(zone: ZoneStatus) -> float:
    return zone.effective_from.timestamp() if zone.effective_from else 0.0


def _districts(shell: Shell, chosen: str | None) -> list[tuple[str, str, str, bool]]:
    known = sorted(shell.snapshot.register.districts, key=lambda each: name_order(each.name))
    return [(each.code, each.name, shell.links.city(district=each.code), each.code == chosen) for each in known]


def _groups(shell: Shell, zones: Sequence[ZoneStatus], *, level: str | None, open_all: bool) -> list[DistrictGroup]:
    members: dict[str, list[ZoneStatus]] = {}
    for zone in zones:
        members.setdefault(zone.ward.district_code or "", []).append(zone)
    groups = [_group(shell, found, level=level, open_all=open_all) for found in members.values()]
    return sorted((each for each in groups if each.count), key=lambda each: name_order(each.name))


def _group(shell: Shell, zones: Sequence[ZoneStatus], *, level: str | None, open_all: bool) -> DistrictGroup:
    count = Counter(zone.level for zone in zones)
    shown = [zone for zone in zones if level is None or zone.level == level]
    rank = shell.snapshot.policy.rank_of
    ordered = sorted(shown, key=lambda zone: (-rank.get(zone.level, 1.5), name_order(zone.ward.name)))
    first = zones[0].ward
    return DistrictGroup(
        code=first.district_code or "",
        name=first.district_name or "",
        href=shell.links.city(district=first.district_code) if first.district_code else "",
        counts=[(view, count[view.id]) for view in shell.levels.values() if count[view.id]],
        rows=[ward_row(zone, shell) for zone in ordered],
        count=len(ordered),
        open=open_all or first.district_code is None,
    )


def _rings(shell: Shell) -> RingsView:
    snapshot, words = shell.snapshot, shell.words
    statuses = Counter(ring.status for ring in snapshot.rings)
    return RingsView(
        issued=statuses[RingStatus.ISSUED],
        proposed=statuses[RingStatus.PROPOSED],
        layers=[
            (
                ring.directive.value,
                words.pick((ring.label_vi, ring.label_en)),
                words("directive_short", n=ring.directive.value),
            )
            for ring in sorted(snapshot.policy.rings, key=lambda each: -each.layer.strictness)
        ],
    )
