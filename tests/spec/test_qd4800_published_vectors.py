"""Published inputs and levels under Decision 4800 (notices of October to December 2021): each is reproduced, or its
conflict is named in the policy."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

import pytest

from app.services.policy_library import shipped_policy
from tests.reference import reference_file
from tests.spec.asking import says

QD4800 = "moh-4800-2021"


@dataclass(frozen=True)
class Published:
    """What a notice printed; None was not stated."""

    id: str
    date: str
    rate: float
    level: int
    first_dose_pct: float | None = None
    cases: int | None = None
    elderly_pct: float | None = None
    conflict: str | None = None


MET, UNMET = 80.0, 79.0
FROM_70, BELOW_70 = 70.0, 69.0
"""Where a notice says only that a share was met or not."""
PUBLISHED = [
    Published("PT-2021-12-20", "2021-12-20", 4.35, 1, first_dose_pct=97.2),
    # That the elderly were not covered yet on 29 October is inferred from the notice of mid-October.
    Published("PT-2021-10-29", "2021-10-29", 8.23, 2, first_dose_pct=66.4, elderly_pct=UNMET),
    Published("PT-2021-10-mid", "2021-10-15", 1.82, 2, first_dose_pct=BELOW_70, elderly_pct=UNMET),
    Published("HN-2021-11-05", "2021-11-05", 1, 2, first_dose_pct=FROM_70, cases=84, conflict="hanoi-2021-11-05"),
    Published("HN-2021-11-26", "2021-11-26", 20, 2, first_dose_pct=93.9, cases=3292, elderly_pct=81.2),
    Published("DD-2021-12-10", "2021-12-10", 177, 3, first_dose_pct=FROM_70),
    Published("BD-2021-12-24", "2021-12-24", 259, 3, first_dose_pct=FROM_70, cases=1172),
    Published("DD-2021-12-24", "2021-12-24", 228, 3, first_dose_pct=FROM_70, cases=1726),
    Published("HBT-2021-12-24", "2021-12-24", 273, 3, first_dose_pct=FROM_70, cases=1630),
    Published("VY-2021-10-19", "2021-10-19", 0, 2, cases=0, conflict="vinh-yen-2021-10-19"),
]


def computed(published: Published) -> str:
    elderly = "fully_vaccinated_65plus_pct" if published.date < "2021-11" else "fully_vaccinated_50plus_pct"
    return says(
        QD4800,
        date=published.date,
        incidence_7d_per_100k=published.rate,
        vaccinated_1dose_18plus_pct=published.first_dose_pct,
        cases_14d=published.cases,
        **{elderly: published.elderly_pct},
    ).level


@pytest.mark.parametrize("published", [pytest.param(each, id=each.id) for each in PUBLISHED])
def test_a_published_level_is_reproduced_or_its_conflict_is_named(published: Published) -> None:
    conflicts = {each.id for each in shipped_policy(QD4800).known_conflicts}
    if published.conflict is None:
        assert computed(published) == f"level_{published.level}"
    else:
        assert computed(published) != f"level_{published.level}"
        assert published.conflict in conflicts


def test_hanoi_on_5_november_and_phu_tho_agree_only_if_unstated_means_two_things() -> None:
    """Both state no elderly coverage: Hanoi was published one level above the table, Phú Thọ on it."""
    unmet = says(QD4800, date="2021-11-05", incidence_7d_per_100k=1, cases_14d=84, fully_vaccinated_50plus_pct=UNMET)
    met = says(QD4800, date="2021-12-20", incidence_7d_per_100k=4.35, fully_vaccinated_50plus_pct=MET)
    assert (unmet.level, met.level) == ("level_2", "level_1")


def test_can_tho_raised_by_the_group_above_50_in_october_which_is_named_as_a_conflict() -> None:
    said = says(QD4800, date="2021-10-17", incidence_7d_per_100k=5, fully_vaccinated_50plus_pct=UNMET)
    assert said.level == "level_1"
    assert "can-tho-2021-10-17" in {each.id for each in shipped_policy(QD4800).known_conflicts}


def test_the_list_here_holds_the_vectors_that_were_collected() -> None:
    path = Path(reference_file("README.md")).parent.parent / "domain" / "policy-vectors.json"
    if not path.exists():
        pytest.skip("no policy-vectors.json beside the reference data")
    collected = {each["id"]: (each["rate"], each["level"]) for each in json.loads(path.read_text())["vectors"]}
    here = {each.id: (each.rate, each.level) for each in PUBLISHED}
    assert collected.items() <= here.items()
