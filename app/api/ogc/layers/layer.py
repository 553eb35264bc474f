"""What a collection is, and what its features are taken from."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TypedDict

from sqlalchemy.orm import Session

from app.domain.features import Feature, Field, FieldKind
from app.domain.time_spans import TimeSpan
from app.services.site_rules import SiteRules
from app.services.zone_status import ZoneSnapshot

BOUNDARY_STATUS = Field(
    "boundary_status",
    FieldKind.TEXT,
    "ranh giới phác hoạ hay chính thức",
    "whether boundaries are schematic or official",
    ("schematic", "official"),
)
DRILL = Field("drill", FieldKind.BOOLEAN, "là diễn tập", "whether it is a drill")


class Known(TypedDict):
    """What bounds the reading of versions."""

    now: datetime
    known_revision: int


@dataclass(frozen=True)
class Moment:
    """What features are read from: the snapshot of the last moment asked for, and the span it ends (None: an instant).

    `session` reads what no snapshot of one moment holds; without a span nobody asks it.
    """

    session: Session | None
    snapshot: ZoneSnapshot
    rules: SiteRules
    now: datetime
    span: TimeSpan | None = None

    @property
    def database(self) -> Session:
        """Where a span of time is read."""
        assert self.session is not None, "a span is asked about with a session"
        return self.session

    @property
    def past(self) -> Known:
        """Up to when, and up to which write, versions count."""
        return {"now": self.now, "known_revision": self.snapshot.revision}


@dataclass(frozen=True)
class Layer:
    """One collection; `features` gives them by ascending identifier, each once."""

    name: str
    title_vi: str
    title_en: str
    text_vi: str
    text_en: str
    time_vi: str
    """What `datetime` means here, and what an interval gives."""
    time_en: str
    fields: tuple[Field, ...]
    features: Callable[[Moment], Sequence[Feature]]

    @property
    def all_fields(self) -> tuple[Field, ...]:
        """Its own, and those that every feature has."""
        return (*self.fields, BOUNDARY_STATUS, DRILL)


def marks(snapshot: ZoneSnapshot) -> dict[str, str | bool]:
    """What every feature says of the ground and the site it belongs to."""
    return {"boundary_status": snapshot.register.boundary_status.value, "drill": snapshot.drill}


def in_order(features: Iterable[Feature]) -> tuple[Feature, ...]:
    """By identifier, so that pages follow each other."""
    return tuple(sorted(features, key=lambda each: each.identifier))


def text(name: str, vi: str, en: str, *choices: str) -> Field:
    """A field of text."""
    return Field(name, FieldKind.TEXT, vi, en, choices)


def day(name: str, vi: str, en: str) -> Field:
    """A field of days."""
    return Field(name, FieldKind.DAY, vi, en)


def instant(name: str, vi: str, en: str) -> Field:
    """A field of instants."""
    return Field(name, FieldKind.INSTANT, vi, en)


def whole(name: str, vi: str, en: str) -> Field:
    """A field of whole numbers."""
    return Field(name, FieldKind.INTEGER, vi, en)


def number(name: str, vi: str, en: str) -> Field:
    """A field of numbers."""
    return Field(name, FieldKind.NUMBER, vi, en)


def flag(name: str, vi: str, en: str) -> Field:
    """A field that is true or false."""
    return Field(name, FieldKind.BOOLEAN, vi, en)


def texts(name: str, vi: str, en: str) -> Field:
    """A field of lists of texts."""
    return Field(name, FieldKind.TEXTS, vi, en)
