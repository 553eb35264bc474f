"""Legend, policies, adoptions and baselines over HTTP."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from sqlalchemy import Engine

from app.api.cached import RepresentationCache
from tests.accounts import hash_quickly
from tests.office import Office, office_on_sqlite, open_office, problem
from tests.site import TODAY, counts, day

POLICIES, ADOPTIONS, LEGEND = "/api/v1/policies", "/api/v1/policy-adoptions", "/api/v1/legend"
BASELINES = "/api/v1/baselines"
CT06, MOH = "hanoi-ct06-2021", "moh-2686-2021"
SIGNED = {"document_number": "5/QĐ", "signer": "Chủ tịch"}


@pytest.fixture
def office(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> Office:
    hash_quickly(monkeypatch)
    return open_office(engine)


@pytest.fixture
def quick_office(sqlite_url: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[Office]:
    hash_quickly(monkeypatch)
    with office_on_sqlite(sqlite_url) as office:
        yield office


def test_the_legend_has_every_level_strictest_first_and_the_unknown_class(quick_office: Office) -> None:
    body = quick_office.get(LEGEND).json()
    assert [(each["level"], each["rank"]) for each in body["items"]] == [("red", 3), ("orange", 2), ("green", 1)]
    for each in body["items"]:
        assert {"label_vi", "label_en", "colour", "pattern"} <= each.keys()
    assert (body["unknown"]["level"], body["unknown"]["rank"], body["unknown"]["wards"]) == ("unknown", None, 9)
    assert [each["directive"] for each in body["layers"]] == ["16", "15", "19"]


def test_the_legend_counts_the_wards_of_each_level(quick_office: Office) -> None:
    quick_office.site.declare("E")
    items = quick_office.get(LEGEND).json()["items"]
    assert {each["level"]: each["wards"] for each in items} == {"red": 1, "orange": 4, "green": 0}


def test_every_shipped_policy_is_listed_and_shown_whole_with_its_sources(quick_office: Office) -> None:
    items = quick_office.get(POLICIES).json()["items"]
    assert {CT06, MOH} <= {each["id"] for each in items}
    for each in items:
        body = quick_office.get(f"{POLICIES}/{each['id']}").json()
        assert body["policy_version"] == each["policy_version"]
        assert all(rule["provenance"] for rule in body["rules"])
        assert body["window_days"]["provenance"] in {"verified", "reconstructed", "example"}
    problem(quick_office.get(f"{POLICIES}/no-such"), 404, "policy-not-found")


def test_the_active_policy_follows_the_dated_adoptions(office: Office) -> None:
    office.site.adopt(MOH, day(2))
    office.app.state.snapshots.note_revision(office.site.revision())
    active = {
        str(on): office.get(f"{POLICIES}/active", on=on).json()["id"] for on in (day(-9), day(1), day(2), day(99))
    }
    assert list(active.values()) == [CT06, CT06, MOH, MOH]
    assert office.get(f"{POLICIES}/active").json()["on"] == str(TODAY)
    problem(office.get(f"{POLICIES}/active", on="soon"), 422)


def test_an_adoption_of_another_process_shows_with_its_revision_and_not_before(office: Office) -> None:
    paths = (ADOPTIONS, f"{POLICIES}/active?on={day(2)}", f"{POLICIES}/{MOH}")
    before = [office.get(path) for path in paths]
    office.site.adopt(MOH, day(2))
    office.app.state.representations = RepresentationCache()
    assert [office.get(path).content for path in paths] == [each.content for each in before]
    office.app.state.snapshots.note_revision(office.site.revision())
    after = [office.get(path) for path in paths]
    assert not {each.headers["ETag"] for each in after} & {each.headers["ETag"] for each in before}
    assert all(one.content != other.content for one, other in zip(before, after, strict=True))


def test_an_adoption_is_signed_dated_and_judges_at_once(office: Office) -> None:
    office.site.post("A", reported=counts(0, 1))
    answer = office.post(ADOPTIONS, "thanhpho", {"policy_id": MOH, "from": str(TODAY), **SIGNED})
    body = answer.json()
    assert answer.status_code == 201
    assert (body["policy_id"], body["from"], body["document_number"], body["signer"]) == (
        MOH,
        str(TODAY),
        "5/QĐ",
        "Chủ tịch",
    )
    assert body["revision"] == office.site.revision()
    assert body["wards_changed"] == 1
    assert office.level("A") == "yellow"
    assert [each["level"] for each in office.get(LEGEND).json()["items"]] == ["red", "orange", "yellow", "green"]
    items = office.get(ADOPTIONS).json()["items"]
    assert [(each["policy_id"], each["from"]) for each in items] == [(CT06, str(TODAY)), (MOH, str(TODAY))]
    assert office.audited()[0].action == "adopt_policy"


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({"policy_id": "no-such", "from": str(TODAY), **SIGNED}, 404),
        ({"policy_id": MOH, "from": str(TODAY)}, 422),
        ({"policy_id": MOH, **SIGNED}, 422),
        ({"policy_id": MOH, "from": "1999-12-31", **SIGNED}, 422),
        ({"policy_id": MOH, "from": str(TODAY), **SIGNED, "scheme": "other"}, 422),
    ],
)
def test_an_adoption_that_cannot_be_is_refused(office: Office, body: dict[str, Any], status: int) -> None:
    revision = office.site.revision()
    problem(office.post(ADOPTIONS, "thanhpho", body), status)
    assert office.site.revision() == revision


def test_only_the_city_adopts(office: Office) -> None:
    for who in ("an", "binh", "may", "quantri"):
        problem(office.post(ADOPTIONS, who, {"policy_id": MOH, "from": str(TODAY), **SIGNED}), 403, "role-required")


def test_a_baseline_is_signed_fills_earlier_days_and_is_listed(office: Office) -> None:
    office.site.post_zeros(day(-2), TODAY)
    office.site.close_day()
    assert office.level("A") == "unknown"
    answer = office.post(BASELINES, "thanhpho", {"before": str(day(-2)), **SIGNED, "note": "không có ca"})
    assert (answer.status_code, answer.json()["before"], answer.json()["kind"]) == (201, str(day(-2)), "baseline")
    assert office.audited()[0].action == "declare_baseline"
    assert office.level("A") == "green"
    (item,) = office.get(BASELINES, "an").json()["items"]
    assert (item["before"], item["document_number"], item["revision"]) == (
        str(day(-2)),
        "5/QĐ",
        office.site.revision(),
    )


def test_a_baseline_for_a_day_not_begun_or_unsigned_is_refused(office: Office) -> None:
    problem(office.post(BASELINES, "thanhpho", {"before": str(day(1)), **SIGNED}), 422, "future-reporting-date")
    problem(office.post(BASELINES, "thanhpho", {"before": str(day(-1))}), 422)
    assert office.get(BASELINES, "thanhpho").json()["items"] == []


def test_a_baseline_speaks_for_the_whole_site_so_no_district_declares_it(office: Office) -> None:
    for who in ("an", "binh"):
        problem(office.post(BASELINES, who, {"before": str(day(-1)), **SIGNED}), 403, "role-required")


def test_the_list_says_how_much_of_each_policy_was_read_and_whether_it_can_be_adopted(quick_office: Office) -> None:
    items = {each["id"]: each for each in quick_office.get(POLICIES).json()["items"]}
    assert items["moh-4800-2021"]["provenance"].keys() == {"verified", "reconstructed", "example"}
    assert (items["moh-4800-2021"]["gaps"], items["moh-4800-2021"]["known_conflicts"]) == (3, 3)
    assert [items[each]["adoptable"] for each in (CT06, "moh-218-2022", "cdc-community-levels-2022")] == [
        True,
        False,
        False,
    ]


def test_what_could_not_be_read_and_what_is_not_reproduced_is_shown_with_the_policy(quick_office: Office) -> None:
    body = quick_office.get(f"{POLICIES}/moh-4800-2021").json()
    assert [each["id"] for each in body["gaps"]] == ["decision-table", "criterion-3-details", "smaller-than-a-ward"]
    assert "vinh-yen-2021-10-19" in {each["id"] for each in body["known_conflicts"]}


def test_a_draft_is_refused_as_an_active_policy(office: Office) -> None:
    body = {"policy_id": "moh-218-2022", "from": str(TODAY), **SIGNED}
    problem(office.post(ADOPTIONS, "thanhpho", body), 422)
    assert office.get(f"{POLICIES}/active").json()["id"] == CT06


def test_a_policy_without_testing_duties_is_refused_as_an_active_policy(office: Office) -> None:
    body = {"policy_id": "cdc-community-levels-2022", "from": str(TODAY), **SIGNED}
    problem(office.post(ADOPTIONS, "thanhpho", body), 422)
