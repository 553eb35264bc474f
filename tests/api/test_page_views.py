"""What the views make of rarer states of a ward: decided, held, overdue, partly in a ring, with many neighbors."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from app.api.kept import Kept
from app.api.pages import shared
from app.api.pages.assets import assets
from app.api.pages.city import city_page
from app.api.pages.reason_views import reason_view, shown_words
from app.api.pages.rule_views import rules_view
from app.api.pages.shared import Links, Shell, address, place_line, ward_row
from app.api.pages.ward import ward_page
from app.api.pages.words import Words
from app.domain import mass_testing
from app.domain.citations import CitedSource
from app.domain.decisions import Decision
from app.domain.disclosure import Disclosure
from app.domain.reasons import Observed, Reason
from app.domain.vocabulary import Directive, LockdownLayer, Provenance, RingStatus, StatusCause
from app.services.plan_reading import NextStatus
from app.services.policy_library import shipped_policy
from app.services.ward_details import WardDetails
from app.services.zone_status import LayerStatus, ZoneStatus
from tests.pages import Pages
from tests.site import hanoi
from tests.worlds import make_register

VI = Words("vi", ZoneInfo("Asia/Ho_Chi_Minh"))
EN = Words("en", ZoneInfo("Asia/Ho_Chi_Minh"))
NO_DUTY = mass_testing.TestingWindow(None, None, None, 0, None, None)


@pytest.fixture
def shell(pages: Pages) -> Shell:
    """The frame of a page of the judged site."""
    return Shell(words=VI, links=Links(), snapshot=pages.site.snapshot(), rules=pages.site.rules, path="/w/A")


def details(zone: ZoneStatus) -> WardDetails:
    return WardDetails(zone, None, None, (), tuple((date(2021, 8, 1 + offset), None) for offset in range(14)))


def reason(**said: object) -> Reason:
    stated = {
        "rule_id": "rule",
        "kind": "rule",
        "label_vi": "Tiêu chí",
        "label_en": "Criterion",
        "level": "orange",
        "observed": Observed(),
        "threshold": None,
        "unit": None,
        "window_start": date(2021, 8, 1),
        "window_end": date(2021, 8, 14),
        "window_provenance": Provenance.VERIFIED,
        "denominator": None,
        "sources": (CitedSource("Quyết định 1", "Bộ", date(2021, 1, 1), None),),
        "provenance": Provenance.VERIFIED,
        "note_vi": None,
        "note_en": None,
    }
    return Reason(**{**stated, **said})  # type: ignore[arg-type]


DECISION = Decision(
    decision_id="QD0001",
    scheme="main",
    ward_code="A",
    level="orange",
    policy_id="hanoi-ct06-2021",
    policy_version="1",
    from_instant=hanoi(date(2021, 8, 14), 10),
    until_instant=hanoi(date(2021, 8, 20), 18),
    document_number="7/QĐ-UBND",
    signer="Chủ tịch",
    reason="ổ dịch phức tạp",
    recorded_by="chi",
    recorded_revision=1,
)


class TestWards:
    """A ward in a list and on its page."""

    def test_a_decided_level_says_so_and_what_was_computed(self, shell: Shell) -> None:
        zone = replace(shell.snapshot.by_code["A"], level="orange", decided=True)
        page = ward_page(shell, details(zone), [], Disclosure())
        assert (page.decided, page.computed) == (True, "Vùng đỏ")
        assert ward_row(zone, shell).decided

    def test_a_decision_is_shown_with_its_document_until_when_and_why(self, shell: Shell) -> None:
        zone = replace(shell.snapshot.by_code["A"], level="orange", decided=True, decision=DECISION)
        (act,) = ward_page(shell, details(zone), [], Disclosure()).acts
        assert (act.level.id, act.title) == ("orange", "Văn bản 7/QĐ-UBND, Chủ tịch")
        assert (act.by, act.reason) == ("Từ 10:00, 14/08/2021 đến 18:00, 20/08/2021", "ổ dịch phức tạp")

    def test_a_decision_without_an_end_holds_until_further_notice(self, shell: Shell) -> None:
        zone = replace(shell.snapshot.by_code["A"], decided=True, decision=replace(DECISION, until_instant=None))
        page = ward_page(shell, details(zone), [], Disclosure())
        assert page.acts[0].by == "Từ 10:00, 14/08/2021, đến khi có văn bản khác"
        assert page.opening.held == "Mức do quyết định đặt ra, đến khi có văn bản khác."

    @pytest.mark.parametrize(
        ("level", "then", "told"),
        [
            ("green", "red", "Từ 18:00, 20/08/2021 lên mức Vùng đỏ"),
            ("red", "green", "Từ 18:00, 20/08/2021 xuống mức Vùng xanh"),
            ("unknown", "red", "Từ 18:00, 20/08/2021 chuyển sang Vùng đỏ"),
        ],
    )
    def test_the_next_level_says_which_way_it_goes(self, shell: Shell, level: str, then: str, told: str) -> None:
        coming = NextStatus(then, hanoi(date(2021, 8, 20), 18), StatusCause.ANNOUNCED, None)
        zone = replace(shell.snapshot.by_code["A"], level=level, next_status=coming)
        (act,) = ward_page(shell, details(zone), [], Disclosure()).acts
        assert (act.title, act.by) == (told, "Theo kết quả tính, thông báo trước như quy định")
        assert ward_row(zone, shell).coming == told

    def test_a_next_level_by_decision_names_the_document(self, shell: Shell) -> None:
        coming = NextStatus("red", hanoi(date(2021, 8, 20), 18), StatusCause.DECISION, DECISION)
        zone = replace(shell.snapshot.by_code["A"], level="green", next_status=coming)
        assert ward_page(shell, details(zone), [], Disclosure()).acts[0].by == "Văn bản 7/QĐ-UBND, Chủ tịch"

    def test_a_fall_that_waits_says_so_everywhere(self, shell: Shell) -> None:
        zone = replace(shell.snapshot.by_code["A"], awaiting_approval="orange")
        page = ward_page(shell, details(zone), [], Disclosure())
        assert page.acts[0].title == "Chờ phê duyệt xuống mức Vùng da cam"
        assert page.opening.held == "Đã đủ điều kiện xuống Vùng da cam, đang chờ phê duyệt."
        assert ward_row(zone, shell).awaiting

    @pytest.mark.parametrize(
        ("cause", "told"),
        [
            ("assessment", ""),
            ("announced", "đã thông báo trước"),
            ("approval", "được phê duyệt"),
            ("decision", "văn bản 7/QĐ-UBND"),
            ("decision_expired", "quyết định hết hiệu lực"),
            ("decision_revoked", "thu hồi quyết định"),
        ],
    )
    def test_history_says_why_each_interval_began(self, shell: Shell, cause: str, told: str) -> None:
        (standing,) = shell.snapshot.histories["A"][-1:]
        decision_id = "QD0001" if cause == "decision" else None
        status = replace(standing, cause=StatusCause(cause), decision_id=decision_id)
        known = replace(shell, snapshot=replace(shell.snapshot, decisions={"QD0001": DECISION}))
        page = ward_page(known, details(shell.snapshot.by_code["A"]), [status], Disclosure())
        assert page.history[0].cause == told

    def test_an_overdue_round_is_counted_in_days(self, shell: Shell) -> None:
        due = replace(
            NO_DUTY, interval_days=(2, 3), due_from=date(2021, 8, 10), due_by=date(2021, 8, 11), overdue_days=3
        )
        zone = replace(shell.snapshot.by_code["A"], testing=due)
        page = ward_page(shell, details(zone), [], Disclosure())
        assert (page.testing.overdue, page.testing.next_note) == ("quá hạn 3 ngày", "")
        assert ward_row(zone, shell).overdue == "quá hạn 3 ngày"

    @pytest.mark.parametrize(
        ("due_from", "due_by", "told"),
        [
            (date(2021, 8, 13), date(2021, 8, 14), "13/08 đến 14/08/2021"),
            (date(2021, 8, 14), date(2021, 8, 14), "chậm nhất 14/08/2021"),
            (date(2021, 8, 14), None, "ít nhất một lần, chưa định hạn"),
            (None, None, "đã xong"),
        ],
    )
    def test_the_next_round_is_told_as_far_as_it_is_known(
        self, shell: Shell, due_from: date | None, due_by: date | None, told: str
    ) -> None:
        zone = replace(shell.snapshot.by_code["A"], testing=replace(NO_DUTY, due_from=due_from, due_by=due_by))
        assert shared.testing_text(zone, shell) == told

    def test_a_duty_of_one_length_is_told_once(self, shell: Shell) -> None:
        duty = replace(NO_DUTY, interval_days=(7, 7), due_from=date(2021, 8, 14), due_by=date(2021, 8, 14))
        testing = ward_page(
            shell, details(replace(shell.snapshot.by_code["A"], testing=duty)), [], Disclosure()
        ).testing
        assert (testing.cadence, testing.next_note) == ("7 ngày/lần", "hạn hôm nay")

    def test_a_ring_that_covers_part_of_a_ward_says_part_of_it(self, shell: Shell) -> None:
        layer = LayerStatus(LockdownLayer.CORE, True, RingStatus.PROPOSED, Directive.D16, "none")
        zone = replace(shell.snapshot.by_code["A"], layer=layer)
        assert ward_row(zone, shell).ring == "Lớp lõi · CT 16 (một phần, đề xuất)"
        ring = ward_page(shell, details(zone), [], Disclosure()).ring
        assert ring is not None
        assert (ring.partial, ring.outbreak, ring.order) == (True, "", "")

    def test_an_order_without_signer_is_told_by_its_number(self, shell: Shell) -> None:
        (ring,) = shell.snapshot.rings
        ordered = replace(ring, status=RingStatus.ISSUED, document_number="5/QĐ", signer=None, starts_at=None)
        layer = LayerStatus(LockdownLayer.CORE, False, RingStatus.ISSUED, Directive.D16, ring.outbreak_id)
        known = replace(shell, snapshot=replace(shell.snapshot, rings=(ordered,)))
        page = ward_page(known, details(replace(shell.snapshot.by_code["A"], layer=layer)), [], Disclosure())
        assert page.ring is not None
        assert page.ring.order == "Văn bản 5/QĐ"

    def test_a_ring_layer_nothing_is_left_for_is_not_drawn(self, shell: Shell) -> None:
        (ring,) = shell.snapshot.rings
        bare = replace(ring, version=99, layers=tuple(replace(each, shape=None) for each in ring.layers))
        known = replace(shell, snapshot=replace(shell.snapshot, rings=(bare,)))
        page = ward_page(known, details(shell.snapshot.by_code["A"]), [], Disclosure())
        assert 'class="rings"' not in page.map

    def test_without_a_write_there_is_no_time_of_one(self, shell: Shell) -> None:
        assert city_page(at(shell, None), level=None, district=None).facts == "9 phường, xã · chốt 18:00"

    def test_a_write_of_another_day_is_told_with_its_day(self, shell: Shell) -> None:
        page = city_page(at(shell, datetime(2021, 8, 12, 3, tzinfo=UTC)), level=None, district=None)
        assert page.facts.endswith("cập nhật 10:00, 12/08/2021")


def at(shell: Shell, committed_at: datetime | None) -> Shell:
    """The same frame when the newest write was made at another time."""
    return replace(shell, snapshot=replace(shell.snapshot, committed_at=committed_at))


class TestReasons:
    """Grounds in words."""

    def test_a_held_level_tells_since_when_and_how_long(self, shell: Shell) -> None:
        held = Observed(held_since=date(2021, 8, 3), missing_days=2, closed_days=13)
        view = reason_view(reason(observed=held, threshold=14, unit="days"), shell)
        assert view.observed == ["Giữ từ 03/08/2021", "thiếu 2 trong 13 ngày đã chốt"]
        assert view.threshold == "giữ ít nhất 14 ngày"

    def test_missing_reports_are_held_against_what_is_allowed(self, shell: Shell) -> None:
        view = reason_view(reason(observed=Observed(missing_days=5, closed_days=13), threshold=2, unit="days"), shell)
        assert view.threshold == "được thiếu 2 ngày"

    def test_many_neighbors_are_named_in_part(self, shell: Shell) -> None:
        names = tuple(f"Xã {number}" for number in range(1, 10))
        view = reason_view(reason(observed=Observed(neighbors=names)), shell)
        assert view.observed == ["Giáp: Xã 1, Xã 2, Xã 3, Xã 4, Xã 5, Xã 6 và 3 nơi khác"]

    def test_a_verified_number_carries_no_mark(self, shell: Shell) -> None:
        view = reason_view(reason(), shell)
        assert (view.citation.mark, view.window_mark, view.citation.documents) == ("", "", ("Quyết định 1",))

    def test_published_counts_are_told_in_words(self, shell: Shell) -> None:
        assert [shown_words(count, shell) for count in (0, 1234, "<3", "≥1200")] == [
            "0",
            "1.234",
            "dưới 3",
            "ít nhất 1.200",
        ]

    def test_the_lowest_level_has_no_criteria_of_its_own(self, shell: Shell) -> None:
        assert [bool(each.criteria) for each in rules_view(shell).levels] == [True, True, False]


class TestWords:
    """Days, numbers and plurals."""

    def test_days_are_written_as_people_write_them(self) -> None:
        day = date(2021, 9, 5)
        assert [VI.long_day(day), VI.short_day(day)] == ["Chủ nhật, 05/09/2021", "05/09"]
        assert [EN.long_day(day), EN.short_day(day)] == ["Sunday, 5 Sep 2021", "5 Sep"]

    def test_a_moment_is_told_by_the_clock_of_the_site(self) -> None:
        assert VI.moment(datetime(2021, 9, 13, 17, 30, tzinfo=UTC)) == "00:30, 14/09/2021"
        assert EN.local_date(datetime(2021, 9, 13, 17, 30, tzinfo=UTC)) == date(2021, 9, 14)

    def test_english_tells_one_from_many(self) -> None:
        assert [EN("wards_n", n=1), EN("wards_n", n=1234)] == ["1 ward", "1,234 wards"]
        assert VI("wards_n", n=1234) == "1.234 phường, xã"

    def test_a_missing_value_is_a_fault(self) -> None:
        with pytest.raises(KeyError):
            VI("hot_unknown")

    @pytest.mark.parametrize(
        ("districts", "told"),
        [("001 001", "Quận 001"), ("001 017", "2 quận"), (None, "2 phường, xã")],
    )
    def test_the_place_is_told_by_what_the_register_holds(self, districts: str | None, told: str) -> None:
        assert place_line(make_register("A B", districts=districts), VI) == told


class TestSmallThings:
    """Addresses and memory."""

    def test_an_address_leaves_out_what_has_no_value(self) -> None:
        assert address("/", level=None, district="001", lang="en") == "/?district=001&lang=en"

    def test_links_keep_the_language_before_a_place_on_the_page(self) -> None:
        assert Links("en").city(level="red", fragment="list") == "/?level=red&lang=en#list"

    def test_a_file_that_is_not_there_has_no_address(self) -> None:
        with pytest.raises(KeyError):
            assets().address("css/none.css")

    def test_what_was_asked_for_longest_ago_is_forgotten_first(self) -> None:
        made: list[str] = []
        kept: Kept[str, str] = Kept(2)
        for key in ("a", "b", "a", "c", "a", "b"):
            kept.get(key, lambda key=key: made.append(key) or key)  # type: ignore[misc, func-returns-value]
        assert made == ["a", "b", "c", "b"]


def test_how_levels_rise_follows_the_notice_of_the_policy() -> None:
    at_once, noticed = shipped_policy("hanoi-ct06-2021"), shipped_policy("moh-4800-2021")
    assert "áp dụng ngay" in shared.tightening_text(at_once, VI)
    assert "báo trước 48 giờ" in shared.tightening_text(noticed, VI)
    assert "48 hours after it is announced" in shared.tightening_text(noticed, EN)
