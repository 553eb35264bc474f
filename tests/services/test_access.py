"""Who may do what, and where."""

from __future__ import annotations

import pytest

from app.domain.errors import NotYourDistrict, RoleRequired
from app.domain.vocabulary import Role
from app.services.access import ACTS, Act, Caller, caller, has_scope, require_act, require_district, visible_districts
from tests.accounts import BA_DINH, DONG_ANH

R, S, C, J, A = Role.REPORTER, Role.SUPERVISOR, Role.CITY, Role.JOB, Role.ADMIN

# Written out apart from the code, so that a change of the table has to be meant.
OPEN_TO = {
    Act.POST_REPORT: {R, S, C},
    Act.CORRECT_REPORT: {R, S, C},
    Act.READ_REPORTS: {R, S, C, A},
    Act.POST_INDICATOR: {R, S, C},
    Act.CORRECT_INDICATOR: {R, S, C},
    Act.READ_INDICATORS: {R, S, C, A},
    Act.DECLARE_OUTBREAK: {R, S, C},
    Act.ISSUE_RING: {S, C},
    Act.LIFT_RING: {S, C},
    Act.DECLARE_CORDON: {R, S, C},
    Act.ORDER_CORDON: {S, C},
    Act.DECLARE_AREA: {S, C},
    Act.DECLARE_BARRIER: {C},
    Act.DECLARE_LINEAGE: {C},
    Act.EXCHANGE_DHIS2: {C, J},
    Act.REOPEN_DAY: {S, C},
    Act.LOG_TEST_ROUND: {R, S, C},
    Act.READ_BORDER_NOTICES: {R, S, C},
    Act.PLAN_CAMPAIGN: {S, C},
    Act.PLAN_TESTING: {R, S, C, A},
    Act.DECIDE_LEVEL: {S, C},
    Act.READ_DECISIONS: {R, S, C, A},
    Act.APPROVE_FALL: {S, C},
    Act.SET_APPROVAL_MODE: {S, C},
    Act.DECLARE_BASELINE: {C},
    Act.ADOPT_POLICY: {C},
    Act.BACKTEST: {C},
    Act.PUBLISH: {C},
    Act.EXPORT_BRIEFING: {S, C},
    Act.RECLASSIFY: {J, C, A},
    Act.READ_AUDIT: {S, C, A},
    Act.MANAGE_STAFF: {S, A},
    Act.MANAGE_WEBHOOKS: {C, A},
    Act.IMPORT_REGISTER: {C, A},
    Act.READ_AUDIT_HEAD: {C, A},
    Act.EXPORT_AUDIT: {S, C, A},
}


def a_caller(role: Role, *district_codes: str) -> Caller:
    return caller(username="lan", role=role, district_codes=frozenset(district_codes))


def test_every_act_states_its_roles() -> None:
    assert set(ACTS) == set(Act) == set(OPEN_TO)


@pytest.mark.parametrize("act", Act)
@pytest.mark.parametrize("role", Role)
def test_an_act_is_open_to_its_roles_and_closed_to_the_others(act: Act, role: Role) -> None:
    someone = a_caller(role, DONG_ANH)
    if role in OPEN_TO[act]:
        require_act(someone, act, DONG_ANH)
        return
    with pytest.raises(RoleRequired):
        require_act(someone, act, DONG_ANH)


def test_a_refusal_names_the_roles_that_are_needed() -> None:
    with pytest.raises(RoleRequired, match="supervisor, city"):
        require_act(a_caller(R, DONG_ANH), Act.ISSUE_RING)


@pytest.mark.parametrize("role", [R, S])
def test_district_staff_act_in_their_own_districts_alone(role: Role) -> None:
    require_district(a_caller(role, DONG_ANH), DONG_ANH)
    with pytest.raises(NotYourDistrict) as refusal:
        require_district(a_caller(role, DONG_ANH), BA_DINH)
    assert refusal.value.district_code == BA_DINH


def test_one_foreign_district_among_several_refuses_the_whole_act() -> None:
    with pytest.raises(NotYourDistrict):
        require_act(a_caller(S, DONG_ANH), Act.ISSUE_RING, DONG_ANH, BA_DINH)


@pytest.mark.parametrize("role", [C, J, A])
def test_the_other_roles_answer_for_every_district(role: Role) -> None:
    require_district(a_caller(role), BA_DINH)
    assert visible_districts(a_caller(role)) is None


def test_district_staff_see_their_own_districts() -> None:
    assert visible_districts(a_caller(S, DONG_ANH, BA_DINH)) == frozenset({DONG_ANH, BA_DINH})


def test_district_staff_without_a_district_reach_nothing() -> None:
    assert not has_scope(a_caller(R), DONG_ANH)


def test_a_ward_of_no_district_is_for_those_who_answer_for_all() -> None:
    require_district(a_caller(C), None)
    with pytest.raises(NotYourDistrict, match="the whole area"):
        require_district(a_caller(S, DONG_ANH), None)
