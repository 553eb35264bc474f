"""When a version of a cordon holds, and when its condition to open does."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from shapely import MultiPolygon

from app.domain.areas import Area, AreaAction, AreaKind, AreaStatus, area_at, area_switches, standing_areas
from app.domain.cordon_lifting import WardCase, lifting_condition
from app.domain.cordons import (
    Cordon,
    CordonAction,
    CordonRule,
    CordonStatus,
    holding_version,
    pending_version,
    standing_cordons,
)
from app.domain.directives import AppliedDirective, strictest
from app.domain.vocabulary import Directive
from app.domain.ward_parts import people_in, uncovered_m2
from tests.worlds import make_register, square

NOON = datetime(2021, 9, 14, 5, tzinfo=UTC)
START = date(2021, 9, 1)
HOUR = timedelta(hours=1)


def version(number: int, status: CordonStatus, at: datetime, **said: object) -> Cordon:
    made = Cordon(
        cordon_id="KP0001",
        version=number,
        action=CordonAction.ISSUE,
        status=status,
        name="Ngõ 4",
        place=MultiPolygon([square(0, 0)]),
        ward_parts={"A": 1.0},
        households=None,
        population=1000,
        population_estimated=False,
        starts_at=at if status is CordonStatus.IN_FORCE else None,
        planned_end=date(2021, 9, 15),
        quiet_days=14,
        last_case_on=None,
        ward_cases_checked_on=None,
        testing_interval_days=(2, 3),
        document_number="4/QĐ" if status is not CordonStatus.PROPOSED else None,
        signer="Chủ tịch",
        reason=None,
        override=False,
        boundary_version="0" * 16,
        takes_effect_at=at,
        recorded_by="an",
        recorded_at=at,
        recorded_revision=number,
    )
    return replace(made, **said)  # type: ignore[arg-type]


PROPOSED = version(1, CordonStatus.PROPOSED, NOON)
ISSUED = version(2, CordonStatus.IN_FORCE, NOON + 2 * HOUR)
LIFTED = version(3, CordonStatus.LIFTED, NOON + 4 * HOUR)


def test_nothing_holds_of_a_cordon_nobody_recorded() -> None:
    assert holding_version([], NOON) is None
    assert standing_cordons([], NOON) == ()


def test_a_cordon_whose_order_is_to_come_is_proposed_with_what_the_order_says() -> None:
    found = holding_version([PROPOSED, ISSUED], NOON + HOUR)
    assert found is not None
    assert (found.status, found.document_number) == (CordonStatus.PROPOSED, "4/QĐ")
    assert pending_version([PROPOSED, ISSUED], NOON + HOUR) == ISSUED


def test_an_order_holds_from_its_instant_on() -> None:
    assert holding_version([PROPOSED, ISSUED], NOON + 2 * HOUR) == ISSUED
    assert pending_version([PROPOSED, ISSUED], NOON + 2 * HOUR) is None


def test_a_lifted_cordon_stands_no_more() -> None:
    log = [PROPOSED, ISSUED, LIFTED]
    assert standing_cordons(log, NOON + 3 * HOUR) == (ISSUED,)
    assert standing_cordons(log, NOON + 4 * HOUR) == ()


def test_a_newer_version_calls_off_a_lifting_that_was_to_come() -> None:
    prolonged = version(4, CordonStatus.IN_FORCE, NOON + 3 * HOUR)
    assert standing_cordons([PROPOSED, ISSUED, LIFTED, prolonged], NOON + 9 * HOUR) == (prolonged,)


@pytest.mark.parametrize(
    ("on", "holds", "missing"),
    [
        (START + timedelta(days=13), False, ["minimum_days", "days_since_last_case"]),
        (START + timedelta(days=14), True, []),
    ],
)
def test_without_a_case_the_days_count_from_the_start(on: date, holds: bool, missing: list[str]) -> None:
    found = lifting_condition(version(2, CordonStatus.IN_FORCE, NOON), started_on=START, on=on, rule=CordonRule())
    assert (found.holds, [each.code for each in found.obstacles]) == (holds, missing)
    assert found.earliest_lift_on == date(2021, 9, 15)


def test_each_new_case_starts_the_count_anew() -> None:
    cordon = version(2, CordonStatus.IN_FORCE, NOON, last_case_on=date(2021, 9, 10), quiet_days=7)
    found = lifting_condition(cordon, started_on=START, on=date(2021, 9, 16), rule=CordonRule())
    assert (found.holds, found.days_since_last_case, found.needed) == (False, 6, 7)
    assert found.earliest_lift_on == date(2021, 9, 17)
    assert [each.code for each in found.obstacles] == ["days_since_last_case"]


def test_cases_its_wards_report_count_until_staff_have_looked() -> None:
    hint = WardCase("A", date(2021, 9, 12))
    cordon = version(2, CordonStatus.IN_FORCE, NOON, last_case_on=date(2021, 9, 2))
    unseen = lifting_condition(cordon, started_on=START, on=date(2021, 9, 20), rule=CordonRule(), hint=hint)
    assert (unseen.holds, unseen.last_case_source, unseen.last_case_on) == (False, "ward_report", date(2021, 9, 12))
    looked = replace(cordon, ward_cases_checked_on=date(2021, 9, 12))
    seen = lifting_condition(looked, started_on=START, on=date(2021, 9, 20), rule=CordonRule(), hint=hint)
    assert (seen.holds, seen.last_case_source, seen.hint) == (True, "staff", hint)


def test_a_proposed_cordon_has_nothing_to_lift() -> None:
    found = lifting_condition(PROPOSED, started_on=None, on=START, rule=CordonRule())
    assert (found.holds, found.earliest_lift_on) == (False, None)
    assert [each.code for each in found.obstacles] == ["not_begun"]


def test_a_planned_end_that_passed_lifts_nothing() -> None:
    assert ISSUED.is_past_planned_end(date(2021, 9, 16))
    assert not ISSUED.is_past_planned_end(date(2021, 9, 15))
    assert standing_cordons([ISSUED], NOON + timedelta(days=30)) == (ISSUED,)


def an_area(**said: object) -> Area:
    made = Area(
        area_id="KV0001",
        version=1,
        action=AreaAction.DECLARE,
        kind=AreaKind.ZONE_1,
        name="Vùng 1",
        place=None,
        ward_parts={"A": 1.0},
        directive=Directive.D16,
        starts_at=NOON,
        ends_at=NOON + HOUR,
        document_number="20/CT",
        signer="Chủ tịch",
        note=None,
        boundary_version="0" * 16,
        recorded_by="an",
        recorded_at=NOON - HOUR,
        recorded_revision=1,
    )
    return replace(made, **said)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("moment", "status"),
    [
        (NOON - HOUR, AreaStatus.PROPOSED),
        (NOON, AreaStatus.IN_FORCE),
        (NOON + HOUR, AreaStatus.ENDED),
    ],
)
def test_an_area_is_in_force_from_its_start_to_its_end(moment: datetime, status: AreaStatus) -> None:
    assert area_at(an_area(), moment).status is status
    assert bool(standing_areas([an_area()], moment)) is (status is not AreaStatus.ENDED)


def test_an_area_without_a_document_stays_proposed() -> None:
    found = area_at(an_area(document_number=None, ends_at=None), NOON + HOUR)
    assert (found.status, found.in_force) == (AreaStatus.PROPOSED, False)
    assert area_switches([found]) == [NOON]


def test_what_is_in_force_comes_before_a_stricter_proposal() -> None:
    proposed, ordered = AppliedDirective(Directive.D16, False), AppliedDirective(Directive.D19, True)
    assert strictest([proposed, ordered]) == ordered
    assert strictest([proposed, AppliedDirective(Directive.D15, False)]) == proposed
    assert strictest([]) is None


def test_people_of_parts_are_weighted_by_area_and_whole_wards_are_exact() -> None:
    register = make_register("A B", populations={"A": 1000, "B": None})
    assert people_in(register, {"A": 1.0}) == (1000, False)
    assert people_in(register, {"A": 0.25}) == (250, True)
    assert people_in(register, {"A": 0.25, "B": 1.0}) == (None, True)
    assert uncovered_m2(register, square(0, 0), square(0, 0)) < 1
