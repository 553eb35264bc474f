"""Tables to take away, with the number of their rows: one place for the API and the command line."""

from __future__ import annotations

from dataclasses import dataclass, replace

from sqlalchemy.orm import Session

from app.domain.disclosure import Disclosure
from app.domain.errors import DistrictNotFound, InvalidValue, WardNotFound
from app.formats.typed_table import LONGEST_SHEET, TypedTable
from app.services.access import Caller
from app.services.ledger_tables import Sessions, asked_of, assessments_table, case_versions_table, cases_table
from app.services.report_reading import districts_of_wards, wards_in_scope
from app.services.site_rules import SiteRules
from app.services.status_tables import Narrowed, history_intervals, history_table, status_table
from app.services.zone_status import ZoneSnapshot
from app.storage.export_rows import count_assessments, count_case_rows

WITH_SHAPES = frozenset({"geoparquet", "gpkg", "fgb"})
"""The formats in which the status has its polygons."""


@dataclass(frozen=True)
class Taken:
    """A table, and how many rows it will have."""

    table: TypedTable
    rows: int


def take_status(snapshot: ZoneSnapshot, narrowed: Narrowed, *, form: str) -> Taken:
    """The level in force in every ward, with polygons in the formats of maps."""
    zones = [
        zone
        for zone in snapshot.zones
        if narrowed.holds(ward_code=zone.ward.code, district_code=zone.ward.district_code)
        and (narrowed.level is None or zone.level == narrowed.level)
    ]
    shapes = snapshot.register.shapes if form in WITH_SHAPES else None
    return Taken(status_table(snapshot, zones, shapes=shapes), len(zones))


def take_history(session: Session, snapshot: ZoneSnapshot, narrowed: Narrowed, *, rules: SiteRules, form: str) -> Taken:
    """The intervals in which each level was in force.

    Raises:
        WardNotFound, DistrictNotFound: there never was such a unit.
        InvalidValue: the days are the wrong way round, or there are too many rows for the format.
    """
    _check(session, narrowed)
    intervals = history_intervals(snapshot, rules.clock, narrowed)
    return _fitting(Taken(history_table(snapshot, intervals), len(intervals)), form)


def take_assessments(
    session: Session, sessions: Sessions, snapshot: ZoneSnapshot, narrowed: Narrowed, *, rules: SiteRules, form: str
) -> Taken:
    """Every judged day as last judged. Raises: as `take_history`."""
    _check(session, narrowed)
    asked = asked_of(session, snapshot, narrowed)
    rows = count_assessments(session, asked, scheme=rules.scheme)
    return _fitting(Taken(assessments_table(sessions, snapshot, asked, rules=rules), rows), form)


def take_cases(
    session: Session,
    sessions: Sessions,
    snapshot: ZoneSnapshot,
    narrowed: Narrowed,
    *,
    rules: SiteRules,
    disclosure: Disclosure,
    form: str,
) -> Taken:
    """Current reports of the authoritative source as the reader may see them. Raises: as `take_history`."""
    _check(session, narrowed)
    asked = replace(asked_of(session, snapshot, narrowed), sources=(rules.source,))
    rows = count_case_rows(session, asked)
    return _fitting(Taken(cases_table(sessions, snapshot, asked, disclosure=disclosure), rows), form)


def take_case_versions(
    session: Session,
    sessions: Sessions,
    snapshot: ZoneSnapshot,
    narrowed: Narrowed,
    *,
    caller: Caller,
    all_versions: bool,
    form: str,
) -> Taken:
    """Reports with true numbers, of the caller's districts. Raises: as `take_history`, and `NotYourDistrict`."""
    _check(session, narrowed)
    codes = wards_in_scope(session, caller=caller, ward_code=narrowed.ward_code, district_code=narrowed.district_code)
    asked = replace(asked_of(session, snapshot, Narrowed()), ward_codes=codes, all_versions=all_versions)
    asked = replace(asked, first_day=narrowed.first_day, last_day=narrowed.last_day)
    rows = count_case_rows(session, asked)
    return _fitting(Taken(case_versions_table(sessions, snapshot, asked), rows), form)


def _check(session: Session, narrowed: Narrowed) -> None:
    first, last = narrowed.first_day, narrowed.last_day
    if first is not None and last is not None and first > last:
        raise InvalidValue(
            "/from",
            vi=f"from {first} sau to {last}; đổi lại hai ngày.",
            en=f"from {first} is after to {last}; swap the two days.",
        )
    if narrowed.ward_code is None and narrowed.district_code is None:
        return
    districts = districts_of_wards(session)
    if narrowed.ward_code is not None and narrowed.ward_code not in districts:
        raise WardNotFound(narrowed.ward_code)
    if narrowed.district_code is not None and narrowed.district_code not in districts.values():
        raise DistrictNotFound(narrowed.district_code)


def _fitting(taken: Taken, form: str) -> Taken:
    if form == "xlsx" and taken.rows > LONGEST_SHEET:
        raise InvalidValue(
            "/form",
            vi=f"Có {taken.rows} dòng, một bảng tính chứa nhiều nhất {LONGEST_SHEET}; lấy csv hay parquet, "
            "hoặc chọn ít ngày hơn.",
            en=f"There are {taken.rows} rows and a workbook holds {LONGEST_SHEET} at most; take csv or parquet, "
            "or choose fewer days.",
        )
    return taken
