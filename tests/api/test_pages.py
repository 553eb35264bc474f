"""The pages people read: what they say, in which language, from which data, and that they work without scripts."""

from __future__ import annotations

import re
from datetime import timedelta

from sqlalchemy import event

from app.domain.records import CaseCounts
from tests.pages import Pages, listed, map_link, section, words_of
from tests.site import WARDS, counts, day

TODAYS_ROW = r'<tr><td class="nowrap">14/08/2021 <span class="soft">tạm tính</span></td>(.*?)</tr>'
"""The open day in the table of cases."""


class TestWholeMap:
    """`/`."""

    def test_every_ward_is_on_the_map_and_in_the_list(self, pages: Pages) -> None:
        text = pages.text("/")
        assert sorted(listed(text)) == list(WARDS)
        assert all(map_link(text, ward) for ward in WARDS)

    def test_the_map_and_the_list_tell_the_level_in_words(self, pages: Pages) -> None:
        text = pages.text("/")
        assert "Phường A, Quận 001: Vùng đỏ" in map_link(text, "A")
        assert "lv-red" in map_link(text, "A")
        assert "Phường I, Quận 017: Chưa có số liệu" in map_link(text, "I")

    def test_the_legend_counts_the_wards_of_each_level(self, pages: Pages) -> None:
        legend = words_of(section(pages.text("/"), "day"))
        assert "Vùng đỏ Nguy cơ rất cao Lấy mẫu toàn dân 2–3 ngày một lần 1" in legend
        assert "Vùng da cam Nguy cơ cao Lấy mẫu toàn dân 5–7 ngày một lần 2" in legend
        assert re.search(r"Chưa có số liệu Chưa nhận đủ báo cáo, không phải 0 ca .* lần 1 ▼ 8 bớt 8 so với", legend)

    def test_no_data_is_hatched_and_never_green(self, pages: Pages) -> None:
        text = pages.text("/")
        assert re.search(r'<g class="pattern always" fill="url\(#u-reverse_hatch\)"><use href="#uI"', text)
        assert "lv-green" not in map_link(text, "I")

    def test_what_is_not_green_comes_first_the_highest_level_before_the_others(self, pages: Pages) -> None:
        hot = words_of(section(pages.text("/"), "hot-title"))
        assert hot.index("Vùng đỏ") < hot.index("Phường A") < hot.index("Vùng da cam") < hot.index("Phường B")
        assert "Phường C" not in hot
        assert "1 nơi chưa có số liệu" in hot

    def test_the_day_is_written_out_with_cutoff_and_last_update(self, pages: Pages) -> None:
        told = words_of(section(pages.text("/"), "day"))
        assert "Thứ bảy, 14/08/2021" in told
        assert "9 phường, xã · chốt 18:00 · cập nhật 10:00" in told

    def test_an_open_day_is_said_to_be_open(self, pages: Pages) -> None:
        assert "Số liệu ngày 14/08/2021 còn đang nhận" in words_of(pages.text("/"))

    def test_the_place_is_told_from_the_register(self, pages: Pages) -> None:
        assert "2 quận" in words_of(pages.text("/"))

    def test_rings_are_said_to_be_proposed_until_they_are_issued(self, live: Pages) -> None:
        text = live.text("/")
        assert "1 vòng đang đề xuất, chưa có hiệu lực" in words_of(text)
        assert 'class="ring ring-16 proposed"' in text
        live.site.issue(live.site.snapshot().outbreaks[0].outbreak_id)
        text = live.text("/")
        assert "1 vòng đã ban hành" in words_of(text)
        assert "đề xuất" not in words_of(section(text, "layers-title"))
        assert 'class="ring ring-16"' in text

    def test_a_level_can_be_looked_at_alone(self, pages: Pages) -> None:
        text = pages.text("/?level=orange")
        assert listed(text) == ["B", "D"]
        assert 'class="off"' in map_link(text, "A")
        assert 'class="off"' not in map_link(text, "B")
        assert re.search(r'data-filter="orange" aria-current="true"', text)

    def test_the_chosen_level_is_left_by_the_same_link(self, pages: Pages) -> None:
        assert re.search(r'<a href="/" data-filter="orange" aria-current="true"', pages.text("/?level=orange"))

    def test_a_district_can_be_looked_at_alone(self, pages: Pages) -> None:
        text = pages.text("/?district=017")
        assert sorted(listed(text)) == ["C", "F", "H", "I"]
        assert "4 phường, xã" in words_of(section(text, "day"))
        assert 'class="off"' in map_link(text, "B")

    def test_level_and_district_work_together(self, pages: Pages) -> None:
        assert listed(pages.text("/?district=001&level=orange")) == ["B", "D"]

    def test_official_boundaries_need_no_notice(self, pages: Pages) -> None:
        text = words_of(pages.text("/"))
        assert "Ranh giới sơ đồ" not in text
        assert "Ranh giới chính thức" in text

    def test_the_criteria_are_told_with_their_documents_and_how_sure_we_are(self, pages: Pages) -> None:
        rules = words_of(section(pages.text("/"), "rules-title") + pages.text("/"))
        assert "Có ổ dịch đang mở chưa rõ nguồn lây Quyết định 2686/QĐ-BCĐQG, tiêu chí cấp xã" in rules
        assert "Có ổ dịch đang mở ở chợ ví dụ" in rules
        assert "Có ca cộng đồng đã rõ nguồn lây dựng lại" in rules
        assert "Kỳ xét ca bệnh 14 ngày ví dụ" in rules

    def test_rendering_costs_two_statements_however_many_wards_there_are(self, live: Pages) -> None:
        live.get("/robots.txt")
        asked: list[str] = []
        event.listen(live.site.engine, "before_cursor_execute", lambda *said: asked.append(said[2]))
        live.client.get("/")
        assert len([each for each in asked if each.startswith("SELECT")]) <= 2, asked


class TestSearch:
    """`/?q=`."""

    def test_a_name_is_found_without_diacritics(self, pages: Pages) -> None:
        text = pages.text("/?q=phuong+e")
        assert listed(text) == ["E"]

    def test_a_district_finds_its_wards(self, pages: Pages) -> None:
        assert sorted(listed(pages.text("/?q=Quận+017"))) == ["C", "F", "H", "I"]

    def test_a_search_without_answer_says_what_to_try(self, pages: Pages) -> None:
        assert "Không thấy “zzz”. Thử tên quận, huyện hoặc gõ ngắn hơn." in words_of(pages.text("/?q=zzz"))

    def test_what_was_typed_is_escaped(self, pages: Pages) -> None:
        text = pages.text("/?q=%3Cscript%3Ealert(1)%3C/script%3E%22%27")
        assert "<script>alert" not in text
        assert "&lt;script&gt;alert(1)&lt;/script&gt;&#34;&#39;" in text

    def test_an_empty_search_leads_to_the_map(self, pages: Pages) -> None:
        answer = pages.get("/?q=+&lang=en")
        assert (answer.status_code, answer.headers["location"]) == (307, "/?lang=en")

    def test_a_very_long_search_is_cut(self, pages: Pages) -> None:
        answer = pages.get("/?q=" + "a" * 3000)
        assert answer.headers["location"] == "/?q=" + "a" * 100


class TestWard:
    """`/w/{ward_code}`."""

    def test_it_explains_the_level_in_the_sentence_of_the_api(self, pages: Pages) -> None:
        told = pages.client.get("/api/v1/zones/A").json()["explanation"]
        assert told["vi"] in words_of(pages.text("/w/A"))
        assert told["en"] in words_of(pages.text("/w/A?lang=en"))

    def test_it_says_since_when(self, pages: Pages) -> None:
        assert "Từ 10:00, 14/08/2021 · ngày thứ 1" in words_of(pages.text("/w/A"))

    def test_the_day_is_counted_by_the_calendar(self, live: Pages) -> None:
        live.site.clock.move(timedelta(days=2))
        assert "Từ 10:00, 14/08/2021 · ngày thứ 3" in words_of(live.text("/w/A"))

    def test_its_grounds_name_threshold_window_document_and_how_sure_we_are(self, live: Pages) -> None:
        live.site.post("C", reported=counts(known=7))
        why = words_of(section(live.text("/w/C"), "why"))
        assert "Có ca cộng đồng đã rõ nguồn lây dựng lại 7 ca cộng đồng đã rõ nguồn lây · ngưỡng: từ 1 ca" in why
        assert "kỳ xét 01/08/2021–14/08/2021 ví dụ" in why
        assert "Quyết định 2686/QĐ-BCĐQG, tiêu chí cấp xã; Chỉ thị 06-CT/TU, mục 3, 4" in why

    def test_it_says_what_keeps_the_level_up(self, pages: Pages) -> None:
        opening = words_of(section(pages.text("/w/A"), "opening"))
        assert "Ổ dịch chưa kết thúc: Chợ Mới." in opening

    def test_it_says_when_a_level_may_fall(self, live: Pages) -> None:
        live.site.post("C", reported=counts(known=7))
        expected = live.get("/api/v1/zones/C").json()["earliest_loosening"]
        year, month, number = expected.split("-")
        assert f"{number}/{month}/{year} nếu không phát sinh thêm" in words_of(section(live.text("/w/C"), "opening"))

    def test_a_ward_at_the_lowest_level_waits_for_nothing(self, pages: Pages) -> None:
        assert "Đang ở mức thấp nhất." in words_of(section(pages.text("/w/C"), "opening"))

    def test_a_ward_without_data_is_not_called_safe(self, pages: Pages) -> None:
        text = pages.text("/w/I")
        assert "chưa có số liệu không có nghĩa là an toàn" in words_of(text)
        assert 'class="verdict lv-unknown"' in text

    def test_it_tells_the_testing_duty_and_the_next_round(self, pages: Pages) -> None:
        testing = words_of(section(pages.text("/w/A"), "testing"))
        assert "2–3 ngày/lần toàn dân Lượt tới, chậm nhất 17/08/2021 còn 3 ngày" in testing

    def test_a_proposed_ring_is_only_proposed(self, pages: Pages) -> None:
        ring = words_of(section(pages.text("/w/A"), "ring"))
        assert "Lớp lõi · Chỉ thị 16 đề xuất" in ring
        assert "Mới là đề xuất của hệ thống." in ring
        assert "Biện pháp nếu được ban hành" in ring

    def test_an_issued_ring_names_its_order(self, live: Pages) -> None:
        live.site.issue(live.site.snapshot().outbreaks[0].outbreak_id)
        ring = words_of(section(live.text("/w/A"), "ring"))
        assert "Văn bản 2/QĐ-UBND, Chủ tịch, từ 10:00, 14/08/2021" in ring
        assert "Ai ở đâu ở đó, chỉ ra ngoài khi thật cần thiết" in ring
        assert "đề xuất" not in ring

    def test_a_ward_outside_the_rings_has_no_directive(self, pages: Pages) -> None:
        ring = words_of(section(pages.text("/w/I"), "ring"))
        assert "Ngoài các vòng" in ring
        assert "Chỉ thị" not in ring

    def test_small_counts_are_hidden_everywhere_on_the_page(self, live: Pages) -> None:
        live.site.post("C", reported=CaseCounts(2, 0, 0, 0, 0))
        page = live.text("/w/C")
        assert "14/08/2021: dưới 3" in page
        row = re.search(TODAYS_ROW, page)
        assert row is not None
        assert re.findall(r">([^<]+)</td>", row[1]) == ["dưới 3", "0", "0", "0", "0"]

    def test_no_page_tells_one_small_count_from_another(self, live: Pages) -> None:
        live.site.post("C", reported=counts(known=1))
        one = live.text("/w/C")
        live.site.correct("C", day(0), counts(known=2))
        other = live.text("/w/C")
        stamped = re.compile(r"Bản ghi số \d+")
        assert stamped.sub("", one) == stamped.sub("", other)

    def test_a_day_without_report_is_a_gap_and_not_a_zero(self, pages: Pages) -> None:
        cases = section(pages.text("/w/A"), "cases")
        assert f"{day(-16):%d/%m/%Y}: chưa có báo cáo" in cases
        assert f"{day(-15):%d/%m/%Y}: 0" in cases
        assert cases.count('class="gap"') == 12
        assert cases.count('class="bar-zero"') == 15

    def test_the_curve_is_a_table_too(self, live: Pages) -> None:
        live.site.post("C", reported=counts(3, 4, lockdown=5, quarantine=6, imported=7))
        row = re.search(TODAYS_ROW, live.text("/w/C"))
        assert row is not None
        assert re.findall(r">(\d+)</td>", row[1]) == ["3", "4", "5", "6", "7"]

    def test_days_that_have_not_locked_are_marked_as_provisional(self, pages: Pages) -> None:
        cases = section(pages.text("/w/A"), "cases")
        assert f"{day(-1):%d/%m/%Y}: 0 (tạm tính)" in cases
        assert f"{day(-2):%d/%m/%Y}: 0</title>" in cases
        assert cases.count('class="is-provisional"><title>') == 1
        assert "tạm tính, còn nhận báo cáo muộn" in cases

    def test_the_history_lists_what_was_in_force_the_newest_first(self, pages: Pages) -> None:
        history = words_of(section(pages.text("/w/A"), "history"))
        assert history.index("Vùng đỏ 10:00, 14/08/2021 nay") < history.index("Vùng xanh")

    def test_the_neighbors_are_listed_with_their_levels(self, pages: Pages) -> None:
        neighbors = section(pages.text("/w/E"), "neighbors")
        assert re.findall(r'href="/w/(\w)"', neighbors) == ["B", "D", "F", "H"]
        assert "4 nơi có chung đường ranh giới" in words_of(neighbors)
        assert "Phường B Vùng da cam" in words_of(neighbors)

    def test_its_own_map_marks_the_ward(self, pages: Pages) -> None:
        text = pages.text("/w/E")
        assert text.count('class="chosen"') == 1
        assert map_link(text, "B")

    def test_any_copy_says_of_which_day_and_record_it_is(self, live: Pages) -> None:
        known = Pages.of(live.site, live.site.engine, base_url="https://vung.example")
        text = words_of(known.text("/w/A"))
        assert f"Bản ghi số {live.site.revision()}" in text
        assert "Số liệu ngày 14/08/2021, chốt 18:00" in text
        assert "https://vung.example/w/A" in text


class TestUnknownWard:
    """`/w/` with a code that is not in the register."""

    def test_a_person_gets_a_page_in_both_languages(self, pages: Pages) -> None:
        answer = pages.get("/w/99999")
        assert answer.status_code == 404
        assert answer.headers["cache-control"] == "no-store"
        text = words_of(answer.text)
        assert "Danh mục hiện hành không có mã “99999”" in text
        assert "The present register has no code “99999”" in text
        assert 'name="q"' in answer.text

    def test_a_machine_gets_the_problem(self, pages: Pages) -> None:
        answer = pages.get("/w/99999", accept="application/json")
        assert answer.status_code == 404
        assert answer.headers["content-type"] == "application/problem+json"
        assert answer.json()["type"].endswith("/problems/ward-not-found")

    def test_the_code_is_escaped(self, pages: Pages) -> None:
        text = pages.get("/w/%3Ci%3E").text
        assert "<i>" not in text
        assert "“&lt;i&gt;”" in text
