"""Case reports of the caller's districts, to be taken away as a file."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from sqlalchemy.orm import Session

from app.domain.errors import InvalidValue
from app.formats.report_export import ExportFormat, export_reports
from app.services.access import Caller
from app.services.register import current_register
from app.services.report_reading import wards_in_scope
from app.storage.case_reports import count_reports, find_reports

MOST_ROWS: Final = 200_000


@dataclass(frozen=True)
class Exported:
    """A file of reports: what is in it, an ASCII name, how many rows."""

    content: bytes
    name: str
    rows: int


def export_in_scope(
    session: Session,
    *,
    caller: Caller,
    ward_code: str | None,
    district_code: str | None,
    first_day: date,
    last_day: date,
    form: ExportFormat,
    has_bom: bool,
    now: datetime,
) -> Exported:
    """The current reports of some wards between two days, by day, ward and source.

    Raises:
        WardNotFound, DistrictNotFound, NotYourDistrict: as named.
        InvalidValue: the days are the wrong way round, or there are too many reports for one file.
    """
    if first_day > last_day:
        raise InvalidValue(
            "/from",
            vi=f"from {first_day} sau to {last_day}; đổi lại hai ngày.",
            en=f"from {first_day} is after to {last_day}; swap the two days.",
        )
    wards = wards_in_scope(session, caller=caller, ward_code=ward_code, district_code=district_code)
    count = count_reports(session, ward_codes=wards, first_day=first_day, last_day=last_day)
    if count > MOST_ROWS:
        raise InvalidValue(
            "/from",
            vi=f"Khoảng này có {count} báo cáo, một tệp chứa nhiều nhất {MOST_ROWS}; chọn ít ngày hơn hoặc một huyện.",
            en=f"The range has {count} reports and a file holds {MOST_ROWS} at most; choose fewer days or a district.",
        )
    reports = find_reports(session, ward_codes=wards, first_day=first_day, last_day=last_day, limit=MOST_ROWS)
    content = export_reports(
        reports,
        wards={ward.code: ward for ward in current_register(session).wards},
        form=form,
        has_bom=has_bom,
        created=now,
    )
    place = f"_{ward_code or district_code}" if ward_code or district_code else ""
    return Exported(content, f"bao-cao-ca-benh{place}_{first_day}_{last_day}.{form}", len(reports))
