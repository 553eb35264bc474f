"""What every part of a policy is made of: frozen shapes, cited numbers, documents, levels."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from app.domain.vocabulary import Provenance

PolicyId = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9-]{2,60}$")]
RuleId = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9-]{1,60}$")]
IndicatorId = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]{1,60}$")]
Text = Annotated[str, Field(min_length=1, max_length=600)]
Finite = Annotated[float, Field(allow_inf_nan=False)]
Days = Annotated[int, Field(ge=1, le=400)]


class Shape(BaseModel):
    """A block of a policy: immutable, and without entries nobody asked for."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=False)

    def __copy__(self) -> Self:
        """A copy without what was derived from the entries: `model_copy` may change them."""
        copied = super().__copy__()
        for derived in copied.__dict__.keys() - type(self).model_fields.keys():
            del copied.__dict__[derived]
        return copied


class Source(Shape):
    """A document a rule or a number comes from."""

    document: Text
    issuer: Text
    issued_on: date
    article: str | None = None
    title_vi: str | None = None
    note: str | None = None
    note_vi: str | None = None


class Cited(Shape):
    """What every rule and number carries: source key(s), provenance, and a note where the text is silent."""

    sources: tuple[str, ...] = ()
    provenance: Provenance
    note_vi: str | None = None
    note_en: str | None = None

    @model_validator(mode="after")
    def _official_needs_a_source(self) -> Cited:
        if self.provenance is not Provenance.EXAMPLE and not self.sources:
            raise ValueError("a number that is not an example must name its source")
        if self.provenance is not Provenance.VERIFIED and not (self.note_vi and self.note_en):
            raise ValueError("a number that was not read in the text must say so in note_vi and note_en")
        return self


class Number(Cited):
    """One legal number with its unit."""

    value: Annotated[int, Field(ge=0, le=100_000)]
    unit: Literal["days", "hours", "cases", "percent"]


class Level(Shape):
    """One level of the palette."""

    id: Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]{1,30}$")]
    rank: Annotated[int, Field(ge=1, le=9)]
    label_vi: Text
    label_en: Text
    meaning_vi: Text
    meaning_en: Text
    colour: Annotated[str, Field(pattern=r"^#[0-9A-F]{6}$")]
    colour_dark: Annotated[str, Field(pattern=r"^#[0-9A-F]{6}$")]
    pattern: Literal["none", "cross_hatch", "diagonal", "dots", "reverse_hatch"]


class Limits(Shape):
    """Where a threshold lies and on which side its own value falls: each name says its edge."""

    at_least: Finite | None = Field(default=None, description="≥ this value")
    above: Finite | None = Field(default=None, description="> this value")
    below: Finite | None = Field(default=None, description="< this value")
    at_most: Finite | None = Field(default=None, description="≤ this value")

    @model_validator(mode="after")
    def _sound(self) -> Limits:
        if self.at_least is not None and self.above is not None:
            raise ValueError("a lower limit is either at_least (≥) or above (>), not both")
        if self.below is not None and self.at_most is not None:
            raise ValueError("an upper limit is either below (<) or at_most (≤), not both")
        lower, upper = self.lower, self.upper
        if lower is not None and upper is not None and lower[0] >= upper[0]:
            raise ValueError(f"the lower limit {lower[0]:g} must lie below the upper limit {upper[0]:g}")
        return self

    @property
    def lower(self) -> tuple[float, bool] | None:
        """The lower limit and whether its own value is inside; None when there is none."""
        if self.at_least is not None:
            return self.at_least, True
        return None if self.above is None else (self.above, False)

    @property
    def upper(self) -> tuple[float, bool] | None:
        """The upper limit and whether its own value is inside; None when there is none."""
        if self.at_most is not None:
            return self.at_most, True
        return None if self.below is None else (self.below, False)
