"""“Cách phân loại”: the rules that decide, told to people, for the policy in force and for every other one."""

from __future__ import annotations

import re
from html import unescape

import pytest

from app.services.policy_library import shipped_policies
from tests.pages import Pages, section, words_of

POLICIES = sorted(shipped_policies())


class TestPolicyInForce:
    """`/rules`."""

    def test_it_is_linked_from_every_page(self, pages: Pages) -> None:
        for path in ("/", "/w/A", "/rules"):
            assert 'href="/rules"' in pages.text(path)

    def test_it_tells_its_title_validity_and_that_it_is_in_force(self, pages: Pages) -> None:
        told = words_of(pages.text("/rules"))
        assert "Chỉ thị 06-CT/TU của Thành ủy Hà Nội (đỏ, da cam, xanh) Đang áp dụng" in told
        assert "Hiệu lực 01/09/2021 – 21/09/2021" in told

    def test_each_level_has_its_criteria_with_documents_and_marks(self, pages: Pages) -> None:
        told = words_of(section(pages.text("/rules"), "criteria"))
        assert "Có ổ dịch đang mở ở chợ ví dụ QĐ 2686 nói" in told
        assert "từ 1 ca cộng đồng chưa rõ nguồn lây trở lên trong 14 ngày Quyết định 2686/QĐ-BCĐQG" in told
        assert told.index("Vùng đỏ") < told.index("Vùng da cam") < told.index("Vùng xanh Không thuộc tiêu chí nào")

    def test_it_tells_when_a_ward_may_open(self, pages: Pages) -> None:
        told = words_of(section(pages.text("/rules"), "opening"))
        assert "Giữ mức ít nhất 14 ngày dựng lại" in told
        assert "Số ngày liền đạt điều kiện 1 ngày ví dụ" in told

    def test_it_tells_testing_rings_and_documents(self, pages: Pages) -> None:
        text = pages.text("/rules")
        assert "Lấy mẫu toàn dân 2–3 ngày một lần" in words_of(section(text, "testing"))
        assert "Lớp lõi · CT 16" in words_of(section(text, "rings"))
        assert "Chỉ thị 06-CT/TU, mục 3, 4 Thành ủy Hà Nội, 01/09/2021" in words_of(section(text, "documents"))

    def test_it_counts_how_much_was_read_and_how_much_is_an_example(self, pages: Pages) -> None:
        told = words_of(section(pages.text("/rules"), "sure"))
        assert re.search(r"\d+ đọc trong văn bản .* \d+ dựng lại .* \d+ ví dụ của hệ thống", told)


class TestEveryPolicy:
    """`/rules/{policy_id}`."""

    @pytest.mark.parametrize("policy_id", POLICIES)
    @pytest.mark.parametrize("language", ["vi", "en"])
    def test_every_policy_has_a_page_with_its_levels_in_both_languages(
        self, pages: Pages, policy_id: str, language: str
    ) -> None:
        told = words_of(pages.text(f"/rules/{policy_id}?lang={language}"))
        policy = shipped_policies()[policy_id]
        title = policy.title_vi if language == "vi" else policy.title_en
        assert title in told
        for level in policy.levels:
            assert (level.label_vi if language == "vi" else level.label_en) in told

    def test_every_other_policy_is_linked(self, pages: Pages) -> None:
        text = pages.text("/rules")
        assert {f"/rules/{each}" for each in POLICIES if each != "hanoi-ct06-2021"} <= set(
            re.findall(r'href="(/rules/[^"]+)"', text)
        )

    def test_a_decision_table_is_a_table_with_the_name_of_each_level_and_how_sure_it_is(self, pages: Pages) -> None:
        table = re.search(r'<table class="decision">.*?</table>', pages.text("/rules/moh-4800-2021"), re.DOTALL)
        assert table is not None
        assert unescape(words_of(table[0])).endswith(
            "< 20 ≥ 20, < 50 ≥ 50, < 150 ≥ 150 "
            "< 70 % Cấp 1 dựng lại Cấp 2 dựng lại Cấp 3 dựng lại Cấp 4 "
            "≥ 70 % Cấp 1 dựng lại Cấp 2 dựng lại Cấp 2 dựng lại Cấp 3 dựng lại"
        )

    def test_what_raises_a_level_comes_with_its_exceptions_and_dates(self, pages: Pages) -> None:
        told = unescape(words_of(section(pages.text("/rules/moh-4800-2021"), "criteria")))
        assert (
            "Nâng 1 mức khi Người từ 65 tuổi đã tiêm đủ liều: < 80 % Trừ khi Ca mắc mới trong 14 ngày: ≤ 0 đã ở cấp 4 "
            "Áp dụng đến hết 31/10/2021. Chưa có số liệu thì không nâng." in told
        )

    def test_clauses_notice_and_conflicts_are_told(self, pages: Pages) -> None:
        told = words_of(pages.text("/rules/moh-4800-2021"))
        assert "Báo trước khi nâng mức 48 giờ" in told
        assert "Không được hạ mức khi Năng lực thu dung, điều trị chưa đạt" in told
        assert "Kết quả đã công bố mà bộ quy tắc không cho ra" in told

    def test_what_could_not_be_read_is_told(self, pages: Pages) -> None:
        told = words_of(section(pages.text("/rules/moh-2686-2021"), "gaps"))
        assert told.startswith("Phần chưa đọc được hoặc không tính được Nguồn lây khó kiểm soát")

    @pytest.mark.parametrize("policy_id", POLICIES)
    def test_what_is_to_be_known_of_a_document_is_told_in_vietnamese_too(self, pages: Pages, policy_id: str) -> None:
        told = unescape(words_of(section(pages.text(f"/rules/{policy_id}"), "documents")))
        for source in shipped_policies()[policy_id].sources.values():
            assert (source.note is None) is (source.note_vi is None), source.document
            assert " ".join((source.note_vi or "").split()) in told

    def test_a_draft_says_that_it_cannot_be_adopted(self, pages: Pages) -> None:
        assert "Dự thảo, không áp dụng được" in words_of(pages.text("/rules/moh-218-2022"))

    def test_the_colours_of_another_policy_are_served(self, pages: Pages) -> None:
        found = re.search(r'href="(/static/levels/[^"]+)"', pages.text("/rules/italy-dl65-2021"))
        assert found is not None
        answer = pages.get(found[1])
        assert "immutable" in answer.headers["cache-control"]
        levels = {each.id for each in shipped_policies()["italy-dl65-2021"].levels}
        assert all(f".lv-{level} " in answer.text for level in levels)

    def test_an_unknown_policy_leads_back_for_people_and_is_a_problem_for_machines(self, pages: Pages) -> None:
        page = pages.get("/rules/no-such-policy")
        assert page.status_code == 404
        assert "Không có bộ quy tắc này: no-such-policy" in words_of(page.text)
        problem = pages.get("/rules/no-such-policy", accept="application/json")
        assert (problem.status_code, problem.headers["content-type"]) == (404, "application/problem+json")

    def test_a_reader_who_has_the_page_is_told_so(self, pages: Pages) -> None:
        first = pages.get("/rules/moh-4800-2021")
        again = pages.get("/rules/moh-4800-2021", **{"if-none-match": first.headers["etag"]})
        assert again.status_code == 304
