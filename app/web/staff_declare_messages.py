"""Words of the page on which an outbreak is declared, and of choosing and comparing rings."""

from __future__ import annotations

from typing import Final

from app.domain.sentences import Phrase

STAFF_DECLARE: Final = {
    "decl_title": Phrase("Khai báo ổ dịch", "Declare an outbreak"),
    "decl_map": Phrase("Bản đồ để chọn nơi và xem vòng", "Map to choose the place and see the rings"),
    "decl_place": Phrase("Nơi có ổ dịch", "Place"),
    "decl_by_wards": Phrase("Phường, xã", "Wards"),
    "decl_by_polygon": Phrase("Vẽ vùng", "Draw an area"),
    "decl_by_point": Phrase("Đặt điểm", "Drop a point"),
    "decl_by_paste": Phrase("Dán GeoJSON", "Paste GeoJSON"),
    "decl_find": Phrase("Tìm phường, xã hoặc chạm trên bản đồ", "Find a ward, or tap it on the map"),
    "decl_wards_hint": Phrase("Chạm lần nữa để bỏ.", "Tap again to take it away."),
    "decl_polygon_hint": Phrase(
        "Vẽ quanh một thôn, tổ, khu chung cư: nhấp từng góc, nhấp lại góc cuối hoặc nhấn Enter để xong, Esc để bỏ. "
        "Kéo góc để sửa.",
        "Draw round a hamlet or a block: click each corner, click the last one again or press Enter to finish, Esc to "
        "give up. Drag corners to mend.",
    ),
    "decl_point_hint": Phrase(
        "Nhấp một điểm trên bản đồ, hoặc gõ toạ độ. Ổ dịch nhận phường, xã chứa điểm đó.",
        "Click a point on the map, or type its coordinates. The outbreak takes the ward around it.",
    ),
    "decl_point_label": Phrase("Kinh độ, vĩ độ", "Longitude, latitude"),
    "decl_point_example": Phrase("105,8420 21,1380", "105.8420 21.1380"),
    "decl_paste_label": Phrase(
        "GeoJSON: Point, Polygon hoặc MultiPolygon", "GeoJSON: a Point, Polygon or MultiPolygon"
    ),
    "decl_paste_use": Phrase("Dùng hình này", "Use this shape"),
    "decl_clear": Phrase("Xóa hình", "Remove the shape"),
    "decl_nature": Phrase("Tính chất", "Nature"),
    "decl_setting": Phrase("Bối cảnh", "Setting"),
    "decl_choose": Phrase("Chọn…", "Choose…"),
    "decl_source": Phrase("Nguồn lây", "Source of infection"),
    "decl_source_unknown": Phrase("Chưa rõ", "Unknown"),
    "decl_source_known": Phrase("Đã rõ", "Known"),
    "decl_opened": Phrase("Ngày phát hiện", "Opened on"),
    "decl_name": Phrase("Tên gọi", "Name"),
    "decl_name_hint": Phrase("Để trống thì đặt theo phường, xã", "Left empty it is called after its ward"),
    "decl_linked": Phrase("Nơi liên quan dịch tễ", "Linked wards"),
    "decl_linked_find": Phrase("Tìm phường, xã liên quan", "Find a linked ward"),
    "decl_note": Phrase("Ghi chú", "Note"),
    "decl_more": Phrase("Tên, nơi liên quan, ghi chú", "Name, linked wards, note"),
    "decl_levels": Phrase("Mức sẽ đổi ngay khi khai báo", "Levels that change at once"),
    "decl_send": Phrase("Khai báo ổ dịch", "Declare the outbreak"),
    "decl_again": Phrase("Làm lại từ đầu", "Start again"),
    "rings_how": Phrase("Cách khoanh vòng", "How rings are drawn"),
    "rings_mode_whole_units": Phrase("Nguyên xã", "Whole wards"),
    "rings_mode_administrative": Phrase("Hành chính", "Administrative"),
    "rings_mode_contiguity": Phrase("Giáp ranh", "By borders"),
    "rings_mode_distance": Phrase("Khoảng cách", "Distance"),
    "rings_mode_manual": Phrase("Vẽ tay", "By hand"),
    "rings_about_whole_units": Phrase(
        "Lõi là nơi có dịch; kế tiếp là phần còn lại và các xã giáp ranh; ngoài là hết quận, huyện.",
        "Core: the place; next: the rest of its wards and those bordering them; outer: the rest of the district.",
    ),
    "rings_about_administrative": Phrase(
        "Lõi là nơi có dịch; kế tiếp là phần còn lại của xã; ngoài là phần còn lại của quận, huyện.",
        "Core: the place; next: the rest of its wards; outer: the rest of its district.",
    ),
    "rings_about_contiguity": Phrase(
        "Lớp kế tiếp gồm mọi xã cách vùng lõi không quá số lần giáp ranh này.",
        "The next layer takes every ward within so many borders of the core.",
    ),
    "rings_about_distance": Phrase(
        "Tính mét trên mặt đất từ nơi có dịch, không theo ranh giới xã.",
        "Metres on the ground from the place, whatever ward they fall in.",
    ),
    "rings_about_manual": Phrase(
        "Vẽ từng lớp trên bản đồ. Chỗ chồng nhau thì lớp chặt hơn được giữ.",
        "Draw each layer on the map. Where they overlap the stricter one holds.",
    ),
    "rings_order": Phrase("Lớp kế tiếp, số lần giáp ranh", "Next layer, borders"),
    "rings_outer_order": Phrase("Lớp ngoài, số lần giáp ranh", "Outer layer, borders"),
    "rings_core_m": Phrase("Nới vùng lõi, mét", "Core grown by, metres"),
    "rings_next_m": Phrase("Lớp kế tiếp, mét từ lõi", "Next layer, metres from the core"),
    "rings_outer_m": Phrase("Lớp ngoài, mét từ lõi", "Outer layer, metres from the core"),
    "rings_to_district": Phrase("Lớp ngoài đến hết quận, huyện", "Outer layer to the rest of the district"),
    "rings_barriers": Phrase("Không vượt sông, vật cản đã khai báo", "Do not cross declared rivers and barriers"),
    "rings_within": Phrase("Không ra ngoài quận, huyện", "Stay within the district"),
    "rings_draw_core": Phrase("Vẽ lớp lõi", "Draw the core"),
    "rings_draw_next": Phrase("Vẽ lớp kế tiếp", "Draw the next layer"),
    "rings_draw_outer": Phrase("Vẽ lớp ngoài", "Draw the outer layer"),
    "rings_paste_layers": Phrase("Dán GeoJSON cho từng lớp", "Paste GeoJSON for each layer"),
    "rings_title": Phrase("Vòng theo khai báo này", "Rings of this declaration"),
    "rings_compare": Phrase("So sánh phương án", "Compare alternatives"),
    "rings_nothing": Phrase("Chọn nơi có ổ dịch để xem ba vòng.", "Choose the place to see the three rings."),
    "rings_layer_core": Phrase("Lớp lõi", "Core"),
    "rings_layer_next": Phrase("Lớp kế tiếp", "Next layer"),
    "rings_layer_outer": Phrase("Lớp ngoài", "Outer layer"),
}

RINGS_SCRIPT: Final = {
    "people": Phrase("{n} người", "{n} people"),
    "unknown_people": Phrase("chưa có số dân", "population unknown"),
    "estimated": Phrase("ước tính", "estimated"),
    "of_district": Phrase("{share} dân số {district}", "{share} of the people of {district}"),
    "whole_wards": Phrase("{n} phường, xã", "{n} ward|{n} wards"),
    "partial_wards": Phrase("{n} nơi một phần", "{n} in part"),
    "partly": Phrase("một phần", "in part"),
    "wards_list": Phrase("Danh sách phường, xã", "List of wards"),
    "neighbours": Phrase("Chạm quận, huyện khác", "Reaches other districts"),
    "cases_outside": Phrase(
        "Ca đã biết còn ở ngoài lớp lõi và lớp kế tiếp: {wards}.",
        "Known cases outside the core and the next layer: {wards}.",
    ),
    "computing": Phrase("Đang tính…", "Working…"),
    "offline": Phrase(
        "Mất kết nối. Vòng trên bản đồ là của lần tính trước; bản khai được giữ trên máy này.",
        "No connection. The rings shown are those of before; what you entered is kept on this device.",
    ),
    "directive": Phrase("CT {n}", "Directive {n}"),
    "corners": Phrase("Đã vẽ vùng {n} góc.", "An area of {n} corners."),
    "shape_parts": Phrase("Đã có hình nhiều phần.", "A shape of several parts."),
    "point_at": Phrase("Điểm {lon}, {lat}.", "Point {lon}, {lat}."),
    "no_shape": Phrase("Chưa có hình nào.", "Nothing drawn yet."),
    "bad_geojson": Phrase(
        "Không đọc được. Dán một đối tượng GeoJSON kiểu Point, Polygon hoặc MultiPolygon, toạ độ kinh độ trước vĩ độ.",
        "This cannot be read. Paste one GeoJSON object: Point, Polygon or MultiPolygon, longitude before latitude.",
    ),
    "bad_point": Phrase(
        "Gõ kinh độ rồi vĩ độ, cách nhau bằng dấu cách, ví dụ 105,8420 21,1380.",
        "Type longitude, then latitude, with a blank between, such as 105.8420 21.1380.",
    ),
    "other_district": Phrase(
        "{wards} thuộc {districts}: tài khoản này không khai báo được ở đó. Báo cho nơi phụ trách hoặc thành phố.",
        "{wards} lies in {districts}: this account cannot declare there. Tell those in charge, or the city.",
    ),
    "levels_none": Phrase("Không nơi nào đổi mức.", "No level changes."),
    "levels_waiting": Phrase(
        "Chọn nơi, bối cảnh và nguồn lây để xem nơi nào đổi mức.",
        "Choose place, setting and source to see which levels change.",
    ),
    "levels_trying": Phrase("Đang tính thử…", "Trying it out…"),
    "changes_to": Phrase("thành", "becomes"),
    "needs_place": Phrase("Còn thiếu nơi có ổ dịch.", "The place is missing."),
    "needs_finish": Phrase(
        "Hình chưa xong: nhấp lại góc cuối hoặc nhấn Enter trên bản đồ.",
        "The shape is not finished: click its last corner again, or press Enter on the map.",
    ),
    "needs_setting": Phrase("Còn thiếu bối cảnh.", "The setting is missing."),
    "needs_source": Phrase("Còn thiếu nguồn lây.", "Say whether the source is known."),
    "ready": Phrase(
        "Vòng chỉ là đề xuất cho đến khi được ban hành bằng văn bản.",
        "Rings are only proposed until an order issues them.",
    ),
    "again_sure": Phrase("Bỏ những gì đã khai và làm lại từ đầu?", "Drop what was entered and start again?"),
    "sending": Phrase("Đang gửi…", "Sending…"),
    "kept": Phrase("Bản nháp được giữ trên máy này.", "The draft is kept on this device."),
    "restored": Phrase("Đã mở lại bản nháp lúc {time}.", "Draft of {time} opened again."),
    "drawn": Phrase("đã vẽ", "drawn"),
    "clear": Phrase("Xóa", "Remove"),
    "finish": Phrase(
        "Nhấp lại góc cuối hoặc nhấn Enter để xong.", "Click the last corner again, or press Enter, to finish."
    ),
    "and_more": Phrase("và {n} nơi khác", "and {n} more"),
    "cmp_title": Phrase("So sánh phương án", "Compare alternatives"),
    "cmp_lead": Phrase(
        "Cùng một nơi có dịch, khoanh theo nhiều cách. Phong tỏa gồm lớp lõi và lớp kế tiếp.",
        "The same place, drawn in several ways. Locked down: the core and the next layer.",
    ),
    "cmp_way": Phrase("Cách khoanh", "Way"),
    "cmp_locked": Phrase("Lõi + kế tiếp", "Core + next"),
    "cmp_covers": Phrase("Ca đã biết", "Known cases"),
    "cmp_covers_all": Phrase("bao hết", "all inside"),
    "cmp_covers_not": Phrase("còn ca ở ngoài", "some outside"),
    "cmp_smallest": Phrase("Nhỏ nhất mà bao hết ca đã biết", "Smallest that covers the known cases"),
    "cmp_use": Phrase("Dùng cách này", "Use this one"),
    "cmp_now": Phrase("đang chọn", "chosen now"),
    "cmp_known": Phrase("Ca đã biết: {text}", "Known cases: {text}"),
    "cmp_failed": Phrase("Chưa so sánh được: {why}", "Cannot compare: {why}"),
    "cmp_neighbours": Phrase(
        "chạm {n} phường, xã ngoài quận, huyện", "meets {n} ward of other districts|meets {n} wards of other districts"
    ),
    "cmp_map": Phrase("Hình các vòng", "Shape of the rings"),
    "close": Phrase("Đóng", "Close"),
    "mode_whole_units": Phrase("Nguyên xã", "Whole wards"),
    "mode_administrative": Phrase("Hành chính", "Administrative"),
    "mode_contiguity": Phrase("Giáp ranh {order} lần", "{order} border|{order} borders"),
    "mode_distance": Phrase("Trong {next} m", "Within {next} m"),
    "mode_manual": Phrase("Vẽ tay", "By hand"),
    "mode_barriers": Phrase("không vượt sông", "not across rivers"),
    "mode_within": Phrase("trong quận, huyện", "within the district"),
    "mode_outer": Phrase("ngoài {outer} m", "outer {outer} m"),
}
"""What the scripts say."""
