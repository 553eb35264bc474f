"""Levels of districts and of the city, where the policy in force has criteria for them."""

from __future__ import annotations

from fastapi import APIRouter, Request, Response

from app.api.cached import cached_answer
from app.api.dependencies import ReadSessionDep, RulesDep, SnapshotDep
from app.api.documents.unit_levels import unit_levels_document
from app.api.documents.zones import encode, envelope
from app.domain.disclosure import Disclosure
from app.services.unit_levels import larger_units

router = APIRouter(prefix="/api/v1/unit-levels", tags=["zones"])


@router.get("")
def read_unit_levels(request: Request, snapshot: SnapshotDep, session: ReadSessionDep, rules: RulesDep) -> Response:
    """The computed level of the city and of every district by its own criteria, with the sentence why.

    Districts are judged by the levels in force in their wards and by their own figures, not by a vote: an order says
    how. `indicators` are bounds: at least, at most; null where small counts of a ward would show. Empty under a
    policy that judges wards only.
    """

    def render() -> bytes:
        disclosure = Disclosure(rules.suppression_threshold)
        units = larger_units(session, snapshot, rules=rules, disclosure=disclosure)
        return encode({**envelope(snapshot), **unit_levels_document(units, snapshot.policy)})

    return cached_answer(request, snapshot, render)
