"""What can go wrong, as values: each fault names the field, the value and the cure, in both languages.

    ZoneError
    ├── NotFound            WardNotFound · DistrictNotFound · PolicyNotFound · OutbreakNotFound · RunNotFound
    │                       ReportNotFound · SubmissionNotFound · BoundaryVersionNotFound · UnitNotFound
    │                       IndicatorNotFound · IndicatorValueNotFound · PublicationNotFound · DecisionNotFound
    │                       AccountNotFound · KeyNotFound · SessionNotFound
    ├── Invalid             InvalidValue · InvalidGeometry · InvalidPolicy · InvalidImport · ImportRefused
    │                       UnreadableSheet · FutureReportingDate
    ├── Conflict            ReportConflict · ConfirmationRequired · IndicatorConflict · IdempotencyMismatch
    │                       RingStateConflict · OutbreakStateConflict · DrillRefused · RunInProgress · NotYetJudged
    │                       AlreadySuperseded · DecisionConflict · TooManyDrafts · LastAdministrator · DayNotLocked
    ├── DayLocked           a report or correction of a day that has locked
    ├── StaleVersion        a correction that leans on an older version
    │                       StaleAccount
    ├── StaleDraft          a draft that leans on an older one
    ├── PreconditionMissing a correction without If-Match
    ├── AccessDenied        NotYourDistrict · RoleRequired · NotYourStaff · SignInNeeded
    │                       PasswordChangeRequired · CrossSiteRequest
    ├── NotAuthenticated    no, wrong or ended credentials
    ├── TooManyAttempts     login throttled
    ├── TooManyChecks       files sent for checking faster than they are read
    ├── BacktestInProgress  another back-test is being computed
    ├── NothingToJudge      no register, or no closed day in the range
    └── Unavailable         the database or the snapshot cannot answer just now

They know nothing of HTTP: one table in the HTTP face gives each a status.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import ClassVar

from app.domain.import_records import ImportRecord
from app.domain.plausibility import PlausibilityWarning


@dataclass(frozen=True)
class FieldFault:
    """One fault of one field: `pointer` is a JSON Pointer into what was sent, the rest says why and the cure."""

    pointer: str
    vi: str
    en: str


class ZoneError(Exception):
    """Root of all expected faults. Subclasses say what happened and how to mend it."""

    retry_after_s: int | None = None

    def __init__(
        self,
        *,
        vi: str,
        en: str,
        errors: Sequence[FieldFault] = (),
        extensions: dict[str, object] | None = None,
    ) -> None:
        super().__init__(en)
        self.detail_vi = vi
        self.detail_en = en
        self.errors = tuple(errors)
        self.extensions: dict[str, object] = dict(extensions or {})


class NotFound(ZoneError):
    """Something named by the caller does not exist."""

    what_vi: ClassVar[str] = "đối tượng"
    what_en: ClassVar[str] = "object"
    cure_vi: ClassVar[str] = ""
    cure_en: ClassVar[str] = ""

    def __init__(self, identifier: str) -> None:
        self.identifier = identifier
        super().__init__(
            vi=f"Không có {self.what_vi} “{identifier}”. {self.cure_vi}".strip(),
            en=f"There is no {self.what_en} “{identifier}”. {self.cure_en}".strip(),
        )


class WardNotFound(NotFound):
    """No ward of this code in the register on the day asked about."""

    what_vi, what_en = "phường, xã mang mã", "ward with code"
    cure_vi = "Xem mã đúng ở GET /api/v1/wards?q=…"
    cure_en = "Find the right code with GET /api/v1/wards?q=…"


class DistrictNotFound(NotFound):
    """No district of this code in the register."""

    what_vi, what_en = "quận, huyện mang mã", "district with code"
    cure_vi = "Xem mã đúng ở GET /api/v1/districts."
    cure_en = "Find the right code with GET /api/v1/districts."


class PolicyNotFound(NotFound):
    """No policy of this id is shipped or stored."""

    what_vi, what_en = "bộ quy tắc", "policy"
    cure_vi = "Xem danh sách ở GET /api/v1/policies."
    cure_en = "List them with GET /api/v1/policies."


class OutbreakNotFound(NotFound):
    """No outbreak of this id."""

    what_vi, what_en = "ổ dịch", "outbreak"


class RunNotFound(NotFound):
    """No reclassification run of this id."""

    what_vi, what_en = "lượt phân loại", "reclassification run"


class ReportNotFound(NotFound):
    """Nothing was reported under this key, so nothing can be corrected or shown."""

    what_vi, what_en = "báo cáo", "case report"
    cure_vi = "Gửi báo cáo mới bằng POST /api/v1/case-reports."
    cure_en = "Send a new report with POST /api/v1/case-reports."


class SubmissionNotFound(NotFound):
    """Nothing the caller may see was sent under this receipt."""

    what_vi, what_en = "biên nhận", "receipt"
    cure_vi = "Biên nhận có dạng BN-000123; xem danh sách ở GET /api/v1/submissions."
    cure_en = "A receipt reads BN-000123; list them with GET /api/v1/submissions."


class BoundaryVersionNotFound(NotFound):
    """No boundaries of this version are in force."""

    what_vi, what_en = "phiên bản ranh giới", "boundary version"
    cure_vi = "Phiên bản hiện tại nằm trong boundary_version của GET /api/v1/zones."
    cure_en = "The present one is boundary_version in GET /api/v1/zones."


class UnitNotFound(NotFound):
    """No ward, district or city of this code in the register on the day asked about."""

    what_vi, what_en = "đơn vị mang mã", "unit with code"
    cure_vi = "Xem mã ở GET /api/v1/wards và GET /api/v1/districts; toàn thành phố là “city”."
    cure_en = "Find codes with GET /api/v1/wards and GET /api/v1/districts; the whole city is “city”."


class IndicatorNotFound(NotFound):
    """No indicator of this id is registered."""

    what_vi, what_en = "chỉ số", "indicator"
    cure_vi = "Xem danh sách ở GET /api/v1/indicators/catalogue."
    cure_en = "List them with GET /api/v1/indicators/catalogue."


class IndicatorValueNotFound(NotFound):
    """No value was reported under this key, so nothing can be corrected or shown."""

    what_vi, what_en = "giá trị chỉ số", "indicator value"
    cure_vi = "Gửi giá trị mới bằng POST /api/v1/indicators."
    cure_en = "Send a new value with POST /api/v1/indicators."


class PublicationNotFound(NotFound):
    """No publication of this number."""

    what_vi, what_en = "công bố số", "publication no."
    cure_vi = "Xem danh sách ở GET /api/v1/publications."
    cure_en = "List them with GET /api/v1/publications."


class DecisionNotFound(NotFound):
    """No decision of this id."""

    what_vi, what_en = "quyết định", "decision"
    cure_vi = "Xem danh sách ở GET /api/v1/decisions."
    cure_en = "List them with GET /api/v1/decisions."


class AccountNotFound(NotFound):
    """No account of this user name."""

    what_vi, what_en = "tài khoản", "account"
    cure_vi = "Xem danh sách ở GET /api/v1/staff."
    cure_en = "List them with GET /api/v1/staff."


class KeyNotFound(NotFound):
    """The account has no standing key of this id."""

    what_vi, what_en = "khoá còn hiệu lực mang mã", "standing key with id"
    cure_vi = "Xem danh sách khoá của tài khoản."
    cure_en = "List the keys of the account."


class SessionNotFound(NotFound):
    """The account has no standing session of this id."""

    what_vi, what_en = "phiên đăng nhập mang mã", "session with id"
    cure_vi = "Xem các phiên ở GET /api/v1/auth/sessions."
    cure_en = "List them with GET /api/v1/auth/sessions."


class Invalid(ZoneError):
    """A value cannot be taken as it stands."""


class InvalidValue(Invalid):
    """One field holds a value that cannot be taken."""

    def __init__(self, pointer: str, *, vi: str, en: str) -> None:
        super().__init__(vi=vi, en=en, errors=[FieldFault(pointer=pointer, vi=vi, en=en)])


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


class InvalidGeometry(Invalid):
    """A shape cannot be used: not a polygon, crossing itself, out of the register, swapped axes."""


class InvalidPolicy(Invalid):
    """A policy file breaks the shape or the sense of a policy."""


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


class ImportNotFound(NotFound):
    """No file of this id was sent, or not by anyone the caller answers for."""

    what_vi, what_en = "lần nhập tệp", "import"
    cure_vi = "Xem danh sách ở GET /api/v1/imports."
    cure_en = "List them with GET /api/v1/imports."


class Conflict(ZoneError):
    """The request is sound, but not against what is stored."""


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


class IndicatorConflict(Conflict):
    """A different value already stands under the natural key (unit, indicator, day, source)."""

    def __init__(self, *, where: str, source: str, current_version: int) -> None:
        address = f"/api/v1/indicators/{where}?source={source}"
        super().__init__(
            vi=f"Đã có giá trị khác cho {where} (nguồn {source}, phiên bản {current_version}). "
            f"Muốn sửa, gọi PUT {address} với If-Match.",
            en=f"Another value of {where} (source {source}, version {current_version}) is stored. "
            f"To correct it, call PUT {address} with If-Match.",
            extensions={"current_version": current_version, "correction": address},
        )


class IdempotencyMismatch(Invalid):
    """The same Idempotency-Key came with other content."""

    def __init__(self) -> None:
        super().__init__(
            vi="Idempotency-Key này đã dùng cho nội dung khác. Nội dung mới cần một khoá mới.",
            en="This Idempotency-Key was used for other content. Send new content with a new key.",
        )


class RingStateConflict(Conflict):
    """A ring cannot go from its present state to the one asked for."""


class OutbreakStateConflict(Conflict):
    """An outbreak cannot be changed in that way any more."""


class DecisionConflict(Conflict):
    """A decision cannot stand beside what is decided or computed already, or cannot be revoked any more."""


class TooManyDrafts(Conflict):
    """Somebody keeps as many drafts as anybody may."""

    def __init__(self, most: int) -> None:
        super().__init__(
            vi=f"Đã lưu {most} bản nháp, tối đa một người. Gửi hoặc xoá bớt bản nháp cũ.",
            en=f"{most} drafts are kept, the most for one person. Send or delete older ones.",
        )


class DrillRefused(Conflict):
    """A drill was asked for on real data, or a real act on a drill site."""


class RunInProgress(Conflict):
    """Another process holds the same run."""


class NotYetJudged(Conflict):
    """The newest closed day was not judged yet, so what stands is stale and may not be published."""

    def __init__(self, *, closed: date, judged: date | None) -> None:
        vi = "chưa có ngày nào" if judged is None else f"mới đến ngày {judged:%d/%m/%Y}"
        en = "no day was" if judged is None else f"only days up to {judged} were"
        super().__init__(
            vi=f"Ngày {closed:%d/%m/%Y} đã chốt nhưng chưa phân loại toàn địa bàn ({vi}), nên không công bố được. "
            "Chạy khoanhvung reclassify rồi công bố lại.",
            en=f"Day {closed} has closed but was not judged yet ({en}), so nothing is published. "
            "Run khoanhvung reclassify and publish again.",
            extensions={"closed_day": closed.isoformat(), "judged_day": judged.isoformat() if judged else None},
        )


class AlreadySuperseded(Conflict):
    """A publication is corrected by one other at most, so that there is one line to follow."""

    def __init__(self, *, number: int, superseded_by: int) -> None:
        super().__init__(
            vi=f"Công bố số {number} đã được thay bằng số {superseded_by}. Muốn sửa tiếp, thay số {superseded_by}.",
            en=f"Publication no. {number} was superseded by no. {superseded_by}. To correct further, supersede "
            f"no. {superseded_by}.",
            extensions={"superseded_by": superseded_by},
        )


class LastAdministrator(Conflict):
    """The last open administrator may be neither closed nor given another role: nobody could undo it."""

    def __init__(self, username: str) -> None:
        self.username = username
        super().__init__(
            vi=f"“{username}” là quản trị viên cuối cùng đang mở, nên không đóng và không đổi vai trò được. "
            "Thêm hoặc mở một quản trị viên khác trước.",
            en=f"“{username}” is the last open administrator and can be neither closed nor given another role. "
            "Add or open another administrator first.",
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


class StaleAccount(StaleVersion):
    """Somebody else has changed the account meanwhile."""

    def __init__(self, *, username: str, current_version: int) -> None:
        self.username, self.current_version = username, current_version
        ZoneError.__init__(
            self,
            vi=f"Tài khoản “{username}” vừa được người khác sửa (phiên bản {current_version}). "
            "Xem lại rồi sửa trên bản mới; chưa có gì được ghi.",
            en=f"Somebody else has just changed the account “{username}” (version {current_version}). "
            "Look again and change the new version; nothing was written.",
            extensions={"current_version": current_version},
        )


class PreconditionMissing(ZoneError):
    """A correction without If-Match could overwrite what its sender never saw."""

    def __init__(self) -> None:
        super().__init__(
            vi='Sửa báo cáo cần If-Match mang phiên bản đang xem, ví dụ If-Match: "1".',
            en='A correction needs If-Match with the version you looked at, for example If-Match: "1".',
        )


class AccessDenied(ZoneError):
    """Known caller, not allowed."""


class NotYourDistrict(AccessDenied):
    """The caller's scope does not hold this district; None: what lies in no district, as the whole city does."""

    def __init__(self, district_code: str | None) -> None:
        self.district_code = district_code
        vi, en = f"quận, huyện {district_code}", f"district {district_code}"
        if district_code is None:
            vi, en = "toàn địa bàn", "the whole area"
        super().__init__(
            vi=f"Tài khoản này không phụ trách {vi}. Không có gì được ghi.",
            en=f"This account has no scope over {en}. Nothing was written.",
        )


class RoleRequired(AccessDenied):
    """The caller's role does not allow this act."""

    def __init__(self, needed: Sequence[str]) -> None:
        roles = ", ".join(needed)
        super().__init__(
            vi=f"Việc này cần vai trò: {roles}. Không có gì được ghi.",
            en=f"This needs one of the roles: {roles}. Nothing was written.",
        )


class NotYourStaff(AccessDenied):
    """The account, or what it is to become, is for others to manage."""

    def __init__(self, username: str) -> None:
        self.username = username
        super().__init__(
            vi=f"Tài khoản “{username}” ngoài phần bạn quản lý: phụ trách quận, huyện chỉ quản lý tài khoản nhập liệu "
            "nằm trọn trong địa bàn mình. Nhờ quản trị viên; không có gì được ghi.",
            en=f"The account “{username}” is not yours to manage: a supervisor manages reporters whose districts are "
            "all their own. Ask an administrator; nothing was written.",
        )


class SignInNeeded(AccessDenied):
    """A personal key may not make further keys: one that leaked could outlive its own revocation."""

    def __init__(self) -> None:
        super().__init__(
            vi="Khoá API không tạo được khoá mới. Đăng nhập bằng mật khẩu rồi tạo khoá.",
            en="A personal key cannot make another key. Sign in with your password and make it then.",
        )


class PasswordChangeRequired(AccessDenied):
    """Somebody else chose this password, so it is changed before anything else."""

    def __init__(self) -> None:
        super().__init__(
            vi="Mật khẩu này do người khác đặt: đổi ở trang /staff/password (hoặc POST /api/v1/auth/password) "
            "rồi làm tiếp.",
            en="Somebody else chose this password: change it at /staff/password (or POST /api/v1/auth/password), "
            "then go on.",
        )


class CrossSiteRequest(AccessDenied):
    """A write that rides on the cookie of a session without proof that a page of this site sent it."""

    def __init__(self) -> None:
        super().__init__(
            vi="Yêu cầu ghi dùng cookie phải đến từ chính trang này (Origin hoặc Sec-Fetch-Site). Chương trình thì gửi "
            "Authorization: Bearer. Không có gì được ghi.",
            en="A write by cookie must come from this site's own pages (Origin or Sec-Fetch-Site). Programs send "
            "Authorization: Bearer. Nothing was written.",
        )


class NotAuthenticated(ZoneError):
    """No credentials, or ones that are wrong, ended or revoked; never says which."""

    def __init__(self) -> None:
        super().__init__(
            vi="Cần đăng nhập: thiếu hoặc sai thông tin đăng nhập. Lấy mã ở POST /api/v1/auth/token.",
            en="Sign in first: credentials are missing or wrong. Get a token at POST /api/v1/auth/token.",
        )


class TooManyAttempts(ZoneError):
    """Too many wrong sign-ins for this account or address."""

    def __init__(self, retry_after_s: int) -> None:
        self.retry_after_s = retry_after_s
        super().__init__(
            vi=f"Sai quá nhiều lần. Thử lại sau {retry_after_s} giây.",
            en=f"Too many wrong tries. Try again in {retry_after_s} seconds.",
        )


class TooManyChecks(ZoneError):
    """Other files are being checked just now, and one more would make everyone wait."""

    retry_after_s = 2

    def __init__(self) -> None:
        super().__init__(
            vi="Đang có nhiều tệp được kiểm tra cùng lúc. Gửi lại sau vài giây, hoặc tra bằng số công bố.",
            en="Many files are being checked at the moment. Send it again in a few seconds, or look the number up.",
        )


class BacktestInProgress(ZoneError):
    """Another back-test is or was just being computed; the processor belongs to those who report and read."""

    def __init__(self, retry_after_s: int = 5) -> None:
        self.retry_after_s = retry_after_s
        super().__init__(
            vi=f"Hệ thống đang hoặc vừa tính một phép thử lại khác. Gửi lại sau {retry_after_s} giây.",
            en=f"Another back-test is or was just being computed. Send the same again in {retry_after_s} seconds.",
        )


class NothingToJudge(ZoneError):
    """There is no register, or no closed reporting day in the range asked for."""


class Unavailable(ZoneError):
    """The database or the snapshot cannot answer just now; the same call may work soon."""

    retry_after_s = 2

    def __init__(self) -> None:
        super().__init__(
            vi="Hệ thống tạm thời chưa ghi được. Gửi lại y nguyên sau vài giây; gửi lại không bị tính hai lần.",
            en="The service cannot write just now. Send the same request again in a few seconds; "
            "it will not count twice.",
        )
