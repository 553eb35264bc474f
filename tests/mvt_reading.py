"""Reads vector tiles by the letter of the specification (2.1) and refuses what it forbids; nothing of ours is used."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import shapely
from shapely.geometry.base import BaseGeometry

Ring = list[tuple[int, int]]


@dataclass(frozen=True)
class ReadFeature:
    """One feature as a client sees it; `rings` are the paths of lines and polygons as they were drawn."""

    identifier: int | None
    kind: int
    properties: dict[str, Any]
    paths: list[Ring]

    @property
    def shape(self) -> BaseGeometry:
        """The geometry in the tile's units, y down."""
        if self.kind == 1:
            return shapely.MultiPoint([path[0] for path in self.paths])
        if self.kind == 2:
            return shapely.MultiLineString(self.paths)
        return shapely.MultiPolygon([(shell, holes) for shell, holes in self._polygons()])

    def _polygons(self) -> Iterator[tuple[Ring, list[Ring]]]:
        shell: Ring | None = None
        holes: list[Ring] = []
        for path in self.paths:
            if twice_area(path) > 0:
                if shell is not None:
                    yield shell, holes
                shell, holes = path, []
            else:
                assert shell is not None, "a hole before any shell"
                holes.append(path)
        assert shell is not None
        yield shell, holes


@dataclass(frozen=True)
class ReadLayer:
    """One layer with the names and values it holds."""

    name: str
    extent: int
    keys: list[str]
    values: list[Any]
    features: list[ReadFeature]


def read_tile(body: bytes) -> dict[str, ReadLayer]:
    """The layers of a tile by name."""
    layers = [_layer(content) for number, content in _fields(body) if number == 3]
    assert len({each.name for each in layers}) == len(layers), "layers of one name"
    return {each.name: each for each in layers}


def twice_area(ring: Ring) -> int:
    """The surveyor's formula on the numbers as they stand."""
    closed = [*ring, ring[0]]
    return sum(x * other_y - other_x * y for (x, y), (other_x, other_y) in pairwise(closed))


def _layer(content: bytes) -> ReadLayer:
    fields = list(_fields(content))
    keys = [value.decode() for number, value in fields if number == 3]
    values = [_value(value) for number, value in fields if number == 4]
    assert len(set(keys)) == len(keys), "a name written twice"
    assert len({(type(each), each) for each in values}) == len(values), "a value written twice"
    assert [value for number, value in fields if number == 15] == [2], "version"
    (name,) = (value.decode() for number, value in fields if number == 1)
    extent = next((value for number, value in fields if number == 5), 4096)
    features = [_feature(value, keys, values) for number, value in fields if number == 2]
    assert features, "a layer without features"
    identifiers = [each.identifier for each in features if each.identifier is not None]
    assert len(set(identifiers)) == len(identifiers), "an identifier twice"
    return ReadLayer(name, extent, keys, values, features)


def _feature(content: bytes, keys: list[str], values: list[Any]) -> ReadFeature:
    fields = dict(_fields(content))
    tags = list(_numbers(fields.get(2, b"")))
    assert len(tags) % 2 == 0
    named = [(keys[key], values[value]) for key, value in zip(tags[::2], tags[1::2], strict=True)]
    assert len(dict(named)) == len(named), "a property twice"
    kind = fields[3]
    return ReadFeature(fields.get(1), kind, dict(named), _paths(list(_numbers(fields[4])), kind))


def _paths(words: list[int], kind: int) -> list[Ring]:
    x = y = 0
    place = 0
    paths: list[Ring] = []
    while place < len(words):
        command, count = words[place] & 7, words[place] >> 3
        place += 1
        assert count > 0, "an empty command"
        if command == 7:
            assert (kind, count) == (3, 1), "ClosePath"
            assert len(paths[-1]) >= 3, "a ring of fewer than three points"
            assert twice_area(paths[-1]) != 0, "a ring without area"
            continue
        assert command in (1, 2), "an unknown command"
        assert command == 2 or count == 1, "one path, one MoveTo"
        for _ in range(count):
            step = _signed(words[place]), _signed(words[place + 1])
            place += 2
            assert command == 1 or step != (0, 0), "a step to where it stands"
            x, y = x + step[0], y + step[1]
            if command == 1:
                paths.append([])
            paths[-1].append((x, y))
    assert kind != 2 or all(len(each) >= 2 for each in paths), "a line of one point"
    assert kind != 1 or all(len(each) == 1 for each in paths), "a point drawn as a line"
    return paths


def _signed(word: int) -> int:
    return word >> 1 ^ -(word & 1)


def _value(content: bytes) -> Any:
    ((number, value),) = _fields(content)
    if number == 1:
        return value.decode()
    if number == 3:
        return struct.unpack("<d", value)[0]
    if number == 6:
        return _signed(value)
    assert number == 7
    return bool(value)


def _fields(body: bytes) -> Iterator[tuple[int, Any]]:
    place = 0
    while place < len(body):
        key, place = _varint(body, place)
        number, wire = key >> 3, key & 7
        if wire == 0:
            value, place = _varint(body, place)
            yield number, value
        else:
            assert wire in (1, 2)
            length, place = (8, place) if wire == 1 else _varint(body, place)
            assert place + length <= len(body), "cut off"
            yield number, body[place : place + length]
            place += length


def _numbers(body: bytes) -> Iterator[int]:
    place = 0
    while place < len(body):
        number, place = _varint(body, place)
        assert number < 2**32
        yield number


def _varint(body: bytes, place: int) -> tuple[int, int]:
    number = shift = 0
    while True:
        byte = body[place]
        number |= (byte & 0x7F) << shift
        place, shift = place + 1, shift + 7
        if byte < 0x80:
            return number, place
