"""Values beside case counts in a site's history: however late they come, what is stored is what judging anew gives.

The site is judged by a policy that reads reported values: beds as they are, coverage in two weeks running.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine

from app.domain.errors import ZoneError
from app.domain.policy import Policy
from app.services import policy_library
from app.services.policy_library import shipped_policies, shipped_policy
from app.storage.engine import create_database_engine
from app.storage.indicator_values import ValueQuery, find_values
from tests.examples import examples
from tests.property import test_incremental_equals_full as full
from tests.property.random_policies import BEDS, COVERAGE
from tests.property.test_incremental_equals_full import (
    RULES,
    Told,
    adopt_policy,
    all_assessments,
    all_statuses,
    assert_one_status_at_every_instant,
    back,
    baseline,
    case_counts,
    copied,
    move,
    play,
    post,
    run,
    run_all_due,
    ward,
)
from tests.site import ONE_DAY, Site, day, open_site
from tests.values import correct, key, take

postgis_databases = full.postgis_databases
READS_VALUES: Final = "reads-values"
_CITED: Final = {
    "provenance": "example",
    "note_vi": "ví dụ",
    "note_en": "an example",
    "label_vi": "nhãn",
    "label_en": "x",
}


def reading_policy() -> Policy:
    """Red at 70 % of beds; orange when coverage was under 70 % on two days a week apart; no case changes a level."""
    body = shipped_policy("moh-2686-2021").model_dump(mode="json")
    low_for_two_weeks = {"id": COVERAGE, "below": 70, "in_each_of_last": {"periods": 2, "days": 7}}
    return Policy.model_validate(
        {
            **body,
            "id": READS_VALUES,
            "districts": None,
            "city": None,
            "indicators": [
                {**_CITED, "id": BEDS, "kind": "reported", "max_age_days": 10},
                {**_CITED, "id": COVERAGE, "kind": "reported", "max_age_days": 30},
            ],
            "rules": [
                {**_CITED, "id": "beds", "level": "red", "any_of": [{"indicator": {"id": BEDS, "at_least": 70}}]},
                {**_CITED, "id": "coverage", "level": "orange", "any_of": [{"indicator": low_for_two_weeks}]},
            ],
        }
    )


@pytest.fixture(autouse=True)
def _shipped_too(monkeypatch: pytest.MonkeyPatch) -> None:
    known = {**shipped_policies(), READS_VALUES: reading_policy()}
    monkeypatch.setattr(policy_library, "shipped_policies", lambda: known)


@pytest.fixture
def site(engine: Engine) -> Site:
    """A site judged by the policy, on which nothing was reported for a month but that there were no cases."""
    site = open_site(engine)
    site.adopt(READS_VALUES, day(0))
    site.declare_baseline(day(0))
    return site


def level_changes(site: Site, *values: tuple[Any, float]) -> dict[str, str]:
    return {each.ward_code: each.after for each in take(site, *values).level_changes}


def test_a_value_changes_the_level_in_force_at_once(site: Site) -> None:
    assert level_changes(site, (key("E", BEDS), 70.0))["E"] == "red"
    assert site.levels()["E"] == "red"
    assert site.differences() == ()


def test_a_districts_value_moves_its_wards_and_no_others(site: Site) -> None:
    take(site, (key("001", BEDS), 80.0), (key("E", BEDS), 10.0))
    red = {code for code, level in site.levels().items() if level == "red"}
    assert red == {"A", "B", "D", "G"}
    assert site.differences() == ()


def test_the_citys_value_is_every_wards(site: Site) -> None:
    take(site, (key("city", BEDS), 80.0))
    assert set(site.levels().values()) == {"red"}


def test_a_late_value_changes_the_days_it_speaks_of(site: Site) -> None:
    site.run(*(day(-offset) for offset in range(9, 0, -1)))
    take(site, (key("E", COVERAGE, on=day(-12)), 50.0))
    assert site.levels()["E"] == "orange"
    assert site.differences() == ()
    correct(site, key("E", COVERAGE, on=day(-12)), None)
    assert site.differences() == ()


def report_value(unit: str, indicator: str, back: int, value: float) -> Told:
    return Told(
        f"value({unit}, {indicator}, {back} days back, {value})",
        lambda site: take(site, (key(unit, indicator, on=site.open_day - ONE_DAY * back), value)),
    )


def correct_some(choice: int, value: float | None) -> Told:
    def act(site: Site) -> None:
        with site.read_sessions() as session:
            found = find_values(session, ValueQuery(day(-99), day(99)))
        if not found:
            raise ZoneError(vi="chưa có gì", en="there is nothing yet")
        chosen = found[choice % len(found)]
        correct(site, chosen.key, value, version=chosen.version)

    return Told(f"correct({choice}, {value})", act)


amounts = st.sampled_from([0.0, 69.9, 70.0, 90.0])
act = st.one_of(
    st.builds(
        report_value, ward | st.sampled_from(["001", "017", "city"]), st.sampled_from([BEDS, COVERAGE]), back, amounts
    ),
    st.builds(report_value, ward, st.sampled_from([BEDS, COVERAGE]), back, amounts),
    st.builds(correct_some, st.integers(0, 99), st.none() | amounts),
    st.builds(post, ward, back, case_counts, st.just("district")),
    st.builds(baseline, back),
    st.builds(run, st.integers(1, 25)),
    st.builds(run_all_due),
    st.builds(move, st.sampled_from([-1, 7, 24, 24, 96])),
    st.builds(adopt_policy, st.sampled_from(["moh-2686-2021", READS_VALUES]), st.integers(-20, 3)),
)
histories = st.lists(act, min_size=4, max_size=20).map(lambda acts: [adopt_policy(READS_VALUES, 0), *acts])


@pytest.fixture(scope="module")
def laid_site(sqlite_folder: Path, sqlite_template: Path) -> Iterator[Path]:
    """A SQLite database on which a site is laid, to be copied for each history."""
    with TemporaryDirectory(dir=sqlite_folder) as folder:
        path = Path(folder) / "laid.sqlite"
        shutil.copyfile(sqlite_template, path)
        engine = create_database_engine(f"sqlite:///{path}")
        open_site(engine, rules=RULES)
        engine.dispose()
        yield path


@settings(
    max_examples=examples(25),
    derandomize=True,
    database=None,
    phases=[Phase.generate, Phase.shrink],
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
@given(history=histories)
def test_what_is_stored_is_what_judging_everything_anew_would_give(laid_site: Path, history: list[Told]) -> None:
    with copied(laid_site) as site:
        play(site, history)
        assert site.differences() == ()
        assert_one_status_at_every_instant(site)


@pytest.mark.postgis
@settings(
    max_examples=4,
    derandomize=True,
    database=None,
    phases=[Phase.generate],
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
@given(history=histories)
def test_both_databases_hold_the_same(
    laid_site: Path, postgis_databases: Callable[[], Any], history: list[Told]
) -> None:
    with copied(laid_site) as one, postgis_databases() as other:
        play(one, history)
        play(other, history)
        assert all_statuses(one) == all_statuses(other)
        assert all_assessments(one) == all_assessments(other)
