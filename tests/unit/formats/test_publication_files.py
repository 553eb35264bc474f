"""The files of a publication: every form says its number, names are letters and never markup, the code leads home."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import re
import zlib
from dataclasses import replace
from datetime import UTC, date, datetime
from xml.etree import ElementTree

import pytest
import segno
import shapely
from pypdf import PdfReader

from app.domain.publication import COLUMNS, FileKind, Publication, PublishedSheet, PublishedWard, level_totals
from app.domain.register import Register
from app.domain.reporting_day import ReportingClock
from app.domain.vocabulary import BoundaryStatus
from app.formats.publication_files import publication_files
from app.formats.publication_notice import publication_pdf
from app.formats.publication_picture import publication_svg
from app.formats.publication_table import publication_csv, publication_geojson
from app.formats.qr import QUIET, qr_path, qr_rows
from app.services.policy_library import shipped_policy
from tests.worlds import make_register

SVG = "{http://www.w3.org/2000/svg}"
POLICY = shipped_policy("hanoi-ct06-2021")
CLOCK = ReportingClock()
DAY = date(2021, 9, 14)
NAMES = {
    "A": "Phường Ô Chợ Dừa",
    "B": "Xã Thụy Lâm #panic()",
    "C": "Xã *Vân* <b>Nội</b> & $x$",
    "D": '=HYPERLINK("x")',
}
LEVELS = {"A": "red", "B": "orange", "C": "orange", "D": "unknown"}
HASH = "0" * 64


def a_register(drawing: str = "A B / C D", districts: str | None = "001 001 / 017 017") -> Register:
    drawn = make_register(drawing, districts=districts, status=BoundaryStatus.SCHEMATIC)
    wards = tuple(replace(ward, name=NAMES.get(ward.code, ward.name)) for ward in drawn.wards)
    return replace(drawn, wards=wards)


def a_ward(register: Register, code: str, level: str) -> PublishedWard:
    ward = register.ward(code)
    return PublishedWard(
        ward_code=code,
        ward_name=ward.name,
        district_code=ward.district_code,
        district_name=ward.district_name,
        population=ward.population,
        level=level,
        level_label=POLICY.label(level)[0],
        computed_level=level,
        decided=False,
        decision_document=None,
        data_status="complete",
        effective_from="2021-09-13T18:00:01+07:00",
        as_of=DAY,
        testing_min_days=2,
        testing_max_days=3,
        testing_due_from=DAY,
        testing_due_by=None,
        layer=None,
        layer_partial=False,
        directive=None,
    )


def a_sheet(register: Register | None = None, levels: dict[str, str] | None = None, **said: object) -> PublishedSheet:
    register = register or a_register()
    levels = LEVELS if levels is None else levels
    wards = tuple(a_ward(register, code, levels.get(code, "green")) for code in register.codes)
    publication = Publication(
        **{  # type: ignore[arg-type]
            "number": 7,
            "scheme": "main",
            "as_of": DAY,
            "at": datetime(2021, 9, 14, 11, 7, tzinfo=UTC),
            "revision": 812,
            "policy_id": POLICY.id,
            "policy_version": "3fa5ce1c8f69",
            "boundary_version": register.boundary_version,
            "boundary_status": register.boundary_status,
            "title": "Công bố mức nguy cơ ngày 14/09/2021",
            "signer": "Chủ tịch Ủy ban nhân dân",
            "document_number": "214/TB-UBND",
            "note": None,
            "address": "https://vung.example.vn",
            "published_at": datetime(2021, 9, 14, 11, 7, tzinfo=UTC),
            "published_by": "thanhpho",
            "supersedes": 6,
            "totals": level_totals([(ward.level, ward.population) for ward in wards], POLICY),
            **said,
        }
    )
    return PublishedSheet(publication, wards, register, POLICY, CLOCK)


def words(pdf: bytes) -> str:
    (page,) = PdfReader(io.BytesIO(pdf)).pages
    return " ".join(page.extract_text().split())


def modules(path: str, side: int) -> list[list[bool]]:
    """The squares that a path of a QR code fills, read back from its steps."""
    rows = [[False] * side for _ in range(side)]
    for x, y, length in re.findall(r"M(\d+) (\d+)h(\d+)v1h-\3z", path):
        for column in range(int(x), int(x) + int(length)):
            rows[int(y)][column] = True
    return rows


def test_the_table_has_one_row_a_ward_and_codes_stay_text() -> None:
    rows = list(csv.DictReader(io.StringIO(publication_csv(a_sheet()).decode("utf-8-sig"))))
    assert tuple(rows[0]) == COLUMNS
    assert [(row["ward_code"], row["level"], row["publication"]) for row in rows] == [
        (code, level, "7") for code, level in LEVELS.items()
    ]
    assert publication_csv(a_sheet()).startswith(b"\xef\xbb\xbfpublication,")


def test_a_name_that_begins_like_a_formula_is_marked_as_text() -> None:
    assert "'=HYPERLINK" in publication_csv(a_sheet()).decode()


def test_the_features_hold_the_same_values_and_meet_each_other() -> None:
    document = json.loads(publication_geojson(a_sheet()))
    assert (document["publication"], document["boundary_status"]) == (7, "schematic")
    assert [tuple(each["properties"]) for each in document["features"]] == [COLUMNS] * 4
    assert {each["id"]: each["properties"]["level"] for each in document["features"]} == LEVELS
    shapes = [shapely.geometry.shape(each["geometry"]) for each in document["features"]]
    assert shapely.coverage_is_valid(shapes)


def test_the_drawing_says_its_number_its_day_and_its_legend() -> None:
    svg = publication_svg(a_sheet(), table_sha256=HASH)
    tree = ElementTree.fromstring(svg)
    said = [text.text for text in tree.iter(f"{SVG}text")]
    assert tree.get("id") == "khoanhvung-publication-7"
    for line in ("Công bố số 7 · Publication no. 7", "https://vung.example.vn/p/7", HASH, "Vùng đỏ", "1 phường, xã"):
        assert line in said
    assert "Số liệu ngày 14/09/2021, chốt 18:00. Mức có hiệu lực lúc 18:07, 14/09/2021." in said


def test_a_day_that_is_still_open_says_so() -> None:
    sheet = a_sheet(at=datetime(2021, 9, 14, 10, 0, tzinfo=UTC))
    svg = publication_svg(sheet, table_sha256=HASH)
    assert "Số liệu ngày 14/09/2021 nhận đến 17:00, chưa chốt." in svg


def test_the_drawing_is_one_that_every_program_reads() -> None:
    svg = publication_svg(a_sheet(title="<script>alert(1)</script> & Ắ"), table_sha256=HASH)
    assert "<script" not in svg
    assert ElementTree.fromstring(svg).tag == f"{SVG}svg"


def test_the_picture_carries_its_number_in_a_comment() -> None:
    png = publication_files(a_sheet())[FileKind.PNG]
    length = int.from_bytes(png[33:37], "big")
    kind, text, checksum = png[37:41], png[41 : 41 + length], png[41 + length : 45 + length]
    assert (kind, text) == (b"tEXt", b"Comment\0khoanhvung-publication-7 https://vung.example.vn/p/7")
    assert int.from_bytes(checksum, "big") == zlib.crc32(kind + text)
    assert int.from_bytes(png[16:20], "big") == 1600


def test_the_notice_is_one_page_that_says_it_all() -> None:
    files = publication_files(a_sheet())
    said = words(files[FileKind.PDF])
    for line in ("Công bố mức nguy cơ ngày 14/09/2021", "214/TB-UBND", "Chủ tịch Ủy ban nhân dân", "Ô Chợ Dừa"):
        assert line in said
    assert hashlib.sha256(files[FileKind.CSV]).hexdigest() in said.replace(" ", "")
    metadata = PdfReader(io.BytesIO(files[FileKind.PDF])).metadata
    assert metadata is not None
    assert str(metadata["/Keywords"]) == "khoanhvung-publication-7"


def test_names_are_printed_letter_by_letter() -> None:
    said = words(publication_pdf(a_sheet(), table_sha256=HASH))
    for name in ("Thụy Lâm #panic()", "*Vân* <b>Nội</b> & $x$", '=HYPERLINK("x")'):
        assert name in said


def test_wards_that_do_not_fit_are_counted() -> None:
    rows = [[f"{chr(0x4E00 + row * 40 + column)}" for column in range(40)] for row in range(20)]
    register = make_register(" / ".join(" ".join(row) for row in rows))
    named = replace(
        register, wards=tuple(replace(ward, name=f"Xã Thượng Thanh {i}") for i, ward in enumerate(register.wards))
    )
    said = words(publication_pdf(a_sheet(named, dict.fromkeys(register.codes, "red")), table_sha256=HASH))
    shown = said.count("Thượng Thanh")
    left_out = re.search(r"… và (\d+) nơi khác", said)
    assert left_out is not None
    assert 100 < shown < 800
    assert shown + int(left_out[1]) == 800


@pytest.mark.parametrize("text", ["x" * 200, "Nguyễn " * 28])
def test_the_longest_words_stay_on_the_one_page(text: str) -> None:
    pdf = publication_pdf(a_sheet(title=text, signer=text, document_number=text[:100]), table_sha256=HASH)
    assert "https://vung.example.vn/p/7" in words(pdf)


def test_a_site_where_nothing_is_above_the_lowest_level_says_so() -> None:
    said = words(publication_pdf(a_sheet(levels={}), table_sha256=HASH))
    assert "Không nơi nào trên mức thấp nhất." in said


def test_schematic_boundaries_are_told_and_official_ones_are_not() -> None:
    assert "Ranh giới sơ đồ" in words(publication_pdf(a_sheet(), table_sha256=HASH))
    official = make_register("A B", status=BoundaryStatus.OFFICIAL)
    assert "Ranh giới sơ đồ" not in words(publication_pdf(a_sheet(official), table_sha256=HASH))


def test_an_unknown_population_is_a_dash_and_never_a_partial_sum() -> None:
    totals = level_totals([("red", 10), ("red", None), ("green", 5)], POLICY)
    assert {each.level: (each.wards, each.population) for each in totals} == {
        "red": (2, None),
        "orange": (0, 0),
        "green": (1, 5),
        "unknown": (0, 0),
    }


def test_the_same_sheet_gives_the_same_bytes() -> None:
    assert publication_files(a_sheet()) == publication_files(a_sheet())


@pytest.mark.parametrize("text", ["https://vung.example.vn/p/7", "http://127.0.0.1:8000/p/123456789"])
def test_the_code_is_drawn_module_by_module(text: str) -> None:
    path, side = qr_path(text)
    drawn = modules(path, side)
    inner = [row[QUIET : side - QUIET] for row in drawn[QUIET : side - QUIET]]
    assert inner == [[bool(module) for module in row] for row in segno.make(text, error="m", micro=False).matrix]
    assert inner == qr_rows(text)
    assert sum(map(sum, drawn)) == sum(map(sum, inner))


def test_the_code_on_the_drawing_is_that_of_the_live_page() -> None:
    path, _ = qr_path("https://vung.example.vn/p/7")
    assert path in publication_svg(a_sheet(), table_sha256=HASH)
