"""The page of border wards: what happened across the line of the reader's districts, and which own wards touch it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from app.api.documents.border import cordons_in_force, is_approximate
from app.api.pages.shared import LevelView, layer_text, name_order
from app.api.pages.staff_frame import StaffPage
from app.api.pages.words import Words
from app.domain.border import Touch
from app.domain.border_notices import Happening, NoticeAction, TouchedWard
from app.domain.vocabulary import LockdownLayer
from app.services.border_notices import NoticePage
from app.services.border_wards import border_of
from app.services.zone_status import ZoneSnapshot, ZoneStatus
from app.storage.border_notices import StoredNotice

PATH: Final = "/staff/border"
AT_ONCE: Final = 50


@dataclass(frozen=True)
class NoticeCard:
    """One notice: what happened, when and by which order, and the own wards it touches; `read`: empty until read."""

    notice_id: int
    title: str
    level: LevelView | None
    facts: Sequence[str]
    total: str
    wards: Sequence[str]
    to: str
    read: str
    href: str


@dataclass(frozen=True)
class BorderRow:
    """One border: the own ward, the ward across, its level, what else stands there, and the metres."""

    ward: str
    ward_href: str
    level: LevelView
    neighbor: str
    neighbor_href: str
    neighbor_level: LevelView
    beside: Sequence[str]
    length: str


@dataclass(frozen=True)
class Across:
    """The borders with one neighboring district, or within the own one."""

    name: str
    total: str
    rows: Sequence[BorderRow]


@dataclass(frozen=True)
class BorderPage:
    """What the page shows; `newest` is the number up to which all can be marked as read, 0 where nothing waits."""

    cards: Sequence[NoticeCard]
    unread: int
    shows_all: bool
    older_href: str
    newest: int
    across: Sequence[Across]
    approximate: bool
    csv_href: str
    map_href: str
    district: str


def border_page(page: StaffPage, notices: NoticePage, *, shows_all: bool, district: str | None) -> BorderPage:
    """Notices and own border wards of one district, or of all that the reader answers for."""
    last = None if notices.is_last else notices.notices[-1].notice_id
    state = "all" if shows_all else None
    return BorderPage(
        cards=[_card(page, each) for each in notices.notices],
        unread=notices.unread,
        shows_all=shows_all,
        older_href=page.to(PATH, show=state, district=district, before=str(last)) if last else "",
        newest=max((each.notice_id for each in notices.notices if each.read_at is None), default=0),
        across=across_of(page, district),
        approximate=is_approximate(page.shell.snapshot.register),
        csv_href=f"/api/v1/border?format=csv{f'&district={district}' if district else ''}",
        map_href=f"{page.to('/', district=district)}#layer=border",
        district=district or "",
    )


def across_of(page: StaffPage, district: str | None) -> list[Across]:
    """The borders of the reader's wards with stricter ground, by the district across; the own district last."""
    snapshot = page.shell.snapshot
    table = border_of(snapshot, district_code=district)
    groups: dict[tuple[bool, str], list[tuple[ZoneStatus, ZoneStatus, float]]] = {}
    for ward, other, metres in zip(table.ward.tolist(), table.neighbor.tolist(), table.length_m.tolist(), strict=True):
        mine, theirs = snapshot.zones[ward], snapshot.zones[other]
        if _is_mine(page, mine):
            within = mine.ward.district_code == theirs.ward.district_code
            key = within, "" if within else theirs.ward.district_name or ""
            groups.setdefault(key, []).append((mine, theirs, metres))
    ordered = sorted(groups.items(), key=lambda each: (each[0][0], name_order(each[0][1])))
    return [_across(page, key, borders) for key, borders in ordered]


def length_text(words: Words, metres: float) -> str:
    """`350 m`, `1,2 km`."""
    if metres < 1000:
        return f"{round(metres)} m"
    km = f"{metres / 1000:.1f}"
    return f"{km.replace('.', ',') if words.language == 'vi' else km} km"


def _is_mine(page: StaffPage, zone: ZoneStatus) -> bool:
    codes = page.caller.district_codes
    return codes is None or zone.ward.scope_code in codes


def _across(page: StaffPage, key: tuple[bool, str], borders: Sequence[tuple[ZoneStatus, ZoneStatus, float]]) -> Across:
    words = page.words
    wards = {mine.ward.code for mine, _, _ in borders}
    length = length_text(words, sum(metres for *_, metres in borders))
    rows = [_row(page, *each) for each in sorted(borders, key=lambda it: (name_order(it[0].ward.name), -it[2]))]
    return Across(
        name=words("border_in_own") if key[0] else key[1],
        total=words("border_total", n=len(wards), length=length),
        rows=rows,
    )


def _row(page: StaffPage, mine: ZoneStatus, theirs: ZoneStatus, metres: float) -> BorderRow:
    shell = page.shell
    beside = [layer_text(theirs.layer, shell)] if theirs.layer else []
    return BorderRow(
        ward=mine.ward.name,
        ward_href=shell.links.ward(mine.ward.code),
        level=shell.levels[mine.level],
        neighbor=theirs.ward.name,
        neighbor_href=shell.links.ward(theirs.ward.code),
        neighbor_level=shell.levels[theirs.level],
        beside=[*beside, *cordons_in_force(theirs)],
        length=length_text(page.words, metres),
    )


def _card(page: StaffPage, stored: StoredNotice) -> NoticeCard:
    notice, told, words = stored.notice, stored.notice.happening, page.words
    levels = page.shell.levels
    level = levels.get(told.level) if told.level else None
    several = len(page.districts) > 1
    return NoticeCard(
        notice_id=stored.notice_id,
        title=_title(page, told, level),
        level=level if told.action is not NoticeAction.CANCELLED else None,
        facts=_facts(page, told),
        total=words("border_total", n=len(notice.wards), length=length_text(words, notice.shared_border_m)),
        wards=[_ward_text(page, each) for each in notice.wards],
        to=words("border_to", district=_district_name(page.shell.snapshot, notice.district_code)) if several else "",
        read=words("border_read_at", moment=words.moment(stored.read_at)) if stored.read_at else "",
        href=page.shell.links.ward(told.subject_id) if told.subject is Touch.LEVEL else "",
    )


def _title(page: StaffPage, told: Happening, level: LevelView | None) -> str:
    named = {"name": told.subject_name, **({"level": level.label if level else told.level} if told.level else {})}
    return page.words(f"border_{told.subject.value}_{told.action.value}", **named)


def _facts(page: StaffPage, told: Happening) -> list[str]:
    words, levels = page.words, page.shell.levels
    facts = [words("border_since", moment=words.moment(told.since))]
    if told.level_before and told.level_before in levels:
        facts.append(words("border_before", level=levels[told.level_before].label))
    if told.document_number:
        facts.append(words("border_order", number=told.document_number, signer=told.signer or "–"))
    return facts


def _ward_text(page: StaffPage, ward: TouchedWard) -> str:
    words = page.words
    if ward.layer is not None:
        return words("border_ward_inside", name=ward.ward_name, layer=_layer_name(page, ward.layer))
    return f"{ward.ward_name}: {length_text(words, ward.shared_border_m)}"


def _layer_name(page: StaffPage, layer: LockdownLayer) -> str:
    ring = page.shell.snapshot.policy.ring_of.get(layer)
    return layer.value if ring is None else page.words.pick((ring.label_vi, ring.label_en))


def _district_name(snapshot: ZoneSnapshot, code: str) -> str:
    return next((each.name for each in snapshot.register.duty_areas if each.code == code), code)
