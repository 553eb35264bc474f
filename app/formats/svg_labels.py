"""Names on a map: placed greedily, the weightiest first, none over another and none off the paper."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

import shapely
from shapely.geometry.base import BaseGeometry

from app.formats.svg_map import Frame

_LETTER_WIDTH: Final = 0.56
"""Mean width of a letter, in heights."""
_AIR: Final = 0.45
"""Blank kept on each side of a label, in heights."""


@dataclass(frozen=True)
class Name:
    """A name that wants a place: where its ground is, and how much it matters."""

    text: str
    shape: BaseGeometry
    weight: float
    href: str | None = None


@dataclass(frozen=True)
class Label:
    """A name that got one; `x` is its middle and `y` its base line, in paper units."""

    text: str
    x: int
    y: int
    href: str | None = None


def place_labels(names: Iterable[Name], frame: Frame, *, height: float) -> list[Label]:
    """The names that fit, each in the middle of the widest part of its ground; letters are `height` units high."""
    by_weight = sorted(names, key=lambda each: (-each.weight, each.text))
    return keep_apart((_centred(name, frame, height) for name in by_weight), frame, height=height)


def keep_apart(labels: Iterable[Label], frame: Frame, *, height: float, taken: Sequence[Label] = ()) -> list[Label]:
    """Of labels whose place is given, those that lie on the paper and not on an earlier or a taken one."""
    kept: list[Label] = []
    boxes = [_box(each, height) for each in taken]
    for label in labels:
        box = _box(label, height)
        if _is_on_paper(box, frame) and not any(_overlap(box, other) for other in boxes):
            kept.append(label)
            boxes.append(box)
    return kept


def _centred(name: Name, frame: Frame, height: float) -> Label:
    # The centre of the largest circle inside keeps a label away from borders; a tolerance of 5 units is not seen.
    radius: BaseGeometry = shapely.maximum_inscribed_circle(name.shape, tolerance=5 * frame.metres_per_unit)  # type: ignore[call-overload]
    x, y = frame.on_paper(shapely.get_coordinates(radius)[:1])[0].tolist()
    return Label(name.text, round(x), round(y + 0.35 * height), name.href)


def _box(label: Label, height: float) -> tuple[float, float, float, float]:
    half = (len(label.text) * _LETTER_WIDTH / 2 + _AIR) * height
    return label.x - half, label.y - (0.8 + _AIR) * height, label.x + half, label.y + (0.2 + _AIR) * height


def _overlap(one: tuple[float, float, float, float], other: tuple[float, float, float, float]) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


def _is_on_paper(box: tuple[float, float, float, float], frame: Frame) -> bool:
    return box[0] >= 0 and box[1] >= 0 and box[2] <= frame.width and box[3] <= frame.height
