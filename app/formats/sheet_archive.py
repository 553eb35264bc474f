"""A packed workbook (XLSX, ODS) opened with care: nothing is unpacked beyond a bound, whatever its headers promise.

What is read afterwards is packed anew from the parts that were checked, so that no other program can find in the file
something that was not looked at here.
"""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Mapping
from typing import Final

from app.formats.sheet_refusals import refused

MOST_PARTS: Final = 2_000
MOST_UNPACKED: Final = 96 * 2**20
"""Bytes of all parts together."""
LARGEST_PART: Final = 64 * 2**20
HIGHEST_RATIO: Final = 250
"""Unpacked to packed bytes of a large part; a long sheet of the same number over and over stays below 100."""
_RATIO_MATTERS: Final = 4 * 2**20
_PACKED: Final = (b"PK\x03\x04", b"\x1f\x8b\x08", b"7z\xbc\xaf", b"Rar!")
_LOCAL: Final = struct.Struct("<4s22xHH")
_IS_ENCRYPTED: Final = 0x1


class SheetArchive:
    """The parts of a packed workbook.

    Raises:
        UnreadableSheet: it is broken, locked, or unpacks to too much.
    """

    def __init__(self, content: bytes) -> None:
        self._content = content
        try:
            with zipfile.ZipFile(io.BytesIO(content)) as packed:
                found = packed.infolist()
        except (zipfile.BadZipFile, ValueError, NotImplementedError, OverflowError, struct.error, EOFError, OSError):
            raise refused("corrupt") from None
        _check(found)
        self._parts: Mapping[str, zipfile.ZipInfo] = {each.filename: each for each in found}

    @property
    def names(self) -> frozenset[str]:
        """The names of all parts."""
        return frozenset(self._parts)

    def has(self, start: str) -> bool:
        """Whether any part lies under a path, whatever its capitals."""
        return any(name.lower().startswith(start.lower()) for name in self._parts)

    def read(self, name: str) -> bytes:
        """One part, unpacked.

        Raises:
            UnreadableSheet: it is not as long as it says, is packed in an unusual way, or holds another archive.
        """
        part = self._parts[name]
        packed = self._packed(part)
        content = packed if part.compress_type == zipfile.ZIP_STORED else _inflated(packed, part.file_size)
        if len(content) != part.file_size:
            raise refused("bomb" if len(content) > part.file_size else "corrupt")
        if content.startswith(_PACKED):
            raise refused("nested")
        return content

    def _packed(self, part: zipfile.ZipInfo) -> bytes:
        if part.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            raise refused("corrupt")
        start = part.header_offset
        try:
            signature, name_length, extra_length = _LOCAL.unpack_from(self._content, start)
        except struct.error:
            raise refused("corrupt") from None
        begin = start + _LOCAL.size + name_length + extra_length
        if signature != b"PK\x03\x04" or begin + part.compress_size > len(self._content):
            raise refused("corrupt")
        return self._content[begin : begin + part.compress_size]


def packed_anew(parts: Mapping[str, bytes]) -> bytes:
    """An archive of these parts and nothing else."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_STORED) as archive:
        for name, content in parts.items():
            archive.writestr(zipfile.ZipInfo(name), content)
    return target.getvalue()


def _check(parts: list[zipfile.ZipInfo]) -> None:
    """What the list of parts itself tells."""
    if len(parts) > MOST_PARTS or sum(each.file_size for each in parts) > MOST_UNPACKED:
        raise refused("bomb")
    if len({each.filename.lower() for each in parts}) != len(parts):
        raise refused("corrupt")
    for each in parts:
        if each.flag_bits & _IS_ENCRYPTED:
            raise refused("encrypted")
        ratio = each.file_size / max(each.compress_size, 1)
        if each.file_size > LARGEST_PART or (each.file_size > _RATIO_MATTERS and ratio > HIGHEST_RATIO):
            raise refused("bomb")
        if each.filename.lower().endswith((".zip", ".xlsx", ".xls", ".7z", ".rar", ".gz")):
            raise refused("nested")


def _inflated(packed: bytes, length: int) -> bytes:
    """Unpacked bytes, one more than promised at most."""
    unpacker = zlib.decompressobj(-zlib.MAX_WBITS)
    try:
        return unpacker.decompress(packed, length + 1)
    except zlib.error:
        raise refused("corrupt") from None
