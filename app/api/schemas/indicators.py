"""Values beside case counts on the wire."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from app.api.schemas.case_reports import LevelChangeOut
from app.api.schemas.common import Day, Given, Note, SourceCode, Taken, WardCode
from app.domain.indicator_catalogue import UnitKind
from app.domain.indicator_records import IndicatorKey, IndicatorValue
from app.domain.vocabulary import ReasonCode
from app.services.indicator_reading import ValueInForce
from app.services.indicators import NewValue

IndicatorId = Annotated[
    str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{0,63}$"), Field(examples=["fully_vaccinated_50plus_pct"])
]
UnitCode = Annotated[WardCode, Field(description="Code of the ward or district; `city` for the whole city.")]
Amount = Annotated[float, Field(description="Within the plausible range of the indicator, in its unit.")]


class IndicatorValueIn(Taken):
    """One value of one indicator about one unit, as of one day."""

    unit_kind: Annotated[UnitKind, Field(strict=False)]
    unit_code: UnitCode
    indicator_id: IndicatorId
    reported_on: Day
    value: Amount
    source: SourceCode | None = None
    note: Note | None = None

    def as_record(self, *, default_source: str, pointer: str = "") -> NewValue:
        """The value as the services take it."""
        source = self.source or default_source
        key = IndicatorKey(self.unit_kind, self.unit_code, self.indicator_id, self.reported_on, source)
        return NewValue(key=key, value=self.value, note=self.note or None, pointer=pointer)


class IndicatorCorrectionIn(Taken):
    """A correction: the value as it should be (null withdraws it), and why."""

    value: Amount | None
    reason_code: Annotated[ReasonCode, Field(strict=False)]
    note: Note | None = None


class IndicatorValueOut(Given):
    """One version of a value; `value` null: withdrawn, as if nothing had been reported for that day."""

    unit_kind: UnitKind
    unit_code: str
    indicator_id: str
    reported_on: date
    source: str
    version: int
    value: float | None
    note: str | None
    reason_code: str | None
    reported_by: str
    received_at: datetime
    revision: int = Field(description="The revision that recorded this version.")

    @classmethod
    def of(cls, value: IndicatorValue) -> IndicatorValueOut:
        """A stored version as it is shown to staff in scope."""
        return cls(
            unit_kind=value.key.unit_kind,
            unit_code=value.key.unit_code,
            indicator_id=value.key.indicator_id,
            reported_on=value.key.reported_on,
            source=value.key.source,
            version=value.version,
            value=value.value,
            note=value.note,
            reason_code=value.reason_code,
            reported_by=value.reported_by,
            received_at=value.received_at,
            revision=value.recorded_revision,
        )


class IndicatorPage(Given):
    """Values in the order of day, unit, indicator and source; all versions of one when asked for one."""

    items: list[IndicatorValueOut]
    number_matched: int
    number_returned: int
    links: list[dict[str, str]]


class ValueInForceOut(Given):
    """The value a judgement of one unit takes of one indicator; `inherited`: it is that of a wider unit."""

    indicator_id: str
    value: float
    reported_on: date
    unit_kind: UnitKind
    unit_code: str
    inherited: bool

    @classmethod
    def of(cls, found: ValueInForce) -> ValueInForceOut:
        """As found."""
        return cls.model_validate(found, from_attributes=True)


class ValuesInForce(Given):
    """What a judgement of a unit on a day knows beside cases; an indicator without a value is not listed."""

    unit_kind: UnitKind
    unit_code: str
    on: date
    source: str
    items: list[ValueInForceOut]
    number_matched: int
    number_returned: int
    links: list[dict[str, str]]


class IndicatorBatchRowOut(Given):
    """What became of one row, in the order sent."""

    index: int
    unit_kind: UnitKind
    unit_code: str
    indicator_id: str
    reported_on: date
    result: Literal["created", "unchanged"]
    version: int


class IndicatorBatchOut(Given):
    """What became of a batch; a dry run wrote nothing."""

    dry_run: bool
    created: int
    unchanged: int
    items: list[IndicatorBatchRowOut]
    level_changes: list[LevelChangeOut]
    revision: int | None
