"""Files of reports over HTTP: taken whole or in part, the same twice, corrections, and the rows given back."""

from __future__ import annotations

import io
import json
from typing import Any

import pytest
from httpx2 import Response
from python_calamine import CalamineWorkbook
from sqlalchemy import Engine

from app.api.routes import imports
from app.storage.audit import Outcome
from tests.accounts import hash_quickly
from tests.office import REPORTS, Office, open_office, problem, report
from tests.site import TODAY, counts, day

IMPORTS = "/api/v1/imports"
HEAD = "Mã;Phường, xã;Chưa rõ nguồn;Rõ nguồn;Khu phong toả;Khu cách ly;Nhập cảnh;Số mẫu;Dương tính;F1 mới;Ghi chú"
PROGRAM_HEAD = (
    "ward_code,reporting_date,community_unknown_source,community_known_source,lockdown_area,quarantine,imported"
)


@pytest.fixture
def office(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> Office:
    hash_quickly(monkeypatch)
    return open_office(engine)


def table(*rows: str) -> bytes:
    """A district's sheet as CSV with semicolons: a title with the day, headings, rows."""
    return "\r\n".join([f"Báo cáo ngày {TODAY:%d/%m/%Y};;;;;;;;;;", HEAD, *rows]).encode()


def send(
    office: Office,
    content: bytes,
    who: str = "an",
    *,
    name: str = "bao-cao.csv",
    query: str = "",
    key: str | None = None,
    **form: str,
) -> Response:
    """Send a file as a form does."""
    headers = {**office.as_(who), **({"Idempotency-Key": key} if key else {})}
    return office.client.post(f"{IMPORTS}?{query}", headers=headers, files={"file": (name, content)}, data={**form})


def sheet(content: bytes) -> list[list[Any]]:
    with CalamineWorkbook.from_filelike(io.BytesIO(content)) as book:
        return book.get_sheet_by_index(0).to_python(skip_empty_area=False)


def stored(office: Office, who: str = "an") -> dict[str, dict[str, Any]]:
    """The reports of today, by ward."""
    items = office.get(REPORTS, who).json()["items"]
    return {item["ward_code"]: item for item in items if item["reporting_date"] == str(TODAY)}


GOOD = table("A;Phường A;1;0;0;0;0;40;1;3;chợ", "B;Phường B;0;0;0;0;0;;;;")
MIXED = table("A;Phường A;1;0;0;0;0;;;;", "B;Phường B;0;hai;0;0;0;;;;", ";Phường Z;0;0;0;0;0;;;;")


def test_a_sheet_is_taken_and_answered_with_a_receipt(office: Office) -> None:
    answer = send(office, GOOD)
    assert answer.status_code == 201, answer.text
    told = answer.json()
    assert (told["rows"], told["created"], told["rejected"], told["state"]) == (2, 2, 0, "taken")
    assert told["receipt"] == f"BN-{told['revision']:06d}"
    assert told["level_changes"][0] == {
        "ward_code": "A", "ward_name": "Phường A", "before": None, "after": "orange",
    }  # fmt: skip
    assert stored(office)["A"]["tests"] == {"samples": 40, "positives": 1}
    assert stored(office)["A"]["new_f1_contacts"] == 3
    assert stored(office)["A"]["note"] == "chợ"
    assert stored(office)["B"]["tests"] is None


def test_what_was_sent_is_found_under_its_receipt_as_a_file(office: Office) -> None:
    receipt = send(office, GOOD).json()["receipt"]
    assert office.get(f"/api/v1/submissions/{receipt}", "an").json()["kind"] == "import"


def test_the_same_file_twice_changes_nothing(office: Office) -> None:
    send(office, GOOD)
    answer = send(office, GOOD)
    assert answer.status_code == 200
    told = answer.json()
    assert (told["created"], told["unchanged"], told["receipt"], told["import_id"]) == (0, 2, None, None)
    assert office.stored_reports() == 2


def test_a_file_that_was_taken_before_is_told_with_its_receipt(office: Office) -> None:
    receipt = send(office, GOOD).json()["receipt"]
    notices = send(office, GOOD, query="dry_run=true").json()["notices"]
    assert notices[0].startswith("Tệp này đã nhập lúc 10:00")
    assert receipt in notices[0]


def test_a_file_with_too_many_rows_is_refused_before_it_is_read(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(imports, "MOST_ROWS", 2)
    content = "\n".join([PROGRAM_HEAD, *(f"{ward},{TODAY},0,0,0,0,0" for ward in "ABD"), ""]).encode()
    refused = problem(send(office, content), 422, "invalid-import")
    assert "cases import" in refused["detail"]


def test_the_same_key_gets_the_same_answer_and_another_file_under_it_is_refused(office: Office) -> None:
    first = send(office, GOOD, key="k-1")
    again = send(office, GOOD, key="k-1")
    assert (again.status_code, again.json()) == (200, first.json())
    problem(send(office, MIXED, key="k-1"), 422, "idempotency-key-reused")


def test_a_dry_run_tells_the_consequence_and_writes_nothing(office: Office) -> None:
    told = send(office, GOOD, query="dry_run=true").json()
    assert (told["dry_run"], told["created"], told["receipt"], told["import_id"]) == (True, 2, None, None)
    assert told["level_changes"][0]["after"] == "orange"
    assert office.stored_reports() == 0
    assert office.get(IMPORTS, "an").json()["items"] == []


def test_one_bad_row_refuses_the_file_with_every_fault_and_the_address_of_its_rows(office: Office) -> None:
    refused = problem(send(office, MIXED), 422, "import-refused")
    assert refused["rejected"] == 2
    assert [each["pointer"] for each in refused["errors"]] == ["/4/community_known_source", "/5/ward_name"]
    assert office.stored_reports() == 0
    rows = sheet(office.get(refused["errors_url"], "an").content)
    assert rows[4][:4] == ["Mã", "Phường, xã", "Cộng đồng, chưa rõ nguồn", "Cộng đồng, rõ nguồn"]
    assert rows[5][3] == "hai"
    assert rows[5][-4:-2] == [4, "Cộng đồng, rõ nguồn"]
    assert "“hai”" in rows[5][-2]


def test_a_refused_file_is_remembered_and_written_to_the_audit(office: Office) -> None:
    refused = problem(send(office, MIXED), 422)
    told = office.get(f"{IMPORTS}/{refused['import_id']}", "an").json()
    assert (told["state"], told["created"], told["rejected"], told["receipt"]) == ("refused", 0, 2, None)
    line = office.audited(1)[0]
    assert (line.action, line.outcome) == ("post_import", Outcome.REFUSED)


def test_the_good_rows_are_taken_when_asked_and_the_others_given_back(office: Office) -> None:
    answer = send(office, MIXED, query="partial=true")
    told = answer.json()
    assert answer.status_code == 201
    assert (told["rows"], told["created"], told["rejected"], told["state"]) == (3, 1, 2, "partial")
    assert set(stored(office)) == {"A"}
    assert [(each["row"], each["cell"]) for each in told["faults"]] == [(4, "D4"), (5, None)]
    assert len(sheet(office.get(told["errors_url"], "an").content)) == 7


def test_nothing_good_in_part_stores_nothing_and_is_remembered(office: Office) -> None:
    answer = send(office, table("B;Phường B;0;hai;0;0;0;;;;"), query="partial=true")
    assert answer.status_code == 200
    assert (answer.json()["state"], answer.json()["created"]) == ("refused", 0)
    assert office.get(answer.json()["errors_url"], "an").status_code == 200


def test_an_empty_row_is_no_report_and_never_a_zero(office: Office) -> None:
    told = send(office, table("A;Phường A;1;0;0;0;0;;;;", "B;Phường B;;;;;;;;;")).json()
    assert (told["rows"], told["created"], told["rejected"]) == (1, 1, 0)
    assert set(stored(office)) == {"A"}


def test_a_row_with_some_classes_empty_is_at_fault_unless_empty_means_zero(office: Office) -> None:
    content = table("A;Phường A;1;0;;;0;;;;")
    faults = send(office, content, query="dry_run=true").json()["faults"]
    assert [(each["cell"], each["column"]) for each in faults] == [("E3", "lockdown_area"), ("F3", "quarantine")]
    assert "ghi 0 nếu không có ca" in faults[0]["message"]
    assert send(office, content, blank_is_zero="true").status_code == 201
    assert stored(office)["A"]["counts"]["quarantine"] == 0
    assert office.audited(1)[0].detail["blank_is_zero"] is True


def test_a_file_without_a_column_for_every_class_is_not_filled_with_zeros_unasked(office: Office) -> None:
    content = f"Ngày {TODAY:%d/%m/%Y};;\r\nPhường, xã;Khu cách ly;Chưa rõ nguồn\r\nPhường A;2;0".encode()
    refused = problem(send(office, content), 422, "import-refused")
    assert "Nhập cảnh" in refused["errors"][0]["detail"]
    assert send(office, content, blank_is_zero="true").status_code == 201


@pytest.mark.parametrize("heads", ["Khu cách ly;KCL", "Cột lạ;Khác"])
def test_figures_that_are_not_read_are_never_taken_as_zero(office: Office, heads: str) -> None:
    title = f"Ngày {TODAY:%d/%m/%Y}"
    rows = [title, f"Mã;Chưa rõ nguồn;Rõ nguồn;Khu phong toả;Nhập cảnh;{heads}", "A;1;0;0;0;7;7"]
    answer = send(office, "\n".join(rows).encode(), blank_is_zero="true")
    told = problem(answer, 422, "import-refused")["errors"][0]["detail"]
    assert f"“{heads.partition(';')[0]}”" in told
    assert "không thể coi là 0: Khu cách ly" in told
    assert stored(office) == {}


def test_a_column_of_mere_cases_asks_for_its_class(office: Office) -> None:
    content = f"Ngày {TODAY:%d/%m/%Y};\r\nPhường, xã;Số ca mắc mới\r\nPhường A;2".encode()
    refused = problem(send(office, content), 422, "import-refused")
    assert "count_class" in refused["errors"][0]["detail"]
    assert send(office, content, count_class="quarantine").status_code == 201
    assert stored(office)["A"]["counts"]["quarantine"] == 2


def test_another_number_than_what_stands_is_refused_unless_it_is_to_correct_it(office: Office) -> None:
    office.post(REPORTS, "an", report("A", unknown=2))
    refused = problem(send(office, GOOD), 422, "import-refused")
    assert "2 ca, bản 1, an gửi" in refused["errors"][0]["detail"]
    told = send(office, GOOD, corrections="true", reason_code="false_positive").json()
    assert (told["created"], told["corrected"]) == (1, 1)
    assert (stored(office)["A"]["version"], stored(office)["A"]["reason_code"]) == (2, "false_positive")


def test_corrections_need_a_reason(office: Office) -> None:
    refused = problem(send(office, GOOD, corrections="true"), 422, "invalid-request")
    assert refused["errors"][0]["pointer"] == "/reason_code"


def test_what_the_sender_never_saw_is_not_corrected(office: Office) -> None:
    office.post(REPORTS, "an", report("A", unknown=2))
    seen = office.get(REPORTS, "an").json()["items"][0]["revision"]
    office.put(f"{REPORTS}/A/{TODAY}", "chi", {"counts": report("A", unknown=5)["counts"], "reason_code": "late"},
               If_Match='"1"')  # fmt: skip
    refused = problem(
        send(office, GOOD, corrections="true", reason_code="other", seen_revision=str(seen)), 422, "import-refused"
    )
    assert "phiên bản hiện tại là 2" in refused["errors"][0]["detail"]
    assert stored(office)["A"]["counts"]["community_unknown_source"] == 5


def test_odd_figures_are_told_and_taken_with_a_reason(office: Office) -> None:
    office.site.post("A", day(-1), counts(1))
    content = table("A;Phường A;9;0;0;0;0;;;;")
    told = send(office, content, query="dry_run=true").json()
    assert [(each["row"], each["code"], each["confirmed"]) for each in told["warnings"]] == [(3, "jump", False)]
    problem(send(office, content, query="require_confirmation=true"), 409, "confirmation-required")
    reasons = [{"ward_code": "A", "reporting_date": str(TODAY), "code": "jump", "reason": "ổ dịch chợ"}]
    answer = send(office, content, query="require_confirmation=true", confirmations=json.dumps(reasons))
    assert answer.status_code == 201
    assert stored(office)["A"]["warnings"][0]["reason"] == "ổ dịch chợ"


@pytest.mark.parametrize("text", ["{}", "[1]", "no json", '[{"ward_code": "A"}]', "[" * 5000])
def test_confirmations_are_a_list_of_reasons(office: Office, text: str) -> None:
    refused = problem(send(office, GOOD, confirmations=text), 422, "invalid-request")
    assert refused["errors"][0]["pointer"] == "/confirmations"


def test_a_sheet_of_another_district_is_refused_and_audited(office: Office) -> None:
    problem(send(office, table("C;Phường C;1;0;0;0;0;;;;")), 403, "not-your-district")
    assert office.stored_reports() == 0
    line = office.audited(1)[0]
    assert (line.outcome, line.district_code) == (Outcome.REFUSED, "017")


def test_a_row_of_another_district_is_given_back_and_the_others_taken(office: Office) -> None:
    content = table("A;Phường A;1;0;0;0;0;;;;", "C;Phường C;1;0;0;0;0;;;;")
    told = send(office, content, query="partial=true").json()
    assert (told["created"], told["rejected"]) == (1, 1)
    assert set(stored(office, "thanhpho")) == {"A"}


def test_a_programs_row_of_another_district_refuses_the_file_as_it_does_a_batch(office: Office) -> None:
    content = f"{PROGRAM_HEAD}\nA,{TODAY},0,0,0,0,0\nC,{TODAY},0,0,0,0,0\n".encode()
    refused = problem(send(office, content), 403, "not-your-district")
    assert [each["pointer"] for each in refused["errors"]] == ["/3"]
    assert office.stored_reports() == 0


def test_a_district_out_of_scope_and_an_unknown_one_are_refused(office: Office) -> None:
    problem(send(office, GOOD, district="017"), 403)
    problem(send(office, GOOD, district="999"), 404)


def test_a_locked_day_says_since_when_and_who_can_open_it(office: Office) -> None:
    content = f"{PROGRAM_HEAD}\nA,{day(-3)},0,0,0,0,0\n".encode()
    refused = problem(send(office, content), 422, "import-refused")
    assert "khoá từ" in refused["errors"][0]["detail"]
    assert send(office, content, "thanhpho").status_code == 201


def test_programs_send_csv_with_our_own_names(office: Office) -> None:
    content = (
        f"{PROGRAM_HEAD},samples,positives,note\nA,{TODAY},1,0,0,0,0,40,1,'=1\nB,{day(-1)},0,0,0,0,0,,,\n".encode()
    )
    told = send(office, content).json()
    assert (told["created"], told["first_day"], told["last_day"]) == (2, str(day(-1)), str(TODAY))
    assert stored(office)["A"]["note"] == "=1"


@pytest.mark.parametrize("code", ["A\x00", "A" * 500])
def test_what_can_be_no_code_of_a_ward_is_a_fault_of_its_line(office: Office, code: str) -> None:
    answer = send(office, f"{PROGRAM_HEAD}\n{code},{TODAY},0,0,0,0,0\n".encode())
    (fault,) = problem(answer, 422, "import-refused")["errors"]
    assert fault["pointer"] == "/2/ward_code"
    assert "không phải mã phường, xã" in fault["detail"]


@pytest.mark.parametrize("said", ["0001-01-01", "1999-12-31"])
def test_a_day_long_before_any_report_is_refused_in_a_file_too(office: Office, said: str) -> None:
    answer = send(office, f"{PROGRAM_HEAD}\nA,{said},0,0,0,0,0\n".encode(), "thanhpho")
    assert "01/01/2000" in problem(answer, 422, "import-refused")["errors"][0]["detail"]


def test_a_cell_with_a_day_long_before_any_report_is_refused(office: Office) -> None:
    content = table("A;Phường A;1;0;0;0;0;;;;").replace(f"{TODAY:%d/%m/%Y}".encode(), b"14/08/1971")
    assert "01/01/2000" in problem(send(office, content, "thanhpho"), 422)["errors"][0]["detail"]


def test_faults_of_a_programs_file_are_told_in_one_round(office: Office) -> None:
    content = f"{PROGRAM_HEAD}\nA,{TODAY},x,0,0,0,0\nZ,{TODAY},0,0,0,0,0\nB,hôm nay,0,0,0,0,0\n".encode()
    refused = problem(send(office, content), 422, "import-refused")
    assert [each["pointer"] for each in refused["errors"]] == [
        "/2/community_unknown_source", "/3", "/4/reporting_date",
    ]  # fmt: skip
    rows = sheet(office.get(refused["errors_url"], "an").content)
    assert [row[0] for row in rows[4:]] == ["A", "Z", "B"]


def test_files_are_listed_for_those_who_answer_for_their_districts(office: Office) -> None:
    told = send(office, GOOD).json()
    assert [each["import_id"] for each in office.get(IMPORTS, "chi").json()["items"]] == [told["import_id"]]
    assert office.get(IMPORTS, "lan").json()["items"] == []
    problem(office.get(f"{IMPORTS}/{told['import_id']}", "lan"), 404, "import-not-found")
    problem(office.get(f"{IMPORTS}/{told['import_id']}/errors.xlsx", "lan"), 404, "import-not-found")


def test_the_list_is_read_page_by_page(office: Office) -> None:
    for ward in ("A", "B", "D"):
        send(office, table(f"{ward};Phường {ward};1;0;0;0;0;;;;"))
    page = office.get(f"{IMPORTS}?limit=2", "an").json()
    assert page["number_returned"] == 2
    rest = office.get(page["links"][0]["href"], "an").json()
    assert (rest["number_returned"], rest["links"]) == (1, [])


def test_sentences_follow_the_callers_language(office: Office) -> None:
    headers = {**office.as_("an"), "Accept-Language": "en"}
    answer = office.client.post(
        f"{IMPORTS}?dry_run=true", headers=headers, files={"file": ("a.csv", table("A;Phường A;1;;0;0;0;;;;"))}
    )
    assert "write 0 where there is none" in answer.json()["faults"][0]["message"]
