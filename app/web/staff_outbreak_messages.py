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
