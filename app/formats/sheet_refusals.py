"""Why a file is refused before anything in it is believed: each reason with its cure."""

from __future__ import annotations

from typing import Final

from app.domain.errors import UnreadableSheet
from app.domain.sentences import Phrase

LARGEST_FILE: Final = 20 * 2**20
MOST_ROWS: Final = 50_000
MOST_COLUMNS: Final = 500
MOST_CELLS: Final = 1_000_000

_SAVE_AS: Final = Phrase(
    "Mở bằng Excel, chọn “Lưu thành” dạng .xlsx rồi gửi lại.", "Open it in Excel, choose “Save as” .xlsx and send that."
)
REFUSALS: Final = {
    "too_large": Phrase(
        f"Tệp lớn hơn {LARGEST_FILE // 2**20} MB; xoá hình ảnh và các trang thừa rồi gửi lại.",
        f"The file has over {LARGEST_FILE // 2**20} MB; remove pictures and surplus sheets and send it again.",
    ),
    "empty": Phrase("Tệp rỗng; chọn lại tệp.", "The file is empty; choose the file again."),
    "bomb": Phrase(
        "Tệp nén phình ra quá lớn nên không mở; chép riêng bảng cần gửi sang tệp mới.",
        "The file unpacks to far too much, so it is not opened; copy the table into a new file.",
    ),
    "nested": Phrase(
        "Trong tệp còn tệp nén khác nên không mở; gửi riêng bảng tính.",
        "The file holds another packed file, so it is not opened; send the sheet by itself.",
    ),
    "corrupt": Phrase(
        f"Tệp hỏng hoặc tải lên chưa hết. {_SAVE_AS.vi}", f"The file is broken or was not sent whole. {_SAVE_AS.en}"
    ),
    "macros": Phrase(
        f"Tệp có macro nên không mở. {_SAVE_AS.vi}", f"The file holds macros, so it is not opened. {_SAVE_AS.en}"
    ),
    "encrypted": Phrase(
        "Tệp đặt mật khẩu; bỏ mật khẩu (Tệp › Thông tin › Bảo vệ) rồi gửi lại.",
        "The file has a password; take it off (File › Info › Protect) and send it again.",
    ),
    "external_link": Phrase(
        "Tệp lấy số từ tệp hoặc nguồn khác; ngắt liên kết (Dữ liệu › Sửa liên kết) hoặc dán giá trị rồi gửi lại.",
        "The file takes figures from elsewhere; break the links (Data › Edit links) or paste values, and send that.",
    ),
    "binary_workbook": Phrase(f"Dạng .xlsb không đọc. {_SAVE_AS.vi}", f"The form .xlsb is not read. {_SAVE_AS.en}"),
    "old_workbook": Phrase(
        f"Tệp của Excel đời trước 1997 không đọc. {_SAVE_AS.vi}",
        f"Files of Excel from before 1997 are not read. {_SAVE_AS.en}",
    ),
    "web_page": Phrase(
        f"Tệp thật ra là trang web (HTML) mang tên bảng tính. {_SAVE_AS.vi}",
        f"The file is really a web page (HTML) named like a sheet. {_SAVE_AS.en}",
    ),
    "xml": Phrase(
        f"Tệp là XML, không phải bảng tính đọc được. {_SAVE_AS.vi}",
        f"The file is XML, no sheet that is read. {_SAVE_AS.en}",
    ),
    "pdf": Phrase(
        "Tệp là PDF; gửi bảng tính gốc, hoặc chép bảng rồi dán vào trang nhập.",
        "The file is a PDF; send the sheet it was made from, or copy the table and paste it.",
    ),
    "picture": Phrase(
        "Tệp là hình ảnh; gửi bảng tính gốc, hoặc gõ số vào trang nhập.",
        "The file is a picture; send the sheet it was made from, or type the figures.",
    ),
    "document": Phrase(
        "Tệp là văn bản Word hoặc tài liệu khác; chép bảng trong đó rồi dán vào trang nhập.",
        "The file is a Word or other document; copy the table in it and paste it.",
    ),
    "archive": Phrase(
        "Tệp là tệp nén; giải nén rồi gửi từng bảng tính.",
        "The file is an archive; unpack it and send the sheets in it.",
    ),
    "too_many_rows": Phrase(
        f"Bảng có quá {MOST_ROWS} dòng; xoá các dòng thừa ở cuối hoặc chia thành nhiều tệp.",
        f"The sheet has over {MOST_ROWS} rows; delete surplus rows at its end, or split it into several files.",
    ),
    "too_many_columns": Phrase(
        f"Bảng có quá {MOST_COLUMNS} cột; xoá các cột thừa ở bên phải.",
        f"The sheet has over {MOST_COLUMNS} columns; delete the surplus ones at its right.",
    ),
    "not_text": Phrase(
        "Tệp không phải bảng tính hay văn bản đọc được; lưu lại thành .xlsx hoặc “CSV UTF-8”.",
        "The file is no sheet and no text that can be read; save it as .xlsx or “CSV UTF-8”.",
    ),
    "no_sheet": Phrase("Tệp không có trang tính nào có số liệu.", "The file has no sheet with anything in it."),
}


def refused(reason: str) -> UnreadableSheet:
    """The refusal of a file for one of these reasons."""
    vi, en = REFUSALS[reason]
    return UnreadableSheet(reason, vi=vi, en=en)
