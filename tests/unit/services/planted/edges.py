"""Thresholds whose edge is not stated, or that are none."""

from __future__ import annotations

from tests.unit.services.planted.pieces import Planted

EDGES: dict[str, Planted] = {
    "a limit called value": (
        "{id: elderly_pct, below: 80}", "{id: elderly_pct, value: 80}", "value: 80",
        "/modifiers/0/any_of/0/indicator/value", "ghi at_least (≥), above (>)", "write at_least (≥), above (>)",
    ),
    "a limit called over": (
        "- {at_least: 100}", "- {over: 100}", "over: 100", "/tables/0/columns/bands/2/over",
        "ghi at_least (≥) hoặc above (>)", "write at_least (≥) or above (>)",
    ),
    "a band from a number": (
        "- {at_least: 70}", "- {from: 70}", "from: 70", "/tables/0/rows/bands/1/from",
        "ghi at_least (≥) hoặc above (>)", "write at_least (≥) or above (>)",
    ),
    "a band up to a number": (
        "- {below: 70}", "- {to: 70}", "to: 70", "/tables/0/rows/bands/0/to",
        "ghi at_most (≤) hoặc below (<)", "write at_most (≤) or below (<)",
    ),
    "a sign for a name": (
        "- {at_least: 100}", "- {'>': 100}", "'>': 100", "/tables/0/columns/bands/2/>",
        "ghi at_least (≥) hoặc above (>)", "write at_least (≥) or above (>)",
    ),
    "a band that is only a number": (
        "- {at_least: 100}", "- 100", "- 100", "/tables/0/columns/bands/2",
        "ghi khoảng như {at_least: 20, below: 50}", "write the band as {at_least: 20, below: 50}",
    ),
    "a band as a range in words": (
        "- {at_least: 20, below: 100}", "- 20–100", "- 20–100", "/tables/0/columns/bands/1",
        "“20–100” không nói giá trị đúng bằng ngưỡng thuộc phía nào", "“20–100” does not say on which side",
    ),
    "a least number of cases": (
        "at_least: 1}", "min: 1}", "min: 1", "/modifiers/0/unless_any_of/0/none_of/0/cases/min",
        "ghi at_least (≥)", "write at_least (≥)",
    ),
    "a sign in the number": (
        "{id: elderly_pct, below: 80}", '{id: elderly_pct, below: "< 80"}', '"< 80"',
        "/modifiers/0/any_of/0/indicator/below", "chỉ ghi số", "write the number alone",
    ),
    "a comparison as text": (
        "{id: elderly_pct, below: 80}", "elderly_pct < 80", "elderly_pct < 80", "/modifiers/0/any_of/0/indicator",
        "ghi khối như {id: …, at_least: 20}", "write a block as {id: …, at_least: 20}",
    ),
    "no limit at all": (
        "{id: elderly_pct, below: 80}", "{id: elderly_pct}", "id: elderly_pct", "/modifiers/0/any_of/0/indicator",
        "ghi at_least (≥), above (>), below (<) hoặc at_most (≤)", "write at_least (≥)",
    ),
    "two lower limits": (
        "- {at_least: 100}", "- {at_least: 100, above: 100}", "above: 100", "/tables/0/columns/bands/2/above",
        "bỏ một", "remove one",
    ),
    "two upper limits": (
        "- {below: 20}", "- {below: 20, at_most: 20}", "at_most: 20", "/tables/0/columns/bands/0/at_most",
        "bỏ một", "remove one",
    ),
    "limits upside down": (
        "- {at_least: 20, below: 100}", "- {at_least: 100, below: 20}", "at_least: 100, below: 20",
        "/tables/0/columns/bands/1", "sửa một trong hai", "correct one of the two",
    ),
    "a limit that is a word": (
        "- {at_least: 100}", "- {at_least: many}", "at_least: many", "/tables/0/columns/bands/2/at_least",
        "phải là một số, như 20 hoặc 0.5", "must be a number",
    ),
    "a limit that is no number": (
        "- {at_least: 100}", "- {at_least: .nan}", "at_least: .nan", "/tables/0/columns/bands/2/at_least",
        "phải là một số", "must be a number",
    ),
}  # fmt: skip
