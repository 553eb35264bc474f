"""The words of the page on which accounts are administered."""

from __future__ import annotations

from typing import Final

from app.domain.sentences import Phrase

PEOPLE: Final = {
    "people_title": Phrase("Cán bộ", "People"),
    "people_lead_all": Phrase(
        "Mọi tài khoản của hệ thống, kể cả tài khoản đã đóng.", "Every account of the site, closed ones too."
    ),
    "people_lead_own": Phrase(
        "Người nhập liệu trong địa bàn bạn phụ trách.", "Reporters in the districts you answer for."
    ),
    "people_count": Phrase("{n} tài khoản", "{n} account|{n} accounts"),
    "people_add": Phrase("Thêm tài khoản", "Add an account"),
    "people_search": Phrase("Tìm theo tên hoặc tên đăng nhập", "Search by name or user name"),
    "people_find": Phrase("Tìm", "Search"),
    "people_any_role": Phrase("Mọi vai trò", "Every role"),
    "people_any_state": Phrase("Mọi trạng thái", "Every state"),
    "people_none": Phrase("Không có tài khoản nào khớp.", "No account matches."),
    "people_none_yet": Phrase(
        "Chưa có người nhập liệu nào trong địa bàn. Thêm tài khoản đầu tiên.",
        "No reporters in your districts yet. Add the first account.",
    ),
    "people_back": Phrase("Mọi cán bộ", "All people"),
    "people_person": Phrase("Người", "Person"),
    "people_role": Phrase("Vai trò", "Role"),
    "people_scope": Phrase("Địa bàn", "Districts"),
    "people_last": Phrase("Đăng nhập gần nhất", "Last sign-in"),
    "people_state": Phrase("Trạng thái", "State"),
    "people_never": Phrase("chưa lần nào", "never"),
    "people_city_wide": Phrase("toàn địa bàn", "every district"),
    "state_open": Phrase("Đang mở", "Open"),
    "state_closed": Phrase("Đã đóng", "Closed"),
    "state_temporary": Phrase("Chờ đổi mật khẩu", "Password to be changed"),
    "person_yourself": Phrase("đây là bạn", "this is you"),
    "person_opened": Phrase("Mở ngày {day}, bởi {by}", "Opened on {day} by {by}"),
    "person_details": Phrase("Tên, vai trò, địa bàn", "Name, role, districts"),
    "person_name": Phrase("Họ tên", "Full name"),
    "person_username_note": Phrase(
        "2–64 ký tự: chữ thường không dấu, số, dấu . _ - @. Không đổi được về sau.",
        "2–64 characters: small letters without marks, digits, . _ - @. It cannot be changed later.",
    ),
    "person_districts": Phrase("Quận, huyện phụ trách", "Districts"),
    "person_districts_note": Phrase(
        "Chỉ vai trò Nhập liệu và Phụ trách cần chọn; các vai trò khác thấy mọi quận, huyện.",
        "Only reporters and supervisors need districts; the other roles see them all.",
    ),
    "person_change_note": Phrase(
        "Đổi vai trò hoặc địa bàn thì các phiên đang mở của người này kết thúc ngay; đổi vai trò thì khoá API cũng hết "
        "hiệu lực.",
        "Another role or other districts end this person's sessions at once; another role ends the API keys too.",
    ),
    "person_save": Phrase("Lưu thay đổi", "Save changes"),
    "person_first_password": Phrase("Mật khẩu lần đầu", "First password"),
    "person_made_up": Phrase(
        "Hệ thống đặt mật khẩu tạm, hiện một lần", "A temporary password is made up and shown once"
    ),
    "person_made_up_note": Phrase(
        "Người nhận phải đổi mật khẩu ngay lần đăng nhập đầu.", "It has to be changed at the first sign-in."
    ),
    "person_elsewhere": Phrase(
        "Không có mật khẩu, chỉ vào bằng {label}", "No password, only {label} opens the account"
    ),
    "person_open": Phrase("Mở tài khoản", "Open the account"),
    "person_password_note": Phrase(
        "Mật khẩu cũ và các phiên đang mở hết hiệu lực ngay; khoá đăng nhập do gõ sai được gỡ.",
        "The old password and all sessions end at once; a lock after wrong tries is lifted.",
    ),
    "person_give_password": Phrase("Cấp mật khẩu tạm", "Give a temporary password"),
    "person_sessions": Phrase("Phiên đăng nhập", "Sessions"),
    "person_sign_out_note": Phrase(
        "Dùng khi mất máy, mất điện thoại. Khoá API không bị ảnh hưởng.",
        "For a lost computer or telephone. API keys are not touched.",
    ),
    "person_sign_out": Phrase("Đăng xuất khỏi mọi nơi", "Sign out everywhere"),
    "person_no_keys": Phrase("Không có khoá nào còn hiệu lực.", "No key stands."),
    "person_key_made": Phrase("Tạo ngày {day}", "Made on {day}"),
    "person_key_used": Phrase("dùng gần nhất ngày {day}", "last used on {day}"),
    "person_key_unused": Phrase("chưa dùng", "never used"),
    "person_key_ends": Phrase("hết hạn {moment}", "ends {moment}"),
    "person_close": Phrase("Đóng tài khoản", "Close the account"),
    "person_close_note": Phrase(
        "Phiên và khoá API hết hiệu lực ngay. Báo cáo đã gửi vẫn còn, vẫn ghi tên người này; lúc nào cũng mở lại được.",
        "Sessions and API keys end at once. What was reported stays, under this name; the account can be opened again.",
    ),
    "person_reopen": Phrase("Mở lại tài khoản", "Open the account again"),
    "person_reopen_note": Phrase(
        "Mật khẩu cũ dùng lại được; khoá API phải tạo mới.",
        "The old password works again; API keys have to be made anew.",
    ),
    "done_changed": Phrase("Đã lưu thay đổi.", "Changes saved."),
    "done_signed_out": Phrase("Đã kết thúc mọi phiên đăng nhập.", "All sessions have ended."),
    "done_closed": Phrase("Đã đóng tài khoản.", "The account is closed."),
    "done_reopened": Phrase("Đã mở lại tài khoản.", "The account is open again."),
    "done_key": Phrase("Đã thu hồi khoá.", "The key is revoked."),
    "slip_opened": Phrase("Đã mở tài khoản", "The account is open"),
    "slip_given": Phrase("Đã cấp mật khẩu tạm", "A temporary password was given"),
    "slip_once": Phrase(
        "Mật khẩu chỉ hiện lần này và không lưu ở đâu. Đọc qua điện thoại, hoặc in phiếu đưa tận tay.",
        "The password is shown this once and kept nowhere. Read it out, or print the slip and hand it over.",
    ),
    "slip_elsewhere": Phrase(
        "Tài khoản không có mật khẩu: người này vào bằng {label}.", "The account has no password: {label} opens it."
    ),
    "slip_heading": Phrase("Phiếu tài khoản", "Account slip"),
    "slip_address": Phrase("Địa chỉ", "Address"),
    "slip_password": Phrase("Mật khẩu tạm", "Temporary password"),
    "slip_first": Phrase(
        "Đăng nhập, đổi ngay mật khẩu, rồi huỷ phiếu này. Không gửi phiếu qua Zalo hay thư điện tử.",
        "Sign in, change the password at once, then destroy this slip. Never send it by Zalo or e-mail.",
    ),
    "slip_copy": Phrase("Sao chép", "Copy"),
    "slip_copied": Phrase("Đã sao chép", "Copied"),
    "slip_print": Phrase("In phiếu", "Print the slip"),
    "slip_done": Phrase("Xong", "Done"),
}
