"""Nothing that is published of a row says which small number a hidden cell holds."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from app.domain.disclosure import Disclosure, Shown

calmly = settings(deadline=None)
thresholds = st.integers(3, 12)
rows = st.lists(st.integers(0, 15), min_size=1, max_size=6)


def _published(disclosure: Disclosure, row: list[int]) -> tuple[object, ...]:
    """All there is to read of a row: cells, total, and both in words."""
    return (
        disclosure.shown_counts(dict(enumerate(row))),
        disclosure.shown_total(row),
        [disclosure.text(each) for each in row],
        disclosure.total_text(row),
    )


@calmly
@given(threshold=thresholds, row=rows, picked=st.data())
def test_a_hidden_cell_could_hold_any_small_number(threshold: int, row: list[int], picked: st.DataObject) -> None:
    disclosure = Disclosure(threshold)
    others = [picked.draw(st.integers(1, threshold - 1)) if disclosure.hides(each) else each for each in row]

    assert _published(disclosure, others) == _published(disclosure, row)


@calmly
@given(threshold=thresholds, row=rows)
def test_what_is_published_is_true(threshold: int, row: list[int]) -> None:
    disclosure = Disclosure(threshold)

    assert all(_is_true(shown, each) for shown, each in zip(map(disclosure.shown, row), row, strict=True))
    assert _is_true(disclosure.shown_total(row), sum(row))


@calmly
@given(threshold=thresholds, row=rows)
def test_zero_and_counts_from_the_threshold_on_are_exact(threshold: int, row: list[int]) -> None:
    disclosure = Disclosure(threshold)
    exact = [each for each in row if each == 0 or each >= threshold]

    assert list(disclosure.shown_counts(dict(enumerate(exact))).values()) == exact
    assert disclosure.shown_total(exact) == sum(exact)


def _is_true(shown: Shown, count: int) -> bool:
    if isinstance(shown, int):
        return shown == count
    bound = int(shown[1:])
    return 0 < count < bound if shown[0] == "<" else count >= bound
