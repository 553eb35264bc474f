"""Counts by day: a gap is not a zero, and a hidden count shows nothing of itself."""

from __future__ import annotations

from xml.etree import ElementTree

from app.domain.disclosure import Shown
from app.formats.svg_chart import HEIGHT, DayBar, axis_top, bar_chart


def chart(*days: DayBar) -> ElementTree.Element:
    return ElementTree.fromstring(bar_chart(days, title="Ca", description="Mô tả"))


def one(count: Shown | None, **said: object) -> DayBar:
    return DayBar(count=count, told="14/09", level_class=None, **said)  # type: ignore[arg-type]


def rects(svg: ElementTree.Element, css_class: str) -> list[ElementTree.Element]:
    return svg.findall(f".//rect[@class='{css_class}']")


def test_a_count_is_a_bar_as_high_as_its_share_of_the_axis() -> None:
    (bar,) = rects(chart(one(5), one(10)), "bar")[:1]
    assert float(bar.get("height", "")) == HEIGHT / 2


def test_a_day_without_report_is_a_hatched_gap_and_no_bar() -> None:
    svg = chart(one(None))
    assert [gap.get("fill") for gap in rects(svg, "gap")] == ["url(#gap)"]
    assert rects(svg, "bar") == rects(svg, "bar-zero") == []


def test_a_reported_zero_is_a_mark_on_the_base_line_and_no_gap() -> None:
    svg = chart(one(0))
    assert len(rects(svg, "bar-zero")) == 1
    assert rects(svg, "gap") == []


def test_the_open_day_without_report_is_not_shown_as_missing() -> None:
    svg = chart(one(None, state="open"))
    assert rects(svg, "gap") == []
    assert len(rects(svg, "gap-open")) == 1


def test_a_hidden_count_is_an_outline_whatever_it_is() -> None:
    svg = chart(one("<3"))
    assert rects(svg, "bar") == []
    assert len(rects(svg, "bar-hidden")) == 1


def test_a_bound_is_solid_as_far_as_it_is_sure() -> None:
    svg = chart(one("≥8"))
    assert float(rects(svg, "bar")[0].get("height", "")) == HEIGHT * 8 / 10
    assert len(rects(svg, "bar-hidden")) == 1


def test_the_axis_has_a_whole_number_in_its_middle() -> None:
    assert [axis_top([count]) for count in (0, 4, 5, 11, 21, 51, 101)] == [4, 4, 10, 20, 50, 100, 200]
    assert all(axis_top([count]) % 2 == 0 for count in range(500))


def test_the_strip_below_carries_the_level_of_each_day() -> None:
    svg = chart(DayBar(0, "t", "lv-red"), DayBar(0, "t", None))
    assert len(rects(svg, "strip lv-red")) == 1


def test_words_are_escaped() -> None:
    text = bar_chart([DayBar(1, "<b>&", None)], title="<t>", description="<d>")
    assert "<b>" not in text
    assert ElementTree.fromstring(text).findtext("title") == "<t>"
