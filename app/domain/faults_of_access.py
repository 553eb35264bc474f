"""What can go wrong with signing in, with roles and districts, and with accounts."""

from __future__ import annotations

from collections.abc import Sequence

from app.domain.fault_base import Conflict, ZoneError
from app.domain.faults_of_intake import StaleVersion


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
