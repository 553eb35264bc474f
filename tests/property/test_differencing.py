"""Sums over days, classes and wards, taken together, say nothing of a hidden count but that it is hidden."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import date, timedelta
from itertools import combinations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays
from numpy.typing import NDArray

from app.domain.day_counts import DayCounts
from app.domain.disclosure import Disclosure, Shown
from app.domain.vocabulary import CASE_CLASSES, CaseClass
from tests.differencing import Told, reckoned
from tests.examples import examples

WARDS, DAYS = 3, 9
LAST = date(2021, 8, 14)
WINDOWS = (1, 3, 7)
CLASSES = (CaseClass.COMMUNITY_UNKNOWN_SOURCE, CaseClass.QUARANTINE)
Counts = NDArray[np.int32]
Total = Callable[[list[int]], Shown]

worlds = arrays.arrays(np.int32, (WARDS, DAYS, 2), elements=st.integers(0, 5), fill=st.just(0))


def told(counts: Counts, disclosure: Disclosure, total: Total) -> Iterator[Told]:
    """Every day of every ward, every window of every group of wards, by class and over classes."""
    for place in np.ndindex(counts.shape):
        yield Told.of([place], disclosure.shown(int(counts[place])))
    groups = [group for size in (1, WARDS) for group in combinations(range(WARDS), size)]
    for group in [*groups, (0, 1)]:
        for width in WINDOWS:
            for end in range(width, DAYS + 1):
                for classes in ([0], [1], [0, 1]):
                    cells = [(ward, day, each) for ward in group for day in range(end - width, end) for each in classes]
                    yield Told.of(cells, total(_values(counts, cells)))


def _values(counts: Counts, cells: Iterable[tuple[int, int, int]]) -> list[int]:
    return [int(counts[cell]) for cell in cells]


@settings(max_examples=examples(50), deadline=None)
@given(worlds, st.integers(3, 5))
def test_no_reckoning_narrows_a_hidden_count(counts: Counts, threshold: int) -> None:
    disclosure = Disclosure(threshold)
    found = reckoned(list(told(counts, disclosure, disclosure.shown_total)))
    assert set(found.values()) <= {(1, threshold - 1)}
    assert len(found) == int(disclosure.hidden_in(counts).sum())


@settings(max_examples=examples(50), deadline=None)
@given(worlds, st.data())
def test_the_parts_of_a_total_are_those_that_are_published(counts: Counts, drawn: st.DataObject) -> None:
    """What services hand to `shown_total` are the same cells, whatever the window."""
    ward, width = drawn.draw(st.integers(0, WARDS - 1)), drawn.draw(st.sampled_from(WINDOWS))
    five = np.zeros((DAYS, len(CASE_CLASSES)), dtype=np.int32)
    five[:, [CASE_CLASSES.index(each) for each in CLASSES]] = counts[ward]
    end = drawn.draw(st.integers(width, DAYS))
    parts = DayCounts(LAST, five).cells(CLASSES, last_day=LAST - timedelta(days=DAYS - end), days=width)
    assert sorted(parts) == sorted(counts[ward, end - width : end][counts[ward, end - width : end] > 0].tolist())


def test_a_true_total_beside_hidden_cells_is_seen_through() -> None:
    """So the attacker is able: where single cells are hidden and their sums are not, nothing is."""
    counts = np.zeros((WARDS, DAYS, 2), dtype=np.int32)
    counts[0, 0, 0], counts[0, 1, 0] = 1, 2
    disclosure = Disclosure()
    found = reckoned(
        list(told(counts, disclosure, lambda cells: disclosure.shown(*cells) if not cells[1:] else sum(cells)))
    )
    assert found == {(0, 0, 0): (1, 1), (0, 1, 0): (2, 2)}


def test_a_total_hidden_only_when_it_is_small_itself_is_seen_through() -> None:
    counts = np.zeros((WARDS, DAYS, 2), dtype=np.int32)
    counts[0, 0, 0], counts[0, 1, 0], counts[0, 3, 0] = 1, 3, 2
    disclosure = Disclosure()
    found = reckoned(list(told(counts, disclosure, lambda cells: disclosure.shown(sum(cells)))))
    assert found[0, 0, 0] == (1, 1)
    assert found[0, 3, 0] == (2, 2)
