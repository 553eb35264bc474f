"""Why a sign-in elsewhere led nowhere, and the sentence that says so on the sign-in page."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from app.domain.sentences import Phrase

AWAY, REFUSED, STALE, UNKNOWN = "oidc-away", "oidc-refused", "oidc-stale", "oidc-unknown"
SENTENCES: Final[Mapping[str, Phrase]] = MappingProxyType(
    {
        AWAY: Phrase(
            "Hệ thống đăng nhập của cơ quan chưa trả lời. Thử lại sau, hoặc đăng nhập bằng mật khẩu ở đây.",
            "The sign-in of your organisation does not answer. Try again later, or sign in with a password here.",
        ),
        REFUSED: Phrase(
            "Hệ thống đăng nhập của cơ quan không xác nhận lần đăng nhập này. Đăng nhập lại từ đầu.",
            "The sign-in of your organisation did not confirm this sign-in. Begin again.",
        ),
        STALE: Phrase(
            "Lần đăng nhập này đã quá lâu, hoặc bắt đầu ở thẻ khác. Đăng nhập lại từ đầu.",
            "This sign-in took too long, or was begun in another tab. Begin again.",
        ),
        UNKNOWN: Phrase(
            "Tài khoản của cơ quan chưa được cấp quyền ở đây, hoặc quyền đã đóng. Nhờ quản trị viên mở tài khoản.",
            "Your organisation's account has no open account here. Ask an administrator to open one.",
        ),
    }
)


class OidcFaultError(Exception):
    """A sign-in elsewhere led nowhere; `why` is one of the reasons above, `told` is for the log alone."""

    def __init__(self, why: str, told: str = "") -> None:
        super().__init__(why, told)
        self.why = why
        self.told = told
