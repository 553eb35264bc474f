"""A testing plan on the wire."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from app.api.documents.zones import envelope
from app.domain.sentences import Phrase
from app.domain.testing_capacity import Capacity
from app.domain.testing_demand import Demand
from app.domain.testing_optimum import Comparison
from app.domain.testing_plan import Assignment, LateRound, PlanDay
from app.domain.testing_plan_words import RULE, summary
from app.services.testing_due import DueUnit
from app.services.testing_planner import Planned
from app.services.zone_status import ZoneSnapshot


def plan_document(snapshot: ZoneSnapshot, planned: Planned) -> dict[str, Any]:
    """The plan: what matters first, then day by day."""
    plan, wanted, cadence, enough = planned.plan, planned.wanted, planned.cadence, planned.enough
    units = planned.units
    told = summary(plan, cadence=cadence, enough=enough, capacity=wanted.capacity, comparison=planned.comparison)
    return {
        **envelope(snapshot),
        "from": planned.first_day.isoformat(),
        "to": plan.days[-1].day.isoformat(),
        "district": wanted.district_code,
        "capacity": capacity_item(wanted.capacity),
        "split": wanted.split,
        "solver": "greedy" if planned.comparison is None else planned.comparison.taken,
        "pace": plan.pace.value,
        "summary": [phrase_item(each) for each in told],
        "rule": [phrase_item(each) for each in RULE],
        "cadence": {
            "people_per_day": cadence.least,
            "people_per_day_at_shortest": cadence.most,
            "capacity_people_per_day": cadence.capacity,
        },
        "shortfall_per_day": cadence.shortfall,
        "first_break": plan.first_break.isoformat() if plan.first_break else None,
        "late_person_days": plan.late_person_days,
        "weighted_late": plan.weighted_late,
        "people_late_at_the_end": plan.left_people,
        "enough": {
            "samples_per_day": enough.samples_per_day,
            "people_per_day": enough.people_per_day,
            "no_less_than": enough.no_less_than,
        },
        "comparison": None if planned.comparison is None else comparison_item(planned.comparison),
        "units_without_population": list(planned.without_population),
        "too_large": [each.unit_id for each in plan.too_large],
        "late": [_late_item(each) for each in plan.late],
        "days": [_day_item(each, units) for each in plan.days],
        "number_matched": len(plan.days),
        "number_returned": len(plan.days),
        "links": [],
    }


def phrase_item(phrase: Phrase) -> dict[str, str]:
    """A sentence in both languages."""
    return {"vi": phrase.vi, "en": phrase.en}


def capacity_item(capacity: Capacity) -> dict[str, Any]:
    """The capacity a plan was made for."""
    return {
        "samples_per_day": capacity.samples_per_day,
        "pool_size": capacity.pool_size,
        "lab_tests_per_day": capacity.lab_tests_per_day,
        "teams": capacity.teams,
        "people_per_team_day": capacity.people_per_team_day,
        "positivity": capacity.positivity,
        "samples_by_district": dict(capacity.samples_by_district),
        "teams_by_district": dict(capacity.teams_by_district),
    }


def comparison_item(comparison: Comparison) -> dict[str, Any]:
    """The rule, the solver and the bound; weighted late person-days."""
    return {
        "greedy": comparison.greedy,
        "solver": comparison.solver,
        "bound": comparison.bound,
        "gap_pct": comparison.gap_pct,
        "taken": comparison.taken,
        "method": comparison.method,
    }


def _day_item(day: PlanDay, units: Mapping[str, DueUnit]) -> dict[str, Any]:
    return {
        "date": day.day.isoformat(),
        "people": day.people,
        "samples": day.samples,
        "lab_tests": day.lab_tests,
        "capacity_people": day.people_capacity,
        "free_people": day.free_people,
        "shortfall": day.short_people,
        "units_short": day.short_units,
        "binding": day.binding.value if day.binding else None,
        "items": [_assignment_item(each, units) for each in day.assignments],
    }


def _assignment_item(each: Assignment, units: Mapping[str, DueUnit]) -> dict[str, Any]:
    return {
        **_unit(each.demand),
        "unit_name": units[each.demand.unit_id].name,
        "ward_codes": list(units[each.demand.unit_id].ward_codes),
        "district_code": each.demand.district_code,
        "people": each.people,
        "samples": each.samples,
        "part": each.part,
        "parts": each.parts,
        "round": each.round_number,
        "days_late": each.days_late,
    }


def _late_item(late: LateRound) -> dict[str, Any]:
    return {
        **_unit(late.demand),
        "round": late.round_number,
        "due_by": late.due_by.isoformat(),
        "done_on": late.done_on.isoformat() if late.done_on else None,
        "days_late": late.days_late,
        "people": late.people,
    }


def _unit(demand: Demand) -> dict[str, Any]:
    return {"kind": demand.kind, "unit_id": demand.unit_id}
