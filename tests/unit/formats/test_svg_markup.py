"""What is in force, painted: well-formed, without styles, escaped, readable without colour."""

from __future__ import annotations

from xml.etree import ElementTree

import numpy as np
import pytest
import shapely

from app.formats.svg_labels import Label, Name, keep_apart, place_labels
from app.formats.svg_map import Frame, MapDrawing, draw_units
from app.formats.svg_markup import Captions, LabelSet, PaintedRing, PaintedUnit, render_map
from app.formats.svg_rings import LayerShape, ring_lines
from tests.svg_paths import read_polygon

FRAME = Frame(0, 0, 1000, 1000, 100)
CAPTIONS = Captions("Bản đồ", "Ba nơi")


@pytest.fixture
def drawing() -> MapDrawing:
    """Two units side by side."""
    shapes = np.array([shapely.box(0, 0, 500, 1000), shapely.box(500, 0, 1000, 1000)], dtype=object)
    return draw_units(codes=["A", "B"], shapes=shapes, groups=["1", "2"], frame=FRAME)


def painted(code: str, **said: object) -> PaintedUnit:
    return PaintedUnit(**{"code": code, "title": code, "href": f"/w/{code}", "css_class": "lv-green", **said})  # type: ignore[arg-type]


def parsed(text: str) -> ElementTree.Element:
    return ElementTree.fromstring(text)


def test_each_unit_is_a_link_with_a_name_and_the_class_of_its_level(drawing: MapDrawing) -> None:
    svg = parsed(
        render_map(drawing, [painted("A", title="Xã A: Vùng đỏ", css_class="lv-red")], captions=CAPTIONS, pixels=100)
    )
    link = svg.find(".//g[@class='units']/a")
    assert link is not None
    assert link.get("href") == "/w/A"
    assert link.findtext("title") == "Xã A: Vùng đỏ"
    assert link.find("path").get("class") == "lv-red"  # type: ignore[union-attr]


def test_names_are_escaped(drawing: MapDrawing) -> None:
    unit = painted("A", title='<script>"&', href='/w/A?q="<')
    labels = [LabelSet("wide", 10, [Label("<b>", 1, 1, "/?a=1&b=2")])]
    text = render_map(drawing, [unit], captions=Captions("<t>", "&d", "<w>"), label_sets=labels, pixels=100)
    assert parsed(text).find(".//a/title").text == '<script>"&'  # type: ignore[union-attr]
    assert "<script>" not in text
    assert "<b>" not in text


def test_nothing_is_styled_in_place(drawing: MapDrawing) -> None:
    rings = [PaintedRing("16", False, "M0 0l1 1", Label("CT 16", 5, 5))]
    text = render_map(drawing, [painted("A", pattern="dots", chosen=True)], captions=CAPTIONS, rings=rings, pixels=100)
    assert "style=" not in text


def test_a_pattern_lies_over_its_units_and_can_be_switched(drawing: MapDrawing) -> None:
    units = [painted("A", pattern="diagonal"), painted("B")]
    svg = parsed(render_map(drawing, units, captions=CAPTIONS, pixels=100))
    (group,) = svg.findall(".//g[@fill='url(#u-diagonal)']")
    assert group.get("class") == "pattern"
    assert [use.get("href") for use in group] == ["#uA"]
    assert [tile.get("id") for tile in svg.iter("pattern")] == ["u-diagonal"]


def test_no_data_is_hatched_always(drawing: MapDrawing) -> None:
    svg = parsed(render_map(drawing, [painted("A", pattern="reverse_hatch")], captions=CAPTIONS, pixels=100))
    assert svg.find(".//g[@fill='url(#u-reverse_hatch)']").get("class") == "pattern always"  # type: ignore[union-attr]


def test_a_faded_unit_steps_back_with_its_pattern(drawing: MapDrawing) -> None:
    svg = parsed(render_map(drawing, [painted("A", pattern="dots", faded=True)], captions=CAPTIONS, pixels=100))
    assert svg.find(".//g[@class='units']/a").get("class") == "off"  # type: ignore[union-attr]
    assert svg.find(".//use").get("class") == "off"  # type: ignore[union-attr]


def test_a_drill_is_written_across_the_map(drawing: MapDrawing) -> None:
    text = render_map(drawing, [painted("A")], captions=Captions("t", "d", "DIỄN TẬP"), pixels=100)
    assert parsed(text).findtext(".//text[@class='watermark']") == "DIỄN TẬP"


def test_nothing_is_written_across_the_map_of_a_real_site(drawing: MapDrawing) -> None:
    assert "watermark" not in render_map(drawing, [painted("A")], captions=CAPTIONS, pixels=100)


def test_a_proposed_ring_is_drawn_apart_from_one_in_force(drawing: MapDrawing) -> None:
    rings = [PaintedRing("15", True, "M0 0l1 1"), PaintedRing("16", False, "M0 0l2 2")]
    svg = parsed(render_map(drawing, [painted("A")], captions=CAPTIONS, rings=rings, pixels=100))
    lines = [path.get("class") for path in svg.findall(".//g[@class='rings']/path")]
    assert lines == ["casing", "ring ring-15 proposed", "casing", "ring ring-16"]


def test_each_set_of_labels_brings_a_scale_bar(drawing: MapDrawing) -> None:
    sets = [LabelSet("wide", 4, []), LabelSet("narrow", 8, [])]
    svg = parsed(render_map(drawing, [painted("A")], captions=CAPTIONS, label_sets=sets, pixels=100))
    assert [text.text for text in svg.findall(".//g[@class='scale']/text")] == ["100 m", "100 m"]


def layer(strictness: int, form: str, west: float, east: float) -> LayerShape:
    return LayerShape(strictness, form, f"CT {form}", shapely.box(west, 0, east, 1000))


def test_lines_go_round_a_layer_and_all_stricter_ones_the_strictest_on_top(drawing: MapDrawing) -> None:
    lines = ring_lines([layer(3, "16", 0, 500), layer(2, "15", 500, 1000)], drawing)
    assert [line.form for line in lines] == ["15", "16"]
    core, outer = read_polygon(lines[1].path), read_polygon(lines[0].path)
    assert core.equals(read_polygon(drawing.paths["A"]))
    assert outer.equals(read_polygon(drawing.outline))


def test_the_stricter_of_two_overlapping_rings_wins(drawing: MapDrawing) -> None:
    lines = ring_lines([layer(3, "16", 0, 500), layer(1, "19", 0, 1000), layer(3, "16", 500, 1000)], drawing)
    assert lines[-1].form == "16"
    assert read_polygon(lines[-1].path).equals(read_polygon(drawing.outline))


def test_a_layer_off_the_paper_has_no_name_on_it(drawing: MapDrawing) -> None:
    assert [line.label for line in ring_lines([layer(3, "16", 5000, 6000)], drawing)] == [None]


def test_a_layer_too_small_for_the_paper_is_not_drawn(drawing: MapDrawing) -> None:
    dot = LayerShape(3, "16", "CT 16", shapely.box(100, 100, 100.4, 100.4))
    assert ring_lines([dot], drawing) == []


def name(text: str, weight: float, *, x: float = 500, y: float = 500) -> Name:
    return Name(text, shapely.Point(x, y).buffer(100), weight)


def test_of_two_names_in_one_place_the_weightier_stays() -> None:
    assert [label.text for label in place_labels([name("nhẹ", 1), name("nặng", 2)], FRAME, height=5)] == ["nặng"]


def test_names_apart_both_stay() -> None:
    placed = place_labels([name("A", 1, y=200), name("B", 2, y=800)], FRAME, height=5)
    assert {label.text for label in placed} == {"A", "B"}


def test_a_name_that_would_leave_the_paper_is_dropped() -> None:
    assert place_labels([name("Một tên rất dài", 1, x=950)], FRAME, height=10) == []


def test_a_label_gives_way_to_those_already_there() -> None:
    there = Label("Đông Anh", 50, 50)
    assert keep_apart([Label("CT 16", 50, 50), Label("CT 15", 50, 20)], FRAME, height=5, taken=[there]) == [
        Label("CT 15", 50, 20)
    ]
