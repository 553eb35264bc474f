"""The words of the page that tells how wards are classified."""

from __future__ import annotations

from typing import Final

from app.domain.sentences import Phrase

RULE_PAGE: Final = {
    "rules_lead": Phrase(
        "Mỗi con số dưới đây có văn bản và mức độ chắc chắn đi kèm. Hệ thống xếp mức đúng theo các số này.",
        "Every number below comes with its document and how sure it is. Levels are given by exactly these numbers.",
    ),
    "rules_page": Phrase("Xem toàn bộ cách phân loại", "See all the rules"),
    "rules_active": Phrase("Đang áp dụng", "In force here"),
    "rules_draft": Phrase("Dự thảo, không áp dụng được", "Draft, cannot be adopted"),
    "rules_shipped": Phrase("Không áp dụng ở đây", "Not in force here"),
    "rules_compare": Phrase("Chỉ để hỏi và so sánh", "To ask and compare only"),
    "rules_validity": Phrase("Hiệu lực {first} – {last}", "In force {first} – {last}"),
    "rules_validity_open": Phrase("Hiệu lực từ {first}", "In force since {first}"),
    "rules_version": Phrase("Phiên bản {digest}", "Version {digest}"),
    "rules_contents": Phrase("Trên trang này", "On this page"),
    "rules_levels": Phrase("Các mức", "Levels"),
    "rules_criteria": Phrase("Tiêu chí của từng mức", "What makes each level"),
    "rules_criteria_note": Phrase(
        "Xét từ mức cao nhất xuống; chỉ cần một tiêu chí đúng là ở mức đó.",
        "Looked at from the highest level down; one criterion that holds is enough.",
    ),
    "rules_cells_note": Phrase(
        "Mức độ chắc chắn của từng ô: không ghi gì là đọc trong văn bản hoặc nguồn công bố.",
        "How sure each cell is: no mark means it was read in a text or a published source.",
    ),
    "rules_cells_more": Phrase("Căn cứ của từng ô và ngưỡng", "Grounds of each cell and bound"),
    "rules_cell": Phrase("Hàng {row}, cột {column}", "Row {row}, column {column}"),
    "rules_higher_of": Phrase(
        "Lấy mức cao hơn của: {tables}. Thiếu số liệu của một bảng thì bảng còn lại quyết định.",
        "The higher of: {tables}. Where the figures of one are missing, the others decide.",
    ),
    "rules_modifiers": Phrase("Nâng mức", "Raising"),
    "rules_raises": Phrase("Nâng {n} mức khi", "One level up if|{n} levels up if"),
    "rules_unless": Phrase("Trừ khi", "Unless"),
    "rules_unless_level": Phrase("đã ở {levels}", "already at {levels}"),
    "rules_applies": Phrase("Áp dụng cho ngày {period}", "For days {period}"),
    "rules_applies_from": Phrase("Áp dụng từ {day}", "From {day}"),
    "rules_applies_until": Phrase("Áp dụng đến hết {day}", "Until {day}"),
    "rules_missing_not_applied": Phrase(
        "Chưa có số liệu thì không nâng.", "While the figure is missing nothing is raised."
    ),
    "rules_missing_unknown": Phrase(
        "Chưa có số liệu thì không xếp mức thấp nhất.", "While the figure is missing the lowest level is not given."
    ),
    "rules_any": Phrase("Một trong các điều sau", "Any of"),
    "rules_all": Phrase("Đồng thời", "All of"),
    "rules_none_of": Phrase("Không có điều nào sau đây", "None of"),
    "rules_opening": Phrase("Khi nào được mở?", "When may it open?"),
    "rules_hold_level": Phrase("Giữ {level} ít nhất", "{level} is held for"),
    "rules_qualifying": Phrase("Số ngày liền đạt điều kiện", "Qualifying days in a row"),
    "rules_qualifying_level": Phrase("Số ngày đạt để rời {level}", "Qualifying days to leave {level}"),
    "rules_never_lower": Phrase("Không được hạ mức khi", "No level falls while"),
    "rules_may_fall": Phrase("Chưa có số liệu thì vẫn được hạ.", "While the figure is missing a level may fall."),
    "rules_may_not_fall": Phrase("Chưa có số liệu thì không được hạ.", "While the figure is missing no level falls."),
    "rules_notice": Phrase("Báo trước khi nâng mức", "Notice before raising"),
    "hours_n": Phrase("{n} giờ", "{n} hour|{n} hours"),
    "rules_decisions": Phrase("Quyết định của cơ quan có thẩm quyền", "Decisions of the authority"),
    "rules_either": Phrase("Được nâng hoặc hạ mức đã tính.", "May raise or lower the computed level."),
    "rules_upward_only": Phrase("Chỉ được nâng, không được hạ.", "May raise it, never lower it."),
    "rules_testing": Phrase("Xét nghiệm theo mức", "Testing by level"),
    "rules_round": Phrase("Đợt xét nghiệm là xong khi đạt", "A round is complete at"),
    "rules_rings": Phrase("Ba lớp quanh ổ dịch", "Three layers round an outbreak"),
    "rules_indicators": Phrase("Các chỉ số", "Indicators"),
    "rules_districts": Phrase("Cấp huyện", "Districts"),
    "rules_city": Phrase("Cấp tỉnh, thành phố", "Province or city"),
    "rules_larger_note": Phrase(
        "Đơn vị lớn hơn có tiêu chí riêng, không lấy mức cao nhất của các nơi bên trong.",
        "Larger units have criteria of their own; they do not take the highest level inside.",
    ),
    "rules_same": Phrase(
        "Cùng tiêu chí với cấp xã, tính trên số liệu của chính đơn vị.",
        "The criteria of wards, by the unit's own figures.",
    ),
    "rules_gaps": Phrase("Phần chưa đọc được hoặc không tính được", "What could not be read or cannot be computed"),
    "rules_conflicts": Phrase(
        "Kết quả đã công bố mà bộ quy tắc không cho ra", "Published results these rules do not give"
    ),
    "rules_documents": Phrase("Văn bản", "Documents"),
    "rules_others": Phrase("Các bộ quy tắc khác", "Other policies"),
    "rules_sure": Phrase("Chắc chắn đến đâu?", "How sure is it?"),
    "rules_sure_verified": Phrase("đọc trong văn bản hoặc nguồn công bố", "read in a text or a published source"),
    "rules_sure_reconstructed": Phrase("dựng lại từ kết quả đã công bố", "rebuilt from published results"),
    "rules_sure_example": Phrase("ví dụ của hệ thống, không có trong văn bản", "examples of this system, in no text"),
    "rules_not_found": Phrase("Không có bộ quy tắc này", "There is no such policy"),
    "rules_back": Phrase("Xem bộ quy tắc đang áp dụng", "See the policy in force"),
}
