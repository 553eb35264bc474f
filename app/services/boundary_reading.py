"""The rows of a boundary file of any format that is read, each by the reader that is safest for it."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from app.domain.errors import InvalidImport
from app.domain.geometry import to_multipolygon
from app.domain.sentences import Phrase
from app.domain.unit_table import UnitRow, UnitTable
from app.domain.vietnamese_sense import IN_UNICODE, best_reading, reread
from app.formats import gdal_child
from app.formats.boundary_files import GEOJSON, BoundaryFile, recognised, refused, several_layers
from app.formats.geojson_reading import MAX_FEATURES, dropped_parts, read_geojson

MOST_VERTICES: Final = 12_000_000
"""Of all shapes together; 16 bytes each."""
LONGEST_S: Final = 180
_SKIPPED: Final = (
    "OGR_VRT,GDALG,WFS,OAPIF,OGCAPI,CSW,HTTP,EEDA,Elasticsearch,Carto,AmigoCloud,PLSCENES,NGW,ADBC,SQLite,OSM,MVT,"
    "PMTiles,CSV,GML,GeoRSS,GPX,PDF,DXF,DGN,ODS,XLSX,OpenFileGDB,TopoJSON,ESRIJSON,GeoJSON,GeoJSONSeq,JSONFG,MapML"
)
"""Drivers that follow addresses or that no file here needs; GDAL does not even register them."""


def read_boundaries(content: bytes, *, layer: str | None = None) -> UnitTable:
    """The rows of a file, told by its content what it is.

    Args:
        layer: which layer, for a file of several.

    Raises:
        InvalidImport: the file cannot be read at all.
    """
    file = recognised(content, layer=layer)
    if file.file_format == GEOJSON:
        return read_geojson(file.parts[file.main])
    return _by_gdal(file, layer)


def _by_gdal(file: BoundaryFile, layer: str | None) -> UnitTable:
    is_in_bytes = file.file_format == "Shapefile" and not _names_encoding(file)
    found, shapes = _run(file, layer, "ISO-8859-1" if is_in_bytes else "")
    names, columns, reading = _reread(found["columns"], are_bytes=is_in_bytes)
    flat, mixed = _polygons(shapes)
    rows = tuple(
        UnitRow(f"/features/{index}", dict(zip(names, values, strict=True)), shape)
        for index, (shape, *values) in enumerate(zip(flat, *columns, strict=True))
    )
    heights = len(rows) if any(sign in found["geometry_type"] for sign in ("Z", " M", "3D", "2.5D")) else 0
    remarks = dropped_parts(heights=heights, collections=mixed)
    if reading not in (IN_UNICODE, "UTF-8"):
        remarks.append(
            Phrase(f"Chữ trong tệp được đọc theo {reading}.", f"The text of the file was read as {reading}.")
        )
    return UnitTable(
        rows=rows,
        columns=tuple(names),
        file_format=file.file_format,
        layer=file.stem if found["layer"] == "layer" else found["layer"],
        reference_system=found["crs"],
        remarks=tuple(remarks),
    )


def _names_encoding(file: BoundaryFile) -> bool:
    """Whether a .cpg beside a Shapefile names a set that GDAL knows."""
    said = file.parts.get("layer.cpg", b"").decode("ascii", errors="replace").strip().upper()
    return said in ("UTF-8", "UTF8") or said.removeprefix("ANSI ").removeprefix("CP").strip() in ("1258", "65001")


def _run(file: BoundaryFile, layer: str | None, encoding: str) -> tuple[dict[str, Any], list[bytes]]:
    """What GDAL finds, in a process of its own that sees one folder and no settings of ours.

    Raises:
        InvalidImport: it finds nothing to read, too much, or fails.
    """
    with TemporaryDirectory(prefix="khoanhvung-") as folder:
        for name, content in file.parts.items():
            (Path(folder) / name).write_bytes(content)
        asked = layer if layer and file.main.endswith((".gpkg", ".kml")) else ""
        program = [sys.executable, "-I", str(Path(gdal_child.__file__))]
        arguments = [str(Path(folder) / file.main), asked, encoding, str(MAX_FEATURES)]
        environment = {"GDAL_SKIP": _SKIPPED, "OGR_SKIP": _SKIPPED, "HOME": folder, "TMPDIR": folder, "PATH": ""}
        try:
            # The program and every argument but the name of the layer are ours; no shell reads them.
            done = subprocess.run(  # noqa: S603
                [*program, *arguments], capture_output=True, timeout=LONGEST_S, env=environment, cwd=folder, check=False
            )
        except subprocess.TimeoutExpired:
            raise _unreadable(file) from None
    head, _, body = done.stdout.partition(b"\n")
    if done.returncode or not head:
        raise _unreadable(file)
    return _checked(json.loads(head), body, file)


def _checked(found: dict[str, Any], body: bytes, file: BoundaryFile) -> tuple[dict[str, Any], list[bytes]]:
    if "too_many" in found:
        raise refused(
            vi=f"Lớp có {found['too_many']} đối tượng, tối đa {MAX_FEATURES}; đây có phải lớp phường, xã không?",
            en=f"The layer has {found['too_many']} features, at most {MAX_FEATURES} are taken; is it the one of wards?",
        )
    if "driver" not in found:
        raise _unreadable(file) if "refused" in found or not found["layers"] else several_layers(found["layers"])
    lengths = np.array(found["lengths"], dtype=np.int64)
    if len(lengths) < max(1, found["promised"]):
        raise _incomplete(file, found["promised"], len(lengths))
    if len(body) > 16 * MOST_VERTICES:
        raise refused(
            vi=f"Hình trong tệp có quá {MOST_VERTICES} điểm; giản lược rồi gửi lại.",
            en=f"The shapes have more than {MOST_VERTICES} vertices; simplify them and send them again.",
        )
    ends = np.cumsum(lengths)
    return found, [body[end - length : end] for end, length in zip(ends.tolist(), lengths.tolist(), strict=True)]


def _reread(columns: dict[str, list[Any]], *, are_bytes: bool) -> tuple[list[str], list[list[Any]], str]:
    """Headings and columns in Unicode, and the way they were read."""
    texts = [value for values in columns.values() for value in values if isinstance(value, str)]
    reading = best_reading([*columns, *texts], are_bytes=are_bytes)
    names = [reread(name, reading) for name in columns]
    read = [
        [reread(value, reading) if isinstance(value, str) else value for value in values] for values in columns.values()
    ]
    return names, read, reading


def _polygons(shapes: list[bytes]) -> tuple[list[BaseGeometry | None], int]:
    """The polygons of each row, None where there are none; and out of how many collections they were taken."""
    read = shapely.from_wkb(np.array([shape or None for shape in shapes], dtype=object), on_invalid="ignore")
    flat = [None if shape is None or shape.is_empty else to_multipolygon(shape) for shape in read.tolist()]
    mixed = sum(shape is not None and shape.geom_type == "GeometryCollection" for shape in read.tolist())
    return [None if shape is None else shapely.orient_polygons(shape) for shape in flat], mixed


def _incomplete(file: BoundaryFile, promised: int, read: int) -> InvalidImport:
    """A layer of no units, or one that was cut off: taken as the whole register, it would end wards that stand."""
    if not promised:
        return refused(
            vi=f"Lớp trong tệp {file.file_format} không có phường, xã nào; kiểm tra bộ lọc khi xuất rồi gửi lại.",
            en=f"The layer of the {file.file_format} holds no unit; look at the filter it was exported with.",
        )
    return refused(
        vi=f"Tệp {file.file_format} bị cắt: ghi có {promised} đối tượng, chỉ đọc được {read}; chép hoặc xuất lại.",
        en=f"The {file.file_format} is cut off: it promises {promised} features and holds {read}; copy it again.",
    )


def _unreadable(file: BoundaryFile) -> InvalidImport:
    return refused(
        vi=f"Không đọc được tệp {file.file_format}: hỏng, rỗng hoặc không có lớp hình nào; xuất lại từ phần mềm GIS.",
        en=f"The {file.file_format} cannot be read: broken, empty, or without a layer of shapes; export it again.",
    )
