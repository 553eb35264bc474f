"""Rings that are only considered: one way as a preview on the map, or several ways side by side."""

from __future__ import annotations

from collections import Counter
from typing import Any, Final

import shapely

from app.api.documents.features import feature, layer_words, plan_collection
from app.api.documents.geometry_texts import decimals_for
from app.domain.policy import Policy
from app.domain.register import Register
from app.domain.ring_options import KnownCases, RingOption
from app.domain.ring_plan import RingPlan
from app.domain.ring_warnings import neighbors_touched, ring_warnings
from app.domain.vocabulary import LockdownLayer
from app.services.outbreak_reading import districts_of
from app.services.ring_drawing import Core
from app.services.ring_options import RingComparison, RingPreview

COMPARED_TOLERANCE: Final = 0.0001
"""Degrees, about 11 m: ways that are only looked at side by side are drawn no finer."""


def preview_document(
    preview: RingPreview, *, policy: Policy, register: Register, drill: bool, warn_share: float
) -> dict[str, Any]:
    """The layers of one way as a feature collection, with what to know before they are ordered."""
    option, plan = preview.option, preview.option.plan
    return {
        **plan_collection(policy, register, plan, drill=drill),
        "mode": option.request.mode.value,
        "parameters": option.request.parameters(),
        "totals": _totals(register, plan),
        "locked_population": option.locked_population,
        "neighbours": _neighbors(register, plan, preview.core),
        "known_cases": {
            **_known_cases(register, policy, preview.known),
            "covered": option.cover.is_whole,
            **_left_out(option),
        },
        "warnings": _warnings(register, plan, preview.core, warn_share),
    }


def comparison_document(
    comparison: RingComparison, *, policy: Policy, register: Register, drill: bool, warn_share: float, geometry: bool
) -> dict[str, Any]:
    """Several ways side by side; `geometry` adds the layers of each, simplified."""
    return {
        "boundary_status": register.boundary_status.value,
        "drill": drill,
        "smallest_covering": comparison.smallest_key,
        "known_cases": _known_cases(register, policy, comparison.known),
        "alternatives": [
            {
                "key": option.key,
                "mode": option.request.mode.value,
                "parameters": option.request.parameters(),
                "layers": _layers(register, option.plan, comparison.core),
                "totals": _totals(register, option.plan),
                "locked_population": option.locked_population,
                "locked_km2": round(option.locked_km2, 3),
                "covers_known_cases": option.cover.is_whole,
                **_left_out(option),
                "is_smallest_covering": option.key == comparison.smallest_key,
                "neighbours": len(neighbors_touched(register, option.plan, comparison.core.ward_codes)),
                "warnings": _warnings(register, option.plan, comparison.core, warn_share),
                **({"features": _features(policy, option)} if geometry else {}),
            }
            for option in comparison.options
        ],
    }


def _totals(register: Register, plan: RingPlan) -> dict[str, Any]:
    people = [layer.population for layer in plan.layers]
    return {
        "population": None if None in people else sum(count or 0 for count in people),
        "population_estimated": plan.population_estimated,
        "area_km2": round(sum(layer.area_km2 for layer in plan.layers), 3),
        "wards": len(plan.ward_layers),
        "districts": len(set(districts_of(register, tuple(plan.ward_layers))) - {None}),
    }


def _layers(register: Register, plan: RingPlan, core: Core) -> list[dict[str, Any]]:
    wards = Counter(layer for layer, _ in plan.ward_layers.values())
    shares = _shares_of_districts(register, plan, core)
    return [
        {
            "layer": each.layer.value,
            "population": each.population,
            "population_estimated": each.population_estimated,
            "area_km2": round(each.area_km2, 3),
            "share_of_district_population": shares[each.layer],
            "wards": wards[each.layer],
        }
        for each in plan.layers
    ]


def _shares_of_districts(register: Register, plan: RingPlan, core: Core) -> dict[LockdownLayer, float | None]:
    """What share of the people of the core's districts lives in each layer; None where people are unknown."""
    own = {code for code in districts_of(register, core.ward_codes) if code is not None}
    people = {code: float(register.populations[register.district_positions[code]].sum()) for code in own}
    everybody = sum(people.values())
    found: dict[LockdownLayer, float | None] = dict.fromkeys(LockdownLayer, 0.0 if everybody else None)
    if everybody:
        for share in plan.district_shares:
            if share.district_code in own and share.population_share is not None:
                part = share.population_share * people[share.district_code] / everybody
                found[share.layer] = round((found[share.layer] or 0.0) + part, 4)
    return found


def _neighbors(register: Register, plan: RingPlan, core: Core) -> list[dict[str, Any]]:
    """Wards outside the core's districts that some layer touches."""
    return [
        {
            "ward_code": code,
            "ward_name": register.ward(code).name,
            "district_code": register.ward(code).district_code,
            "district_name": register.ward(code).district_name,
            "layer": plan.ward_layers[code][0].value,
            "layer_partial": plan.ward_layers[code][1],
        }
        for code in neighbors_touched(register, plan, core.ward_codes)
    ]


def _known_cases(register: Register, policy: Policy, known: KnownCases) -> dict[str, Any]:
    """What counts as known cases here, in words and by ward; points that were sent are counted, never given back."""
    if known.points is not None:
        count = len(known.points.geoms)
        vi, en = f"{count} điểm ca bệnh gửi kèm", f"the {count} case points sent"
    else:
        days = policy.window_days.value
        beside = (
            ("cùng quận, huyện", "of its districts")
            if register.districts
            else ("trong hai lần giáp ranh", "within two borders")
        )
        vi = f"nơi khai báo, phường xã liên quan, và phường xã {beside[0]} có ca cộng đồng trong {days:g} ngày"
        en = f"the place declared, linked wards, and wards {beside[1]} with community cases within {days:g} days"
    return {
        "points": None if known.points is None else len(known.points.geoms),
        "basis_vi": vi,
        "basis_en": en,
        "wards": [
            {"ward_code": code, "ward_name": register.ward(code).name, "basis": known.wards[code].value}
            for code in sorted(known.wards)
        ],
    }


def _left_out(option: RingOption) -> dict[str, Any]:
    return {
        "ward_codes_left_out": list(option.cover.ward_codes_left_out),
        "points_left_out": option.cover.points_left_out,
        "place_left_out": option.cover.place_left_out,
    }


def _warnings(register: Register, plan: RingPlan, core: Core, warn_share: float) -> list[dict[str, str]]:
    found = ring_warnings(register, plan, warn_share=warn_share, core_ward_codes=core.ward_codes)
    return [{"code": each.kind.value, "vi": each.vi, "en": each.en} for each in found]


def _features(policy: Policy, option: RingOption) -> list[dict[str, Any]]:
    """The layers simplified together, so that they still meet."""
    drawn = [(layer.layer, layer.shape) for layer in option.plan.layers if layer.shape is not None]
    shapes = shapely.coverage_simplify([shape for _, shape in drawn], COMPARED_TOLERANCE)
    return [
        feature(
            shape,
            layer_words(policy, layer.value),
            identifier=f"{option.key}-{layer}",
            decimals=decimals_for(COMPARED_TOLERANCE),
        )
        for (layer, _), shape in zip(drawn, shapes, strict=True)
    ]
