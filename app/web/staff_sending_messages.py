"""The words around keeping and sending a daily sheet: drafts, the outbox, colleagues, the clock, cards, no network."""

from __future__ import annotations

from typing import Final

from app.domain.sentences import Phrase

STAFF_SENDING: Final = {
    "draft_saving": Phrase("Đang lưu nháp…", "Saving the draft…"),
    "draft_saved": Phrase("Đã lưu nháp {time}", "Draft saved {time}"),
    "draft_local": Phrase("Chỉ lưu trên máy này (mất mạng)", "Kept on this machine only (offline)"),
    "draft_local_why": Phrase("Chỉ lưu trên máy này: {why}", "Kept on this machine only: {why}"),
    "draft_unsaved": Phrase(
        "Chưa lưu được ở đâu: đừng đóng trang này", "Not kept anywhere yet: do not close this page"
    ),
    "draft_restored": Phrase(
        "Đã lấy lại {n} ô từ bản nháp.", "Took {n} cell back from the draft.|Took {n} cells back from the draft."
    ),
    "draft_clash": Phrase(
        "{n} ô khác với bản nháp lưu từ thẻ hoặc máy khác; đang giữ số ở đây.",
        "{n} cell differs from the draft of another tab or machine; the figure here stands."
        "|{n} cells differ from the draft of another tab or machine; the figures here stand.",
    ),
    "draft_clash_take": Phrase("Lấy bản kia ({cells})", "Take the other ({cells})"),
    "others_typing": Phrase("{name} đang nhập {text}", "{name} is typing {text}"),
    "others_blank": Phrase("để trống", "blank"),
    "others_here": Phrase(
        "{names} cũng đang nhập bảng này, khác ở {n} ô.",
        "{names} is typing into this sheet too; {n} cell differs.|{names} types into this sheet too; {n} cells differ.",
    ),
    "outbox_waiting": Phrase(
        "Chưa gửi được {n} {unit}, số vẫn nằm trên máy này. Sẽ tự gửi lại; gửi lại không bị tính hai lần.",
        "{n} ward not sent yet, kept on this machine. It is sent again by itself and counts once."
        "|{n} wards not sent yet, kept on this machine. They are sent again by themselves and count once.",
    ),
    "outbox_sending": Phrase("Đang gửi…", "Sending…"),
    "outbox_row": Phrase("chờ gửi", "waiting"),
    "outbox_now": Phrase("Gửi lại ngay", "Send now"),
    "outbox_refused": Phrase(
        "{n} {unit} máy chủ không nhận, cần anh/chị quyết định.",
        "{n} ward was refused and needs your decision.|{n} wards were refused and need your decision.",
    ),
    "outbox_look": Phrase("Xem và quyết định", "Look and decide"),
    "outbox_elsewhere": Phrase("Mở bảng {title}", "Open the sheet of {title}"),
    "outbox_sent": Phrase("Đã gửi xong {title}. Số biên nhận {receipt}.", "Sent: {title}. Receipt {receipt}."),
    "outbox_sent_same": Phrase("{title}: máy chủ đã có đủ từ trước.", "{title}: the server had it all already."),
    "refused_title": Phrase("Máy chủ không nhận", "The server refused"),
    "refused_text": Phrase(
        "Những {unit} dưới đây chưa được ghi. Số đã nhập vẫn còn trong bảng.",
        "The wards below were not stored. What you typed is still in the sheet.",
    ),
    "refused_whole": Phrase("Cả lần gửi này chưa được ghi.", "Nothing of this sending was stored."),
    "refused_again": Phrase("Gửi lại", "Send again"),
    "refused_back": Phrase("Quay lại sửa", "Back to the sheet"),
    "clash_title": Phrase(
        "Có người đã gửi trước ở {n} {unit}", "Somebody sent {n} ward before you|Somebody sent {n} wards before you"
    ),
    "clash_text": Phrase(
        "Số của anh/chị chưa được ghi ở những {unit} này. Chọn từng ô: giữ số đã gửi, hay gửi sửa bằng số của mình.",
        "Your figures were not stored for these wards. Choose cell by cell: keep what was sent, or correct it.",
    ),
    "clash_ahead": Phrase(
        "{name} đã gửi số khác lúc {time}. Khi gửi, anh/chị chọn số nào đúng.",
        "{name} sent other figures at {time}. You choose which stand when you send.",
    ),
    "clash_by": Phrase("{name} gửi lúc {at}", "{name} sent it at {at}"),
    "clash_theirs": Phrase("Giữ số của {name}", "Keep {name}’s"),
    "clash_mine": Phrase("Gửi sửa bằng số của tôi", "Correct it with mine"),
    "clash_all_theirs": Phrase("Giữ hết số của {name}", "Keep all of {name}’s"),
    "clash_all_mine": Phrase("Dùng hết số của tôi", "Use all of mine"),
    "clash_reason": Phrase("Lý do sửa", "Why it is corrected"),
    "clash_choose_reason": Phrase("Chọn lý do", "Choose a reason"),
    "clash_later": Phrase("Để sau", "Later"),
    "clash_done": Phrase("Xong", "Done"),
    "clash_none": Phrase("Hai bên giống nhau, không cần sửa.", "Both are the same; nothing to correct."),
    "clock_ahead": Phrase("Hạn gửi {at} · còn {left}", "Due by {at} · {left} left"),
    "clock_open": Phrase("Sau giờ công bố, còn nhận đến {at} · còn {left}", "Published; open to {at} · {left} left"),
    "clock_closed": Phrase("Đã chốt, còn gửi bù đến {at} · còn {left}", "Closed; late ones until {at} · {left} left"),
    "clock_never_locked": Phrase("Đã chốt, vẫn gửi bù được", "Closed; late reports are still taken"),
    "clock_reopened": Phrase("Mở lại đến {at} · còn {left}", "Reopened until {at} · {left} left"),
    "clock_locked": Phrase("Đã khoá từ {at}", "Locked since {at}"),
    "clock_hours": Phrase("{n} giờ", "{n} hour|{n} hours"),
    "clock_minutes": Phrase("{n} phút", "{n} minute|{n} minutes"),
    "clock_seconds": Phrase("{n} giây", "{n} second|{n} seconds"),
    "clock_has_published": Phrase(
        "Đã qua giờ công bố {at}. Vẫn gửi được đến giờ chốt; số gửi từ đây được ghi là sau giờ công bố.",
        "The publication time {at} has passed. Send until the cut-off; it is marked as after publication.",
    ),
    "clock_has_closed": Phrase(
        "Ngày {day} đã chốt lúc {at}. Còn thiếu thì gửi bù ngay ở đây; ca mới từ giờ này thuộc ngày sau.",
        "{day} closed at {at}. Send what is missing here; new cases from now on belong to the next day.",
    ),
    "clock_next_day": Phrase("Đến bảng ngày sau", "To the next day's sheet"),
    "clock_has_locked": Phrase(
        "Ngày {day} đã khoá. Số đang nhập vẫn nằm trong bản nháp; nhờ cán bộ giám sát mở lại rồi gửi.",
        "{day} is locked. What you typed stays in the draft; ask a supervisor to reopen the day, then send.",
    ),
    "cards_all": Phrase("Tất cả {n}", "All {n}"),
    "cards_todo": Phrase("Chưa xong {n}", "To do {n}"),
    "cards_filter": Phrase("Lọc danh sách", "Filter the list"),
    "cards_samples": Phrase("{n} mẫu", "{n} sample|{n} samples"),
    "cards_yesterday": Phrase("hôm qua {n} ca", "{n} case the day before|{n} cases the day before"),
    "cards_yesterday_none": Phrase("hôm qua chưa có báo cáo", "no report the day before"),
    "cards_blank": Phrase("Chưa nhập", "Not entered"),
    "cards_error": Phrase("Có lỗi phải sửa", "An error to mend"),
    "cards_look": Phrase("Xem lại: {what}", "Look again: {what}"),
    "cards_next": Phrase("Sang {unit} kế tiếp", "Next ward"),
    "cards_finish": Phrase("Xong, về cuối danh sách", "Done, to the end of the list"),
    "cards_all_zero": Phrase("Không có ca: điền 0", "No cases: fill in 0"),
    "cards_done": Phrase("{done} / {n} {unit}", "{done} / {n} wards"),
    "cards_left": Phrase("còn {n} {unit} trống", "{n} ward empty|{n} wards empty"),
    "cards_errors": Phrase("còn {n} lỗi", "{n} error|{n} errors"),
    "cards_review": Phrase("Xem lại và gửi", "Review and send"),
    "cards_ready": Phrase("đủ số liệu", "complete"),
    "cards_nothing_left": Phrase("Mọi {unit} đã xong.", "Every ward is done."),
    "offline_copy": Phrase("Đang ngoại tuyến: bản lúc {time}", "Offline: copy of {time}"),
    "offline_old": Phrase(
        "Trang này là bản lúc {time}, có thể đã cũ.", "This page is a copy of {time} and may be old."
    ),
    "offline_reload": Phrase("Tải lại bản mới", "Load the present one"),
    "offline_now": Phrase(
        "Mất mạng. Vẫn nhập được; số được giữ trên máy này.", "Offline. Go on typing; it is kept on this machine."
    ),
}
"""What the scripts say; `{name}` is filled in by app/web/js/staff/words.js."""
