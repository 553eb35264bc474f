"""Faults of following what changes: too many streams, webhooks that cannot be taken."""

from __future__ import annotations

from app.domain.fault_base import NotFound, ZoneError


class TooManyStreams(ZoneError):
    """This process holds as many streams as it may; another process, or a moment later, may take one."""

    retry_after_s = 10

    def __init__(self, most: int) -> None:
        super().__init__(
            vi=f"Đã có {most} luồng sự kiện đang mở, tối đa. Nối lại sau vài giây, hoặc đọc /api/v1/changes.",
            en=f"{most} event streams are open, the most there may be. Connect again in some seconds, or read "
            "/api/v1/changes.",
        )


class TooManyStreamsFromThere(ZoneError):
    """One address holds as many streams as one may."""

    retry_after_s = 30

    def __init__(self, most: int) -> None:
        super().__init__(
            vi=f"Địa chỉ mạng này đã mở {most} luồng sự kiện, tối đa. Đóng bớt, dùng chung một luồng cho nhiều thẻ, "
            "hoặc đọc /api/v1/changes.",
            en=f"This address has {most} event streams open, the most for one. Close some, let tabs share one, or "
            "read /api/v1/changes.",
        )


class CursorAhead(ZoneError):
    """A place the feed has not come to: the database was put back to an older state, and ids may name other changes."""

    def __init__(self, *, cursor: str, newest: str) -> None:
        super().__init__(
            vi=f"Mã thay đổi {cursor} ở sau thay đổi mới nhất ({newest}). Bắt đầu lại: đọc /api/v1/changes?after=now, "
            "rồi /api/v1/zones.",
            en=f"The id {cursor} is beyond the newest change ({newest}). Begin again: read /api/v1/changes?after=now, "
            "then /api/v1/zones.",
        )


class WebhookNotFound(NotFound):
    """No webhook of this id."""

    what_vi, what_en = "webhook", "webhook"
    cure_vi = "Xem danh sách ở GET /api/v1/webhooks."
    cure_en = "List them with GET /api/v1/webhooks."


class DeliveryNotFound(NotFound):
    """No message of this id to this webhook."""

    what_vi, what_en = "tin gửi", "delivery"
    cure_vi = "Xem danh sách ở GET /api/v1/webhooks/{webhook_id}/deliveries."
    cure_en = "List them with GET /api/v1/webhooks/{webhook_id}/deliveries."
