"""The JSON Schema (2020-12) of a policy file, for editors: names, choices, limits, and a sentence on every entry."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from app.domain.policy import Policy
from app.formats.policy_field_words import BLOCKS, FIELDS

SCHEMA_ID = "urn:khoanhvung:policy-schema"
DIALECT = "https://json-schema.org/draft/2020-12/schema"
_LIMITS = ("at_least", "above", "below", "at_most")


def policy_schema() -> dict[str, Any]:
    """The schema of a whole file; `policy check`, which knows the sense, may still refuse what it lets through."""
    schema = Policy.model_json_schema()
    blocks = {"Policy": schema, **schema["$defs"]}
    for name, block in blocks.items():
        _describe(name, block)
        _add_sense(name, block)
    _without_titles(schema)
    return {"$schema": DIALECT, "$id": SCHEMA_ID, "title": "Khoanh Vùng: bộ quy tắc / policy", **schema}


def schema_text() -> str:
    """The schema as the committed file holds it."""
    return json.dumps(policy_schema(), ensure_ascii=False, indent=2) + "\n"


def _describe(name: str, block: dict[str, Any]) -> None:
    if name in BLOCKS:
        block["description"] = BLOCKS[name]
    for field, described in block.get("properties", {}).items():
        words = FIELDS.get(f"{name}.{field}", FIELDS.get(field))
        if words is not None:
            described["description"] = words


def _add_sense(name: str, block: dict[str, Any]) -> None:
    """What the shape alone does not say and a schema can: exactly one condition, a limit at all, a source and notes."""
    if name == "Condition":
        block.update(minProperties=1, maxProperties=1)
    if name == "IndicatorCondition":
        block["anyOf"] = [{"required": [limit]} for limit in _LIMITS]
    if name == "ChildrenCondition":
        block["allOf"] = [
            {"oneOf": [{"required": [one]}, {"required": [other]}]}
            for one, other in (("level", "at_or_above"), ("share_at_least_pct", "count_at_least"))
        ]
    if "provenance" in block.get("required", ()):
        block["allOf"] = list(_citation_rules())


def _citation_rules() -> Iterator[dict[str, Any]]:
    def provenance(*values: str) -> dict[str, Any]:
        return {"properties": {"provenance": {"enum": list(values)}}, "required": ["provenance"]}

    yield {
        "if": provenance("verified", "reconstructed"),
        "then": {"required": ["sources"], "properties": {"sources": {"minItems": 1}}},
    }
    yield {"if": provenance("reconstructed", "example"), "then": {"required": ["note_vi", "note_en"]}}


def _without_titles(node: Any) -> None:
    """Drop what only repeats a name; a property called `title` would be a block, and stays."""
    if isinstance(node, dict):
        if isinstance(node.get("title"), str):
            del node["title"]
        node.pop("discriminator", None)
        for inner in node.values():
            _without_titles(inner)
    elif isinstance(node, list):
        for inner in node:
            _without_titles(inner)
