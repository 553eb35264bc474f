"""Files that are refused before anything in them is believed, each with its reason and cure."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib

import pytest

from app.domain.errors import UnreadableSheet
from app.formats import text_bound
from app.formats.biff_texts import lengths_of_texts
from app.formats.sheet_files import read_sheets
from app.formats.sheet_refusals import LARGEST_FILE, REFUSALS
from app.formats.sheet_safety import SheetKind, kind_of_file
from tests.workbooks import Rows, changed_zip, make_ods, make_ole, make_xls, make_xlsx, make_zip, ods_of

ROWS: Rows = [["Xã", "Số mẫu"], ["Hải Bối", 5]]
SHEET = "xl/worksheets/sheet1.xml"


def reason_of(content: bytes) -> str:
    """Why a file is refused, by its kind or on opening."""
    with pytest.raises(UnreadableSheet) as refusal:
        read_sheets(content, kind_of_file(content))
    assert REFUSALS[refusal.value.reason] == (refusal.value.detail_vi, refusal.value.detail_en)
    return refusal.value.reason


def with_part(name: str, content: bytes = b"<x/>") -> bytes:

    with zipfile.ZipFile(io.BytesIO(make_xlsx(ROWS))) as archive:
        parts = {each: archive.read(each) for each in archive.namelist()}
    return make_zip({**parts, name: content})


def with_sheet(old: bytes, new: bytes) -> bytes:
    changed = changed_zip(make_xlsx(ROWS), lambda name, part: part.replace(old, new) if name == SHEET else part)
    assert changed != make_xlsx(ROWS)
    return changed


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (make_xlsx(ROWS), SheetKind.XLSX),
        (make_ods(ROWS), SheetKind.ODS),
        (make_xls(ROWS), SheetKind.XLS),
        (b"ward_code,samples\n00508,5\n", SheetKind.TEXT),
        (b"PK,STT\n1,2\n", SheetKind.TEXT),
    ],
)
def test_a_file_is_known_by_its_bytes(content: bytes, kind: SheetKind) -> None:
    assert kind_of_file(content) is kind


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "empty"),
        (b" \r\n ", "empty"),
        (b"x" * (LARGEST_FILE + 1), "too_large"),
        (b"%PDF-1.7\n", "pdf"),
        (b"\x89PNG\r\n\x1a\n", "picture"),
        (b"\xff\xd8\xff\xe0", "picture"),
        (b"<!DOCTYPE html><table><tr><td>1</td></tr></table>", "web_page"),
        (b"\xef\xbb\xbf<html xmlns:x='urn:schemas-microsoft-com:office:excel'>", "web_page"),
        (b"MIME-Version: 1.0\r\nContent-Type: multipart/related", "web_page"),
        (b"<?xml version='1.0'?><Workbook/>", "xml"),
        (b"{\\rtf1 }", "document"),
        (b"\x1f\x8b\x08\x00", "archive"),
        (b"\x09\x08\x08\x00\x00\x05", "old_workbook"),
        (make_zip({"word/document.xml": b"<x/>"}), "document"),
        (make_zip({"a.csv": b"1"}), "archive"),
        (make_zip({"mimetype": b"application/vnd.oasis.opendocument.text", "content.xml": b"<x/>"}), "document"),
        (make_ole({"WordDocument": b"x"}), "document"),
        (make_ole({"Book": b"x"}), "old_workbook"),
        (b"PK\x03\x04" + bytes(200), "corrupt"),
        (make_xlsx(ROWS)[:-40], "corrupt"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "corrupt"),
        (make_ole({"Workbook": b"x"}), "corrupt"),
    ],
)
def test_what_is_no_sheet_is_told_for_what_it_is(content: bytes, reason: str) -> None:
    assert reason_of(content) == reason


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (with_part("xl/vbaProject.bin"), "macros"),
        (with_part("xl/macrosheets/sheet1.xml"), "macros"),
        (
            changed_zip(
                make_xlsx(ROWS), lambda _, part: part.replace(b"spreadsheetml.sheet.main", b"sheet.macroEnabled.main")
            ),
            "macros",
        ),
        (make_xls(ROWS, streams={"_VBA_PROJECT_CUR": b"x"}), "macros"),
        (make_xls(ROWS, extra=struct.pack("<HHIBB", 0x85, 6, 0, 0, 1)), "macros"),
        (with_part("xl/externalLinks/externalLink1.xml"), "external_link"),
        (with_part("xl/connections.xml"), "external_link"),
        (with_sheet(b"<v>5</v>", b"<f>cmd|'/c calc'!A0</f><v>5</v>"), "external_link"),
        (with_sheet(b"<v>5</v>", b"<f>[1]Sheet1!A1</f><v>5</v>"), "external_link"),
        (make_xls(ROWS, extra=struct.pack("<HHHHB", 0x1AE, 5, 1, 3, 0)), "external_link"),
        (
            ods_of(
                '<table:table><table:table-row><table:table-cell table:formula="of:=DDE(&quot;a&quot;)"/>'
                "</table:table-row></table:table>"
            ),
            "external_link",
        ),
        (make_ole({"EncryptedPackage": b"x", "EncryptionInfo": b"y"}), "encrypted"),
        (make_xls(ROWS, extra=struct.pack("<HHH", 0x2F, 2, 0)), "encrypted"),
        (with_part("xl/workbook.bin"), "binary_workbook"),
        (with_part("xl/media/more.zip"), "nested"),
        (with_part("xl/worksheets/sheet2.xml", make_zip({"a": b"b"})), "nested"),
    ],
)
def test_what_could_do_harm_is_not_opened(content: bytes, reason: str) -> None:
    assert reason_of(content) == reason


def test_a_file_with_a_password_of_its_archive_is_refused() -> None:
    content = bytearray(make_xlsx(ROWS))
    at = content.index(b"PK\x01\x02")
    content[at + 8] |= 1

    assert reason_of(bytes(content)) == "encrypted"


def test_an_archive_that_unpacks_to_too_much_is_not_unpacked() -> None:
    assert reason_of(with_part("xl/worksheets/sheet9.xml", bytes(70 * 2**20))) == "bomb"


def test_many_parts_that_unpack_to_too_much_together_are_not_unpacked() -> None:
    parts = {f"xl/worksheets/sheet{number}.xml": bytes(3 * 2**20) for number in range(2, 40)}

    assert reason_of(make_zip(parts)) == "bomb"


def test_a_part_that_is_longer_than_it_says_is_not_unpacked() -> None:
    content = make_zip({"[Content_Types].xml": b"<Types/>", "xl/workbook.xml": b" " * 100_000})
    lying = content.replace(struct.pack("<I", 100_000), struct.pack("<I", 10))

    assert lying != content
    assert reason_of(lying) == "bomb"


def test_an_unusual_packing_is_refused() -> None:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_LZMA) as archive:
        archive.writestr("[Content_Types].xml", b"<Types/>" * 50)
        archive.writestr("xl/workbook.xml", b"<x/>")

    assert reason_of(target.getvalue()) == "corrupt"


@pytest.mark.parametrize(
    ("new", "reason"),
    [
        (b'r="XFD1048576"', "too_many_rows"),
        (b'r="B99999"', "too_many_rows"),
        (b'r="XFD2"', "too_many_columns"),
        (b'r="ZZZZ2"', "corrupt"),
        (b'x=">" r="XFD1048576"', "corrupt"),
        (b"""x=' r="B2"' r="XFD1048576\"""", "corrupt"),
    ],
)
def test_a_sheet_that_reaches_too_far_is_refused_before_room_is_made_for_it(new: bytes, reason: str) -> None:
    assert reason_of(with_sheet(b'r="B2"', new)) == reason


def test_a_declared_reach_is_not_believed() -> None:
    content = with_sheet(b'<dimension ref="A1:B2"/>', b'<dimension ref="A1:XFD1048576"/>')

    (grid,) = read_sheets(content, kind_of_file(content))
    assert (len(grid.rows), grid.width) == (2, 2)


def test_far_cells_that_are_only_coloured_are_passed_over() -> None:
    content = with_sheet(b"</row></sheetData>", b'</row><row r="1048576"><c r="XFD1048576" s="0"/></row></sheetData>')

    (grid,) = read_sheets(content, kind_of_file(content))
    assert len(grid.rows) == 2


def test_a_million_rows_are_refused() -> None:
    rows = b"".join(b'<row r="%d"><c r="A%d"><v>1</v></c></row>' % (row, row) for row in range(3, 60_000))

    assert reason_of(with_sheet(b"</row></sheetData>", b"</row>" + rows + b"</sheetData>")) == "too_many_rows"


def test_repeated_rows_of_an_open_document_are_counted_before_they_are_laid_out() -> None:
    row = '<table:table-row table:number-rows-repeated="1000000"><table:table-cell{}/></table:table-row>'
    blank, filled = row.format(""), row.format(' office:value-type="float" office:value="1"')

    assert len(read_sheets(make_ods(ROWS, tail=blank), SheetKind.ODS)[0].rows) == 2
    assert reason_of(make_ods(ROWS, tail=filled)) == "too_many_rows"
    assert reason_of(make_ods(ROWS, tail=blank + filled)) == "too_many_rows"


def test_repeated_cells_of_an_open_document_are_counted_before_they_are_laid_out() -> None:
    cell = '<table:table-cell table:number-columns-repeated="16384" office:value-type="float" office:value="1"/>'

    assert reason_of(make_ods(ROWS, tail=f"<table:table-row>{cell}</table:table-row>")) == "too_many_columns"


def test_an_open_document_that_declares_entities_is_refused() -> None:
    content = changed_zip(
        make_ods(ROWS), lambda _, part: part.replace(b"?>", b'?><!DOCTYPE x [<!ENTITY a "aaaa">]>', 1)
    )

    assert reason_of(content) == "corrupt"


def test_texts_that_an_old_workbook_promises_are_not_believed() -> None:
    content = make_xls(ROWS)
    sst = struct.pack("<HH", 0xFC, len(content)).replace(struct.pack("<H", len(content)), b"")
    at = content.index(sst, 512)
    promising = content[: at + 8] + struct.pack("<I", 0x7FFFFFFF) + content[at + 12 :]

    assert reason_of(promising) == "corrupt"


def test_sectors_that_an_old_workbook_promises_are_not_believed() -> None:
    content = make_xls(ROWS)
    for at in (44, 64, 72):
        assert reason_of(content[:at] + struct.pack("<I", 0xFFFFFF) + content[at + 4 :]) == "corrupt"


def test_a_chain_of_sectors_that_bites_its_tail_is_refused() -> None:
    content = bytearray(make_xls(ROWS))
    fat = 512 * (struct.unpack_from("<I", content, 76)[0] + 1)
    struct.pack_into("<I", content, fat + 4, 0)

    assert reason_of(bytes(content)) == "corrupt"


def test_an_old_workbook_whose_cells_lie_far_apart_is_refused() -> None:
    assert reason_of(make_xls([*ROWS, *([[None]] * 60_000), ["x"]])) == "too_many_rows"


def test_a_workbook_without_anything_in_it_says_so() -> None:
    assert reason_of(make_xlsx([])) == "no_sheet"


def test_a_broken_stream_of_a_part_is_refused() -> None:
    content = make_xlsx(ROWS)
    packed = zlib.compress(b"x" * 50)
    at = content.index(b"[Content_Types].xml") + 19

    assert reason_of(content[:at] + packed[:8] + content[at + 8 :]) in {"corrupt", "bomb"}


@pytest.mark.parametrize("promise", [b'uniqueCount="4294967295"', b"uniqueCount='+18446744073709551615'"])
def test_texts_that_a_workbook_promises_are_not_believed(promise: bytes) -> None:
    honest = b'uniqueCount="3"'
    with zipfile.ZipFile(io.BytesIO(make_xlsx(ROWS))) as archive:
        assert honest in archive.read("xl/sharedStrings.xml")
    content = changed_zip(make_xlsx(ROWS), lambda _, part: part.replace(honest, promise))

    assert read_sheets(content, kind_of_file(content))[0].rows[1][0] == "Hải Bối"


def test_a_reach_that_an_old_workbook_promises_is_not_believed() -> None:
    content = make_xls(ROWS)
    at = content.index(struct.pack("<HHIIHHH", 0x200, 14, 0, 2, 0, 2, 0))
    promising = content[: at + 8] + struct.pack("<I", 0xFFFFFFFF) + content[at + 12 :]

    assert reason_of(promising) == "too_many_rows"


def patched(content: bytes, at: int, number: int) -> bytes:
    """A file with one number of four bytes changed."""
    return content[:at] + struct.pack("<I", number) + content[at + 4 :]


@pytest.mark.parametrize("number", [0xFFFFFFFE, 0xFFFFFFFC, 0x7FFFFFFF, 0x00FFFFFF])
def test_a_table_of_sectors_that_lies_nowhere_is_refused(number: int) -> None:
    assert reason_of(patched(make_xls(ROWS), 80, number)) == "corrupt"


@pytest.mark.parametrize("number", [0xFFFFFFFF, 0xFFFFFFFD, 0x7FFFFFFF])
def test_a_chain_that_does_not_end_as_chains_do_is_refused(number: int) -> None:
    content = make_xls(ROWS)
    fat = 512 * (struct.unpack_from("<I", content, 76)[0] + 1)

    assert reason_of(patched(content, fat + 4, number)) == "corrupt"


def test_a_chain_of_tables_that_goes_in_circles_is_refused() -> None:
    assert reason_of(patched(patched(make_xls(ROWS), 68, 0), 72, 1)) == "corrupt"


def test_two_workbooks_in_one_file_are_refused() -> None:
    assert reason_of(make_xls(ROWS, streams={"WORKBOOK": b"x"})) == "corrupt"


def test_another_bound_between_small_and_large_streams_is_refused() -> None:
    assert reason_of(patched(make_xls(ROWS), 56, 0)) == "corrupt"


def test_a_sheet_that_begins_in_the_middle_of_something_else_is_refused() -> None:
    content = make_xls(ROWS)
    at = content.index(struct.pack("<HH", 0x85, 8 + 2 * len("Sheet1")))

    assert reason_of(patched(content, at + 4, 3)) == "corrupt"


@pytest.mark.parametrize("feigned", [b'<!--<row r="2">-->', b'<![CDATA[<row r="2">]]>', b'<?x <row r="2">?>'])
def test_a_row_that_is_none_hides_nothing(feigned: bytes) -> None:
    far = with_sheet(b'<row r="2" spans="1:2"><c r="A2"', b'<row r="1048576">' + feigned + b"<c")
    assert reason_of(far) == "corrupt"


def test_a_text_that_many_cells_share_is_counted_as_often_as_it_stands() -> None:
    rows: Rows = [["x" * 30_000] * 20 for _ in range(200)]
    content = make_xlsx(rows)
    assert len(content) < 100_000
    assert reason_of(content) == "bomb"


def test_a_text_that_many_cells_of_an_old_workbook_share_is_counted_too() -> None:
    shared = b"".join(
        struct.pack("<HHHHHI", 0xFD, 10, row, column, 0, 0) for row in range(2, 400) for column in range(20)
    )
    assert reason_of(make_xls([["x" * 4_000, "Hải Bối"]], cells=shared)) == "bomb"
    (grid,) = read_sheets(content := make_xls([["Hải Bối", "y" * 4_000]], cells=shared), kind_of_file(content))
    assert grid.rows[199][19] == "Hải Bối"


@pytest.mark.parametrize(
    ("records", "lengths"),
    [
        ([struct.pack("<II", 2, 2) + b"\x02\x00\x00ab" + b"\x01\x00\x01c\x00"], [6, 3]),
        ([struct.pack("<II", 1, 1) + b"\x04\x00\x00ab", b"\x01c\x00d\x00"], [12]),
        ([struct.pack("<II", 2, 2) + b"\x01\x00\x08\x01\x00a", b"1234" + b"\x03\x00\x00abc"], [3, 9]),
        ([struct.pack("<II", 1, 1) + b"\x09\x00\x00ab"], [39]),
        ([], [0]),
    ],
)
def test_shared_texts_of_an_old_workbook_are_measured(records: list[bytes], lengths: list[int]) -> None:
    assert lengths_of_texts(records) == lengths


def test_a_text_that_an_open_document_repeats_is_counted_too() -> None:
    cell = f'<table:table-cell table:number-columns-repeated="20"><text:p>{"x" * 30_000}</text:p></table:table-cell>'
    assert reason_of(make_ods(ROWS, tail=_repeated(cell, 200))) == "bomb"
    assert len(read_sheets(content := make_ods(ROWS, tail=_repeated(cell, 2)), kind_of_file(content))[0].rows) == 4


def test_texts_that_cells_hold_themselves_are_counted_too() -> None:
    cell = '<c r="A3" t="inlineStr"><is><t>' + "x" * 26_000_000 + "</t></is></c>"
    assert reason_of(with_sheet(b"</sheetData>", f'<row r="3">{cell}</row></sheetData>'.encode())) == "bomb"


def _repeated(cell: str, times: int) -> str:
    return f'<table:table-row table:number-rows-repeated="{times}">{cell}</table:table-row>'


def test_many_short_texts_are_no_bomb() -> None:
    (grid,) = read_sheets(content := make_xlsx([["Hải Bối"] * 20 for _ in range(200)]), kind_of_file(content))
    assert len(grid.rows) == 200


def test_the_cells_of_all_sheets_are_counted_together(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(text_bound, "MOST_CELLS", 11)
    content = make_xlsx(ROWS, others={str(number): ROWS for number in range(2)})
    assert reason_of(content) == "bomb"


def test_a_worksheet_hidden_in_another_part_is_looked_through_too() -> None:
    far = b'<worksheet><sheetData><row r="1"><c r="XFD1048576"><v>1</v></c><c r="A1"><v>1</v></c></row></sheetData>'
    content = changed_zip(make_xlsx(ROWS), lambda name, part: far if name == "xl/styles.xml" else part)
    assert reason_of(content) == "too_many_columns"
