"""The briefing of a day: every figure on a small drawn map, of the open day and of closed ones."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlalchemy import Engine

from app.domain import records
from app.domain.briefing import Briefing, above_lowest, count_moves, level_label
from app.domain.disclosure import Disclosure
from app.domain.errors import FutureReportingDate
from app.domain.situation_summary import CaseTrend, LevelTally, ReportTally, SamplingTally
from app.domain.vocabulary import CaseClass, RingStatus
from app.formats.briefing_words import rings_words
from app.formats.campaign_words import campaign_line, campaign_name
from app.services.testing_rounds import log_round
from tests.briefed import ALL_BUT_I, TOMORROW, briefed_site, told
from tests.services.test_campaigns import plan
from tests.site import CITY, TODAY, Site, counts, day, hanoi
from tests.values import COVERAGE, ICU, key, take


@pytest.fixture
def site(engine: Engine) -> Site:
    """It is 10:00 on the 15th. C turned orange on the 14th; today A has an outbreak; I never reports."""
    return briefed_site(engine)


def log(site: Site, ward: str, samples: int, completed_on: date | None) -> None:
    """A round of sampling begun today."""
    test_round = records.TestRound(0, ward, site.open_day, completed_on, samples, 0, "rt_pcr", 1, None)
    with site.writing("test_round") as (session, revision):
        log_round(session, rules=site.rules, caller=CITY, test_round=test_round, revision=revision, now=site.clock.now)


def moves(found: Briefing) -> list[tuple[str, str, str, int]]:
    """Ward, level before, level after, direction."""
    return [
        (each.move.ward.ward.code, each.move.ward.previous_level, each.move.ward.level, each.move.direction)
        for each in found.moves
    ]


class TestLevels:
    """Wards and people by level, and what changed."""

    def test_wards_and_people_are_counted_with_the_change(self, site: Site) -> None:
        assert told(site).whole.summary.levels == (
            LevelTally("red", wards=1, wards_before=0, population=1000, population_before=0),
            LevelTally("orange", wards=3, wards_before=1, population=3000, population_before=1000),
            LevelTally("green", wards=4, wards_before=7, population=4000, population_before=7000),
            LevelTally("unknown", wards=1, wards_before=1, population=1000, population_before=1000),
        )

    def test_the_counts_are_those_of_the_status_in_force(self, site: Site) -> None:
        levels = list(site.levels().values())
        tallies = told(site).whole.summary.levels
        assert {each.level: each.wards for each in tallies} == {
            each.level: levels.count(each.level) for each in tallies
        }

    def test_what_rose_is_told_first_the_highest_before_the_others_with_its_reason(self, site: Site) -> None:
        found = told(site)
        assert moves(found) == [("A", "green", "red", 1), ("B", "green", "orange", 1), ("D", "green", "orange", 1)]
        assert found.moves[0].reason.vi.startswith("Phường A: Vùng đỏ, vì có ổ dịch đang mở")
        assert "Phường A, Red zone" in found.moves[0].reason.en

    def test_a_reason_tells_the_public_no_more_than_the_days_of_its_window(self, site: Site) -> None:
        site.post("I", on=day(-2), reported=counts(unknown=7))
        site.post("I", on=day(-1), reported=counts(unknown=1))
        public, staff = (
            next(each.reason.en for each in found.moves if each.move.ward.ward.code == "I")
            for found in (told(site, disclosure=Disclosure()), told(site, disclosure=Disclosure.open()))
        )
        assert "cases: at least 8," in public
        assert "cases: 8," in staff

    def test_what_changed_after_a_publication_is_in_the_next_briefing(self, site: Site) -> None:
        site.clock.now = hanoi(TOMORROW, 17)
        site.post("H", reported=counts(unknown=3))
        assert ("H", "green", "orange", 1) in moves(told(site))
        site.clock.now = hanoi(day(2), 9)
        # The outbreak of 10:00 was published at 16:00; the report of 17:00 was not.
        assert moves(told(site)) == [("H", "green", "orange", 1)]

    def test_what_loosens_when_a_day_closes_is_told_on_the_next(self, site: Site) -> None:
        for offset in range(1, 16):
            site.post_zeros(
                day(offset), day(offset), wards=tuple(set(ALL_BUT_I) - ({"C", "F"} if offset == 1 else set()))
            )
            site.close_day()
        assert ("C", "orange", "green", -1) in moves(told(site))

    def test_a_ward_without_population_counts_as_a_ward_and_as_nobody(self, site: Site) -> None:
        summary = told(site).whole.summary
        assert (summary.wards, summary.population, summary.wards_without_population) == (9, 9000, 0)

    def test_a_decided_level_names_its_document_before_what_is_computed(self, site: Site) -> None:
        site.decide("G", "red")
        (told_move,) = [each for each in told(site).moves if each.move.ward.ward.code == "G"]
        assert told_move.reason.vi.startswith("Theo quyết định 7/QĐ-UBND, Chủ tịch. Hệ thống tính: Phường G: Vùng xanh")
        assert told_move.reason.en.startswith("By decision 7/QĐ-UBND, Chủ tịch. Computed: Phường G, Green zone")

    def test_levels_of_another_policy_are_named_and_not_compared(self, site: Site) -> None:
        site.adopt("moh-4800-2021", TOMORROW)
        found = told(site)
        assert above_lowest(found).change is None
        count = count_moves(found.moves)
        assert (count.up, count.down, count.data) == (0, 0, 0)
        assert count.policy == len(found.moves) == 8
        assert level_label(found.basis, "green").vi == "Vùng xanh"
        assert level_label(found.basis, "level_1").vi == "Cấp 1"
        assert [each.level for each in found.whole.summary.levels][:5] == [
            "level_4",
            "level_3",
            "level_2",
            "level_1",
            "unknown",
        ]

    def test_what_is_above_the_lowest_level_is_counted_with_its_change(self, site: Site) -> None:
        found = above_lowest(told(site))
        assert (found.wards, found.people, found.change) == (4, 4000, 3)

    def test_what_is_to_come_is_told_before_it_comes(self, site: Site) -> None:
        site.decide("G", "red", from_=hanoi(day(2), 8))
        (coming,) = [each for each in told(site).situation.wards if each.next_level is not None]
        assert (coming.ward.code, coming.level, coming.next_level) == ("G", "green", "red")
        assert coming.next_from == hanoi(day(2), 8)


class TestCapacity:
    """Values beside case counts, for staff."""

    def test_the_newest_values_of_city_and_districts_are_told_with_their_day(self, site: Site) -> None:
        take(site, (key("city", ICU, day(0)), 61.5), (key("017", COVERAGE), 80), (key("A", COVERAGE), 12))
        found = told(site).capacity
        assert [(each.indicator.id, each.unit.vi, each.value, each.reported_on) for each in found] == [
            (ICU, "Toàn địa bàn", 61.5, day(0)),
            (COVERAGE, "Quận 017", 80, day(0)),
        ]

    def test_a_supervisor_is_told_of_the_own_districts_and_the_public_of_none(self, site: Site) -> None:
        take(site, (key("city", ICU), 61.5), (key("017", COVERAGE), 80), (key("001", COVERAGE), 70))
        found = told(site, districts=frozenset({"001"})).capacity
        assert [(each.unit.vi, each.value) for each in found] == [("Quận 001", 70)]
        assert told(site, disclosure=Disclosure()).capacity == ()

    def test_a_value_reported_later_does_not_show_in_the_briefing_before(self, site: Site) -> None:
        take(site, (key("city", ICU), 61.5))
        assert told(site, TODAY).capacity == ()


class TestCases:
    """New cases by class, the day against the day before, the week against the week before."""

    def test_each_class_has_its_trend_and_all_have_a_total(self, site: Site) -> None:
        summary = told(site).whole.summary
        assert summary.cases[CaseClass.COMMUNITY_KNOWN_SOURCE] == CaseTrend(1, 2, 3, 0)
        assert summary.cases[CaseClass.QUARANTINE] == CaseTrend(9, 0, 9, 0)
        assert summary.cases_total == CaseTrend(day=10, day_before=2, last_7_days=12, previous_7_days=0)
        assert (summary.cases_total.change, summary.cases_total.change_7_days) == (8, 12)

    def test_the_public_sees_no_more_than_each_ward_publishes(self, site: Site) -> None:
        summary = told(site, disclosure=Disclosure()).whole.summary
        assert summary.cases[CaseClass.COMMUNITY_KNOWN_SOURCE] == CaseTrend("<3", "<3", "≥2", 0)
        assert summary.cases_total == CaseTrend("≥10", "<3", "≥11", 0)
        assert summary.cases_total.change is None

    def test_a_report_of_another_source_does_not_count(self, site: Site) -> None:
        site.rules = type(site.rules)(known_sources=("district", "hospital"))
        site.post("G", reported=counts(unknown=7), source="hospital")
        assert told(site).whole.summary.cases_total.day == 10


class TestTesting:
    """What is due, who is covered, what is overdue."""

    def test_without_rounds_everybody_is_due(self, site: Site) -> None:
        found = told(site).whole.summary.testing
        assert found == SamplingTally(9, 0, 9000, 0, 0, 0)
        assert found.coverage_pct == 0.0

    def test_rounds_done_and_under_way_count_as_covered(self, site: Site) -> None:
        log(site, "A", 1000, TOMORROW)
        log(site, "B", 250, None)
        found = told(site).whole.summary.testing
        assert (found.wards_due, found.people_to_sample, found.people_covered) == (8, 7750, 1250)
        assert found.coverage_pct == 13.8

    def test_after_the_last_day_people_are_overdue(self, site: Site) -> None:
        site.clock.now = hanoi(day(5), 10)
        found = told(site).whole.summary.testing
        # A was to be tested by the 18th; the orange wards have until the 22nd.
        assert (found.wards_overdue, found.people_overdue) == (1, 1000)


class TestReports:
    """Who has reported the day, who after the publication time, who not."""

    def test_wards_without_a_report_of_the_day_are_counted_by_district(self, site: Site) -> None:
        found = told(site)
        assert found.whole.summary.reports == ReportTally(reported=2, after_publication=0, missing=7)
        assert [(each.code, each.summary.reports.missing) for each in found.districts] == [("001", 5), ("017", 2)]

    def test_a_report_after_the_publication_time_is_marked(self, site: Site) -> None:
        site.clock.now = hanoi(TOMORROW, 16, 1)
        site.post("A")
        found = told(site)
        assert found.whole.summary.reports == ReportTally(reported=3, after_publication=1, missing=6)
        assert [each.ward.code for each in found.situation.wards if each.after_publication] == ["A"]

    def test_a_withdrawn_report_is_missing_again(self, site: Site) -> None:
        site.correct("F", TOMORROW, None)
        assert told(site).whole.summary.reports.missing == 8

    def test_the_last_report_of_a_silent_ward_is_named(self, site: Site) -> None:
        last = {each.ward.code: each.last_report_on for each in told(site).situation.wards}
        assert (last["A"], last["C"], last["I"]) == (TODAY, TOMORROW, None)


class TestDays:
    """Which day, from which state."""

    def test_the_open_day_is_provisional_and_told_as_of_now(self, site: Site) -> None:
        basis = told(site).basis
        assert (basis.on, basis.at, basis.is_open) == (TOMORROW, None, True)
        assert basis.revision == site.revision()
        assert basis.published_at == hanoi(TOMORROW, 16)
        assert basis.compared_with == hanoi(TODAY, 16)

    def test_a_closed_day_is_told_as_of_just_before_its_cut_off_for_ever(self, site: Site) -> None:
        first = told(site, TODAY)
        site.correct("C", TODAY, counts(known=7))
        again = told(site, TODAY)
        assert first.whole == again.whole
        assert (again.basis.is_open, again.basis.at) == (False, hanoi(TODAY, 18) - timedelta(microseconds=1))
        assert again.whole.summary.cases_total.day == 2

    def test_an_instant_shows_a_day_as_known_later(self, site: Site) -> None:
        site.correct("C", TODAY, counts(known=7))
        site.clock.now = hanoi(TOMORROW, 11)
        assert told(site, TODAY, at=site.clock.now).whole.summary.cases_total.day == 7

    def test_a_day_not_begun_cannot_be_told(self, site: Site) -> None:
        with pytest.raises(FutureReportingDate):
            told(site, day(2))
        with pytest.raises(FutureReportingDate):
            told(site, TOMORROW, at=hanoi(TODAY, 17))

    def test_before_the_first_day_nothing_is_known(self, site: Site) -> None:
        found = told(site, date(2021, 1, 1))
        assert [each.wards for each in found.whole.summary.levels] == [0, 0, 0, 9]
        assert found.basis.known_until is None


class TestScope:
    """Districts, levels, and the part a supervisor sees."""

    def test_the_parts_of_a_division_add_up_to_the_whole(self, site: Site) -> None:
        found = told(site)
        for parts in (found.districts, found.by_level):
            assert sum(each.summary.wards for each in parts) == 9
            assert sum(each.summary.population for each in parts) == 9000
            assert sum(int(each.summary.cases_total.day) for each in parts) == 10
            assert sum(each.summary.testing.people_to_sample for each in parts) == 9000

    def test_a_supervisor_is_told_of_the_own_districts_alone(self, site: Site) -> None:
        found = told(site, districts=frozenset({"017"}))
        assert [each.ward.code for each in found.situation.wards] == list("CFHI")
        assert (found.scope, [each.code for each in found.districts]) == (("Quận 017",), ["017"])
        assert (found.moves, found.outbreaks) == ((), ())
        assert found.whole.summary.wards == 4

    def test_outbreaks_come_with_the_state_of_their_rings(self, site: Site) -> None:
        site.issue("OB0001")
        (found,) = told(site).outbreaks
        assert (found.outbreak.name, found.ward_names, found.is_open) == ("Chợ Mới", ("Phường A",), True)
        assert found.rings is not None
        assert (found.rings.status, found.rings.document_number) == (RingStatus.ISSUED, "2/QĐ-UBND")
        assert [each.population for each in found.rings.layers] == [1000, 2000, 2000]

    def test_rings_beyond_their_planned_end_stand_and_are_told(self, site: Site) -> None:
        end = site.open_day
        site.issue("OB0001", planned_end=end)
        said = []
        for _ in range(2):
            rings = told(site, on=site.open_day).outbreaks[0].rings
            assert rings is not None
            said.append((rings.status, rings_words(rings).vi))
            site.close_day()
        late = f"đã ban hành, quá hạn dự kiến {end:%d/%m/%Y}"
        assert said == [(RingStatus.ISSUED, "đã ban hành"), (RingStatus.ISSUED, late)]

    def test_a_closed_outbreak_without_rings_is_told_no_more(self, site: Site) -> None:
        site.change("OB0001", closed_on=TOMORROW)
        assert told(site).outbreaks == ()


class TestCampaigns:
    """A briefing tells where each campaign under way stands, in the districts it speaks of."""

    def test_one_under_way_is_told_with_its_pace(self, site: Site) -> None:
        plan(site, starts_on=site.open_day, target_on=day(10))
        log(site, "A", samples=400, completed_on=None)
        (found,) = told(site).campaigns
        assert (found.coverage.people_sampled, found.coverage.wards, found.pace.days_left) == (400, 9, 10)
        assert campaign_line(found).vi == "4,4 % người; 0/9 nơi xong; đúng tiến độ; cần 860 người/ngày"
        assert campaign_name(found).en == f"Campaign “Toàn thành phố ít nhất một lần” to {day(10)}"

    def test_of_districts_only_their_own_wards_count(self, site: Site) -> None:
        plan(site, target_on=day(9))
        plan(site, district_codes=("001",), target_on=day(9))
        assert [each.coverage.wards for each in told(site, districts=frozenset({"017"})).campaigns] == [4]

    def test_one_that_has_not_begun_or_passed_long_ago_is_left_out(self, site: Site) -> None:
        plan(site, starts_on=day(2), target_on=day(9))
        plan(site, starts_on=day(-20), target_on=day(-8))
        assert told(site).campaigns == ()
