"""Sheets: values are printed as they are, the same values give the same bytes, and nothing is left out in silence."""

from __future__ import annotations

import io
import shutil
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from pypdf import PdfReader

from app.formats import typeset as module
from app.formats.typeset import typeset

HOSTILE = [
    "#panic()",
    "*x*",
    "_y_",
    "= Đầu đề",
    "$x$",
    '#read("sheet.typ")',
    "\\u{48}",
    "]#v[",
    "<script>",
    "@x",
    "a // b",
]
LETTERS = "ẮẰẲẴẶẤẦẨẪẬẾỀỂỄỆỐỒỔỖỘỚỜỞỠỢỨỪỬỮỰỲỶỸỴĐắằẳẵặấầẩẫậếềểễệốồổỗộớờởỡợứừửữựỳỷỹỵđ"


@pytest.fixture
def template(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], str]:
    """Makes a template beside copies of the shipped ones; returns its name."""
    folder = tmp_path / "templates"
    shutil.copytree(str(module._TEMPLATES), folder)
    monkeypatch.setattr(module, "_TEMPLATES", folder)

    def make(text: str) -> str:
        (folder / "tried.typ").write_text('#let v = json("values.json")\n' + text)
        return "tried"

    return make


def lines(pdf: bytes) -> list[str]:
    return PdfReader(io.BytesIO(pdf)).pages[0].extract_text().splitlines()


@pytest.mark.parametrize("value", HOSTILE)
def test_a_value_is_printed_as_it_is(template: Callable[[str], str], value: str) -> None:
    assert lines(typeset(template("#v.name"), {"name": value})) == [value]


def test_every_vietnamese_letter_is_printed(template: Callable[[str], str]) -> None:
    pdf = typeset(template('#import "sheet.typ": sheet\n#show: sheet\n#v.name'), {"name": LETTERS})
    assert "".join(lines(pdf)) == LETTERS


def test_the_same_values_give_the_same_bytes(template: Callable[[str], str]) -> None:
    name = template('#import "sheet.typ": sheet\n#show: sheet\n#v.name')
    at = datetime(2021, 9, 14, 11, tzinfo=UTC)
    once, again = (typeset(name, {"name": "Đông Anh"}, made_at=at) for _ in range(2))
    assert once == again
    assert once != typeset(name, {"name": "Đông Anh"})


def test_a_pdf_is_a_tagged_a4_sheet_dated_by_the_given_moment(template: Callable[[str], str]) -> None:
    name = template('#import "sheet.typ": sheet\n#show: sheet\n#set document(title: "Số 7")\n#v.name')
    at = datetime(2021, 9, 14, 11, tzinfo=UTC)
    reader = PdfReader(io.BytesIO(typeset(name, {"name": "x"}, made_at=at.replace(microsecond=9))))
    box = reader.pages[0].mediabox
    assert (round(box.width), round(box.height)) == (595, 842)
    assert "/StructTreeRoot" in reader.root_object
    assert str(reader.root_object["/Lang"]) == "vi"
    assert reader.metadata is not None
    assert reader.metadata.creation_date == at


@pytest.mark.parametrize(("output", "beginning"), [("png", b"\x89PNG\r\n"), ("svg", b"<svg ")])
def test_one_page_may_be_a_picture(template: Callable[[str], str], output: str, beginning: bytes) -> None:
    made = typeset(template("#v.name"), {"name": "x"}, output=output)  # type: ignore[arg-type]
    assert made.startswith(beginning)


def test_several_pages_are_no_picture(template: Callable[[str], str]) -> None:
    with pytest.raises(ValueError, match="one page"):
        typeset(template("a #pagebreak() b"), {}, output="png")


def test_a_picture_is_asked_for_by_its_name(template: Callable[[str], str]) -> None:
    name = template('#image("map.svg", alt: "bản đồ")')
    svg = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><path fill="#B3183C" d="M0 0h9v9H0z"/></svg>'
    red, plain = (typeset(name, {}, images={"map.svg": each}) for each in (svg, svg.replace("#B3183C", "#FFF")))
    assert red != plain


def test_an_image_cannot_take_the_place_of_the_values(template: Callable[[str], str]) -> None:
    with pytest.raises(ValueError, match="no name for an image"):
        typeset(template("x"), {}, images={"values.json": b"{}"})


@pytest.mark.parametrize("name", ["none", "../typeset", "a.b", ""])
def test_a_template_that_is_not_shipped_is_refused(name: str) -> None:
    with pytest.raises(ValueError, match="no template"):
        typeset(name, {})


@pytest.mark.parametrize(
    "text", ["#v.missing", '#set text(font: "Nowhere Sans")\nx', '#read("/etc/passwd")', '#read("../sheet.typ")']
)
def test_what_is_missing_is_said_and_nothing_beyond_the_templates_is_read(
    template: Callable[[str], str], text: str
) -> None:
    with pytest.raises(ValueError, match="the sheet"):
        typeset(template(text), {})


def test_a_number_that_is_none_is_refused(template: Callable[[str], str]) -> None:
    with pytest.raises(ValueError, match="not JSON compliant"):
        typeset(template("x"), {"rate": float("nan")})


def test_no_shipped_template_asks_for_a_package() -> None:
    assert not [each.name for each in Path(str(module._TEMPLATES)).glob("*.typ") if "@preview" in each.read_text()]
