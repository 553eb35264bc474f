"""Words of the tabs and of the map on which staff draw."""

from __future__ import annotations

from typing import Final

from app.domain.sentences import Phrase

STAFF_ZONING: Final = {
    "nav_zoning": Phrase("Khoanh vùng", "Zones"),
    "nav_testing": Phrase("Xét nghiệm", "Testing"),
    "home_zoning": Phrase(
        "Khai báo ổ dịch trên bản đồ, vòng phong tỏa, khu phong tỏa, khu vực, giáp ranh.",
        "Declare outbreaks on the map; rings, cordons, areas, border wards.",
    ),
    "home_testing": Phrase(
        "Nơi nào đến hạn lấy mẫu, kế hoạch theo ngày, các đợt đã làm.",
        "Where testing is due, the plan by day, the rounds done.",
    ),
    "tab_outbreaks": Phrase("Ổ dịch", "Outbreaks"),
    "tab_cordons": Phrase("Khu phong tỏa", "Cordons"),
    "tab_areas": Phrase("Khu vực", "Areas"),
    "tab_border": Phrase("Giáp ranh", "Border wards"),
    "tab_due": Phrase("Đến hạn", "Due"),
    "tab_plan": Phrase("Kế hoạch", "Plan"),
    "tab_rounds": Phrase("Đợt lấy mẫu", "Rounds"),
    "tab_campaigns": Phrase("Chiến dịch", "Campaigns"),
    "draw_no_map": Phrase(
        "Trình duyệt này không vẽ được bản đồ. Vẫn làm được mọi việc bằng danh sách, ô tìm và GeoJSON dán vào.",
        "This browser cannot draw the map. Everything still works by list, search and pasted GeoJSON.",
    ),
    "draw_needs_script": Phrase(
        "Bản đồ và các biểu mẫu ở trang này cần JavaScript. Danh sách vẫn xem được.",
        "The map and the forms of this page need JavaScript. The lists can be read without.",
    ),
    "find_remove": Phrase("Bỏ {name}", "Remove {name}"),
    "find_none": Phrase("Không thấy “{text}”. Thử gõ ngắn hơn.", "Nothing found for “{text}”. Try fewer letters."),
    "find_taken": Phrase("đã chọn", "chosen"),
}
