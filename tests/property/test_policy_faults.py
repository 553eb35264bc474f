"""Whatever is done to a policy file, it is judged sound or refused in words, in both languages and with a place."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from app.services.policy_check import examine
from tests.examples import examples

ORDER = yaml.safe_load((Path(__file__).parents[2] / "docs/examples/example-order.yaml").read_text(encoding="utf-8"))
STRANGE: list[Any] = [
    None, 0, -1, 1e9, float("nan"), float("inf"), 10**30, "", "x", "> 20", "20–50", True, [], [1], [[]], {}, {"a": 1},
    "2031-02-30", "unknown", "medium", "incidence_7d",
]  # fmt: skip
NAMES = ["over", "value", "id", "levels", "any_of", "none_of", "at_least", "below", "sources", "nothing"]


def places(node: Any, at: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Where something stands in a document."""
    entries = node.items() if isinstance(node, dict) else enumerate(node) if isinstance(node, list) else ()
    for name, inner in entries:
        yield (*at, name)
        yield from places(inner, (*at, name))


PLACES = list(places(ORDER))
ACTS = ("drop", "put", "twice", "add")
CHANGES = st.tuples(*map(st.sampled_from, (PLACES, ACTS, STRANGE, NAMES)))
Change = tuple[tuple[Any, ...], str, Any, str]


def at(document: Any, place: tuple[Any, ...]) -> Any:
    """What stands in a place; None when it is gone."""
    for part in place:
        try:
            document = document[part]
        except (IndexError, KeyError, TypeError):
            return None
    return document


def changed(document: Any, change: Change) -> None:
    """Drop what stands in a place, put something else there, repeat it, or add an entry beside it."""
    place, act, value, name = change
    block, last = at(document, place[:-1]), place[-1]
    if not isinstance(block, dict | list) or at(document, place) is None:
        return
    if act == "drop":
        del block[last]
    elif act == "put":
        block[last] = value
    elif act == "twice" and isinstance(block, list):
        block.append(block[last])
    elif act == "add" and isinstance(block, dict):
        block[name] = value


@given(st.lists(CHANGES, min_size=1, max_size=3))
@settings(max_examples=examples(60), deadline=None)
def test_every_fault_has_a_place_and_words_in_both_languages(
    changes: list[tuple[tuple[Any, ...], str, Any, str]],
) -> None:
    document = json.loads(json.dumps(ORDER, default=str))
    for change in changes:
        changed(document, change)
    found = examine(yaml.safe_dump(document, allow_unicode=True), name="x.yaml")
    assert found.policy is not None or found.faults
    for each in found.findings:
        words_vi, words_en = each.said.vi.split(": ", 1)[1], each.said.en.split(": ", 1)[1]
        assert words_vi != words_en
        assert not re.search(r"Input should|xem mẫu", each.said.vi + each.said.en)
        assert each.line >= 1
