"""Boundary files of every format and set of characters are read, and no file from outside can hurt."""

from __future__ import annotations

import json
import unicodedata
import zipfile
from collections.abc import Sequence
from io import BytesIO
from pathlib import Path
from subprocess import CompletedProcess, TimeoutExpired
from typing import Any

import pytest
import shapely

from app.domain.errors import InvalidImport
from app.formats import boundary_files, gdal_child
from app.services import boundary_reading
from tests.boundary_files import boundary_file, unzipped, zipped
from tests.reading import EMPTY, HANOI, farthest_m, read, said
from tests.worlds import as_bytes, make_collection


@pytest.mark.parametrize("driver", ["GPKG", "ESRI Shapefile", "FlatGeobuf", "LIBKML", "MapInfo File"])
def test_every_format_gives_the_same_wards(driver: str) -> None:
    content = boundary_file(HANOI, driver)
    file = read(content, register=EMPTY).file
    assert file.faults == ()
    found = {unit.code: (unit.name, unit.district_code, unit.district_name) for unit in file.features}
    assert found == {ward.code: (ward.name, ward.district_code, ward.district_name) for ward in HANOI.wards}
    assert farthest_m(file) < 0.1


@pytest.mark.parametrize("encoding", ["utf-8", "cp1258", "tcvn3"])
def test_a_table_says_its_names_in_whatever_set_it_was_saved(encoding: str) -> None:
    content = boundary_file(HANOI, "ESRI Shapefile", encoding="UTF-8")
    parts = unzipped(content)
    for ward in HANOI.wards:
        for name in {ward.name, ward.district_name or ""}:
            plain, other = name.encode(), _encoded(name, encoding)
            parts["wards.dbf"] = parts["wards.dbf"].replace(plain, other + b" " * (len(plain) - len(other)))
    del parts["wards.cpg"]
    file = read(zipped(parts), register=EMPTY).file
    assert file.faults == ()
    assert [unit.name for unit in file.features] == [ward.name for ward in HANOI.wards]


def _encoded(name: str, encoding: str) -> bytes:
    if encoding == "cp1258":
        apart = "".join(_with_tone_apart(letter) for letter in name)
        return apart.encode("cp1258")
    if encoding == "tcvn3":
        from app.domain.vietnamese_encodings import from_tcvn3

        back = {from_tcvn3(chr(code)): code for code in range(0xA1, 0x100) if from_tcvn3(chr(code)) != chr(code)}
        return bytes(back.get(letter, ord(letter) if ord(letter) < 256 else 63) for letter in name)
    return name.encode()


def _with_tone_apart(letter: str) -> str:
    """The vowel and its tone, as the set has them; letters it has whole stay so."""
    try:
        letter.encode("cp1258")
    except UnicodeEncodeError:
        apart = unicodedata.normalize("NFD", letter)
        base, marks = apart[0], apart[1:]
        tones = [mark for mark in marks if mark in "\u0300\u0301\u0303\u0309\u0323"]
        others = [mark for mark in marks if mark not in tones]
        return unicodedata.normalize("NFC", base + "".join(others)) + "".join(tones)
    return letter


def test_a_layer_is_chosen_by_its_name() -> None:
    content = boundary_file(HANOI, "GPKG", layers=("xa", "huyen"))
    with pytest.raises(InvalidImport, match=r"several layers \(xa, huyen\)"):
        read(content)
    assert len(read(content, layer="xa").file.features) == 4


def test_heights_and_points_are_dropped_and_told() -> None:
    collection = make_collection(HANOI)
    shape = collection["features"][0]["geometry"]
    high = shapely.force_3d(HANOI.wards[1].shape, 7.0)
    collection["features"][0]["geometry"] = {
        "type": "GeometryCollection",
        "geometries": [{"type": "Point", "coordinates": [105.8, 21.0]}, shape],
    }
    collection["features"][1]["geometry"] = json.loads(shapely.to_geojson(high))
    file = read(as_bytes(collection)).file
    assert file.faults == ()
    assert farthest_m(file) == 0
    assert "Heights (Z) or measures (M) of 1 shapes" in said(file)
    assert "out of 1 collections" in said(file)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"%PDF-1.7", "format of the file is not known"),
        (b"<OGRVRTDataSource><OGRVRTLayer/></OGRVRTDataSource>", "format of the file is not known"),
        (b"<kml><!-- <OGRVRTDataSource> --></kml>", "another source"),
        (b'<!DOCTYPE kml [<!ENTITY a "b">]><kml/>', "format of the file is not known"),
        (b"SQLite format 3\x00" + bytes(100), "format of the file is not known"),
        (b"SQLite format 3\x00" + bytes(52) + b"GPKG" + bytes(4000), "GeoPackage cannot be read"),
        (b"\x00\x00\x27\x0a" + bytes(96), "send all in one .zip"),
        (b"PK\x03\x04", "archive is broken"),
        (zipped({"a.shp": b"\x00\x00\x27\x0a"}), "has no .dbf"),
        (zipped({"readme.txt": b"x"}), "holds no Shapefile"),
        (zipped({"a.gpkg": zipped({"b.gpkg": b""})}), "archive is broken"),
        (zipped({"a.geojson": b"{}", "b.geojson": b"{}"}), r"several layers \(a, b\)"),
        (zipped({"a.fgb": bytes(20 * 2**20)}), "unpacks to too much"),
    ],
)
def test_what_cannot_be_read_safely_is_refused_with_its_cure(content: bytes, words: str) -> None:
    with pytest.raises(InvalidImport, match=words):
        read(content)


@pytest.mark.parametrize(
    ("found", "words"),
    [
        ({"layers": ["a"], "too_many": 60_000}, "has 60000 features"),
        ({"layers": ["a"], "refused": "OGR_VRT"}, "cannot be read"),
        ({"layers": []}, "cannot be read"),
    ],
)
def test_what_the_reader_reports_is_told(found: dict[str, Any], words: str, monkeypatch: pytest.MonkeyPatch) -> None:
    done = CompletedProcess([], 0, json.dumps({**found, "lengths": []}).encode() + b"\n", b"")
    monkeypatch.setattr("app.services.boundary_reading.subprocess.run", lambda *_, **__: done)
    with pytest.raises(InvalidImport, match=words):
        read(b"fgb\x03fgb")


def test_a_reader_that_does_not_end_is_stopped(monkeypatch: pytest.MonkeyPatch) -> None:
    def hang(*_: object, **__: object) -> None:
        raise TimeoutExpired("gdal", 180)

    monkeypatch.setattr("app.services.boundary_reading.subprocess.run", hang)
    with pytest.raises(InvalidImport, match="cannot be read"):
        read(b"fgb\x03fgb")


def test_shapes_without_bound_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(boundary_reading, "MOST_VERTICES", 10)
    with pytest.raises(InvalidImport, match="more than 10 vertices"):
        read(boundary_file(HANOI, "FlatGeobuf"))


def test_files_and_archives_without_bound_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(boundary_files, "LARGEST_FILE", 100)
    with pytest.raises(InvalidImport, match="larger than"):
        read(bytes(101))
    monkeypatch.undo()
    monkeypatch.setattr(boundary_files, "MOST_UNPACKED", 100)
    with pytest.raises(InvalidImport, match="unpacks to too much"):
        read(zipped({"a.gpkg": bytes(200)}))


@pytest.mark.parametrize("method", [zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_an_archive_packed_in_any_way_and_damaged_is_refused(method: int) -> None:
    target = BytesIO()
    with zipfile.ZipFile(target, "w", method) as archive:
        archive.writestr("a.geojson", as_bytes(make_collection(HANOI)))
    damaged = bytearray(target.getvalue())
    begin = damaged.index(b"a.geojson") + len(b"a.geojson") + 12
    damaged[begin : begin + 8] = b"\xff" * 8
    with pytest.raises(InvalidImport, match="archive is broken"):
        read(bytes(damaged))


def test_a_layer_without_units_is_no_register() -> None:
    with pytest.raises(InvalidImport, match="holds no unit"):
        read(boundary_file([], "GPKG"))


def test_a_file_that_was_cut_off_is_no_register() -> None:
    content = boundary_file(HANOI, "FlatGeobuf")
    with pytest.raises(InvalidImport, match="promises 4 features and holds 0"):
        read(content[: len(content) // 2])


def test_the_index_of_a_shapefile_is_made_again() -> None:
    parts = unzipped(boundary_file(HANOI, "ESRI Shapefile"))
    del parts["wards.shx"]
    assert len(read(zipped(parts)).file.features) == 4


@pytest.mark.parametrize("repair", [False, True])
@pytest.mark.parametrize("role", ["ward_code", "ward_name"])
def test_a_code_or_name_that_is_no_text_is_a_fault(role: str, repair: bool) -> None:
    collection = make_collection(HANOI)
    collection["features"][0]["properties"][role] = ["00292"]
    (fault,) = read(as_bytes(collection), repair=repair).file.faults
    assert f"{role} must be text" in fault.en


def test_locked_and_lying_archives_are_refused() -> None:
    locked = bytearray(zipped({"a.fgb": b"fgb\x03fgb"}))
    for mark, flag in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        locked[locked.find(mark) + flag] |= 1
    with pytest.raises(InvalidImport, match="without a password"):
        read(bytes(locked))


def test_one_file_in_an_archive_is_called_by_its_name() -> None:
    file = read(zipped({"__MACOSX/xa.fgb": b"", "ranh/xa.fgb": boundary_file(HANOI, "FlatGeobuf")})).file
    assert (file.faults, file.source.file_format) == ((), "FlatGeobuf")


def test_the_reader_runs_alone_and_says_all_it_finds(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    monkeypatch.setattr("app.formats.gdal_child.resource.setrlimit", lambda *_: None)
    path = tmp_path / "xa.gpkg"
    columns: dict[str, Sequence[object]] = {"n": [1, 2, 3, 4], "x": [1.5, float("nan"), 2.0, 3.0]}
    path.write_bytes(boundary_file(HANOI, "GPKG", columns=columns, layers=("xa", "huyen")))

    def ran(layer: str, most: int = 100) -> tuple[dict[str, Any], bytes]:
        gdal_child.main(str(path), layer, "", most)
        head, _, body = capfdbinary.readouterr().out.partition(b"\n")
        return json.loads(head), body

    assert ran("") == ({"layers": ["xa", "huyen"], "lengths": []}, b"")
    assert ran("xa", 3)[0]["too_many"] == 4
    found, body = ran("xa")
    assert found["columns"]["x"] == [1.5, None, 2.0, 3.0]
    assert found["columns"]["n"] == [1, 2, 3, 4]
    assert sum(found["lengths"]) == len(body) > 0
    monkeypatch.setattr(gdal_child, "DRIVERS", frozenset())
    assert ran("xa")[0]["refused"] == "GPKG"
