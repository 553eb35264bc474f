"""Pieces of many shapes: strict counts, codes, days, text, and the bases they stand on."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints

from app.api.validation_faults import BilingualValueError
from app.domain.reporting_day import EARLIEST_DAY

LARGEST_COUNT = 1_000_000


def _only_iso_day(value: object) -> object:
    """Only `YYYY-MM-DD`: no number, no date-time, no year far from ours."""
    if isinstance(value, str):
        if len(value) == 10 and value[4] == value[7] == "-":
            return value
    elif isinstance(value, date):
        return value
    raise BilingualValueError(
        vi="phải là ngày có thật, dạng YYYY-MM-DD, ví dụ 2021-09-14",
        en="must be a real day as YYYY-MM-DD, for example 2021-09-14",
    )


def _of_our_time(value: date) -> date:
    if value >= EARLIEST_DAY:
        return value
    raise BilingualValueError(vi=f"phải là ngày từ {EARLIEST_DAY} trở đi", en=f"must be a day from {EARLIEST_DAY} on")


class Taken(BaseModel):
    """Base of all shapes that are taken: nothing unknown, nothing converted, no NaN."""

    model_config = ConfigDict(extra="forbid", strict=True, allow_inf_nan=False, frozen=True)


class Given(BaseModel):
    """Base of all shapes that are given."""

    model_config = ConfigDict(frozen=True)


Day = Annotated[
    date,
    BeforeValidator(_only_iso_day),
    AfterValidator(_of_our_time),
    Field(strict=False, description="A day, YYYY-MM-DD.", examples=["2021-09-14"]),
]
Count = Annotated[int, Field(ge=0, le=LARGEST_COUNT, description="A whole number of people; 0 is a report.")]
WardCode = Annotated[str, StringConstraints(pattern=r"^[0-9A-Za-z-]{1,16}$"), Field(examples=["00487"])]
SourceCode = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_-]{0,39}$")]
Note = Annotated[str, StringConstraints(max_length=2000, strip_whitespace=True)]
Title = Annotated[str, StringConstraints(min_length=1, max_length=200, strip_whitespace=True)]
DocumentNumber = Annotated[str, StringConstraints(min_length=1, max_length=100, strip_whitespace=True)]
