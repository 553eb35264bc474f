"""The drawings themselves: read rightly, and shown side by side when what came out differs."""

from __future__ import annotations

import pytest

from app.domain.vocabulary import CaseClass
from tests.spec.drawing import DrawingError, drawn_map, follows


def test_wards_side_by_side_or_above_each_other_share_a_border_and_corners_do_not() -> None:
    borders = drawn_map(
        """
        A B
        C D
        """
    ).situation.borders
    assert borders == (("A", "B"), ("A", "C"), ("B", "D"), ("C", "D"))


def test_a_ward_drawn_over_several_cells_is_one_ward() -> None:
    situation = drawn_map(
        """
        A A B
        C . B
        """
    ).situation
    assert situation.wards == ("A", "B", "C")
    assert situation.borders == (("A", "B"), ("A", "C"))


def test_a_map_that_came_out_otherwise_is_shown_beside_the_drawn_one() -> None:
    drawing = drawn_map(
        """
        A B
        C .
        """
    ).cases("B", CaseClass.COMMUNITY_UNKNOWN_SOURCE, on_day=1)
    with pytest.raises(AssertionError) as failure:
        drawing.shows(
            """
            xanh xanh
            đỏ   .
            """,
            on_day=1,
        )
    assert [line.split() for line in str(failure.value).strip().splitlines()] == [
        ["day", "1,", "expected", "|", "the", "engine", "says"],
        ["xanh", "xanh", "|", "xanh", "[cam]"],
        ["đỏ", ".", "|", "[xanh]", "."],
    ]


def test_a_strip_that_came_out_otherwise_is_shown_below_the_drawn_one_with_the_days_marked() -> None:
    with pytest.raises(AssertionError) as failure:
        follows(
            """
            A unknown-source |..1.
            A level          |XXXX
            """
        )
    assert str(failure.value).splitlines()[1:] == [
        "A unknown-source |..1.",
        "A level          |XXXX",
        "  the engine says|XXCC",
        "                 |  ^^",
    ]


def test_rows_of_different_length_are_refused() -> None:
    with pytest.raises(DrawingError, match="one character for each day"):
        follows(
            """
            A unknown-source |..1
            A level          |XXCC
            """
        )


def test_a_row_of_an_unknown_name_is_refused() -> None:
    with pytest.raises(DrawingError, match="no row is called"):
        follows(
            """
            A casses |..1.
            A level  |XXCC
            """
        )
