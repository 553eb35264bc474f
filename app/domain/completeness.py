"""Who has reported a day, who has not, and since when: one ward at a time, added up by district."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import groupby

from app.domain.plausibility import PlausibilityWarning
from app.domain.records import ZeroFill
from app.domain.register import Ward

ONE_DAY = timedelta(days=1)


@dataclass(frozen=True)
class DayReport:
    """What the ledger says of one ward on the day asked about; `withdrawn`: the day is missing again.

    `first_received_at` is that of the first version, `last_received_at` that of the current one.
    """

    ward_code: str
    withdrawn: bool
    first_received_at: datetime
    last_received_at: datetime
    warnings: tuple[PlausibilityWarning, ...]


@dataclass(frozen=True)
class MissingWard:
    """A ward without a report of the day. `last_reported_on` None: it never reported.

    `missing_since` is the first of the closed days in a row that are missing, None when only the open day is;
    `days_missing` counts them.
    """

    ward: Ward
    last_reported_on: date | None
    missing_since: date | None
    days_missing: int


@dataclass(frozen=True)
class OddReport:
    """A report whose odd figures nobody has confirmed."""

    ward: Ward
    warnings: tuple[PlausibilityWarning, ...]


@dataclass(frozen=True)
class DistrictCompleteness:
    """How far one district is. `declared`: wards without a report whose day a declaration stands for.

    `district_code` None: wards that lie in none.
    """

    district_code: str | None
    district_name: str | None
    wards: int
    reported: int
    declared: int
    missing: tuple[MissingWard, ...]
    unconfirmed: tuple[OddReport, ...]
    first_received_at: datetime | None
    last_received_at: datetime | None


@dataclass(frozen=True)
class Ledger:
    """What is known of the days up to the one asked about.

    Args:
        on: the day asked about.
        closed_through: the newest closed day; later days are not missing yet.
        first_day: the day from which on reports are expected.
        reports: of the day asked about, by ward code.
        last_reported: the newest day before it that has a report which stands, by ward code.
        fills: declarations that stand for missing reports.
    """

    on: date
    closed_through: date
    first_day: date
    reports: Mapping[str, DayReport]
    last_reported: Mapping[str, date]
    fills: Sequence[ZeroFill]

    def is_declared(self, day: date) -> bool:
        """Whether a declaration says that no report of this day means no cases."""
        return any((fill.first_day is None or fill.first_day <= day) and day < fill.end_day for fill in self.fills)

    def last_declared(self, until: date) -> date | None:
        """The newest declared day up to one; None: there is none."""
        days = [
            min(fill.end_day - ONE_DAY, until)
            for fill in self.fills
            if fill.first_day is None or fill.first_day <= until
        ]
        return max(days, default=None)


def completeness_by_district(wards: Iterable[Ward], ledger: Ledger) -> list[DistrictCompleteness]:
    """How far each district is, by district code; wards of no district stand last."""
    ordered = sorted(wards, key=lambda ward: (ward.district_code is None, ward.district_code or "", ward.code))
    return [_district(list(group), ledger) for _, group in groupby(ordered, key=lambda ward: ward.district_code)]


def _district(wards: Sequence[Ward], ledger: Ledger) -> DistrictCompleteness:
    standing = [
        report for ward in wards if (report := ledger.reports.get(ward.code)) is not None and not report.withdrawn
    ]
    reported = {report.ward_code for report in standing}
    # A withdrawn report stays missing, whatever was declared.
    declared = {ward.code for ward in wards if ward.code not in ledger.reports} if ledger.is_declared(ledger.on) else ()
    missing = [ward for ward in wards if ward.code not in reported and ward.code not in declared]
    return DistrictCompleteness(
        district_code=wards[0].district_code,
        district_name=wards[0].district_name,
        wards=len(wards),
        reported=len(standing),
        declared=len(declared),
        missing=tuple(_missing(ward, ledger) for ward in missing),
        unconfirmed=tuple(_odd(ward, ledger.reports[ward.code]) for ward in wards if _is_odd(ward, ledger)),
        first_received_at=min((report.first_received_at for report in standing), default=None),
        last_received_at=max((report.last_received_at for report in standing), default=None),
    )


def _missing(ward: Ward, ledger: Ledger) -> MissingWard:
    last_reported = ledger.last_reported.get(ward.code)
    newest = min(ledger.on, ledger.closed_through)
    known = [day for day in (last_reported, ledger.last_declared(ledger.on - ONE_DAY)) if day is not None]
    since = max(known) + ONE_DAY if known else max(ledger.first_day, ward.valid_from)
    if since > newest:
        return MissingWard(ward, last_reported, None, 0)
    return MissingWard(ward, last_reported, since, (newest - since).days + 1)


def _is_odd(ward: Ward, ledger: Ledger) -> bool:
    report = ledger.reports.get(ward.code)
    return report is not None and not report.withdrawn and any(not warning.is_confirmed for warning in report.warnings)


def _odd(ward: Ward, report: DayReport) -> OddReport:
    return OddReport(ward, tuple(warning for warning in report.warnings if not warning.is_confirmed))
