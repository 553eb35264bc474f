"""What the public may read of a count."""

from __future__ import annotations

import numpy as np
import pytest

from app.domain.disclosure import Disclosure, Shown
from app.domain.vocabulary import CaseClass

PUBLIC = Disclosure()


@pytest.mark.parametrize(("count", "shown"), [(0, 0), (1, "<3"), (2, "<3"), (3, 3), (1234, 1234)])
def test_only_counts_from_one_to_below_the_threshold_are_hidden(count: int, shown: Shown) -> None:
    assert PUBLIC.shown(count) == shown
    assert PUBLIC.hides(count) is isinstance(shown, str)


@pytest.mark.parametrize(("count", "shown"), [(0, 0), (4, "<5"), (5, 5)])
def test_the_threshold_is_the_smallest_count_shown(count: int, shown: Shown) -> None:
    assert Disclosure(threshold=5).shown(count) == shown


@pytest.mark.parametrize("count", range(6))
def test_staff_in_scope_read_true_numbers(count: int) -> None:
    staff = Disclosure.open()

    assert staff.shown(count) == count
    assert staff.shown_total([count, 1]) == count + 1
    assert staff.text(count) == (str(count), str(count))


@pytest.mark.parametrize("threshold", [-1, 0, 2])
def test_a_threshold_that_hides_nothing_while_seeming_to_is_refused(threshold: int) -> None:
    with pytest.raises(ValueError, match=f"threshold {threshold}: use 3 or more"):
        Disclosure(threshold)


def test_a_negative_count_is_refused() -> None:
    with pytest.raises(ValueError, match="cannot be -1"):
        PUBLIC.shown(-1)


def test_counts_from_an_array_are_published_as_plain_numbers() -> None:
    assert type(PUBLIC.shown(int(np.int32(7)))) is int
    assert type(PUBLIC.shown(np.int32(7))) is int  # type: ignore[arg-type] # arrays hand these out unconverted


def test_a_row_hides_each_small_cell_and_keeps_its_order() -> None:
    row = {CaseClass.QUARANTINE: 2, CaseClass.IMPORTED: 0, CaseClass.LOCKDOWN_AREA: 9}

    assert list(PUBLIC.shown_counts(row).items()) == [
        (CaseClass.QUARANTINE, "<3"),
        (CaseClass.IMPORTED, 0),
        (CaseClass.LOCKDOWN_AREA, 9),
    ]


@pytest.mark.parametrize(
    ("counts", "total"),
    [
        ([], 0),
        ([0, 0], 0),
        ([3, 4], 7),
        ([2, 0], "<3"),
        ([2, 5], "≥6"),
        ([1, 1], "≥2"),
        ([2, 2], "≥2"),
        ([1, 2, 7], "≥9"),
    ],
)
def test_a_total_says_no_more_than_its_cells(counts: list[int], total: Shown) -> None:
    assert PUBLIC.shown_total(counts) == total


@pytest.mark.parametrize(
    ("count", "vi", "en"), [(0, "0", "0"), (2, "dưới 3", "fewer than 3"), (12345, "12.345", "12,345")]
)
def test_a_count_in_a_sentence_is_in_the_words_of_the_language(count: int, vi: str, en: str) -> None:
    assert PUBLIC.text(count) == (vi, en)


@pytest.mark.parametrize(
    ("counts", "vi", "en"),
    [([4000, 7], "4.007", "4,007"), ([2], "dưới 3", "fewer than 3"), ([2, 5000], "ít nhất 5.001", "at least 5,001")],
)
def test_a_total_in_a_sentence_is_in_the_words_of_the_language(counts: list[int], vi: str, en: str) -> None:
    assert PUBLIC.total_text(counts) == (vi, en)


def test_many_counts_are_hidden_as_one_is() -> None:
    counts = np.arange(8, dtype=np.int32).reshape(2, 4)

    assert PUBLIC.hidden_in(counts).tolist() == [[False, True, True, False], [False] * 4]
    assert PUBLIC.at_most(counts).tolist() == [[0, 2, 2, 3], [4, 5, 6, 7]]
    assert Disclosure.open().at_most(counts).tolist() == counts.tolist()


@pytest.mark.parametrize(
    ("rate", "people", "hidden"),
    [(0.0, 10_000, False), (10.0, 10_000, True), (29.9, 10_000, True), (30.0, 10_000, False), (10.0, None, False)],
)
def test_a_rate_that_counts_fewer_than_may_be_shown_is_hidden(rate: float, people: float | None, hidden: bool) -> None:
    assert PUBLIC.hides_rate(rate, people, per=100_000) is hidden
    assert not Disclosure.open().hides_rate(rate, people, per=100_000)
