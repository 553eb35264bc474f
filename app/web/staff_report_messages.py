"""The words of the daily sheet: those of the page, and those its scripts fill in."""

from __future__ import annotations

from typing import Final

from app.domain.sentences import Phrase

STAFF_REPORT: Final = {
    "rep_title": Phrase("Báo cáo hằng ngày", "Daily report"),
    "rep_span": Phrase("Tính từ {opens} đến {closes}", "From {opens} to {closes}"),
    "rep_previous_day": Phrase("Ngày trước: {day}", "The day before: {day}"),
    "rep_next_day": Phrase("Ngày sau: {day}", "The day after: {day}"),
    "rep_is_closed": Phrase("đã qua giờ chốt", "past the cut-off"),
    "rep_deadline": Phrase("Hạn gửi {time}", "Due by {time}"),
    "rep_locked": Phrase("Chỉ xem", "Read only"),
    "rep_why_locked": Phrase(
        "Ngày này đã khoá từ {moment}. Cần sửa thì nhờ người phụ trách {district} hoặc thành phố mở lại ở trang "
        "Tiến độ.",
        "This day has been locked since {moment}. To change it, ask a supervisor of {district} or the city to open it "
        "again on the Progress page.",
    ),
    "rep_blank_advice": Phrase(
        "Không có ca thì nhập 0. Ô trống nghĩa là chưa có báo cáo.",
        "Enter 0 where there are no cases. An empty cell means no report yet.",
    ),
    "rep_needs_script": Phrase(
        "Bảng này nhập được khi trình duyệt bật JavaScript. Không bật được thì gửi tệp Excel ở mục Nhập tệp.",
        "Typing into this table needs JavaScript. Without it, send an Excel file under Import.",
    ),
    "rep_table": Phrase("Số liệu của {district}, {day}", "Figures of {district}, {day}"),
    "rep_to_rail": Phrase("Bỏ qua bảng, đến phần gửi", "Skip the table, go to sending"),
    "rep_group_community": Phrase("Ca cộng đồng", "Community cases"),
    "rep_group_elsewhere": Phrase("Ca nơi khác", "Cases elsewhere"),
    "rep_group_all": Phrase("Tất cả ca", "All cases"),
    "rep_wards": Phrase("Phường, xã", "Ward"),
    "rep_yesterday": Phrase("Hôm qua", "Day before"),
    "rep_yesterday_full": Phrase("Tổng ca ngày {day}", "All cases of {day}"),
    "rep_whole_district": Phrase("Cộng", "Total"),
    "rep_paste": Phrase("Dán từ Excel", "Paste from Excel"),
    "rep_import": Phrase("Nhập tệp", "Import a file"),
    "rep_template": Phrase("Tệp mẫu", "Template"),
    "rep_zero": Phrase("Ô trống thành 0", "Empty cells are 0"),
    "rep_undo": Phrase("Hoàn tác", "Undo"),
    "rep_redo": Phrase("Làm lại", "Redo"),
    "rep_keys": Phrase("Phím tắt", "Keys"),
    "rep_before": Phrase("Trước khi gửi", "Before sending"),
    "rep_reported": Phrase("Đã báo cáo", "Reported"),
    "rep_must": Phrase("Phải sửa", "To mend"),
    "rep_odd": Phrase("Nên xem lại", "Look again"),
    "rep_empty": Phrase("Chưa nhập", "Not entered"),
    "rep_changes": Phrase("Dự kiến đổi mức", "Expected changes of level"),
    "rep_changes_note": Phrase(
        "Tính thử trên số đang nhập, chưa ghi gì. Mức chính thức công bố sau {time}.",
        "Tried on what is typed; nothing is written. Official levels are published after {time}.",
    ),
    "rep_review": Phrase("Xem lại và gửi", "Review and send"),
    "rep_after": Phrase(
        "Gửi xong vẫn sửa được, hệ thống giữ lại bản cũ.", "You can still correct it later; the old version is kept."
    ),
    "rep_printed": Phrase("Số in nghiêng chưa gửi. {stamp}", "Figures in italics are not sent. {stamp}"),
    "rep_signed_by": Phrase("Người lập bảng", "Prepared by"),
    "rep_signed_head": Phrase("Thủ trưởng đơn vị", "Head of unit"),
    "rep_no_district_title": Phrase("Không có bảng này", "There is no such sheet"),
    "rep_future_title": Phrase("Ngày {day} chưa bắt đầu", "{day} has not begun"),
    "rep_future": Phrase(
        "Chỉ báo cáo được đến ngày {day}. Ngày sau mở lúc {time}.",
        "Reports are taken up to {day}. The next day opens at {time}.",
    ),
    "rep_to_open_day": Phrase("Đến bảng ngày {day}", "To the sheet of {day}"),
    "rep_no_district": Phrase(
        "Danh mục ngày {day} không có quận, huyện mang mã “{code}”.",
        "The register of {day} has no district with code “{code}”.",
    ),
    "rep_keys_title": Phrase("Phím tắt trong bảng", "Keys in the table"),
}

KEYS_OF_GRID: Final = (
    ("Enter · ↓", Phrase("xuống dòng dưới", "down a row")),
    ("Shift Enter · ↑", Phrase("lên dòng trên", "up a row")),
    ("Tab · →", Phrase("sang ô bên phải; Enter sau đó về đầu dòng kế", "right; Enter then starts the next row")),
    ("F2", Phrase("sửa trong ô, hoặc nhấp đúp", "edit inside the cell, or double-click")),
    ("Esc", Phrase("trả lại số cũ", "put the old value back")),
    ("Ctrl Z · Ctrl Y", Phrase("hoàn tác, làm lại nhiều bước", "undo, redo, many steps")),
    ("Shift ←↑↓→", Phrase("chọn một vùng; Ctrl A chọn cả bảng", "select a range; Ctrl A selects all")),
    ("Ctrl C · X · V", Phrase("chép, cắt, dán với Excel", "copy, cut, paste with Excel")),
    ("Ctrl D", Phrase("điền xuống dưới", "fill down")),
    ("Delete", Phrase("xoá các ô đã chọn", "clear the selected cells")),
    ("Ctrl Home · End", Phrase("về ô đầu, ô cuối", "first cell, last cell")),
    ("Ctrl Enter", Phrase("xem lại và gửi", "review and send")),
    ("F6", Phrase("ra khỏi bảng, đến phần gửi", "leave the table, to sending")),
)
"""What the keys do, as the help shows them."""

SCRIPT: Final = {
    "why_note_too_long": Phrase("Ghi chú dài quá 2.000 ký tự.", "The note is longer than 2,000 characters."),
    "why_tests_half": Phrase(
        "Nhập cả số mẫu và dương tính, hoặc bỏ trống cả hai.", "Enter both samples and positives, or leave both empty."
    ),
    "why_jump": Phrase(
        "Gấp {times} lần hôm trước ({against}). Kiểm tra lại nếu nhập nhầm.",
        "{times} times the day before ({against}). Look again in case of a slip.",
    ),
    "why_jump_from_zero": Phrase(
        "{value} ca, hôm trước 0. Kiểm tra lại nếu nhập nhầm.",
        "{value} cases, 0 the day before. Look again in case of a slip.",
    ),
    "why_drop_to_zero_in_outbreak": Phrase(
        "Hôm trước {against} ca, nay 0, trong khi ổ dịch chưa kết thúc. Kiểm tra lại nếu thiếu số.",
        "{against} cases the day before and now 0, with an outbreak still open. Look again for missing ones.",
    ),
    "why_cases_exceed_population": Phrase(
        "Số ca ({value}) lớn hơn dân số ({against}).", "More cases ({value}) than people ({against})."
    ),
    "why_positives_exceed_samples": Phrase(
        "Dương tính ({value}) lớn hơn số mẫu ({against}).", "More positives ({value}) than samples ({against})."
    ),
    "total": Phrase("Tổng", "Total"),
    "state_blank": Phrase("chưa nhập", "not entered"),
    "state_partial": Phrase("chưa đủ", "not complete"),
    "state_error": Phrase("có lỗi", "has an error"),
    "state_warning": Phrase("nên xem lại", "look again"),
    "state_complete": Phrase("đủ số liệu", "complete"),
    "state_stored": Phrase("đã gửi", "sent"),
    "state_changed": Phrase("đã gửi, đang sửa", "sent, being corrected"),
    "of_wards": Phrase("/ {n} {unit} đủ số liệu", "/ {n} ward complete|/ {n} wards complete"),
    "sent_of_wards": Phrase("{n} {unit} đã gửi", "{n} ward sent|{n} wards sent"),
    "missing_columns": Phrase("còn trống: {columns}", "still empty: {columns}"),
    "more": Phrase("và {n} {unit} khác", "and {n} more"),
    "nothing_to_mend": Phrase("Không có lỗi.", "No errors."),
    "hint_errors": Phrase("Còn {n} lỗi phải sửa.", "{n} error to mend.|{n} errors to mend."),
    "hint_errors_and_missing": Phrase(
        "Còn {n} lỗi và {m} {unit} trống.", "{n} error and {m} wards empty.|{n} errors and {m} wards empty."
    ),
    "hint_nothing": Phrase("Chưa có gì mới để gửi.", "Nothing new to send."),
    "hint_part": Phrase("Gửi {n} {unit}, {m} {unit} chưa có.", "Sends {n}; {m} have nothing yet."),
    "hint_all": Phrase("Gửi {n} {unit}.", "Sends {n} ward.|Sends {n} wards."),
    "changes_none": Phrase("Không {unit} nào đổi mức.", "No ward changes its level."),
    "changes_waiting": Phrase("Nhập xong một {unit} thì tính thử.", "Tried as soon as a ward is complete."),
    "changes_trying": Phrase("Đang tính thử…", "Trying…"),
    "changes_offline": Phrase(
        "Mất mạng nên chưa tính thử được; số đã nhập vẫn còn.", "Offline, so nothing was tried; what you typed is kept."
    ),
    "changes_failed": Phrase("Máy chủ chưa tính thử được: {why}", "The server could not try it: {why}"),
    "changes_to": Phrase("sang", "to"),
    "yesterday_cell": Phrase("hôm qua {value}", "{value} the day before"),
    "yesterday_none": Phrase("hôm qua chưa có báo cáo", "no report the day before"),
    "stored_by": Phrase("đã gửi {time}, {name}", "sent {time}, {name}"),
    "selected": Phrase("Đã chọn {n} ô", "{n} cell selected|{n} cells selected"),
    "selected_sum": Phrase("{n} ô · tổng {sum}", "{n} cell · sum {sum}|{n} cells · sum {sum}"),
    "selected_range": Phrase("Đã chọn {rows} dòng, {columns} cột.", "{rows} rows, {columns} columns selected."),
    "zeroed": Phrase("Đã điền 0 vào {n} ô trống.", "Filled 0 into {n} empty cell.|Filled 0 into {n} empty cells."),
    "cleared": Phrase("Đã xoá {n} ô.", "Cleared {n} cell.|Cleared {n} cells."),
    "cut": Phrase("Đã cắt {n} ô.", "Cut {n} cell.|Cut {n} cells."),
    "copied": Phrase("Đã chép {n} ô.", "Copied {n} cell.|Copied {n} cells."),
    "pasted": Phrase("Đã dán {n} ô.", "Pasted {n} cell.|Pasted {n} cells."),
    "pasted_matched": Phrase(
        "Đã dán {n} ô, khớp {m} {unit} theo tên.", "Pasted {n} cells into {m} wards matched by name."
    ),
    "pasted_same": Phrase("Số dán vào trùng với bảng, không ô nào đổi.", "What was pasted is there already."),
    "paste_over": Phrase(
        "Thừa {n} dòng hoặc cột ngoài bảng, đã bỏ qua.", "{n} rows or columns beyond the table were left out."
    ),
    "paste_reading": Phrase("Đang khớp tên…", "Matching names…"),
    "paste_offline": Phrase(
        "Mất mạng nên chưa khớp được tên. Chỉ dán khối số (không có tên) thì dán được ngay.",
        "Offline, so names cannot be matched. A block of numbers alone can be pasted at once.",
    ),
    "paste_failed": Phrase("Chưa đọc được phần dán: {why}", "What was pasted could not be read: {why}"),
    "paste_unmatched": Phrase("Không nhận ra", "Not recognised"),
    "paste_choose": Phrase("Là {unit} nào?", "Which ward is it?"),
    "paste_others": Phrase("Tất cả", "All"),
    "paste_class_title": Phrase("“{heading}” là ca loại nào?", "What kind of cases does “{heading}” count?"),
    "paste_class_note": Phrase(
        "Cột này không ghi rõ loại ca, nên hệ thống không tự đoán.",
        "The column does not say, and the system does not guess.",
    ),
    "paste_class_none": Phrase("Thôi, không dán", "Do not paste"),
    "paste_put_done": Phrase("Đã điền vào {ward}.", "Filled into {ward}."),
    "paste_other_day": Phrase(
        "{n} dòng của ngày khác ({day}) không được dán vào đây.", "{n} rows of another day ({day}) were not pasted."
    ),
    "paste_headless_title": Phrase("Phần dán không có dòng tiêu đề", "What was pasted has no headings"),
    "paste_headless_note": Phrase(
        "Tên được khớp với {unit}; các số sẽ điền vào những cột này, từ ô đang chọn sang phải. Đúng thứ tự không?",
        "Names are matched to wards; the figures go into these columns, from the chosen cell to the right. Is that the "
        "order?",
    ),
    "paste_headless_go": Phrase("Đúng, điền vào", "Yes, fill in"),
    "paste_twice": Phrase(
        "{ward} có nhiều dòng khác nhau (dòng {rows}), chưa dán dòng nào; nhập tay số đúng.",
        "{ward} has rows that differ (rows {rows}); none was pasted, enter the right figures.",
    ),
    "paste_title": Phrase("Kết quả dán", "What was pasted"),
    "paste_clipboard_refused": Phrase(
        "Trình duyệt không cho đọc bộ nhớ tạm. Chọn một ô rồi nhấn Ctrl V.",
        "The browser does not let this page read the clipboard. Choose a cell and press Ctrl V.",
    ),
    "undone": Phrase("Đã hoàn tác {n} ô.", "Took back {n} cell.|Took back {n} cells."),
    "redone": Phrase("Đã làm lại {n} ô.", "Redid {n} cell.|Redid {n} cells."),
    "undo": Phrase("Hoàn tác", "Undo"),
    "close": Phrase("Đóng", "Close"),
    "review_title": Phrase("Gửi số liệu {district}", "Send the figures of {district}"),
    "review_wards": Phrase("{n} {unit}", "{n} ward|{n} wards"),
    "review_part": Phrase("{n} {unit}, {m} {unit} chưa có", "{n} wards, {m} not yet"),
    "review_new": Phrase("{n} báo cáo mới", "{n} new report|{n} new reports"),
    "review_corrections": Phrase("{n} sửa đổi", "{n} correction|{n} corrections"),
    "review_cases": Phrase("Ca mới", "New cases"),
    "review_cases_note": Phrase("hôm qua {n}", "{n} the day before"),
    "review_samples": Phrase("Số mẫu", "Samples"),
    "review_samples_note": Phrase("trong ngày", "this day"),
    "review_positives": Phrase("Dương tính", "Positives"),
    "review_positives_note": Phrase("{n}% số mẫu", "{n}% of samples"),
    "review_f1": Phrase("F1 mới", "New F1"),
    "review_f1_note": Phrase("cần truy vết", "to trace"),
    "review_empty": Phrase("chưa có", "none yet"),
    "review_odd": Phrase("Xác nhận số bất thường", "Confirm unusual figures"),
    "review_odd_tick": Phrase("Đã kiểm tra lại, số này đúng", "Checked again, this figure is right"),
    "review_odd_reason": Phrase("Vì sao đúng (ít nhất 3 ký tự)", "Why it is right (at least 3 characters)"),
    "review_fix": Phrase("Lý do sửa số đã gửi", "Why what was sent is corrected"),
    "review_fix_of": Phrase("{ward}: {changes}", "{ward}: {changes}"),
    "review_fix_same": Phrase("Dùng lý do này cho mọi sửa đổi", "Use this reason for all corrections"),
    "review_withdraw": Phrase(
        "rút báo cáo, {unit} này trở lại chưa có số liệu", "withdrawn; this ward has no report again"
    ),
    "review_choose": Phrase("Chọn lý do", "Choose a reason"),
    "review_changes": Phrase("Dự kiến đổi mức sau khi gửi", "Expected changes of level"),
    "review_left": Phrase("Chưa có số liệu, không gửi", "Nothing entered, not sent"),
    "review_back": Phrase("Quay lại sửa", "Back to the table"),
    "review_send": Phrase("Gửi số liệu", "Send"),
    "review_sending": Phrase("Đang gửi…", "Sending…"),
    "review_needs": Phrase(
        "Còn {n} mục cần tích và ghi lý do.",
        "{n} point still needs a tick and a reason.|{n} points still need a tick and a reason.",
    ),
    "reason_duplicate": Phrase("Trùng ca", "Duplicate"),
    "reason_moved": Phrase("Chuyển nơi khác", "Moved elsewhere"),
    "reason_false_positive": Phrase("Dương tính giả", "False positive"),
    "reason_late": Phrase("Số về muộn", "Came late"),
    "reason_wrong_place": Phrase("Sai địa bàn", "Wrong place"),
    "reason_other": Phrase("Lý do khác", "Other"),
    "send_failed": Phrase("Chưa gửi được: {why}", "Not sent: {why}"),
    "send_offline": Phrase(
        "Mất mạng, chưa gửi được. Số đã nhập vẫn còn; gửi lại khi có mạng, không sợ trùng.",
        "Offline, not sent. What you typed is kept; send again when back, nothing is doubled.",
    ),
    "send_refused_rows": Phrase(
        "Máy chủ không nhận {n} {unit}:", "The server refused {n} ward:|The server refused {n} wards:"
    ),
    "receipt_title": Phrase("Đã nhận số liệu", "Received"),
    "receipt_number": Phrase("Số biên nhận", "Receipt"),
    "receipt_at": Phrase("Lúc {time}", "At {time}"),
    "receipt_created": Phrase("{n} báo cáo mới", "{n} new report|{n} new reports"),
    "receipt_corrected": Phrase("{n} báo cáo đã sửa", "{n} report corrected|{n} reports corrected"),
    "receipt_unchanged": Phrase("{n} báo cáo đã có từ trước", "{n} stood already|{n} stood already"),
    "receipt_none": Phrase(
        "Không có gì đổi nên không có biên nhận mới.", "Nothing changed, so there is no new receipt."
    ),
    "receipt_changes": Phrase("Mức đã đổi", "Levels that changed"),
    "receipt_copy": Phrase("Chép số", "Copy the number"),
    "receipt_copied": Phrase("Đã chép.", "Copied."),
    "receipt_history": Phrase("Xem các lần đã gửi", "See what was sent"),
    "receipt_left": Phrase("Còn {n} {unit} chưa có số liệu.", "{n} ward has nothing yet.|{n} wards have nothing yet."),
}
"""What the scripts say; `{name}` is filled in by app/web/js/staff/words.js, `{unit}` (“xã”) by the page."""
