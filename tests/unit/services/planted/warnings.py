"""What is odd and may still be meant."""

from __future__ import annotations

from tests.unit.services.planted.pieces import RULES_END, Planted, rule

WARNINGS: dict[str, Planted] = {
    "a cell at which a table turns back": (
        "- [low, high, high]", "- [low, high, medium]", "- [low, high, medium]", "/tables/0/levels/0/2",
        "hàng 1, cột 3: incidence_7d cao hơn mà mức lại giảm từ “high” xuống “medium”", "lowers the level from “high”",
    ),
    "coverage that makes it worse in one column": (
        "      - [low, high, high]\n      - [low, medium, high]\n",
        "      - [medium, medium, medium]\n      - [low, low, high]\n", "- [low, low, high]", "/tables/0/levels/1/2",
        "hàng 2, cột 3", "row 2, column 3",
    ),
    "a document nobody cites": (
        "\nlevels:\n", "  vd02: {document: x, issuer: x, issued_on: 2031-01-01}\n\nlevels:\n", "vd02", "/sources/vd02",
        "trích dẫn nó hoặc bỏ đi", "cite it or remove it",
    ),
    "an indicator nothing looks at": (
        "{id: elderly_pct, below: 80}", "{id: first_dose_pct, below: 80}", "- id: elderly_pct", "/indicators/2",
        "dùng nó hoặc bỏ đi", "use it or remove it",
    ),
    "a choice the others cover": (
        "      - outbreak_in_ward: {source_known: false}\n",
        "      - outbreak_in_ward: {source_known: false}\n"
        "      - outbreak_in_ward: {source_known: false, settings: [market]}\n",
        "settings: [market]", "/rules/0/any_of/1", "bỏ bớt cho gọn", "already cover this one; remove it",
    ),
    "a cell that a rule overrules": (
        RULES_END,
        rule(
            "high-100",
            "high",
            "all_of: [{indicator: {id: incidence_7d, at_least: 100}}, {indicator: {id: first_dose_pct, below: 75}}]",
        ),
        "- [low, high, high]",
        "/tables/0/levels/0/2", "ô này cho “high” nhưng quy tắc", "this cell gives “high”, but",
    ),
    "no share at which a round is complete": (
        "round_complete_pct:\n  value: 95\n  unit: percent\n  provenance: example\n"
        "  note_vi: Quyết định không nêu tỷ lệ; 95 % là ví dụ.\n"
        "  note_en: The Decision gives no share; 95% is an example.\n",
        "", "yaml-language-server", "/round_complete_pct", "chưa thể đưa bộ quy tắc vào áp dụng", "cannot be adopted",
    ),
}  # fmt: skip
