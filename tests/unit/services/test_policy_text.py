"""A policy's text: anchors are written out and still found by line, and a file made of them does no harm."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import pytest

from app.domain.errors import InvalidPolicy
from app.services.policy_check import examine
from app.services.policy_text import parse

ORDER = (Path(__file__).parents[3] / "docs/examples/example-order.yaml").read_text(encoding="utf-8")
SHARED = ORDER.replace("tables:\n  - id: inc", "tables: &tables\n  - id: inc").replace(
    "\n# Step 4", "\ndistricts:\n  tables: *tables\n\n# Step 4"
)


def test_what_stands_behind_an_anchor_counts_wherever_it_is_used() -> None:
    policy = examine(SHARED, name="x.yaml").policy
    assert policy is not None
    assert policy.districts is not None
    assert policy.districts.tables == policy.tables


def test_a_fault_behind_an_anchor_is_told_for_each_use_on_the_line_where_it_is_written() -> None:
    found = examine(SHARED.replace("- {at_least: 100}", "- {over: 100}"), name="x.yaml").findings
    assert [each.said.pointer for each in found] == [
        "/tables/0/columns/bands/2/over",
        "/districts/tables/0/columns/bands/2/over",
    ]
    assert [each.line for each in found] == [125, 125]


def test_a_sense_fault_of_a_table_of_districts_is_placed_there() -> None:
    own = ORDER.replace("\n# Step 4", "\ndistricts:\n  rules:\n    - *rule\n\n# Step 4").replace(
        "  - id: high-outbreak", "  - &rule\n    id: high-outbreak"
    )
    (only,) = examine(own.replace("- *rule", "- {<<: *rule, level: purple}"), name="x.yaml").findings
    assert only.said.pointer == "/districts/rules/0/level"
    assert "there is no level “purple”" in only.said.en


def test_merging_a_block_and_overriding_one_of_its_names_is_no_repetition() -> None:
    read = parse("a: &a {x: 1, y: 2}\nb:\n  <<: *a\n  y: 3\n", name="x.yaml")
    assert read.document == {"a": {"x": 1, "y": 2}, "b": {"x": 1, "y": 3}}
    assert read.repeated == ()


def test_a_name_that_stands_twice_is_named_where_it_stands_the_second_time() -> None:
    read = parse("a:\n  x: 1\n  x: 2\n", name="x.yaml")
    assert read.repeated == (("a", "x"),)
    assert read.line(("a", "x")) == 3


@pytest.mark.parametrize(
    "text",
    [
        "a: &a [*a]\n",
        "a: &a\n  b: *a\n",
        "a: &a [x, x, x, x, x, x, x, x, x, x]\n"
        + "".join(f"{name}: &{name} [{', '.join([f'*{before}'] * 10)}]\n" for before, name in pairwise("abcdefg")),
    ],
    ids=["a list in itself", "a block in itself", "ten times ten times ten"],
)
def test_anchors_that_never_end_are_refused(text: str) -> None:
    with pytest.raises(InvalidPolicy) as refusal:
        parse(text, name="x.yaml")
    assert "Use fewer anchors" in refusal.value.detail_en
    assert f"(line {6 if 'g:' in text else 1})" in refusal.value.detail_en


@pytest.mark.parametrize(
    "value",
    [
        '!!int ""',
        '!!int "-"',
        '!!float ""',
        "!!bool maybe",
        "!!timestamp soon",
        '"\\ud800"',
        "9" * 5000,
    ],
)
def test_a_value_that_its_tag_cannot_mean_is_refused_on_its_line(value: str) -> None:
    with pytest.raises(InvalidPolicy) as refusal:
        examine(ORDER.replace("raise_levels: 1", f"raise_levels: {value}"), name="x.yaml")
    line = ORDER[: ORDER.index("raise_levels: 1")].count("\n") + 1
    assert f"(line {line})" in refusal.value.detail_en


@pytest.mark.parametrize(("mark", "code"), [("\0", "U+0000"), ("\ud800", "U+D800"), ("\x07", "U+0007")])
def test_a_character_that_yaml_does_not_know_is_named_with_its_line(mark: str, code: str) -> None:
    with pytest.raises(InvalidPolicy) as refusal:
        parse(f"a: 1\nb: {mark}\n", name="x.yaml")
    assert refusal.value.detail_en.endswith(f"(line 2, code {code}). Remove it.")


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("\n\na: " + "[" * 5000, " (line 3)"),
        ("\n".join(" " * depth + "a:" for depth in range(3000)), " (line 100)"),
    ],
    ids=["brackets", "indents"],
)
def test_what_is_nested_beyond_measure_is_refused_before_it_is_read(text: str, line: str) -> None:
    with pytest.raises(InvalidPolicy) as refusal:
        parse(text, name="x.yaml")
    assert f"nested more than 100 levels deep{line}." in refusal.value.detail_en
