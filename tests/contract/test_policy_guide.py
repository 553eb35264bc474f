"""docs/policies.md teaches what is so: its steps are the worked order, its examples are valid, nothing is left out."""

from __future__ import annotations

import csv
import io
import re
from pathlib import Path
from typing import Any

import pytest
import yaml
from pydantic import TypeAdapter
from typer.testing import CliRunner

from app.cli.main import cli
from app.domain.policy import Condition
from app.domain.policy_indicators import Indicator
from app.formats.policy_schema import policy_schema

ROOT = Path(__file__).parents[2]
GUIDE = (ROOT / "docs/policies.md").read_text(encoding="utf-8")
ORDER = (ROOT / "docs/examples/example-order.yaml").read_text(encoding="utf-8")
SNIPPETS = re.findall(r"```yaml\n(.*?)```", GUIDE, flags=re.S)
EXAMPLES = ("example-order.yaml", "example-figures.csv")
INDICATORS = ("CaseSum", "Incidence", "DaysSinceLastCase", "DoublingTime", "Reported")
CITED = {"label_vi": "x", "label_en": "x", "provenance": "example", "note_vi": "x", "note_en": "x"}


def rows_of(heading: str) -> list[str]:
    """The examples in the last column of the table with this first heading."""
    table = GUIDE.split(f"| {heading} | example |\n", 1)[1].split("\n\n", 1)[0]
    return re.findall(r"`([^`]+)` \|$", table, flags=re.M)


def test_each_snippet_stands_in_the_worked_order_word_by_word_and_in_order() -> None:
    assert len(SNIPPETS) >= 10
    places = [ORDER.index(snippet) for snippet in SNIPPETS]
    assert places == sorted(places)


def test_every_step_of_the_guide_is_a_step_of_the_worked_order() -> None:
    steps = [int(each) for each in re.findall(r"^## Step (\d)", GUIDE, flags=re.M)]
    assert steps == [int(each) for each in re.findall(r"^# Step (\d)", ORDER, flags=re.M)] == [1, 2, 3, 4, 5, 6]


@pytest.mark.parametrize("example", rows_of("condition"))
def test_each_example_of_a_condition_is_one(example: str) -> None:
    Condition.model_validate(yaml.safe_load(example))


@pytest.mark.parametrize("example", rows_of("indicator"))
def test_each_example_of_an_indicator_is_one(example: str) -> None:
    entries: dict[str, Any] = {**CITED, "id": "an_indicator", **yaml.safe_load("{" + example + "}")}
    TypeAdapter(Indicator).validate_python(entries)


def test_nothing_a_policy_can_say_is_left_out() -> None:
    schema = policy_schema()
    said = set(schema["properties"])
    for block in ("Condition", "Criteria", "IndicatorCondition", "ChildrenCondition", "Persistence", "Modifier"):
        said |= set(schema["$defs"][block]["properties"])
    kinds = {schema["$defs"][name]["properties"]["kind"]["const"] for name in INDICATORS}
    unsaid = {name for name in said | kinds if not re.search(rf"\b{name}\b", GUIDE)}
    assert unsaid == {"unknown_label_vi", "unknown_label_en"}


def test_the_worked_order_says_of_the_example_figures_what_the_guide_says() -> None:
    result = CliRunner().invoke(cli, ["policy", "evaluate", *(str(ROOT / "docs/examples" / name) for name in EXAMPLES)])
    said = [(row["ward_code"], row["computed_level"]) for row in csv.DictReader(io.StringIO(result.stdout))]
    assert said == re.findall(r"^\| (\d{5}) \|[^|]*\| `(\w+)` \|", GUIDE, flags=re.M)
    assert {level for _, level in said} == {"low", "medium", "high", "unknown"}
