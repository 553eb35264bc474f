"""A register over time: any sequence of imports keeps the past, says the present, and settles at once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise

import shapely
from hypothesis import given
from hypothesis import strategies as st

from app.domain.register_change import RegisterChange, UnitContent, UnitLevel, UnitSpan, plan_change
from app.domain.vocabulary import BoundaryStatus

FIRST = date(2020, 1, 1)
DAYS = [FIRST + timedelta(days=offset) for offset in range(12)]
SQUARE = shapely.MultiPolygon([shapely.box(0, 0, 1, 1)])
Import = tuple[Sequence[tuple[UnitContent, date | None]], date | None]


def unit(code: str, people: int) -> UnitContent:
    status = BoundaryStatus.OFFICIAL
    return UnitContent(UnitLevel.WARD, code, code, "Xã", None, people, None, 1.0, SQUARE, status, None, None)


def files(*, dated: bool) -> st.SearchStrategy[Import]:
    """A whole register of up to four units; `dated`: with the day it holds from, else each unit may say its own."""
    own_day = st.none() if dated else st.none() | st.sampled_from(DAYS)
    units = st.dictionaries(st.sampled_from("ABCD"), st.tuples(st.integers(1, 3), own_day), min_size=1)
    contents = units.map(lambda said: [(unit(code, people), day) for code, (people, day) in said.items()])
    return st.tuples(contents, st.sampled_from(DAYS) if dated else st.none())


def applied(spans: list[UnitSpan], change: RegisterChange) -> list[UnitSpan]:
    kept = [span for span in spans if span.row_id not in change.superseded_rows]
    next_row = max((span.row_id or 0 for span in spans), default=0) + 1
    return kept + [replace(span, row_id=next_row + offset) for offset, span in enumerate(change.new_spans)]


def after(imports: Sequence[Import]) -> list[UnitSpan]:
    spans: list[UnitSpan] = []
    for incoming, day in imports:
        spans = applied(spans, plan_change(spans, incoming, valid_from=day))
    return spans


def in_force(spans: Sequence[UnitSpan], day: date) -> dict[str, int | None]:
    return {
        span.content.code: span.content.population
        for span in spans
        if span.valid_from <= day and (span.valid_to is None or day < span.valid_to)
    }


histories = st.lists(files(dated=True) | files(dated=False), max_size=4).map(after)


@given(histories, files(dated=True))
def test_a_dated_file_says_what_holds_from_its_day_and_nothing_earlier(spans: list[UnitSpan], file: Import) -> None:
    incoming, day = file
    assert day is not None
    changed = applied(spans, plan_change(spans, incoming, valid_from=day))
    said = {content.code: content.population for content, _ in incoming}
    for each in DAYS:
        assert in_force(changed, each) == (said if each >= day else in_force(spans, each))


@given(histories, files(dated=True) | files(dated=False))
def test_the_same_file_again_changes_nothing(spans: list[UnitSpan], file: Import) -> None:
    incoming, day = file
    changed = applied(spans, plan_change(spans, incoming, valid_from=day))
    assert plan_change(changed, incoming, valid_from=day).units_touched == 0


@given(histories, files(dated=False))
def test_an_undated_file_is_the_register_with_no_end_in_sight(spans: list[UnitSpan], file: Import) -> None:
    incoming, day = file
    changed = applied(spans, plan_change(spans, incoming, valid_from=day))
    standing = {span.content.code: span.content.population for span in changed if span.valid_to is None}
    assert standing == {content.code: content.population for content, _ in incoming}


@given(histories)
def test_spans_of_a_unit_never_overlap_and_never_are_empty(spans: list[UnitSpan]) -> None:
    for code in "ABCD":
        own = sorted((span for span in spans if span.content.code == code), key=lambda span: span.valid_from)
        assert all(span.valid_to is None or span.valid_from < span.valid_to for span in own)
        for earlier, later in pairwise(own):
            assert earlier.valid_to is not None
            assert earlier.valid_to <= later.valid_from
