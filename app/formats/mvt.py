"""Mapbox Vector Tiles 2.1: layers of features as protocol buffers.

Geometry is made for all features of a layer at once: the commands of every ring are laid out in one array of
numbers, which becomes bytes in five steps, however many rings there are.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import IntEnum
from itertools import pairwise
from struct import pack
from typing import Any, Final

import numpy as np
import shapely
from numpy.typing import NDArray

MVT: Final = "application/vnd.mapbox-vector-tile"
"""The media type."""
_MOVE_TO, _LINE_TO, _CLOSE_PATH = 1, 2, 15
_VERSION: Final = b"\x78\x02"
"""Field 15, a number: 2."""

Value = str | bool | int | float
Properties = Mapping[str, Value | None]
Numbers = NDArray[np.int64]


class GeometryKind(IntEnum):
    """What a geometry is made of, by the number the format gives it."""

    POINT = 1
    LINE = 2
    POLYGON = 3


@dataclass(frozen=True, slots=True)
class Feature:
    """One feature: its commands as bytes; properties that are None are left out, the format has no null.

    `identifier`: a whole number from 0; None: the feature has none.
    """

    kind: GeometryKind
    geometry: bytes
    properties: Properties
    identifier: int | None = None


def encode_tile(layers: Iterable[bytes]) -> bytes:
    """A tile of encoded layers; no bytes at all when it has none."""
    return b"".join(_field(3, layer) for layer in layers)


def encode_layer(name: str, features: Sequence[Feature]) -> bytes | None:
    """A layer; its property names and values are written once each. None when there is no feature in it."""
    return Layer(name, features).encoded() if features else None


class Layer:
    """A layer with at least one feature, encoded as far as it stays the same: further properties may be added to it."""

    def __init__(self, name: str, features: Sequence[Feature], *, extent: int = 4096) -> None:
        self._keys, self._values = _Places(), _Places()
        self._name, self._extent = _field(1, name.encode()), b"\x28" + _varint(extent)
        self._stems = [_stem(each, self._keys, self._values) for each in features]

    def encoded(self, more: Sequence[Properties] | None = None) -> bytes:
        """The layer, with more properties for each of its features in their order.

        Args:
            more: of names that the features do not have yet; the same object for features that have the same.
        """
        keys, values = _Places(self._keys), _Places(self._values)
        if more is None:
            parts = [_field(2, b"".join((head, _field(2, tags), tail))) for head, tags, tail in self._stems]
        else:
            found = {id(each): each for each in more}
            added = {each: _tags(properties, keys, values) for each, properties in found.items()}
            parts = [
                _field(2, b"".join((head, _field(2, tags + added[id(each)]), tail)))
                for (head, tags, tail), each in zip(self._stems, more, strict=True)
            ]
        named = (_field(3, key.encode()) for key, _ in keys.found)
        given = (_field(4, _value(value)) for value, _ in values.found)
        return b"".join((self._name, *parts, *named, *given, self._extent, _VERSION))


def polygon_geometries(shapes: NDArray[np.object_]) -> list[bytes]:
    """The commands of polygons and multipolygons with whole coordinates, y down: shells wind positively, holes not."""
    if len(shapes) == 0:
        return []
    oriented = shapely.orient_polygons(shapes)
    polygons, owner = shapely.get_parts(oriented, return_index=True)
    rings, polygon = shapely.get_rings(polygons, return_index=True)
    coordinates, ring = shapely.get_coordinates(rings, return_index=True)
    # The last point of a ring repeats the first; ClosePath says that.
    is_last = np.append(ring[1:] != ring[:-1], True)
    return _commands(coordinates[~is_last], ring[~is_last], owner[polygon], of=len(shapes), closes=True)


def line_geometries(shapes: NDArray[np.object_]) -> list[bytes]:
    """The commands of lines and multilines with whole coordinates, y down."""
    lines, owner = shapely.get_parts(shapes, return_index=True)
    coordinates, line = shapely.get_coordinates(lines, return_index=True)
    return _commands(coordinates, line, owner, of=len(shapes), closes=False)


def point_geometries(coordinates: NDArray[Any]) -> list[bytes]:
    """The commands of one point each, from (N, 2) whole coordinates."""
    head = np.full((len(coordinates), 1), 1 << 3 | _MOVE_TO, dtype=np.int64)
    words = np.hstack((head, _zigzag(np.asarray(coordinates).astype(np.int64))))
    return _packed(words.ravel(), np.arange(len(coordinates) + 1) * 3)


def _commands(
    coordinates: NDArray[np.float64], path: NDArray[np.intp], owner: NDArray[np.intp], *, of: int, closes: bool
) -> list[bytes]:
    """The commands of each of `of` features.

    Args:
        coordinates: (N, 2), path after path, without repeated points.
        path: (N,) the path of each position.
        owner: the feature of each path, ascending.
    """
    points = np.rint(coordinates).astype(np.int64)
    feature = owner[path]
    starts_feature = np.append(True, feature[1:] != feature[:-1])
    # Each position is told from the one before in the same feature, the first from the tile's corner.
    before = np.where(starts_feature[:, None], 0, np.vstack((np.zeros((1, 2), dtype=np.int64), points[:-1])))
    steps = _zigzag(points - before)
    sizes = np.bincount(path, minlength=len(owner))
    lengths = 2 * sizes + (3 if closes else 2)
    starts = np.cumsum(lengths) - lengths
    words = np.empty(int(lengths.sum()), dtype=np.int64)
    words[starts] = 1 << 3 | _MOVE_TO
    words[starts + 3] = (sizes - 1) << 3 | _LINE_TO
    within = np.arange(len(path)) - (np.cumsum(sizes) - sizes)[path]
    # The first position follows the first command, the others the second.
    at = starts[path] + 1 + 2 * within + (within > 0)
    words[at], words[at + 1] = steps[:, 0], steps[:, 1]
    if closes:
        words[starts + lengths - 1] = _CLOSE_PATH
    words_of = np.bincount(owner, weights=lengths, minlength=of).astype(np.int64)
    return _packed(words, np.append(0, np.cumsum(words_of)))


def _packed(words: Numbers, edges: Numbers) -> list[bytes]:
    """Numbers as varints, seven bits a byte, cut into one piece for each pair of edges."""
    length = np.ones(len(words), dtype=np.int64)
    for bits in (7, 14, 21, 28):
        length += words >= 1 << bits
    ends = np.cumsum(length)
    starts = ends - length
    packed = np.empty(int(ends[-1]) if len(ends) else 0, dtype=np.uint8)
    for place in range(5):
        has = length > place
        more = np.where(length[has] > place + 1, 0x80, 0)
        packed[starts[has] + place] = (words[has] >> 7 * place & 0x7F) | more
    body, cuts = packed.tobytes(), np.append(0, ends)[edges].tolist()
    return [body[start:end] for start, end in pairwise(cuts)]


def _zigzag(steps: Numbers) -> Numbers:
    """Signed numbers as unsigned ones, small when they are near 0."""
    return steps << 1 ^ steps >> 63


class _Places:
    """Gives each thing the place at which it was first met; `True`, `1` and `1.0` are three things."""

    def __init__(self, before: _Places | None = None) -> None:
        self.found: dict[tuple[Any, type], int] = {} if before is None else dict(before.found)

    def of(self, thing: Value) -> int:
        """The place of a thing."""
        return self.found.setdefault((thing, type(thing)), len(self.found))


def _stem(feature: Feature, keys: _Places, values: _Places) -> tuple[bytes, bytes, bytes]:
    """What comes before the tags of a feature, the tags, and what comes after them."""
    head = b"" if feature.identifier is None else b"\x08" + _varint(feature.identifier)
    tail = b"\x18" + _varint(feature.kind) + _field(4, feature.geometry)
    return head, _tags(feature.properties, keys, values), tail


def _tags(properties: Properties, keys: _Places, values: _Places) -> bytes:
    return b"".join(
        _varint(keys.of(key)) + _varint(values.of(value)) for key, value in properties.items() if value is not None
    )


def _value(value: Value) -> bytes:
    if isinstance(value, str):
        return _field(1, value.encode())
    if isinstance(value, bool):
        return b"\x38\x01" if value else b"\x38\x00"
    if isinstance(value, int):
        # Field 6, zigzag, holds every sign.
        return b"\x30" + _varint(value << 1 if value >= 0 else (-value << 1) - 1)
    return b"\x19" + pack("<d", value)


def _field(number: int, content: bytes) -> bytes:
    """A field that holds bytes, with its length."""
    return bytes((number << 3 | 2,)) + _varint(len(content)) + content


def _varint(number: int) -> bytes:
    if number < 0x80:
        return _SMALL[number]
    found = bytearray()
    while number >= 0x80:
        found.append(number & 0x7F | 0x80)
        number >>= 7
    found.append(number)
    return bytes(found)


_SMALL: Final = tuple(bytes((number,)) for number in range(0x80))
