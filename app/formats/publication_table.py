"""The table of a publication as CSV and as GeoJSON: the same columns, the same values, the same order."""

from __future__ import annotations

import csv
import io
import json
from typing import Any, Final

import shapely

from app.domain.publication import COLUMNS, Cell, PublishedSheet
from app.domain.register import Register

TOLERANCE: Final = 0.0005
"""Degrees by which borders are simplified, about 55 m: what a map of a city shows."""
DECIMALS: Final = 5
_FORMULA_SIGNS: Final = frozenset("=+-@\t\r")


def publication_csv(sheet: PublishedSheet) -> bytes:
    """The table: UTF-8 with a byte order mark and CRLF, as spreadsheets expect; codes are text, days ISO."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    writer.writerows([cell_text(row[name]) for name in COLUMNS] for row in sheet.rows)
    return b"\xef\xbb\xbf" + out.getvalue().encode("utf-8")


def cell_text(value: Cell) -> str:
    """A value as it stands in the CSV; text that a spreadsheet would take for a formula is marked as text.

    >>> cell_text(None), cell_text(True), cell_text(7), cell_text("=1+1")
    ('', 'true', '7', "'=1+1")
    """
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    text = str(value)
    return f"'{text}" if text[:1] in _FORMULA_SIGNS else text


def publication_geojson(sheet: PublishedSheet) -> bytes:
    """The same with shapes, and the head of the publication beside them."""
    features = [
        {"type": "Feature", "id": row["ward_code"], "properties": row, "geometry": geometry}
        for row, geometry in zip(sheet.rows, _geometries(sheet.register), strict=True)
    ]
    document = {"type": "FeatureCollection", **head_document(sheet), "features": features}
    return json.dumps(document, ensure_ascii=False, separators=(",", ":"), allow_nan=False).encode()


def head_document(sheet: PublishedSheet) -> dict[str, Any]:
    """What a publication says of itself."""
    publication, boundaries = sheet.publication, sheet.register.boundaries
    return {
        "publication": publication.number,
        "title": publication.title,
        "signer": publication.signer,
        "document_number": publication.document_number,
        "as_of": publication.as_of.isoformat(),
        "at": publication.at.isoformat(),
        "revision": publication.revision,
        "supersedes": publication.supersedes,
        "policy_id": publication.policy_id,
        "policy_version": publication.policy_version,
        "boundary_version": publication.boundary_version,
        "boundary_status": publication.boundary_status.value,
        "notice_vi": boundaries.notice_vi,
        "notice_en": boundaries.notice_en,
        "address": publication.live_address,
    }


def _geometries(register: Register) -> list[Any]:
    shapes = shapely.coverage_simplify(register.shapes, TOLERANCE)
    rounded = shapely.transform(shapes, lambda points: points.round(DECIMALS))
    return [json.loads(text) for text in shapely.to_geojson(shapely.orient_polygons(rounded)).tolist()]
