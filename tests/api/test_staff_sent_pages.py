"""Pages of what was sent: the list, a receipt, the versions of a report, its correction, and moves of cases."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from httpx2 import Response
from sqlalchemy import Engine

from tests.accounts import hash_quickly
from tests.office import REPORTS, Office, open_office, report
from tests.site import TODAY, day

BATCH = f"{REPORTS}/batch"
PAGE = f"/staff/reports/A/{TODAY}"
FILLED = {
    "version": "1",
    "community_unknown_source": "3",
    "community_known_source": "0",
    "lockdown_area": "0",
    "quarantine": "0",
    "imported": "0",
    "samples": "",
    "positives": "",
    "new_f1_contacts": "",
    "reason_code": "late",
    "note": "thêm hai ca",
    "act": "save",
}
MOVED = {**dict.fromkeys(list(FILLED)[1:6], "0"), "version": "1", "to": "E:1", "act": "save"}


@pytest.fixture
def office(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> Office:
    hash_quickly(monkeypatch)
    office = open_office(engine)
    office.post(BATCH, "an", [report("A", unknown=1, note="chợ"), report("E", unknown=0)])
    return office


def send(office: Office, path: str, who: str, form: dict[str, str]) -> Response:
    return office.client.post(path, data=form, headers=office.as_(who), follow_redirects=False)


def words_of(answer: Response) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.text))


def standing(office: Office, ward: str = "A") -> tuple[int, int | None]:
    last = office.get(f"{REPORTS}/{ward}/{TODAY}/versions", "thanhpho").json()["items"][-1]
    return last["version"], None if last["counts"] is None else sum(last["counts"].values())


def test_the_list_names_receipt_sender_and_content(office: Office) -> None:
    text = words_of(office.get("/staff/sent", "an"))
    assert re.search(r"BN-\d{6}", text)
    assert "Bảng ngày" in text
    assert "2 báo cáo mới" in text


def test_the_list_reads_in_english_too(office: Office) -> None:
    text = words_of(office.get("/staff/sent?lang=en", "an"))
    assert "Daily sheet" in text
    assert "2 new reports" in text


@pytest.mark.parametrize("query", ["from=x&to=y", "from=2021-13-01", "before=x", "before=99999999999", "mine=1"])
def test_a_list_asked_for_oddly_is_still_a_list(office: Office, query: str) -> None:
    assert office.get(f"/staff/sent?{query}", "an").status_code == 200


def test_days_before_the_first_report_show_an_empty_list(office: Office) -> None:
    text = words_of(office.get(f"/staff/sent?from={day(-9)}&to={day(-8)}", "an"))
    assert "Chưa có lần gửi nào" in text


def test_a_receipt_shows_each_ward_and_what_changed(office: Office) -> None:
    correction = report("A", unknown=4, correction={"version": 1, "reason_code": "late"})
    receipt = office.post(BATCH, "an", [correction]).json()["receipt"]
    text = words_of(office.get(f"/staff/sent/{receipt}", "an"))
    assert "Phường A" in text
    assert "đổi từ 1" in text
    assert "đổi từ chợ" in text


def test_a_receipt_of_others_is_no_receipt(office: Office) -> None:
    receipt = office.post(REPORTS, "an", report("B")).json()["receipt"]
    answer = office.get(f"/staff/sent/{receipt}", "lan")
    assert answer.status_code == 404
    assert "Không có biên nhận" in words_of(answer)


def test_a_correction_becomes_a_version_with_its_author_and_reason(office: Office) -> None:
    answer = send(office, PAGE, "chi", FILLED)
    assert answer.status_code == 303
    assert standing(office) == (2, 3)
    text = words_of(office.get(answer.headers["Location"], "an"))
    assert "Đã lưu, biên nhận BN-" in text
    assert "Bổ sung muộn" in text
    assert "đổi từ 1" in text
    assert "correct_report" in {each.action for each in office.audited()}


def test_the_history_lies_under_what_was_sent(office: Office) -> None:
    menu = re.findall(r'<a href="(/staff/\w+)[^"]*" aria-current="page">', office.get(PAGE, "an").text)
    assert set(menu) == {"/staff/sent"}


def test_a_trial_tells_the_levels_and_writes_nothing(office: Office) -> None:
    answer = send(office, f"/staff/reports/E/{TODAY}", "an", {**FILLED, "act": "try"})
    assert answer.status_code == 200
    assert "Vùng da cam" in words_of(answer)
    assert standing(office, "E") == (1, 0)
    assert 'value="3"' in answer.text


def test_a_report_is_withdrawn(office: Office) -> None:
    assert send(office, PAGE, "an", {**FILLED, "withdraw": "1", "imported": ""}).status_code == 303
    assert standing(office) == (2, None)
    assert "Đã rút" in words_of(office.get(PAGE, "an"))


def test_a_withdrawal_that_was_tried_first_is_still_one_when_saved(office: Office) -> None:
    tried = send(office, PAGE, "an", {**FILLED, "withdraw": "1", "act": "try"})
    assert 'name="withdraw" value="1" checked' in tried.text


def test_a_form_without_a_reason_comes_back_unfolded_with_its_fault(office: Office) -> None:
    answer = send(office, PAGE, "an", {**FILLED, "reason_code": ""})
    assert '<details class="card act" id="correct" open>' in answer.text
    assert '<p class="fault" id="c-reason-fault">Chọn lý do</p>' in answer.text


def test_a_move_to_nowhere_comes_back_unfolded_with_its_fault(office: Office) -> None:
    answer = send(office, f"{PAGE}/move", "an", {**MOVED, "to": ""})
    assert '<details class="card act" id="move" open>' in answer.text
    assert '<p class="fault" id="m-to-fault">Chọn nơi nhận</p>' in answer.text


def test_a_locked_day_says_so_before_anything_is_typed(office: Office) -> None:
    office.site.clock.move(timedelta(days=3))
    answer = office.get(PAGE, "an")
    assert "Ngày này đã khoá từ" in words_of(answer)
    assert 'name="reason_code"' not in answer.text
    assert 'name="reason_code"' in office.get(PAGE, "thanhpho").text


def test_what_was_typed_stays_when_the_day_locks_meanwhile(office: Office) -> None:
    office.site.clock.move(timedelta(days=3))
    answer = send(office, PAGE, "an", FILLED)
    assert answer.status_code == 422
    assert "đã khoá từ" in words_of(answer)
    assert "thêm hai ca" in answer.text


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ({"community_unknown_source": "1,5"}, "số lẻ"),
        ({"community_unknown_source": ""}, "Cần số nguyên"),
        ({"samples": "abc"}, "không phải số"),
        ({"samples": "12"}, "Cần số nguyên"),
        ({"reason_code": ""}, "Chọn lý do"),
        ({"reason_code": "rumour"}, "Chọn lý do"),
        ({"version": "2"}, "phiên bản hiện tại là 1"),
        ({"version": "x"}, "phiên bản hiện tại là 1"),
    ],
)
def test_a_form_with_a_fault_comes_back_as_typed(office: Office, said: dict[str, str], told: str) -> None:
    answer = send(office, PAGE, "an", {**FILLED, "note": "giữ lại <b>", **said})
    assert answer.status_code == 422
    assert told in words_of(answer)
    assert "giữ lại &lt;b&gt;" in answer.text
    assert standing(office) == (1, 1)


def test_a_refused_correction_leaves_a_line_and_a_trial_none(office: Office) -> None:
    send(office, PAGE, "an", {**FILLED, "version": "2", "act": "try"})
    before = [each.outcome.value for each in office.audited()].count("refused")
    send(office, PAGE, "an", {**FILLED, "version": "2"})
    refused = [each for each in office.audited() if each.outcome.value == "refused"]
    assert len(refused) == before + 1
    assert (refused[0].action, refused[0].detail["fault"]) == ("take_correction", "StaleVersion")


def test_an_odd_figure_asks_for_its_reason_and_takes_it(office: Office) -> None:
    odd = {**FILLED, "samples": "3", "positives": "4"}
    answer = send(office, PAGE, "an", odd)
    assert answer.status_code == 422
    assert 'name="confirm_positives_exceed_samples"' in answer.text
    confirmed = {**odd, "confirm_positives_exceed_samples": "mẫu gộp từ hôm trước"}
    assert send(office, PAGE, "an", confirmed).status_code == 303
    assert "mẫu gộp từ hôm trước" in words_of(office.get(PAGE, "an"))


def test_cases_are_moved_to_another_ward(office: Office) -> None:
    answer = send(office, f"{PAGE}/move", "an", {**MOVED, "community_unknown_source": "1"})
    assert answer.status_code == 303
    assert (standing(office, "A"), standing(office, "E")) == ((2, 0), (2, 1))


def test_a_move_is_tried_first(office: Office) -> None:
    answer = send(office, f"{PAGE}/move", "an", {**MOVED, "community_unknown_source": "1", "act": "try"})
    assert answer.status_code == 200
    assert "Phường E" in words_of(answer)
    assert (standing(office, "A"), standing(office, "E")) == ((1, 1), (1, 0))


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ({"community_unknown_source": "9"}, "Không chuyển được 9 ca"),
        ({}, "Chưa có ca nào để chuyển"),
        ({"to": ""}, "Chọn nơi nhận"),
        ({"to": "A:1", "community_unknown_source": "1"}, "hai phường, xã khác nhau"),
        ({"to": "E:7", "community_unknown_source": "1"}, "phiên bản hiện tại là 1"),
    ],
)
def test_what_cannot_be_moved_is_told(office: Office, said: dict[str, str], told: str) -> None:
    answer = send(office, f"{PAGE}/move", "an", {**MOVED, **said})
    assert answer.status_code == 422
    assert told in words_of(answer)
    assert standing(office, "A") == (1, 1)


def test_the_page_of_a_ward_without_a_report_says_so_and_offers_nothing(office: Office) -> None:
    answer = office.get(f"/staff/reports/B/{TODAY}", "an")
    assert "Chưa có báo cáo nào" in words_of(answer)
    assert "<form" not in answer.text.split('id="main"')[1].split("</main>")[0]


@pytest.mark.parametrize(("who", "status"), [("lan", 403), ("may", 403), (None, 303)])
def test_others_do_not_see_the_history(office: Office, who: str | None, status: int) -> None:
    headers = {"Accept": "text/html", **(office.as_(who) if who else {})}
    assert office.client.get(PAGE, headers=headers, follow_redirects=False).status_code == status


def test_who_only_reads_gets_no_forms(office: Office) -> None:
    answer = office.get(PAGE, "quantri")
    assert answer.status_code == 200
    assert 'name="reason_code"' not in answer.text


def test_another_district_writes_nothing(office: Office) -> None:
    assert send(office, PAGE, "lan", FILLED).status_code == 403
    assert send(office, f"{PAGE}/move", "lan", MOVED).status_code == 403
    assert standing(office) == (1, 1)


def test_characters_that_no_text_holds_are_left_out_of_what_was_typed(office: Office) -> None:
    odd = {**FILLED, "note": "thêm\x00 hai\x07 ca", "samples": "3", "positives": "4"}
    assert send(office, PAGE, "an", {**odd, "confirm_positives_exceed_samples": "mẫu\x00 gộp"}).status_code == 303
    last = office.get(f"{REPORTS}/A/{TODAY}/versions", "an").json()["items"][-1]
    assert (last["note"], last["warnings"][0]["reason"]) == ("thêm hai ca", "mẫu gộp")


@pytest.mark.parametrize(
    ("path", "form", "fault"),
    [
        (PAGE, {**FILLED, "version": "2"}, "StaleVersion"),
        (f"{PAGE}/move", {**MOVED, "community_unknown_source": "9"}, "InvalidValue"),
    ],
)
def test_what_a_form_could_not_write_leaves_a_line_in_the_audit(
    office: Office, path: str, form: dict[str, str], fault: str
) -> None:
    send(office, path, "an", form)
    line = office.audited()[0]
    assert (line.actor, line.outcome, line.detail["fault"], line.district_code) == ("an", "refused", fault, "001")
