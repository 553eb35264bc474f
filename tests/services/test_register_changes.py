"""A register that changes on a day, on both databases: counts stay, levels are kept, histories end and begin."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlalchemy import Engine

from app.domain.errors import NotYourDistrict, WardGone, WardNotFound
from app.domain.lineage import EventKind, UnitEvent
from app.domain.vocabulary import DataStatus, LockdownLayer, OutbreakSetting, Role, StatusCause
from app.services.access import Caller
from app.services.cordon_reading import cordon_log
from app.services.lineage import ward_lineage
from app.services.placed_outbreaks import placed_outbreaks
from app.services.staff_accounts import add_staff
from app.services.status_tables import Narrowed, history_intervals, history_table
from app.services.unit_declarations import declare_events
from app.services.zone_snapshots import past_snapshot
from app.services.zone_timeline import ABSENT, local_day, zone_timeline
from app.storage.staff import everyone
from app.storage.statuses import Status, statuses
from tests import cordons
from tests.accounts import PASSWORD, hash_quickly
from tests.site import DISTRICTS, MAP, REPORTER_001, REPORTER_017, TODAY, Site, counts, day, import_register, open_site
from tests.worlds import square

MERGED = "N N C / D E F / G H I"
SPLIT = "A B C / D E F / G H I"
EVE = day(-1)


@pytest.fixture
def site(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> Site:
    """A closed fortnight without cases, run on its last day."""
    hash_quickly(monkeypatch)
    site = open_site(engine)
    site.post_zeros(day(-15), EVE)
    site.run(EVE)
    return site


def merge(site: Site, *, on: date = TODAY) -> None:
    """A and B, on the first row, become N."""
    import_register(site, drawing=MERGED, valid_from=on)


def rows(site: Site, code: str) -> list[Status]:
    with site.read_sessions() as session:
        return statuses(session, scheme="main", ward_code=code)


def case_on(site: Site, ward: str, on: date) -> None:
    site.correct(ward, on, counts(1))


def test_a_merged_ward_begins_with_the_strictest_level_and_the_old_histories_end(site: Site) -> None:
    case_on(site, "A", day(-3))
    assert (site.levels()["A"], site.levels()["B"]) == ("orange", "green")
    merge(site)
    assert site.levels()["N"] == "orange"
    (began,) = rows(site, "N")
    assert began.cause is StatusCause.REGISTER_CHANGE
    assert {rows(site, code)[-1].until_instant for code in "AB"} == {began.from_instant}
    assert site.differences() == ()


def test_a_merged_ward_has_the_sum_of_what_its_parts_reported(site: Site) -> None:
    case_on(site, "A", day(-3))
    merge(site)
    assessment = site.snapshot().by_code["N"].assessment
    assert assessment is not None
    assert (assessment.community_unknown_source, assessment.missing_days) == (1, 0)
    assert assessment.population == 1000
    assert site.snapshot().by_code["N"].data_status is DataStatus.COMPLETE


def test_counts_of_earlier_days_stay_with_the_old_units(site: Site) -> None:
    case_on(site, "A", day(-3))
    merge(site)
    case_on(site, "B", day(-4))
    with site.read_sessions() as session:
        assert ward_lineage(session, "A", on=EVE).successors[0][0].to_code == "N"
    assessment = site.snapshot().by_code["N"].assessment
    assert assessment is not None
    assert assessment.community_unknown_source == 2
    assert site.differences() == ()


def test_a_merged_ward_opens_when_its_own_window_is_clean(site: Site) -> None:
    case_on(site, "A", day(-13))
    merge(site)
    site.close_day()
    assert site.levels()["N"] == "orange"
    for _ in range(16):
        site.post_zeros(site.open_day, site.open_day, ("C", "D", "E", "F", "G", "H", "I", "N"))
        site.close_day()
    assert site.levels()["N"] == "green"
    assert site.differences() == ()


def split_n(site: Site) -> None:
    """N parts into A and B again a day later."""
    site.close_day()
    import_register(site, drawing=SPLIT, valid_from=site.open_day)


def test_parts_of_a_ward_without_cases_know_that_they_had_none(site: Site) -> None:
    merge(site)
    site.post("N")
    split_n(site)
    found = site.snapshot().by_code["A"]
    assert (found.level, found.data_status) == ("green", DataStatus.COMPLETE)
    assert site.differences() == ()


def test_parts_of_a_ward_with_cases_keep_its_level_and_open_on_no_doubt(site: Site) -> None:
    merge(site)
    site.post("N", reported=counts(2))
    split_n(site)
    for code in "AB":
        found = site.snapshot().by_code[code]
        assert (found.level, found.data_status) == ("orange", DataStatus.PARTIAL)
        assert found.assessment is not None
        assert found.assessment.community_unknown_source == 0
    assert site.differences() == ()


def test_a_ward_of_which_nobody_said_where_it_came_from_is_unknown(site: Site) -> None:
    import_register(
        site, drawing="A B C / D E F / G H I / X X X", districts=f"{DISTRICTS} / 017 017 017", valid_from=TODAY
    )
    assert site.levels()["X"] == "unknown"
    assert site.levels()["A"] == "green"
    assert site.differences() == ()


def test_a_code_used_again_for_other_ground_inherits_nothing_of_the_old_unit(site: Site) -> None:
    case_on(site, "A", day(-3))
    import_register(site, drawing="Z B C / D E F / G H A", valid_from=TODAY)
    assert site.levels() == {**dict.fromkeys("ABCDEFGH", "green"), "Z": "orange"}
    assert [each.cause for each in site.snapshot().histories["A"]] == [StatusCause.REGISTER_CHANGE]
    assert site.snapshot().former_histories["A"][-1].level == "orange"
    assert site.differences() == ()


def test_before_the_change_the_old_units_are_in_force_for_ever(site: Site) -> None:
    case_on(site, "A", day(-3))
    before = site.snapshot()
    site.clock.now += timedelta(hours=1)
    merge(site)
    site.clock.now += timedelta(hours=1)
    with site.read_sessions() as session:
        then = past_snapshot(session, rules=site.rules, at=before.at)
    assert then.register.boundary_version == before.register.boundary_version
    assert {zone.ward.code: zone.level for zone in then.zones} == {zone.ward.code: zone.level for zone in before.zones}


def test_declaring_otherwise_judges_again(site: Site) -> None:
    case_on(site, "A", day(-3))
    merge(site)
    with site.writing("unit_events") as (session, revision):
        events = [UnitEvent(EventKind.RECODE, TODAY, "B", "N", 1.0, 1.0)]
        events.append(UnitEvent(EventKind.MERGE, TODAY, "A", "C", 1.0, 1.0))
        declare_events(session, rules=site.rules, events=events, recorded_by="pho", revision=revision)
    assert site.levels()["C"] == "orange"
    assert site.differences() == ()


def test_an_outbreak_keeps_its_place_and_its_wards_follow(site: Site) -> None:
    site.declare(
        place=square(0.2, 0.2, width=0.3, height=0.3), setting=OutbreakSetting.MARKET, linked_ward_codes=("B",)
    )
    assert site.levels()["A"] == "red"
    merge(site)
    assert site.levels()["N"] == "red"
    with site.read_sessions() as session:
        (now,) = placed_outbreaks(session, on=TODAY)
        (then,) = placed_outbreaks(session, on=EVE)
    assert (now.ward_codes, now.linked_ward_codes) == (("N",), ("N",))
    assert (then.ward_codes, then.linked_ward_codes) == (("A",), ("B",))
    assert site.differences() == ()


def test_an_outbreak_of_whole_wards_follows_to_what_they_became(site: Site) -> None:
    site.declare("A", opened_on=day(-2))
    merge(site)
    assert site.snapshot().outbreaks[0].ward_codes == ("N",)
    site.change("OB0001", closed_on=TODAY)
    assert site.snapshot().outbreaks[0].ward_codes == ("N",)
    assert site.differences() == ()


def test_a_decision_about_a_ward_that_is_no_more_is_held_as_its_level(site: Site) -> None:
    site.decide("B", "red")
    merge(site)
    found = site.snapshot().by_code["N"]
    assert (found.level, found.decided) == ("red", False)
    assert site.differences() == ()


def test_a_register_taken_late_holds_from_its_day(site: Site) -> None:
    case_on(site, "A", day(-3))
    site.close_day()
    site.close_day()
    merge(site)
    assert site.levels()["N"] == "orange"
    assert site.differences() == ()


def test_lineage_names_what_a_code_became_and_what_it_was(site: Site) -> None:
    merge(site)
    with site.read_sessions() as session:
        old, new = ward_lineage(session, "A", on=TODAY), ward_lineage(session, "N", on=TODAY)
        assert [(link.to_code, name) for link, name in old.successors] == [("N", "Phường N")]
        assert (old.ended_on, new.began_on, new.ended_on) == (TODAY, TODAY, None)
        assert [link.from_code for link, _ in new.predecessors] == ["A", "B"]
        with pytest.raises(WardNotFound):
            ward_lineage(session, "N", on=EVE)


def test_rings_keep_their_ground_and_their_wards_follow(site: Site) -> None:
    site.declare("A")
    site.issue("OB0001")
    before = site.snapshot()
    merge(site)
    after = site.snapshot()
    assert [each.shape for each in after.rings[0].layers] == [each.shape for each in before.rings[0].layers]
    layer = after.by_code["N"].layer
    assert layer is not None
    assert (layer.layer, layer.partial) == (LockdownLayer.CORE, True)
    assert set(after.rings[0].ward_layers) <= set(after.register.codes)


def test_cordons_and_areas_cover_what_stands_on_their_ground(site: Site) -> None:
    cordons.propose(site, "A")
    cordons.area(site, "A", "D")
    merge(site)
    snapshot = site.snapshot()
    half = pytest.approx(0.5, abs=0.01)
    assert snapshot.cordons[0].ward_parts == {"N": half}
    assert snapshot.areas[0].ward_parts == {"D": 1.0, "N": half}
    assert [each.cordon_id for each in snapshot.by_code["N"].cordons] == ["KP0001"]


def test_who_answers_for_what_replaced_a_ward_answers_for_its_cordon(site: Site) -> None:
    cordon = cordons.propose(site, "A")
    merge(site)
    with site.read_sessions() as session:
        assert cordon_log(session, caller=REPORTER_001, cordon_id=cordon.cordon_id)
        with pytest.raises(NotYourDistrict):
            cordon_log(session, caller=REPORTER_017, cordon_id=cordon.cordon_id)


def test_a_timeline_across_a_change_has_the_units_of_both_sides(site: Site) -> None:
    case_on(site, "A", day(-3))
    before = site.snapshot().register.boundary_version
    site.close_day()
    merge(site, on=site.open_day)
    site.close_day()
    snapshot = site.snapshot()
    found = zone_timeline(snapshot, day(-1), local_day(snapshot.at, site.rules.clock), clock=site.rules.clock)
    rows = dict(zip(found.ward_codes, found.positions.tolist(), strict=True))
    assert found.ward_codes == (*snapshot.register.codes, "A", "B")
    assert [version for _, version in found.registers] == [before, snapshot.register.boundary_version]
    changed = [each for each, _ in found.registers][1]
    place = found.days.index(changed)
    assert ABSENT not in rows["A"][:place]
    assert set(rows["A"][place:]) == {ABSENT} == set(rows["N"][:place])
    assert found.level_ids[rows["N"][place]] == "orange"


def test_what_is_no_more_is_told_with_what_it_became(site: Site) -> None:
    merge(site)
    with pytest.raises(WardGone) as raised:
        site.snapshot().ward("A")
    assert raised.value.extensions == {
        "ended_on": TODAY.isoformat(),
        "successors": [{"ward_code": "N", "ward_name": "Phường N"}],
    }


def test_what_staff_answer_for_follows_most_of_the_people(site: Site) -> None:
    add(site, "an", "001")
    add(site, "lan", "017")
    import_register(site, drawing=MAP, districts="001 001 002 / 001 001 002 / 001 002 002", valid_from=TODAY)
    assert scope_of(site, "an") == {"001"}
    assert scope_of(site, "lan") == {"002", "017"}


def test_without_districts_staff_answer_for_the_wards_their_districts_became(site: Site) -> None:
    add(site, "an", "001")
    import_register(site, drawing=MERGED, districts=None, valid_from=TODAY)
    assert scope_of(site, "an") == {"001", "D", "E", "G", "N"}
    caller = Caller("an", Role.REPORTER, frozenset(scope_of(site, "an")))
    assert site.post("N", caller=caller).refused == ()
    (refused,) = site.post("C", caller=caller).refused
    assert isinstance(refused.problem, NotYourDistrict)
    assert site.differences() == ()


def add(site: Site, username: str, district: str) -> None:
    with site.sessions.begin() as session:
        add_staff(
            session,
            username=username,
            password=PASSWORD,
            role=Role.REPORTER,
            district_codes=[district],
            known_district_codes=["001", "017"],
            now=site.clock.now,
            actor="cli",
        )


def scope_of(site: Site, username: str) -> set[str]:
    with site.read_sessions() as session:
        (found,) = [each for each in everyone(session) if each.username == username]
        return set(found.district_codes)


def test_the_history_to_take_away_has_the_wards_that_are_no_more(site: Site) -> None:
    merge(site)
    snapshot = site.snapshot()
    intervals = history_intervals(snapshot, site.rules.clock, Narrowed())
    assert {each.ward_code for each in intervals} == {*"ABCDEFGHI", "N"}
    rows = history_table(snapshot, intervals).rows
    assert {row[0]: row[1] for row in rows}["A"] == "Phường A"
