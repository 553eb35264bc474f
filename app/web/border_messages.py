"""What the public map says of border wards."""

from __future__ import annotations

from typing import Final

from app.domain.sentences import Phrase

BORDER: Final = {
    "border_switch": Phrase("Giáp ranh", "Border wards"),
    "border_switch_note": Phrase("Đường ranh giới với nơi ở mức cao hơn", "Borders with wards at a stricter level"),
    "border_count": Phrase("{n} đoạn, {across} đoạn khác quận, huyện", "{n} borders, {across} across a district line"),
    "border_count_none": Phrase("Hiện không có đoạn nào.", "There are none just now."),
    "border_metres_approximate": Phrase(
        "Ranh giới sơ đồ: độ dài chỉ là ước chừng.", "Schematic boundaries: lengths are approximate."
    ),
    "border_line_across": Phrase("Khác quận, huyện", "Across a district line"),
    "border_line_within": Phrase("Trong cùng quận, huyện", "Within a district"),
    "border_list": Phrase("Danh sách, dài nhất trước", "As a list, the longest first"),
    "border_list_ward": Phrase("Nơi", "Ward"),
    "border_list_across": Phrase("Giáp với", "Touches"),
    "border_list_length": Phrase("Chung", "Shared"),
}
