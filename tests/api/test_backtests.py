"""Back-tests over HTTP: a draft in three forms, what comes out, who may ask, what is refused, nothing written."""

from __future__ import annotations

import threading
from typing import Any

import pytest
import yaml
from sqlalchemy import Engine

from app.services import backtest_desk
from app.services.backtest import run_backtest
from app.services.policy_library import shipped_policy
from tests.accounts import hash_quickly
from tests.office import Office, open_office, problem
from tests.site import TODAY, day

BACKTESTS = "/api/v1/backtests"
MOH = "moh-2686-2021"


@pytest.fixture
def office(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> Office:
    hash_quickly(monkeypatch)
    office = open_office(engine)
    site = office.site
    site.adopt("hanoi-ct06-2021", day(-25))
    site.post_zeros(day(-25), day(-1))
    site.declare("C", opened_on=day(-5), source_known=True)
    site.run(*(day(offset) for offset in range(-25, 0)))
    return office


def asked(**said: Any) -> dict[str, Any]:
    """A question about the last ten closed days."""
    return {"from": str(day(-10)), "to": str(day(-1)), **said}


def draft(**changes: Any) -> dict[str, Any]:
    """The Ministry's order written out, with changes."""
    return {**shipped_policy(MOH).model_dump(mode="json"), "id": "thu-2021", **changes}


def test_a_draft_is_compared_with_the_active_policy(office: Office) -> None:
    body = office.post(BACKTESTS, "thanhpho", asked(policy_id=MOH)).json()
    assert body["label_vi"] == "Tính lại trên số liệu đã biết, không phải dự báo"
    assert body["label_en"] == "A replay of known data, not a prediction"
    assert (body["days"], body["judged_from"], body["wards"]) == (10, str(day(-25)), 9)
    assert [each["policy_id"] for each in body["active"]["policies"]] == ["hanoi-ct06-2021"]
    assert [each["policy_id"] for each in body["draft"]["policies"]] == [MOH]
    assert body["difference"] == {
        "ward_days": 5,
        "people_days": 5000,
        "wards": 1,
        "ward_days_stricter": 0,
        "ward_days_milder": 5,
        "ward_days_unordered": 0,
        "ward_days_one_unknown": 0,
    }
    assert body["active"]["people_days"] == {"unknown": 0, "green": 85_000, "orange": 5000, "red": 0}
    assert body["draft"]["people_days"]["yellow"] == 5000
    assert (body["draft"]["flips"], body["draft"]["raised"]) == (1, 1)


def test_every_day_and_every_ward_that_differs_is_told(office: Office) -> None:
    body = office.post(BACKTESTS, "thanhpho", asked(policy_id=MOH)).json()
    assert [each["day"] for each in body["series"]] == [str(day(offset)) for offset in range(-10, 0)]
    last = body["series"][-1]
    assert (last["wards_differing"], last["people_differing"], last["milder"]) == (1, 1000, 1)
    assert last["active"]["wards"] == {"unknown": 0, "green": 8, "orange": 1, "red": 0}
    assert last["active"]["samples_least"] == 143
    (ward,) = body["top_wards"]
    assert (ward["ward_code"], ward["days"], ward["days_milder"], ward["flips_draft"]) == ("C", 5, 5, 1)


def test_the_three_forms_of_a_draft_give_the_same(office: Office) -> None:
    forms: list[dict[str, Any]] = [
        {"policy": draft()},
        {"policy_text": yaml.safe_dump(draft(), allow_unicode=True)},
    ]
    answers = [office.post(BACKTESTS, "thanhpho", asked(**form)).json() for form in forms]
    assert answers[0] == answers[1]
    assert answers[0]["series"] == office.post(BACKTESTS, "thanhpho", asked(policy_id=MOH)).json()["series"]


def test_faults_of_a_draft_are_listed_with_pointers(office: Office) -> None:
    broken = draft(window_days={**draft()["window_days"], "value": "nhiều"}, unheard_of=1)
    found = problem(office.post(BACKTESTS, "thanhpho", asked(policy=broken)), 422, "invalid-policy")
    assert {each["pointer"] for each in found["errors"]} == {"/policy/window_days/value", "/policy/unheard_of"}


def test_a_draft_without_sense_is_refused_by_the_linter(office: Office) -> None:
    persistence = draft()["persistence"]
    persistence["qualifying_days"]["value"] = 0
    found = problem(office.post(BACKTESTS, "thanhpho", asked(policy=draft(persistence=persistence))), 422)
    assert [each["pointer"] for each in found["errors"]] == ["/policy/persistence/qualifying_days/value"]


def test_faults_of_a_text_are_told_by_line(office: Office) -> None:
    text = yaml.safe_dump(draft(status="maybe"), allow_unicode=True)
    found = problem(office.post(BACKTESTS, "thanhpho", asked(policy_text=text)), 422, "invalid-policy")
    (fault,) = found["errors"]
    assert fault["pointer"] == "/policy_text"
    assert fault["detail"].startswith("Dòng ")


@pytest.mark.parametrize("text", ["", "a: [", "- 1", "\x00"])
def test_a_text_that_is_no_policy_is_refused(office: Office, text: str) -> None:
    problem(office.post(BACKTESTS, "thanhpho", asked(policy_text=text)), 422)


@pytest.mark.parametrize("forms", [{}, {"policy_id": MOH, "policy_text": "x"}])
def test_exactly_one_form_is_asked_for(office: Office, forms: dict[str, Any]) -> None:
    problem(office.post(BACKTESTS, "thanhpho", asked(**forms)), 422, "invalid-request")


def test_a_policy_nobody_knows_is_not_found(office: Office) -> None:
    problem(office.post(BACKTESTS, "thanhpho", asked(policy_id="thu-1900")), 404, "policy-not-found")


@pytest.mark.parametrize(
    ("days", "pointer"),
    [
        ({"to": str(TODAY)}, "/to"),
        ({"to": "2099-01-01"}, "/to"),
        ({"from": str(day(-1)), "to": str(day(-2))}, "/from"),
        ({"from": "2001-01-01"}, "/from"),
    ],
)
def test_days_that_cannot_be_replayed_are_refused(office: Office, days: dict[str, str], pointer: str) -> None:
    found = problem(office.post(BACKTESTS, "thanhpho", {**asked(policy_id=MOH), **days}), 422, "invalid-request")
    assert [each["pointer"] for each in found["errors"]] == [pointer]


def test_only_the_city_asks(office: Office) -> None:
    for who in ("an", "chi", "may", "quantri"):
        problem(office.post(BACKTESTS, who, asked(policy_id=MOH)), 403, "role-required")
    problem(office.post(BACKTESTS, None, asked(policy_id=MOH)), 401, "not-authenticated")


def test_nothing_is_written(office: Office) -> None:
    office.as_("thanhpho")
    before = (office.site.revision(), office.stored_reports(), len(office.audited(1000)))
    assert office.post(BACKTESTS, "thanhpho", asked(policy=draft())).status_code == 200
    assert (office.site.revision(), office.stored_reports(), len(office.audited(1000))) == before


def test_a_question_asked_again_is_answered_from_the_last_ones(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    first = office.post(BACKTESTS, "thanhpho", asked(policy_id=MOH))
    monkeypatch.setattr(backtest_desk, "run_backtest", None)
    assert office.post(BACKTESTS, "thanhpho", asked(policy_id=MOH)).content == first.content


def test_new_data_are_computed_anew(office: Office) -> None:
    office.post(BACKTESTS, "thanhpho", asked(policy_id=MOH))
    office.site.declare("A", opened_on=day(-3), source_known=True)
    body = office.post(BACKTESTS, "thanhpho", asked(policy_id=MOH)).json()
    assert body["difference"]["wards"] == 2
    assert body["revision"] == office.site.revision()


def test_only_the_last_few_are_kept(office: Office) -> None:
    for offset in range(-15, -1):
        office.post(BACKTESTS, "thanhpho", asked(policy_id=MOH, **{"from": str(day(offset))}))
    assert len(office.app.state.backtests._kept) == backtest_desk.KEPT


def test_one_is_computed_at_a_time(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    begun, may_end = threading.Event(), threading.Event()

    def slow(*args: Any, **said: Any) -> object:
        begun.set()
        may_end.wait(20)
        return run_backtest(*args, **said)

    monkeypatch.setattr(backtest_desk, "run_backtest", slow)
    office.as_("thanhpho")
    answers: list[int] = []
    first = threading.Thread(
        target=lambda: answers.append(office.post(BACKTESTS, "thanhpho", asked(policy_id=MOH)).status_code)
    )
    first.start()
    begun.wait(20)
    refused = office.post(BACKTESTS, "thanhpho", asked(policy_id="hanoi-ct06-2021"))
    problem(refused, 429, "backtest-in-progress")
    assert refused.headers["Retry-After"] == "5"
    may_end.set()
    first.join()
    assert answers == [200]
    assert office.post(BACKTESTS, "thanhpho", asked(policy_id="hanoi-ct06-2021")).status_code == 200
