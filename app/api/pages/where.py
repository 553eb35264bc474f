"""The page “Where am I?”: what holds at one point, in words; made for one reader and kept by nobody."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from app.api.pages.city import script_words
from app.api.pages.shared import LevelView, Shell
from app.domain.register import Located
from app.domain.vocabulary import BoundaryStatus
from app.services.place_lookup import Place
from app.services.place_orders import StandingOrder
from app.services.place_telling import order_title, strictest_first, told

CANDIDATES: Final = 6
"""So many wards are suggested on schematic boundaries."""
LINES: Final = (
    "where_line_level",
    "where_line_order",
    "where_line_measures",
    "where_line_testing",
    "where_line_until",
)


@dataclass(frozen=True)
class NearWard:
    """A ward at or near the point; `distance` says how near."""

    name: str
    district: str
    href: str
    level: LevelView
    distance: str


@dataclass(frozen=True)
class OrderView:
    """An order that holds at the point; `form` is that of its line on maps, by directive."""

    title: str
    directive: str
    form: str
    proposed: bool


@dataclass(frozen=True)
class WhereAnswer:
    """What is told of one point; of a fault only its heading and notice."""

    kicker: str
    heading: str
    notice: str = ""
    district: str = ""
    level: LevelView | None = None
    lines: Sequence[tuple[str, str]] = ()
    orders: Sequence[OrderView] = ()
    near: Sequence[NearWard] = ()
    candidates: Sequence[NearWard] = ()
    page: tuple[str, str] | None = None


@dataclass(frozen=True)
class WherePage:
    """The page with what a script says, and the answer to a form sent without one."""

    schematic: bool
    script_words: Mapping[str, object]
    answer: WhereAnswer | None = None
    typed: Mapping[str, str] = field(default_factory=lambda: {"lat": "", "lon": ""})


SCRIPT_WORDS: Final = (
    "map_keys",
    "where_busy",
    "where_asking",
    "where_denied",
    "where_unavailable",
    "where_timeout",
    "where_insecure",
    "where_offline",
)


def where_page(shell: Shell, *, answer: WhereAnswer | None = None, typed: Mapping[str, str] | None = None) -> WherePage:
    """The page, with an answer or before one."""
    return WherePage(
        schematic=shell.snapshot.register.boundary_status is BoundaryStatus.SCHEMATIC,
        script_words={**script_words(shell), **{key: shell.words(key) for key in SCRIPT_WORDS}},
        answer=answer,
        typed=typed or {"lat": "", "lon": ""},
    )


def fault_answer(shell: Shell, sentence: str) -> WhereAnswer:
    """Why a point could not be looked up."""
    return WhereAnswer("", shell.words("where_fault"), notice=sentence)


def where_answer(shell: Shell, place: Place, *, is_own: bool) -> WhereAnswer:
    """What is told of a place.

    Args:
        is_own: the reader's device says that it is there; otherwise it was chosen.
    """
    if not place.is_exact and place.wards:
        return _candidates(shell, place)
    if place.is_outside:
        return _outside(shell, place)
    words, snapshot = shell.words, shell.snapshot
    zones = strictest_first(snapshot, [each.ward.code for each in place.holding])
    first = zones[0]
    names = [each.ward.name for each in zones]
    lines = [words.pick(each) for each in told(snapshot, place, rules=shell.rules)]
    near = [_near(each, shell) for each in place.wards]
    return WhereAnswer(
        kicker=words("where_you_are" if is_own else "where_the_place"),
        heading=first.ward.name if len(zones) == 1 else words("where_border", names=", ".join(names)),
        district=(first.ward.district_name or "") if len(zones) == 1 else "",
        level=shell.levels[first.level],
        lines=[(words(key), _bare(line)) for key, line in zip(LINES, lines, strict=True)],
        orders=[_order(each, shell) for each in place.orders],
        near=near if len(near) > 1 else (),
        page=(words("where_ward_page", name=first.ward.name), shell.links.ward(first.ward.code)),
    )


def _candidates(shell: Shell, place: Place) -> WhereAnswer:
    return WhereAnswer(
        kicker="",
        heading=shell.words("where_candidates"),
        notice=shell.words("where_candidates_note"),
        candidates=[_near(each, shell, exact=False) for each in place.wards[:CANDIDATES]],
    )


def _outside(shell: Shell, place: Place) -> WhereAnswer:
    words = shell.words
    if place.nearest is None:
        notice, page = words("where_far"), None
    else:
        name, km = place.nearest.ward.name, place.nearest.distance_m / 1000
        shown = f"{km:.1f}".replace(".", ",") if words.language == "vi" else f"{km:.1f}"
        notice = words("where_off", name=name, km=shown)
        page = words("where_see_nearest", name=name), shell.links.ward(place.nearest.ward.code)
    return WhereAnswer("", words("where_outside"), notice=notice, page=page)


def _bare(line: str) -> str:
    """A line beside its name, which it need not repeat."""
    start = next((each for each in ("Xét nghiệm: ", "Testing: ", "Ở đây: ", "Here: ") if line.startswith(each)), "")
    bare = line.removeprefix(start)
    return bare[:1].upper() + bare[1:]


def _near(found: Located, shell: Shell, *, exact: bool = True) -> NearWard:
    words, ward = shell.words, found.ward
    distance = words("where_here") if found.distance_m == 0.0 else words("where_metres", n=round(found.distance_m))
    return NearWard(
        name=ward.name,
        district=ward.district_name or "",
        href=shell.links.ward(ward.code),
        level=shell.levels[shell.snapshot.by_code[ward.code].level],
        distance=distance if exact else "",
    )


def _order(order: StandingOrder, shell: Shell) -> OrderView:
    words = shell.words
    return OrderView(
        title=words.pick(order_title(order, shell.snapshot.policy)),
        directive=words("directive", n=order.directive.value) if order.directive else "",
        form=order.directive.value if order.directive else "",
        proposed=not order.in_force,
    )
