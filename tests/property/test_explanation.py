"""Whatever happened and whatever things are called: sentences stay short, and small numbers stay unread."""

from __future__ import annotations

from copy import deepcopy
from dataclasses import replace
from datetime import timedelta

from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from app.domain.assessment import Assessment, assessments_of
from app.domain.day_counts import DayCounts
from app.domain.disclosure import Disclosure
from app.domain.explanation import Explanation, explain
from app.domain.policy import Policy
from app.domain.sentences import MAX_CHARACTERS
from app.domain.vocabulary import CASE_CLASSES
from app.domain.zoning import ZoneState, judge
from app.services.policy_library import shipped_policy
from tests.examples import examples
from tests.property.histories import histories, policies
from tests.property.random_policies import any_policies, reported_histories
from tests.spec.situation import Situation

calmly = settings(max_examples=examples(80), deadline=None, suppress_health_check=[HealthCheck.too_slow])
names = st.text(max_size=400)
short_names = st.text(st.characters(categories=["L"]), min_size=1, max_size=12)
PUBLIC = Disclosure()


@st.composite
def _judged(draw: st.DrawFn) -> tuple[Policy, Assessment]:
    """Any ward of any history on its last day, with counts that reach around the threshold."""
    policy = draw(policies())
    situation, last = draw(histories())
    situation.counts = {key: draw(st.integers(1, 4)) for key in situation.counts}
    return policy, _assessed(policy, situation, last, draw(st.sampled_from(situation.wards)))


def _assessed(policy: Policy, situation: Situation, last: int, ward: str) -> Assessment:
    evidence = situation.evidence(first=1, last=last, window_days=policy.history_days + 1)
    judgement = judge(policy, evidence, ZoneState.unknown(len(situation.wards)))[-1]
    (assessment,) = assessments_of(
        judgement,
        policy=policy,
        policy_version="1",
        boundary_version="1",
        evidence=evidence,
        populations=[situation.populations.get(each) for each in situation.wards],
        positions=[situation.wards.index(ward)],
    )
    return assessment


def _explained(policy: Policy, assessment: Assessment, *, disclosure: Disclosure, name: str = "A") -> Explanation:
    neighbors = {code: f"{name}{code}" for code in "ABCDEF"}
    outbreaks = {str(number): f"{name}{number}" for number in range(1, 9)}
    return explain(
        assessment,
        policy,
        ward_name=name,
        neighbor_names=neighbors,
        outbreak_names=outbreaks,
        disclosure=disclosure,
    )


@calmly
@given(judged=_judged(), name=names, public=st.booleans())
def test_every_sentence_fits(judged: tuple[Policy, Assessment], name: str, public: bool) -> None:
    told = _explained(*judged, disclosure=PUBLIC if public else Disclosure.open(), name=name)

    assert 0 < len(told.vi) <= MAX_CHARACTERS
    assert 0 < len(told.en) <= MAX_CHARACTERS
    assert "\n" not in told.vi + told.en


@calmly
@given(judged=_judged(), name=short_names)
def test_with_names_of_usual_length_nothing_is_cut(judged: tuple[Policy, Assessment], name: str) -> None:
    policy, assessment = judged
    told = _explained(policy, assessment, disclosure=PUBLIC, name=name)
    label_vi, label_en = policy.label(assessment.level)

    assert told.vi.endswith(".")
    assert told.en.endswith(".")
    assert label_vi in told.vi
    assert label_en in told.en
    assert f"{assessment.as_of:%d/%m/%Y}" in told.vi
    assert any(each.document in told.vi for each in policy.sources.values())


@calmly
@given(judged=_judged(), drawn=st.data())
def test_the_public_cannot_tell_one_small_number_from_another(
    judged: tuple[Policy, Assessment], drawn: st.DataObject
) -> None:
    policy, assessment = judged
    counts = {each.value: getattr(assessment, each.value) for each in CASE_CLASSES}
    others = {key: drawn.draw(st.integers(1, 2)) if PUBLIC.hides(count) else count for key, count in counts.items()}

    told = _explained(policy, assessment, disclosure=PUBLIC)
    assert _explained(policy, replace(assessment, **others), disclosure=PUBLIC) == told  # type: ignore[arg-type]


@calmly
@given(history=histories(), drawn=st.data())
def test_the_public_cannot_tell_a_day_that_is_hidden_from_a_total(
    history: tuple[Situation, int], drawn: st.DataObject
) -> None:
    situation, last = history
    ward = drawn.draw(st.sampled_from(situation.wards))
    situation.counts = {key: drawn.draw(st.integers(1, 4)) for key in situation.counts}
    other = deepcopy(situation)
    other.counts = {key: 3 - count if PUBLIC.hides(count) else count for key, count in situation.counts.items()}

    assert _told_by_day(other, last, ward) == _told_by_day(situation, last, ward)


def _told_by_day(situation: Situation, last: int, ward: str) -> Explanation:
    """What the public reads of a ward whose counts it reads day by day as well."""
    policy = shipped_policy("hanoi-ct06-2021")
    evidence = situation.evidence(first=1, last=last, window_days=policy.history_days + 1)
    counts = evidence.counts[situation.wards.index(ward)]
    return explain(
        _assessed(policy, situation, last, ward),
        policy,
        ward_name="A",
        neighbor_names={},
        outbreak_names={},
        disclosure=PUBLIC,
        days=DayCounts(evidence.first_day + timedelta(days=last - 1), counts),
    )


@calmly
@given(judged=_judged())
def test_the_deciding_reason_comes_first_and_gives_the_level(judged: tuple[Policy, Assessment]) -> None:
    policy, assessment = judged
    reasons = _explained(policy, assessment, disclosure=PUBLIC).reasons

    assert reasons[0].rule_id == assessment.rule_id
    assert reasons[0].level == assessment.level
    assert len({each.rule_id for each in reasons}) == len(reasons)
    assert all((each.window_start, each.window_end) == (assessment.window_start, assessment.as_of) for each in reasons)


@calmly
@given(policy=any_policies(), history=reported_histories(), name=short_names, public=st.booleans(), where=st.data())
def test_whatever_a_policy_says_every_sentence_fits_and_ends(
    policy: Policy, history: tuple[Situation, int], name: str, public: bool, where: st.DataObject
) -> None:
    situation, last = history
    assessment = _assessed(policy, situation, last, where.draw(st.sampled_from(situation.wards)))
    told = _explained(policy, assessment, disclosure=PUBLIC if public else Disclosure.open(), name=name)

    for sentence, label in zip((told.vi, told.en), policy.label(assessment.level), strict=True):
        assert len(sentence) <= MAX_CHARACTERS
        assert sentence.endswith(".")
        assert label in sentence
    assert told.reasons[0].rule_id == assessment.rule_id
    assert told.reasons[0].level == assessment.level
    assert len({each.rule_id for each in told.reasons}) == len(told.reasons)


@calmly
@given(policy=any_policies(), history=reported_histories(), where=st.data())
def test_no_policy_lets_the_public_read_a_small_number_out_of_a_rate(
    policy: Policy, history: tuple[Situation, int], where: st.DataObject
) -> None:
    """Two wards that differ only in hidden cells, with the same level by the same rule, are told the same."""
    situation, last = history
    ward = where.draw(st.sampled_from(situation.wards))
    twin = deepcopy(situation)
    for ward_and_day in {key for key, count in situation.counts.items() if count == 1 and key[0] == ward}:
        twin.counts[ward_and_day] = 2
    one, other = (_assessed(policy, each, last, ward) for each in (situation, twin))
    assume(one.rule_id == other.rule_id and one.level == other.level and one.own_rule_id == other.own_rule_id)
    assume(_published(policy, one) == _published(policy, other))

    assert _explained(policy, one, disclosure=PUBLIC) == _explained(policy, other, disclosure=PUBLIC)


def _published(policy: Policy, assessment: Assessment) -> list[object]:
    """What the public is told of the counts behind a judgement, and whether what is missing is missing."""
    counts = {each.value: getattr(assessment, each.value) for each in CASE_CLASSES}
    cells: list[object] = [PUBLIC.shown_counts(counts)]
    for key, (low, high, *cases) in assessment.indicators.items():
        cells += [key, [PUBLIC.shown(int(each or 0)) for each in cases], low is None, high is None, low == high]
        if policy.indicator_of[key.partition("@")[0]].kind == "days_since_last_case":
            cells.append(low)
    return cells
