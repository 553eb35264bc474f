"""The page that takes files, as it works without a script: form, look, sending, rows at fault."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from httpx2 import Response

from tests.accounts import hash_quickly
from tests.api.test_imports import GOOD, MIXED, stored, table
from tests.office import REPORTS, Office, office_on_sqlite, report
from tests.site import TODAY, counts, day

PAGE = "/staff/import"


@pytest.fixture
def office(sqlite_url: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[Office]:
    hash_quickly(monkeypatch)
    with office_on_sqlite(sqlite_url) as office:
        yield office


def send(
    office: Office, content: bytes | None, who: str = "an", *, name: str = "bao-cao.csv", **fields: str
) -> Response:
    files = {"file": (name, content)} if content is not None else {"file": ("", b"")}
    return office.client.post(
        PAGE, data={"on": str(TODAY), **fields}, files=files, headers=office.as_(who), follow_redirects=False
    )


def words_of(answer: Response) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.text))


def fields_of(answer: Response) -> dict[str, str]:
    """The hidden fields of the form that sends the file on."""
    return dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', answer.text))


def go_on(office: Office, answer: Response, step: str, who: str = "an", **fields: str) -> Response:
    """Press a button on the page that shows the file, which travels with the form."""
    return send(office, None, who, **{**fields_of(answer), "step": step, **fields})


def done(office: Office, answer: Response, who: str = "an") -> Response:
    assert answer.status_code == 303, words_of(answer)
    return office.get(answer.headers["Location"], who)


def test_the_form_offers_the_template_of_the_readers_district_and_day(office: Office) -> None:
    answer = office.get(f"{PAGE}?on={day(-1)}", "an")
    assert answer.status_code == 200
    assert f"/api/v1/imports/template.xlsx?on={day(-1)}&amp;district=001" in answer.text
    assert "/api/v1/case-reports/export?format=xlsx" in answer.text
    assert answer.headers["Cache-Control"] == "no-store"


def test_whoever_answers_for_several_districts_may_choose_one_or_all(office: Office) -> None:
    assert 'name="district"' in office.get(PAGE, "binh").text
    assert '<option value="017" selected>' in office.get(f"{PAGE}?district=017", "binh").text


def test_a_file_is_shown_before_it_is_sent_and_nothing_is_written(office: Office) -> None:
    answer = send(office, GOOD)
    told = words_of(answer)
    assert answer.status_code == 200
    assert "2 báo cáo mới" in told
    assert "Dự kiến đổi mức" in told
    assert "Gửi 2 báo cáo" in told
    assert "Cộng đồng, chưa rõ nguồn" in told
    assert office.stored_reports() == 0


def test_the_file_travels_with_the_form_and_is_sent_from_there(office: Office) -> None:
    told = words_of(done(office, go_on(office, send(office, GOOD), "send")))
    assert "Đã nhận 2 báo cáo" in told
    assert re.search(r"BN-\d{6}", told)
    assert set(stored(office)) == {"A", "B"}


def test_only_the_good_rows_are_sent_and_the_others_offered_as_a_file(office: Office) -> None:
    shown = send(office, MIXED)
    assert "Chưa nhận được 2 dòng" in words_of(shown)
    assert "Chỉ gửi 1 dòng đúng" in words_of(shown)
    page = done(office, go_on(office, shown, "good"))
    assert set(stored(office)) == {"A"}
    errors = re.search(r"/api/v1/imports/nt-[0-9a-f]+/errors\.xlsx", page.text)
    assert errors is not None
    assert office.get(errors[0], "an").status_code == 200


def test_the_rows_at_fault_can_be_had_without_sending_any(office: Office) -> None:
    page = done(office, go_on(office, send(office, MIXED), "errors"))
    assert "Chưa ghi gì từ tệp này" in words_of(page)
    assert "errors.xlsx" in page.text
    assert office.stored_reports() == 0
    assert office.audited(1)[0].action == "import_reports"


def test_empty_cells_are_zeros_once_that_is_ticked(office: Office) -> None:
    content = f"Ngày {TODAY:%d/%m/%Y};;\r\nPhường, xã;Khu cách ly;Chưa rõ nguồn\r\nPhường A;2;0".encode()
    shown = send(office, content)
    assert "Chưa nhận được tệp" in words_of(shown)
    again = go_on(office, shown, "check", blank_is_zero="1")
    assert "Gửi 1 báo cáo" in words_of(again)
    done(office, go_on(office, again, "send"))
    assert stored(office)["A"]["counts"]["imported"] == 0


def test_a_column_of_mere_cases_asks_for_its_class(office: Office) -> None:
    content = f"Ngày {TODAY:%d/%m/%Y};\r\nPhường, xã;Số ca mắc mới\r\nPhường A;2".encode()
    shown = send(office, content)
    assert 'name="count_class"' in shown.text
    again = go_on(office, shown, "check", count_class="quarantine")
    done(office, go_on(office, again, "send"))
    assert stored(office)["A"]["counts"]["quarantine"] == 2


def test_what_stands_is_corrected_with_a_reason(office: Office) -> None:
    office.post(REPORTS, "an", report("A", unknown=2))
    shown = send(office, GOOD)
    assert "1 dòng khác với số đang lưu" in words_of(shown)
    again = go_on(office, shown, "check", corrections="1", reason_code="late")
    assert "1 lần sửa" in words_of(again)
    done(office, go_on(office, again, "send", corrections="1", reason_code="late"))
    assert stored(office)["A"]["version"] == 2


def test_an_odd_figure_is_sent_only_with_a_tick_and_a_reason(office: Office) -> None:
    office.site.post("A", day(-1), counts(1))
    shown = send(office, table("A;Phường A;9;0;0;0;0;;;;"))
    assert "Số cần xem lại" in words_of(shown)
    key = fields_of(shown)["odd"]
    refused = go_on(office, shown, "send", **{f"reason:{key}": "ổ dịch chợ"})
    assert refused.status_code == 422
    assert "đánh dấu và ghi lý do" in words_of(refused)
    assert "ổ dịch chợ" in refused.text
    done(office, go_on(office, refused, "send", **{f"reason:{key}": "ổ dịch chợ", f"tick:{key}": "1"}))
    assert stored(office)["A"]["warnings"][0]["reason"] == "ổ dịch chợ"


def test_the_rows_of_a_file_of_several_days_are_told_by_their_days(office: Office) -> None:
    rows = [f"{on:%d/%m/%Y};A;0;0;0;0;0;1;5" for on in (day(-1), TODAY)]
    head = "Ngày;Mã;Chưa rõ nguồn;Rõ nguồn;Khu phong toả;Khu cách ly;Nhập cảnh;Số mẫu;Dương tính"
    told = words_of(send(office, "\r\n".join([head, *rows]).encode(), on=""))
    assert told.count(f"Phường A, {TODAY:%d/%m/%Y}") >= 2
    assert f"Phường A, {day(-1):%d/%m/%Y} Dương tính (5) lớn hơn số mẫu (1)" in told


def test_a_file_that_was_sent_before_is_told_when_it_is_looked_at(office: Office) -> None:
    done(office, go_on(office, send(office, GOOD), "send"))
    assert "Tệp này đã nhập lúc" in words_of(send(office, GOOD))


def test_the_same_file_again_has_nothing_new_to_send(office: Office) -> None:
    shown = send(office, GOOD)
    done(office, go_on(office, shown, "send"))
    answer = go_on(office, shown, "send")
    assert "Không có gì mới để gửi" in words_of(answer)


def test_no_file_and_one_that_cannot_be_read_are_said_on_the_form(office: Office) -> None:
    none = send(office, None)
    assert (none.status_code, "Chưa chọn tệp" in words_of(none)) == (422, True)
    bad = send(office, b"%PDF-1.7 ...", name="bao-cao.pdf")
    assert bad.status_code == 422
    assert 'role="alert"' in bad.text


def test_a_file_of_another_day_is_told_loudly(office: Office) -> None:
    answer = send(office, GOOD, on=str(day(-1)))
    assert f"{TODAY:%d/%m/%Y}" in words_of(answer)
    assert "Gửi" not in [text for text in re.findall(r"<button[^>]*>([^<]*)", answer.text) if text == "Gửi 2 báo cáo"]


def test_a_file_may_name_its_day_itself(office: Office) -> None:
    assert "Gửi 2 báo cáo" in words_of(send(office, GOOD, on=""))


def test_the_page_is_english_when_asked(office: Office) -> None:
    answer = office.get(f"{PAGE}?lang=en", "an")
    assert "Choose a file, or drop it here" in answer.text


def test_a_name_that_looks_like_markup_is_shown_as_text(office: Office) -> None:
    answer = send(office, GOOD, name="<script>alert(1)</script>.csv")
    assert "<script>alert(1)" not in answer.text
