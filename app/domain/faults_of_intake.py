"""What can go wrong with reports, drafts, files and reporting days."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime

from app.domain.fault_base import Conflict, FieldFault, Invalid, InvalidValue, ZoneError
from app.domain.import_records import ImportRecord
from app.domain.plausibility import PlausibilityWarning


class FutureReportingDate(InvalidValue):
    """The reporting day has not begun."""

    def __init__(self, pointer: str, reporting_date: date, open_day: date) -> None:
        self.reporting_date, self.open_day = reporting_date, open_day
        field = pointer.rpartition("/")[2]
        super().__init__(
            pointer,
            vi=f"Ngày báo cáo {reporting_date:%d/%m/%Y} chưa bắt đầu; ngày đang mở là {open_day:%d/%m/%Y}.",
            en=f"{field} {reporting_date} has not begun; send a day up to {open_day}, the open day.",
        )


class InvalidImport(Invalid):
    """A file cannot be taken; `errors` lists every fault and nothing was stored."""


class UnreadableSheet(Invalid):
    """A file is no sheet that can be read safely, or nothing in it looks like a table; `reason` says which."""

    def __init__(self, reason: str, *, vi: str, en: str, extensions: dict[str, object] | None = None) -> None:
        self.reason = reason
        super().__init__(vi=vi, en=en, extensions={"reason": reason, **(extensions or {})})


def field_faults(record: ImportRecord) -> list[FieldFault]:
    """The faults of a file as a refusal tells them: pointers are rows and columns, the words say where."""
    return [FieldFault(f"/{each.row}/{each.column or ''}".rstrip("/"), *each.located) for each in record.faults]


class ImportRefused(InvalidImport):
    """Rows of a file cannot be taken, so none was; the file is remembered, and its faulty rows can be fetched."""

    def __init__(self, record: ImportRecord) -> None:
        self.record = record
        count = record.totals.rejected
        super().__init__(
            vi=f"{count} dòng chưa nhận được nên không dòng nào được ghi; sửa rồi gửi lại, hoặc chỉ gửi các dòng đúng.",
            en=f"{count} rows cannot be taken, so none was stored; mend them and send again, or send the good rows.",
            errors=field_faults(record),
            extensions={
                "import_id": record.import_id,
                "rejected": count,
                "fault_count": record.fault_count,
                "errors_url": f"/api/v1/imports/{record.import_id}/errors.xlsx",
            },
        )


class ReportConflict(Conflict):
    """A different report already stands under the natural key (ward, reporting day, source)."""

    def __init__(self, *, ward_code: str, reporting_date: date, source: str, current_version: int) -> None:
        where = f"/api/v1/case-reports/{ward_code}/{reporting_date}?source={source}"
        super().__init__(
            vi=f"Đã có báo cáo khác của {ward_code} cho ngày {reporting_date:%d/%m/%Y} (nguồn {source}, phiên bản "
            f"{current_version}). Muốn sửa, gọi PUT {where} với If-Match.",
            en=f"Another report of ward {ward_code} for {reporting_date} (source {source}, version "
            f"{current_version}) is stored. To correct it, call PUT {where} with If-Match.",
            extensions={"current_version": current_version, "correction": where},
        )


class ConfirmationRequired(Conflict):
    """Figures look odd, and whoever sends them was asked to say why they are right."""

    def __init__(self, errors: Sequence[FieldFault], warnings: Sequence[PlausibilityWarning] = ()) -> None:
        self.warnings = tuple(warnings)
        super().__init__(
            vi="Có số cần xem lại: " + " ".join(fault.vi for fault in errors) + " Nếu đúng, gửi lại kèm lý do.",
            en="Figures need a second look: " + " ".join(fault.en for fault in errors) + " If right, send a reason.",
            errors=errors,
        )


class IdempotencyMismatch(Invalid):
    """The same Idempotency-Key came with other content."""

    def __init__(self) -> None:
        super().__init__(
            vi="Idempotency-Key này đã dùng cho nội dung khác. Nội dung mới cần một khoá mới.",
            en="This Idempotency-Key was used for other content. Send new content with a new key.",
        )


class TooManyDrafts(Conflict):
    """Somebody keeps as many drafts as anybody may."""

    def __init__(self, most: int) -> None:
        super().__init__(
            vi=f"Đã lưu {most} bản nháp, tối đa một người. Gửi hoặc xoá bớt bản nháp cũ.",
            en=f"{most} drafts are kept, the most for one person. Send or delete older ones.",
        )


class DayNotLocked(Conflict):
    """A day that still takes reports needs no opening, and one that is not open needs no closing."""


class DayLocked(ZoneError):
    """The reporting day has locked for its districts; says since when and who can open it again.

    `locked_at` and `reopened_until` are local times of the site; the latter is the end of an opening that has passed.
    """

    def __init__(
        self,
        pointer: str,
        *,
        reporting_date: date,
        district_code: str,
        district_name: str,
        locked_at: datetime,
        reopened_until: datetime | None,
    ) -> None:
        self.reporting_date, self.district_code, self.locked_at = reporting_date, district_code, locked_at
        address = f"/api/v1/reporting-days/{reporting_date}/reopen"
        ended_vi = "" if reopened_until is None else f", mở lại đến {_local(reopened_until)} và nay đã hết hạn"
        ended_en = "" if reopened_until is None else f", was opened again until {_local(reopened_until)}, now over"
        vi = (
            f"Ngày báo cáo {reporting_date:%d/%m/%Y} của {district_name} (mã {district_code}) đã khoá từ "
            f"{_local(locked_at)}{ended_vi}. Không có gì được ghi. Người phụ trách (supervisor) của {district_name} "
            "hoặc thành phố mở lại được trong tối đa 24 giờ, kèm lý do, ở trang /staff/progress hoặc bằng "
            f"POST {address}."
        )
        en = (
            f"Reporting day {reporting_date} of {district_name} (code {district_code}) has been locked since "
            f"{_local(locked_at)}{ended_en}. Nothing was written. A supervisor of {district_name} or the city can open "
            f"it again for up to 24 hours, with a reason, on /staff/progress or with POST {address}."
        )
        super().__init__(
            vi=vi,
            en=en,
            errors=[FieldFault(pointer=pointer, vi=vi, en=en)],
            extensions={
                "reporting_date": reporting_date.isoformat(),
                "district_code": district_code,
                "locked_at": locked_at.isoformat(),
                "reopened_until": None if reopened_until is None else reopened_until.isoformat(),
                "reopen": address,
            },
        )


def _local(moment: datetime) -> str:
    return f"{moment:%H:%M %d/%m/%Y}"


class StaleVersion(ZoneError):
    """The version named in If-Match is no longer the current one."""

    def __init__(self, *, current_version: int, current: dict[str, object] | None = None) -> None:
        self.current_version = current_version
        super().__init__(
            vi=f"Báo cáo không còn ở phiên bản đã xem; phiên bản hiện tại là {current_version}. "
            "Xem lại rồi gửi với If-Match mới.",
            en=f"The report is not at the version you looked at; the current version is {current_version}. "
            "Look again and send the new If-Match.",
            extensions={"current_version": current_version, **({"current": current} if current else {})},
        )


class StaleDraft(ZoneError):
    """The draft was kept from another tab or device meanwhile; what was kept there is told, so nothing is lost."""

    def __init__(
        self, *, current_version: int, updated_at: datetime | None, cells: Mapping[str, Mapping[str, str]]
    ) -> None:
        self.current_version = current_version
        current = {
            "version": current_version,
            "updated_at": updated_at.isoformat() if updated_at else None,
            "cells": {ward_code: dict(row) for ward_code, row in cells.items()},
        }
        super().__init__(
            vi=f"Bản nháp đã được lưu từ thẻ hoặc máy khác (phiên bản {current_version}). Gộp với `current` rồi lưu "
            "lại với If-Match mới.",
            en=f"The draft was kept from another tab or device (version {current_version}). Merge it with `current` "
            "and keep it with the new If-Match.",
            extensions={"current_version": current_version, "current": current},
        )


class PreconditionMissing(ZoneError):
    """A correction without If-Match could overwrite what its sender never saw."""

    def __init__(self) -> None:
        super().__init__(
            vi='Sửa cần If-Match mang phiên bản đang xem, ví dụ If-Match: "1".',
            en='A correction needs If-Match with the version you looked at, for example If-Match: "1".',
        )
