"""Levels of districts and of the city on the wire."""

from __future__ import annotations

from collections.abc import Iterator
from math import isfinite
from typing import Any

from app.domain.criterion_sentences import evaluated_sentence
from app.domain.criterion_values import shown_span
from app.domain.policy import Criteria, Policy
from app.domain.sentences import Phrase
from app.domain.unit_levels import UnitLevel
from app.domain.vocabulary import UNKNOWN
from app.services.unit_levels import LargerUnits

CITY_NAME = ("Toàn thành phố", "The whole city")


def unit_levels_document(units: LargerUnits, policy: Policy) -> dict[str, Any]:
    """The city first, then districts by code; empty when the policy judges wards only."""
    items = list(_items(units, policy))
    return {
        "policy_id": policy.id,
        "as_of": units.as_of.isoformat(),
        "items": items,
        "number_matched": len(items),
        "number_returned": len(items),
        "links": [],
    }


def _items(units: LargerUnits, policy: Policy) -> Iterator[dict[str, Any]]:
    if units.city is not None and policy.city is not None:
        yield {"unit_kind": "city", "unit_code": None, **_item(policy, policy.city, units.city, *CITY_NAME)}
    for district, judged in units.districts:
        assert policy.districts is not None
        named = _item(policy, policy.districts, judged, district.name, district.name)
        yield {"unit_kind": "district", "unit_code": district.code, **named}


def _item(policy: Policy, criteria: Criteria, judged: UnitLevel, name_vi: str, name_en: str) -> dict[str, Any]:
    return {
        "unit_name": name_vi,
        "computed_level": judged.level,
        "rule": judged.criterion.id if judged.criterion is not None else _without_rule(judged),
        "explanation": {
            "vi": _sentence(policy, criteria, judged, name_vi).vi,
            "en": _sentence(policy, criteria, judged, name_en).en,
        },
        "children": dict(judged.seen.children),
        "population": judged.seen.population,
        "indicators": {name: _shown(policy, judged, name) for name, _ in judged.seen.readings},
    }


def _sentence(policy: Policy, criteria: Criteria, judged: UnitLevel, name: str) -> Phrase:
    return evaluated_sentence(
        policy, criteria, judged.seen, level=judged.level, criterion=judged.criterion, unit_name=name
    )


def _without_rule(judged: UnitLevel) -> str:
    return "too-little-data" if judged.level == UNKNOWN else "no-rule-matched"


def _shown(policy: Policy, judged: UnitLevel, name: str) -> dict[str, float | None] | None:
    """What an indicator was at least and at most, no more than the wards' own published counts say; null: nothing."""
    span = shown_span(policy, judged.seen, (name, 0))
    if span is None:
        return None
    low, high = span
    return {"at_least": low if isfinite(low) else None, "at_most": high if isfinite(high) else None}
