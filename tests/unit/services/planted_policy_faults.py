"""Faults to plant in `hanoi-ct06-2021.yaml`, and what the refusal must say of each.

A fault is what stands in the file and what is put there instead, then the pointer, and a piece of the Vietnamese and of
the English sentence.
"""

from __future__ import annotations

Planted = tuple[str, str, str, str, str]

SHAPE: dict[str, Planted] = {
    "a number below what is possible": (
        "  value: 14\n", "  value: -1\n", "/window_days/value", "phải từ 0 trở lên, đang là “-1”", "must be 0 or more",
    ),
    "a number that is a word": (
        "  value: 14\n", "  value: mười bốn\n", "/window_days/value", "phải là số nguyên", "must be a whole number",
    ),
    "a number with a fraction": (
        "  value: 14\n", "  value: 14.5\n", "/window_days/value", "phải là số nguyên", "must be a whole number",
    ),
    "not a number": (
        "  value: 14\n", "  value: .nan\n", "/window_days/value", "phải là số nguyên", "must be a whole number",
    ),
    "a number beyond counting": (
        "  value: 14\n", f"  value: 0x{'F' * 6000}\n", "/window_days/value", "phải từ 100000 trở xuống", "too large",
    ),
    "a number left out": (
        "  value: 14\n", "  value:\n", "/window_days/value", "phải là số nguyên", "is (trống/empty)",
    ),
    "a name misspelt": (
        "  value: 14\n", "  value: 14\n  valeu: 14\n", "/window_days/valeu", "không có mục tên này", "correct the name",
    ),
    "a unit of another kind": (
        "  unit: days\n", "  unit: weeks\n", "/window_days/unit", "chọn một trong: days, hours, cases", "choose one of",
    ),
    "a provenance that is none": (
        "  provenance: example\n", "  provenance: sure\n", "/window_days/provenance",
        "chọn một trong: verified, reconstructed, example", "“sure” cannot be used",
    ),
    "a day that does not exist": (
        "in_force_from: 2021-09-01", "in_force_from: 2021-02-30", "/in_force_from",
        "phải là một ngày có thật", "must be a real day as 2021-09-01; is “2021-02-30”",
    ),
    "a day in words": (
        "in_force_from: 2021-09-01", "in_force_from: tomorrow", "/in_force_from", "ngày có thật", "a real day",
    ),
    "a colour by its name": (
        'colour: "#86C0A6"', "colour: green", "/levels/0/colour", "mã màu viết hoa", "a colour in capitals",
    ),
    "an id with accents": (
        "id: hanoi-ct06-2021", "id: Hà Nội", "/id", "chữ thường không dấu", "lower-case letters",
    ),
    "a level id in capitals": (
        "- id: green", "- id: GREEN", "/levels/0/id", "tên mức bằng chữ thường", "a level id of lower-case",
    ),
    "an empty title": (
        "title_vi: Chỉ thị 06-CT/TU của Thành ủy Hà Nội (đỏ, da cam, xanh)", 'title_vi: ""', "/title_vi",
        "không được để trống", "must not be empty",
    ),
    "a title that is a number": (
        "title_vi: Chỉ thị 06-CT/TU của Thành ủy Hà Nội (đỏ, da cam, xanh)", "title_vi: 6", "/title_vi",
        "đặt trong ngoặc kép", "put it in quotes",
    ),
    "a title without end": (
        "title_vi: Chỉ thị 06-CT/TU của Thành ủy Hà Nội (đỏ, da cam, xanh)", f"title_vi: {'x' * 601}", "/title_vi",
        "dài hơn 600 ký tự", "longer than 600 characters",
    ),
    "a class of cases that is none": (
        "classes: [community_unknown_source]", "classes: [community]",
        "/rules/3/any_of/0/cases/classes/0", "chọn một trong: community_unknown_source", "choose one of",
    ),
    "no class of cases": (
        "classes: [community_unknown_source]", "classes: []", "/rules/3/any_of/0/cases/classes",
        "cần ít nhất 1 mục", "needs at least 1 entries",
    ),
    "a threshold nothing can miss": (
        "at_least: 1", "at_least: 0", "/rules/3/any_of/0/cases/at_least", "phải từ 1 trở lên", "must be 1 or more",
    ),
    "a setting that is none": (
        "settings: [market]", "settings: [bar]", "/rules/2/any_of/0/outbreak_in_ward/settings/0",
        "chọn một trong: industrial_park", "choose one of",
    ),
    "a source neither known nor unknown": (
        "source_known: false", "source_known: maybe", "/rules/0/any_of/0/outbreak_in_ward/source_known",
        "phải là true hoặc false", "must be true or false",
    ),
    "a list written as text": (
        "sources: [qd2686]\n    any_of", "sources: qd2686\n    any_of", "/rules/0/sources",
        "phải là danh sách", "must be a list",
    ),
    "an interval of three numbers": (
        "interval_days: [2, 3]", "interval_days: [2, 3, 4]", "/testing/0/interval_days", "chỉ được 2 mục", "may have 2",
    ),
    "an interval of one number": (
        "interval_days: [2, 3]", "interval_days: [2]", "/testing/0/interval_days/1", "còn thiếu", "is missing; add it",
    ),
    "a directive without quotes": (
        'directive: "16"', "directive: 16", "/rings/0/directive", "Đặt số trong ngoặc kép", "Put numbers in quotes",
    ),
    "a source that is only a name": (
        "  ct16: {document: Chỉ thị 16/CT-TTg, issuer: Thủ tướng Chính phủ, issued_on: 2020-03-31}", "  ct16: x",
        "/sources/ct16", "khối gồm các dòng “tên: giá trị”", "a block of lines",
    ),
}  # fmt: skip

SENSE: dict[str, Planted] = {
    "an official number without its document": (
        "provenance: verified\n    sources: [qd2686]\n    any_of:\n      - outbreak_in_ward: {source_known",
        "provenance: verified\n    any_of:\n      - outbreak_in_ward: {source_known",
        "/rules/0", "phải ghi văn bản nguồn ở sources", "must name its document under sources",
    ),
    "an example that does not say so": (
        "  note_vi: Chỉ thị không nêu số ngày xét ca bệnh; 14 ngày là giá trị minh họa.\n", "", "/window_days",
        "thêm hai ghi chú này", "add both",
    ),
    "a document that is not listed": (
        "sources: [qd2686]", "sources: [qd9999]", "/rules/0/sources",
        "nguồn “qd9999” chưa có trong sources", "“qd9999” is not listed",
    ),
    "a document of a number that is not listed": (
        "sources: [qd2686, hanoi-notice-0914]", "sources: [qd2686, x]", "/persistence/hold_days/sources",
        "nguồn “x” chưa có", "“x” is not listed",
    ),
    "a document of a testing duty that is not listed": (
        "sources: [ct06, hanoi-dispatch-0906]", "sources: [ct06, y]", "/testing/0/sources", "“y” chưa có", "“y” is not",
    ),
    "a document of a ring that is not listed": (
        "sources: [dong-anh-2021, ct15]", "sources: [z, ct15]", "/rings/1/sources", "“z” chưa có", "“z” is not",
    ),
    "a rule that leads to no level of the policy": (
        "  - id: orange-other-outbreak\n    level: orange", "  - id: orange-other-outbreak\n    level: purple",
        "/rules/6/level", "không có mức “purple”; chọn một trong: green, orange, red", "there is no level “purple”",
    ),
    "a rule for the lowest level": (
        "  - id: orange-other-outbreak\n    level: orange", "  - id: orange-other-outbreak\n    level: green",
        "/rules/6/level", "mức thấp nhất", "the lowest level",
    ),
    "a rule without a condition": (
        "    any_of:\n      - outbreak_in_ward: {source_known: false}\n", "", "/rules/0",
        "thêm any_of hoặc all_of", "add any_of or all_of",
    ),
    "a condition of two things": (
        "      - outbreak_in_ward: {source_known: false}\n",
        "      - outbreak_in_ward: {source_known: false}\n        cases: {classes: [imported], at_least: 1}\n",
        "/rules/0/any_of/0", "mỗi điều kiện là đúng một trong", "exactly one of",
    ),
    "an interval upside down": (
        "interval_days: [2, 3]", "interval_days: [3, 2]", "/testing/0", "đổi chỗ hai số", "swap the two numbers",
    ),
    "two rules of one name": (
        "id: red-outbreak-market", "id: red-outbreak-hard-to-control", "/rules/1",
        "hai quy tắc cùng tên “red-outbreak-hard-to-control”", "rename one",
    ),
    "a neighbor at no level of the policy": (
        "neighbor_own_level: red", "neighbor_own_level: purple", "/adjacency/0/neighbor_own_level",
        "không có mức “purple”", "there is no level “purple”",
    ),
    "more missing days than the window has": (
        "  value: 2\n", "  value: 14\n", "/max_missing_days/value", "phải nhỏ hơn", "must be smaller than window_days",
    ),
    "a level without a testing duty": (
        "  - level: green\n    interval_days: null", "  - level: red\n    interval_days: null",
        "/testing", "thêm mức còn thiếu", "add what is missing",
    ),
    "a layer twice": (
        "layer: next", "layer: outer", "/rings", "thêm lớp còn thiếu", "add what is missing",
    ),
    "ranks that do not count up": (
        "    rank: 1\n", "    rank: 4\n", "/levels", "xếp từ thấp đến cao", "from lowest to highest",
    ),
}  # fmt: skip

LINT: dict[str, Planted] = {
    "an end before the beginning": (
        "in_force_until: 2021-09-21", "in_force_until: 2021-08-21", "/in_force_until", "sửa một trong hai", "before it",
    ),
    "days counted in cases": (
        "  unit: days\n", "  unit: cases\n", "/window_days/unit", "ghi unit: days", "write unit: days",
    ),
    "percent counted in days": (
        "unit: percent", "unit: days", "/round_complete_pct/unit", "ghi unit: percent", "write unit: percent",
    ),
    "more than a hundred percent": (
        "  value: 100\n", "  value: 101\n", "/round_complete_pct/value", "từ 1 đến 100 phần trăm", "1 to 100 percent",
    ),
    "opening after no day at all": (
        "    value: 1\n", "    value: 0\n", "/persistence/qualifying_days/value", "phải từ 1 trở lên", "1 or more",
    ),
    "a rule that the ones before it cover": (
        "settings: [market]", "settings: [school, supermarket]", "/rules/2", "không bao giờ được dùng", "can never be",
    ),
    "a rule for more cases than a milder threshold already catches": (
        "  - id: orange-other-outbreak\n",
        "  - id: orange-many-cases\n    level: orange\n    label_vi: a\n    label_en: a\n    provenance: verified\n"
        "    sources: [qd2686]\n    any_of:\n      - cases: {classes: [community_unknown_source], at_least: 5}\n"
        "  - id: orange-other-outbreak\n",
        "/rules/6", "orange-many-cases không bao giờ được dùng", "orange-many-cases can never",
    ),
    "bordering the lowest level": (
        "neighbor_own_level: red", "neighbor_own_level: green", "/adjacency/0/neighbor_own_level",
        "mức thấp nhất “green” không thể nâng", "cannot raise",
    ),
    "bordering orange raises and bordering red does not": (
        "neighbor_own_level: red", "neighbor_own_level: orange", "/adjacency/0/neighbor_own_level",
        "thêm quy tắc giáp ranh cho “red”", "add a border rule for “red”",
    ),
}  # fmt: skip
