"""Reading a policy: the shipped ones are sound and cited; every fault of another is named with its line and cure."""

from __future__ import annotations

import ast
import inspect
import re
from collections.abc import Iterator
from importlib import resources

import pytest
from pydantic import ValidationError

from app.domain import (
    policy_base,
    policy_conditions,
    policy_faults,
    policy_indicators,
    policy_shape,
    policy_tables,
)
from app.domain.errors import FieldFault, InvalidPolicy, PolicyNotFound
from app.domain.policy import Cited, Policy
from app.domain.vocabulary import Provenance
from app.services.policy_check import examine
from app.services.policy_faults import in_words
from app.services.policy_library import policy_version, read_policy, shipped_policies, shipped_policy
from app.services.policy_sense import of_sense
from tests.unit.services.planted_policy_faults import LINT, SENSE, SHAPE

CT06 = resources.files("app").joinpath("policies/hanoi-ct06-2021.yaml").read_text(encoding="utf-8")
MOH = resources.files("app").joinpath("policies/moh-2686-2021.yaml").read_text(encoding="utf-8")


def refused(text: str) -> InvalidPolicy:
    """The refusal of a policy text."""
    with pytest.raises(InvalidPolicy) as refusal:
        read_policy(text, name="thu.yaml")
    return refusal.value


def planted(old: str, new: str, *, text: str = CT06) -> tuple[str, int]:
    """A shipped policy with one thing changed, and the line on which the change ends."""
    assert old in text
    before, after = text.split(old, 1)
    return before + new + after, before.count("\n") + new.rstrip("\n").count("\n") + 1


def only_fault(text: str) -> FieldFault:
    """The one fault a text is refused for."""
    errors = refused(text).errors
    assert len(errors) == 1, [each.en for each in errors]
    return errors[0]


def cited_of(policy: Policy) -> Iterator[tuple[str, Cited]]:
    """Everything in a policy that must say where it is from."""
    yield "window_days", policy.window_days
    yield "max_missing_days", policy.max_missing_days
    yield "hold_days", policy.persistence.hold_days
    yield "qualifying_days", policy.persistence.qualifying_days
    if policy.round_complete_pct is not None:
        yield "round_complete_pct", policy.round_complete_pct
    yield from ((rule.id, rule) for rule in policy.all_rules)
    yield from ((f"testing {duty.level}", duty) for duty in policy.testing)
    yield from ((f"ring {ring.layer}", ring) for ring in policy.rings)


CHECKING = (policy_base, policy_conditions, policy_faults, policy_indicators, policy_shape, policy_tables)
"""The modules whose checks speak in sentences."""

SHIPPED = pytest.mark.parametrize("policy_id", ["hanoi-ct06-2021", "moh-2686-2021"])


def test_eight_orders_and_a_draft_are_shipped() -> None:
    statuses = {each.id: each.status for each in shipped_policies().values()}
    assert statuses.pop("moh-218-2022") == "draft"
    assert statuses == {
        "cdc-community-levels-2022": "official",
        "hanoi-ct06-2021": "official",
        "hanoi-tb-2021-09-14": "official",
        "india-2020-05": "official",
        "italy-dl105-2021": "official",
        "italy-dl65-2021": "official",
        "moh-2686-2021": "official",
        "moh-4800-2021": "official",
    }


def test_a_policy_that_is_not_shipped_is_not_found() -> None:
    with pytest.raises(PolicyNotFound):
        shipped_policy("hanoi-ct99-2031")


@SHIPPED
def test_what_was_read_in_a_text_names_the_text(policy_id: str) -> None:
    policy = shipped_policy(policy_id)
    for name, item in cited_of(policy):
        if item.provenance is not Provenance.EXAMPLE:
            assert item.sources, name
            assert set(item.sources) <= set(policy.sources), name


@SHIPPED
def test_a_number_of_our_own_says_in_both_languages_that_it_is_an_example(policy_id: str) -> None:
    examples = [item for _, item in cited_of(shipped_policy(policy_id)) if item.provenance is Provenance.EXAMPLE]
    assert len(examples) == 5
    for item in examples:
        notes = f"{item.note_vi} {item.note_en}"
        assert re.search(r"ví dụ|minh họa|Không văn bản nào nêu", notes), notes
        assert re.search(r"example|No text gives", notes), notes


@SHIPPED
def test_what_was_rebuilt_says_how_in_both_languages(policy_id: str) -> None:
    for name, item in cited_of(shipped_policy(policy_id)):
        if item.provenance is Provenance.RECONSTRUCTED:
            assert item.note_vi, name
            assert item.note_en, name


@SHIPPED
def test_every_source_named_at_the_top_has_document_issuer_and_day(policy_id: str) -> None:
    for source in shipped_policy(policy_id).sources.values():
        assert source.document
        assert source.issuer
        assert source.issued_on.year in (2020, 2021)


@pytest.mark.parametrize(("text", "palette"), [(CT06, "green orange red"), (MOH, "green yellow orange red")])
def test_the_palette_is_the_documents_own(text: str, palette: str) -> None:
    assert " ".join(level.id for level in read_policy(text, name="x.yaml").levels) == palette


def test_the_numbers_of_the_directive_are_those_of_the_directive() -> None:
    policy = shipped_policy("hanoi-ct06-2021")
    assert {duty.level: duty.interval_days for duty in policy.testing} == {
        "red": (2, 3),
        "orange": (5, 7),
        "green": None,
    }
    assert (policy.window_days.value, policy.max_missing_days.value) == (14, 2)
    assert (policy.persistence.hold_days.value, policy.persistence.qualifying_days.value) == (14, 1)
    assert [(ring.layer.value, ring.directive.value) for ring in policy.rings] == [
        ("core", "16"),
        ("next", "15"),
        ("outer", "19"),
    ]


def test_the_version_follows_the_content_and_not_the_layout_of_the_file() -> None:
    commented = read_policy("# a remark\n" + CT06, name="x.yaml")
    changed = read_policy(planted("value: 14", "value: 15")[0], name="x.yaml")
    assert policy_version(commented) == policy_version(shipped_policy("hanoi-ct06-2021"))
    assert policy_version(changed) != policy_version(commented)


def assert_named(text: str, line: int | None, pointer: str, vi: str, en: str) -> None:
    """Assert that the one fault names its place and cure in both languages."""
    fault = only_fault(text)
    assert fault.pointer == pointer
    assert vi in fault.vi
    assert en in fault.en
    assert "Input should" not in fault.vi + fault.en
    assert re.match(r"Dòng \d+, [a-z]", fault.vi)
    if line is not None:
        assert fault.vi.startswith(f"Dòng {line}, "), (line, fault.vi)
        assert fault.en.startswith(f"Line {line}, "), (line, fault.en)


@pytest.mark.parametrize("case", SHAPE)
def test_a_fault_of_shape_names_line_place_and_cure(case: str) -> None:
    old, new, *expected = SHAPE[case]
    text, line = planted(old, new)
    where = line - 1 if new.endswith("any_of") else line
    assert_named(text, where, *expected)


@pytest.mark.parametrize("case", SENSE)
def test_a_fault_of_sense_names_place_and_cure(case: str) -> None:
    old, new, *expected = SENSE[case]
    assert_named(planted(old, new)[0], None, *expected)


@pytest.mark.parametrize("case", LINT)
def test_a_rule_set_that_nobody_can_have_meant_is_refused(case: str) -> None:
    old, new, *expected = LINT[case]
    assert_named(planted(old, new)[0], None, *expected)


def test_every_sentence_of_the_policys_own_checks_has_words_in_both_languages() -> None:
    """A check added to the policy without its Vietnamese sentence would be shown in English only."""
    sentences = [each for module in CHECKING for each in _sentences_of(inspect.getsource(module))]
    assert len(sentences) > 35
    for sentence in sentences:
        (fault,) = of_sense((), sentence, {})
        assert fault.vi != sentence, sentence


def test_a_sentence_nobody_foresaw_is_passed_on_rather_than_swallowed() -> None:
    first, second = of_sense(("x",), "two levels have the same id; something new; and more", {})
    assert (first.location, first.en) == (("levels",), "two levels have the same id; rename one.")
    assert (second.location, second.vi) == (("x",), "something new; and more")


def test_a_fault_of_a_kind_nobody_foresaw_still_names_value_and_cure() -> None:
    strange = ValidationError.from_exception_data("Policy", [{"type": "none_required", "loc": ("id",), "input": 3}])
    (fault,) = in_words(strange, {})
    assert fault.vi == "không dùng được “3”; xem mẫu ở các bộ quy tắc có sẵn."
    assert fault.en == "“3” cannot be used here; see the shipped policies for the form."


def test_all_faults_are_told_at_once_each_on_its_line() -> None:
    text = CT06.replace("  value: 14\n", "  value: many\n", 1).replace("pattern: dots", "pattern: stars", 1)
    text = text.replace("    rank: 1\n", "    rank: zero\n", 1)
    refusal = refused(text)
    assert [each.pointer for each in refusal.errors] == ["/levels/0/rank", "/window_days/value"]
    assert refusal.detail_vi == "Bộ quy tắc thu.yaml có 2 lỗi; xem từng lỗi bên dưới."
    assert refusal.detail_en == "Policy thu.yaml has 2 faults, listed below."


def test_a_place_is_named_as_the_file_names_it() -> None:
    fault = only_fault(planted("at_least: 1", "at_least: 0")[0])
    assert "rules › orange-community-unknown-source › any_of › #1 › cases › at_least: " in fault.vi


def test_a_missing_entry_is_placed_at_the_block_it_is_missing_from() -> None:
    text, line = planted("  - id: green\n    rank: 1\n", "  - rank: 1\n")
    fault = only_fault(text)
    assert fault.pointer == "/levels/0/id"
    assert fault.en == f"Line {line}, levels › #1 › id: is missing; add it."


def test_a_fault_found_by_comparing_two_places_names_the_line_of_the_one_to_change() -> None:
    text, line = planted(
        "  - id: orange-other-outbreak\n    level: orange\n", "  - id: orange-other-outbreak\n    level: x\n"
    )
    assert only_fault(text).vi.startswith(f"Dòng {line}, rules › orange-other-outbreak › level: ")


def test_an_entry_written_twice_is_refused_before_one_of_them_is_dropped() -> None:
    fault = only_fault(CT06 + "window_days: {value: 7, unit: days, provenance: example, note_vi: a, note_en: a}\n")
    assert fault.pointer == "/window_days"
    assert fault.vi.startswith(f"Dòng {CT06.count(chr(10)) + 1}, window_days: mục này được ghi hai lần")


def test_an_entry_written_twice_inside_a_list_is_found_too() -> None:
    assert only_fault(planted("    rank: 2\n", "    rank: 2\n    rank: 3\n")[0]).pointer == "/levels/1/rank"


@pytest.mark.parametrize(
    ("text", "line"), [("id: x\n  y: z\n", 2), ("id: [1, 2\n", 2), ("a: b: c\n", 1), ("id: x\n\tb: c\n", 2)]
)
def test_a_file_that_is_not_yaml_names_the_line(text: str, line: int) -> None:
    refusal = refused(text)
    assert f"(dòng {line})" in refusal.detail_vi
    assert f"(line {line})" in refusal.detail_en


@pytest.mark.parametrize(
    "text", ["\x00", "[" * 5000, "? [a]\n: b\n", "a: !!python/object:os.system x\n", "x: " + "9" * 5000]
)
def test_a_file_made_to_hurt_is_refused_like_any_other(text: str) -> None:
    assert "thu.yaml" in refused(text).detail_vi


@pytest.mark.parametrize("text", ["", "# only a remark\n", "- a\n- b\n", "just words\n"])
def test_a_file_that_holds_no_policy_says_what_it_should_hold(text: str) -> None:
    fault = only_fault(text)
    assert fault.vi == "Dòng 1: phải là khối gồm các dòng “tên: giá trị”."


def test_a_long_value_is_shown_shortened() -> None:
    fault = only_fault(planted("in_force_from: 2021-09-01", f"in_force_from: {'x' * 500}")[0])
    assert "“" + "x" * 40 + "…”" in fault.vi


def _sentences_of(source: str) -> Iterator[str]:
    """What the checks of the policy say, with something put in for what they fill in."""
    for node in ast.walk(ast.parse(source)):
        spoken = None
        if isinstance(node, ast.Yield):
            spoken = node.value
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "ValueError":
            spoken = node.args[0]
        if isinstance(spoken, ast.Constant):
            yield str(spoken.value)
        elif isinstance(spoken, ast.JoinedStr):
            filled = (each.value if isinstance(each, ast.Constant) else "2" for each in spoken.values)
            text = "".join(str(each) for each in filled)
            yield text.replace("the levels 2", "the levels [2]").replace("one of 2", "one of a, b")


def test_nothing_is_odd_about_a_shipped_policy() -> None:
    warned = {
        each.name: [finding.en for finding in examine(each.read_text(encoding="utf-8"), name=each.name).warnings]
        for each in resources.files("app").joinpath("policies").iterdir()
        if each.name.endswith(".yaml")
    }
    assert len(warned) == 9
    assert not any(warned.values()), warned
