"""Checking a policy file: the worked order passes, and each fault planted in it is found with its line and cure."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.services.policy_check import Examination, examine
from tests.unit.services.planted.acts import ACTS
from tests.unit.services.planted.edges import EDGES
from tests.unit.services.planted.mentions import MENTIONS
from tests.unit.services.planted.pieces import Planted
from tests.unit.services.planted.reach import REACH
from tests.unit.services.planted.tables import TABLES
from tests.unit.services.planted.warnings import WARNINGS

ORDER = (Path(__file__).parents[3] / "docs/examples/example-order.yaml").read_text(encoding="utf-8")


def examined(case: Planted) -> Examination:
    """What is found in the worked order with a fault planted in it."""
    old, new, *_ = case
    assert ORDER.count(old) >= 1, old
    return examine(ORDER.replace(old, new, 1), name="thu.yaml")


def assert_found(case: Planted, severity: str) -> None:
    """Assert that the one thing found of a severity names line, place and cure in both languages."""
    old, new, on_line, pointer, vi, en = case
    found = [each for each in examined(case).findings if each.severity == severity]
    assert [each.said.pointer for each in found] == [pointer], [each.said.en for each in found]
    (only,) = found
    assert on_line in ORDER.replace(old, new, 1).splitlines()[only.line - 1]
    assert vi in only.said.vi
    assert en in only.said.en
    assert only.said.vi.startswith(f"Dòng {only.line}, ")
    assert only.said.en.startswith(f"Line {only.line}, ")
    assert "Input should" not in only.said.vi + only.said.en


def test_the_worked_order_has_neither_faults_nor_warnings() -> None:
    found = examine(ORDER, name="example-order.yaml")
    assert found.findings == ()
    assert found.policy is not None
    assert found.policy.is_adoptable
    assert found.probes > 50


@pytest.mark.parametrize("case", EDGES)
def test_a_threshold_whose_edge_is_not_stated_is_refused(case: str) -> None:
    assert_found(EDGES[case], "fault")


@pytest.mark.parametrize("case", TABLES)
def test_a_table_with_a_hole_is_refused(case: str) -> None:
    assert_found(TABLES[case], "fault")


@pytest.mark.parametrize("case", REACH)
def test_a_criterion_that_never_or_always_decides_is_refused(case: str) -> None:
    assert_found(REACH[case], "fault")


@pytest.mark.parametrize("case", ACTS)
def test_a_modifier_clause_or_number_that_can_never_act_is_refused(case: str) -> None:
    assert_found(ACTS[case], "fault")


@pytest.mark.parametrize("case", MENTIONS)
def test_a_name_that_leads_nowhere_is_refused(case: str) -> None:
    assert_found(MENTIONS[case], "fault")


@pytest.mark.parametrize("case", WARNINGS)
def test_what_is_odd_and_may_be_meant_is_warned_of(case: str) -> None:
    assert_found(WARNINGS[case], "warning")
    assert examined(WARNINGS[case]).faults == []
