"""Moving cases from one ward to another: two corrections in one transaction, so no total above the wards changes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from app.domain.errors import InvalidValue, ReportNotFound
from app.domain.records import CaseCounts, CaseReport, CaseTransfer, ReportKey
from app.domain.vocabulary import CASE_CLASSES, ReasonCode
from app.services.access import Caller, require_district
from app.services.case_reporting import take_reports
from app.services.reclassification import LevelChange
from app.services.register import register_on
from app.services.report_reading import wards_in_scope
from app.services.report_versions import refuse_stale
from app.services.sent_reports import Correction, NewReport
from app.services.site_rules import SiteRules
from app.storage.case_reports import current_reports
from app.storage.case_transfers import add_transfer, find_transfers
from app.storage.revisions import Revision


@dataclass(frozen=True)
class Move:
    """What is asked for: so many cases of each class from the report of one ward to that of another, and why.

    `from_version`, `to_version`: the versions of both reports that its author looked at.
    """

    reporting_date: date
    source: str
    from_ward_code: str
    to_ward_code: str
    counts: CaseCounts
    from_version: int
    to_version: int
    reason_code: ReasonCode = ReasonCode.MOVED
    note: str | None = None

    @property
    def giving(self) -> ReportKey:
        """The report the cases leave."""
        return ReportKey(self.from_ward_code, self.reporting_date, self.source)

    @property
    def taking(self) -> ReportKey:
        """The report they come to."""
        return ReportKey(self.to_ward_code, self.reporting_date, self.source)


@dataclass(frozen=True)
class Moved:
    """The move as recorded, and what changed in force."""

    transfer: CaseTransfer
    level_changes: tuple[LevelChange, ...]


def move_cases(session: Session, *, rules: SiteRules, caller: Caller, move: Move, revision: Revision) -> Moved:
    """Correct both reports at once and record that they belong together.

    Raises:
        WardNotFound, NotYourDistrict: a ward is unknown, or not in the caller's scope.
        ReportNotFound: a ward has no report of the day; report it first, so that nothing is made up.
        InvalidValue: both wards are one, nothing is moved, or more than was reported.
        StaleVersion: somebody corrected one of them in between.
    """
    _check(move)
    register = register_on(session, move.reporting_date)
    for code in (move.from_ward_code, move.to_ward_code):
        require_district(caller, register.ward(code).scope_code)
    standing = current_reports(session, [move.giving, move.taking])
    # Told first: what was read is no longer so, and whatever else is wrong may come of that.
    for key, looked_at in ((move.giving, move.from_version), (move.taking, move.to_version)):
        refuse_stale(standing.get(key), looked_at)
    reports = [
        _corrected(standing.get(move.giving), move.giving, move, sign=-1),
        _corrected(standing.get(move.taking), move.taking, move, sign=1),
    ]
    outcome = take_reports(session, rules=rules, caller=caller, reports=reports, revision=revision)
    if outcome.refused:
        raise outcome.refused[0].problem
    transfer = CaseTransfer(
        recorded_revision=revision.number,
        reporting_date=move.reporting_date,
        source=move.source,
        from_ward_code=move.from_ward_code,
        to_ward_code=move.to_ward_code,
        counts=move.counts,
        from_version=move.from_version + 1,
        to_version=move.to_version + 1,
        reason_code=move.reason_code,
        note=move.note,
        recorded_by=caller.username,
    )
    add_transfer(session, transfer)
    return Moved(transfer, outcome.level_changes)


def transfers_in_scope(
    session: Session,
    *,
    caller: Caller,
    district_code: str | None,
    first_day: date,
    last_day: date,
    before: int | None,
    limit: int,
) -> list[CaseTransfer]:
    """Moves from or to wards the caller answers for (of one district), the newest first.

    Raises:
        DistrictNotFound, NotYourDistrict: as named.
    """
    return find_transfers(
        session,
        ward_codes=wards_in_scope(session, caller=caller, ward_code=None, district_code=district_code),
        first_day=first_day,
        last_day=last_day,
        before=before,
        limit=limit,
    )


def _check(move: Move) -> None:
    if move.from_ward_code == move.to_ward_code:
        raise InvalidValue(
            "/to_ward_code",
            vi=f"Nơi đi và nơi đến cùng là {move.from_ward_code}; chọn hai phường, xã khác nhau.",
            en=f"Both wards are {move.from_ward_code}; name two different ones.",
        )
    if move.counts.total == 0:
        raise InvalidValue(
            "/counts",
            vi="Chưa có ca nào để chuyển; ghi số ca ở ít nhất một loại.",
            en="No case is moved; give a number in at least one class.",
        )


def _corrected(standing: CaseReport | None, key: ReportKey, move: Move, *, sign: int) -> NewReport:
    if standing is None or standing.counts is None:
        raise ReportNotFound(f"{key.ward_code} {key.reporting_date} {key.source}")
    for each in CASE_CLASSES:
        moved, there = getattr(move.counts, each.value), getattr(standing.counts, each.value)
        if sign < 0 and moved > there:
            raise InvalidValue(
                f"/counts/{each.value}",
                vi=f"Không chuyển được {moved} ca: {key.ward_code} chỉ báo {there} ca loại này.",
                en=f"{moved} cases cannot be moved: ward {key.ward_code} reported only {there} of this class.",
            )
    pairs = zip(standing.counts.as_tuple(), move.counts.as_tuple(), strict=True)
    return NewReport(
        ward_code=key.ward_code,
        reporting_date=key.reporting_date,
        source=key.source,
        counts=CaseCounts(*(there + sign * moved for there, moved in pairs)),
        samples=standing.samples,
        positives=standing.positives,
        note=standing.note,
        new_f1_contacts=standing.new_f1_contacts,
        correction=Correction(move.from_version if sign < 0 else move.to_version, move.reason_code),
        # What somebody said of odd figures still stands where they stay odd.
        confirmations=tuple((each.code, each.reason) for each in standing.warnings if each.reason is not None),
    )
