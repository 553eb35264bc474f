"""All files of a publication, in the order in which they lean on each other."""

from __future__ import annotations

import hashlib

from app.domain.publication import FileKind, PublishedSheet
from app.formats.map_picture import draw_register
from app.formats.publication_notice import publication_pdf
from app.formats.publication_picture import publication_png, publication_svg
from app.formats.publication_table import publication_csv, publication_geojson


def publication_files(sheet: PublishedSheet) -> dict[FileKind, bytes]:
    """Every form of a publication; the same sheet gives the same bytes on every machine and database."""
    table = publication_csv(sheet)
    table_sha256 = hashlib.sha256(table).hexdigest()
    drawing = draw_register(sheet.register)
    picture = publication_svg(sheet, table_sha256=table_sha256, drawing=drawing)
    return {
        FileKind.CSV: table,
        FileKind.GEOJSON: publication_geojson(sheet),
        FileKind.SVG: picture.encode(),
        FileKind.PNG: publication_png(sheet, picture),
        FileKind.PDF: publication_pdf(sheet, table_sha256=table_sha256, drawing=drawing),
    }
