"""The words of the board that shows who has reported a day and who has not."""

from __future__ import annotations

from typing import Final

from app.domain.sentences import Phrase

STAFF_PROGRESS: Final = {
    "prog_title": Phrase("Tiến độ báo cáo", "Progress of reports"),
    "prog_open": Phrase("Ngày đang mở", "The open day"),
    "prog_closed": Phrase("Đã chốt, còn nhận báo cáo muộn đến {moment}", "Closed, late reports taken until {moment}"),
    "prog_closed_for_good": Phrase("Đã chốt", "Closed"),
    "prog_locked": Phrase("Đã khoá từ {moment}", "Locked since {moment}"),
    "prog_day_before": Phrase("Ngày {day}", "{day}"),
    "prog_to_open": Phrase("Về ngày đang mở", "To the open day"),
    "prog_days": Phrase("Chọn ngày", "Choose a day"),
    "prog_of": Phrase("trên {n} phường, xã đã báo cáo", "of {n} ward reported|of {n} wards reported"),
    "prog_done_districts": Phrase(
        "{done}/{n} quận, huyện đã đủ", "{done}/{n} district complete|{done}/{n} districts complete"
    ),
    "prog_missing_n": Phrase("Còn thiếu {n} phường, xã", "{n} ward missing|{n} wards missing"),
    "prog_missing_long": Phrase("{n} nơi thiếu từ ngày trước", "{n} missing since an earlier day"),
    "prog_declared": Phrase("{n} nơi không báo, đã khai báo không có ca", "{n} not reported, declared free of cases"),
    "prog_publish": Phrase("đến giờ công bố {at}", "until publication, {at}"),
    "prog_cutoff": Phrase("đến giờ chốt {at}", "until the cut-off, {at}"),
    "prog_publish_past": Phrase("đã qua giờ công bố {at}", "publication time, {at}, has passed"),
    "prog_cutoff_past": Phrase("đã qua giờ chốt {at}", "the cut-off, {at}, has passed"),
    "prog_clock": Phrase("Thời hạn", "Deadlines"),
    "prog_updated": Phrase("Cập nhật {time}", "Updated {time}"),
    "prog_offline": Phrase(
        "Mất kết nối. Số trên bảng là lúc {time}.", "No connection. The board shows what was known at {time}."
    ),
    "prog_waiting": Phrase("Còn thiếu", "Still missing"),
    "prog_complete": Phrase("Đã đủ", "Complete"),
    "prog_nobody_missing": Phrase("Không nơi nào còn thiếu báo cáo.", "No ward is missing."),
    "prog_nobody": Phrase(
        "Tài khoản này không phụ trách quận, huyện nào có phường, xã.", "This account answers for no ward."
    ),
    "prog_all_missing": Phrase("Chưa nơi nào báo cáo", "Nobody has reported yet"),
    "prog_since": Phrase("thiếu từ {day}, {n} ngày", "missing since {day}, {n} day|missing since {day}, {n} days"),
    "prog_never": Phrase("chưa từng báo cáo", "never reported"),
    "prog_more": Phrase("và {n} nơi nữa", "and {n} more"),
    "prog_list": Phrase("Danh sách {n} nơi thiếu", "All {n} missing"),
    "prog_received": Phrase("nhận {first}–{last}", "received {first}–{last}"),
    "prog_received_at": Phrase("nhận {first}", "received {first}"),
    "prog_sheet": Phrase("mở bảng nhập", "open the sheet"),
    "prog_no_district": Phrase("Không thuộc quận, huyện nào", "In no district"),
    "prog_odd": Phrase("Số lạ chưa được xác nhận", "Odd figures nobody confirmed"),
    "prog_odd_lead": Phrase(
        "Đã nhận nguyên như gửi. Gọi lại nơi gửi; nếu nhầm thì đính chính.",
        "Taken as they were sent. Call the sender; correct them if they are slips.",
    ),
    "prog_reopened": Phrase("Đang mở lại đến {moment}", "Open again until {moment}"),
    "prog_reopen": Phrase("Mở lại ngày này", "Open this day again"),
    "prog_reopen_of": Phrase("Mở lại ngày này cho {name}", "Open this day again for {name}"),
    "prog_reopen_all": Phrase("Mở lại cho mọi quận, huyện", "Open again for every district"),
    "prog_every_district": Phrase("mọi quận, huyện", "every district"),
    "prog_close": Phrase("Đóng sớm", "Close now"),
    "prog_close_of": Phrase("Đóng sớm cho {name}", "Close now for {name}"),
    "prog_reopen_title": Phrase("Mở lại ngày {day}", "Open {day} again"),
    "prog_reopen_lead": Phrase(
        "{name} gửi và đính chính được báo cáo của ngày này cho đến khi hết hạn. Nhật ký ghi lại ai mở và vì sao.",
        "{name} can send and correct reports of this day until the time is over. The audit keeps who and why.",
    ),
    "prog_close_title": Phrase("Đóng sớm ngày {day}", "Close {day} now"),
    "prog_close_lead": Phrase(
        "Từ lúc này {name} không gửi và không đính chính được báo cáo của ngày này nữa.",
        "From now on {name} can no longer send or correct reports of this day.",
    ),
    "prog_for": Phrase("Trong", "For"),
    "prog_hours": Phrase("{n} giờ", "{n} hour|{n} hours"),
    "prog_reason": Phrase("Lý do", "Reason"),
    "prog_reason_hint": Phrase("Từ 3 đến 500 ký tự, ví dụ: trạm y tế mất mạng", "3 to 500 characters"),
    "prog_cancel": Phrase("Thôi", "Cancel"),
    "prog_seconds": Phrase("{n} giây", "{n} second|{n} seconds"),
    "prog_minutes": Phrase("{n} phút", "{n} minute|{n} minutes"),
}
