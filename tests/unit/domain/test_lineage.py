"""What became of units: links of a day, chains of days, shares, and what passes from old units to new ones."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest

from app.domain.lineage import EventKind, LineageProvenance, Passage, UnitEvent, missing_shares, then
from app.domain.lineage_shares import area_shares, estimated_events
from app.domain.persistence import Held
from app.domain.register import Register
from app.domain.register_chain import Descent, RegisterChain, RegisterSpan
from app.domain.vocabulary import BoundaryStatus
from app.domain.zoning import ZoneState
from tests.worlds import make_register

REFORM, LATER = date(2025, 7, 1), date(2026, 1, 1)


def event(kind: EventKind, source: str, target: str, share: float | None = 1.0, *, on: date = REFORM) -> UnitEvent:
    return UnitEvent(kind, on, source, target, share, share)


def passage(before: str, after: str, *events: UnitEvent, on: date = REFORM) -> Passage:
    return Passage.between(before, after, events, on=on)


def shares(found: Passage, *, out_of: str) -> dict[str, float | None]:
    return {link.to_code: link.area_share for link in found.successors(out_of)}


def test_what_no_event_touches_goes_on() -> None:
    found = passage("AB", "AB")
    assert found.is_same("A")
    assert shares(found, out_of="A") == {"A": 1.0}


def test_units_that_merged_are_all_of_the_new_one() -> None:
    found = passage("ABC", "NC", event(EventKind.MERGE, "A", "N"), event(EventKind.MERGE, "B", "N"))
    assert [link.from_code for link in found.predecessors("N")] == ["A", "B"]
    assert all(link.is_whole for link in found.predecessors("N"))
    assert not found.is_same("N")
    assert found.is_same("C")


def test_what_was_transferred_leaves_the_rest_with_its_code() -> None:
    found = passage("AB", "AB", event(EventKind.TRANSFER, "A", "B", 0.25))
    assert shares(found, out_of="A") == {"A": 0.75, "B": 0.25}
    assert not found.is_same("A")
    assert not found.is_same("B")
    assert shares(found, out_of="B") == {"B": 1.0}


def test_a_code_used_again_for_other_ground_is_another_unit() -> None:
    found = passage("AB", "AN", event(EventKind.RECODE, "A", "N"), event(EventKind.RECODE, "B", "A"))
    assert [link.from_code for link in found.predecessors("A")] == ["B"]
    assert not found.is_same("A")


def test_a_unit_only_renamed_is_the_same() -> None:
    assert passage("A", "A", event(EventKind.RENAME, "A", "A")).is_same("A")


def test_a_unit_nobody_spoke_of_has_neither_origin_nor_successor() -> None:
    found = passage("A", "N")
    assert found.predecessors("N") == found.successors("A") == ()


def test_parts_that_meet_again_add_up() -> None:
    parted = passage("A", "BC", event(EventKind.SPLIT, "A", "B", 0.4), event(EventKind.SPLIT, "A", "C", 0.6))
    met = passage("BC", "N", event(EventKind.MERGE, "B", "N"), event(EventKind.MERGE, "C", "N"), on=LATER)
    (link,) = then(parted, met).successors("A")
    assert (link.to_code, link.area_share, link.is_whole) == ("N", 1.0, True)


def test_a_share_nobody_measured_stays_unknown_through_later_changes() -> None:
    parted = passage("A", "BC", event(EventKind.SPLIT, "A", "B", None), event(EventKind.SPLIT, "A", "C", None))
    met = passage("BC", "BN", event(EventKind.RECODE, "C", "N"), on=LATER)
    assert shares(then(parted, met), out_of="A") == {"B": None, "N": None}


@pytest.mark.parametrize(
    ("events", "lacking"),
    [
        ([event(EventKind.SPLIT, "A", "B", 0.4), event(EventKind.SPLIT, "A", "C", 0.6)], {}),
        ([event(EventKind.SPLIT, "A", "B", 0.4), event(EventKind.SPLIT, "A", "C", 0.5)], {"A": 0.1}),
        ([event(EventKind.SPLIT, "A", "B", 0.4), event(EventKind.SPLIT, "A", "C", None)], {}),
        ([event(EventKind.TRANSFER, "A", "B", 0.4)], {}),
        ([event(EventKind.TRANSFER, "A", "B", 0.6), event(EventKind.TRANSFER, "A", "C", 0.6)], {"A": -0.2}),
    ],
)
def test_shares_of_a_unit_come_to_the_whole(events: list[UnitEvent], lacking: dict[str, float]) -> None:
    assert missing_shares(events) == lacking


def test_polygons_tell_splits_merges_transfers_and_new_codes() -> None:
    before = make_register("A A B / C D E / F F F")
    after = make_register("A G B / H H E / F F J")
    found = {(each.from_code, each.to_code): each for each in estimated_events(before, after, on=REFORM)}
    assert {key: each.kind for key, each in found.items()} == {
        ("A", "G"): EventKind.TRANSFER,
        ("C", "H"): EventKind.MERGE,
        ("D", "H"): EventKind.MERGE,
        ("F", "J"): EventKind.TRANSFER,
    }
    assert found["A", "G"].area_share == pytest.approx(0.5, abs=1e-3)
    assert found["F", "J"].area_share == pytest.approx(1 / 3, abs=1e-3)
    assert {each.provenance for each in found.values()} == {LineageProvenance.ESTIMATED}


def test_shares_of_ground_sum_to_one_for_every_unit() -> None:
    before, after = make_register("A A B / C D B / C F F"), make_register("M N N / M O P / R O P")
    assert all(sum(parts.values()) == pytest.approx(1) for parts in area_shares(before, after).values())
    assert set(area_shares(before, after)) == set(before.codes)


def test_schematic_borders_tell_nothing() -> None:
    before = make_register("A B", status=BoundaryStatus.SCHEMATIC)
    assert estimated_events(before, make_register("N N"), on=REFORM) == []


def chain_of(*registers: Register, passages: tuple[Passage, ...]) -> RegisterChain:
    days = [None, *(each.on for each in passages), None]
    spans = [RegisterSpan(days[index], days[index + 1], each) for index, each in enumerate(registers)]
    return RegisterChain(tuple(spans), passages)


def test_a_chain_knows_what_a_code_meant_on_a_day() -> None:
    first, second, third = make_register("A B"), make_register("N N"), make_register("A A")
    merged = passage("AB", "N", event(EventKind.MERGE, "A", "N"), event(EventKind.MERGE, "B", "N"))
    recoded = passage("N", "A", event(EventKind.RECODE, "N", "A", on=LATER), on=LATER)
    chain = chain_of(first, second, third, passages=(merged, recoded))
    assert chain.now("B", date(2025, 1, 1)) == ("A",)
    assert [link.to_code for link in chain.successors("A", date(2025, 1, 1))] == ["N"]
    assert [link.from_code for link in chain.predecessors("A", LATER)] == ["N"]
    assert chain.successors("A", LATER) == ()
    assert chain.begun_on("A", LATER) == LATER
    assert chain.carried(["A"], 2, 0) == ("A", "B")


BEFORE, AFTER = make_register("A B C"), make_register("N N D . E")
LINKS = Passage.between(
    "ABC",
    "DEN",
    [
        event(EventKind.MERGE, "A", "N"),
        event(EventKind.MERGE, "B", "N"),
        event(EventKind.SPLIT, "C", "D", 0.5),
        event(EventKind.SPLIT, "C", "E", 0.5),
    ],
    on=REFORM,
)
DESCENT = Descent.along(LINKS, BEFORE, AFTER)
"""Wards D, E and N, in this order."""


def test_counts_of_what_went_whole_are_added_and_of_parts_only_what_is_certain() -> None:
    counts = np.array([[[1], [2]], [[3], [0]], [[0], [5]]], dtype=np.int32)
    reported = np.array([[True, True], [True, False], [True, True]])
    summed, known = DESCENT.counts(counts, reported)
    assert summed[:, :, 0].tolist() == [[0, 0], [0, 0], [4, 2]]
    assert known.tolist() == [[True, False], [True, False], [True, False]]


def test_a_ward_that_came_out_of_nothing_known_has_nothing_reported() -> None:
    descent = Descent.along(passage("ABC", "DEN", event(EventKind.MERGE, "A", "N")), BEFORE, AFTER)
    _, known = descent.counts(np.zeros((3, 1, 1), np.int32), np.ones((3, 1), np.bool_))
    assert known[:, 0].tolist() == [False, False, True]


def held(*ranks: int) -> Held:
    days = np.array([10, 20, 30], dtype=np.int32)
    return Held(np.array(ranks, dtype=np.int8), days, np.array([4, 5, 6], dtype=np.int16))


def carried(*ranks: int, decided: tuple[int, ...] = (0, 0, 0)) -> Held:
    state = ZoneState(held(*ranks), held(*ranks))
    after = DESCENT.held(state, lowest=1, decided=np.array(decided, dtype=np.int8), day=REFORM)
    return after.result


def test_a_new_ward_holds_the_strictest_level_of_what_it_is_made_of() -> None:
    found = carried(2, 3, 3)
    assert found.rank.tolist() == [3, 3, 3]
    assert found.entered_on.tolist() == [30, 30, 20]
    assert found.qualifying.tolist() == [6, 6, 5]


def test_of_two_at_the_same_level_the_later_day_and_the_fewer_days_count() -> None:
    found = carried(3, 3, 1)
    assert (int(found.entered_on[2]), int(found.qualifying[2])) == (20, 4)


@pytest.mark.parametrize(("ranks", "expected"), [((0, 1, 1), 0), ((0, 2, 1), 2), ((1, 1, 1), 1), ((0, 0, 0), 0)])
def test_unknown_beside_the_lowest_level_is_unknown_and_never_green(ranks: tuple[int, ...], expected: int) -> None:
    assert carried(*ranks).rank[2] == expected


def test_a_stricter_level_that_was_decided_is_held_from_the_day_on() -> None:
    found = carried(1, 1, 2, decided=(0, 3, 1))
    assert found.rank.tolist() == [2, 2, 3]
    assert int(found.entered_on[2]) == REFORM.toordinal()
