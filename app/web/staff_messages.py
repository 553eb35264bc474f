"""The words of the frame round the staff pages: signing in, menus, one's own account, pages that cannot be shown."""

from __future__ import annotations

from typing import Final

from app.domain.sentences import Phrase

STAFF: Final = {
    "staff_link": Phrase("Cán bộ", "Staff"),
    "staff_site": Phrase("Khoanh Vùng – phần cán bộ", "Khoanh Vùng for staff"),
    "staff_nav": Phrase("Việc của cán bộ", "Staff pages"),
    "staff_user_menu": Phrase("Tài khoản: {name}", "Account: {name}"),
    "staff_public_map": Phrase("Bản đồ", "Map"),
    "staff_districts": Phrase("Chọn quận, huyện", "Choose a district"),
    "nav_report": Phrase("Nhập số liệu", "Enter figures"),
    "nav_sent": Phrase("Đã gửi", "Sent"),
    "nav_progress": Phrase("Tiến độ", "Progress"),
    "nav_import": Phrase("Nhập tệp", "Upload a file"),
    "nav_people": Phrase("Cán bộ", "People"),
    "nav_audit": Phrase("Nhật ký", "Audit"),
    "nav_account": Phrase("Tài khoản của tôi", "My account"),
    "role_reporter": Phrase("Nhập liệu", "Reporter"),
    "role_supervisor": Phrase("Phụ trách quận, huyện", "District supervisor"),
    "role_city": Phrase("Thành phố", "City"),
    "role_job": Phrase("Máy chạy định kỳ", "Scheduled job"),
    "role_admin": Phrase("Quản trị", "Administrator"),
    "sign_in": Phrase("Đăng nhập", "Sign in"),
    "sign_in_lead": Phrase(
        "Dành cho cán bộ nhập và duyệt số liệu. Xem bản đồ không cần đăng nhập.",
        "For staff who enter and review figures. The map needs no account.",
    ),
    "sign_out": Phrase("Đăng xuất", "Sign out"),
    "username": Phrase("Tên đăng nhập", "User name"),
    "password": Phrase("Mật khẩu", "Password"),
    "password_show": Phrase("Hiện", "Show"),
    "password_hide": Phrase("Ẩn", "Hide"),
    "sign_in_wrong": Phrase(
        "Tên đăng nhập hoặc mật khẩu không đúng, hoặc tài khoản không còn hoạt động.",
        "The user name or password is wrong, or the account is no longer active.",
    ),
    "sign_in_blank": Phrase("Điền tên đăng nhập và mật khẩu.", "Fill in user name and password."),
    "sign_in_locked": Phrase(
        "Sai quá nhiều lần nên tạm khoá. Thử lại sau {n} phút.",
        "Locked for now after too many wrong tries. Try again in {n} minute."
        "|Locked for now after too many wrong tries. Try again in {n} minutes.",
    ),
    "sign_in_unavailable": Phrase(
        "Hệ thống tạm thời chưa trả lời được. Thử lại sau ít giây.",
        "The service cannot answer just now. Try again in a few seconds.",
    ),
    "sign_in_ended": Phrase(
        "Phiên làm việc đã hết. Đăng nhập lại để tiếp tục.", "Your session has ended. Sign in again to go on."
    ),
    "sign_in_left": Phrase("Đã đăng xuất.", "You have signed out."),
    "sign_in_forgot": Phrase(
        "Quên mật khẩu: nhờ quản trị viên hoặc người phụ trách cấp mật khẩu tạm.",
        "Forgotten? Ask the administrator or your supervisor for a temporary password.",
    ),
    "sign_in_drill": Phrase("Trang diễn tập", "Drill site"),
    "sign_in_drill_note": Phrase(
        "Tên: {names}. Mật khẩu mới được máy chủ in ra mỗi lần mở diễn tập, trong cửa sổ đã chạy lệnh.",
        "Names: {names}. The server prints new passwords each time the drill is opened, in the window that runs it.",
    ),
    "sign_in_other_ways": Phrase("hoặc", "or"),
    "again_title": Phrase("Phiên đã hết, đăng nhập lại", "Your session has ended, sign in again"),
    "again_note": Phrase(
        "Những gì đã gõ trên trang này vẫn còn nguyên.", "Everything typed on this page is still here."
    ),
    "again_other": Phrase("Không phải {name}? Mở trang đăng nhập", "Not {name}? Open the sign-in page"),
    "again_cancel": Phrase("Để sau", "Later"),
    "signed_out_here": Phrase(
        "Phiên đăng nhập đã hết, cần đăng nhập lại.", "Your session has ended; please sign in again."
    ),
    "offline": Phrase("Mất kết nối. Kiểm tra mạng rồi thử lại.", "No connection. Check the network and try again."),
    "leave_unsent": Phrase(
        "Trang này còn số liệu chưa gửi. Đăng xuất luôn?", "This page holds figures not sent yet. Sign out anyway?"
    ),
    "home_title": Phrase("Việc hôm nay", "Today"),
    "home_hello": Phrase("Chào {name}", "Hello {name}"),
    "home_nothing": Phrase(
        "Tài khoản này dùng cho máy, không có trang riêng. Dùng khoá API ở trang Tài khoản.",
        "This account is for machines and has no pages. Use an API key from the account page.",
    ),
    "home_report": Phrase(
        "Bảng số liệu của quận, huyện cho ngày đang mở.", "The table of your district for the open day."
    ),
    "home_sent": Phrase("Báo cáo đã gửi, biên nhận, sửa số liệu cũ.", "What was sent, receipts, corrections."),
    "home_progress": Phrase("Nơi nào đã báo cáo, nơi nào còn thiếu.", "Who has reported and who has not."),
    "home_import": Phrase("Gửi cả bảng bằng tệp Excel, ODS hoặc CSV.", "Send a whole sheet as Excel, ODS or CSV."),
    "home_people": Phrase(
        "Mở, đóng tài khoản; cấp mật khẩu tạm.", "Open and close accounts; give temporary passwords."
    ),
    "home_audit": Phrase("Ai đã làm gì, lúc nào.", "Who did what, and when."),
    "home_account": Phrase("Mật khẩu, phiên đăng nhập, khoá API.", "Password, sessions, API keys."),
    "password_title": Phrase("Đổi mật khẩu", "Change password"),
    "password_must": Phrase(
        "Mật khẩu hiện tại do người khác cấp. Đặt mật khẩu của riêng mình trước khi làm việc tiếp.",
        "Somebody else gave you the present password. Choose your own before going on.",
    ),
    "password_current": Phrase("Mật khẩu hiện tại", "Present password"),
    "password_current_temporary": Phrase("Mật khẩu tạm vừa dùng", "The temporary password you just used"),
    "password_new": Phrase("Mật khẩu mới", "New password"),
    "password_repeat": Phrase("Gõ lại mật khẩu mới", "New password again"),
    "password_rule": Phrase(
        "Ít nhất 12 ký tự, không trùng tên đăng nhập. Một câu dễ nhớ thì tốt hơn một từ khó.",
        "At least 12 characters, not your user name. A sentence you remember beats a difficult word.",
    ),
    "password_differs": Phrase("Hai lần gõ mật khẩu mới không giống nhau.", "The two new passwords differ."),
    "password_save": Phrase("Đổi mật khẩu", "Change password"),
    "password_ends_others": Phrase(
        "Mọi phiên đăng nhập khác của tài khoản này sẽ kết thúc.", "All other sessions of this account will end."
    ),
    "account_title": Phrase("Tài khoản của tôi", "My account"),
    "account_who": Phrase("Tôi là ai", "Who I am"),
    "account_role": Phrase("Vai trò", "Role"),
    "account_districts": Phrase("Phụ trách", "Answers for"),
    "account_every_district": Phrase("Mọi quận, huyện", "Every district"),
    "account_sessions": Phrase("Đang đăng nhập ở đâu", "Where I am signed in"),
    "account_sessions_note": Phrase(
        "Máy lạ hoặc máy dùng chung: kết thúc phiên ở đây, có hiệu lực ngay.",
        "A device you do not know, or one that others use: end its session here; it ends at once.",
    ),
    "account_this": Phrase("phiên này", "this one"),
    "account_device_unknown": Phrase("Không rõ thiết bị", "Unknown device"),
    "account_opened": Phrase("mở {moment}", "opened {moment}"),
    "account_used_now": Phrase("vừa dùng", "used just now"),
    "account_used": Phrase("dùng lần cuối khoảng {moment}", "last used about {moment}"),
    "account_ends": Phrase("tự hết {moment}", "ends by itself {moment}"),
    "account_end": Phrase("Kết thúc", "End"),
    "account_end_of": Phrase("Kết thúc phiên {device}, mở {moment}", "End the session {device}, opened {moment}"),
    "account_end_others": Phrase("Kết thúc mọi phiên khác", "End all other sessions"),
    "account_keys": Phrase("Khoá API", "API keys"),
    "account_keys_note": Phrase(
        "Cho máy gửi số liệu thay mình. Khoá làm được mọi việc tài khoản này làm được: chỉ đặt ở máy tin cậy.",
        "For machines that send figures for you. A key may do all that this account may: keep it on trusted machines.",
    ),
    "account_keys_none": Phrase("Chưa có khoá nào.", "No keys yet."),
    "account_key_label": Phrase("Khoá này dùng để làm gì", "What the key is for"),
    "account_key_example": Phrase("Ví dụ: máy chủ của trung tâm y tế", "For example: server of the health centre"),
    "account_key_until": Phrase("Dùng đến hết ngày (nếu có)", "Valid through (optional)"),
    "account_key_make": Phrase("Tạo khoá", "Make a key"),
    "account_key_made": Phrase("Khoá mới: {label}", "New key: {label}"),
    "account_key_once": Phrase(
        "Chép ngay: khoá chỉ hiện một lần và không xem lại được.",
        "Copy it now: it is shown this once and cannot be looked up.",
    ),
    "account_key_secret": Phrase("Khoá", "Key"),
    "account_key_never": Phrase("chưa dùng lần nào", "never used"),
    "account_key_last": Phrase("dùng lần cuối ngày {day}", "last used on {day}"),
    "account_key_ended": Phrase("đã hết hạn", "ended"),
    "account_key_revoke": Phrase("Thu hồi", "Revoke"),
    "account_key_revoke_of": Phrase("Thu hồi khoá {label}", "Revoke the key {label}"),
    "account_done_password": Phrase(
        "Đã đổi mật khẩu; các phiên khác đã kết thúc.", "Password changed; all other sessions have ended."
    ),
    "account_done_session": Phrase("Phiên ấy đã kết thúc.", "The session has ended."),
    "account_done_sessions": Phrase("Mọi phiên khác đã kết thúc.", "All other sessions have ended."),
    "account_done_key": Phrase("Khoá đã bị thu hồi.", "The key is revoked."),
    "copy": Phrase("Chép", "Copy"),
    "copy_done": Phrase("Đã chép", "Copied"),
    "again_wrong": Phrase("Mật khẩu không đúng.", "The password is wrong."),
    "fault_role": Phrase(
        "Trang này dành cho vai trò khác. Nếu công việc cần đến, nhờ quản trị viên đổi vai trò của tài khoản.",
        "This page is for another role. If your work needs it, have the administrator change the role of the account.",
    ),
    "fault_no_page": Phrase(
        "Không có trang nào ở địa chỉ này. Có thể liên kết đã cũ hoặc bị gõ nhầm.",
        "There is no page at this address. The link may be old, or mistyped.",
    ),
    "fault_back": Phrase("Về trang việc hôm nay", "Back to today"),
    "fault_sign_in": Phrase("Đăng nhập bằng tài khoản khác", "Sign in with another account"),
    "fault_request": Phrase("Mã yêu cầu để báo quản trị viên: {id}", "Request id to tell the administrator: {id}"),
}
