"""CQL2 as it is sent: both encodings, the name GDAL uses, and what is refused before it can do harm."""

from __future__ import annotations

import json
from time import process_time

import pytest

from app.domain.faults_of_queries import InvalidFilter
from app.formats.cql2_reading import FilterLanguage, read_filter

RED = {"op": "=", "args": [{"property": "level"}, "red"]}


def test_text_and_json_are_the_same_tree() -> None:
    assert read_filter("level = 'red'", "cql2-text") == RED
    assert read_filter(json.dumps(RED), "cql2-json") == RED


def test_the_draft_that_gdal_names_knows_ilike() -> None:
    tree = read_filter("(level ILIKE 'R%') AND (name = 'a ILIKE ''b''')", "cql-text")
    assert tree == read_filter("(CASEI(level) LIKE CASEI('R%')) AND (name = 'a ILIKE ''b''')", "cql2-text")
    with pytest.raises(InvalidFilter):
        read_filter("level ILIKE 'R%'", "cql2-text")


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("", "cql2-text"),
        ("level =", "cql2-text"),
        ("level = 'red", "cql2-text"),
        ("(" * 40, "cql2-text"),
        ("(" * 40 + "a=1" + ")" * 40, "cql2-text"),
        ("CASEI(" * 30 + "a", "cql2-text"),
        ("a = '" + "x" * 20_000 + "'", "cql2-text"),
        ("a IN (" + ",".join(["1"] * 5000) + ")", "cql2-text"),
        ("a = 1e999", "cql2-text"),
        ("S_INTERSECTS(geometry, POINT EMPTY)", "cql2-text"),
        ("level = 'red'", "cql2-json"),
        ("[" * 3000 + "]" * 3000, "cql2-json"),
        ('{"op":"not","args":[' * 40 + "true" + "]}" * 40, "cql2-json"),
        ('{"op":"=","args":[NaN,1]}', "cql2-json"),
        ("{}", "cql2-json"),
        ("\ud800", "cql2-text"),
    ],
)
def test_what_is_no_filter_is_refused(text: str, language: FilterLanguage) -> None:
    with pytest.raises(InvalidFilter) as caught:
        read_filter(text, language)
    assert caught.value.name == "filter"


@pytest.mark.parametrize("unit", ["(", "NOT (", "CASEI(", "a=1 AND (", "A_CONTAINS(a,("])
def test_brackets_that_are_not_closed_cost_little(unit: str) -> None:
    before = process_time()
    for depth in range(1, 11):
        with pytest.raises(InvalidFilter):
            read_filter(unit * depth, "cql2-text")
    # Each level may double the work of the grammar; twenty levels would take minutes.
    assert process_time() - before < 2.0
