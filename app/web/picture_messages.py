"""Words on pictures that are passed on, and on the map that other sites embed."""

from __future__ import annotations

from typing import Final

from app.domain.sentences import Phrase

PICTURES: Final = {
    "picture_title": Phrase("Vùng nguy cơ, {day}", "Risk zones, {day}"),
    "picture_title_of": Phrase("Vùng nguy cơ {place}, {day}", "Risk zones of {place}, {day}"),
    "picture_at": Phrase("mức có hiệu lực lúc {moment}", "levels in force at {moment}"),
    "picture_on": Phrase("mức có hiệu lực cuối ngày {day}", "levels in force at the end of {day}"),
    "picture_faint": Phrase(
        "Nét nhạt: vòng mới đề xuất, chưa có hiệu lực", "Faint lines: rings only proposed, not in force"
    ),
    "picture_boundaries": Phrase("Ranh giới: {source}", "Boundaries: {source}"),
    "picture_prevail": Phrase(
        "Bản có hiệu lực là văn bản của cơ quan có thẩm quyền.", "The orders of the competent authority prevail."
    ),
    "card_testing": Phrase("Xét nghiệm: {text}", "Testing: {text}"),
    "card_since": Phrase("từ {moment}", "since {moment}"),
    "card_no_status": Phrase("Chưa nhận đủ báo cáo để xếp mức", "Too few reports to tell a level"),
    "card_code": Phrase("mã {code}", "code {code}"),
    "card_decided": Phrase("do cấp có thẩm quyền quyết định", "decided by the authority"),
    "card_alt": Phrase("Thẻ tình hình: {place}, {level}, {moment}", "Status card: {place}, {level}, {moment}"),
    "card_alt_city": Phrase("Bản đồ vùng nguy cơ, {day}", "Map of risk zones, {day}"),
    "embed_open": Phrase("Mở bản đồ đầy đủ", "Open the full map"),
    "embed_frame": Phrase("Bản đồ nhúng", "Embedded map"),
    "embed_past": Phrase("Đây là ngày đã qua, không phải hiện nay.", "This is a past moment, not the present."),
    "embed_legend": Phrase("Số phường, xã ở mỗi mức", "Wards at each level"),
}
