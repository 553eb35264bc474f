"""What is wrong with a policy file, in the words of those who write policies: what is expected, and the cure."""

from __future__ import annotations

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from app.domain.policy_lint import PolicyFault
from app.services.policy_edges import edge_fault
from app.services.policy_sense import of_sense
from app.services.policy_shape_words import shape_fault
from app.services.policy_text import Location

_KINDS = ("cases", "incidence", "days_since_last_case", "doubling_time_days", "reported")
"""Of indicators; a fault inside one carries its kind among the names on the way, though the file has none there."""


def in_words(error: ValidationError, document: object) -> list[PolicyFault]:
    """Every fault of a policy that has not the shape of one, or breaks a sense that holds of every policy."""
    errors = error.errors(include_url=False)
    places = [each["loc"] for each in errors]
    faults: list[PolicyFault] = []
    for each in errors:
        if each["type"] == "too_short" and any(_is_inside(place, each["loc"]) for place in places):
            continue  # The list only seems too short, because the entry refused beside it does not count.
        location = _in_file(each["loc"])
        if each["type"] == "missing" and any(_is_edge(other, each["loc"][:-1]) for other in errors):
            continue  # The threshold is there, under a name that does not state its edge.
        if each["type"] == "value_error":
            faults += of_sense(location, str(each["ctx"]["error"]), document)
        else:
            faults.append(edge_fault(location, each) or shape_fault(location, each))
    return faults


def _is_edge(error: ErrorDetails, block: Location) -> bool:
    return error["loc"][:-1] == block and edge_fault(error["loc"], error) is not None


def _is_inside(place: Location, outer: Location) -> bool:
    return len(place) > len(outer) and place[: len(outer)] == outer


def _in_file(location: Location) -> Location:
    if len(location) > 2 and location[0] == "indicators" and location[2] in _KINDS:
        return (*location[:2], *location[3:])
    return location
