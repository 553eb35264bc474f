"""What `khoanhvung wards import` reads beside the file itself, and what it writes about its faults."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Final

from app.formats.boundary_files import packed_siblings
from app.formats.fault_features import fault_features
from app.formats.match_table import match_table, read_matches
from app.formats.register_picture import register_png, register_svg
from app.services.ward_import import ExaminedRegister

_SEVERAL: Final[Mapping[str, tuple[str, ...]]] = {
    ".shp": (".shp", ".shx", ".dbf", ".prj", ".cpg"),
    ".tab": (".tab", ".dat", ".map", ".id", ".ind"),
}
"""The files that belong to one dataset, by the one that is named."""


def read_dataset(file: Path) -> bytes:
    """A file, with the siblings that belong to it as one archive.

    Raises:
        OSError: it cannot be read.
    """
    suffixes = _SEVERAL.get(file.suffix.lower())
    if suffixes is None:
        return file.read_bytes()
    beside = {each for each in file.parent.iterdir() if each.stem == file.stem and each.suffix.lower() in suffixes}
    return packed_siblings({each.name: each.read_bytes() for each in beside})


def known_matches(file: Path | None) -> Mapping[str, str]:
    """The codes a person filled in, by row; none when there is no such file yet.

    Raises:
        InvalidValue: the file is no such table.
    """
    return read_matches(file.read_bytes()) if file is not None and file.exists() else {}


def write_questions(file: Path | None, examined: ExaminedRegister) -> bool:
    """Write the rows a person must name, where a file for them was given; whether it was done."""
    if file is None or not examined.questions:
        return False
    file.write_bytes(match_table(examined.questions))
    return True


def write_findings(picture: Path | None, faults: Path | None, examined: ExaminedRegister) -> None:
    """Draw what is to be looked at, and list it for a GIS, where files for that were named.

    Raises:
        OSError: they cannot be written.
    """
    if faults is not None:
        faults.write_bytes(fault_features(examined.findings))
    if picture is None:
        return
    svg = register_svg(examined.pictured)
    is_png = picture.suffix.lower() == ".png"
    picture.write_bytes(register_png(svg, title=examined.source_name) if is_png else svg.encode())
