"""What can go wrong with rounds of mass testing, campaigns and feeds."""

from __future__ import annotations

from app.domain.fault_base import InvalidValue, NotFound, ZoneError
from app.domain.faults_of_intake import StaleVersion


class RoundNotFound(NotFound):
    """No round of this number."""

    what_vi, what_en = "đợt lấy mẫu số", "test round"
    cure_vi = "Xem danh sách ở GET /api/v1/test-rounds."
    cure_en = "List them with GET /api/v1/test-rounds."


class CampaignNotFound(NotFound):
    """No campaign of this id."""

    what_vi, what_en = "chiến dịch", "campaign"
    cure_vi = "Xem danh sách ở GET /api/v1/campaigns."
    cure_en = "List them with GET /api/v1/campaigns."


class FeedNotFound(NotFound):
    """No address of a calendar like this stands: unknown, revoked, or its owner's account is closed."""

    what_vi, what_en = "địa chỉ lịch", "calendar address"
    cure_vi = "Địa chỉ đã bị thu hồi hoặc tài khoản đã đóng; lấy địa chỉ mới bằng POST /api/v1/feed-tokens."
    cure_en = "It was revoked, or its account closed; get a new one with POST /api/v1/feed-tokens."


class ReasonMissing(InvalidValue):
    """A change that corrects what was recorded says why."""

    def __init__(self, pointer: str) -> None:
        super().__init__(
            pointer,
            vi="Thay đổi này sửa lại điều đã ghi (giảm số, đổi ngày, đổi phương pháp, mở lại hoặc rút), nên cần lý do: "
            "duplicate, moved, false_positive, late, wrong_place hoặc other.",
            en="This change corrects what was recorded (fewer figures, other days or method, opened again, withdrawn), "
            "so it needs a reason: duplicate, moved, false_positive, late, wrong_place or other.",
        )


class StaleRecord(StaleVersion):
    """Somebody else has changed a record meanwhile, whichever it is; its current version is told."""

    def __init__(self, what_vi: str, what_en: str, *, current_version: int) -> None:
        self.current_version = current_version
        ZoneError.__init__(
            self,
            vi=f"{what_vi} vừa được người khác sửa (phiên bản {current_version}). Xem lại rồi sửa trên bản mới; "
            "chưa có gì được ghi.",
            en=f"Somebody else has just changed {what_en} (version {current_version}). Look again and change the new "
            "version; nothing was written.",
            extensions={"current_version": current_version},
        )
