"""The picture of a boundary file: every place numbered once, apart from its neighbors, and the same as points."""

from __future__ import annotations

import re
from xml.etree import ElementTree

import pytest
from shapely import MultiPolygon

from app.domain.projection import Projector
from app.domain.register import Ward
from app.domain.register_checks import check_register
from app.domain.register_findings import Finding, FindingGroup, findings_of
from app.formats.geojson_reading import read_register
from app.formats.register_marks import placed_marks
from app.formats.register_picture import PicturedRegister, register_png, register_svg
from app.formats.svg_map import Frame
from tests.worlds import UTM_48N, as_bytes, make_feature, make_register, make_ward, square

WORLD = make_register("A B / C D")


def pictured(wide: float = 1.1, *, is_placed: bool = True) -> PicturedRegister:
    """Four wards of which B reaches over A."""
    wards: list[Ward] = [ward for ward in WORLD.wards if ward.code != "B"]
    wards.append(make_ward("B", _multi(2 - wide, wide)))
    content = as_bytes({"type": "FeatureCollection", "features": [make_feature(ward) for ward in wards]})
    file = read_register(content)
    checked = check_register(file, repair=False)
    found = findings_of(checked, None, faults=checked.faults)
    return PicturedRegister(
        title="xã & <phường>.shp",
        features=file.features,
        findings=found,
        projector=checked.projector,
        standing=WORLD.shapes.tolist(),
        is_placed=is_placed,
    )


def _multi(column: float, wide: float) -> MultiPolygon:
    return MultiPolygon([square(column, 0, width=wide)])


def test_an_overlap_is_numbered_on_the_map_near_by_and_in_the_table() -> None:
    svg = register_svg(pictured())
    ElementTree.fromstring(svg)
    assert "1 lỗi phải sửa" in svg
    assert "1 faults to mend" in svg
    assert svg.count(">Chồng lấn · Overlap<") == 1
    assert "1. Chồng lấn · Overlap" in svg
    assert "stroke-dasharray" in svg
    assert "xã &amp; &lt;phường&gt;.shp" in svg


def test_a_clean_file_has_nothing_to_look_at() -> None:
    assert "Nothing to look at" in register_svg(pictured(1.0))


def test_what_lies_nobody_knows_where_is_drawn_as_it_stands() -> None:
    ElementTree.fromstring(register_svg(pictured(is_placed=False)))


def test_a_file_without_units_is_a_picture_too() -> None:
    empty = PicturedRegister(title="x", features=(), findings=(), projector=Projector(UTM_48N))
    assert "0 đơn vị" in register_svg(empty)


def test_it_can_be_had_as_points() -> None:
    assert register_png(register_svg(pictured()), title="xã").startswith(b"\x89PNG")


def test_numbers_keep_clear_of_each_other_and_what_is_left_out_is_counted() -> None:
    crowd = [
        Finding(FindingGroup.FAULT, "gap", f"Khe hở {at}. Sửa.", f"Gap {at}. Mend.", (), 105.81, 21.09, 100.0 - at)
        for at in range(90)
    ]
    frame = Frame.around(WORLD.metric_shapes, width=1000)
    marks = placed_marks(crowd, WORLD.projector, frame)
    spots = [(mark.at_x, mark.at_y) for mark in marks[:60]]
    nearest = min(abs(complex(*one) - complex(*other)) for at, one in enumerate(spots) for other in spots[:at])
    assert nearest > 30
    svg = register_svg(PicturedRegister(title="x", features=(), findings=crowd, projector=WORLD.projector))
    assert re.search(r"… và \d+ mục nữa", svg)


@pytest.mark.parametrize("place", [(0.0, 0.0), (None, None)])
def test_what_has_no_place_on_the_map_has_no_mark(place: tuple[float | None, float | None]) -> None:
    finding = Finding(FindingGroup.FAULT, "file", "x", "x", (), *place)
    assert placed_marks([finding], WORLD.projector, Frame.around(WORLD.metric_shapes, width=1000)) == []
