"""Bands with gaps and overlaps, tables with cells nothing falls into, groups."""

from __future__ import annotations

from tests.unit.services.planted.pieces import Planted

TABLES: dict[str, Planted] = {
    "a gap between bands": (
        "- {at_least: 100}", "- {at_least: 150}", "at_least: 150", "/tables/0/columns/bands/2",
        "hở giữa khoảng #2 và #3 tại 100; cho hai khoảng gặp nhau",
        "a gap between band #2 and band #3 at 100; let them",
    ),
    "a gap of one value": (
        "- {at_least: 100}", "- {above: 100}", "above: 100", "/tables/0/columns/bands/2", "tại 100", "at 100",
    ),
    "bands that overlap": (
        "- {at_least: 100}", "- {at_least: 90}", "at_least: 90", "/tables/0/columns/bands/2",
        "chồng lên nhau tại 90; chỉ một khoảng", "overlap at 90; only one may hold",
    ),
    "bands that share a value": (
        "- {below: 20}", "- {at_most: 20}", "at_least: 20, below: 100", "/tables/0/columns/bands/1",
        "chồng lên nhau tại 20", "overlap at 20",
    ),
    "bands that do not meet": (
        "- {at_least: 20, below: 100}", "- {at_least: 20}", "- {at_least: 100}", "/tables/0/columns/bands/2",
        "ghi below hoặc at_most ở khoảng trước", "write below or at_most in the first",
    ),
    "values below the first band": (
        "- {below: 20}", "- {at_least: 0, below: 20}", "bands:", "/tables/0/columns/bands",
        "bỏ ngưỡng đó", "remove that limit",
    ),
    "too few cells": (
        "- [low, high, high]", "- [low, high]", "levels:", "/tables/0/levels",
        "phải có 2 hàng, mỗi hàng 3 mức", "needs 2 rows of 3 levels",
    ),
    "a cell that is not there": (
        "column: 2", "column: 4", "cells:", "/tables/0/cells", "row và column đếm từ 1", "count from 1",
    ),
    "a level in a cell that is none": (
        "- [low, medium, high]", "- [low, purple, high]", "- [low, purple, high]", "/tables/0/levels/1/1",
        "không có mức “purple”; chọn một trong: low, medium, high", "there is no level “purple”; choose one of",
    ),
    "a row of cells that is not a list": (
        "- [low, medium, high]", "- low", "- low", "/tables/0/levels/1", "phải là danh sách", "must be a list",
    ),
    "a band below everything": (
        "        - {below: 20}\n        - {at_least: 20, below: 100}\n",
        "        - {below: 0}\n        - {at_least: 0, below: 100}\n", "{below: 0}",
        "/tables/0/columns/bands/0", "không giá trị nào rơi vào khoảng này (< 0)", "no value falls into this band",
    ),
    "a percentage beyond a hundred": (
        "        - {below: 70}\n        - {at_least: 70}\n", "        - {at_most: 100}\n        - {above: 100}\n",
        "above: 100",
        "/tables/0/rows/bands/1", "chỉ có giá trị 0–100", "has values 0–100 only",
    ),
    "a cell between two bands of one indicator": (
        "      indicator: first_dose_pct", "      indicator: incidence_7d", "indicator: incidence_7d",
        "/tables/0/rows/indicator", "dùng hai chỉ số khác nhau", "use two different indicators",
    ),
    "a table of a group that is not there": (
        "\n# Step 4",
        "\nhigher_of:\n  - {tables: [incidence-by-coverage, beds], when_one_is_missing: others_decide}\n\n# Step 4",
        "tables: [incidence-by-coverage, beds]", "/higher_of/0/tables/1", "bảng “beds” chưa có trong tables",
        "“beds” is not listed",
    ),
    "a table of a group twice": (
        "\n# Step 4",
        "\nhigher_of:\n  - tables: [incidence-by-coverage, incidence-by-coverage]\n"
        "    when_one_is_missing: others_decide\n\n# Step 4",
        "tables: [incidence-by-coverage, incidence", "/higher_of/0/tables/1",
        "mỗi bảng chỉ thuộc một nhóm", "belongs to one group, once",
    ),
    "a cell told of twice": (
        "    cells:\n", "    cells:\n      - {row: 1, column: 2, provenance: verified, sources: [vd01]}\n", "- row: 1",
        "/tables/0/cells/1", "ô hàng 1, cột 2 được ghi hai lần", "row 1, column 2 stands twice",
    ),
}  # fmt: skip
