"""Whatever a table holds, each row gets a level of the policy, a reason, and one sentence that is not too long."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from app.domain.policy import Policy
from app.domain.sentences import MAX_CHARACTERS
from app.domain.table_columns import columns_understood
from app.domain.vocabulary import CASE_CLASSES, UNKNOWN, OutbreakSetting
from app.services.policy_evaluation import unit_kinds
from app.services.policy_library import shipped_policies
from tests.spec.asking import Figure, all_said

_figures = st.none() | st.floats(0, 1e6).map(lambda value: round(value, 2)) | st.sampled_from([0.0, 1.0, 20.0, 200.0])
_outbreaks = st.lists(
    st.tuples(st.sampled_from([*OutbreakSetting]), st.sampled_from(["known", "unknown"])).map(":".join), max_size=14
).map(";".join)


def _rows(policy: Policy) -> st.SearchStrategy[list[dict[str, Figure]]]:
    levels = [*policy.rank_of, UNKNOWN]
    row = {
        **dict.fromkeys((*policy.indicator_of, *CASE_CLASSES, "population"), _figures),
        "open_outbreaks": _outbreaks,
        "linked_outbreaks": _outbreaks,
        "neighbor_own_levels": st.lists(st.sampled_from(levels), max_size=3).map(";".join),
        "children": st.dictionaries(st.sampled_from(levels), st.integers(0, 999)).map(
            lambda counts: ";".join(f"{level}:{count}" for level, count in counts.items())
        ),
        "date": st.dates().map(str),
    }
    return st.lists(st.fixed_dictionaries({}, optional=row), min_size=1, max_size=5)


@given(st.sampled_from([*shipped_policies().values()]), st.data())
def test_every_row_gets_a_level_a_reason_and_a_sentence(policy: Policy, data: st.DataObject) -> None:
    rows = data.draw(_rows(policy))
    # One column has to be one the policy knows.
    rows[0].setdefault(min(columns_understood(policy, ())), "")
    kind = data.draw(st.sampled_from(unit_kinds(policy)))
    for said in all_said(policy, rows, kind=kind):
        assert said.level in {*policy.rank_of, UNKNOWN}
        assert said.rule
        assert 0 < len(said.explanation) <= MAX_CHARACTERS
        assert said.explanation.startswith(policy.label(said.level)[1])
