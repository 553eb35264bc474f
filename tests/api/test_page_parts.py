"""The changes of the day, and the panel of a ward: what the map shows beside itself."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest

from tests.pages import Pages, section, words_of
from tests.site import WARDS, counts, day

UNFOLDED = re.compile(r"<details>.*</details>", re.DOTALL)


@pytest.fixture
def next_day(live: Pages) -> Pages:
    """The judged site a day later: every status on record is of the day before."""
    live.site.clock.move(timedelta(days=1))
    live.site.post_zeros(day(0), day(0), wards=tuple(ward for ward in WARDS if ward != "I"))
    live.site.run(day(0))
    return live


class TestChanges:
    """Which wards changed their level since the day before."""

    def test_on_a_quiet_day_nothing_changed(self, next_day: Pages) -> None:
        told = words_of(section(next_day.text("/"), "changes-title"))
        assert told == "Đổi mức trong ngày Không nơi nào đổi mức. So với cuối ngày 14/08 · Tình hình hôm nay"

    def test_a_raised_level_is_told_from_what_to_what(self, next_day: Pages) -> None:
        next_day.site.post("F", reported=counts(4))
        told = section(next_day.text("/"), "changes-title")
        assert "1 tăng" in words_of(told)
        assert "Phường F Quận 017 Vùng xanh lên hoặc xuống Vùng da cam" in words_of(told)
        assert told.index("lv-green") < told.index("lv-orange")

    def test_the_legend_tells_how_many_more_and_fewer(self, next_day: Pages) -> None:
        next_day.site.post("F", reported=counts(4))
        legend = words_of(section(next_day.text("/"), "day"))
        assert "3 ▲ 1 thêm 1 so với hôm trước" in legend
        assert "4 ▼ 1 bớt 1 so với hôm trước" in legend

    def test_only_the_two_highest_levels_are_worth_a_colour(self, next_day: Pages) -> None:
        next_day.site.post("F", reported=counts(4))
        text = next_day.text("/")
        assert re.findall(r'class="growth([^"]*)"><span', text) == [" worse", ""]

    def test_raised_levels_come_first_the_highest_before_the_others(self, next_day: Pages) -> None:
        next_day.site.post("F", reported=counts(4))
        next_day.site.declare("H")
        told = words_of(section(next_day.text("/"), "changes-title"))
        assert told.index("Phường H") < told.index("Phường F")

    def test_a_ward_that_got_its_first_data_is_neither_up_nor_down(self, pages: Pages) -> None:
        assert "8 có hoặc mất số liệu" in words_of(section(pages.text("/"), "changes-title"))

    def test_more_than_four_are_folded(self, pages: Pages) -> None:
        told = section(pages.text("/"), "changes-title")
        assert "Xem thêm 4" in told
        assert len(re.findall(r"data-ward", UNFOLDED.sub("", told))) == 4
        assert len(re.findall(r"data-ward", told)) == 8

    def test_a_district_tells_its_own(self, next_day: Pages) -> None:
        next_day.site.post("F", reported=counts(4))
        assert "Phường F" in section(next_day.text("/?district=017"), "changes-title")
        assert "Phường F" not in section(next_day.text("/?district=001"), "changes-title")

    def test_a_level_that_only_an_older_policy_had_is_told_by_its_name(self, next_day: Pages) -> None:
        next_day.site.adopt("moh-2686-2021", day(1))
        next_day.site.post("F", reported=counts(known=4))
        next_day.site.clock.move(timedelta(days=1))
        next_day.site.adopt("hanoi-ct06-2021", day(2))
        assert "Phường F Quận 017 yellow lên hoặc xuống" in words_of(section(next_day.text("/"), "changes-title"))


class TestPanel:
    """`/w/{ward_code}/panel`: a fragment."""

    def test_it_is_a_fragment_of_what_the_page_says(self, pages: Pages) -> None:
        text = pages.text("/w/A/panel")
        assert "<html" not in text
        told, page = words_of(text), words_of(pages.text("/w/A"))
        assert "Vùng đỏ: nguy cơ rất cao" in told
        for each in (
            "Phường A: Vùng đỏ, vì có ổ dịch",
            "2–3 ngày/lần",
            "Lớp lõi · Chỉ thị 16",
            "Ca cộng đồng mỗi ngày",
        ):
            assert each in told
            assert each in page

    def test_small_numbers_stay_hidden(self, live: Pages) -> None:
        live.site.post("C", reported=counts(known=2))
        told = words_of(live.text("/w/C/panel"))
        assert "dưới 3 ca cộng đồng đã rõ nguồn lây" in told
        assert not re.search(r"\b2 ca cộng đồng", told)

    def test_it_leads_to_the_page_and_to_the_table_of_the_district(self, pages: Pages) -> None:
        text = pages.text("/w/A/panel?lang=en")
        assert 'href="/w/A?lang=en">Whole page' in text
        assert 'href="/api/v1/zones?district=001&amp;format=csv"' in text

    def test_a_ward_that_is_none_is_a_problem(self, pages: Pages) -> None:
        answer = pages.get("/w/99999/panel")
        assert (answer.status_code, answer.headers["content-type"]) == (404, "application/problem+json")

    def test_it_is_revalidated_and_told_apart_by_language(self, pages: Pages) -> None:
        answers = [pages.get("/w/A/panel", **{"accept-language": each}) for each in ("vi", "en")]
        assert answers[0].headers["etag"] != answers[1].headers["etag"]
        again = pages.get("/w/A/panel", **{"accept-language": "vi", "if-none-match": answers[0].headers["etag"]})
        assert again.status_code == 304
