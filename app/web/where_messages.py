"""The sentences of the page “Where am I?”."""

from __future__ import annotations

from typing import Final

from app.domain.sentences import Phrase

WHERE: Final = {
    "where_title": Phrase("Tôi đang ở đâu?", "Where am I?"),
    "where_lead": Phrase(
        "Biết ngay nơi bạn đứng ở mức nào, áp dụng chỉ thị nào và bao giờ xét nghiệm.",
        "See at once the level of the place you stand in, which directive applies, and when testing is due.",
    ),
    "where_use": Phrase("Dùng vị trí của tôi", "Use my location"),
    "where_busy": Phrase("Đang xác định vị trí…", "Finding your location…"),
    "where_asking": Phrase("Đang tra cứu…", "Looking up…"),
    "where_privacy": Phrase(
        "Vị trí không được lưu: chỉ gửi đi để tra cứu, làm tròn đến khoảng 1 m, không ghi vào nhật ký hay địa chỉ "
        "trang.",
        "Your location is not kept: it is sent only to be looked up, rounded to about 1 m, and goes into no log and no "
        "page address.",
    ),
    "where_other": Phrase("Cách khác", "Other ways"),
    "where_by_name": Phrase("Tìm theo tên phường, xã", "Find the ward by name"),
    "where_by_map": Phrase("Chọn trên bản đồ", "Choose on the map"),
    "where_map_hint": Phrase(
        "Chạm vào nơi muốn tra cứu; kéo và phóng to để chọn chính xác hơn.",
        "Tap the place to look up; drag and zoom in to be more exact.",
    ),
    "where_map_label": Phrase("Bản đồ để chọn một điểm", "Map for choosing a point"),
    "where_map_failed": Phrase(
        "Máy này không mở được bản đồ. Hãy tìm theo tên hoặc nhập tọa độ.",
        "This device cannot open the map. Find the ward by name or enter coordinates.",
    ),
    "where_by_coordinates": Phrase("Nhập tọa độ", "Enter coordinates"),
    "where_lat": Phrase("Vĩ độ (lat)", "Latitude"),
    "where_lon": Phrase("Kinh độ (lon)", "Longitude"),
    "where_look": Phrase("Tra cứu", "Look up"),
    "where_denied": Phrase(
        "Trình duyệt không cho trang này dùng vị trí. Mở quyền vị trí trong cài đặt rồi thử lại; trong Zalo, hãy mở "
        "trang bằng trình duyệt của máy. Hoặc tìm theo tên, chọn trên bản đồ.",
        "Your browser does not let this page use your location. Allow it in the settings and try again; inside an app, "
        "open the page in your browser. Or find the ward by name, or on the map.",
    ),
    "where_unavailable": Phrase(
        "Máy chưa xác định được vị trí. Bật định vị, ra chỗ thoáng rồi thử lại; hoặc tìm theo tên, chọn trên bản đồ.",
        "Your device cannot find its location. Turn location on, step outside and try again; or find the ward by name, "
        "or on the map.",
    ),
    "where_timeout": Phrase(
        "Quá lâu chưa có vị trí. Thử lại; hoặc tìm theo tên, chọn trên bản đồ.",
        "Finding your location took too long. Try again; or find the ward by name, or on the map.",
    ),
    "where_insecure": Phrase(
        "Trình duyệt chỉ cho dùng vị trí trên địa chỉ https. Hãy tìm theo tên, chọn trên bản đồ hoặc nhập tọa độ.",
        "Browsers give locations only to https addresses. Find the ward by name, on the map, or by coordinates.",
    ),
    "where_offline": Phrase(
        "Chưa tra cứu được: không có mạng hoặc máy chủ bận. Thử lại.",
        "It could not be looked up: no network, or the server is busy. Try again.",
    ),
    "where_not_numbers": Phrase(
        "Vĩ độ và kinh độ cần là số thập phân, ví dụ 21,0285 và 105,8542.",
        "Latitude and longitude must be decimal numbers, for example 21.0285 and 105.8542.",
    ),
    "where_you_are": Phrase("Bạn đang ở", "You are in"),
    "where_the_place": Phrase("Điểm này thuộc", "This place is in"),
    "where_border": Phrase("Trên ranh giới của {names}", "On the border of {names}"),
    "where_near": Phrase("Sát ranh giới", "Near a border"),
    "where_near_note": Phrase(
        "Vị trí trên máy có thể lệch vài chục mét. Nếu bạn ở bên kia ranh giới, xem nơi ấy:",
        "A device may be off by tens of metres. If you are on the other side of the border, see that ward:",
    ),
    "where_here": Phrase("điểm này", "this point"),
    "where_metres": Phrase("cách {n} m", "{n} m away"),
    "where_line_level": Phrase("Mức nguy cơ", "Risk level"),
    "where_line_order": Phrase("Áp dụng ở đây", "What applies"),
    "where_line_measures": Phrase("Được và không được làm", "What you may do"),
    "where_line_testing": Phrase("Xét nghiệm", "Testing"),
    "where_line_until": Phrase("Đến khi nào, ai ký", "Until when, by whom"),
    "where_ward_page": Phrase("Xem trang của {name}", "The page of {name}"),
    "where_share_note": Phrase(
        "Liên kết chia sẻ là trang của phường, xã; không có vị trí của bạn.",
        "The link to share is the ward's page; your location is not in it.",
    ),
    "where_candidates": Phrase("Chọn phường, xã của bạn", "Choose your ward"),
    "where_candidates_note": Phrase(
        "Ranh giới đang dùng là sơ đồ, nên vị trí chỉ gợi ý vài nơi gần đúng. Chọn nơi bạn ở theo tên:",
        "The boundaries are schematic, so a location only suggests some likely wards. Choose yours by name:",
    ),
    "where_schematic": Phrase(
        "Ranh giới đang dùng là sơ đồ: vị trí chỉ gợi ý phường, xã, không cho biết chỉ thị.",
        "The boundaries are schematic: a location only suggests wards and tells no directive.",
    ),
    "where_off": Phrase(
        "Vị trí này ngoài địa bàn của hệ thống; gần nhất là {name}, cách {km} km.",
        "This place lies outside the area this site covers; the nearest ward is {name}, {km} km away.",
    ),
    "where_far": Phrase(
        "Vị trí này ở xa, ngoài địa bàn của hệ thống.", "This place lies far outside the area this site covers."
    ),
    "where_outside": Phrase("Ngoài địa bàn", "Outside the area covered"),
    "where_fault": Phrase("Chưa tra cứu được", "It could not be looked up"),
    "where_see_nearest": Phrase("Xem {name}", "See {name}"),
}
