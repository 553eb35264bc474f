"""QR codes as one SVG path, to be put on paper or into a page."""

from __future__ import annotations

from itertools import groupby
from typing import Final

import segno

QUIET: Final = 4
"""Blank modules round the code that readers need."""


def qr_rows(text: str) -> list[list[bool]]:
    """The modules of the code of a text, dark ones True, without the blank margin; 15 % of them may be damaged."""
    code = segno.make(text, error="m", micro=False)
    return [[bool(module) for module in row] for row in code.matrix]


def qr_path(text: str) -> tuple[str, int]:
    """SVG path data of the dark modules, one unit each, margin included, and the side of the whole square."""
    rows = qr_rows(text)
    steps = [
        f"M{QUIET + start} {QUIET + y}h{length}v1h-{length}z"
        for y, row in enumerate(rows)
        for start, length in _runs(row)
    ]
    return "".join(steps), len(rows) + 2 * QUIET


def qr_svg(text: str) -> str:
    """The code as a picture: black on white, whatever surrounds it."""
    path, side = qr_path(text)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {side} {side}" shape-rendering="crispEdges">'
        f'<rect width="{side}" height="{side}" fill="#FFFFFF"/><path d="{path}" fill="#000000"/></svg>'
    )


def _runs(row: list[bool]) -> list[tuple[int, int]]:
    """Where dark modules begin, and how many follow each other."""
    runs, start = [], 0
    for dark, modules in groupby(row):
        length = len(list(modules))
        if dark:
            runs.append((start, length))
        start += length
    return runs
