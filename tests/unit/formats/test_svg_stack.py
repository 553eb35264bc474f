"""Shares stacked by day, and counts against each other: every day is a step of the right height."""

from __future__ import annotations

from xml.etree import ElementTree

from app.formats.svg_stack import Balance, Band, balance_chart, share_chart


def shares(*bands: Band) -> ElementTree.Element:
    return ElementTree.fromstring(share_chart(bands, name="a", title="Người & mức", description="Mô tả"))


def outline(svg: ElementTree.Element, css_class: str) -> str:
    (path,) = svg.findall(f".//path[@class='{css_class}']")
    return path.get("d", "")


def balance(**counts: list[int]) -> ElementTree.Element:
    drawn = balance_chart(Balance(**counts), top=10, name="b", title="Khác", description="Mô tả")
    return ElementTree.fromstring(drawn)


def test_bands_stand_on_each_other_and_fill_every_day() -> None:
    svg = shares(Band("lv-red", [1, 0]), Band("lv-green", [3, 4]))
    assert outline(svg, "band lv-red") == "M0 100V75H1V100H2V100H0Z"
    assert outline(svg, "band lv-green") == "M0 75V0H2V100H1V75H0Z"


def test_days_of_equal_height_are_one_step() -> None:
    svg = shares(Band("lv-red", [1] * 365), Band("lv-green", [1] * 365))
    assert outline(svg, "band lv-red") == "M0 100V50H365V100H0Z"


def test_a_band_that_is_never_there_is_not_drawn() -> None:
    assert shares(Band("lv-red", [0, 0]), Band("lv-green", [1, 1])).findall(".//path[@class='band lv-red']") == []


def test_what_is_not_known_is_hatched_too() -> None:
    svg = shares(Band("lv-unknown", [1], hatched=True))
    assert [path.get("d") for path in svg.findall(".//path[@fill='url(#a-gap)']")] == [outline(svg, "band lv-unknown")]


def test_a_day_of_nobody_is_empty() -> None:
    assert outline(shares(Band("lv-red", [0, 1])), "band lv-red") == "M0 100V100H1V0H2V100H0Z"


def test_a_chart_without_days_is_still_a_picture() -> None:
    assert shares().get("viewBox") == "0 0 1 100"


def test_the_words_are_escaped_and_named_by_the_chart() -> None:
    svg = shares(Band("lv-red", [1]))
    assert svg.get("aria-labelledby") == "a-title a-desc"
    assert svg.findtext("title") == "Người & mức"


def test_more_and_less_stand_on_either_side_of_the_line() -> None:
    svg = balance(above=[5, 0], other=[0, 5], below=[0, 10])
    assert outline(svg, "above") == "M0 50V25H1V50H2V50H0Z"
    assert outline(svg, "other") == "M0 25V25H2V50H1V25H0Z"
    assert outline(svg, "below") == "M0 50V50H2V100H1V50H0Z"


def test_the_axis_reaches_as_far_as_either_side() -> None:
    assert Balance(above=[1, 2], other=[3, 1], below=[0, 5]).highest == 5
    assert Balance(above=[4], other=[3], below=[5]).highest == 7
    assert Balance(above=[], other=[], below=[]).highest == 0
