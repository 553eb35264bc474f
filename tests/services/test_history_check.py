"""A replay of the whole history finds every bent judgement, status, report and moment, and nothing in a sound one."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlalchemy import Engine, Update, delete, select, text, update
from sqlalchemy.orm import Session

from app.services.history_check import check_history
from app.storage.append_only import drop_append_only_ddl
from app.storage.tables.decisions import ApprovalRow
from app.storage.tables.judgement import AssessmentRow, PolicyRow, StatusRow
from app.storage.tables.ledger import CaseReportRow
from tests.site import TODAY, Site, counts, day, import_register, open_site


@pytest.fixture
def site(engine: Engine) -> Site:
    """A site with a history of everything."""
    site = open_site(engine)
    site.post_zeros(day(-15), day(-1))
    site.run(day(-2), day(-1))
    site.post("E", reported=counts(1))
    site.declare("A", opened_on=day(-1))
    site.close_day()
    site.correct("E", TODAY, counts(0))
    return site


def bend(site: Site, statement: object) -> tuple[str, ...]:
    """What the replay says after somebody changed the database behind the service's back."""
    with site.sessions.begin() as session:
        session.execute(statement)  # type: ignore[call-overload]
    return site.differences()


def unlock(session: Session, table: str) -> None:
    """Take the append-only triggers away, as somebody with the database in hand could."""
    for ddl in drop_append_only_ddl(table, session.get_bind().dialect.name):
        session.execute(text(ddl))


def test_a_sound_history_has_no_difference(site: Site) -> None:
    assert site.differences() == ()


def test_every_revision_is_replayed_and_told_of(site: Site) -> None:
    told: list[tuple[int, int]] = []
    with site.read_sessions() as session:
        check = check_history(session, rules=site.rules, progress=lambda done, total: told.append((done, total)))
    assert check.revisions == site.revision() == len(told)
    assert told[-1] == (site.revision(), site.revision())
    assert check.statuses > 9


def test_an_empty_site_is_sound(engine: Engine) -> None:
    assert open_site(engine).differences() == ()


def test_a_judgement_bent_by_one_level_is_found(site: Site) -> None:
    found = bend(
        site,
        update(AssessmentRow)
        .where(
            AssessmentRow.ward_code == "C",
            AssessmentRow.as_of == day(-2),
            AssessmentRow.superseded_revision.is_(None),
        )
        .values(level="red"),
    )
    assert any(f"ward C on {day(-2)} is stored as red, the ledger gives green (level)" in each for each in found)


def test_a_judgement_with_one_bent_count_is_found(site: Site) -> None:
    found = bend(
        site,
        update(AssessmentRow).where(AssessmentRow.ward_code == "C", AssessmentRow.as_of == TODAY).values(quarantine=1),
    )
    assert any("(quarantine)" in each for each in found)


@pytest.fixture
def mended(site: Site) -> Site:
    """A site on which a day that was not the newest was judged again."""
    site.close_day()
    site.correct("C", day(-2), counts(0, 1))
    return site


def superseded(ward: str, on: date) -> Update:
    return update(AssessmentRow).where(
        AssessmentRow.ward_code == ward, AssessmentRow.as_of == on, AssessmentRow.superseded_revision.is_not(None)
    )


def test_a_judgement_bent_after_it_was_superseded_is_found(mended: Site) -> None:
    found = bend(mended, superseded("C", day(-2)).values(quarantine=1))
    assert any(f"ward C on {day(-2)}" in each and "(quarantine)" in each for each in found)


def test_an_older_day_bent_where_a_mending_superseded_it_again_is_found(mended: Site) -> None:
    mended.correct("C", day(-2), counts(0), version=2)
    assert mended.differences() == ()
    found = bend(mended, superseded("C", day(-2)).where(AssessmentRow.level == "orange").values(quarantine=1))
    assert any(f"ward C on {day(-2)}" in each and "(quarantine)" in each for each in found)


def test_a_judgement_superseded_by_none_is_found(mended: Site) -> None:
    found = bend(mended, superseded("C", day(-2)).values(superseded_revision=AssessmentRow.superseded_revision - 1))
    assert any(f"ward C on {day(-2)}: no judgement follows" in each for each in found)


def test_a_judgement_moved_to_another_ward_after_it_was_superseded_is_found(mended: Site) -> None:
    found = bend(mended, superseded("E", TODAY).values(ward_code="X"))
    assert any(f"ward X on {TODAY}: no judgement follows" in each for each in found)


def test_a_judgement_of_a_ward_that_is_none_is_found(site: Site) -> None:
    found = bend(
        site,
        update(AssessmentRow).where(AssessmentRow.ward_code == "E", AssessmentRow.as_of == TODAY).values(ward_code="X"),
    )
    assert any(f"ward X on {TODAY} is stored, the ledger gives no judgement of it" in each for each in found)


def test_an_approval_of_another_level_than_waited_is_found(engine: Engine) -> None:
    site = open_site(engine)
    site.post_zeros(day(-15), day(-1))
    site.run(day(-1))
    site.ask_approval("001")
    site.post("E", reported=counts(1))
    site.correct("E", TODAY, counts(0))
    site.run(day(-1))
    site.close_day()
    site.approve("E")
    assert site.differences() == ()
    with site.sessions.begin() as session:
        unlock(session, "approvals")
    found = bend(site, update(ApprovalRow).values(level="orange"))
    assert any("an approval of ward E names orange, green waited" in each for each in found)


def test_a_policy_whose_words_were_changed_is_found(site: Site) -> None:
    with site.read_sessions() as session:
        row = session.scalars(select(PolicyRow)).one()
    found = bend(site, update(PolicyRow).values(body={**row.body, "title_en": "Another order"}))
    assert found == (f"policy {row.policy_id} {row.policy_version}: the rules stored under this version are others",)


def test_a_judgement_taken_away_is_found(site: Site) -> None:
    found = bend(site, delete(AssessmentRow).where(AssessmentRow.ward_code == "C", AssessmentRow.as_of == day(-1)))
    assert any(f"no judgement of ward C on {day(-1)}" in each for each in found)


def test_a_status_bent_long_ago_is_found(site: Site) -> None:
    found = bend(
        site,
        update(StatusRow)
        .where(StatusRow.ward_code == "E", StatusRow.computed_level == "orange")
        .values(level="green", computed_level="green"),
    )
    assert any("ward E is in force at green, its newest judgement is orange" in each for each in found)


def test_a_status_taken_away_is_found(site: Site) -> None:
    found = bend(site, delete(StatusRow).where(StatusRow.ward_code == "I"))
    assert any("ward I is in force at nothing" in each for each in found)


def test_a_backdated_status_is_found(site: Site) -> None:
    with site.read_sessions() as session:
        first = session.scalars(select(StatusRow).where(StatusRow.ward_code == "I").order_by(StatusRow.id)).first()
        assert first is not None
        earlier = first.from_instant - timedelta(days=1)
    found = bend(site, update(StatusRow).where(StatusRow.id == first.id).values(from_instant=earlier))
    assert any(f"ward I: the status of revision {first.from_revision} begins at {earlier}" in each for each in found)


def test_a_gap_between_statuses_is_found(site: Site) -> None:
    with site.read_sessions() as session:
        ended = session.scalars(select(StatusRow).where(StatusRow.until_instant.is_not(None))).first()
        assert ended is not None
        assert ended.until_instant is not None
        earlier = ended.until_instant - timedelta(microseconds=1)
    found = bend(site, update(StatusRow).where(StatusRow.id == ended.id).values(until_instant=earlier))
    assert any(f"ward {ended.ward_code}: statuses do not meet" in each for each in found)


def test_a_report_changed_behind_the_triggers_is_found(site: Site) -> None:
    with site.sessions.begin() as session:
        unlock(session, "case_reports")
    found = bend(
        site,
        update(CaseReportRow)
        .where(CaseReportRow.ward_code == "I", CaseReportRow.reporting_date == day(-1))
        .values(community_unknown_source=1),
    )
    assert any(f"ward I on {day(-1)} is stored as green, the ledger gives orange" in each for each in found)


def test_a_version_taken_out_of_its_chain_is_found(site: Site) -> None:
    with site.sessions.begin() as session:
        unlock(session, "case_reports")
    found = bend(
        site,
        delete(CaseReportRow).where(
            CaseReportRow.ward_code == "E", CaseReportRow.reporting_date == TODAY, CaseReportRow.version == 1
        ),
    )
    assert any(f"report E {TODAY} district: its versions form no unbroken chain" in each for each in found)


def test_a_register_changed_before_any_report_is_replayed_with_its_day(engine: Engine) -> None:
    site = open_site(engine)
    site.adopt("moh-2686-2021", TODAY)
    import_register(site, drawing="A C B / D E F / G H I", valid_from=TODAY)
    assert site.differences() == ()


class TestPlans:
    """Planned and cancelled statuses, decisions and approvals are replayed too."""

    @pytest.fixture
    def planned(self, site: Site) -> Site:
        """A decision that has begun, one that was revoked before it began, a fall that was approved."""
        site.ask_approval("001")
        site.decide("E", "red", until=site.clock.now + timedelta(hours=30))
        site.decide("G", "red", from_=site.clock.now + timedelta(hours=5))
        site.revoke("QD0002")
        site.change("OB0001", source_known=True)
        site.approve("A")
        return site

    def test_a_sound_plan_has_no_difference(self, planned: Site) -> None:
        assert planned.differences() == ()

    def test_a_bent_planned_status_is_found(self, planned: Site) -> None:
        found = bend(planned, update(StatusRow).where(StatusRow.cause == "decision_expired").values(level="yellow"))
        assert any("ward E is in force at yellow" in each and "(level)" in each for each in found)

    def test_a_bent_cancelled_status_is_found(self, planned: Site) -> None:
        found = bend(planned, update(StatusRow).where(StatusRow.cancelled_revision.is_not(None)).values(as_of=day(-9)))
        assert any("ward G" in each and "(as_of)" in each for each in found)

    def test_a_cancelled_status_taken_away_is_found(self, planned: Site) -> None:
        found = bend(planned, delete(StatusRow).where(StatusRow.cancelled_revision.is_not(None)))
        assert any("ward G is in force at nothing" in each for each in found)

    def test_a_status_added_by_hand_is_found(self, planned: Site) -> None:
        found = bend(
            planned,
            update(StatusRow)
            .where(StatusRow.ward_code == "E", StatusRow.until_instant.is_(None))
            .values(from_revision=1),
        )
        assert any("ward E: the status of revision 1 begins at" in each for each in found)

    @pytest.mark.parametrize("table", ["decisions", "decision_revocations", "approvals", "approval_modes"])
    def test_an_act_taken_away_is_found(self, planned: Site, table: str) -> None:
        with planned.sessions.begin() as session:
            unlock(session, "decisions")
            unlock(session, "decision_revocations")
            unlock(session, table)
        statement = f"DELETE FROM {table}"
        if table == "decisions":
            statement += " WHERE decision_id = 'QD0001'"
        assert bend(planned, text(statement)) != ()
