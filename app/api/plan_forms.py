"""The form of a testing plan, read from the address of its page: what is typed, leniently, into what is wanted."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from app.api.schemas.testing_plan import MOST_A_DAY
from app.domain.errors import InvalidValue
from app.domain.testing_capacity import Capacity
from app.services.testing_planner import FEWEST_DAYS, MOST_DAYS, Wanted

NUMBERS = ("samples_per_day", "lab_tests_per_day", "teams", "people_per_team_day")


@dataclass(frozen=True)
class PlanForm:
    """What was typed, by field; `asked`: the same as parameters of the API."""

    typed: Mapping[str, str]
    wanted: Wanted

    @property
    def is_limited(self) -> bool:
        """Whether any capacity was typed, be it half of one."""
        return any(self.typed.get(name) for name in NUMBERS)

    @property
    def asked(self) -> dict[str, str | None]:
        """The parameters of the call of the API that answers the same."""
        capacity, wanted = self.wanted.capacity, self.wanted
        numbers = {name: getattr(capacity, name) for name in NUMBERS}
        return {
            **{name: None if value is None else str(value) for name, value in numbers.items()},
            "pool_size": str(capacity.pool_size),
            "positivity": f"{capacity.positivity:g}" if capacity.positivity else None,
            "from": wanted.first_day.isoformat() if wanted.first_day else None,
            "days": str(wanted.days),
            "split": "true" if wanted.split else None,
            "solver": wanted.solver if wanted.solver == "optimal" else None,
            "district": wanted.district_code,
        }


def read_plan_form(typed: Mapping[str, str], *, district: str | None, open_day: date) -> PlanForm:
    """The plan that is typed; what is left empty sets no limit.

    Raises:
        InvalidValue: a field that is no number, no share or no day, or out of its range.
    """
    numbers = {name: _whole(typed, name, 0, MOST_A_DAY) for name in NUMBERS}
    capacity = Capacity(
        samples_per_day=numbers["samples_per_day"],
        lab_tests_per_day=numbers["lab_tests_per_day"],
        teams=numbers["teams"],
        people_per_team_day=numbers["people_per_team_day"],
        pool_size=_whole(typed, "pool_size", 1, 100) or 1,
        positivity=_share(typed.get("positivity", "")),
    )
    wanted = Wanted(
        capacity=capacity,
        first_day=_day(typed.get("from", ""), open_day),
        days=_whole(typed, "days", FEWEST_DAYS, MOST_DAYS) or FEWEST_DAYS,
        split=typed.get("split") == "true",
        solver="optimal" if typed.get("solver") == "optimal" else "greedy",
        district_code=district,
    )
    return PlanForm(typed, wanted)


def _whole(typed: Mapping[str, str], name: str, least: int, most: int) -> int | None:
    """A number as people write it: 200000, 200.000 or 200 000."""
    text = typed.get(name, "").replace(".", "").replace(",", "").replace(" ", "").replace("\xa0", "")
    if not text:
        return None
    if text.isascii() and text.isdigit() and len(text) < 12 and least <= int(text) <= most:
        return int(text)
    raise InvalidValue(
        f"/{name}",
        vi=f"{name} là số nguyên từ {least} đến {most}, ví dụ {max(least, 14)}.",
        en=f"{name} is a whole number from {least} to {most}, for example {max(least, 14)}.",
    )


def _share(text: str) -> float:
    try:
        percent = float(text.replace(",", ".") or 0)
    except ValueError:
        percent = -1.0
    if 0 <= percent <= 100:
        return round(percent / 100, 6)
    raise InvalidValue(
        "/positivity",
        vi="Tỷ lệ dương tính là số phần trăm từ 0 đến 100, ví dụ 0,5.",
        en="positivity is a percentage from 0 to 100, for example 0.5.",
    )


def _day(text: str, open_day: date) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError as error:
        raise InvalidValue(
            "/from",
            vi=f"Từ ngày là ngày dạng YYYY-MM-DD, ví dụ {open_day}.",
            en=f"from is a day as YYYY-MM-DD, for example {open_day}.",
        ) from error
