"""Policies, the legend and the register as they are shown."""

from __future__ import annotations

from typing import Any

from app.domain.policy import Policy
from app.domain.policy_citations import provenance_counts
from app.domain.records import PolicyAdoption
from app.domain.register import Register, Ward
from app.domain.vocabulary import UNKNOWN
from app.services.policy_library import policy_version
from app.services.zone_status import ZoneSnapshot

UNKNOWN_COLOUR, UNKNOWN_COLOUR_DARK = "#E7EAED", "#56636F"


def legend_document(snapshot: ZoneSnapshot) -> dict[str, Any]:
    """Levels of the policy in force with colour, pattern and words, the unknown class, and the three layers."""
    policy = snapshot.policy
    count = dict.fromkeys((*policy.rank_of, UNKNOWN), 0)
    for zone in snapshot.zones:
        count[zone.level] = count.get(zone.level, 0) + 1
    return {
        "policy_id": policy.id,
        "policy_version": snapshot.policy_version,
        "title_vi": policy.title_vi,
        "title_en": policy.title_en,
        "boundary_status": snapshot.register.boundary_status.value,
        "drill": snapshot.drill,
        "items": [
            {
                "level": level.id,
                "rank": level.rank,
                "label_vi": level.label_vi,
                "label_en": level.label_en,
                "meaning_vi": level.meaning_vi,
                "meaning_en": level.meaning_en,
                "colour": level.colour,
                "colour_dark": level.colour_dark,
                "pattern": level.pattern,
                "testing_vi": policy.duty_of[level.id].label_vi,
                "testing_en": policy.duty_of[level.id].label_en,
                "wards": count[level.id],
            }
            for level in reversed(policy.levels)
        ],
        "unknown": {
            "level": UNKNOWN,
            "rank": None,
            "label_vi": policy.unknown_label_vi,
            "label_en": policy.unknown_label_en,
            "colour": UNKNOWN_COLOUR,
            "colour_dark": UNKNOWN_COLOUR_DARK,
            "pattern": "reverse_hatch",
            "wards": count[UNKNOWN],
        },
        "layers": [
            {
                "layer": ring.layer.value,
                "directive": ring.directive.value,
                "label_vi": ring.label_vi,
                "label_en": ring.label_en,
            }
            for ring in policy.rings
        ],
    }


def policy_document(policy: Policy, adoptions: list[PolicyAdoption]) -> dict[str, Any]:
    """A whole rule set with its citations, its content version, and where it was adopted."""
    version = policy_version(policy)
    return {
        **policy.model_dump(mode="json"),
        "policy_version": version,
        "adoptions": [adoption_document(each) for each in adoptions if each.policy_id == policy.id],
    }


def policy_summary(policy: Policy) -> dict[str, Any]:
    """One line of the list of policies."""
    return {
        "id": policy.id,
        "policy_version": policy_version(policy),
        "title_vi": policy.title_vi,
        "title_en": policy.title_en,
        "status": policy.status,
        "in_force_from": policy.in_force_from.isoformat(),
        "in_force_until": policy.in_force_until.isoformat() if policy.in_force_until else None,
        "levels": [level.id for level in policy.levels],
        "adoptable": policy.status == "official" and policy.is_adoptable,
        "provenance": {each.value: count for each, count in provenance_counts(policy).items()},
        "gaps": len(policy.gaps),
        "known_conflicts": len(policy.known_conflicts),
    }


def adoption_document(adoption: PolicyAdoption) -> dict[str, Any]:
    """From which day a scheme is judged by a policy."""
    return {
        "scheme": adoption.scheme,
        "policy_id": adoption.policy_id,
        "policy_version": adoption.policy_version,
        "from": adoption.effective_from.isoformat(),
        "document_number": adoption.document_number,
        "signer": adoption.signer,
        "revision": adoption.recorded_revision,
    }


def ward_document(ward: Ward, register: Register) -> dict[str, Any]:
    """One ward of the register, without its shape."""
    return {
        "ward_code": ward.code,
        "ward_name": ward.name,
        "ward_kind": ward.kind,
        "district_code": ward.district_code,
        "district_name": ward.district_name,
        "population": ward.population,
        "area_km2": ward.area_km2,
        "valid_from": ward.valid_from.isoformat(),
        "valid_to": ward.valid_to.isoformat() if ward.valid_to else None,
        "boundary_status": register.boundary_status.value,
    }
