"""Barriers on the wire."""

from __future__ import annotations

import json
from datetime import date
from typing import Annotated, Any

import shapely
from pydantic import Field, model_validator
from shapely import LineString, MultiLineString

from app.api.schemas.common import Day, DocumentNumber, Given, Taken, Title, WardCode
from app.api.validation_faults import BilingualValueError
from app.domain.barriers import Barrier, BarrierContent, BarrierKind
from app.domain.geometry import Extent, parse_geometry
from app.domain.vocabulary import Provenance

MOST_PAIRS = 2_000
LINES = ("LineString", "MultiLineString")
Pair = Annotated[list[WardCode], Field(min_length=2, max_length=2)]


class BarrierContentIn(Taken):
    """What cannot be crossed: pairs of wards or districts whose common border it cuts, or a line."""

    name_vi: Title
    name_en: Title
    kind: Annotated[BarrierKind, Field(strict=False)]
    pairs: Annotated[list[Pair], Field(max_length=MOST_PAIRS)] = Field(
        default_factory=list, description="Codes of two wards, or of two districts, by `kind`."
    )
    line: dict[str, Any] | None = Field(None, description="GeoJSON LineString or MultiLineString, lon/lat.")
    valid_from: Day
    valid_to: Annotated[Day | None, Field(description="The first day it no longer stands.")] = None
    document_number: DocumentNumber | None = None
    provenance: Annotated[Provenance, Field(strict=False, description="How sure we are of it.")]

    @model_validator(mode="after")
    def _one_of_both(self) -> BarrierContentIn:
        needs_line = self.kind is BarrierKind.LINE
        if needs_line is (self.line is None) or needs_line is bool(self.pairs):
            raise BilingualValueError(
                vi="cần line khi kind là line, cần pairs khi kind là ward_pairs hay district_pairs, không cả hai",
                en="needs line where kind is line, pairs where kind is ward_pairs or district_pairs, and not both",
            )
        if any(one == other for one, other in self.pairs):
            raise BilingualValueError(vi="một cặp cần hai mã khác nhau", en="a pair needs two different codes")
        return self

    def as_content(self, *, extent: Extent | None, pointer: str = "") -> BarrierContent:
        """The barrier as the services take it.

        Raises:
            InvalidGeometry: the line is no sound one, or lies outside the register.
        """
        line = None
        if self.line is not None:
            line = parse_geometry(self.line, pointer=f"{pointer}/line", allowed=LINES, extent=extent)
        assert line is None or isinstance(line, LineString | MultiLineString)
        return BarrierContent(
            name_vi=self.name_vi,
            name_en=self.name_en,
            kind=self.kind,
            pairs=tuple(sorted({(min(pair), max(pair)) for pair in self.pairs})),
            line=line,
            valid_from=self.valid_from,
            valid_to=self.valid_to,
            document_number=self.document_number,
            provenance=self.provenance,
        )


class BarrierIn(BarrierContentIn):
    """A barrier to declare; with `barrier_id` and `version` the next version of one."""

    barrier_id: Annotated[str | None, Field(max_length=40, pattern=r"^[A-Za-z0-9-]+$")] = None
    version: Annotated[int | None, Field(ge=1, description="The version looked at; refused when it is stale.")] = None


class BarrierFile(Taken):
    """A file of barriers."""

    barriers: Annotated[list[BarrierContentIn], Field(max_length=500)]


class BarrierOut(Given):
    """One barrier as it stands."""

    barrier_id: str
    version: int
    name_vi: str
    name_en: str
    kind: str
    pairs: list[tuple[str, str]]
    line: dict[str, Any] | None
    valid_from: date
    valid_to: date | None
    document_number: str | None
    provenance: str
    revision: int

    @classmethod
    def of(cls, barrier: Barrier) -> BarrierOut:
        """A barrier as it is shown."""
        return cls(
            barrier_id=barrier.barrier_id,
            version=barrier.version,
            name_vi=barrier.name_vi,
            name_en=barrier.name_en,
            kind=barrier.kind,
            pairs=list(barrier.pairs),
            line=None if barrier.line is None else json.loads(shapely.to_geojson(barrier.line)),
            valid_from=barrier.valid_from,
            valid_to=barrier.valid_to,
            document_number=barrier.document_number,
            provenance=barrier.provenance,
            revision=barrier.recorded_revision,
        )


class BarriersOut(Given):
    """Barriers by id."""

    items: list[BarrierOut]
    number_matched: int
    number_returned: int
    links: list[dict[str, str]]
