"""The sentences of a policy's own checks, each with the place it concerns and its words in both languages."""

from __future__ import annotations

from app.services.policy_places import (
    Place,
    at,
    below,
    here,
    of_children_level,
    of_citation,
    of_entry,
    of_group,
    of_indicator_use,
    of_level_in_rule,
    of_rule,
    of_rules_out_of_order,
)

Sentence = tuple[str, Place, str, str]
"""A pattern of the sentence, its place, and the words shown in Vietnamese and English with the groups filled in."""

_CONDITIONS = "cases, outbreak_in_ward, linked_to_outbreak, indicator, children, any_of, all_of, none_of"

OF_SHAPE: tuple[Sentence, ...] = (
    (
        r"a number that is not an example must name its source",
        here,
        "có provenance “verified” hoặc “reconstructed” nên phải ghi văn bản nguồn ở sources; nếu chỉ là ví dụ, ghi "
        "provenance: example.",
        "has provenance “verified” or “reconstructed”, so it must name its document under sources; if it is only an "
        "example, write provenance: example.",
    ),
    (
        r"a number that was not read in the text must say so in note_vi and note_en",
        here,
        "không lấy nguyên từ văn bản nên phải nói rõ điều đó ở note_vi và note_en; thêm hai ghi chú này.",
        "was not read in the text, so note_vi and note_en must say so; add both.",
    ),
    (
        r"a condition is exactly one of [a-z_, ]+",
        here,
        f"mỗi điều kiện là đúng một trong: {_CONDITIONS}; tách ra hoặc bỏ bớt.",
        f"a condition is exactly one of: {_CONDITIONS}; split it or remove some.",
    ),
    (
        r"rule (?P<name>\S+) has no condition and would match every ward",
        here,
        "quy tắc không có điều kiện nào nên sẽ áp cho mọi xã, phường; thêm any_of hoặc all_of.",
        "the rule has no condition and would match every ward; add any_of or all_of.",
    ),
    (
        r"interval_days is \[shortest, longest\]",
        here,
        "interval_days là [ngắn nhất, dài nhất], như [2, 3]; đổi chỗ hai số.",
        "interval_days is [shortest, longest], as [2, 3]; swap the two numbers.",
    ),
)

OF_THRESHOLDS: tuple[Sentence, ...] = (
    (
        r"a lower limit is either at_least \(≥\) or above \(>\), not both",
        below("above"),
        "ngưỡng dưới là at_least (≥) hoặc above (>), không cả hai; bỏ một.",
        "a lower limit is at_least (≥) or above (>), not both; remove one.",
    ),
    (
        r"an upper limit is either below \(<\) or at_most \(≤\), not both",
        below("at_most"),
        "ngưỡng trên là below (<) hoặc at_most (≤), không cả hai; bỏ một.",
        "an upper limit is below (<) or at_most (≤), not both; remove one.",
    ),
    (
        r"the lower limit (?P<low>\S+) must lie below the upper limit (?P<high>\S+?)(?=; |$)",
        here,
        "ngưỡng dưới {low} phải nhỏ hơn ngưỡng trên {high}, nếu không sẽ không giá trị nào lọt vào; sửa một trong hai.",
        "the lower limit {low} must lie below the upper limit {high}, or no value fits; correct one of the two.",
    ),
    (
        r"(?P<name>\S+) has no threshold with a stated edge",
        here,
        "chưa có ngưỡng cho “{name}”; ghi at_least (≥), above (>), below (<) hoặc at_most (≤).",
        "“{name}” has no threshold yet; write at_least (≥), above (>), below (<) or at_most (≤).",
    ),
    (
        r"in_each_of_last and in_any_of_last exclude each other",
        below("in_any_of_last"),
        "chỉ ghi một trong in_each_of_last (mọi kỳ) và in_any_of_last (một kỳ bất kỳ); bỏ một.",
        "write one of in_each_of_last (every period) and in_any_of_last (any period); remove the other.",
    ),
    (
        r"children names exactly one of level, at_or_above",
        here,
        "children phải nêu đúng một trong level (đúng mức đó) và at_or_above (từ mức đó trở lên); thêm hoặc bỏ.",
        "children names exactly one of level (that level) and at_or_above (it or a stricter one); add or remove one.",
    ),
    (
        r"children names exactly one of share_at_least_pct, count_at_least",
        here,
        "children phải nêu đúng một trong share_at_least_pct (≥ % số đơn vị) và count_at_least (≥ số đơn vị); thêm "
        "hoặc bỏ.",
        "children names exactly one of share_at_least_pct (≥ % of the units) and count_at_least (≥ units); add or "
        "remove one.",
    ),
    (
        r"the first band must be open below and the last one open above, or values fall outside",
        below("bands"),
        "khoảng đầu không được có ngưỡng dưới, khoảng cuối không được có ngưỡng trên, nếu không sẽ có giá trị rơi ra "
        "ngoài; bỏ ngưỡng đó.",
        "the first band has no lower limit and the last no upper one, or values fall outside; remove that limit.",
    ),
    (
        r"bands (?P<one>\d+) and (?P<other>\d+) must state where they meet",
        below("bands", "{other}"),
        "khoảng #{one} và #{other} chưa nói gặp nhau ở đâu; ghi below hoặc at_most ở khoảng trước, at_least hoặc above "
        "cùng số ở khoảng sau.",
        "bands #{one} and #{other} do not say where they meet; write below or at_most in the first, at_least or above "
        "with the same number in the second.",
    ),
    (
        r"there is a gap between band (?P<one>\d+) and band (?P<other>\d+) at (?P<edge>\S+?)(?=; |$)",
        below("bands", "{other}"),
        "hở giữa khoảng #{one} và #{other} tại {edge}; cho hai khoảng gặp nhau ở cùng một số, như below: {edge} rồi "
        "at_least: {edge}.",
        "there is a gap between band #{one} and band #{other} at {edge}; let them meet at one number, as below: {edge} "
        "and then at_least: {edge}.",
    ),
    (
        r"band (?P<one>\d+) and band (?P<other>\d+) overlap at (?P<edge>\S+?)(?=; |$)",
        below("bands", "{other}"),
        "khoảng #{one} và #{other} chồng lên nhau tại {edge}; chỉ một khoảng được chứa giá trị này, như below: {edge} "
        "rồi at_least: {edge}.",
        "band #{one} and band #{other} overlap at {edge}; only one may hold that value, as below: {edge} and then "
        "at_least: {edge}.",
    ),
    (
        r"table (?P<name>\S+) needs (?P<rows>\S+) rows of (?P<columns>\S+) levels",
        below("levels"),
        "levels của bảng {name} phải có {rows} hàng, mỗi hàng {columns} mức, như số khoảng của rows và columns; thêm "
        "hoặc bỏ.",
        "levels of table {name} needs {rows} rows of {columns} levels, as many as rows and columns have bands; add or "
        "remove some.",
    ),
    (
        r"table (?P<name>\S+) speaks of a cell it does not have",
        below("cells"),
        "cells của bảng {name} nêu một ô không có; row và column đếm từ 1, sửa lại số.",
        "cells of table {name} speaks of a cell it does not have; row and column count from 1, correct them.",
    ),
)

OF_WHOLE: tuple[Sentence, ...] = (
    (
        r"levels must be listed from lowest to highest with ranks 1, 2, 3, …",
        at("levels"),
        "các mức phải xếp từ thấp đến cao với rank 1, 2, 3, …; sắp lại và đánh số lại.",
        "levels must be listed from lowest to highest with ranks 1, 2, 3, …; put them in order and number them again.",
    ),
    (
        r"two levels have the same id",
        at("levels"),
        "hai mức trùng id; đặt lại một tên.",
        "two levels have the same id; rename one.",
    ),
    (
        r"the level id “(?P<name>unknown)” is reserved for missing data",
        of_entry("levels"),
        "tên mức “unknown” dành cho nơi thiếu số liệu; đặt tên khác.",
        "the level id “unknown” is kept for missing data; choose another.",
    ),
    (
        r"a policy needs at least one rule or table",
        at("rules"),
        "chưa có tiêu chí nào cho xã, phường; thêm ít nhất một quy tắc ở rules hoặc một bảng ở tables.",
        "there is no criterion for wards yet; add at least one rule under rules or one table under tables.",
    ),
    (
        r"rule (?P<name>\S+): level “(?P<level>[^”]*)” is not among the levels \[(?P<levels>[^\]]*)\]",
        of_level_in_rule,
        "không có mức “{level}”; chọn một trong: {levels}.",
        "there is no level “{level}”; choose one of: {levels}.",
    ),
    (
        r"children: level “(?P<level>[^”]*)” is not among the levels \[(?P<levels>[^\]]*)\]",
        of_children_level,
        "không có mức “{level}”; chọn một trong: {levels}.",
        "there is no level “{level}”; choose one of: {levels}.",
    ),
    (
        r"persistence\.by_level: level “(?P<name>[^”]*)” is not among the levels \[(?P<levels>[^\]]*)\]",
        of_entry("by_level", key="level", then="level"),
        "không có mức “{name}”; chọn một trong: {levels}.",
        "there is no level “{name}”; choose one of: {levels}.",
    ),
    (
        r"rule (?P<name>\S+): the lowest level is what remains when no rule matches; it needs no rule",
        of_rule("level"),
        "mức thấp nhất là mức còn lại khi không quy tắc nào đúng, không cần quy tắc; ghi mức cao hơn hoặc bỏ quy tắc.",
        "the lowest level is what remains when no rule matches, so it needs none; name a higher level or remove the "
        "rule.",
    ),
    (
        r"two rules are called (?P<name>\S+?)(?=; |$)",
        of_rule(),
        "hai quy tắc cùng tên “{name}”; đặt lại một tên.",
        "two rules are called “{name}”; rename one.",
    ),
    (
        r"two indicators are called (?P<name>\S+?)(?=; |$)",
        of_entry("indicators"),
        "hai chỉ số cùng tên “{name}”; đặt lại một tên.",
        "two indicators are called “{name}”; rename one.",
    ),
    (
        r"indicator “(?P<name>[^”]*)” is not listed under indicators",
        of_indicator_use,
        "chỉ số “{name}” chưa có trong indicators; thêm vào đó hoặc sửa lại tên.",
        "indicator “{name}” is not listed under indicators; add it there or correct the name.",
    ),
    (
        r"higher_of names table “(?P<name>[^”]*)”, which is not listed under tables",
        of_group,
        "bảng “{name}” chưa có trong tables; thêm bảng đó hoặc sửa lại tên.",
        "table “{name}” is not listed under tables; add it or correct the name.",
    ),
    (
        r"rule (?P<name>\S+): neighbor_own_level “(?P<level>[^”]*)” is not a level",
        of_rule("neighbor_own_level"),
        "không có mức “{level}”; ghi một mức trong levels.",
        "there is no level “{level}”; name one of the levels.",
    ),
    (
        r"rules must be listed from the strictest level to the mildest",
        of_rules_out_of_order,
        "các quy tắc phải xếp từ mức nặng nhất đến nhẹ nhất; sắp lại.",
        "rules must be listed from the strictest level to the mildest; put them in order.",
    ),
    (
        r"testing must name each level exactly once",
        at("testing"),
        "phải nêu mỗi mức đúng một lần; thêm mức còn thiếu, bỏ mức thừa.",
        "must name each level exactly once; add what is missing, remove what is too many.",
    ),
    (
        r"rings must name core, next and outer exactly once",
        at("rings"),
        "phải nêu core, next và outer, mỗi lớp đúng một lần; thêm lớp còn thiếu, bỏ lớp thừa.",
        "must name core, next and outer exactly once; add what is missing, remove what is too many.",
    ),
    (
        r"max_missing_days must be smaller than window_days",
        at("max_missing_days", "value"),
        "số ngày được thiếu phải nhỏ hơn window_days, và window_days từ 1 trở lên; sửa một trong hai số.",
        "must be smaller than window_days, which must be 1 or more; correct one of the two.",
    ),
    (
        r"(?P<name>(?:rule |testing |ring |indicator )?\S+): source “(?P<source>[^”]*)” is not listed under sources",
        of_citation,
        "nguồn “{source}” chưa có trong sources ở đầu tệp; thêm văn bản đó hoặc sửa lại tên.",
        "source “{source}” is not listed under the file's sources; add the document or correct the name.",
    ),
)

SENTENCES: tuple[Sentence, ...] = (*OF_SHAPE, *OF_THRESHOLDS, *OF_WHOLE)
