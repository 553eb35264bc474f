"""A trial of other rings as GeoJSON: the rings wished, and what they change of those that stand."""

from __future__ import annotations

from typing import Any

from app.api.documents.features import feature, plan_collection
from app.domain.policy import Policy
from app.domain.register import Register
from app.domain.ring_comparison import StricterPlace
from app.services.ring_trials import Moved, RingTrial

MOST_PLACES = 50
"""So many places are listed by ward; `places_in_all` counts them."""


def trial_document(policy: Policy, register: Register, trial: RingTrial, *, drill: bool) -> dict[str, Any]:
    """The rings as POST /outbreaks/preview gives them, with `compared_with_version`, `tightened` and `loosened`."""
    return {
        **plan_collection(policy, register, trial.plan, drill=drill),
        "compared_with_version": trial.compared_with.version,
        "compared_with_status": trial.compared_with.status.value,
        "tightened": _moved(register, trial.tightened, is_tightened=True),
        "loosened": _moved(register, trial.loosened, is_tightened=False),
    }


def _moved(register: Register, moved: Moved, *, is_tightened: bool) -> dict[str, Any]:
    kind = "tightened" if is_tightened else "loosened"
    return {
        "population": moved.population,
        "population_estimated": True,
        "area_km2": round(sum(each.area_m2 for each in moved.places) / 1e6, 3),
        "places": [_place(register, each, is_tightened=is_tightened) for each in moved.places[:MOST_PLACES]],
        "places_in_all": len(moved.places),
        "ground": None if moved.ground is None else feature(moved.ground, {"change": kind}, identifier=kind),
    }


def _place(register: Register, place: StricterPlace, *, is_tightened: bool) -> dict[str, Any]:
    """Loosened ground was compared backwards, so that its layers change places."""
    layers = (place.layer_before, place.layer_after) if is_tightened else (place.layer_after, place.layer_before)
    before, after = (None if layer is None else layer.value for layer in layers)
    return {
        "ward_code": place.ward_code,
        "ward_name": register.ward(place.ward_code).name,
        "layer_before": before,
        "layer_after": after,
        "area_m2": place.area_m2,
    }
