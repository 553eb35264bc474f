"""Policies at random, with every construct the language has; and what may be reported for their indicators."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from hypothesis import strategies as st

from app.domain.policy import Policy
from app.domain.vocabulary import CASE_CLASSES, CaseClass, OutbreakSetting
from app.services.policy_library import shipped_policy
from tests.property.histories import FIRST_REPORTING_DAY, histories
from tests.spec.situation import MOH, Situation

LEVELS = ("green", "yellow", "orange", "red")
BEDS, COVERAGE = "beds_pct", "vaccinated_1dose_18plus_pct"
_CITED = {"provenance": "example", "note_vi": "ví dụ", "note_en": "an example", "label_vi": "nhãn", "label_en": "label"}
_DAYS = {"provenance": "example", "note_vi": "ví dụ", "note_en": "an example", "unit": "days"}
_COMMUNITY = ["community_unknown_source", "community_known_source"]
COUNTED: list[dict[str, Any]] = [
    {"id": "cases_5d", "kind": "cases", "classes": _COMMUNITY, "window_days": 5},
    {
        "id": "incidence_7d",
        "kind": "incidence",
        "classes": [each.value for each in CASE_CLASSES],
        "window_days": 14,
        "per_days": 7,
        "per_people": 1000,
        "round": "nearest_integer",
    },
    {"id": "days_since_case", "kind": "days_since_last_case", "classes": _COMMUNITY, "look_back_days": 21},
    {"id": "doubling", "kind": "doubling_time_days", "classes": _COMMUNITY, "window_days": 7, "look_back_days": 21},
]
REPORTED: list[dict[str, Any]] = [
    {"id": BEDS, "kind": "reported", "max_age_days": 10},
    {"id": COVERAGE, "kind": "reported", "max_age_days": 30, "round": "nearest_integer"},
]
RISING = ("cases_5d", "incidence_7d", BEDS)
"""Indicators of which a higher value is worse; of the others a lower one is."""


@st.composite
def any_policies(draw: st.DrawFn, *, monotone: bool = False) -> Policy:
    """A policy of four levels with rules, tables, modifiers, clauses, borders and persistence drawn at random.

    `monotone`: more cases can never mean a lower level, as sound orders have it.
    """
    body = {**shipped_policy(MOH).model_dump(mode="json"), "districts": None, "city": None}
    body["indicators"] = [{**_CITED, **each} for each in (*COUNTED, *REPORTED)]
    body["rules"] = draw(_rules(monotone=monotone))
    body["tables"] = [draw(_tables(f"table-{number}", monotone=monotone)) for number in range(draw(st.integers(0, 2)))]
    if not body["rules"] and not body["tables"]:
        body["tables"] = [draw(_tables("table-0", monotone=monotone))]
    if len(body["tables"]) > 1 and draw(st.booleans()):
        group = {"tables": [each["id"] for each in body["tables"]], "when_one_is_missing": "others_decide"}
        body["higher_of"] = [group]
    body["modifiers"] = draw(st.lists(_modifiers(monotone=monotone), max_size=1))
    body["persistence"] = draw(_persistence())
    body["adjacency"] = body["adjacency"] if draw(st.booleans()) else []
    return Policy.model_validate(body)


@st.composite
def reported_histories(draw: st.DrawFn, *, shortest_outbreak: int = 0) -> tuple[Situation, int]:
    """A history with populations, known or not, and reported values that come late, change, or never come."""
    situation, last = draw(histories(shortest_outbreak=shortest_outbreak))
    people = st.one_of(st.none(), st.integers(500, 5000))
    drawn = {ward: draw(people) for ward in situation.wards}
    values = st.dictionaries(
        st.tuples(
            st.sampled_from(situation.wards),
            st.integers(FIRST_REPORTING_DAY, last),
            st.sampled_from([BEDS, COVERAGE]),
        ),
        st.sampled_from([0.0, 9.5, 10.0, 14.9, 69.5, 70.0, 99.0]),
        max_size=8,
    )
    known = {ward: number for ward, number in drawn.items() if number is not None}
    return replace(situation, populations=known, reported_values=draw(values)), last


@st.composite
def _rules(draw: st.DrawFn, *, monotone: bool) -> list[dict[str, Any]]:
    rules = [
        {
            **_CITED,
            "id": f"rule-{number}",
            "level": draw(st.sampled_from(LEVELS[1:])),
            **draw(_alternatives(monotone=monotone)),
        }
        for number in range(draw(st.integers(0, 4)))
    ]
    return sorted(rules, key=lambda rule: -LEVELS.index(rule["level"]))


@st.composite
def _alternatives(draw: st.DrawFn, *, monotone: bool) -> dict[str, Any]:
    some = st.lists(_conditions(monotone=monotone), min_size=1, max_size=2)
    kind = draw(st.sampled_from(["any_of", "all_of", "both"]))
    if kind == "both":
        return {"any_of": draw(some), "all_of": draw(some)}
    return {kind: draw(some)}


def _conditions(*, monotone: bool) -> st.SearchStrategy[dict[str, Any]]:
    leaves = st.one_of(
        st.builds(
            lambda classes, count: {"cases": {"classes": classes, "at_least": count}},
            st.lists(st.sampled_from(list(CaseClass)), min_size=1, max_size=3, unique=True),
            st.integers(1, 4),
        ),
        st.builds(
            lambda kind, known, settings: {kind: {"source_known": known, "settings": settings}},
            st.sampled_from(["outbreak_in_ward", "linked_to_outbreak"]),
            st.sampled_from([None, True, False]),
            st.lists(st.sampled_from(list(OutbreakSetting)), max_size=2, unique=True),
        ),
        _indicator_conditions(monotone=monotone),
    )
    joined = ["any_of", "all_of"] if monotone else ["any_of", "all_of", "none_of"]
    return leaves | st.builds(
        lambda kind, inner: {kind: inner}, st.sampled_from(joined), st.lists(leaves, min_size=1, max_size=2)
    )


@st.composite
def _indicator_conditions(draw: st.DrawFn, *, monotone: bool) -> dict[str, Any]:
    indicator = draw(st.sampled_from([each["id"] for each in (*COUNTED, *REPORTED)]))
    worse_when_high = indicator in RISING
    edges = ["at_least", "above"] if worse_when_high else ["below", "at_most"]
    if not monotone:
        edges = ["at_least", "above", "below", "at_most"]
    condition: dict[str, Any] = {"id": indicator, draw(st.sampled_from(edges)): draw(_thresholds)}
    span = draw(st.sampled_from([None, "in_each_of_last", "in_any_of_last"]))
    if span is not None:
        condition[span] = {"periods": draw(st.integers(2, 3)), "days": draw(st.sampled_from([1, 7]))}
    return {"indicator": condition}


_thresholds = st.sampled_from([1, 2, 4, 7, 10, 15, 20, 70])


@st.composite
def _tables(draw: st.DrawFn, table_id: str, *, monotone: bool) -> dict[str, Any]:
    columns = draw(_axes(RISING if monotone else tuple(each["id"] for each in (*COUNTED, *REPORTED))))
    rows = draw(st.none() | _axes((COVERAGE,)))
    height = 1 if rows is None else len(rows["bands"])
    row = st.lists(st.sampled_from(LEVELS), min_size=len(columns["bands"]), max_size=len(columns["bands"]))
    levels = [draw(row) for _ in range(height)]
    if monotone:
        levels = [sorted(each, key=LEVELS.index) for each in levels]
    return {**_CITED, "id": table_id, "rows": rows, "columns": columns, "levels": levels}


@st.composite
def _axes(draw: st.DrawFn, indicators: tuple[str, ...]) -> dict[str, Any]:
    edges = sorted(draw(st.sets(_thresholds, min_size=1, max_size=3)))
    belongs_up = [draw(st.booleans()) for _ in edges]
    bands: list[dict[str, float]] = [{} for _ in range(len(edges) + 1)]
    for position, (edge, up) in enumerate(zip(edges, belongs_up, strict=True)):
        bands[position]["below" if up else "at_most"] = edge
        bands[position + 1]["at_least" if up else "above"] = edge
    return {"indicator": draw(st.sampled_from(indicators)), "bands": bands}


@st.composite
def _modifiers(draw: st.DrawFn, *, monotone: bool) -> dict[str, Any]:
    exceptions = st.lists(_conditions(monotone=False), max_size=1)
    return {
        **_CITED,
        "id": "modifier",
        "raise_levels": draw(st.integers(1, 2)),
        "any_of": [draw(_conditions(monotone=monotone))],
        "unless_any_of": [] if monotone else draw(exceptions),
        "unless_level": draw(st.sampled_from([[], ["red"]])),
        "when_missing": draw(st.sampled_from(["not_applied", "unknown"])),
        "applies_from": draw(st.sampled_from([None, "2021-09-10"])),
        "applies_until": draw(st.sampled_from([None, "2021-09-25"])),
    }


@st.composite
def _persistence(draw: st.DrawFn) -> dict[str, Any]:
    clause = {
        **_CITED,
        "id": "never-lower",
        "any_of": [draw(_conditions(monotone=False))],
        "when_missing": draw(st.sampled_from(["may_fall", "may_not_fall"])),
    }
    own = {"level": "orange", "hold_days": {**_DAYS, "value": draw(st.integers(0, 5))}}
    return {
        "hold_days": {**_DAYS, "value": draw(st.integers(0, 9))},
        "qualifying_days": {**_DAYS, "value": draw(st.integers(1, 3))},
        "by_level": draw(st.sampled_from([[], [own]])),
        "never_lower_while": draw(st.sampled_from([[], [clause]])),
    }
