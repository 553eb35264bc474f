"""Modifiers and clauses that can never act, and numbers no order can mean."""

from __future__ import annotations

from tests.unit.services.planted.pieces import Planted

ACTS: dict[str, Planted] = {
    "a modifier whose exceptions cover it": (
        "      - none_of:\n", "      - indicator: {id: elderly_pct, at_most: 90}\n      - none_of:\n", "unless_any_of:",
        "/modifiers/0/unless_any_of", "không bao giờ được áp", "can never apply",
    ),
    "a modifier that raises nothing": (
        "    raise_levels: 1\n", "    raise_levels: 1\n    unless_level: [low, medium]\n", "- id: elderly-not-covered",
        "/modifiers/0", "không nâng được mức nào", "raises no level",
    ),
    "a modifier that only meets the highest level": (
        "{id: elderly_pct, below: 80}", "{id: incidence_7d, at_least: 120}", "- id: elderly-not-covered",
        "/modifiers/0", "không nâng được mức nào", "raises no level",
    ),
    "a modifier before the policy": (
        "    applies_from: 2031-03-15\n", "    applies_until: 2031-02-15\n", "applies_until: 2031-02-15",
        "/modifiers/0/applies_until", "nằm ngoài thời gian", "lies outside the days",
    ),
    "a modifier after the policy": (
        "in_force_from: 2031-03-01\n", "in_force_from: 2031-03-01\nin_force_until: 2031-03-10\n",
        "applies_from: 2031-03-15",
        "/modifiers/0/applies_from", "nằm ngoài thời gian", "lies outside the days",
    ),
    "a modifier that ends before it begins": (
        "    applies_from: 2031-03-15\n", "    applies_from: 2031-03-15\n    applies_until: 2031-03-14\n",
        "applies_until",
        "/modifiers/0/applies_until", "trước ngày bắt đầu 15/03/2031", "before it begins on 2031-03-15",
    ),
    "an exception at a level that is none": (
        "    raise_levels: 1\n", "    raise_levels: 1\n    unless_level: [top]\n", "unless_level",
        "/modifiers/0/unless_level/0",
        "không có mức “top”", "there is no level “top”",
    ),
    "a clause that can never hold": (
        "- indicator: {id: capacity_met, below: 1}",
        "- all_of:\n            - indicator: {id: capacity_met, below: 1}\n"
        "            - indicator: {id: capacity_met, at_least: 1}",
        "{id: capacity_met, at_least: 1}", "/persistence/never_lower_while/0/any_of/0/all_of/1",
        "không bao giờ cùng đúng", "never hold together",
    ),
    "a clause that always holds": (
        "- indicator: {id: capacity_met, below: 1}",
        "- indicator: {id: capacity_met, below: 1}\n        - indicator: {id: capacity_met, at_least: 1}",
        "- id: capacity-not-met", "/persistence/never_lower_while/0", "lúc nào cũng đúng", "always holds",
    ),
    "a hold in hours": (
        "  hold_days: {value: 14, unit: days", "  hold_days: {value: 14, unit: hours", "hold_days: {value: 14",
        "/persistence/hold_days/unit", "ghi unit: days", "write unit: days",
    ),
    "a hold beyond a year": (
        "      hold_days: {value: 7,", "      hold_days: {value: 700,", "value: 700",
        "/persistence/by_level/0/hold_days/value",
        "phải từ 0 đến 400", "must be 0 to 400",
    ),
    "a hold of the lowest level": (
        "    - level: medium\n      hold", "    - level: low\n      hold", "- level: low",
        "/persistence/by_level/0/level",
        "không hạ được nữa", "cannot fall any further",
    ),
    "a hold of a level that is none": (
        "    - level: medium\n      hold", "    - level: mid\n      hold", "- level: mid",
        "/persistence/by_level/0/level",
        "không có mức “mid”", "there is no level “mid”",
    ),
    "a hold of nothing": (
        "      hold_days: {value: 7, unit: days, provenance: verified, sources: [vd01]}\n", "", "- level: medium",
        "/persistence/by_level/0", "thêm hold_days hoặc qualifying_days", "add hold_days or qualifying_days",
    ),
    "a notice in days": (
        "value: 48, unit: hours", "value: 48, unit: days", "value: 48", "/notice/raise_hours/unit", "unit: hours",
        "unit: hours",
    ),
    "a notice of half a year": (
        "value: 48, unit: hours", "value: 4800, unit: hours", "value: 4800", "/notice/raise_hours/value",
        "phải từ 1 đến 720", "must be 1 to 720",
    ),
    "an end before the beginning": (
        "in_force_from: 2031-03-01\n", "in_force_from: 2031-03-01\nin_force_until: 2030-03-01\n", "in_force_until",
        "/in_force_until", "sửa một trong hai ngày", "correct one of the two",
    ),
}  # fmt: skip
