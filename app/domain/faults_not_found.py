"""What was named and does not exist."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from app.domain.fault_base import NotFound


class WardNotFound(NotFound):
    """No ward of this code in the register on the day asked about."""

    what_vi, what_en = "phường, xã mang mã", "ward with code"
    cure_vi = "Xem mã đúng ở GET /api/v1/wards?q=…"
    cure_en = "Find the right code with GET /api/v1/wards?q=…"


class WardGone(WardNotFound):
    """The ward of this code was in force once and is no more; `successors` are the code and name of what it became."""

    def __init__(self, ward_code: str, *, ended_on: date, successors: Sequence[tuple[str, str]]) -> None:
        super().__init__(ward_code)
        became = ", ".join(f"{name} ({code})" for code, name in successors)
        self.detail_vi = f"Phường, xã mang mã “{ward_code}” thôi hiệu lực từ {ended_on:%d/%m/%Y}." + (
            f" Nay là: {became}." if became else " Chưa ai khai báo nơi nào thay thế."
        )
        self.detail_en = f"The ward with code “{ward_code}” is no more since {ended_on}." + (
            f" It became: {became}." if became else " Nobody declared what took its place."
        )
        self.extensions = {
            "ended_on": ended_on.isoformat(),
            "successors": [{"ward_code": code, "ward_name": name} for code, name in successors],
        }


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


class RingVersionNotFound(NotFound):
    """No version of this number of an outbreak's rings."""

    what_vi, what_en = "phiên bản vòng", "version of rings"
    cure_vi, cure_en = "Xem ở GET …/rings/versions.", "List them with GET …/rings/versions."


class CordonNotFound(NotFound):
    """No cordon of this id."""

    what_vi, what_en = "khu phong tỏa", "cordon"
    cure_vi = "Xem danh sách ở GET /api/v1/cordons."
    cure_en = "List them with GET /api/v1/cordons."


class AreaNotFound(NotFound):
    """No area of this id."""

    what_vi, what_en = "khu vực", "area"
    cure_vi = "Xem danh sách ở GET /api/v1/areas."
    cure_en = "List them with GET /api/v1/areas."


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


class ImportNotFound(NotFound):
    """No file of this id was sent, or not by anyone the caller answers for."""

    what_vi, what_en = "lần nhập tệp", "import"
    cure_vi = "Xem danh sách ở GET /api/v1/imports."
    cure_en = "List them with GET /api/v1/imports."


class BorderNoticeNotFound(NotFound):
    """No border notice of this number."""

    what_vi, what_en = "thông báo giáp ranh số", "border notice no."
    cure_vi = "Xem danh sách ở GET /api/v1/border-notices."
    cure_en = "List them with GET /api/v1/border-notices."


class TileNotFound(NotFound):
    """No map tile of this address: too deep a zoom, or beyond the edge of the world."""

    what_vi, what_en = "ô bản đồ", "map tile"
    cure_vi = "Ô có dạng z/x/y với z từ 0 đến 14, x và y từ 0 đến 2^z − 1; mức sâu hơn do bản đồ tự phóng to."
    cure_en = "A tile is z/x/y with z from 0 to 14, x and y from 0 to 2^z − 1; maps magnify further by themselves."
