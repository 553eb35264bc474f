"""Signed declarations: adopting a policy, and the baseline that stands for reports before the first one."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlalchemy import Engine

from app.domain.errors import FutureReportingDate, InvalidValue, PolicyNotFound
from app.domain.records import PolicyAdoption
from app.services.declarations import adopt
from app.services.policy_library import policy_on, policy_version, shipped_policy
from app.services.reclassification import LevelChange
from app.storage.assessments import ward_assessments
from app.storage.policies import adoptions
from app.storage.zero_fills import zero_fills
from tests.site import CITY, TODAY, WARDS, Site, counts, day, open_site

MOH, CT06 = "moh-2686-2021", "hanoi-ct06-2021"


@pytest.fixture
def site(engine: Engine) -> Site:
    return open_site(engine)


def adopt_policy(site: Site, policy_id: str, effective_from: date) -> tuple[PolicyAdoption, tuple[LevelChange, ...]]:
    with site.sessions.begin() as session:
        return adopt(
            session,
            rules=site.rules,
            policy_id=policy_id,
            effective_from=effective_from,
            document_number="5/QĐ",
            signer="Chủ tịch",
            now=site.clock.now,
            actor=CITY.username,
        )


def active(site: Site, on: date) -> str:
    with site.read_sessions() as session:
        return policy_on(session, scheme="main", day=on).policy.id


def test_a_new_site_is_judged_by_the_policy_of_its_settings_from_its_first_day(site: Site) -> None:
    with site.read_sessions() as session:
        (adopted,) = adoptions(session, scheme="main")
    assert (adopted.policy_id, adopted.effective_from) == (CT06, TODAY)
    assert adopted.policy_version == policy_version(shipped_policy(CT06))


def test_days_before_the_first_adoption_are_judged_by_it_too(site: Site) -> None:
    assert active(site, day(-400)) == CT06


def test_an_adoption_is_a_dated_signed_record(site: Site) -> None:
    adoption, _ = adopt_policy(site, MOH, day(2))
    with site.read_sessions() as session:
        assert adoptions(session, scheme="main")[-1] == adoption
    assert (adoption.document_number, adoption.signer, adoption.recorded_revision) == (
        "5/QĐ",
        "Chủ tịch",
        site.revision(),
    )
    assert (active(site, day(1)), active(site, day(2))) == (CT06, MOH)


def test_an_adoption_for_today_takes_hold_at_once(site: Site) -> None:
    site.post("A", reported=counts(0, 1))
    _, changes = adopt_policy(site, MOH, TODAY)
    assert [(each.ward_code, each.before, each.after) for each in changes if each.before] == [("A", "orange", "yellow")]


def test_of_two_adoptions_for_one_day_the_later_recorded_holds(site: Site) -> None:
    adopt_policy(site, MOH, day(1))
    adopt_policy(site, CT06, day(1))
    assert active(site, day(1)) == CT06


def test_an_adoption_for_a_later_day_changes_nothing_yet(site: Site) -> None:
    site.post("A", reported=counts(0, 1))
    before = site.levels()
    _, changes = adopt_policy(site, MOH, day(1))
    assert (changes, site.levels()) == ((), before)


def test_an_unknown_policy_is_not_adopted(site: Site) -> None:
    revision = site.revision()
    with pytest.raises(PolicyNotFound):
        adopt_policy(site, "no-such-policy", TODAY)
    assert site.revision() == revision


def test_an_adoption_more_than_a_year_ahead_is_a_slip_of_the_pen(site: Site) -> None:
    with pytest.raises(InvalidValue) as caught:
        adopt_policy(site, MOH, date(2099, 1, 1))
    assert caught.value.errors[0].pointer == "/from"
    adopt_policy(site, MOH, day(366))


def test_an_earlier_first_adoption_judges_every_day_again(site: Site) -> None:
    site.post_zeros(day(-3), day(-1))
    site.run(day(-1))
    adopt_policy(site, MOH, day(-100))
    with site.read_sessions() as session:
        found = {each.as_of: each.policy_id for each in ward_assessments(session, scheme="main", ward_code="A")}
    assert found == {day(-1): MOH, TODAY: CT06}
    assert site.differences() == ()


def test_a_baseline_fills_the_days_before_it(site: Site) -> None:
    site.declare_baseline(TODAY)
    site.post_zeros(TODAY, TODAY)
    site.close_day()
    assert site.levels() == dict.fromkeys(WARDS, "green")
    assert site.differences() == ()


def test_a_baseline_fills_no_day_from_it_on(site: Site) -> None:
    site.declare_baseline(TODAY)
    for _ in range(3):
        site.close_day()
    assessment = site.snapshot().by_code["A"].assessment
    assert assessment is not None
    assert (assessment.missing_days, assessment.level) == (3, "unknown")
    assert site.differences() == ()


def test_a_baseline_declared_later_makes_days_judged_before_complete(site: Site) -> None:
    site.post_zeros(day(-2), TODAY)
    site.close_day()
    assert set(site.levels().values()) == {"unknown"}
    site.declare_baseline(day(-2))
    assert set(site.levels().values()) == {"green"}
    assert site.differences() == ()


def test_a_baseline_does_not_hide_a_withdrawn_report(site: Site) -> None:
    site.post("A", day(-1), counts())
    site.declare_baseline(TODAY)
    site.correct("A", day(-1), None)
    site.post_zeros(TODAY, TODAY)
    site.close_day()
    missing = {
        zone.ward.code: zone.assessment.missing_days for zone in site.snapshot().zones if zone.assessment is not None
    }
    assert missing == {**dict.fromkeys(WARDS, 0), "A": 1}


def test_a_baseline_for_a_day_not_begun_is_refused(site: Site) -> None:
    revision = site.revision()
    with pytest.raises(FutureReportingDate) as caught:
        site.declare_baseline(day(1))
    assert caught.value.errors[0].pointer == "/before"
    assert site.revision() == revision


def test_a_baseline_keeps_its_signature(site: Site) -> None:
    site.declare_baseline(day(-5))
    with site.read_sessions() as session:
        (fill,) = zero_fills(session, source="district")
    assert (fill.kind, fill.first_day, fill.end_day, fill.signer, fill.document_number) == (
        "baseline",
        None,
        day(-5),
        "Sở Y tế",
        "12/BC",
    )


def test_a_baseline_long_ago_starts_every_judgement_there(site: Site) -> None:
    site.post("A", reported=counts(1))
    site.declare_baseline(day(-60))
    site.clock.move(timedelta(days=1))
    site.run(TODAY)
    assert site.levels()["A"] == "orange"
    assert site.differences() == ()
