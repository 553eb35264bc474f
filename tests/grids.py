"""Cities of square wards in square districts, as large as a test needs, drawn for `tests.worlds`."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from app.domain.register import Register
from tests.worlds import make_register

FIRST_DISTRICT: Final = 16
"""Districts count from here, so that 017 is the second one."""


def draw_grid(rows: int, columns: int, *, block: int | None = None) -> tuple[str, str | None]:
    """A map of wards named by row and column, and of their districts of `block` × `block` wards (None: without)."""
    wards = [[f"{row:03d}{column:03d}" for column in range(columns)] for row in range(rows)]
    if block is None:
        return _drawn(wards), None
    wide = -(-columns // block)
    numbers = [
        [FIRST_DISTRICT + row // block * wide + column // block for column in range(columns)] for row in range(rows)
    ]
    return _drawn(wards), _drawn([[f"{number:03d}" for number in row] for row in numbers])


def make_grid(rows: int, columns: int, *, block: int | None = None, populations: int | None = 1000) -> Register:
    """The register of such a city."""
    wards, districts = draw_grid(rows, columns, block=block)
    return make_register(wards, districts=districts, populations=populations)


def _drawn(rows: Sequence[Sequence[str]]) -> str:
    return " / ".join(" ".join(row) for row in rows)
