"""What the page of border wards says: notices from across the district line, and the own wards that touch it."""

from __future__ import annotations

from typing import Final

from app.domain.sentences import Phrase

STAFF_BORDER: Final = {
    "border_title": Phrase("Giáp ranh", "Border wards"),
    "border_lead": Phrase(
        "Việc vừa xảy ra bên kia ranh giới quận, huyện, và những phường, xã của mình tiếp giáp.",
        "What has happened across the district line, and the own wards that touch it.",
    ),
    "border_approximate": Phrase(
        "Ranh giới đang dùng là sơ đồ: số mét chỉ là ước chừng.",
        "The boundaries in use are schematic: metres are approximate.",
    ),
    "nav_waiting": Phrase("thông báo chưa đọc", "unread notices"),
    "border_notices": Phrase("Thông báo", "Notices"),
    "border_unread": Phrase("Chưa đọc", "Unread"),
    "border_all": Phrase("Tất cả", "All"),
    "border_show": Phrase("Xem thông báo nào", "Which notices"),
    "border_mark": Phrase("Đã đọc", "Mark as read"),
    "border_mark_one": Phrase("Đánh dấu đã đọc: {title}", "Mark as read: {title}"),
    "border_mark_all": Phrase("Đánh dấu tất cả đã đọc", "Mark all as read"),
    "border_read_at": Phrase("Đã đọc {moment}", "Read {moment}"),
    "border_none_unread": Phrase("Không còn thông báo chưa đọc.", "No unread notices."),
    "border_none": Phrase(
        "Chưa có thông báo nào từ quận, huyện bên cạnh.", "No notices from neighbouring districts yet."
    ),
    "border_older": Phrase("Thông báo cũ hơn", "Older notices"),
    "border_level_raised": Phrase("{name} chuyển lên {level}", "{name} rises to {level}"),
    "border_level_lowered": Phrase("{name} chuyển xuống {level}", "{name} falls to {level}"),
    "border_level_cancelled": Phrase(
        "{name}: không chuyển sang {level} như đã báo", "{name}: will not turn {level} as told"
    ),
    "border_ring_proposed": Phrase("{name}: đề xuất vòng phong tỏa", "{name}: rings proposed"),
    "border_ring_issued": Phrase("{name}: ban hành vòng phong tỏa", "{name}: rings issued"),
    "border_ring_extended": Phrase("{name}: mở rộng, gia hạn vòng phong tỏa", "{name}: rings extended"),
    "border_ring_shrunk": Phrase("{name}: thu hẹp vòng phong tỏa", "{name}: rings shrunk"),
    "border_ring_redrawn": Phrase("{name}: vẽ lại vòng phong tỏa", "{name}: rings redrawn"),
    "border_ring_lifted": Phrase("{name}: gỡ vòng phong tỏa", "{name}: rings lifted"),
    "border_cordon_proposed": Phrase("{name}: đề xuất khu phong tỏa", "{name}: cordon proposed"),
    "border_cordon_issued": Phrase("{name}: lập khu phong tỏa", "{name}: cordon in force"),
    "border_cordon_extended": Phrase("{name}: mở rộng, gia hạn khu phong tỏa", "{name}: cordon extended"),
    "border_cordon_shrunk": Phrase("{name}: thu hẹp khu phong tỏa", "{name}: cordon shrunk"),
    "border_cordon_redrawn": Phrase("{name}: vẽ lại khu phong tỏa", "{name}: cordon redrawn"),
    "border_cordon_lifted": Phrase("{name}: gỡ khu phong tỏa", "{name}: cordon lifted"),
    "border_before": Phrase("trước đó {level}", "before: {level}"),
    "border_since": Phrase("từ {moment}", "from {moment}"),
    "border_order": Phrase("theo {number}, {signer} ký", "by {number}, signed {signer}"),
    "border_ward_inside": Phrase("{name}: nằm trong {layer}", "{name}: inside the {layer}"),
    "border_total": Phrase("{n} nơi, {length} ranh giới", "{n} ward, {length} of border|{n} wards, {length} of border"),
    "border_wards": Phrase("Phường, xã giáp ranh", "Own border wards"),
    "border_wards_note": Phrase(
        "Tiếp giáp nơi đang ở mức cao hơn mình, hoặc vòng, khu phong tỏa đã ban hành. Xếp theo nơi bên kia.",
        "They touch a ward at a stricter level than their own, or rings or a cordon in force. By what lies across.",
    ),
    "border_wards_none": Phrase(
        "Không nơi nào của mình tiếp giáp vùng đang ở mức cao hơn.", "None of the own wards touches stricter ground."
    ),
    "border_in_own": Phrase("Trong cùng quận, huyện", "Within the own district"),
    "border_ward": Phrase("Nơi của mình", "Own ward"),
    "border_neighbour": Phrase("Giáp với", "Touches"),
    "border_length": Phrase("Ranh giới chung", "Shared border"),
    "border_csv": Phrase("Tải bảng CSV", "Download CSV"),
    "border_on_map": Phrase("Xem trên bản đồ", "See on the map"),
    "border_to": Phrase("Gửi {district}", "To {district}"),
}
