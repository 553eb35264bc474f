"""What a boundary file is, told by its first bytes; packed ones are unpacked with care, part by part.

Only formats of this list are ever given to a program that reads them, under a name of ours: never a name, address or
connection string from outside.
"""

from __future__ import annotations

import io
import lzma
import re
import struct
import zipfile
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Final

from app.domain.errors import InvalidImport

LARGEST_FILE: Final = 256 * 2**20
"""Bytes; the communes of the whole country at full detail have about 100 MB."""
MOST_UNPACKED: Final = 384 * 2**20
HIGHEST_RATIO: Final = 100
"""Unpacked to packed bytes of a large part; coordinates pack badly, and even a table of blanks rarely beats this."""
_RATIO_MATTERS: Final = 16 * 2**20
MOST_PARTS: Final = 500
GEOJSON: Final = "GeoJSON"
_SHAPEFILE_PARTS: Final = frozenset({".shp", ".shx", ".dbf", ".prj", ".cpg"})
_TAB_PARTS: Final = frozenset({".tab", ".dat", ".map", ".id", ".ind"})
_WHOLE: Final = frozenset({".gpkg", ".fgb", ".geojson", ".json", ".kml"})
_GEOPACKAGE_MARKS: Final = (b"GPKG", b"GP10", b"GP11")
# OSError is how bzip2 says that a stream is damaged; nothing else here opens or reads a file.
_BROKEN_ARCHIVE: Final = (
    zipfile.BadZipFile,
    ValueError,
    NotImplementedError,
    OverflowError,
    struct.error,
    EOFError,
    zlib.error,
    lzma.LZMAError,
    OSError,
)
_KML: Final = re.compile(rb"\s*(?:<\?xml[^>]*\?>)?\s*(?:<!--.*?-->\s*)*<(?:\w+:)?kml[\s>]", re.DOTALL)
_FORBIDDEN_IN_KML: Final = re.compile(rb"<!(?:DOCTYPE|ENTITY)|<OGR\w+|<GDAL\w+", re.IGNORECASE)


@dataclass(frozen=True)
class BoundaryFile:
    """The parts of one dataset under names of ours, all with one stem.

    Args:
        file_format: as people call it.
        main: the name of the part to open.
        parts: content by name.
        stem: how the dataset itself is called.
    """

    file_format: str
    main: str
    parts: Mapping[str, bytes]
    stem: str


def recognised(content: bytes, *, layer: str | None = None) -> BoundaryFile:
    """The dataset in a file.

    Args:
        layer: which dataset of an archive that holds several.

    Raises:
        InvalidImport: too large, of no format that is read, broken, or an archive of none or several datasets.
    """
    if len(content) > LARGEST_FILE:
        raise _too_large()
    if content.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return _packed(content, layer)
    found = _single(content, "layer")
    if found is None:
        raise refused(
            vi="Không nhận ra định dạng tệp; gửi GeoJSON, GeoPackage, Shapefile (nén .zip), FlatGeobuf, KML hoặc "
            "MapInfo TAB (nén .zip).",
            en="The format of the file is not known; send GeoJSON, GeoPackage, a Shapefile (in a .zip), FlatGeobuf, "
            "KML or MapInfo TAB (in a .zip).",
        )
    return found


def refused(*, vi: str, en: str) -> InvalidImport:
    """A file that cannot be read at all."""
    return InvalidImport(vi=f"{vi} Không có gì được ghi.", en=f"{en} Nothing was written.")


def packed_siblings(parts: Mapping[str, bytes]) -> bytes:
    """The files of one Shapefile or TAB as one archive, as they would be sent."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_STORED) as archive:
        for name, content in sorted(parts.items()):
            archive.writestr(zipfile.ZipInfo(name), content)
    return target.getvalue()


def _single(content: bytes, stem: str) -> BoundaryFile | None:
    """A dataset that is one file; None when it is none that is known."""
    begin = content[:4096].removeprefix(b"\xef\xbb\xbf").lstrip()
    if content.startswith(b"SQLite format 3\x00") and content[68:72] in _GEOPACKAGE_MARKS:
        return _one_part("GeoPackage", f"{stem}.gpkg", content, stem)
    if content.startswith(b"fgb\x03fgb"):
        return _one_part("FlatGeobuf", f"{stem}.fgb", content, stem)
    if _KML.match(begin):
        if _FORBIDDEN_IN_KML.search(content):
            raise refused(
                vi="Tệp KML có khai báo DOCTYPE hoặc nguồn ngoài; xuất lại KML thường.",
                en="The KML declares a DOCTYPE or another source; export it again as plain KML.",
            )
        return _one_part("KML", f"{stem}.kml", content, stem)
    if content.startswith((b"\x00\x00\x27\x0a", b"!table")):
        raise refused(
            vi="Shapefile và TAB gồm nhiều tệp (.shp .shx .dbf .prj .cpg; .tab .dat .map .id); nén tất cả thành một "
            ".zip rồi gửi.",
            en="A Shapefile and a TAB are several files (.shp .shx .dbf .prj .cpg; .tab .dat .map .id); send all in "
            "one .zip.",
        )
    if begin.startswith((b"{", b"[")) or not begin or begin.startswith((b"\xff\xfe", b"\xfe\xff")):
        return _one_part(GEOJSON, f"{stem}.geojson", content, stem)
    return None


def _one_part(file_format: str, name: str, content: bytes, stem: str) -> BoundaryFile:
    return BoundaryFile(file_format, name, {name: content}, stem)


def _packed(content: bytes, layer: str | None) -> BoundaryFile:
    """The dataset in an archive; a KMZ is one too."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            datasets = _datasets(archive.infolist())
            chosen = _chosen(datasets, layer)
            parts = {name: _unpacked(archive, each) for name, each in datasets[chosen].items()}
    except _BROKEN_ARCHIVE:
        raise _broken() from None
    stem = PurePosixPath(chosen).stem
    if f"{stem}.shp" in _lowered(parts):
        return _of_several("Shapefile", "layer.shp", parts, stem, _SHAPEFILE_PARTS)
    if f"{stem}.tab" in _lowered(parts):
        return _of_several("MapInfo TAB", "layer.tab", parts, stem, _TAB_PARTS)
    (only,) = parts.values()
    found = None if only.startswith(b"PK") else _single(only, "layer")
    if found is None:
        raise _broken()
    return BoundaryFile(found.file_format, found.main, found.parts, stem)


def _lowered(parts: Mapping[str, bytes]) -> set[str]:
    return {PurePosixPath(name).stem + PurePosixPath(name).suffix.lower() for name in parts}


def _of_several(
    file_format: str, main: str, parts: Mapping[str, bytes], stem: str, suffixes: frozenset[str]
) -> BoundaryFile:
    by_suffix = {PurePosixPath(name).suffix.lower(): content for name, content in parts.items()}
    if file_format == "Shapefile" and not {".shp", ".dbf"} <= by_suffix.keys():
        raise refused(
            vi=f"Shapefile {stem} thiếu .dbf (bảng mã và tên); nén đủ .shp .shx .dbf .prj .cpg.",
            en=f"Shapefile {stem} has no .dbf (its table of codes and names); pack .shp .shx .dbf .prj .cpg.",
        )
    named = {f"layer{suffix}": content for suffix, content in by_suffix.items() if suffix in suffixes}
    return BoundaryFile(file_format, main, named, stem)


def _datasets(members: list[zipfile.ZipInfo]) -> Mapping[str, Mapping[str, zipfile.ZipInfo]]:
    """The datasets of an archive by the path of their main part, each with its parts by name."""
    files = [each for each in members if not each.is_dir() and not _is_litter(each.filename)]
    if len(files) > MOST_PARTS or sum(each.file_size for each in files) > MOST_UNPACKED:
        raise _bomb()
    by_stem: dict[str, dict[str, zipfile.ZipInfo]] = {}
    for each in files:
        path = PurePosixPath(each.filename)
        by_stem.setdefault(str(path.with_suffix("")).casefold(), {})[path.name] = each
    found: dict[str, Mapping[str, zipfile.ZipInfo]] = {}
    for parts in by_stem.values():
        for name, member in parts.items():
            suffix = PurePosixPath(name).suffix.lower()
            if suffix in (".shp", ".tab"):
                found[member.filename] = parts
            elif suffix in _WHOLE:
                found[member.filename] = {name: member}
    return found


def _is_litter(name: str) -> bool:
    path = PurePosixPath(name)
    return path.parts[:1] == ("__MACOSX",) or path.name.startswith(".")


def _chosen(datasets: Mapping[str, object], layer: str | None) -> str:
    stems = {name: PurePosixPath(name).stem for name in datasets}
    fitting = [name for name, stem in stems.items() if stem == layer] or list(datasets)
    if len(fitting) == 1:
        return fitting[0]
    if not fitting:
        raise refused(
            vi="Trong tệp nén không có Shapefile, GeoPackage, GeoJSON, FlatGeobuf, KML hay TAB nào.",
            en="The archive holds no Shapefile, GeoPackage, GeoJSON, FlatGeobuf, KML or TAB.",
        )
    raise several_layers(sorted(stems.values()))


def several_layers(names: list[str]) -> InvalidImport:
    """The refusal of a file with several layers, none of which was named."""
    listed = ", ".join(names[:30])
    return refused(
        vi=f"Tệp có nhiều lớp ({listed}); chọn lớp phường, xã bằng --layer.",
        en=f"The file has several layers ({listed}); name the one of wards with --layer.",
    )


def _unpacked(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> bytes:
    """One part, never more than it promises."""
    if member.flag_bits & 0x1:
        raise refused(
            vi="Tệp nén có mật khẩu; nén lại không mật khẩu.", en="The archive is locked; pack it without a password."
        )
    if member.file_size > _RATIO_MATTERS and member.file_size > HIGHEST_RATIO * max(member.compress_size, 1):
        raise _bomb()
    with archive.open(member) as part:
        content = part.read(member.file_size + 1)
    if len(content) != member.file_size:
        raise _broken()
    return content


def _broken() -> InvalidImport:
    return refused(vi="Tệp nén bị hỏng; nén lại rồi gửi.", en="The archive is broken; pack it anew.")


def _bomb() -> InvalidImport:
    return refused(
        vi=f"Tệp nén bung ra quá lớn (tối đa {MOST_UNPACKED // 2**20} MiB); chỉ nén lớp phường, xã.",
        en=f"The archive unpacks to too much (at most {MOST_UNPACKED // 2**20} MiB); pack the layer of wards alone.",
    )


def _too_large() -> InvalidImport:
    return refused(
        vi=f"Tệp lớn hơn {LARGEST_FILE // 2**20} MiB; giản lược hình hoặc chỉ xuất lớp phường, xã.",
        en=f"The file is larger than {LARGEST_FILE // 2**20} MiB; simplify it or export the layer of wards alone.",
    )
