"""The container of old Office files (OLE2), as far as needed to tell a sheet from a document and to look inside."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from app.formats.sheet_refusals import refused

SIGNATURE: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_END: Final = 0xFFFFFFFE
"""Ends a chain of sectors."""
_FREE: Final = 0xFFFFFFFF
"""Stands in a list for no sector."""
_ENTRY: Final = 128
_HEADER_SECTORS: Final = 109
_STREAM: Final = 2
_SMALL: Final = 4096
"""Streams below this size lie in the sectors of another one."""
_SHEETS: Final = ("workbook", "book")


@dataclass(frozen=True)
class OleEntry:
    """A stream, folder or root: `start` is its first sector, `size` its bytes."""

    name: str
    kind: int
    start: int
    size: int


@dataclass(frozen=True)
class _Header:
    fats: int
    directory: int
    mini_limit: int
    mini_fat: int
    mini_fats: int
    more: int
    mores: int

    @classmethod
    def of(cls, content: bytes) -> _Header:
        fats, directory, _, limit, mini_fat, mini_fats, more, mores = struct.unpack_from("<8I", content, 44)
        return cls(fats, directory, limit, mini_fat, mini_fats, more, mores)


class OleFile:
    """The streams of a file.

    The reader it is meant for follows chains without asking how long they are, and makes room up to the highest
    sector that is named; so every chain it will follow is followed here first.

    Raises:
        UnreadableSheet: its tables contradict its length, or go round in circles.
    """

    def __init__(self, content: bytes) -> None:
        if len(content) < 512 or not content.startswith(SIGNATURE):
            raise refused("corrupt")
        shift, mini_shift = struct.unpack_from("<HH", content, 30)
        if shift not in (9, 12) or mini_shift != 6:
            raise refused("corrupt")
        self._content, self._sector, self._mini_sector = content, 1 << shift, 1 << mini_shift
        sectors = -(-len(content) // self._sector) - 1
        header = _Header.of(content)
        if max(header.fats, header.mini_fats, header.mores) > sectors or header.mini_limit != _SMALL:
            raise refused("corrupt")
        self._fat = self._numbers(b"".join(map(self._sector_at, self._fat_sectors(header, sectors))))
        self._mini_fat = self._numbers(self._chained(header.mini_fat))
        self.entries = tuple(self._entries(self._chained(header.directory)))
        if not self.entries or sum(each.name.casefold() in _SHEETS for each in self.entries) > 1:
            raise refused("corrupt")
        self._mini = self._chained(self.entries[0].start)

    def has(self, *names: str) -> bool:
        """Whether there is a stream or folder of one of these names."""
        return bool({each.name.casefold() for each in self.entries} & {name.casefold() for name in names})

    def stream(self, name: str) -> bytes:
        """The bytes of a stream.

        Raises:
            UnreadableSheet: there is none, or it is longer than its sectors.
        """
        found = next((each for each in self.entries if each.kind == _STREAM and each.name == name), None)
        if found is None:
            raise refused("corrupt")
        content = self._chained(found.start) if found.size >= _SMALL else self._mini_chained(found.start)
        if found.size > len(content):
            raise refused("corrupt")
        return content[: found.size]

    def _fat_sectors(self, header: _Header, sectors: int) -> list[int]:
        """Where the table of sectors lies: the first places in the head, the others chained."""
        found = list(struct.unpack_from(f"<{_HEADER_SECTORS}I", self._content, 76))
        at, places = header.more, self._sector // 4 - 1
        for _ in range(header.mores):
            if at >= _END:
                break
            *listed, at = struct.unpack_from(f"<{places + 1}I", self._sector_at(at))
            found += listed
        named = [each for each in found if each != _FREE]
        if at < _END or len(named) > sectors:
            raise refused("corrupt")
        return named

    def _sector_at(self, number: int) -> bytes:
        begin = (number + 1) * self._sector
        found = self._content[begin : begin + self._sector]
        if not found:
            raise refused("corrupt")
        # The last sector of a file may be cut short.
        return found.ljust(self._sector, b"\x00")

    def _numbers(self, table: bytes) -> tuple[int, ...]:
        return struct.unpack(f"<{len(table) // 4}I", table)

    def _chained(self, start: int) -> bytes:
        return b"".join(map(self._sector_at, _chain(start, self._fat)))

    def _mini_chained(self, start: int) -> bytes:
        size = self._mini_sector
        return b"".join(self._mini[at * size : (at + 1) * size] for at in _chain(start, self._mini_fat))

    def _entries(self, directory: bytes) -> Iterator[OleEntry]:
        for at in range(0, len(directory) - _ENTRY + 1, _ENTRY):
            name = directory[at : at + 64].decode("utf-16-le", errors="replace").partition("\x00")[0]
            start, size = struct.unpack_from("<II", directory, at + 116)
            yield OleEntry(name, directory[at + 66], start, size)


def _chain(start: int, table: tuple[int, ...]) -> Iterator[int]:
    """The sectors of a chain, each once, up to the mark that ends it."""
    seen = 0
    while start != _END:
        seen += 1
        if start >= len(table) or seen > len(table):
            raise refused("corrupt")
        yield start
        start = table[start]
