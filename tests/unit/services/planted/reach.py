"""Rules that never decide or always do, and requirements that contradict each other."""

from __future__ import annotations

from tests.unit.services.planted.pieces import RULES_END, Planted, all_of, rule

REACH: dict[str, Planted] = {
    "a stricter limit behind a milder one of the same level": (
        RULES_END,
        rule("high-100", "high", "indicator: {id: incidence_7d, at_least: 100}")[: -len(RULES_END)]
        + rule("high-200", "high", "indicator: {id: incidence_7d, at_least: 200}"),
        "- id: high-200", "/rules/2", "quy tắc “high-100” đứng trước đã bao trùm; sửa điều kiện",
        "rule “high-100” before it",
    ),
    "a rule for a milder level behind a stricter one": (
        RULES_END,
        rule("high-100", "high", "indicator: {id: incidence_7d, above: 99}")[: -len(RULES_END)]
        + rule("medium-100", "medium", "indicator: {id: incidence_7d, at_least: 100}"),
        "- id: medium-100", "/rules/2", "medium-100 không bao giờ được dùng", "medium-100 can never be",
    ),
    "a rule that two before it cover together": (
        RULES_END,
        rule("high-few", "high", "indicator: {id: first_dose_pct, below: 40}")[: -len(RULES_END)]
        + rule("high-many", "high", "indicator: {id: first_dose_pct, at_least: 30, below: 80}")[: -len(RULES_END)]
        + rule("high-some", "high", "indicator: {id: first_dose_pct, at_least: 20, at_most: 50}"),
        "- id: high-some", "/rules/3", "các quy tắc đứng trước gộp lại đã bao trùm",
        "the rules before it together cover",
    ),
    "an outbreak already covered": (
        RULES_END, rule("medium-school", "medium", "outbreak_in_ward: {source_known: false, settings: [school]}"),
        "- id: medium-school", "/rules/1", "không bao giờ được dùng", "can never be the one that matches",
    ),
    "below 20 and at least 50": (
        RULES_END,
        all_of("high-odd", "high", "indicator: {id: incidence_7d, below: 20}",
        "indicator: {id: incidence_7d, at_least: 50}"),
        "at_least: 50", "/rules/1/all_of/1", "điều kiện #2 và #1 của all_of trái nhau",
        "conditions #2 and #1 of this all_of",
    ),
    "requirements that contradict each other inside": (
        RULES_END,
        rule(
            "high-odd",
            "high",
            "all_of: [{indicator: {id: elderly_pct, below: 50}}, {indicator: {id: elderly_pct, at_least: 50}}]",
        ),
        "all_of: [", "/rules/1/any_of/0/all_of/1", "dùng any_of", "use any_of",
    ),
    "a requirement that excludes every choice": (
        RULES_END,
        rule("high-odd", "high", "indicator: {id: incidence_7d, below: 20}").replace(
            "    any_of:", "    all_of:\n      - indicator: {id: incidence_7d, at_least: 20}\n    any_of:"
        ),
        "- id: high-odd", "/rules/1", "all_of và any_of của quy tắc high-odd trái nhau", "contradict each other",
    ),
    "a percentage nobody can have": (
        "{id: elderly_pct, below: 80}", "{id: elderly_pct, above: 100}", "above: 100",
        "/modifiers/0/any_of/0/indicator",
        "chỉ có giá trị 0–100 nên không bao giờ > 100; sửa ngưỡng", "so it is never > 100; correct the threshold",
    ),
    "a percentage everybody has": (
        "{id: elderly_pct, below: 80}", "{id: elderly_pct, at_most: 100}", "at_most: 100",
        "/modifiers/0/any_of/0/indicator", "lúc nào cũng ≤ 100", "it is always ≤ 100",
    ),
    "no whole number between two": (
        "{id: elderly_pct, below: 80}", "{id: incidence_7d, above: 19, below: 20}", "above: 19",
        "/modifiers/0/any_of/0/indicator", "số nguyên ≥ 0 nên không bao giờ > 19, < 20", "whole numbers ≥ 0 only",
    ),
    "a rule that always matches": (
        RULES_END,
        rule(
            "medium-all",
            "medium",
            "indicator: {id: elderly_pct, at_most: 60}\n      - indicator: {id: elderly_pct, above: 50}",
        ),
        "- id: medium-all", "/rules/1", "đúng với mọi nơi, mọi số liệu", "matches everywhere whatever the evidence",
    ),
    "nothing but what always holds, excluded": (
        RULES_END,
        rule(
            "high-odd",
            "high",
            "none_of: [{indicator: {id: elderly_pct, at_most: 60}}, {indicator: {id: elderly_pct, above: 50}}]",
        ),
        "none_of: [", "/rules/1/any_of/0/none_of", "none_of không bao giờ đúng", "so the none_of never does",
    ),
    "a table that never gives the lowest level": (
        "      - [low, high, high]\n      - [low, medium, high]\n",
        "      - [medium, high, high]\n      - [medium, medium, high]\n",
        "- id: low", "/levels/0", "không nơi nào có thể ở mức “low”", "no ward could ever be at “low”",
    ),
    "units inside a ward": (
        RULES_END, rule("high-children", "high", "children: {level: high, count_at_least: 1}"), "- children",
        "/rules/1/any_of/0", "chuyển sang districts hoặc city", "move it to districts or city",
    ),
    "rules out of order": (
        RULES_END,
        rule("medium-100", "medium", "indicator: {id: incidence_7d, above: 99}")[: -len(RULES_END)]
        + rule("high-200", "high", "indicator: {id: incidence_7d, at_least: 200}"),
        "- id: high-200", "/rules/2", "từ mức nặng nhất đến nhẹ nhất", "from the strictest level to the mildest",
    ),
}  # fmt: skip
