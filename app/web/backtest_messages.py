"""The sentences of the page that tries a policy on past days."""

from __future__ import annotations

from typing import Final

from app.domain.sentences import Phrase

BACKTEST: Final = {
    "bt_title": Phrase("Thử bộ quy tắc trên ngày đã qua", "Try a policy on past days"),
    "bt_description": Phrase(
        "Một bộ quy tắc khác sẽ xếp mức thế nào trong những ngày đã qua, so với bộ đang áp dụng.",
        "How another policy would have classified the past days, beside the one in force.",
    ),
    "bt_lead": Phrase(
        "Chọn một bộ quy tắc và khoảng ngày đã chốt. Hệ thống tính lại mức của mọi phường, xã theo bộ ấy, trên đúng số "
        "liệu đã biết, rồi so với bộ đang áp dụng. Không có gì được ghi hay đổi.",
        "Choose a policy and some closed days. Every ward is classified again by it, on exactly the data known, and "
        "compared with the policy in force. Nothing is written or changed.",
    ),
    "bt_caution": Phrase(
        "Tính lại trên số liệu đã biết, không phải dự báo: dưới một bộ quy tắc khác, người dân và dịch bệnh đã diễn "
        "biến khác.",
        "A replay of known data, not a prediction: under another policy, people and the epidemic would have moved "
        "otherwise.",
    ),
    "bt_policy": Phrase("Bộ quy tắc đem thử", "Policy to try"),
    "bt_from": Phrase("Từ ngày", "From"),
    "bt_to": Phrase("Đến ngày", "To"),
    "bt_submit": Phrase("Tính lại", "Replay"),
    "bt_limit": Phrase(
        "Tối đa {n} ngày, đến ngày đã chốt {last}.", "At most {n} days, up to {last}, the last closed day."
    ),
    "bt_active": Phrase("Đang áp dụng", "In force"),
    "bt_draft": Phrase("Đem thử", "On trial"),
    "bt_difference": Phrase("Chênh lệch", "Difference"),
    "bt_not_official": Phrase("dự thảo, chưa là văn bản có hiệu lực", "a draft, not an order in force"),
    "bt_examples": Phrase(
        "{examples} số là ví dụ, {reconstructed} số dựng lại",
        "{examples} numbers are examples, {reconstructed} reconstructed",
    ),
    "bt_period": Phrase("{period} · {n} ngày", "{period} · {n} day|{period} · {n} days"),
    "bt_warmup": Phrase(
        "Tính từ ngày {day}, để thời gian giữ mức đúng ngay từ ngày đầu của khoảng.",
        "Judged from {day} on, so that holds are right from the first day shown.",
    ),
    "bt_wards_differ": Phrase("Nơi có ngày khác mức", "Wards that differ on some day"),
    "bt_of_wards": Phrase("trên {n} phường, xã", "of {n} ward|of {n} wards"),
    "bt_people_days": Phrase("Người × ngày khác mức", "People × days that differ"),
    "bt_part_stricter": Phrase("chặt hơn {n}%", "stricter {n}%"),
    "bt_part_milder": Phrase("nhẹ hơn {n}%", "milder {n}%"),
    "bt_part_other": Phrase("không xếp được {n}%", "not comparable {n}%"),
    "bt_part_unknown": Phrase("một bên thiếu số liệu {n}%", "one side without data {n}%"),
    "bt_same": Phrase("không khác ngày nào", "never different"),
    "bt_flips": Phrase("Lần đổi mức", "Changes of level"),
    "bt_short": Phrase("Đợt dưới {n} ngày", "Spells under {n} day|Spells under {n} days"),
    "bt_arrow": Phrase("đang áp dụng {active}, đem thử {draft}", "in force {active}, on trial {draft}"),
    "bt_shares": Phrase("Người dân theo mức, từng ngày", "People by level, day by day"),
    "bt_share_told": Phrase(
        "Tỉ lệ người dân sống ở mỗi mức, từ {first} đến {last}. Bảng bên dưới ghi cùng số liệu.",
        "Share of people at each level from {first} to {last}. The tables below say the same.",
    ),
    "bt_balance": Phrase("Phường, xã khác mức, từng ngày", "Wards that differ, day by day"),
    "bt_balance_told": Phrase(
        "Số phường, xã chặt hơn (trên vạch) và nhẹ hơn (dưới vạch) khi theo bộ đem thử.",
        "Wards that are stricter (above the line) and milder (below) under the policy on trial.",
    ),
    "bt_stricter": Phrase("Chặt hơn", "Stricter"),
    "bt_milder": Phrase("Nhẹ hơn", "Milder"),
    "bt_other": Phrase("Không xếp được hoặc thiếu số liệu", "Not comparable, or data missing"),
    "bt_levels": Phrase("Người × ngày ở mỗi mức", "People × days at each level"),
    "bt_figures": Phrase("Ổn định và xét nghiệm", "Stability and testing"),
    "bt_raised": Phrase("Lần tăng mức", "Rises"),
    "bt_lowered": Phrase("Lần giảm mức", "Falls"),
    "bt_spells": Phrase("Đợt trọn trong khoảng", "Spells within the days"),
    "bt_samples": Phrase("Người lấy mẫu mỗi ngày, trung bình", "People to sample a day, on average"),
    "bt_samples_between": Phrase("{least} đến {most}", "{least} to {most}"),
    "bt_once": Phrase("Người lấy mẫu một lần", "People sampled once"),
    "bt_unstated": Phrase("không nêu", "not stated"),
    "bt_computed_only": Phrase(
        "So sánh mức tính theo quy tắc; mức do quyết định riêng không kể vào, chỉ nơi giáp ranh thấy ở cả hai bên.",
        "Levels computed by rules are compared; decided ones do not count; their neighbors see them on both sides.",
    ),
    "bt_hidden": Phrase(
        "Số mắc từ 1 đến {most} không được công bố nên ở đây đều tính là {most}, cho cả hai bên.",
        "Counts from 1 to {most} are not published, so here each is taken for {most}, on both sides.",
    ),
    "bt_no_population": Phrase(
        "{n} nơi không có dân số, không tính vào số người.",
        "{n} ward without a known population adds no people.|{n} wards without a known population add no people.",
    ),
    "bt_top": Phrase("Nơi khác nhiều ngày nhất", "Wards that differ on most days"),
    "bt_days": Phrase("Số ngày khác", "Days that differ"),
    "bt_flips_both": Phrase("Đổi mức, áp dụng / thử", "Changes, in force / trial"),
    "bt_none": Phrase("Không nơi nào khác mức trong khoảng này.", "No ward differs within these days."),
    "bt_by_day": Phrase("Bảng từng ngày", "Day by day as a table"),
    "bt_table": Phrase("bảng", "table"),
    "bt_wards": Phrase("Khác mức", "Differ"),
    "bt_staff": Phrase(
        "Thử một dự thảo chưa công bố: POST /api/v1/backtests hoặc khoanhvung backtest, với tài khoản của thành phố.",
        "To try an unpublished draft: POST /api/v1/backtests or khoanhvung backtest, with an account of the city.",
    ),
    "bt_link": Phrase("Thử bộ quy tắc", "Try a policy"),
}
