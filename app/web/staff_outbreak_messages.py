"""Words of the pages about outbreaks: the list, one outbreak, and declaring one on the map."""

from __future__ import annotations

from typing import Final

from app.domain.sentences import Phrase

STAFF_OUTBREAKS: Final = {
    "ob_title": Phrase("Ổ dịch", "Outbreaks"),
    "ob_declare": Phrase("Khai báo ổ dịch", "Declare an outbreak"),
    "ob_map": Phrase("Bản đồ ổ dịch và vòng", "Map of outbreaks and rings"),
    "ob_state_open": Phrase("Đang mở", "Open"),
    "ob_state_closed": Phrase("Đã kết thúc", "Closed"),
    "ob_states": Phrase("Chọn trạng thái", "Choose a state"),
    "ob_none_open": Phrase("Không có ổ dịch nào đang mở.", "No outbreak is open."),
    "ob_none_closed": Phrase("Chưa ổ dịch nào kết thúc.", "No outbreak has closed yet."),
    "ob_counts": Phrase("{n} ổ dịch đang mở", "{n} open outbreak|{n} open outbreaks"),
    "ob_wait_issue": Phrase("{n} vòng chờ ban hành", "{n} ring to be issued|{n} rings to be issued"),
    "ob_past_end": Phrase("{n} vòng quá hạn dự kiến", "{n} ring past its planned end|{n} rings past their planned end"),
    "ob_ring_proposed": Phrase("Vòng đề xuất", "Rings proposed"),
    "ob_ring_issued": Phrase("Vòng đã ban hành", "Rings issued"),
    "ob_ring_waiting": Phrase("Ban hành, chưa hiệu lực", "Issued, not in force yet"),
    "ob_ring_past_end": Phrase("Quá hạn dự kiến", "Past the planned end"),
    "ob_ring_lifted": Phrase("Vòng đã gỡ", "Rings lifted"),
    "ob_day_nth": Phrase("ngày thứ {n}", "day {n}"),
    "ob_closed_on": Phrase("kết thúc {day}", "closed {day}"),
    "ob_more_wards": Phrase("và {n} nơi khác", "and {n} more"),
    "ob_source_known": Phrase("đã rõ nguồn lây", "source known"),
    "ob_source_unknown": Phrase("chưa rõ nguồn lây", "source unknown"),
    "ob_people": Phrase("{n} người", "{n} people"),
    "ob_estimated": Phrase("ước tính", "estimated"),
    "ob_next_issue": Phrase("Ban hành vòng", "Issue the rings"),
    "ob_next_wait": Phrase("Chờ cấp có thẩm quyền ban hành", "Waits for the authority"),
    "ob_next_review": Phrase("Gia hạn, thu hẹp hoặc gỡ", "Extend, shrink or lift"),
    "ob_next_lift": Phrase("Ổ dịch đã kết thúc: gỡ vòng", "The outbreak is closed: lift the rings"),
    "ob_next_close": Phrase("Vòng đã gỡ: kết thúc ổ dịch", "Rings are lifted: close the outbreak"),
    "ob_next_watch": Phrase("Theo dõi", "Watch"),
    "ob_next_watch_until": Phrase("Theo dõi, dự kiến đến {day}", "Watch; planned until {day}"),
    "ob_setting_industrial_park": Phrase("Khu công nghiệp", "Industrial park"),
    "ob_setting_school": Phrase("Trường học", "School"),
    "ob_setting_supermarket": Phrase("Siêu thị", "Supermarket"),
    "ob_setting_market": Phrase("Chợ", "Market"),
    "ob_setting_hospital": Phrase("Bệnh viện", "Hospital"),
    "ob_setting_residential": Phrase("Khu dân cư", "Residential area"),
    "ob_setting_other": Phrase("Nơi khác", "Elsewhere"),
}

OUTBREAK_PAGE: Final = {
    "ob_back": Phrase("Danh sách ổ dịch", "All outbreaks"),
    "obp_map": Phrase("Bản đồ vòng của ổ dịch", "Map of the rings of the outbreak"),
    "obp_rings": Phrase("Vòng hiện hành", "Rings as they stand"),
    "obp_rings_none": Phrase("Không còn vòng nào: vòng đã gỡ.", "No rings stand: they are lifted."),
    "obp_until": Phrase("dự kiến đến {day}", "planned until {day}"),
    "obp_past_end": Phrase(
        "Đã qua ngày dự kiến {day}. Vòng vẫn còn hiệu lực cho đến khi có văn bản gỡ, gia hạn hoặc thu hẹp.",
        "The planned end, {day}, has passed. The rings stay in force until an order lifts, extends or shrinks them.",
    ),
    "obp_pending": Phrase("Văn bản {number} có hiệu lực từ {moment}.", "Order {number} takes effect at {moment}."),
    "obp_order": Phrase(
        "Theo {number}, {signer} ký, hiệu lực từ {moment}", "By {number}, signed by {signer}, from {moment}"
    ),
    "obp_proposed": Phrase(
        "Vòng mới là đề xuất, chưa có hiệu lực. Cấp có thẩm quyền ban hành bằng văn bản.",
        "The rings are only proposed and not in force. The authority issues them by an order.",
    ),
    "obp_acts": Phrase("Việc làm được", "What can be done"),
    "obp_issue": Phrase("Ban hành vòng", "Issue the rings"),
    "obp_propose": Phrase("Vẽ lại vòng đề xuất", "Draw the proposal anew"),
    "obp_propose_again": Phrase("Đề xuất vòng mới", "Propose rings again"),
    "obp_extend": Phrase("Gia hạn, mở rộng", "Extend"),
    "obp_shrink": Phrase("Thu hẹp", "Shrink"),
    "obp_lift": Phrase("Gỡ vòng", "Lift the rings"),
    "obp_annex": Phrase("Phụ lục để in", "Annex to print"),
    "obp_only_leads": Phrase(
        "Ban hành, gia hạn, thu hẹp và gỡ vòng do lãnh đạo quận, huyện hoặc thành phố làm.",
        "Rings are issued, extended, shrunk and lifted by the district's supervisor or the city.",
    ),
    "obp_document": Phrase("Số văn bản", "Document number"),
    "obp_document_example": Phrase("Ví dụ 12/QĐ-UBND", "Such as 12/QĐ-UBND"),
    "obp_signer": Phrase("Người ký", "Signer"),
    "obp_start": Phrase("Hiệu lực từ", "In force from"),
    "obp_start_hint": Phrase("Để trống: ngay bây giờ", "Empty: at once"),
    "obp_planned_end": Phrase("Dự kiến đến hết ngày", "Planned until the end of"),
    "obp_end_hint": Phrase("Qua ngày này vòng không tự gỡ.", "Passing this day lifts nothing."),
    "obp_reason": Phrase("Lý do", "Reason"),
    "obp_redraw": Phrase("Vẽ lại vòng, không chỉ đổi ngày", "Draw the rings anew, not only the day"),
    "obp_override": Phrase(
        "Vẫn ban hành dù ranh giới đang dùng là sơ đồ và vòng cắt qua phường, xã: đã đối chiếu trên thực địa.",
        "Order it although the boundaries are schematic and the rings cut wards: checked on the ground.",
    ),
    "obp_history": Phrase("Các bản của vòng", "Versions of the rings"),
    "obp_nature": Phrase("Tính chất", "Nature"),
    "obp_opened": Phrase("Phát hiện", "Opened"),
    "obp_closed": Phrase("Kết thúc", "Closed"),
    "obp_wards": Phrase("Nơi có dịch", "Place"),
    "obp_linked": Phrase("Nơi liên quan", "Linked wards"),
    "obp_change": Phrase("Sửa tính chất", "Change its nature"),
    "obp_save": Phrase("Lưu", "Save"),
    "obp_close": Phrase("Kết thúc ổ dịch", "Close the outbreak"),
    "obp_close_on": Phrase("Ngày kết thúc", "Closed on"),
    "obp_close_note": Phrase(
        "Vòng mới đề xuất được bỏ theo; vòng đã ban hành còn hiệu lực cho đến khi có văn bản gỡ.",
        "Rings only proposed go with it; issued ones stand until an order lifts them.",
    ),
    "obp_cancel": Phrase("Thôi", "Cancel"),
}

ORDER_SCRIPT: Final = {
    "do_issue": Phrase("Ban hành vòng", "Issue the rings"),
    "do_propose": Phrase("Đề xuất vòng này", "Propose these rings"),
    "do_extend": Phrase("Gia hạn, mở rộng", "Extend"),
    "do_shrink": Phrase("Thu hẹp", "Shrink"),
    "do_lift": Phrase("Gỡ vòng", "Lift the rings"),
    "action_propose": Phrase("Đề xuất", "Proposed"),
    "action_redraw": Phrase("Vẽ lại đề xuất", "Proposed anew"),
    "action_issue": Phrase("Ban hành", "Issued"),
    "action_extend": Phrase("Gia hạn, mở rộng", "Extended"),
    "action_shrink": Phrase("Thu hẹp", "Shrunk"),
    "action_lift": Phrase("Gỡ", "Lifted"),
    "version_now": Phrase("hiện hành", "stands now"),
    "version_waits": Phrase("chờ hiệu lực", "waits for its start"),
    "version_by": Phrase("{number}, {signer} ký", "{number}, signed by {signer}"),
    "version_from": Phrase("từ {from}", "from {from}"),
    "version_span": Phrase("{from} đến {until}", "{from} to {until}"),
    "version_never": Phrase("không có hiệu lực lúc nào", "never stood"),
    "version_planned": Phrase("dự kiến đến {day}", "planned until {day}"),
    "version_recorded": Phrase("{name} ghi lúc {moment}", "recorded by {name}, {moment}"),
    "versions_failed": Phrase("Chưa tải được các bản: {why}", "The versions could not be loaded: {why}"),
    "tightened": Phrase(
        "{people} người thêm vào hoặc siết hơn, {area}", "{people} people added or held tighter, {area}"
    ),
    "loosened": Phrase(
        "{people} người ra khỏi hoặc nới hơn, {area}", "{people} people released or held looser, {area}"
    ),
    "changes_nothing": Phrase("Vòng này trùng với vòng hiện hành.", "These rings are the ones that stand."),
    "extend_loosens": Phrase(
        "Mở rộng không được nới nơi nào. Cách khoanh này nới {wards}; chọn cách khác, hoặc thu hẹp bằng văn bản sau.",
        "An extension may loosen nothing. This one loosens {wards}; choose another way, or shrink by a later order.",
    ),
    "shrink_tightens": Phrase(
        "Thu hẹp không được siết thêm nơi nào. Cách khoanh này siết {wards}; chọn cách khác, hoặc mở rộng trước.",
        "A shrinking may tighten nothing. This one tightens {wards}; choose another way, or extend first.",
    ),
    "changed_elsewhere": Phrase(
        "Đã có người sửa ổ dịch này. Tải lại để xem bản mới.", "Somebody has changed this outbreak. Reload to see it."
    ),
    "order_needs": Phrase("Còn thiếu: {name}.", "Missing: {name}."),
    "order_needs_override": Phrase(
        "Ranh giới đang dùng là sơ đồ, vòng cắt qua phường, xã có thể lệch thực địa. Tích ô ở trên nếu vẫn ban hành.",
        "The boundaries are schematic, so rings that cut wards may be off on the ground. Tick the box above to order "
        "it all the same.",
    ),
}
"""What the scripts of the page of one outbreak say."""
