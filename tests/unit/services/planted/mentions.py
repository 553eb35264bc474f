"""Names that lead nowhere, citations left out."""

from __future__ import annotations

from tests.unit.services.planted.pieces import Planted

MENTIONS: dict[str, Planted] = {
    "an indicator that is not listed, in a condition": (
        "{id: elderly_pct, below: 80}", "{id: elder_pct, below: 80}", "id: elder_pct",
        "/modifiers/0/any_of/0/indicator/id",
        "chỉ số “elder_pct” chưa có trong indicators", "“elder_pct” is not listed under indicators",
    ),
    "an indicator that is not listed, in a table": (
        "      indicator: first_dose_pct", "      indicator: doses", "indicator: doses", "/tables/0/rows/indicator",
        "chỉ số “doses” chưa có trong indicators", "add it there or correct the name",
    ),
    "an indicator nobody can report": (
        "catalogue_id: vaccinated_1dose_18plus_pct", "catalogue_id: doses_pct", "catalogue_id: doses_pct",
        "/indicators/1/catalogue_id", "chọn catalogue_id trong", "choose a catalogue_id of",
    ),
    "an indicator of no kind": (
        "    kind: incidence\n", "", "- id: incidence_7d", "/indicators/0/kind", "thêm kind: cases", "add kind: cases",
    ),
    "an indicator of an unknown kind": (
        "    kind: incidence\n", "    kind: rate\n", "kind: rate", "/indicators/0/kind", "không có loại chỉ số “rate”",
        "there is no kind of indicator “rate”; choose one of: cases, incidence",
    ),
    "an entry misspelt inside an indicator": (
        "    per_days: 7\n", "    per_day: 7\n    per_days: 7\n", "per_day: 7", "/indicators/0/per_day",
        "Có phải “per_days”?", "Is “per_days” meant?",
    ),
    "an indicator without its window": (
        "    window_days: 14\n", "", "- id: incidence_7d", "/indicators/0/window_days", "còn thiếu",
        "is missing; add it",
    ),
    "two indicators of one name": (
        "  - id: elderly_pct\n",
        "  - {id: elderly_pct, kind: cases, label_vi: a, label_en: a, classes: [imported], window_days: 14, "
        "provenance: verified, sources: [vd01]}\n  - id: elderly_pct\n", "kind: cases", "/indicators/2",
        "hai chỉ số cùng tên “elderly_pct”", "rename one",
    ),
    "an official indicator without its document": (
        "    max_age_days: 30\n    provenance: verified\n    sources: [vd01]\n  - id: elderly_pct",
        "    max_age_days: 30\n    provenance: verified\n  - id: elderly_pct", "- id: first_dose_pct", "/indicators/1",
        "phải ghi văn bản nguồn ở sources", "must name its document under sources",
    ),
    "a cell without its document": (
        "        provenance: reconstructed\n        sources: [vd01]\n", "        provenance: reconstructed\n",
        "- row: 1",
        "/tables/0/cells/0", "phải ghi văn bản nguồn", "must name its document",
    ),
    "a document of a cell that is not listed": (
        "        provenance: reconstructed\n        sources: [vd01]\n",
        "        provenance: reconstructed\n        sources: [vd02]\n",
        "sources: [vd02]", "/tables/0/cells/0/sources", "nguồn “vd02” chưa có", "“vd02” is not listed",
    ),
    "a document of a band that is not listed": (
        "- {at_least: 100}", "- {at_least: 100, sources: [vd02]}", "sources: [vd02]",
        "/tables/0/columns/bands/2/sources/0",
        "nguồn “vd02” chưa có", "“vd02” is not listed",
    ),
    "a document of a clause that is not listed": (
        "      when_missing: may_fall\n      provenance: verified\n      sources: [vd01]\n",
        "      when_missing: may_fall\n      provenance: verified\n      sources: [vd03]\n", "sources: [vd03]",
        "/persistence/never_lower_while/0/sources", "nguồn “vd03” chưa có", "“vd03” is not listed",
    ),
    "a provenance that is none": (
        "    when_missing: not_applied\n    applies_from: 2031-03-15\n    provenance: verified\n",
        "    when_missing: not_applied\n    applies_from: 2031-03-15\n    provenance: official\n",
        "provenance: official",
        "/modifiers/0/provenance", "chọn một trong: verified, reconstructed, example", "choose one of",
    ),
    "a cure for what is missing left out": (
        "    when_missing: not_applied\n", "", "- id: elderly-not-covered", "/modifiers/0/when_missing", "còn thiếu",
        "is missing",
    ),
    "two levels of one colour": (
        'colour: "#FBD76A"', 'colour: "#86C0A6"', 'colour: "#86C0A6"', "/levels/1/colour", "trùng màu với mức “low”",
        "has the colour of level “low”",
    ),
    "an entry twice in one block": (
        "    raise_levels: 1\n", "    raise_levels: 1\n    raise_levels: 2\n", "raise_levels: 2",
        "/modifiers/0/raise_levels",
        "được ghi hai lần", "stands twice",
    ),
}  # fmt: skip
