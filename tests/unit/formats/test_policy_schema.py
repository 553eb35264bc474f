"""The schema editors check policy files with: kept equal to the code, explained in full, and as strict as the shape."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from importlib import resources
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest
import yaml
from pydantic import ValidationError

from app.domain.policy import Policy
from app.formats.policy_field_words import BLOCKS, FIELDS
from app.formats.policy_schema import policy_schema, schema_text

ROOT = Path(__file__).parents[3]
SCHEMA = policy_schema()
VALIDATOR = jsonschema_rs.Draft202012Validator(SCHEMA)
SHIPPED = [each for each in resources.files("app").joinpath("policies").iterdir() if each.name.endswith(".yaml")]
FILES = {each.name: each.read_text(encoding="utf-8") for each in SHIPPED}
ORDER = (ROOT / "docs/examples/example-order.yaml").read_text(encoding="utf-8")


def as_json(text: str) -> Any:
    """What an editor sees of a YAML file: dates are text."""
    return json.loads(json.dumps(yaml.safe_load(text), default=str))


def blocks() -> Iterator[tuple[str, dict[str, Any]]]:
    """Every block of the schema that has entries."""
    for name, block in {"Policy": SCHEMA, **SCHEMA["$defs"]}.items():
        if "properties" in block:
            yield name, block


def test_the_committed_schema_is_the_one_the_code_gives() -> None:
    committed = (ROOT / "docs/policy.schema.json").read_text(encoding="utf-8")
    assert committed == schema_text(), "write it anew: python -m app policy schema > docs/policy.schema.json"


def test_it_is_a_schema_of_2020_12_whose_name_is_no_address() -> None:
    assert SCHEMA["$schema"].endswith("2020-12/schema")
    assert SCHEMA["$id"].startswith("urn:")
    jsonschema_rs.meta.validate(SCHEMA)


def test_every_block_and_entry_is_explained_in_two_languages() -> None:
    for name, block in blocks():
        assert "\n" in block["description"], name
        for field, described in block["properties"].items():
            assert "\n" in described["description"], f"{name}.{field}"


def test_no_words_are_left_over_for_entries_that_are_gone() -> None:
    entries = {f"{name}.{field}" for name, block in blocks() for field in block["properties"]}
    names = {entry.split(".")[1] for entry in entries}
    assert {key for key in FIELDS if key not in (entries if "." in key else names)} == set()
    assert set(BLOCKS) <= {"Policy", *SCHEMA["$defs"]}


def test_no_block_takes_an_entry_nobody_asked_for() -> None:
    for name, block in blocks():
        assert block["additionalProperties"] is False, name


@pytest.mark.parametrize("text", [*FILES.values(), ORDER], ids=[*FILES, "example-order.yaml"])
def test_the_shipped_policies_and_the_worked_order_are_valid(text: str) -> None:
    assert [error.message for error in VALIDATOR.iter_errors(as_json(text))] == []


def changed(change: Callable[[Any], object]) -> Any:
    """The worked order with one thing changed."""
    document = as_json(ORDER)
    change(document)
    return document


WRONG: dict[str, Callable[[Any], object]] = {
    "a missing entry": lambda policy: policy.pop("persistence"),
    "an unknown entry": lambda policy: policy.update(windov_days=14),
    "an unknown provenance": lambda policy: policy["rules"][0].update(provenance="sure"),
    "no source": lambda policy: policy["rules"][0].pop("sources"),
    "no note": lambda policy: policy["max_missing_days"].pop("note_vi"),
    "two conditions in one": lambda policy: policy["rules"][0]["any_of"][0].update(indicator={"id": "x_y", "below": 1}),
    "a threshold without a limit": lambda policy: policy["rules"][0].update(any_of=[{"indicator": {"id": "x_y"}}]),
    "units inside without an amount": lambda policy: policy["rules"][0].update(any_of=[{"children": {"level": "low"}}]),
    "an unknown kind": lambda policy: policy["indicators"][0].update(kind="rate"),
    "a colour by name": lambda policy: policy["levels"][0].update(colour="green"),
    "one band": lambda policy: policy["tables"][0]["columns"].update(bands=[{}]),
    "a directive without quotes": lambda policy: policy["rings"][0].update(directive=16),
}


@pytest.mark.parametrize("case", WRONG)
def test_what_the_policy_refuses_by_its_shape_the_schema_refuses_too(case: str) -> None:
    document = changed(WRONG[case])
    assert not VALIDATOR.is_valid(document)
    with pytest.raises(ValidationError):
        Policy.model_validate(document)
