"""The words of the audit page."""

from __future__ import annotations

from typing import Final

from app.domain.sentences import Phrase

STAFF_AUDIT: Final = {
    "aud_title": Phrase("Nhật ký thao tác", "Audit"),
    "aud_lead_all": Phrase(
        "Ai đã làm gì, lúc nào, kết quả ra sao. Không dòng nào sửa hay xoá được.",
        "Who did what, when, and how it ended. No line can be changed or removed.",
    ),
    "aud_lead_own": Phrase(
        "Việc trong địa bàn của bạn và việc của chính bạn. Không dòng nào sửa hay xoá được.",
        "What was done in your districts, and by yourself. No line can be changed or removed.",
    ),
    "aud_from": Phrase("Từ ngày", "From"),
    "aud_to": Phrase("đến hết ngày", "to the end of"),
    "aud_actor": Phrase("Tên đăng nhập", "User name"),
    "aud_action": Phrase("Việc", "What"),
    "aud_any_action": Phrase("Mọi việc", "Anything"),
    "aud_outcome": Phrase("Kết quả", "Outcome"),
    "aud_any_outcome": Phrase("Mọi kết quả", "Any outcome"),
    "aud_district": Phrase("Quận, huyện", "District"),
    "aud_any_district": Phrase("Mọi nơi", "Anywhere"),
    "aud_show": Phrase("Lọc", "Filter"),
    "aud_clear": Phrase("Bỏ lọc", "Clear"),
    "aud_csv": Phrase("Tải CSV", "Take as CSV"),
    "aud_xlsx": Phrase("Tải bảng tính", "Take as workbook"),
    "aud_export_note": Phrase(
        "Tệp có mọi dòng đúng bộ lọc, không chỉ trang này. Mỗi lần tải cũng được ghi lại.",
        "The file holds every line that fits the filter, not just this page. Taking it is recorded too.",
    ),
    "aud_when": Phrase("Thời điểm", "When"),
    "aud_who": Phrase("Ai", "Who"),
    "aud_object": Phrase("Đối tượng", "Object"),
    "aud_done": Phrase("Xong", "Done"),
    "aud_refused": Phrase("Bị từ chối", "Refused"),
    "aud_failed": Phrase("Hỏng", "Failed"),
    "aud_none": Phrase("Không có dòng nào khớp bộ lọc.", "No line fits the filter."),
    "aud_older": Phrase("Các dòng cũ hơn", "Older lines"),
    "aud_newest": Phrase("Về các dòng mới nhất", "Back to the newest"),
    "aud_stranger": Phrase("Người lạ", "A stranger"),
    "aud_cli": Phrase("Dòng lệnh", "The command line"),
    "aud_clock": Phrase("Lịch tự động", "The schedule"),
    "aud_setup": Phrase("Cài đặt", "Set-up"),
    "aud_filters": Phrase("Bộ lọc", "Filters"),
    "aud_session": Phrase("Phiên đăng nhập", "A session"),
    "aud_session_from": Phrase("Phiên từ {address}", "A session from {address}"),
    "aud_d_address": Phrase("Địa chỉ mạng", "Network address"),
    "aud_d_changed": Phrase("Số nơi đổi mức", "Levels changed"),
    "aud_d_created": Phrase("Báo cáo mới", "New reports"),
    "aud_d_corrected": Phrase("Lần sửa", "Corrections"),
    "aud_d_districts": Phrase("Các quận, huyện", "Districts"),
    "aud_d_denied": Phrase("Từ chối, ngoài địa bàn", "Refused, out of scope"),
    "aud_d_document": Phrase("Số văn bản", "Document number"),
    "aud_d_fault": Phrase("Loại lỗi", "Kind of fault"),
    "aud_d_lock_minutes": Phrase("Tạm khoá, phút", "Locked for minutes"),
    "aud_d_format": Phrase("Dạng tệp", "Format"),
    "aud_d_label": Phrase("Nhãn", "Label"),
    "aud_d_lines": Phrase("Số dòng trong tệp", "Lines in the file"),
    "aud_d_reason": Phrase("Lý do", "Reason"),
    "aud_d_reason_code": Phrase("Mã lý do", "Reason code"),
    "aud_d_rows": Phrase("Số hàng đã gửi", "Rows sent"),
    "aud_d_status": Phrase("Mã trả lời", "Status answered"),
    "aud_d_tries": Phrase("Số lần thử", "Tries"),
    "aud_d_until": Phrase("Đến lúc", "Until"),
    "aud_d_version": Phrase("Phiên bản", "Version"),
    "aud_number": Phrase("Số dòng", "Line"),
    "aud_instant": Phrase("Thời điểm UTC", "Moment (UTC)"),
    "aud_role": Phrase("Vai trò", "Role"),
    "aud_code": Phrase("Mã việc", "Action"),
    "aud_revision": Phrase("Lần ghi", "Revision"),
    "aud_request": Phrase("Mã yêu cầu", "Request"),
    "aud_head": Phrase("Đầu chuỗi", "Head of the chain"),
    "aud_head_note": Phrase(
        "Mỗi dòng mang mã của dòng trước. Ghi lại mã này ở nơi khác, mỗi ngày: về sau "
        "“khoanhvung audit verify --expect” cho biết có dòng nào tới đây bị sửa, xoá hay chèn không.",
        "Each line carries the digest of the one before. Write this one down elsewhere, daily: later "
        "“khoanhvung audit verify --expect” tells whether any line up to here was changed, removed or put in.",
    ),
}
