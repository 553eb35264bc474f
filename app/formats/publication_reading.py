"""What a file that somebody sends in is, which publication it claims to be, and the table it holds.

Nothing is unpacked, no formula is worked out, no entity resolved: a file is only looked at, within fixed bounds.
"""

from __future__ import annotations

import csv
import io
import json
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from app.domain.publication import MARK, FileKind
from app.domain.publication_check import FoundRow, FoundTable, Rewriting
from app.domain.sentences import Phrase
from app.formats.publication_table import cell_text

MOST_ROWS: Final = 60_000
MOST_COLUMNS: Final = 200
_SEPARATORS: Final = (",", ";", "\t")
_MARK: Final = re.compile(rb"%s(\d{1,9})(?!\d)" % MARK.encode())
_UTF16_MARKS: Final = (b"\xff\xfe", b"\xfe\xff")

UNREADABLE: Final = Phrase(
    "Tệp không đọc được như CSV hay GeoJSON: hỏng, bị cắt, hoặc lưu bằng bảng mã không phải UTF-8. "
    "Lưu lại bằng UTF-8, hoặc gõ số công bố.",
    "The file cannot be read as CSV or GeoJSON: broken, cut short, or not saved as UTF-8. "
    "Save it as UTF-8, or type the number of the publication.",
)
PACKED: Final = Phrase(
    "Tệp Excel hoặc tệp nén không được mở ở đây. Lưu thành CSV rồi gửi lại, hoặc gõ số công bố.",
    "Excel files and archives are not opened here. Save as CSV and send that, or type the number of the publication.",
)
OTHER_PICTURE: Final = Phrase(
    "Ảnh đã bị nén hoặc lưu lại dạng khác nên không so được. Quét mã QR trên ảnh, hoặc gõ số công bố.",
    "The picture was compressed or saved in another form, so it cannot be compared. Scan its QR code, or type the "
    "number of the publication.",
)
NO_NUMBER: Final = Phrase(
    "Trong tệp không có số công bố nào của hệ thống này.", "The file names no publication of this service."
)
LIVE_TABLE: Final = Phrase(
    "Đây là bảng hiện trạng tải trực tiếp, không phải một công bố có số; bảng ấy đổi theo từng giờ.",
    "This is the live table, not a numbered publication; it changes by the hour.",
)
EMPTY: Final = Phrase("Tệp trống.", "The file is empty.")


@dataclass(frozen=True)
class Reading:
    """What a file is and says: its form (None: none of ours), its number (None: none), its table where it has one."""

    kind: FileKind | None
    number: int | None = None
    table: FoundTable | None = None
    reason: Phrase | None = None


def read_publication(content: bytes) -> Reading:
    """Look at a file; whatever it is, the answer is a reading and never a fault."""
    if not content.strip():
        return Reading(None, reason=EMPTY)
    start = content[:16]
    if start.startswith(b"%PDF-"):
        return _marked(FileKind.PDF, content)
    if start.startswith(b"\x89PNG\r\n\x1a\n"):
        return _marked(FileKind.PNG, content)
    if start.startswith((b"PK\x03\x04", b"\x1f\x8b", b"\xd0\xcf\x11\xe0", b"7z\xbc\xaf", b"Rar!")):
        return Reading(None, reason=PACKED)
    if start.startswith((b"\xff\xd8\xff", b"RIFF", b"GIF8", b"BM")):
        return Reading(None, reason=OTHER_PICTURE)
    return _read_text(content)


def _marked(kind: FileKind, content: bytes) -> Reading:
    """A file without a table, by the mark it carries."""
    found = _MARK.search(content)
    return Reading(kind, None if found is None else int(found[1]), reason=NO_NUMBER if found is None else None)


def _read_text(content: bytes) -> Reading:
    encoding = "utf-16" if content.startswith(_UTF16_MARKS) else "utf-8-sig"
    try:
        text = content.decode(encoding)
    except UnicodeDecodeError:
        return Reading(None, reason=UNREADABLE)
    if "\0" in text:
        return Reading(None, reason=UNREADABLE)
    bare = text.lstrip()
    if bare.startswith("<"):
        return _marked(FileKind.SVG, content)
    if bare.startswith(("{", "[")):
        return _read_geojson(bare)
    rewritings = [Rewriting.ENCODING] if encoding == "utf-16" else []
    if encoding != "utf-16" and not content.startswith(b"\xef\xbb\xbf"):
        rewritings.append(Rewriting.NO_BYTE_ORDER_MARK)
    return _read_csv(text, rewritings)


def _read_csv(text: str, rewritings: list[Rewriting]) -> Reading:
    first = text.lstrip("\r\n").partition("\n")[0]
    separator = max(_SEPARATORS, key=first.count)
    try:
        lines = _parse(text, separator)
    except csv.Error:
        return Reading(FileKind.CSV, reason=UNREADABLE)
    if not lines or len(lines) > MOST_ROWS or len(lines[0]) > MOST_COLUMNS:
        return Reading(None, reason=UNREADABLE)
    names = [name.strip().casefold() for name in lines[0]]
    if "publication" not in names or "ward_code" not in names:
        is_live = {"ward_code", "computed_level"} <= set(names)
        return Reading(FileKind.CSV, reason=LIVE_TABLE if is_live else NO_NUMBER)
    if separator != ",":
        rewritings.append(Rewriting.SEPARATOR)
    if text.count("\r\n") != text.count("\n"):
        rewritings.append(Rewriting.LINE_ENDS)
    return _table_of(names, lines[1:], text, separator, rewritings)


def _parse(text: str, separator: str) -> list[list[str]]:
    """The lines of a table. Raises csv.Error for one that is none."""
    lines = []
    for line in csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True):
        lines.append(line)
        if len(lines) > MOST_ROWS:
            break
    return lines


def _table_of(
    names: Sequence[str], lines: Sequence[Sequence[str]], text: str, separator: str, rewritings: list[Rewriting]
) -> Reading:
    full = [line for line in lines if any(cell.strip() for cell in line)]
    width = max([len(names), *(len(line) for line in full)], default=len(names))
    padded = [*names, *("" for _ in range(width - len(names)))]
    used = [
        index
        for index, name in enumerate(padded)
        if name or any(index < len(line) and line[index].strip() for line in full)
    ]
    if len(full) != len(lines) or len(used) != width:
        rewritings.append(Rewriting.EMPTY_CELLS)
    columns = tuple(padded[index] for index in used)
    rows = [
        FoundRow({padded[index]: line[index] if index < len(line) else "" for index in used[::-1]}) for line in full
    ]
    if _is_quoted_otherwise(columns, full, used, text, separator):
        rewritings.append(Rewriting.QUOTING)
    repeated = tuple(sorted({name for name in columns if columns.count(name) > 1}))
    number = _number_in(rows)
    table = FoundTable(tuple(dict.fromkeys(columns)), tuple(rows), {}, tuple(rewritings), repeated)
    return Reading(FileKind.CSV, number, table, reason=NO_NUMBER if number is None else None)


def _is_quoted_otherwise(
    columns: Sequence[str], lines: Sequence[Sequence[str]], used: Sequence[int], text: str, separator: str
) -> bool:
    """Whether quotes stand where our own writer would put none, or the other way round."""
    out = io.StringIO()
    writer = csv.writer(out, delimiter=separator, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows([line[index] for index in used if index < len(line)] for line in lines)
    return out.getvalue().count('"') != text.count('"')


def _number_in(rows: Sequence[FoundRow]) -> int | None:
    """The number that most rows name, so that an edited one does not lead to another publication."""
    named = Counter(_number(row.cells.get("publication", "")) for row in rows)
    del named[None]
    return max(named, key=named.__getitem__, default=None)


def _number(text: str) -> int | None:
    bare = text.strip().removesuffix(".0").removesuffix(",0")
    return int(bare) if bare.isascii() and bare.isdigit() and 0 < len(bare) <= 9 else None


def _read_geojson(text: str) -> Reading:
    repeated: set[str] = set()

    def members(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        found = dict(pairs)
        if len(found) != len(pairs):
            names = [name for name, _ in pairs]
            repeated.update(name for name in names if names.count(name) > 1)
        return found

    try:
        document = json.loads(text, object_pairs_hook=members, parse_constant=_refuse)
    except (ValueError, RecursionError):
        return Reading(None, reason=UNREADABLE)
    if not isinstance(document, dict) or not isinstance(document.get("features"), list):
        return Reading(None, reason=NO_NUMBER)
    return _collection(document, tuple(sorted(repeated)))


def _collection(document: dict[str, Any], repeated: tuple[str, ...]) -> Reading:
    features = document["features"]
    if len(features) > MOST_ROWS:
        return Reading(FileKind.GEOJSON, reason=UNREADABLE)
    rows = tuple(_feature(each) for each in features)
    head = {name: _text(value) for name, value in document.items() if name not in {"type", "features"}}
    columns = tuple(dict.fromkeys(name for row in rows for name in row.cells))
    number = _number_in(rows) or _number(head.get("publication", ""))
    if number is None or len(columns) > MOST_COLUMNS:
        return Reading(FileKind.GEOJSON, reason=NO_NUMBER)
    return Reading(FileKind.GEOJSON, number, FoundTable(columns, rows, head, (), repeated, has_shapes=True))


def _feature(feature: Any) -> FoundRow:
    """One feature as a row; what is no feature is a row without cells, so that it is not overlooked."""
    if not isinstance(feature, dict) or not isinstance(feature.get("properties"), dict):
        return FoundRow({})
    identifier = feature.get("id")
    return FoundRow(
        {name: _text(value) for name, value in feature["properties"].items()},
        feature.get("geometry"),
        None if identifier is None else _text(identifier),
    )


def _text(value: Any) -> str:
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    if value is None or isinstance(value, str | int | bool):
        return cell_text(value)
    return json.dumps(value, ensure_ascii=False, sort_keys=True)[:200]


def _refuse(name: str) -> None:
    raise ValueError(f"{name} is no JSON")
