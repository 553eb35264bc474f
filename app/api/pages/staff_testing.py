"""The page of what is due for sampling: each unit with its state, how far its round is, and how to log one."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final

from app.api.pages.shared import LevelView
from app.api.pages.staff_frame import StaffPage
from app.domain.mass_testing import round_under_way
from app.services.testing_due import DueUnit, UnitKind, due_units, people_in_all
from app.services.testing_planner import people_of_round, population_of

MOST_CARDS: Final = 200
"""So many units are listed; a city's other wards have no last day and are better looked at by district."""


class DueState(StrEnum):
    """How urgent a unit is, the most urgent first."""

    OVERDUE = "overdue"
    LAST_DAY = "last_day"
    OPEN = "open"


@dataclass(frozen=True)
class DueCard:
    """One unit that is due; `share`: per cent of its round that is sampled; `form`: what a new round begins with.

    `under_way`: the page of the round to carry on instead; a further one would not count together with it.
    """

    name: str
    about: str
    state: DueState
    state_words: str
    window: str
    people: str
    history: str
    level: LevelView | None
    share: int | None
    form: Mapping[str, object]
    under_way: str | None


@dataclass(frozen=True)
class StateLink:
    """One way to narrow the list."""

    href: str
    name: str
    count: int
    shown: bool


@dataclass(frozen=True)
class DueList:
    """The page; `marks`: wards by state, for the map."""

    cards: Sequence[DueCard]
    more: int
    states: Sequence[StateLink]
    facts: Sequence[str]
    marks: Mapping[str, Sequence[str]]


def due_list(page: StaffPage, *, district: str | None, state: str) -> DueList:
    """What is due today in the reader's districts, or in one of them."""
    snapshot = page.shell.snapshot
    codes = {district} if district else page.caller.district_codes
    units = due_units(snapshot, district_codes=codes)
    today = snapshot.open_day
    shown = [each for each in units if state not in set(DueState) or state_of(each, today) == state]
    shown.sort(key=lambda each: (_ORDER[state_of(each, today)], -each.overdue_days, each.due_by or date.max))
    counts = Counter(state_of(each, today) for each in units)
    return DueList(
        cards=[_card(page, each) for each in shown[:MOST_CARDS]],
        more=max(0, len(shown) - MOST_CARDS),
        states=_states(page, counts, district=district, chosen=state),
        facts=_facts(page, units, counts),
        marks={each.value: _wards(units, each, today) for each in DueState},
    )


_ORDER: Final = {state: place for place, state in enumerate(DueState)}


def state_of(unit: DueUnit, today: date) -> DueState:
    """How urgent a unit is today."""
    if unit.is_overdue:
        return DueState.OVERDUE
    return DueState.LAST_DAY if unit.due_by == today else DueState.OPEN


def _card(page: StaffPage, unit: DueUnit) -> DueCard:
    words, snapshot = page.words, page.shell.snapshot
    whole, left = people_of_round(snapshot, unit), unit.people_to_sample
    begun = whole is not None and left is not None and left < whole
    return DueCard(
        name=unit.name,
        about=" · ".join([*_kinds(page, unit), *([unit.district_name] if unit.district_name else [])]),
        state=state_of(unit, snapshot.open_day),
        state_words=_state_words(page, unit),
        window=_window(page, unit),
        people=_people(page, unit, whole if begun else None),
        history=words("td_last_round", day=unit.last_round_on) if unit.last_round_on else words("td_no_round"),
        level=page.shell.levels[unit.level] if unit.level else None,
        share=100 - 100 * left // whole if begun and whole and left is not None else None,
        form=_form(page, unit),
        under_way=_under_way(page, unit),
    )


def _kinds(page: StaffPage, unit: DueUnit) -> list[str]:
    if unit.kind is UnitKind.CORDON:
        return [page.words("td_cordon")]
    if unit.kind is UnitKind.CAMPAIGN:
        campaigns = page.shell.snapshot.sampling.campaigns
        name = next((each.name for each in campaigns if each.campaign_id == unit.campaign_id), unit.campaign_id or "")
        return [page.words("td_campaign", name=name)]
    return []


def _state_words(page: StaffPage, unit: DueUnit) -> str:
    words, today = page.words, page.shell.snapshot.open_day
    state = state_of(unit, today)
    if state is DueState.OVERDUE:
        return words("td_is_overdue", n=unit.overdue_days)
    if state is DueState.LAST_DAY:
        return words("td_is_last_day")
    return words("td_is_once") if unit.due_by is None else words("td_is_open", n=(unit.due_by - today).days)


def _window(page: StaffPage, unit: DueUnit) -> str:
    words = page.words
    first = words.short_day(unit.due_from)
    told = (
        words("td_window", first=first, last=words.short_day(unit.due_by))
        if unit.due_by
        else words("td_from", first=first)
    )
    if unit.interval_days is None:
        return told
    shortest, longest = unit.interval_days
    return f"{told} · {words('td_every', first=shortest, last=longest)}"


def _people(page: StaffPage, unit: DueUnit, whole: int | None) -> str:
    words = page.words
    if unit.people_to_sample is None:
        return words("td_no_population")
    if whole is None:
        return words("td_people", n=unit.people_to_sample)
    return words("td_left_of", left=words.number(unit.people_to_sample), whole=words.number(whole))


def _form(page: StaffPage, unit: DueUnit) -> Mapping[str, object]:
    """What the dialog for a new round is filled with; figures are counted, never proposed: the number due is a hint."""
    hint = page.words.number(unit.people_to_sample) if unit.people_to_sample is not None else ""
    today = page.shell.snapshot.open_day.isoformat()
    place = {"cordon_id": unit.unit_id} if unit.kind is UnitKind.CORDON else {"ward_code": unit.ward_codes[0]}
    return {
        **place,
        "name": unit.name,
        "started_on": today,
        "completed_on": today,
        "hint": hint,
    }


def _under_way(page: StaffPage, unit: DueUnit) -> str | None:
    """Where the round of a unit that is begun is carried on."""
    snapshot = page.shell.snapshot
    is_cordon = unit.kind is UnitKind.CORDON
    begun = round_under_way(
        snapshot.sampling.rounds.get(unit.unit_id if is_cordon else unit.ward_codes[0], ()),
        on=snapshot.open_day,
        round_complete_pct=snapshot.policy.complete_pct,
        population=population_of(snapshot, unit),
    )
    is_asked_for = begun is not None and (unit.last_round_on is None or begun.started_on > unit.last_round_on)
    if unit.kind is UnitKind.CAMPAIGN:
        is_asked_for = begun is not None and begun.started_on >= unit.due_from
    return page.to("/staff/testing/rounds", round=str(begun.round_id)) if begun and is_asked_for else None


def _states(page: StaffPage, counts: Mapping[DueState, int], *, district: str | None, chosen: str) -> list[StateLink]:
    names = {"": "td_all", **{each.value: f"td_{each.value}" for each in DueState}}
    return [
        StateLink(
            href=page.to("/staff/testing", district=district, state=value or None),
            name=page.words(name),
            count=counts[DueState(value)] if value else sum(counts.values()),
            shown=chosen == value or (not value and chosen not in names),
        )
        for value, name in names.items()
    ]


def _facts(page: StaffPage, units: Sequence[DueUnit], counts: Mapping[DueState, int]) -> list[str]:
    words = page.words
    told = [words("td_facts", people=words.number(people_in_all(units)), n=len(units))]
    told += [
        words(f"td_{each.value}_n", n=counts[each]) for each in DueState if counts[each] and each is not DueState.OPEN
    ]
    return told


def _wards(units: Sequence[DueUnit], state: DueState, today: date) -> list[str]:
    """The wards of a state, each under its most urgent one; those due once by no day are not marked."""
    urgent: dict[str, DueState] = {}
    for each in units:
        for code in each.ward_codes if each.due_by is not None else ():
            known = urgent.get(code, DueState.OPEN)
            urgent[code] = min(known, state_of(each, today), key=lambda it: _ORDER[it])
    return sorted(code for code, found in urgent.items() if found is state)
