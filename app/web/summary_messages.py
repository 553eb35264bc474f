"""The sentences of the page of a day, beside those all pages share."""

from __future__ import annotations

from typing import Final

from app.domain.sentences import Phrase

SUMMARY: Final = {
    "nav_summary": Phrase("Hôm nay", "Today"),
    "summary_title": Phrase("Tình hình ngày {day}", "The situation on {day}"),
    "summary_today": Phrase("Tình hình hôm nay", "The situation today"),
    "summary_description": Phrase(
        "{wards} trên mức thấp nhất; ca mới, xét nghiệm, nơi đổi mức và nơi chưa báo cáo trong ngày.",
        "{wards} above the lowest level; new cases, testing, changes of level and missing reports of the day.",
    ),
    "summary_provisional": Phrase(
        "Số liệu tạm thời: ngày còn đang nhận báo cáo, chốt lúc {cutoff}",
        "Provisional: the day is still open until {cutoff}",
    ),
    "summary_closed": Phrase(
        "Theo những gì có hiệu lực và được biết ngay trước giờ chốt",
        "As in force and known just before the cut-off",
    ),
    "summary_complete": Phrase(
        "số ca từ {day} là tạm tính, còn nhận báo cáo muộn",
        "cases from {day} on are provisional, late reports still come",
    ),
    "summary_known": Phrase("nhận đến {moment}", "received until {moment}"),
    "summary_late": Phrase(
        "{n} báo cáo nhận sau giờ công bố {time}",
        "{n} report after the publication time, {time}|{n} reports after the publication time, {time}",
    ),
    "summary_compared": Phrase("So với lần công bố trước, {moment}", "Compared with the publication before, {moment}"),
    "summary_day_before": Phrase("Ngày {day}", "{day}"),
    "summary_newest": Phrase("Ngày đang mở", "The open day"),
    "summary_days": Phrase("Chuyển ngày", "Other days"),
    "summary_figures": Phrase("Con số chính", "Main figures"),
    "figure_cases": Phrase("ca mới", "new cases"),
    "figure_above": Phrase("nơi trên mức thấp nhất", "wards above the lowest level"),
    "figure_coverage": Phrase("bao phủ xét nghiệm", "testing coverage"),
    "figure_missing": Phrase("nơi chưa báo cáo", "wards without a report"),
    "figure_week": Phrase("{count} trong 7 ngày", "{count} in 7 days"),
    "figure_people": Phrase("{n} dân", "{n} inhabitants"),
    "figure_sample": Phrase("còn {n} người phải lấy mẫu", "{n} people left to sample"),
    "figure_reported": Phrase("{n} nơi đã báo cáo", "{n} ward has reported|{n} wards have reported"),
    "no_coverage": Phrase("chưa có", "none yet"),
    "levels_title": Phrase("Phường, xã và dân số theo mức", "Wards and inhabitants by level"),
    "wards_head": Phrase("Phường, xã", "Wards"),
    "change_head": Phrase("Thay đổi", "Change"),
    "people_head": Phrase("Dân số", "Inhabitants"),
    "cases_title": Phrase("Ca mắc mới", "New cases"),
    "class_head": Phrase("Loại", "Class"),
    "day_head": Phrase("Trong ngày", "Day"),
    "before_head": Phrase("Hôm trước", "Day before"),
    "week_head": Phrase("7 ngày", "7 days"),
    "week_before_head": Phrase("7 ngày trước đó", "7 days before"),
    "total_head": Phrase("Tổng số", "Total"),
    "moves_title": Phrase("Đổi mức", "Changes of level"),
    "changes_policy": Phrase("{n} đổi bộ quy tắc", "{n} under another policy"),
    "moves_coming": Phrase(
        "{n} nơi sắp đổi mức theo lịch", "{n} ward is to change at a set moment|{n} wards are to change at a set moment"
    ),
    "moves_more": Phrase("Xem thêm {n} nơi", "{n} more"),
    "testing_title": Phrase("Xét nghiệm", "Testing"),
    "testing_due": Phrase("nơi đến hạn", "wards due"),
    "testing_overdue": Phrase("nơi quá hạn", "wards overdue"),
    "testing_people": Phrase("người còn phải lấy mẫu", "people to sample"),
    "testing_people_overdue": Phrase("trong đó đã quá hạn", "of these overdue"),
    "testing_covered": Phrase("người đã được xét nghiệm đủ", "people covered"),
    "testing_note": Phrase(
        "Bao phủ: người đã được xét nghiệm đủ trên số người thuộc diện xét nghiệm lúc này.",
        "Coverage: people covered of those under a testing duty at present.",
    ),
    "outbreaks_title": Phrase("Ổ dịch và vòng kiểm soát", "Outbreaks and control rings"),
    "outbreaks_none": Phrase("Không có ổ dịch nào đang mở.", "No outbreak is open."),
    "outbreak_opened": Phrase("mở {day}", "opened {day}"),
    "outbreak_closed": Phrase("đã đóng, vòng chưa gỡ", "closed, rings not lifted"),
    "outbreak_no_rings": Phrase("không có vòng", "no rings"),
    "districts_title": Phrase("Theo quận, huyện", "By district"),
    "district_head": Phrase("Quận, huyện", "District"),
    "sample_head": Phrase("Còn lấy mẫu", "To sample"),
    "coverage_head": Phrase("Bao phủ", "Coverage"),
    "missing_head": Phrase("Chưa báo cáo", "No report"),
    "basis_title": Phrase("Căn cứ", "What it stands on"),
    "basis_provenance": Phrase(
        "Số liệu pháp lý của bộ quy tắc: {verified} đọc trong văn bản, {reconstructed} dựng lại, {example} ví dụ.",
        "Legal numbers of the policy: {verified} read in the text, {reconstructed} reconstructed, {example} examples.",
    ),
    "basis_totals": Phrase(
        "Tổng số ca được cộng từ những gì từng nơi công bố: có số bị ẩn thì tổng ghi “≥”.",
        "Totals of cases are made of what each ward publishes: where a count is hidden they say “≥”.",
    ),
    "basis_numbers": Phrase("Số liệu mở của ngày này: {json}, {csv}.", "Open figures of this day: {json}, {csv}."),
    "print_page": Phrase("In trang này", "Print"),
}
