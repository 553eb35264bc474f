"""Who has reported and who has not, on the wire."""

from __future__ import annotations

from datetime import date, datetime

from pydantic import Field

from app.api.language import Language
from app.api.schemas.common import Given
from app.domain.completeness import DistrictCompleteness, MissingWard, OddReport
from app.domain.plausibility import sentence


class MissingWardOut(Given):
    """A ward without a report of the day."""

    ward_code: str
    ward_name: str
    last_reported_on: date | None = Field(description="Null: the ward never reported.")
    missing_since: date | None = Field(
        description="The first of the closed days in a row without a report; null: only the open day is missing yet."
    )
    days_missing: int

    @classmethod
    def of(cls, missing: MissingWard) -> MissingWardOut:
        """A missing ward as it is shown."""
        return cls(
            ward_code=missing.ward.code,
            ward_name=missing.ward.name,
            last_reported_on=missing.last_reported_on,
            missing_since=missing.missing_since,
            days_missing=missing.days_missing,
        )


class OddFigureOut(Given):
    """What looks odd about a report, and is not confirmed."""

    code: str
    column: str
    message: str


class OddReportOut(Given):
    """A report whose odd figures nobody has confirmed."""

    ward_code: str
    ward_name: str
    warnings: list[OddFigureOut]

    @classmethod
    def of(cls, odd: OddReport, language: Language) -> OddReportOut:
        """An odd report as it is shown."""
        found = [
            OddFigureOut(code=each.code.value, column=each.column, message=getattr(sentence(each), language))
            for each in odd.warnings
        ]
        return cls(ward_code=odd.ward.code, ward_name=odd.ward.name, warnings=found)


class DistrictCompletenessOut(Given):
    """How far one district is: `wards` = `reported` + `declared` + the number of `missing`."""

    district_code: str | None
    district_name: str | None
    wards: int
    reported: int
    declared: int = Field(description="Wards without a report for which a declaration says that there were no cases.")
    missing: list[MissingWardOut]
    unconfirmed_warnings: list[OddReportOut]
    first_received_at: datetime | None
    last_received_at: datetime | None

    @classmethod
    def of(cls, found: DistrictCompleteness, language: Language) -> DistrictCompletenessOut:
        """A district as it is shown to staff in scope."""
        return cls(
            district_code=found.district_code,
            district_name=found.district_name,
            wards=found.wards,
            reported=found.reported,
            declared=found.declared,
            missing=[MissingWardOut.of(each) for each in found.missing],
            unconfirmed_warnings=[OddReportOut.of(each, language) for each in found.unconfirmed],
            first_received_at=found.first_received_at,
            last_received_at=found.last_received_at,
        )


class CompletenessOut(Given):
    """How far the caller's districts are with one reporting day, by district code."""

    on: date
    is_open: bool
    publish_at: datetime
    closes_at: datetime
    locks_at: datetime | None
    provisional: bool
    complete_through: date
    wards: int
    reported: int
    declared: int
    missing: int
    revision: int
    items: list[DistrictCompletenessOut]
    number_matched: int
    number_returned: int
    links: list[dict[str, str]]
