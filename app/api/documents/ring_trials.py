"""A trial of other rings as GeoJSON: the rings wished, and what they change of those that stand."""

from __future__ import annotations

from typing import Any

from app.api.documents.features import feature, plan_collection
from app.domain.policy import Policy
from app.domain.register import Register
from app.services.ring_refusals import MOST_PLACES, place_fields
from app.services.ring_trials import Moved, RingTrial


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
        "places": [place_fields(register, each, is_backwards=not is_tightened) for each in moved.places[:MOST_PLACES]],
        "places_in_all": len(moved.places),
        "ground": None if moved.ground is None else feature(moved.ground, {"change": kind}, identifier=kind),
    }
