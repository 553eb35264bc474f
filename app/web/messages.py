"""Every sentence of the pages in Vietnamese and English; `{name}` is filled in, `one|many` is chosen by `n`.

Policies, boundaries and explanations bring words of their own; these are the words around them.
"""

from __future__ import annotations

from typing import Final

from app.domain.sentences import Phrase
from app.web.backtest_messages import BACKTEST
from app.web.border_messages import BORDER
from app.web.picture_messages import PICTURES
from app.web.place_messages import PLACES
from app.web.publication_messages import PUBLICATIONS
from app.web.rule_messages import RULE_PAGE
from app.web.staff_annex_messages import STAFF_ANNEX
from app.web.staff_audit_messages import STAFF_AUDIT
from app.web.staff_border_messages import STAFF_BORDER
from app.web.staff_declare_messages import STAFF_DECLARE
from app.web.staff_import_messages import STAFF_IMPORT
from app.web.staff_messages import STAFF
from app.web.staff_outbreak_messages import OUTBREAK_PAGE, STAFF_OUTBREAKS
from app.web.staff_people_messages import PEOPLE
from app.web.staff_place_messages import STAFF_PLACES
from app.web.staff_progress_messages import STAFF_PROGRESS
from app.web.staff_report_messages import STAFF_REPORT
from app.web.staff_sent_messages import STAFF_SENT
from app.web.staff_testing_messages import STAFF_TESTING
from app.web.staff_zoning_messages import STAFF_ZONING
from app.web.summary_messages import SUMMARY
from app.web.where_messages import WHERE

SHARED: Final = {
    "site_title": Phrase("Bản đồ vùng nguy cơ", "Risk zone map"),
    "site_description": Phrase(
        "Mức nguy cơ của từng phường, xã: vì sao, từ khi nào, bao giờ xét nghiệm.",
        "The risk level of every ward: why, since when, when testing is due.",
    ),
    "skip_to_content": Phrase("Đến nội dung chính", "Skip to content"),
    "nav_label": Phrase("Trang", "Site"),
    "nav_map": Phrase("Bản đồ", "Map"),
    "nav_list": Phrase("Danh sách", "List"),
    "nav_rules": Phrase("Cách phân loại", "How it works"),
    "nav_api": Phrase("Dữ liệu & API", "Data & API"),
    "switch_language": Phrase("English", "Tiếng Việt"),
    "theme_toggle": Phrase("Đổi nền sáng, tối", "Switch light and dark"),
    "drill": Phrase("DIỄN TẬP – số liệu giả định", "DRILL – invented figures"),
    "drill_other": Phrase("DRILL – invented figures", "DIỄN TẬP – số liệu giả định"),
    "drill_watermark": Phrase("DIỄN TẬP · DRILL", "DRILL · DIỄN TẬP"),
    "drill_title": Phrase("[DIỄN TẬP] ", "[DRILL] "),
    "footer_source": Phrase(
        "Số liệu mở: {json}, {csv}. Bản có hiệu lực là văn bản của cơ quan có thẩm quyền.",
        "Open data: {json}, {csv}. The orders of the competent authority prevail.",
    ),
    "as_of": Phrase("Số liệu ngày {day}, chốt {cutoff}", "Figures of {day}, cut-off {cutoff}"),
    "footer_revision": Phrase("Bản ghi số {n}", "Revision {n}"),
    "directive": Phrase("Chỉ thị {n}", "Directive {n}"),
    "directive_short": Phrase("CT {n}", "CT {n}"),
    "proposed": Phrase("đề xuất", "proposed"),
    "partly": Phrase("một phần", "part of it"),
    "decided": Phrase("do cấp có thẩm quyền quyết định", "decided by the authority"),
    "awaiting_short": Phrase("chờ phê duyệt", "awaiting approval"),
    "coming_up": Phrase("Từ {moment} lên mức {level}", "From {moment}: up to {level}"),
    "coming_down": Phrase("Từ {moment} xuống mức {level}", "From {moment}: down to {level}"),
    "coming_other": Phrase("Từ {moment} chuyển sang {level}", "From {moment}: {level}"),
    "decided_short": Phrase("quyết định", "decided"),
    "example": Phrase("ví dụ", "example"),
    "reconstructed": Phrase("dựng lại", "reconstructed"),
    "provenance_note": Phrase(
        "“ví dụ”: số do hệ thống đặt để minh hoạ; “dựng lại”: suy ra từ kết quả đã công bố, không đọc được trong văn "
        "bản.",
        "“example”: a number set by this system as an illustration; “reconstructed”: inferred from published results, "
        "not read in the text.",
    ),
    "ward": Phrase("Phường, xã", "Ward"),
    "level": Phrase("Mức", "Level"),
    "since": Phrase("Từ ngày", "Since"),
    "testing": Phrase("Xét nghiệm", "Testing"),
    "layer_directive": Phrase("Vòng kiểm soát", "Control ring"),
    "wards_n": Phrase("{n} phường, xã", "{n} ward|{n} wards"),
    "districts_n": Phrase("{n} quận, huyện", "{n} district|{n} districts"),
    "day_nth": Phrase("ngày thứ {n}", "day {n}"),
    "due_between": Phrase("{first} đến {last}", "{first} to {last}"),
    "due_by": Phrase("chậm nhất {day}", "by {day}"),
    "overdue": Phrase("quá hạn {n} ngày", "{n} day overdue|{n} days overdue"),
    "due_once": Phrase("ít nhất một lần, chưa định hạn", "at least once, no last day set"),
    "due_once_short": Phrase("chưa định hạn", "no last day set"),
    "due_nothing": Phrase("đã xong", "done"),
    "not_judged": Phrase("Chưa có lượt phân loại nào", "Not classified yet"),
}

CITY: Final = {
    "search_label": Phrase("Tìm phường, xã, quận, huyện", "Find a ward or district"),
    "search_placeholder": Phrase("Tìm phường, xã, quận, huyện", "Find a ward or district"),
    "search_submit": Phrase("Tìm", "Search"),
    "search_results": Phrase("Kết quả tìm “{q}”", "Results for “{q}”"),
    "search_count": Phrase("{n} nơi khớp", "{n} match|{n} matches"),
    "search_none": Phrase(
        "Không thấy “{q}”. Thử tên quận, huyện hoặc gõ ngắn hơn.",
        "Nothing found for “{q}”. Try the district, or fewer letters.",
    ),
    "search_more": Phrase("Còn {n} nơi nữa; gõ thêm để thu hẹp.", "{n} more; type on to narrow it down."),
    "search_was": Phrase("trước đây là {name}", "formerly {name}"),
    "search_near": Phrase("Không có tên nào đúng như vậy. Gần giống:", "No name is quite that. Nearly the same:"),
    "search_hint": Phrase("Gõ có dấu hay không dấu đều được.", "With or without diacritics."),
    "back_to_map": Phrase("Về bản đồ", "Back to the map"),
    "zones_on": Phrase("Vùng nguy cơ", "Risk zones"),
    "cutoff": Phrase("chốt {time}", "cut-off {time}"),
    "updated": Phrase("cập nhật {moment}", "updated {moment}"),
    "open_day": Phrase(
        "Số liệu ngày {day} còn đang nhận; tăng thì tính ngay, giảm thì chờ chốt.",
        "Reports for {day} are still coming in; rises count at once, falls wait for the cut-off.",
    ),
    "distribution": Phrase("Tỉ lệ các mức", "Share of each level"),
    "legend": Phrase("Các mức, bấm để lọc", "Levels; choose one to filter"),
    "growth_up": Phrase("thêm {n} so với hôm trước", "{n} more than the day before"),
    "growth_down": Phrase("bớt {n} so với hôm trước", "{n} fewer than the day before"),
    "changes": Phrase("Đổi mức trong ngày", "Changes of the day"),
    "changes_since": Phrase("So với cuối ngày {day}", "Since the end of {day}"),
    "changes_up": Phrase("{n} tăng", "{n} up"),
    "changes_down": Phrase("{n} giảm", "{n} down"),
    "changes_other": Phrase("{n} có hoặc mất số liệu", "{n} gained or lost data"),
    "changes_none": Phrase("Không nơi nào đổi mức.", "No ward changed its level."),
    "changes_more": Phrase("Xem thêm {n}", "{n} more"),
    "changes_to": Phrase("lên hoặc xuống", "to"),
    "legend_no_data": Phrase("Chưa nhận đủ báo cáo, không phải 0 ca", "Too few reports; this is not zero cases"),
    "filter_off": Phrase("Bỏ lọc", "Clear filter"),
    "hot": Phrase("Nơi cần chú ý", "Needs attention"),
    "hot_see_all": Phrase("Xem cả {n}", "See all {n}"),
    "hot_unknown": Phrase("{n} nơi chưa có số liệu", "{n} ward without data|{n} wards without data"),
    "hot_none": Phrase(
        "Không nơi nào trên mức thấp nhất trong số đã có số liệu.",
        "No ward with data is above the lowest level.",
    ),
    "layers": Phrase("Lớp bản đồ", "Map layers"),
    "rings": Phrase("Ba vòng kiểm soát", "Three control rings"),
    "rings_none": Phrase("Hiện không có vòng nào.", "There are none at present."),
    "patterns": Phrase("Hoạ tiết", "Patterns"),
    "patterns_note": Phrase("Phân biệt mức không cần nhìn màu", "Tell levels apart without colour"),
    "rings_faint": Phrase("Nét nhạt: mới đề xuất", "Faint line: only proposed"),
    "rings_proposed": Phrase("{n} vòng đang đề xuất, chưa có hiệu lực", "{n} proposed, not in force"),
    "rings_issued": Phrase("{n} vòng đã ban hành", "{n} in force"),
    "map_tools": Phrase("Công cụ bản đồ", "Map tools"),
    "zoom_in": Phrase("Phóng to", "Zoom in"),
    "zoom_out": Phrase("Thu nhỏ", "Zoom out"),
    "map_keys": Phrase(
        "Bản đồ tương tác: phím mũi tên để di chuyển, cộng và trừ để phóng to, thu nhỏ. Danh sách dưới bản đồ nói cùng "
        "nội dung bằng chữ.",
        "Interactive map: arrow keys move it, plus and minus zoom. The list below says the same in words.",
    ),
    "timeline": Phrase("Diễn biến theo ngày", "Day by day"),
    "timeline_day": Phrase("Ngày đang xem", "Day shown"),
    "timeline_now": Phrase("hiện nay", "now"),
    "timeline_end": Phrase("Mức có hiệu lực lúc cuối ngày", "Level in force at the end of the day"),
    "timeline_back": Phrase("Về hiện nay", "Back to now"),
    "play": Phrase("Chạy diễn biến", "Play"),
    "pause": Phrase("Dừng", "Pause"),
    "rings_only_now": Phrase("Vòng kiểm soát chỉ vẽ cho hiện nay.", "Rings are drawn for the present only."),
    "live_updated": Phrase("Số liệu trên bản đồ vừa được cập nhật.", "The figures on the map have just changed."),
    "live_offline": Phrase(
        "Mất kết nối; bản đồ đang giữ số liệu nhận lần cuối.", "Offline; the map shows what came last."
    ),
    "panel": Phrase("Nơi đang xem", "Ward shown"),
    "panel_failed": Phrase(
        "Chưa tải được phần này. Mở trang đầy đủ:", "This could not be loaded. Open the whole page:"
    ),
    "panel_now_below": Phrase("Phần dưới là hiện nay.", "Below is the present."),
    "panel_whole": Phrase("Trang đầy đủ", "Whole page"),
    "panel_csv": Phrase("CSV quận, huyện", "District CSV"),
    "close": Phrase("Đóng", "Close"),
    "map_title": Phrase("Bản đồ mức nguy cơ {place}", "Map of risk levels, {place}"),
    "map_description": Phrase(
        "{counts}. Danh sách dưới bản đồ nói cùng nội dung bằng chữ.",
        "{counts}. The list below the map says the same in words.",
    ),
    "choose_district": Phrase("Chọn quận, huyện", "Choose a district"),
    "whole_area": Phrase("Toàn địa bàn", "Whole area"),
    "schematic": Phrase("Ranh giới sơ đồ, không phải ranh giới chính thức", "Schematic boundaries, not official ones"),
    "schematic_more": Phrase("Nạp ranh giới chính thức", "Import official ones"),
    "list_title": Phrase("Danh sách theo quận, huyện", "List by district"),
    "list_title_filtered": Phrase("Danh sách: {label}", "List: {label}"),
    "list_now": Phrase("Danh sách này là hiện nay.", "This list is of the present."),
    "list_flat": Phrase("Danh sách", "List"),
    "list_empty": Phrase("Không có nơi nào ở mức này.", "No ward is at this level."),
    "list_note": Phrase(
        "Mở từng quận, huyện để xem. Mỗi dòng dẫn đến trang giải thích của nơi ấy.",
        "Open a district to see its wards. Each row leads to a page that explains its level.",
    ),
    "list_note_flat": Phrase(
        "Mỗi dòng dẫn đến trang giải thích của nơi ấy.", "Each row leads to a page that explains its level."
    ),
    "on_map": Phrase("Xem trên bản đồ", "Show on the map"),
    "missing_days": Phrase("thiếu {n} ngày", "{n} day missing|{n} days missing"),
    "empty_register": Phrase("Chưa nạp danh mục phường, xã.", "No register has been loaded yet."),
    "empty_register_how": Phrase("Quản trị viên chạy:", "The administrator runs:"),
}

RULES: Final = {
    "rules_title": Phrase("Cách phân loại", "How wards are classified"),
    "rules_policy": Phrase("Bộ quy tắc đang áp dụng", "Policy in force"),
    "rules_window": Phrase("Kỳ xét ca bệnh", "Look-back"),
    "rules_hold": Phrase("Giữ mức ít nhất", "A level is held for"),
    "rules_missing": Phrase("Được thiếu báo cáo", "Missing reports allowed"),
    "days_n": Phrase("{n} ngày", "{n} day|{n} days"),
    "rules_none": Phrase("Không thuộc tiêu chí nào ở trên và đủ báo cáo.", "None of the above, and enough reports."),
    "rules_full": Phrase("Toàn văn bộ quy tắc (JSON)", "The whole policy (JSON)"),
    "rules_tighten": Phrase(
        "Lên mức thì áp dụng ngay. Xuống mức thì từng bậc một, khi đã giữ đủ ngày và đủ báo cáo.",
        "Tightening takes effect at once. Loosening goes one step at a time, after the hold and with full reports.",
    ),
    "rules_tighten_notice": Phrase(
        "Lên mức thì báo trước {n} giờ rồi mới có hiệu lực. Xuống mức thì từng bậc một, khi đã giữ đủ ngày "
        "và đủ báo cáo.",
        "Tightening takes effect {n} hours after it is announced. Loosening goes one step at a time, after the hold "
        "and with full reports.",
    ),
    "small_numbers": Phrase(
        "Để không lộ danh tính, số ca từ 1 đến {n} công bố là “dưới {k}”.",
        "To protect identities, case counts from 1 to {n} are published as “fewer than {k}”.",
    ),
    "boundaries_title": Phrase("Ranh giới", "Boundaries"),
    "boundaries_official": Phrase("Ranh giới chính thức. Nguồn: {source}.", "Official boundaries. Source: {source}."),
    "boundaries_how": Phrase(
        "Có tệp GeoJSON ranh giới chính thức (WGS 84, mỗi nơi một mã ward_code) thì quản trị viên kiểm tra rồi nạp:",
        "With an official GeoJSON file (WGS 84, a ward_code for each unit) the administrator checks and imports it:",
    ),
    "boundaries_effect": Phrase(
        "Nạp xong, mọi ngày được phân loại lại theo ranh giới mới và dòng này biến mất.",
        "Afterwards every day is judged again by the new boundaries and this notice goes away.",
    ),
}

WARD: Final = {
    "from_moment": Phrase("Từ {moment}", "Since {moment}"),
    "why": Phrase("Vì sao ở mức này", "Why this level"),
    "why_steps": Phrase("Căn cứ", "Grounds"),
    "never_judged": Phrase(
        "Chưa có lượt phân loại nào cho nơi này nên mức là “chưa có số liệu”.",
        "No classification has judged this place yet, so its level is unknown.",
    ),
    "computed": Phrase("Hệ thống tính: {level}.", "Computed level: {level}."),
    "observed_cases": Phrase("{count} {words}", "{words}: {count}"),
    "threshold_cases": Phrase("ngưỡng: từ {n} ca", "threshold: {n} case or more|threshold: {n} cases or more"),
    "threshold_missing": Phrase("được thiếu {n} ngày", "{n} may be missing"),
    "threshold_hold": Phrase("giữ ít nhất {n} ngày", "held at least {n} day|held at least {n} days"),
    "observed_outbreaks": Phrase("Ổ dịch: {names}", "Outbreaks: {names}"),
    "observed_neighbors": Phrase("Giáp: {names}", "Borders: {names}"),
    "observed_missing": Phrase("thiếu {n} trong {closed} ngày đã chốt", "{n} of {closed} closed days missing"),
    "observed_held": Phrase("Giữ từ {day}", "Held since {day}"),
    "window": Phrase("kỳ xét {period}", "window {period}"),
    "and": Phrase("và", "and"),
    "fewer_than": Phrase("dưới {bound}", "fewer than {bound}"),
    "at_least": Phrase("ít nhất {bound}", "at least {bound}"),
    "and_more": Phrase("và {n} nơi khác", "and {n} more"),
    "why_computed": Phrase("Vì sao hệ thống tính {level}", "Why the computed level is {level}"),
    "acts": Phrase("Quyết định và mức sắp tới", "Decisions and what is to come"),
    "decided_by": Phrase("Văn bản {number}, {signer}", "Document {number}, {signer}"),
    "decided_open": Phrase("Từ {begins}, đến khi có văn bản khác", "From {begins} until further notice"),
    "decided_span": Phrase("Từ {begins} đến {ends}", "From {begins} until {ends}"),
    "act_reason": Phrase("Lý do: {text}", "Reason: {text}"),
    "awaiting": Phrase("Chờ phê duyệt xuống mức {level}", "Awaiting approval: down to {level}"),
    "awaiting_note": Phrase(
        "Kết quả tính đã xuống mức này; mức đang áp dụng giữ nguyên đến khi được phê duyệt.",
        "The computed level has fallen this far; the level in force stays until somebody approves.",
    ),
    "coming_announced": Phrase(
        "Theo kết quả tính, thông báo trước như quy định", "By the computed level, announced as the order asks"
    ),
    "coming_with_notice": Phrase("Theo kết quả tính; {notice}", "By the computed level; {notice}"),
    "coming_decision_expired": Phrase("Khi quyết định hết hiệu lực", "When the decision ends"),
    "cause_announced": Phrase("đã thông báo trước", "announced before"),
    "cause_approval": Phrase("được phê duyệt", "approved"),
    "cause_decision": Phrase("văn bản {number}", "document {number}"),
    "cause_decision_expired": Phrase("quyết định hết hiệu lực", "decision ended"),
    "cause_decision_revoked": Phrase("thu hồi quyết định", "decision revoked"),
    "cause_register_change": Phrase("đơn vị mới từ ngày này", "a new unit from this day"),
    "opening_decided": Phrase(
        "Mức do quyết định đặt ra, đến khi có văn bản khác.", "The level is set by a decision until further notice."
    ),
    "opening_decided_until": Phrase(
        "Mức do quyết định đặt ra, đến {moment}; sau đó trở về kết quả tính.",
        "The level is set by a decision until {moment}; then the computed one returns.",
    ),
    "opening_awaiting": Phrase(
        "Đã đủ điều kiện xuống {level}, đang chờ phê duyệt.", "Ready for {level}; awaiting approval."
    ),
    "opening": Phrase("Khi nào được hạ mức", "When it may loosen"),
    "opening_lowest": Phrase("Đang ở mức thấp nhất.", "Already at the lowest level."),
    "opening_on": Phrase("Sớm nhất", "At the earliest"),
    "opening_on_note": Phrase("nếu không phát sinh thêm", "if nothing more happens"),
    "opening_unknown": Phrase(
        "Chưa định được ngày: còn việc phải xong trước.",
        "No day can be given yet: something must end first.",
    ),
    "opening_missing": Phrase("Còn thiếu", "Still needed"),
    "opening_no_level": Phrase(
        "Có đủ báo cáo thì hệ thống xếp mức; chưa có số liệu không có nghĩa là an toàn.",
        "A level follows once enough reports are in; no data does not mean safe.",
    ),
    "qualifying": Phrase(
        "Đã có {n} trong {needed} ngày liên tiếp đủ điều kiện.", "{n} of {needed} qualifying days in a row."
    ),
    "mass_testing": Phrase("Xét nghiệm diện rộng", "Mass testing"),
    "cadence": Phrase("Tần suất", "How often"),
    "cadence_days": Phrase("{a}–{b} ngày/lần", "every {a}–{b} days"),
    "cadence_same": Phrase("{a} ngày/lần", "every {a} days"),
    "cadence_once": Phrase("ít nhất một lần", "at least once"),
    "whole_population": Phrase("toàn dân", "whole population"),
    "next_round": Phrase("Lượt tới", "Next round"),
    "next_round_by": Phrase("Lượt tới, chậm nhất", "Next round, by"),
    "last_round": Phrase("Lượt gần nhất xong {day}", "Last round completed {day}"),
    "last_round_none": Phrase("Chưa có lượt nào hoàn thành", "No round completed yet"),
    "days_left": Phrase("còn {n} ngày", "{n} day left|{n} days left"),
    "due_today": Phrase("hạn hôm nay", "due today"),
    "people_to_sample": Phrase("Còn {n} người cần lấy mẫu", "{n} people left to sample"),
    "ring": Phrase("Vòng kiểm soát", "Control ring"),
    "ring_none": Phrase("Ngoài các vòng", "Outside the rings"),
    "ring_none_note": Phrase(
        "Không có ổ dịch nào có vòng kiểm soát đến đây.",
        "No outbreak's control rings reach this place.",
    ),
    "ring_proposed_note": Phrase(
        "Mới là đề xuất của hệ thống. Chỉ có hiệu lực khi có văn bản ban hành.",
        "Only proposed by the system. It takes effect when an order is issued.",
    ),
    "ring_issued_note": Phrase("Văn bản {number}, {signer}, từ {moment}", "Order {number}, {signer}, from {moment}"),
    "ring_issued_plain": Phrase("Văn bản {number}", "Order {number}"),
    "ring_partial": Phrase(
        "Chỉ một phần địa bàn thuộc lớp này; hỏi {where} để biết từng thôn, tổ dân phố.",
        "Only part of the ward lies in this layer; ask at {where} about your street.",
    ),
    "ring_where": Phrase("trạm y tế", "the health station"),
    "ring_outbreak": Phrase("Ổ dịch: {name}", "Outbreak: {name}"),
    "measures": Phrase("Biện pháp", "Measures"),
    "measures_proposed": Phrase("Biện pháp nếu được ban hành", "Measures, once issued"),
    "cases": Phrase("Ca cộng đồng mỗi ngày", "Community cases by day"),
    "cases_days": Phrase("{n} ngày gần nhất", "last {n} days"),
    "chart_description": Phrase(
        "Từ {first} đến {last}: {reported} ngày có báo cáo, {missing} ngày không có báo cáo. Bảng dưới đây có từng số.",
        "From {first} to {last}: {reported} days reported, {missing} days without a report. The table below has every "
        "number.",
    ),
    "chart_reported": Phrase("có báo cáo", "reported"),
    "chart_provisional": Phrase("tạm tính, còn nhận báo cáo muộn", "provisional, late reports still come"),
    "provisional": Phrase("tạm tính", "provisional"),
    "chart_hidden": Phrase("dưới {k} ca, không nêu số", "fewer than {k}, not shown"),
    "chart_gap": Phrase("không có báo cáo (không phải 0)", "no report (not zero)"),
    "chart_levels": Phrase("dải dưới: mức hiệu lực từng ngày", "strip below: level in force each day"),
    "cases_table": Phrase("Bảng số ca từng ngày", "Table of cases by day"),
    "as_table": Phrase("Xem dạng bảng", "As a table"),
    "day": Phrase("Ngày", "Day"),
    "community_unknown_source": Phrase("Chưa rõ nguồn", "Source unknown"),
    "community_known_source": Phrase("Rõ nguồn", "Source known"),
    "lockdown_area": Phrase("Khu phong toả", "Locked down"),
    "quarantine": Phrase("Cách ly", "Quarantine"),
    "imported": Phrase("Nhập cảnh", "Imported"),
    "no_report": Phrase("chưa có báo cáo", "no report"),
    "day_open": Phrase("đang nhận", "still open"),
    "history": Phrase("Diễn biến mức", "History of levels"),
    "history_from": Phrase("Từ", "From"),
    "history_until": Phrase("Đến", "Until"),
    "history_now": Phrase("nay", "now"),
    "history_none": Phrase("Chưa có mức nào được công bố.", "No level has been in force yet."),
    "history_more": Phrase("{n} lần trước nữa trong dữ liệu mở", "{n} earlier in the open data"),
    "neighbors": Phrase("Giáp ranh", "Neighbours"),
    "neighbors_note": Phrase(
        "{n} nơi có chung đường ranh giới", "{n} ward sharing a border|{n} wards sharing a border"
    ),
    "locator": Phrase("Vị trí", "Where it is"),
    "locator_title": Phrase("Bản đồ {ward} và các nơi giáp ranh", "Map of {ward} and its neighbours"),
    "locator_description": Phrase("Tô theo mức nguy cơ từng nơi.", "Each coloured by its level."),
    "population": Phrase("{n} dân", "{n} inhabitants"),
    "share": Phrase("Chia sẻ", "Share"),
    "copy_link": Phrase("Chép liên kết", "Copy link"),
    "copied": Phrase("Đã chép liên kết.", "Link copied."),
    "print": Phrase("In phiếu", "Print"),
    "page_address": Phrase("Địa chỉ trang này", "Address of this page"),
    "ward_json": Phrase("Dữ liệu JSON", "JSON data"),
    "data_partial": Phrase("Thiếu báo cáo {n} trong {closed} ngày.", "{n} of {closed} days have no report."),
    "not_found_title": Phrase("Không có nơi nào mang mã này", "No ward has this code"),
    "not_found_detail": Phrase(
        "Danh mục hiện hành không có mã “{code}”. Có thể nơi ấy đã sáp nhập hoặc mã bị gõ nhầm.",
        "The present register has no code “{code}”. The ward may have been merged, or the code mistyped.",
    ),
}

DOCS: Final = {
    "docs_title": Phrase("Dữ liệu & API", "Data & API"),
    "docs_lead": Phrase(
        "Mọi số trên các trang này đều lấy được qua API. Mô tả bên dưới chạy ngay trong trang, không cần mạng ngoài.",
        "Everything on these pages can be read through the API. The description below works without the internet.",
    ),
    "docs_openapi": Phrase("Mô tả OpenAPI (JSON)", "OpenAPI description (JSON)"),
    "docs_noscript": Phrase(
        "Phần tra cứu tương tác cần JavaScript. Mô tả đầy đủ ở openapi.json.",
        "The interactive reference needs JavaScript. The full description is in openapi.json.",
    ),
    "docs_current": Phrase("Hiện trạng mọi phường, xã", "Present status of all wards"),
    "docs_map": Phrase("Bản đồ GeoJSON", "Map as GeoJSON"),
    "docs_legend": Phrase("Chú giải", "Legend"),
    "docs_problems": Phrase("Các lỗi và cách sửa", "Problems and their cures"),
    "ogc_title": Phrase("Cho phần mềm bản đồ (OGC API)", "For map clients (OGC API)"),
    "ogc_lead": Phrase(
        "QGIS, GDAL và các phần mềm khác theo chuẩn này mở thẳng địa chỉ /ogc của trang này: phường, xã với mức nguy "
        "cơ, vòng phong tỏa, ổ dịch, xét nghiệm, ở thời điểm bất kỳ.",
        "QGIS, GDAL and others that keep this standard open the address /ogc of this site as it is: wards with their "
        "level, rings, outbreaks, testing, at any moment.",
    ),
    "ogc_landing": Phrase("Địa chỉ bắt đầu", "Landing page"),
    "ogc_collections": Phrase("Các lớp dữ liệu", "Collections"),
    "ogc_openapi": Phrase("Mô tả OpenAPI 3.0", "OpenAPI 3.0 description"),
}

MESSAGES: Final[dict[str, Phrase]] = {
    **SHARED,
    **CITY,
    **RULES,
    **RULE_PAGE,
    **WARD,
    **DOCS,
    **PICTURES,
    **PLACES,
    **PUBLICATIONS,
    **SUMMARY,
    **WHERE,
    **BACKTEST,
    **STAFF,
    **STAFF_PROGRESS,
    **STAFF_REPORT,
    **STAFF_SENT,
    **STAFF_AUDIT,
    **PEOPLE,
    **STAFF_IMPORT,
    **STAFF_TESTING,
    **STAFF_ZONING,
    **STAFF_ANNEX,
    **STAFF_OUTBREAKS,
    **OUTBREAK_PAGE,
    **STAFF_PLACES,
    **STAFF_DECLARE,
    **BORDER,
    **STAFF_BORDER,
}
"""Every message by its key."""
