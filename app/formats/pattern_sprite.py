"""The patterns of levels as a sprite: one picture of small squares that repeat without a seam, and its index."""

from __future__ import annotations

import struct
import zlib
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

PNG: Final = "image/png"
_WIDTH: Final = 1.1
"""Pixels across a line, and half of a dot."""
Coverage = NDArray[np.float64]


@dataclass(frozen=True)
class _Pattern:
    """A square of `side` pixels in one colour: red, green, blue and opacity, from 0 to 255."""

    name: str
    side: int
    colour: tuple[int, int, int, int]


_WHITE, _BROWN, _OLIVE = (255, 255, 255, 140), (74, 36, 0, 191), (90, 66, 0, 191)
_HATCH: Final = {"light": (125, 138, 150, 255), "dark": (147, 161, 173, 255)}
_GAP: Final = 1


def sprite_png(theme: str, *, scale: int) -> bytes:
    """The picture, `scale` points a pixel, the patterns side by side with a gap."""
    patterns = _patterns(theme)
    height = max(each.side for each in patterns) * scale
    width = sum((each.side + _GAP) * scale for each in patterns)
    picture = np.zeros((height, width, 4), dtype=np.uint8)
    for pattern, left in _placed(patterns, scale):
        side = pattern.side * scale
        picture[:side, left : left + side, :3] = pattern.colour[:3]
        picture[:side, left : left + side, 3] = np.round(_coverage(pattern, scale) * pattern.colour[3])
    return _png(picture)


def sprite_index(theme: str, *, scale: int) -> dict[str, dict[str, int]]:
    """Where each pattern lies in the picture, as a style's client reads it."""
    return {
        pattern.name: {
            "x": left,
            "y": 0,
            "width": pattern.side * scale,
            "height": pattern.side * scale,
            "pixelRatio": scale,
        }
        for pattern, left in _placed(_patterns(theme), scale)
    }


def _patterns(theme: str) -> list[_Pattern]:
    return [
        _Pattern("cross_hatch", 8, _WHITE),
        _Pattern("diagonal", 7, _BROWN),
        _Pattern("dots", 7, _OLIVE),
        _Pattern("reverse_hatch", 7, _HATCH[theme]),
    ]


def _placed(patterns: list[_Pattern], scale: int) -> list[tuple[_Pattern, int]]:
    placed, left = [], 0
    for pattern in patterns:
        placed.append((pattern, left))
        left += (pattern.side + _GAP) * scale
    return placed


def _coverage(pattern: _Pattern, scale: int) -> Coverage:
    """How much of each point of a square is covered, from 0 to 1."""
    side = pattern.side
    middles = (np.arange(side * scale) + 0.5) / scale
    x, y = np.meshgrid(middles, middles)
    if pattern.name == "dots":
        distance = np.hypot(x - side / 2, y - side / 2)
        return _soft(_WIDTH - distance, scale)
    rising, falling = _to_line(x + y, side), _to_line(x - y, side)
    nearest = {"diagonal": rising, "reverse_hatch": falling}.get(pattern.name, np.minimum(rising, falling))
    return _soft(_WIDTH / 2 - nearest, scale)


def _to_line(along: Coverage, side: int) -> Coverage:
    """The distance to the nearest of the slanting lines that repeat with the square."""
    return np.asarray(np.abs((along + side / 2) % side - side / 2) / np.sqrt(2))


def _soft(depth: Coverage, scale: int) -> Coverage:
    """Edges as soft as one point."""
    return np.asarray(np.clip(depth * scale + 0.5, 0.0, 1.0))


def _png(picture: NDArray[np.uint8]) -> bytes:
    height, width, _ = picture.shape
    # Each line of points begins with the number of its filter: none.
    lines = np.hstack((np.zeros((height, 1), dtype=np.uint8), picture.reshape(height, width * 4)))
    head = struct.pack(">IIBBBBB", width, height, 8, 6, 0, 0, 0)
    chunks = (_chunk(b"IHDR", head), _chunk(b"IDAT", zlib.compress(lines.tobytes(), 9)), _chunk(b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunks)


def _chunk(kind: bytes, content: bytes) -> bytes:
    body = kind + content
    return struct.pack(">I", len(content)) + body + struct.pack(">I", zlib.crc32(body))
