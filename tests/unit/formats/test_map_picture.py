"""The map that stands alone: every ward in the colour and pattern of its level, nothing left to a stylesheet."""

from __future__ import annotations

from typing import Any
from xml.etree import ElementTree

from app.formats.map_picture import looks_of, map_picture
from app.services.policy_library import shipped_policy
from tests.worlds import make_register

SVG = "{http://www.w3.org/2000/svg}"
REGISTER = make_register("A B / C D", districts="001 001 / 001 017")
POLICY = shipped_policy("hanoi-ct06-2021")
LEVELS = {"A": "red", "B": "orange", "C": "green"}


def drawn(
    levels: dict[str, str] = LEVELS, title: str = "Bản đồ", description: str = "Hai đỏ", **said: Any
) -> ElementTree.Element:
    return ElementTree.fromstring(
        map_picture(REGISTER, POLICY, levels, title=title, description=description, **said).svg
    )


def test_every_ward_has_the_colour_of_its_level_and_its_name() -> None:
    groups = {group.get("fill"): group for group in drawn().iter(f"{SVG}g") if group.get("id", "").startswith("lv-")}
    looks = looks_of(POLICY)
    for code, level in LEVELS.items():
        (ward,) = [path for path in groups[looks[level].fill].iter(f"{SVG}path") if path.get("id") == f"w-{code}"]
        assert REGISTER.ward(code).name in (ward.findtext(f"{SVG}title") or "")


def test_a_ward_nobody_knows_about_is_hatched_grey_and_never_green() -> None:
    (group,) = [each for each in drawn().iter(f"{SVG}g") if each.get("id") == "lv-unknown"]
    assert [path.get("id") for path in group.iter(f"{SVG}path")] == ["w-D"]
    assert group.get("fill") == looks_of(POLICY)["unknown"].fill
    assert "url(#t-reverse_hatch)" in {path.get("fill") for path in drawn().iter(f"{SVG}path")}


def test_patterns_are_on_so_that_a_copy_without_colour_can_be_read() -> None:
    filled = {path.get("fill") for path in drawn().iter(f"{SVG}path")}
    wanted = {f"url(#t-{look.pattern})" for look in looks_of(POLICY).values() if look.pattern != "none"}
    assert wanted & filled == {"url(#t-cross_hatch)", "url(#t-diagonal)", "url(#t-reverse_hatch)"}


def test_nothing_is_left_to_a_stylesheet_or_a_script() -> None:
    svg = map_picture(REGISTER, POLICY, LEVELS, title="x", description="y").svg
    assert not [each for each in ("class=", "<style", "var(", "<script", "href=") if each in svg]


def test_words_are_escaped() -> None:
    assert drawn(title="<b>&", watermark="<i>").findtext(f"{SVG}title") == "<b>&"


def test_a_watermark_is_written_across() -> None:
    assert "DIỄN TẬP" in [text.text for text in drawn(watermark="DIỄN TẬP").iter(f"{SVG}text")]


def test_a_register_without_districts_has_its_outline() -> None:
    register = make_register("A B")
    picture = map_picture(register, POLICY, {"A": "red", "B": "red"}, title="x", description="y")
    lines = [path for path in ElementTree.fromstring(picture.svg).iter(f"{SVG}path") if path.get("fill") == "none"]
    assert all(path.get("d") for path in lines)


def test_the_same_levels_give_the_same_picture() -> None:
    once, again = (
        map_picture(REGISTER, POLICY, levels, title="x", description="y").svg
        for levels in (LEVELS, dict(reversed(LEVELS.items())))
    )
    assert once == again
