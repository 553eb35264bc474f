"""The words of what was sent: the list, one receipt, the versions of a report, corrections and moves of cases."""

from __future__ import annotations

from typing import Final

from app.domain.sentences import Phrase

STAFF_SENT: Final = {
    "sent_title": Phrase("Số liệu đã gửi", "What was sent"),
    "sent_lead": Phrase(
        "Mỗi lần gửi có một biên nhận. Gửi xong vẫn sửa được, hệ thống giữ lại bản cũ.",
        "Each thing sent has a receipt. It can still be corrected; the earlier version is kept.",
    ),
    "sent_none": Phrase("Chưa có lần gửi nào về những ngày này.", "Nothing was sent about these days yet."),
    "sent_from": Phrase("Ngày báo cáo từ", "Reporting days from"),
    "sent_to": Phrase("đến", "to"),
    "sent_mine": Phrase("Chỉ phần tôi gửi", "Only what I sent"),
    "sent_show": Phrase("Xem", "Show"),
    "sent_older": Phrase("Xem các lần gửi trước", "Earlier ones"),
    "sent_receipt": Phrase("Biên nhận", "Receipt"),
    "sent_at": Phrase("Gửi lúc", "Sent at"),
    "sent_by": Phrase("Người gửi", "By"),
    "sent_kind": Phrase("Cách gửi", "How"),
    "sent_days": Phrase("Ngày báo cáo", "Reporting day"),
    "sent_content": Phrase("Nội dung", "Content"),
    "sent_created": Phrase("{n} báo cáo mới", "{n} new report|{n} new reports"),
    "sent_corrected": Phrase("{n} lần sửa", "{n} correction|{n} corrections"),
    "sent_kind_report": Phrase("Một báo cáo", "One report"),
    "sent_kind_batch": Phrase("Bảng ngày", "Daily sheet"),
    "sent_kind_correction": Phrase("Sửa số liệu", "Correction"),
    "sent_kind_import": Phrase("Tệp", "File"),
    "sent_kind_transfer": Phrase("Chuyển ca", "Move of cases"),
    "sent_kind_other": Phrase("Khác", "Other"),
    "sent_missing": Phrase("Không có biên nhận này", "No such receipt"),
    "sent_first_of": Phrase(
        "Hiện {shown} trong {n} dòng; toàn bộ có ở API.", "{shown} of {n} rows are shown; the API has all of them."
    ),
    "sent_back": Phrase("Tất cả lần gửi", "All that was sent"),
    "sent_history": Phrase("Lịch sử và sửa", "History and correction"),
    "versions_title": Phrase("Lịch sử báo cáo", "History of a report"),
    "versions_of": Phrase("{ward}, ngày {day}", "{ward}, {day}"),
    "versions_version": Phrase("Bản {n}", "Version {n}"),
    "versions_current": Phrase("đang dùng", "in use"),
    "versions_none": Phrase(
        "Chưa có báo cáo nào của phường, xã này cho ngày này.", "Nothing was reported for this ward and day yet."
    ),
    "versions_withdrawn": Phrase("Đã rút: ngày này lại là chưa có báo cáo.", "Withdrawn: the day has no report again."),
    "versions_first": Phrase("Báo cáo đầu tiên", "First report"),
    "versions_changed": Phrase("đổi từ {old}", "was {old}"),
    "versions_late": Phrase("sau giờ công bố", "after publication"),
    "versions_unconfirmed": Phrase("Chưa có lý do", "No reason given"),
    "reason_duplicate": Phrase("Trùng ca", "Duplicate"),
    "reason_moved": Phrase("Chuyển nơi khác", "Moved"),
    "reason_false_positive": Phrase("Dương tính giả", "False positive"),
    "reason_late": Phrase("Bổ sung muộn", "Late figures"),
    "reason_wrong_place": Phrase("Nhầm địa bàn", "Wrong place"),
    "reason_other": Phrase("Lý do khác", "Other reason"),
    "reason_choose": Phrase("Chọn lý do", "Choose a reason"),
    "correct_title": Phrase("Sửa báo cáo", "Correct the report"),
    "correct_lead": Phrase(
        "Bản mới thay bản {n}; bản cũ vẫn xem được. Mức của các ngày liên quan được tính lại ngay.",
        "The new version replaces version {n}, which stays readable. Levels of the days concerned are judged again.",
    ),
    "correct_reason": Phrase("Vì sao sửa", "Why"),
    "correct_save": Phrase("Lưu bản sửa", "Save the correction"),
    "correct_withdraw": Phrase(
        "Rút báo cáo (ngày này thành chưa có báo cáo)", "Withdraw (the day has no report again)"
    ),
    "correct_done": Phrase("Đã lưu, biên nhận {receipt}.", "Saved, receipt {receipt}."),
    "correct_try": Phrase("Xem mức đổi thế nào", "See what levels change"),
    "correct_no_changes": Phrase("Không nơi nào đổi mức.", "No level changes."),
    "correct_changes": Phrase("Đổi mức", "Levels changed"),
    "correct_confirm": Phrase("Số này cần xem lại. Nếu đúng, ghi lý do:", "This figure looks odd. If right, say why:"),
    "correct_needs_number": Phrase(
        "Cần số nguyên từ 0; ví dụ 12 hoặc 1.250.", "Give a whole number from 0, such as 12."
    ),
    "move_title": Phrase("Chuyển ca sang phường, xã khác", "Move cases to another ward"),
    "move_lead": Phrase(
        "Hai báo cáo được sửa cùng lúc nên tổng của quận, huyện và thành phố không đổi. Nơi nhận cần đã có báo cáo "
        "ngày này.",
        "Both reports are corrected at once, so the sums of district and city stay. The other ward needs a report of "
        "the day.",
    ),
    "move_to": Phrase("Chuyển đến", "To"),
    "move_choose": Phrase("Chọn nơi nhận", "Choose a ward"),
    "move_counts": Phrase("Số ca chuyển", "Cases moved"),
    "move_none": Phrase(
        "Chưa nơi nào khác trong phạm vi của bạn có báo cáo ngày này.",
        "No other ward you answer for has a report of this day.",
    ),
    "move_save": Phrase("Chuyển ca", "Move the cases"),
    "move_note": Phrase("Ghi chú (không bắt buộc)", "Note (optional)"),
    "table_of_reports": Phrase("Báo cáo đã gửi", "Reports sent"),
}
