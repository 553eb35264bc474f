"""The list of outbreaks: each with the state of its rings, the people in them, and what is to be done next."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final

from app.api.pages.shared import name_order
from app.api.pages.staff_frame import StaffPage
from app.domain.records import Outbreak
from app.domain.vocabulary import RingStatus
from app.services.access import ACTS, Act, Caller, has_scope, may
from app.services.ring_states import RingState as StandingRings
from app.services.zone_status import ZoneSnapshot
from app.storage.rings import StoredRing

PAGE: Final = "/staff/outbreaks"
NAMED_WARDS: Final = 2
"""So many wards of an outbreak are named in the list."""


class RingState(StrEnum):
    """How the rings of an outbreak stand, as staff have to know it."""

    PAST_END = "past_end"
    PROPOSED = "proposed"
    WAITING = "waiting"
    ISSUED = "issued"
    LIFTED = "lifted"


_URGENCY: Final = {state: place for place, state in enumerate(RingState)}
STATE_WORDS: Final = {
    RingState.PAST_END: "ob_ring_past_end",
    RingState.PROPOSED: "ob_ring_proposed",
    RingState.WAITING: "ob_ring_waiting",
    RingState.ISSUED: "ob_ring_issued",
    RingState.LIFTED: "ob_ring_lifted",
}


@dataclass(frozen=True)
class LayerLine:
    """One layer: the form of its line (its directive), its name, and the people in it; empty when not known."""

    form: str
    name: str
    people: str


@dataclass(frozen=True)
class OutbreakCard:
    """One outbreak in the list; `is_task`: that its next step is for the reader to do."""

    outbreak_id: str
    href: str
    name: str
    place: str
    nature: str
    state: RingState
    state_words: str
    age: str
    layers: Sequence[LayerLine]
    estimated: bool
    next_step: str
    is_task: bool
    opened_on: date


@dataclass(frozen=True)
class OutbreakList:
    """The page: open or closed outbreaks, the most urgent first, and how many wait for what.

    `on_map`: for the script, the wards of each outbreak and where a click on them leads.
    """

    cards: Sequence[OutbreakCard]
    shows_closed: bool
    open_count: int
    closed_count: int
    facts: Sequence[str]
    on_map: Sequence[Mapping[str, object]]


def outbreak_list(page: StaffPage, rings: Mapping[str, StandingRings], *, closed: bool) -> OutbreakList:
    """The outbreaks that touch the reader's districts.

    Args:
        rings: how the rings of every outbreak stand now, by its id.
    """
    snapshot = page.shell.snapshot
    own = [each for each in snapshot.outbreaks if is_seen(snapshot, page.caller, each)]
    open_ones = [each for each in own if each.closed_on is None]
    shown = [each for each in own if each.closed_on is not None] if closed else open_ones
    cards = [_card(page, each, rings[each.outbreak_id]) for each in shown if each.outbreak_id in rings]
    urgent_first = sorted(cards, key=lambda it: (_URGENCY[it.state], -it.opened_on.toordinal(), name_order(it.name)))
    today = page.shell.today
    states = [state_of(rings[each.outbreak_id], today) for each in open_ones if each.outbreak_id in rings]
    return OutbreakList(
        cards=urgent_first,
        shows_closed=closed,
        open_count=len(open_ones),
        closed_count=len(own) - len(open_ones),
        facts=_facts(page, states),
        on_map=[
            {"id": each.outbreak_id, "wards": list(each.ward_codes), "href": page.to(f"{PAGE}/{each.outbreak_id}")}
            for each in shown
        ],
    )


def is_seen(snapshot: ZoneSnapshot, caller: Caller, outbreak: Outbreak) -> bool:
    """Whether an outbreak lies in a district the caller answers for."""
    return any(has_scope(caller, code) for code in districts_of(snapshot, outbreak)) or not outbreak.ward_codes


def districts_of(snapshot: ZoneSnapshot, outbreak: Outbreak) -> frozenset[str | None]:
    """The districts its wards lie in, as far as the register in force knows them."""
    register = snapshot.register
    return frozenset(register.ward(code).scope_code for code in outbreak.ward_codes if code in register.positions)


def ring_of(snapshot: ZoneSnapshot, outbreak: Outbreak) -> StoredRing | None:
    """The rings of an outbreak that stand, with their layers; None when they are lifted."""
    return next((each for each in snapshot.rings if each.outbreak_id == outbreak.outbreak_id), None)


def state_of(rings: StandingRings, today: date) -> RingState:
    """How rings stand; a planned end that has passed is said and ends nothing."""
    if rings.is_past_planned_end(today):
        return RingState.PAST_END
    if rings.standing.status is RingStatus.PROPOSED:
        waits = any(each.status is RingStatus.ISSUED for each in rings.pending)
        return RingState.WAITING if waits else RingState.PROPOSED
    return RingState.ISSUED if rings.standing.status is RingStatus.ISSUED else RingState.LIFTED


def place_of(page: StaffPage, outbreak: Outbreak) -> str:
    """Where an outbreak lies: its first wards, how many more, and the district."""
    register, words = page.shell.snapshot.register, page.words
    wards = [register.ward(code) for code in outbreak.ward_codes if code in register.positions]
    named = ", ".join(ward.name for ward in wards[:NAMED_WARDS])
    more = f" {words('ob_more_wards', n=len(wards) - NAMED_WARDS)}" if len(wards) > NAMED_WARDS else ""
    districts = sorted({ward.district_name for ward in wards if ward.district_name}, key=name_order)
    return " · ".join([f"{named}{more}", *([", ".join(districts)] if districts else [])])


def nature_of(page: StaffPage, outbreak: Outbreak) -> str:
    """Its setting and whether its source is known, in words."""
    source = page.words("ob_source_known" if outbreak.source_known else "ob_source_unknown")
    return f"{page.words(f'ob_setting_{outbreak.setting.value}')}, {source}"


def _card(page: StaffPage, outbreak: Outbreak, rings: StandingRings) -> OutbreakCard:
    words, ring = page.words, ring_of(page.shell.snapshot, outbreak)
    state = state_of(rings, page.shell.today)
    step, is_task = _next_step(page, outbreak, state, rings.standing.planned_end)
    days = (page.shell.today - outbreak.opened_on).days + 1
    closed = outbreak.closed_on
    return OutbreakCard(
        outbreak_id=outbreak.outbreak_id,
        href=page.to(f"{PAGE}/{outbreak.outbreak_id}"),
        name=outbreak.name,
        place=place_of(page, outbreak),
        nature=nature_of(page, outbreak),
        state=state,
        state_words=words(STATE_WORDS[state]),
        age=words("ob_closed_on", day=closed) if closed else words("ob_day_nth", n=days),
        layers=layer_lines(page, ring),
        estimated=ring is not None and ring.population_estimated,
        next_step=step,
        is_task=is_task,
        opened_on=outbreak.opened_on,
    )


def layer_lines(page: StaffPage, ring: StoredRing | None) -> list[LayerLine]:
    """The layers of rings from the core outwards, those that hold ground."""
    words, policy = page.words, page.shell.snapshot.policy
    lines = []
    for each in sorted(ring.layers if ring else (), key=lambda it: -it.layer.strictness):
        if each.shape is None:
            continue
        rule = policy.ring_of[each.layer]
        people = "" if each.population is None else words("ob_people", n=each.population)
        lines.append(LayerLine(rule.directive.value, words("directive_short", n=rule.directive.value), people))
    return lines


def _next_step(page: StaffPage, outbreak: Outbreak, state: RingState, planned_end: date | None) -> tuple[str, bool]:
    """What is to be done, and whether the reader may do it."""
    words, snapshot = page.words, page.shell.snapshot
    leads = all(may(page.caller, Act.ISSUE_RING, code) for code in districts_of(snapshot, outbreak))
    declares = page.caller.role in ACTS[Act.DECLARE_OUTBREAK]
    if state is RingState.LIFTED:
        return (words("ob_next_close"), declares) if outbreak.closed_on is None else ("", False)
    if outbreak.closed_on is not None:
        return words("ob_next_lift"), leads
    if state is RingState.PROPOSED:
        return words("ob_next_issue" if leads else "ob_next_wait"), leads
    if state is RingState.PAST_END:
        return words("ob_next_review"), leads
    if planned_end is not None:
        return words("ob_next_watch_until", day=planned_end), False
    return words("ob_next_watch"), False


def _facts(page: StaffPage, states: Sequence[RingState]) -> list[str]:
    counted = {key: states.count(state) for state, key in _COUNTED.items()}
    waiting = [page.words(key, n=count) for key, count in counted.items() if count]
    return [page.words("ob_counts", n=len(states)), *waiting]


_COUNTED: Final = {RingState.PROPOSED: "ob_wait_issue", RingState.PAST_END: "ob_past_end"}
