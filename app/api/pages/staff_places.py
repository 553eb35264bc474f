"""What the pages of cordons and of areas share: cards of a list, lines of facts, the versions of a log."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from app.api.pages.shared import name_order
from app.api.pages.staff_frame import StaffPage
from app.domain.vocabulary import BoundaryStatus
from app.domain.ward_parts import WardParts

NAMED_WARDS = 2
"""So many wards of a place are named in a list."""


@dataclass(frozen=True)
class PlaceCard:
    """One place in a list. `state` is its style, `next_step` what is to be done, `is_task`: by the reader."""

    place_id: str
    href: str
    name: str
    where: str
    state: str
    state_words: str
    age: str
    lines: Sequence[str]
    next_step: str = ""
    is_task: bool = False


@dataclass(frozen=True)
class PlaceList:
    """A list: standing places or those that are over, and how many there are of both."""

    cards: Sequence[PlaceCard]
    shows_over: bool
    standing_count: int
    over_count: int
    facts: Sequence[str]


@dataclass(frozen=True)
class Fact:
    """One line of facts."""

    name: str
    told: str


@dataclass(frozen=True)
class VersionLine:
    """One version in a log."""

    number: int
    act: str
    by: str
    told: Sequence[str]


def where_of(page: StaffPage, codes: Sequence[str]) -> str:
    """Where a place lies: its first wards, how many more, and the districts."""
    register, words = page.shell.snapshot.register, page.words
    wards = [register.ward(code) for code in codes if code in register.positions]
    named = ", ".join(ward.name for ward in wards[:NAMED_WARDS])
    more = f" {words('cd_more_wards', n=len(wards) - NAMED_WARDS)}" if len(wards) > NAMED_WARDS else ""
    districts = sorted({ward.district_name for ward in wards if ward.district_name}, key=name_order)
    shown = ", ".join(districts[:NAMED_WARDS]) + ("…" if len(districts) > NAMED_WARDS else "")
    return " · ".join([f"{named}{more}", *([shown] if shown else [])])


def ward_lines(page: StaffPage, parts: WardParts) -> list[Fact]:
    """Each ward of a place, and how much of it."""
    register, words = page.shell.snapshot.register, page.words
    lines = []
    for code in sorted(parts):
        known = code in register.positions
        share = parts[code]
        part = words("cd_whole") if share >= 1.0 else f"{max(1, round(share * 100))} %"
        lines.append(Fact(register.ward(code).name if known else code, part))
    return lines


def people_of(page: StaffPage, population: int | None, *, estimated: bool) -> str:
    """The people of a place in words; an estimate says so. Empty when they are not known."""
    if population is None:
        return ""
    return page.words("cd_people_estimated" if estimated else "cd_people", n=population)


def is_approximate(page: StaffPage, parts: WardParts) -> bool:
    """Whether it cuts wards on schematic boundaries."""
    schematic = page.shell.snapshot.register.boundary_status is BoundaryStatus.SCHEMATIC
    return schematic and any(share < 1.0 for share in parts.values())


def facts_of(lines: Iterable[tuple[str, str]]) -> list[Fact]:
    """The facts that there is something to tell of."""
    return [Fact(name, told) for name, told in lines if told]


def offset_of(page: StaffPage) -> str:
    """The site's offset from UTC now, as forms put it behind local times: `+07:00`."""
    local: datetime = page.shell.snapshot.at.astimezone(page.shell.rules.clock.timezone)
    return local.isoformat()[-6:]
