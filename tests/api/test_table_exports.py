"""Tables taken away over HTTP: for whom, which rows, and that readers written by others find in them what we wrote."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any, Final

import pyarrow as pa
import pyarrow.parquet as pq
import pyogrio
import pytest
import shapely
from httpx2 import Response
from python_calamine import CalamineWorkbook

from app.api.cached import RepresentationCache
from app.api.export_desk import ExportDesk
from app.formats.export_tables import ALL_TABLES, ASSESSMENTS, CASE_VERSIONS, CASES, HISTORY, STATUS
from app.formats.table_files import FORMS, forms_of
from app.formats.typed_table import TableShape
from tests.api.asking import joined
from tests.office import Office, problem, report
from tests.site import TODAY, day

EXPORTS: Final = "/api/v1/exports"
FORMS_OF_EACH: Final = [(shape, form) for shape in ALL_TABLES if shape is not CASE_VERSIONS for form in forms_of(shape)]


@pytest.fixture(scope="module")
def office(judged_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    with joined(judged_file, f"sqlite:///{tmp_path_factory.mktemp('exports') / 'site.sqlite'}") as office:
        told = report("E", unknown=2, note="=1+1")
        told["counts"]["quarantine"] = 7
        for each in (told, report("C", unknown=1)):
            assert office.post("/api/v1/case-reports", "thanhpho", each).status_code == 201
        yield office


def taken(office: Office, name: str, who: str | None = None, **asked: Any) -> Response:
    answer = office.get(f"{EXPORTS}/{name}", who, **asked)
    assert answer.status_code == 200, answer.text[:500]
    return answer


def forget(office: Office) -> None:
    """Drop what was made before, so that it is made again."""
    office.app.state.representations = RepresentationCache()
    office.app.state.shelf.clear()


def lines(answer: Response) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(answer.text)))


def rows_read(content: bytes, form: str, folder: Path) -> list[dict[str, Any]]:
    """The rows of a file as somebody else's reader finds them."""
    if form == "csv":
        return list(csv.DictReader(io.StringIO(content.decode())))
    if form == "ndjson":
        return [json.loads(line) for line in content.splitlines()]
    if form == "xlsx":
        with CalamineWorkbook.from_filelike(io.BytesIO(content)) as book:
            head, *rows = book.get_sheet_by_index(0).to_python(skip_empty_area=False)
        return [dict(zip(map(str, head), row, strict=True)) for row in rows]
    if form in {"parquet", "geoparquet"}:
        return list(pq.read_table(pa.BufferReader(content)).to_pylist())
    path = folder / f"file.{form}"
    path.write_bytes(content)
    return list(pyogrio.read_arrow(path)[1].to_pylist())


@pytest.mark.parametrize(("shape", "form"), FORMS_OF_EACH, ids=lambda each: getattr(each, "name", each))
def test_every_table_is_read_back_from_every_format(
    office: Office, shape: TableShape, form: str, tmp_path: Path
) -> None:
    answer = taken(office, f"{shape.name}.{form}")
    found = rows_read(answer.content, form, tmp_path)
    assert len(found) == int(answer.headers["X-Row-Count"]) > 0
    assert [name for name in found[0] if name in shape.names] == list(shape.names)
    expected = {line["ward_code"] for line in lines(taken(office, f"{shape.name}.csv"))}
    assert {row["ward_code"] for row in found} == expected
    assert answer.headers["Content-Type"] == FORMS[form].media_type


@pytest.mark.parametrize(("shape", "form"), FORMS_OF_EACH, ids=lambda each: getattr(each, "name", each))
def test_the_same_revision_gives_the_same_bytes_and_a_304(office: Office, shape: TableShape, form: str) -> None:
    first = taken(office, f"{shape.name}.{form}")
    forget(office)
    assert taken(office, f"{shape.name}.{form}").content == first.content
    again = office.get(f"{EXPORTS}/{shape.name}.{form}", headers={"If-None-Match": first.headers["ETag"]})
    assert again.status_code == 304
    assert first.headers["Cache-Control"] == "public, no-cache"


def test_codes_and_days_keep_their_kind_in_every_typed_format(office: Office, tmp_path: Path) -> None:
    for form in ("parquet", "geoparquet", "gpkg"):
        row = rows_read(taken(office, f"status.{form}").content, form, tmp_path)[0]
        assert (row["ward_code"], row["as_of"], row["decided"]) == ("A", TODAY, False)
        assert isinstance(row["effective_from"], datetime)
        assert row["effective_from"].utcoffset() is not None


def test_shapes_are_those_of_the_register_in_every_format_of_maps(office: Office, tmp_path: Path) -> None:
    register = office.app.state.snapshots.current().register
    for form, name in (("geoparquet", "geometry"), ("gpkg", "geom"), ("fgb", "wkb_geometry")):
        rows = rows_read(taken(office, f"status.{form}").content, form, tmp_path)
        for row in rows:
            drawn = shapely.from_wkb(row[name])
            assert shapely.equals(drawn, register.ward(row["ward_code"]).shape), (form, row["ward_code"])


def test_geoparquet_says_what_it_holds(office: Office) -> None:
    file = pq.ParquetFile(pa.BufferReader(taken(office, "status.geoparquet").content))
    geo = json.loads(file.schema_arrow.metadata[b"geo"])
    column = geo["columns"]["geometry"]
    assert (geo["version"], geo["primary_column"], column["encoding"]) == ("1.1.0", "geometry", "WKB")
    assert column["covering"]["bbox"]["xmin"] == ["bbox", "xmin"]
    assert file.read().column("bbox").to_pylist()[0]["xmin"] < column["bbox"][2]
    assert file.schema_arrow.metadata[b"boundary_status"] == b"official"


def test_a_workbook_holds_codes_as_text_days_as_days_and_the_dictionary(office: Office) -> None:
    with CalamineWorkbook.from_filelike(io.BytesIO(taken(office, "history.xlsx").content)) as book:
        head, first, *_ = book.get_sheet_by_index(0).to_python()
        words = book.get_sheet_by_index(1).to_python()
    row = dict(zip(head, first, strict=True))
    assert isinstance(row["as_of"], date)
    assert isinstance(row["district_code"], str)
    assert [line[0] for line in words[1 : len(HISTORY.columns) + 1]] == list(HISTORY.names)


def test_csv_for_excel_has_a_byte_order_mark_and_its_line_ends(office: Office) -> None:
    plain, marked = (taken(office, "status.csv", bom=bom).content for bom in (0, 1))
    assert marked == b"\xef\xbb\xbf" + plain.replace(b"\n", b"\r\n")


def test_the_public_reads_no_small_number_of_cases(office: Office) -> None:
    rows = {(row["ward_code"], row["reporting_date"]): row for row in lines(taken(office, "cases.csv"))}
    row = rows["E", str(TODAY)]
    assert (row["community_unknown_source"], row["quarantine"], row["imported"]) == ("", "7", "0")
    assert (row["suppressed"], row["suppression_threshold"]) == ("community_unknown_source", "3")
    assert "note" not in row
    assert "thanhpho" not in taken(office, "cases.csv").text


def test_staff_take_true_numbers_of_their_districts_and_it_is_audited(office: Office) -> None:
    rows = lines(taken(office, "case-versions.csv", "an", **{"from": str(TODAY)}))
    assert [(row["ward_code"], row["community_unknown_source"], row["note"]) for row in rows] == [("E", "2", "'=1+1")]
    entry = office.audited(1)[0]
    assert (entry.action, entry.actor, entry.detail["rows"]) == ("export_case_versions", "an", 1)
    problem(office.get(f"{EXPORTS}/case-versions.csv", "an", district="017"), 403)
    problem(office.get(f"{EXPORTS}/case-versions.csv"), 401)


def test_all_versions_of_a_report_are_there_for_staff(office: Office) -> None:
    asked = {"from": str(TODAY), "ward": "E", "versions": "all"}
    assert [row["current"] for row in lines(taken(office, "case-versions.csv", "thanhpho", **asked))] == ["true"]


def test_an_empty_table_has_its_heading(office: Office) -> None:
    for form in ("csv", "ndjson", "parquet", "gpkg", "xlsx"):
        answer = taken(office, f"history.{form}", **{"from": "2001-01-01", "to": "2001-01-02"})
        assert answer.headers["X-Row-Count"] == "0"
    assert taken(office, "history.csv", to="2001-01-02").text.split("\n")[0] == ",".join(HISTORY.names)


def test_a_past_status_is_taken_as_it_was(office: Office) -> None:
    at = office.site.rules.clock.closes_at(day(-3)).isoformat()
    rows = lines(taken(office, "status.csv", at=at))
    assert {row["as_of"] for row in rows if row["as_of"]} <= {str(day(-3)), str(day(-4))}
    assert all(row["level"] != "red" for row in rows)


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("status.pdf", 422), ("history.fgb", 422), ("nothing.csv", 404), ("status.csv?district=999", 404),
        ("status.csv?level=purple", 422), ("cases.csv?from=2021-08-02&to=2021-08-01", 422), ("cases.csv?ward=ZZ", 404),
    ],
)  # fmt: skip
def test_what_cannot_be_taken_is_refused_in_words(office: Office, path: str, status: int) -> None:
    problem(office.get(f"{EXPORTS}/{path}"), status)


def test_a_long_table_is_streamed_with_the_same_rows_and_tag(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = taken(office, "cases.csv")
    monkeypatch.setattr("app.api.routes.exports.STREAMED_FROM_ROWS", 10)
    monkeypatch.setattr("app.storage.export_rows._BATCH", 7)
    forget(office)
    streamed = taken(office, "cases.csv")
    assert streamed.content == whole.content
    assert "Content-Length" not in streamed.headers
    assert office.get(f"{EXPORTS}/cases.csv", headers={"If-None-Match": streamed.headers["ETag"]}).status_code == 304


def test_a_part_of_a_binary_file_is_sent_alone(office: Office) -> None:
    whole = taken(office, "status.gpkg")
    part = office.get(f"{EXPORTS}/status.gpkg", headers={"Range": "bytes=0-15", "If-Range": whole.headers["ETag"]})
    assert (part.status_code, part.content) == (206, b"SQLite format 3\0")
    assert part.headers["Content-Range"] == f"bytes 0-15/{len(whole.content)}"
    assert part.headers["X-Row-Count"] == "9"
    problem(office.get(f"{EXPORTS}/status.gpkg", headers={"Range": "bytes=99999999-"}), 416)


def test_only_a_few_long_tables_are_made_at_once_and_turns_come_back(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.api.routes.exports.STREAMED_FROM_ROWS", 10)
    desk = ExportDesk(at_once=1)
    monkeypatch.setattr(office.app.state, "exports", desk)
    forget(office)
    held = desk.take_turn(iter([b"x"]))
    answer = office.get(f"{EXPORTS}/cases.csv")
    problem(answer, 503, "exports-busy")
    assert answer.headers["Retry-After"] == "10"
    del held
    for _ in range(3):
        assert taken(office, "cases.csv").content


def test_the_dictionary_describes_the_files_beside_it(office: Office, tmp_path: Path) -> None:
    frictionless = pytest.importorskip("frictionless")
    package = taken(office, "datapackage.json").json()
    (tmp_path / "datapackage.json").write_text(json.dumps(package))
    for resource in package["resources"]:
        (tmp_path / resource["path"]).write_bytes(taken(office, resource["path"]).content)
    found = frictionless.validate(str(tmp_path / "datapackage.json"))
    assert found.valid, found.flatten(["rowNumber", "fieldName", "note"])[:5]
    assert found.stats["tasks"] == 4
    assert (package["drill"], package["boundary_status"]) == (False, "official")


def test_the_columns_are_a_contract() -> None:
    golden = Path("tests/vectors/exports")
    for shape in ALL_TABLES:
        held = (golden / f"{shape.name}.columns.txt").read_text().splitlines()
        assert [f"{column.name} {column.kind}" for column in shape.columns] == held, shape.name
    assert {each.name for each in (STATUS, HISTORY, ASSESSMENTS, CASES, CASE_VERSIONS)} == {
        path.name.partition(".")[0] for path in golden.glob("*.columns.txt")
    }
