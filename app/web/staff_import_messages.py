"""The words of the page that takes files of reports."""

from __future__ import annotations

from typing import Final

from app.domain.sentences import Phrase

STAFF_IMPORT: Final = {
    "imp_title": Phrase("Nhập số liệu từ tệp", "Upload figures from a file"),
    "imp_lead": Phrase(
        "Gửi nguyên bảng đang dùng: Excel, ODS hoặc CSV. Hệ thống đọc thử và cho xem trước, chưa ghi gì.",
        "Send the sheet you already use: Excel, ODS or CSV. It is read and shown first; nothing is stored yet.",
    ),
    "imp_day": Phrase("Ngày báo cáo", "Reporting day"),
    "imp_district": Phrase("Quận, huyện", "District"),
    "imp_every_district": Phrase("Tất cả", "All of them"),
    "imp_change": Phrase("Đổi", "Change"),
    "imp_drop": Phrase("Chọn tệp, hoặc kéo thả vào đây", "Choose a file, or drop it here"),
    "imp_drop_note": Phrase(".xlsx, .xls, .ods, .csv – tối đa 20 MB", ".xlsx, .xls, .ods, .csv – up to 20 MB"),
    "imp_choose": Phrase("Chọn tệp trên máy", "Choose a file"),
    "imp_how": Phrase("Cách hiểu ô trống và loại ca", "How empty cells and classes are read"),
    "imp_blank": Phrase(
        "Ô trống là 0 ở những xã có báo cáo trong tệp", "Empty cells are 0 for wards that report in the file"
    ),
    "imp_blank_note": Phrase(
        "Không chọn thì dòng thiếu số sẽ được trả lại. Dòng trống hẳn luôn là chưa báo cáo.",
        "Otherwise rows with gaps are given back. A row that is wholly empty is never a report.",
    ),
    "imp_class": Phrase("Cột chỉ ghi “số ca” là loại", "A column of mere “cases” counts"),
    "imp_class_none": Phrase("Chưa chọn", "Not chosen"),
    "imp_check": Phrase("Kiểm tra tệp", "Check the file"),
    "imp_checking": Phrase("Đang đọc tệp…", "Reading the file…"),
    "imp_sending": Phrase("Đang gửi…", "Sending…"),
    "imp_template": Phrase("Tệp mẫu", "Template"),
    "imp_template_note": Phrase(
        "Có sẵn mã, tên xã và số hôm qua; ô nhập tự nhắc khi ghi sai. Gửi lại đúng ngày trên mẫu.",
        "Codes, names and yesterday's figures are in it; cells speak up when mistyped. Return it for the same day.",
    ),
    "imp_template_get": Phrase("Tải mẫu ngày {day}", "Get the template of {day}"),
    "imp_export": Phrase("Lấy số liệu ra", "Take figures away"),
    "imp_export_note": Phrase(
        "14 ngày gần nhất, cùng các cột như tệp nhập nên nhập lại được.",
        "The last 14 days, in the columns an upload takes, so it can come back.",
    ),
    "imp_export_get": Phrase("Tải .xlsx", "Get .xlsx"),
    "imp_recent": Phrase("Tệp gần đây", "Recent files"),
    "imp_recent_none": Phrase("Chưa có tệp nào.", "None yet."),
    "imp_state_taken": Phrase("Đã nhận", "Taken"),
    "imp_state_partial": Phrase("Nhận một phần", "Taken in part"),
    "imp_state_refused": Phrase("Chưa nhận", "Not taken"),
    "imp_checked": Phrase("Xem trước khi gửi", "Look before sending"),
    "imp_other_file": Phrase("Chọn tệp khác", "Choose another file"),
    "imp_created": Phrase("báo cáo mới", "new report|new reports"),
    "imp_corrected": Phrase("lần sửa", "correction|corrections"),
    "imp_unchanged": Phrase("đã có, không đổi", "unchanged"),
    "imp_rejected": Phrase("dòng chưa nhận được", "row not taken|rows not taken"),
    "imp_faults": Phrase("Chưa nhận được {n} dòng", "{n} row cannot be taken|{n} rows cannot be taken"),
    "imp_faults_file": Phrase("Chưa nhận được tệp", "The file cannot be taken yet"),
    "imp_row": Phrase("Dòng {row}", "Row {row}"),
    "imp_cell": Phrase("Ô {cell}", "Cell {cell}"),
    "imp_more_faults": Phrase("Còn {n} lỗi nữa trong tệp lỗi.", "{n} more in the file of faults."),
    "imp_changes": Phrase("Dự kiến đổi mức", "Levels that would change"),
    "imp_changes_none": Phrase("Không nơi nào đổi mức.", "No level would change."),
    "imp_changes_note": Phrase(
        "Tính thử trên số trong tệp. Mức chính thức công bố sau {time}.",
        "Computed from the file. The official level is published after {time}.",
    ),
    "imp_changes_more": Phrase("và {n} nơi nữa", "and {n} more"),
    "imp_odd": Phrase("Số cần xem lại", "Figures to look at again"),
    "imp_odd_note": Phrase(
        "Nếu đúng, đánh dấu và ghi lý do; nếu nhầm, sửa tệp rồi chọn lại.",
        "If right, tick it and give a reason; if not, mend the file and choose it again.",
    ),
    "imp_odd_tick": Phrase("Đã kiểm tra, số này đúng", "Checked, the figure is right"),
    "imp_odd_reason": Phrase("Lý do (ít nhất 3 ký tự)", "Reason (3 characters or more)"),
    "imp_odd_missing": Phrase(
        "Còn số cần xem lại chưa có lý do: đánh dấu và ghi lý do cho từng số.",
        "Some odd figures have no reason yet: tick each and give one.",
    ),
    "imp_conflicts": Phrase("Khác số đã gửi", "Other than what was sent"),
    "imp_conflicts_tick": Phrase("Sửa số đã gửi theo tệp này", "Correct what was sent by this file"),
    "imp_conflicts_reason": Phrase("Lý do sửa", "Reason for correcting"),
    "imp_conflicts_note": Phrase(
        "{n} dòng khác với số đang lưu. Bản cũ được giữ lại.",
        "{n} row differs from what is stored. The earlier version is kept.|"
        "{n} rows differ from what is stored. The earlier versions are kept.",
    ),
    "imp_again": Phrase("Tính lại", "Compute again"),
    "imp_send_all": Phrase("Gửi {n} báo cáo", "Send {n} report|Send {n} reports"),
    "imp_send_good": Phrase("Chỉ gửi {n} dòng đúng", "Send only the {n} good row|Send only the {n} good rows"),
    "imp_send_none": Phrase("Không có gì mới để gửi.", "There is nothing new to send."),
    "imp_get_errors": Phrase("Lấy tệp lỗi để sửa", "Get the rows at fault to mend"),
    "imp_understood": Phrase("Hệ thống hiểu tệp như sau", "How the file was understood"),
    "imp_sheet": Phrase("Trang tính", "Sheet"),
    "imp_header_row": Phrase("Dòng tiêu đề", "Row of headings"),
    "imp_encoding": Phrase("Bảng mã", "Encoding"),
    "imp_column": Phrase("Cột trong tệp", "Column of the file"),
    "imp_read_as": Phrase("Hiểu là", "Read as"),
    "imp_not_read": Phrase("không lấy", "not read"),
    "imp_preview": Phrase("Số liệu đọc được", "Figures read"),
    "imp_preview_first": Phrase("Hiện {shown} trong {n} dòng.", "{shown} of {n} rows are shown."),
    "imp_ward_as": Phrase("trong tệp: {text}", "in the file: {text}"),
    "imp_result": Phrase("Kết quả", "Result"),
    "imp_result_created": Phrase("mới", "new"),
    "imp_result_corrected": Phrase("sửa", "corrected"),
    "imp_result_unchanged": Phrase("không đổi", "unchanged"),
    "imp_result_rejected": Phrase("chưa nhận", "not taken"),
    "imp_choose_again": Phrase(
        "Tệp lớn nên không giữ lại được: chọn lại tệp rồi gửi.",
        "The file is too large to be kept here: choose it again and send.",
    ),
    "imp_done_taken": Phrase("Đã nhận {n} báo cáo", "{n} report was taken|{n} reports were taken"),
    "imp_done_refused": Phrase("Chưa ghi gì từ tệp này", "Nothing of this file was stored"),
    "imp_done_receipt": Phrase("Biên nhận", "Receipt"),
    "imp_done_open": Phrase("Xem những gì đã gửi", "See what was sent"),
    "imp_done_errors": Phrase(
        "Tải {n} dòng lỗi (.xlsx)", "Get the {n} row at fault (.xlsx)|Get {n} rows at fault (.xlsx)"
    ),
    "imp_done_errors_note": Phrase(
        "Sửa các ô có viền cam trong tệp ấy rồi gửi lại chính tệp ấy ở trang này.",
        "Mend the cells edged in orange in that file, then send that very file here.",
    ),
    "imp_done_next": Phrase("Nhập tệp khác", "Upload another file"),
    "imp_done_sheet": Phrase("Mở bảng ngày", "Open the daily sheet"),
    "imp_missing_file": Phrase("Chưa chọn tệp.", "No file was chosen."),
}
"""The words of `/staff/import`."""
