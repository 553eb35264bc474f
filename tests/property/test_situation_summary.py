"""The public figures of a day say nothing that the wards do not publish themselves, and their parts add up."""

from __future__ import annotations

from datetime import date
from typing import Any

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays
from numpy.typing import NDArray

from app.domain.disclosure import Disclosure
from app.domain.mass_testing import TestingWindow as Window
from app.domain.situation_summary import Situation, WardSituation, summarise
from app.domain.vocabulary import CASE_CLASSES
from tests.examples import examples
from tests.worlds import make_register

WARDS = make_register("A B C D").wards
LEVELS = ("red", "green", "unknown")
DAY = date(2021, 8, 14)
NOTHING_DUE = Window(None, None, None, 0, None, 0)

counts_of_wards = arrays.arrays(np.int32, (len(WARDS), 14, 5), elements=st.integers(0, 6), fill=st.just(0))


def situation(counts: NDArray[np.int32]) -> Situation:
    wards = tuple(
        WardSituation(ward, "red" if ward.code in "AB" else "green", "green", False, NOTHING_DUE, True, False, DAY)
        for ward in WARDS
    )
    return Situation(DAY, wards, counts)


@given(counts_of_wards, st.integers(3, 5), st.data())
@settings(max_examples=examples(150))
def test_what_is_hidden_can_be_anything_hidden(counts: NDArray[np.int32], k: int, data: st.DataObject) -> None:
    disclosure = Disclosure(k)
    hidden = (counts > 0) & (counts < k)
    other: NDArray[Any] = counts.copy()
    other[hidden] = data.draw(arrays.arrays(np.int32, int(hidden.sum()), elements=st.integers(1, k - 1)))
    for part in ([0, 1, 2, 3], [0, 1], [2]):
        told = [summarise(situation(each).part(part), levels=LEVELS, disclosure=disclosure) for each in (counts, other)]
        assert told[0] == told[1]


@given(counts_of_wards)
@settings(max_examples=examples(100))
def test_true_figures_of_parts_add_up(counts: NDArray[np.int32]) -> None:
    whole = situation(counts)
    tell = [
        summarise(each, levels=LEVELS, disclosure=Disclosure.open())
        for each in (whole, whole.part([0, 3]), whole.part([1, 2]))
    ]
    for name in ("day", "day_before", "last_7_days", "previous_7_days"):
        all_of_it, *parts = (getattr(each.cases_total, name) for each in tell)
        assert all_of_it == sum(parts) == sum(getattr(tell[0].cases[each], name) for each in CASE_CLASSES)
    assert [sum(each.levels[place].wards for each in tell[1:]) for place in range(3)] == [2, 2, 0]
