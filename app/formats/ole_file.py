"""The container of old Office files (OLE2), as far as needed to tell a sheet from a document and to look inside."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from app.formats.sheet_refusals import refused

SIGNATURE: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_NONE: Final = 0xFFFFFFFA
"""Sector numbers from here on mean the end of a chain, or no sector."""
_ENTRY: Final = 128
_HEADER_SECTORS: Final = 109
_STREAM: Final = 2
_ROOT: Final = 5


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
        self._sectors = len(content) // self._sector + 1
        header = _Header.of(content)
        # Counts no file of this length can have would make a reader ask for all the memory there is.
        if max(header.fats, header.mini_fats, header.mores) > self._sectors:
            raise refused("corrupt")
        self._mini_limit = header.mini_limit
        self._fat = self._numbers(b"".join(map(self._sector_at, self._fat_sectors(header))))
        self._mini_fat = self._numbers(self._chained(header.mini_fat)) if header.mini_fats else ()
        self.entries = tuple(self._entries(self._chained(header.directory)))
        root = next((each for each in self.entries if each.kind == _ROOT), None)
        self._mini = self._chained(root.start) if root is not None and root.size else b""

    def has(self, *names: str) -> bool:
        """Whether there is a stream or folder of one of these names."""
        return bool({each.name.casefold() for each in self.entries} & {name.casefold() for name in names})

    def stream(self, *names: str) -> bytes | None:
        """The bytes of the first stream of one of these names; None when there is none."""
        wanted = {name.casefold() for name in names}
        found = next((each for each in self.entries if each.kind == _STREAM and each.name.casefold() in wanted), None)
        if found is None:
            return None
        content = self._chained(found.start) if found.size >= self._mini_limit else self._mini_chained(found.start)
        if found.size > len(content):
            raise refused("corrupt")
        return content[: found.size]

    def _fat_sectors(self, header: _Header) -> Iterator[int]:
        """Where the table of sectors lies: the first places in the head, the others chained."""
        yield from (each for each in struct.unpack_from(f"<{_HEADER_SECTORS}I", self._content, 76) if each < _NONE)
        at, places = header.more, self._sector // 4 - 1
        for _ in range(header.mores):
            if at >= _NONE:
                return
            *listed, at = struct.unpack_from(f"<{places + 1}I", self._sector_at(at))
            yield from (each for each in listed if each < _NONE)

    def _sector_at(self, number: int) -> bytes:
        begin = (number + 1) * self._sector
        found = self._content[begin : begin + self._sector]
        if not found:
            raise refused("corrupt")
        # The last sector of a file may be cut short.
        return found.ljust(self._sector, b"\x00")

    def _numbers(self, table: bytes) -> tuple[int, ...]:
        return struct.unpack(f"<{len(table) // 4}I", table[: len(table) // 4 * 4])

    def _chained(self, start: int) -> bytes:
        return b"".join(map(self._sector_at, _chain(start, self._fat)))

    def _mini_chained(self, start: int) -> bytes:
        size = self._mini_sector
        return b"".join(self._mini[at * size : (at + 1) * size] for at in _chain(start, self._mini_fat))

    def _entries(self, directory: bytes) -> Iterator[OleEntry]:
        for at in range(0, len(directory) - _ENTRY + 1, _ENTRY):
            length, kind = struct.unpack_from("<HB", directory, at + 64)
            start, size = struct.unpack_from("<II", directory, at + 116)
            if kind:
                name = directory[at : at + max(0, min(length, 64) - 2)].decode("utf-16-le", errors="replace")
                yield OleEntry(name, kind, start, size)


def _chain(start: int, table: tuple[int, ...]) -> Iterator[int]:
    """The sectors of a chain, each once."""
    seen = 0
    while start < _NONE:
        seen += 1
        if start >= len(table) or seen > len(table):
            raise refused("corrupt")
        yield start
        start = table[start]
