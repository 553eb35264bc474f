"""What is said of rows that no rule raises or of which too little is known: figures and a document, like any other."""

from __future__ import annotations

import csv
import io

import pytest

from app.domain.errors import InvalidImport
from app.domain.indicator_catalogue import UnitKind
from app.services.policy_evaluation import evaluate_table
from app.services.policy_library import shipped_policy


def told(policy_id: str, kind: UnitKind, table: str) -> str:
    evaluated = evaluate_table(shipped_policy(policy_id), table.encode(), kind=kind).table
    (row,) = csv.DictReader(io.StringIO(evaluated))
    return row["explanation_en"]


def test_the_lowest_level_is_told_with_the_cases_counted_and_the_document() -> None:
    header = "unit,date,community_unknown_source,community_known_source,open_outbreaks,linked_outbreaks"
    assert told("hanoi-ct06-2021", UnitKind.WARD, f"{header}\nA,2021-09-14,0,0,,\n") == (
        "Green zone: no rule for a higher level matches; community cases: 0 (Quyết định 2686/QĐ-BCĐQG)."
    )


def test_a_district_is_told_with_the_levels_inside() -> None:
    table = "unit,date,children,known_source_14d_per_100k\nA,2021-09-14,green:20;yellow:1,0.5\n"
    assert "units inside: 20 " in told("moh-2686-2021", UnitKind.DISTRICT, table)


def test_figures_are_told_before_the_label_when_there_is_no_room_for_both() -> None:
    header = "unit,date,incidence_7d_per_100k,ward_beds_occupancy_pct,icu_occupancy_pct"
    sentence = told("italy-dl105-2021", UnitKind.WARD, f"{header}\nA,2021-08-06,150,30,25\n")
    assert "150.0 cases/100k/week" in sentence
    assert "ICU beds with COVID-19 patients: 25.0% (> 10%)" in sentence


def test_a_district_of_no_units_lacks_their_levels() -> None:
    sentence = told("moh-2686-2021", UnitKind.DISTRICT, "unit,date,children\nA,2021-09-14,red:0\n")
    assert "levels of units inside" in sentence


def test_an_unknown_level_names_what_is_missing_and_the_document() -> None:
    sentence = told("hanoi-ct06-2021", UnitKind.WARD, "unit,date,community_unknown_source\nA,2021-09-14,\n")
    assert "missing: community cases with unknown source" in sentence
    assert "(Quyết định 2686/QĐ-BCĐQG)" in sentence


@pytest.mark.parametrize("content", [b"", b"\n", b"\xef\xbb\xbf"])
def test_an_empty_file_is_called_empty(content: bytes) -> None:
    with pytest.raises(InvalidImport) as refusal:
        evaluate_table(shipped_policy("cdc-community-levels-2022"), content, kind=UnitKind.WARD)
    assert refusal.value.detail_en.startswith("The file is empty;")
