"""All figures about counts that a site tells a stranger, as sums of cells: one ward, one day, one class."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from math import inf
from typing import Any, Final

from app.domain.policy_indicators import Incidence
from app.domain.vocabulary import CASE_CLASSES
from app.services.policy_library import shipped_policy
from tests.differencing import Told
from tests.office import ZONES, Office
from tests.site import DISTRICTS, MAP, TODAY, WARDS

Cell = tuple[str, date, str]
DISTRICT_OF: Final = dict(zip(MAP.replace("/", "").split(), DISTRICTS.replace("/", "").split(), strict=True))
CLASSES: Final = tuple(each.value for each in CASE_CLASSES)


def figures(office: Office) -> Iterator[Told]:
    """Days, windows of every judged day, reasons with their rates, districts, levels and the whole."""
    for ward in WARDS:
        document = office.get(f"{ZONES}/{ward}").json()
        yield from _days(ward, document["cases_recent"])
        for reason in document["reasons"]:
            yield from _observed(ward, reason)
            for each in reason["measurements"]:
                yield from _measured(ward, document["policy_id"], each)
        for item in office.get(f"{ZONES}/{ward}/history", of="assessment").json()["items"]:
            window = _span(item["window_start"], item["window_end"])
            yield from (Told.of(_cells([ward], window, [name]), shown) for name, shown in item["counts"].items())
    levels = {item["ward_code"]: item["level"] for item in office.get(ZONES).json()["items"]}
    groups = {"city": lambda _: WARDS, "district": _wards_of(DISTRICT_OF), "ward_level": _wards_of(levels)}
    for by, wards_of in groups.items():
        for item in office.get("/api/v1/summary", by=by, on=str(TODAY)).json()["items"]:
            yield from _trends(wards_of(item["code"]), item["new_cases"])


def nothing_before(first_day: date) -> Iterator[Told]:
    """That there was no case in the weeks before a day, as the attacker may know from elsewhere."""
    days = [first_day - timedelta(days=offset) for offset in range(1, 28)]
    yield from (Told.of([cell], 0) for cell in _cells(WARDS, days, CLASSES))


def _wards_of(group_of: Mapping[str, str]) -> Any:
    return lambda code: [ward for ward, group in group_of.items() if group == code]


def _days(ward: str, recent: Sequence[Mapping[str, Any]]) -> Iterator[Told]:
    for each in recent:
        for name in CLASSES:
            shown = each["counts"][name] if each["reported"] else 0
            yield Told.of([(ward, date.fromisoformat(each["reporting_date"]), name)], shown)


def _observed(ward: str, reason: Mapping[str, Any]) -> Iterator[Told]:
    observed = reason["observed"]
    if observed["numerator"] is not None:
        window = _span(reason["window_start"], reason["window_end"])
        yield Told.of(_cells([ward], window, observed["case_classes"]), observed["numerator"])


def _measured(ward: str, policy_id: str, told: Mapping[str, Any]) -> Iterator[Told]:
    """The numerator of a rate, and what the rate itself says of it, rounding undone."""
    indicator = shipped_policy(policy_id).indicator_of[told["indicator"]]
    if told["numerator"] is None or not isinstance(indicator, Incidence):
        return
    cells = _cells([ward], _span(told["window_start"], told["window_end"]), [each.value for each in indicator.classes])
    yield Told.of(cells, told["numerator"])
    slack = 0.5 if told["rounding"] == "nearest_integer" else 1e-6
    people_a_case = told["denominator"] / told["per_people"] * indicator.window_days / told["per_days"]
    low = 0 if told["low"] is None else (told["low"] - slack) * people_a_case
    yield Told(frozenset(cells), low, inf if told["high"] is None else (told["high"] + slack) * people_a_case)


def _trends(wards: Sequence[str], told: Mapping[str, Any]) -> Iterator[Told]:
    windows = {
        "day": _back(1),
        "day_before": _back(1, before=1),
        "last_7_days": _back(7),
        "previous_7_days": _back(7, before=7),
    }
    for name, trend in told.items():
        classes = CLASSES if name == "total" else [name]
        yield from (Told.of(_cells(wards, days, classes), trend[window]) for window, days in windows.items())


def _back(days: int, *, before: int = 0) -> list[date]:
    return [TODAY - timedelta(days=before + offset) for offset in range(days)]


def _span(first: str, last: str) -> list[date]:
    begun = date.fromisoformat(first)
    return [begun + timedelta(days=offset) for offset in range((date.fromisoformat(last) - begun).days + 1)]


def _cells(wards: Sequence[str], days: Sequence[date], classes: Sequence[str]) -> list[Cell]:
    return [(ward, day, name) for ward in wards for day in days for name in classes]
