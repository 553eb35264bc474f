"""What each block and entry of a policy file means, in a line of Vietnamese and one of English, for editors."""

from __future__ import annotations

from typing import Final

BLOCKS: Final = {
    "Policy": "Một bộ quy tắc phân vùng, có ngày và có trích dẫn.\nOne zone policy: dated, cited data.",
    "Source": "Văn bản mà một số hoặc một quy tắc lấy từ đó.\nThe document a number or rule is taken from.",
    "Level": "Một mức nguy cơ; liệt kê từ thấp đến cao.\nOne level; listed from lowest to highest.",
    "Number": "Một con số của văn bản, kèm đơn vị và nguồn.\nOne number of the order, with unit and source.",
    "Persistence": "Bao giờ được hạ mức: đóng trước, mở sau.\nWhen a level may fall: close first, open later.",
    "LevelPersistence": "Thời gian giữ riêng của một mức.\nA hold of one level's own.",
    "NeverLower": "Còn đúng thì không mức nào được hạ.\nWhile it holds no level falls.",
    "Notice": "Báo trước bao lâu khi nâng mức.\nHow long before a raise is announced.",
    "DecisionRule": "Quyết định của cấp có thẩm quyền được đổi mức theo chiều nào.\n"
    "Which way a decision may move a level.",
    "CaseSum": "Số ca trong một cửa sổ ngày.\nCases in a window of days.",
    "Incidence": "Số ca trên số dân trong một khoảng ngày, như ca/100.000 dân/tuần.\n"
    "Cases per people and days, as cases/100k/week.",
    "DaysSinceLastCase": "Số ngày kể từ ca gần nhất.\nDays since the last case.",
    "DoublingTime": "Số ngày để số ca cộng dồn tăng gấp đôi.\nDays in which cumulative cases double.",
    "Reported": "Giá trị do người báo cáo, như tỷ lệ tiêm, công suất giường.\n"
    "A value someone reports, as coverage or occupancy.",
    "Condition": "Đúng một điều có thể đúng của một nơi trong một ngày.\n"
    "Exactly one thing that can be true of a unit on a day.",
    "CaseCondition": "Ít nhất từng này ca thuộc các loại này trong window_days.\n"
    "At least so many cases of these classes in window_days.",
    "OutbreakCondition": "Có ổ dịch đang mở với các đặc điểm này (bỏ trống: bất kỳ).\n"
    "An open outbreak with these attributes (left out: any).",
    "IndicatorCondition": "Một chỉ số nằm trong ngưỡng; tên ngưỡng nói rõ giá trị biên thuộc phía nào.\n"
    "An indicator within limits; each name says its edge.",
    "Periods": "Bao nhiêu kỳ liên tiếp, kỳ cuối kết thúc vào ngày đánh giá.\n"
    "So many periods in a row, the last ending on the day judged.",
    "ChildrenCondition": "Bao nhiêu đơn vị bên trong (xã, phường; quận, huyện) ở một mức.\n"
    "How many units inside are at a level.",
    "Criteria": "Tiêu chí của một cấp; mức cao nhất được tính.\n"
    "The criteria of one kind of unit; the highest level counts.",
    "Rule": "Nếu đúng thì nơi đó ít nhất ở mức này.\nIf it holds, the unit is at least at this level.",
    "DecisionTable": "Mức theo khoảng của một hoặc hai chỉ số.\nA level by the bands of one or two indicators.",
    "Axis": "Một chỉ số chia thành các khoảng liền nhau, từ thấp đến cao.\n"
    "An indicator cut into touching bands, low to high.",
    "Band": "Một khoảng; khoảng đầu để hở phía dưới, khoảng cuối để hở phía trên.\n"
    "One band; the first open below, the last open above.",
    "Cell": "Nguồn riêng của một ô; hàng và cột đếm từ 1.\nA cell's own provenance; rows and columns count from 1.",
    "HigherOf": "Trong các bảng này, mức cao hơn được tính.\nOf these tables the higher level counts.",
    "Modifier": "Nâng mức đã có, trừ khi có ngoại lệ.\nRaises the level given, unless an exception holds.",
    "AdjacencyRule": "Giáp ranh nơi có mức riêng này thì ít nhất ở mức kia.\n"
    "Bordering a unit of that own level means at least this level.",
    "TestingDuty": "Tần suất xét nghiệm toàn dân của một mức.\nHow often everyone at a level is tested.",
    "RingLayer": "Chỉ thị áp dụng ở một lớp của mô hình ba lớp.\nThe directive of a layer of the three-ring model.",
    "KnownConflict": "Kết quả đã công bố mà bộ quy tắc này không cho ra được, và vì sao.\n"
    "A published result this policy does not reproduce, and why.",
    "Gap": "Điều văn bản có nói mà chưa đọc được hoặc chưa tính được.\n"
    "What the order says but could not be read or computed.",
    "Provenance": "verified: đọc trong văn bản; reconstructed: dựng lại từ kết quả đã công bố; example: ví dụ.\n"
    "verified: read in the text; reconstructed: rebuilt from published results; example: this system's own.",
}
"""By name of the block in the schema."""

FIELDS: Final = {
    "id": "Mã, không dấu, không trùng.\nAn id, without accents, used once.",
    "title_vi": "Tên tiếng Việt.\nVietnamese title.",
    "title_en": "Tên tiếng Anh.\nEnglish title.",
    "label_vi": "Tên ngắn tiếng Việt cho người đọc.\nShort Vietnamese name for people.",
    "label_en": "Tên ngắn tiếng Anh.\nShort English name.",
    "note_vi": "Ghi chú tiếng Việt: văn bản không nói rõ điều gì, hệ thống hiểu thế nào.\n"
    "Vietnamese note: where the text is silent and how it is read.",
    "note_en": "Ghi chú tiếng Anh.\nEnglish note.",
    "sources": "Mã các văn bản trong sources ở đầu tệp.\nKeys of documents listed under the file's sources.",
    "provenance": "Chắc đến đâu: verified, reconstructed hay example.\nHow sure: verified, reconstructed or example.",
    "level": "Mã một mức trong levels.\nThe id of one of the levels.",
    "indicator": "Mã một chỉ số trong indicators.\nThe id of one of the indicators.",
    "any_of": "Chỉ cần một điều kiện đúng.\nOne of these is enough.",
    "all_of": "Mọi điều kiện đều phải đúng.\nAll of these are needed.",
    "none_of": "Không điều kiện nào đúng.\nNone of these holds.",
    "classes": "Loại ca được tính vào tử số.\nCase classes counted in the numerator.",
    "at_least": "≥ giá trị này (giá trị biên thuộc khoảng).\n≥ this value (the value itself counts).",
    "above": "> giá trị này (giá trị biên không thuộc khoảng).\n> this value (the value itself does not count).",
    "below": "< giá trị này (giá trị biên không thuộc khoảng).\n< this value (the value itself does not count).",
    "at_most": "≤ giá trị này (giá trị biên thuộc khoảng).\n≤ this value (the value itself counts).",
    "window_days": "Số ngày của cửa sổ, kết thúc vào ngày đánh giá.\nDays of the window, which ends on the day judged.",
    "look_back_days": "Nhìn lại tối đa bao nhiêu ngày.\nHow far back it looks.",
    "round": "Làm tròn trước khi so với ngưỡng.\nRounding before the threshold is compared.",
    "when_missing": "Khi thiếu giá trị thì sao.\nWhat happens while a value is missing.",
    "rules": "Quy tắc, từ mức nặng nhất đến nhẹ nhất.\nRules, from the strictest level to the mildest.",
    "tables": "Bảng quyết định.\nDecision tables.",
    "higher_of": "Các nhóm bảng mà mức cao hơn được tính.\nGroups of tables of which the higher level counts.",
    "modifiers": "Điều chỉnh nâng mức.\nModifiers that raise the level.",
    "hold_days": "Giữ mức ít nhất bao nhiêu ngày kể từ khi vào mức.\nDays a level is held from when it was entered.",
    "qualifying_days": "Bao nhiêu ngày liền đạt điều kiện mới được hạ một mức.\n"
    "Qualifying days in a row before one step down.",
    "Policy.id": "Mã bộ quy tắc, như “hanoi-ct06-2021”.\nThe policy's id, as “hanoi-ct06-2021”.",
    "Policy.status": "official, hoặc draft (dự thảo: không đưa vào áp dụng được).\n"
    "official, or draft (cannot be adopted).",
    "Policy.in_force_from": "Ngày văn bản có hiệu lực.\nDay the order takes effect.",
    "Policy.in_force_until": "Ngày cuối có hiệu lực; bỏ trống nếu chưa hết.\nLast day in force; left out when open.",
    "Policy.sources": "Các văn bản, mỗi văn bản một mã.\nThe documents, each under a key.",
    "Policy.levels": "Các mức, từ thấp đến cao.\nThe levels, from lowest to highest.",
    "Policy.unknown_label_vi": "Chữ hiện khi chưa đủ số liệu (tiếng Việt).\nWords for “too little data”, Vietnamese.",
    "Policy.unknown_label_en": "Chữ hiện khi chưa đủ số liệu (tiếng Anh).\nWords for “too little data”, English.",
    "Policy.window_days": "Số ngày xét ca bệnh của điều kiện cases.\nLook-back of the `cases` conditions, in days.",
    "Policy.max_missing_days": "Thiếu báo cáo quá số ngày này thì không được coi là mức thấp nhất.\n"
    "With more reports missing than this, the lowest level is not given.",
    "Policy.persistence": "Bao giờ được hạ mức.\nWhen a level may fall.",
    "Policy.notice": "Báo trước khi nâng mức.\nNotice before a raise.",
    "Policy.decisions": "Quyết định được đổi mức theo chiều nào.\nWhich way decisions may go.",
    "Policy.indicators": "Các chỉ số ngoài số ca đơn thuần.\nQuantities beside plain counts.",
    "Policy.adjacency": "Quy tắc giáp ranh.\nBorder rules.",
    "Policy.districts": "Tiêu chí riêng của quận, huyện.\nCriteria of districts.",
    "Policy.city": "Tiêu chí riêng của thành phố.\nCriteria of the city.",
    "Policy.testing": "Tần suất xét nghiệm, mỗi mức một mục.\nTesting, one entry a level.",
    "Policy.round_complete_pct": "Đợt xét nghiệm xong khi đạt bao nhiêu phần trăm dân số.\n"
    "Coverage at which a round is complete.",
    "Policy.rings": "Ba lớp core, next, outer.\nThe layers core, next, outer.",
    "Policy.known_conflicts": "Chỗ không khớp với kết quả đã công bố.\nWhere published results are not reproduced.",
    "Source.document": "Số hiệu hoặc tên văn bản.\nNumber or name of the document.",
    "Source.issuer": "Cơ quan ban hành.\nWho issued it.",
    "Source.issued_on": "Ngày ban hành, như 2021-09-01.\nDay of issue, as 2021-09-01.",
    "Source.article": "Điều, khoản, mục.\nArticle or item.",
    "Source.note": "Đọc ở đâu, chưa chắc điều gì (tiếng Anh).\nWhere it was read, what is in doubt, in English.",
    "Source.note_vi": "Điều đó bằng tiếng Việt.\nThe same in Vietnamese.",
    "Level.id": "Mã mức, như “orange”; “unknown” dành cho thiếu số liệu.\n"
    "Level id, as “orange”; “unknown” is reserved.",
    "Level.rank": "1 là thấp nhất, đếm lên.\n1 is the lowest, counting up.",
    "Level.meaning_vi": "Ý nghĩa, tiếng Việt.\nMeaning, Vietnamese.",
    "Level.meaning_en": "Ý nghĩa, tiếng Anh.\nMeaning, English.",
    "Level.colour": "Màu nền sáng, như “#B3183C”.\nColour on light ground.",
    "Level.colour_dark": "Màu nền tối.\nColour on dark ground.",
    "Level.pattern": "Họa tiết để không chỉ dựa vào màu.\nPattern, so that colour is not alone.",
    "Number.value": "Giá trị, số nguyên.\nThe value, a whole number.",
    "Number.unit": "Đơn vị của giá trị.\nIts unit.",
    "Persistence.by_level": "Thời gian giữ riêng của từng mức.\nHolds of single levels.",
    "Persistence.never_lower_while": "Khi nào không được hạ mức.\nWhile these hold no level falls.",
    "NeverLower.when_missing": "Thiếu giá trị: may_fall (vẫn hạ được) hay may_not_fall.\n"
    "Value missing: may_fall or may_not_fall.",
    "Notice.raise_hours": "Số giờ báo trước khi nâng mức có hiệu lực.\n"
    "Hours between announcing a raise and its effect.",
    "DecisionRule.direction": "either: hai chiều; upward_only: chỉ được nâng.\neither way, or upward_only.",
    "unit_vi": "Đơn vị tiếng Việt, như “ca/100.000 dân/tuần”.\nUnit in Vietnamese.",
    "unit_en": "Đơn vị tiếng Anh, như “cases/100k/week”.\nUnit in English.",
    "decimals": "Hiện bao nhiêu chữ số thập phân.\nDecimals shown to people.",
    "kind": "Loại chỉ số.\nThe kind of indicator.",
    "Incidence.per_days": "Tính trên bao nhiêu ngày; 14 ngày trên mỗi 7 ngày là chia 2.\n"
    "Per so many days; 14 days per 7 is divided by 2.",
    "Incidence.per_people": "Tính trên bao nhiêu dân.\nPer so many people.",
    "Incidence.population_year": "Dân số năm nào.\nOf which year the population is.",
    "Reported.max_age_days": "Cũ hơn số ngày này thì coi như không có.\nOlder than this it counts as missing.",
    "Reported.catalogue_id": "Mã trong danh mục chỉ số, nếu khác id.\nIts registered id, if another than `id`.",
    "Condition.cases": "Số ca trong cửa sổ chung.\nCases in the policy's window.",
    "Condition.outbreak_in_ward": "Ổ dịch đang mở tại chỗ.\nAn outbreak open in the unit.",
    "Condition.linked_to_outbreak": "Có liên quan ổ dịch nơi khác.\nLinked to an outbreak elsewhere.",
    "Condition.indicator": "Một chỉ số nằm trong ngưỡng.\nAn indicator within limits.",
    "Condition.children": "Bao nhiêu đơn vị bên trong ở một mức (quận, huyện, thành phố).\n"
    "Units inside at a level (districts, city).",
    "CaseCondition.at_least": "Từ bao nhiêu ca trở lên.\nSo many cases or more.",
    "OutbreakCondition.source_known": "true: đã rõ nguồn lây; false: chưa rõ.\nWhether its source is known.",
    "OutbreakCondition.settings": "Nơi xảy ra ổ dịch.\nIts settings.",
    "IndicatorCondition.id": "Mã một chỉ số trong indicators.\nThe id of one of the indicators.",
    "IndicatorCondition.in_each_of_last": "Đúng ở mọi kỳ.\nIn every period.",
    "IndicatorCondition.in_any_of_last": "Đúng ở một kỳ bất kỳ.\nIn any period.",
    "Periods.periods": "Số kỳ liên tiếp.\nPeriods in a row.",
    "Periods.days": "Mỗi kỳ bao nhiêu ngày.\nDays of a period.",
    "ChildrenCondition.level": "Đếm đơn vị ở đúng mức này.\nCounts units at exactly this level.",
    "ChildrenCondition.at_or_above": "Đếm đơn vị từ mức này trở lên.\nCounts units at this level or a stricter one.",
    "ChildrenCondition.share_at_least_pct": "≥ bao nhiêu phần trăm số đơn vị.\n≥ this share of the units, percent.",
    "ChildrenCondition.count_at_least": "≥ bao nhiêu đơn vị.\n≥ this many units.",
    "DecisionTable.rows": "Chỉ số của các hàng; bỏ trống khi bảng chỉ có một hàng.\n"
    "The rows' indicator; left out with one row.",
    "DecisionTable.columns": "Chỉ số của các cột.\nThe columns' indicator.",
    "DecisionTable.levels": "Mỗi hàng một danh sách mức, mỗi cột một mức.\n"
    "One list of levels a row, one level a column.",
    "DecisionTable.cells": "Ô nào chắc hơn hoặc kém chắc hơn cả bảng.\n"
    "Cells that are surer, or less sure, than the table.",
    "Axis.bands": "Các khoảng liền nhau, không hở, không chồng.\nTouching bands, without gap or overlap.",
    "Cell.row": "Hàng, đếm từ 1.\nRow, from 1.",
    "Cell.column": "Cột, đếm từ 1.\nColumn, from 1.",
    "HigherOf.tables": "Mã các bảng.\nIds of the tables.",
    "HigherOf.when_one_is_missing": "Thiếu chỉ số của một bảng thì các bảng kia quyết định.\n"
    "With one table's indicator missing the others decide.",
    "Modifier.raise_levels": "Nâng bao nhiêu bậc.\nSteps raised.",
    "Modifier.unless_any_of": "Không nâng khi một điều kiện này đúng.\nNot when any of these holds.",
    "Modifier.unless_level": "Không nâng khi đang ở các mức này.\nNot at these levels.",
    "Modifier.when_missing": "not_applied: không nâng; unknown: chưa thể cho mức thấp nhất.\n"
    "not_applied, or unknown: the lowest level cannot be given.",
    "Modifier.applies_from": "Ngày đầu áp dụng.\nFirst day it applies.",
    "Modifier.applies_until": "Ngày cuối áp dụng.\nLast day it applies.",
    "AdjacencyRule.neighbor_own_level": "Mức riêng của nơi giáp ranh.\nThe neighbor's own level.",
    "TestingDuty.interval_days": "[ngắn nhất, dài nhất], như [2, 3]; null: một lần mỗi đợt.\n"
    "[shortest, longest], as [2, 3]; null: once a campaign.",
    "RingLayer.layer": "Lớp.\nThe layer.",
    "RingLayer.directive": 'Chỉ thị, trong ngoặc kép: "16", "15", "19".\nThe directive, in quotes.',
    "RingLayer.measures_vi": "Biện pháp, tiếng Việt.\nMeasures, Vietnamese.",
    "RingLayer.measures_en": "Biện pháp, tiếng Anh.\nMeasures, English.",
    "Policy.gaps": "Điều còn thiếu so với văn bản.\nWhat is missing from the order.",
    "Gap.text_vi": "Thiếu gì (tiếng Việt).\nWhat is missing, Vietnamese.",
    "Gap.text_en": "Thiếu gì (tiếng Anh).\nWhat is missing, English.",
    "KnownConflict.text_vi": "Không khớp ở đâu, vì sao (tiếng Việt).\nWhat does not fit and why, Vietnamese.",
    "KnownConflict.text_en": "Không khớp ở đâu, vì sao (tiếng Anh).\nWhat does not fit and why, English.",
}
"""By name of the entry, or “Block.entry” where it means something of its own there."""
