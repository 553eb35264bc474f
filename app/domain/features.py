"""A feature of a map layer as any client sees it: an identifier, flat named values, and a shape in lon/lat."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from shapely.geometry.base import BaseGeometry

FieldValue = str | int | float | bool | date | datetime | tuple[str, ...] | None
"""A value of a feature; None is null: unknown, or none."""


class FieldKind(StrEnum):
    """What the values of a field are."""

    TEXT = "text"
    INTEGER = "integer"
    NUMBER = "number"
    BOOLEAN = "boolean"
    DAY = "day"
    INSTANT = "instant"
    TEXTS = "texts"
    """A list of texts without order."""


@dataclass(frozen=True)
class Field:
    """One named value of all features of a layer; `choices` empty: any text."""

    name: str
    kind: FieldKind
    vi: str
    en: str
    choices: tuple[str, ...] = ()


@dataclass(frozen=True)
class Feature:
    """One feature; `values` has every field of its layer. `shape` None: it has no ground in the present register."""

    identifier: str
    values: Mapping[str, FieldValue]
    shape: BaseGeometry | None
