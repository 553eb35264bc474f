"""Every page and call that reads, after wards merged and after districts went: no fault, no “None”, no bare heading."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from httpx2 import Response

from tests import cordons
from tests.accounts import hash_quickly
from tests.api.test_every_route_has_a_role import PUBLIC, STAFF_ONLY
from tests.office import Office, office_on_sqlite, outbreak, report
from tests.site import TODAY, Site, counts, day, import_register

MERGED = "N N C / D E F / G H I"
VALUES = {
    "ward_code": "N",
    "code": "N",
    "ward": "N",
    "district_code": "001",
    "district": "001",
    "outbreak_id": "OB0001",
    "cordon_id": "KP0001",
    "area_id": "KV0001",
    "campaign_id": "CD0001",
    "decision_id": "QD0001",
    "policy_id": "hanoi-ct06-2021",
    "reporting_date": str(TODAY),
    "date": str(TODAY),
    "day": str(TODAY),
    "number": "1",
    "run_id": "1",
    "version": "1",
    "theme": "light",
    "form": "csv",
    "ending": "json",
    "z": "9",
    "x": "406",
    "y": "225",
    "collection_id": "wards",
    "feature_id": "N",
    "slug": "ward-not-found",
    "username": "an",
    "source": "district",
    "indicator_id": "new_cases",
    "unit_kind": "ward",
    "unit_code": "N",
    "round_id": "1",
    "import_id": "1",
    "receipt": "1",
    "notice_id": "1",
    "reported_on": str(TODAY),
    "key_id": "1",
    "session_id": "1",
    "digest": "0",
    "name": "x",
}
FOREIGN = ("/events", "/sign-in/oidc")
"""Streams that never end, and what asks another server."""
ADDRESSES = sorted(
    name.removeprefix("GET ")
    for name in (*PUBLIC, *STAFF_ONLY)
    if name.startswith("GET ") and not any(each in name for each in FOREIGN)
)


def fill(site: Site) -> None:
    """A bit of everything, in wards that will change."""
    site.post_zeros(day(-15), day(-1))
    site.correct("A", day(-3), counts(4))
    site.run(day(-1))
    site.declare("A", "B", linked_ward_codes=("D",))
    site.issue("OB0001")
    cordons.propose(site, "A")
    cordons.issue(site, "KP0001")
    cordons.area(site, "B", "E")
    site.decide("B", "red")


def opened(url: str, patch: pytest.MonkeyPatch, *, two_tier: bool) -> Iterator[Office]:
    hash_quickly(patch)
    with office_on_sqlite(url) as office:
        fill(office.site)
        for who in ("an", "thanhpho", "quantri", "may"):
            office.as_(who)
        office.post("/api/v1/publications", "thanhpho", {"title": "x", "document_number": "1", "signer": "y"})
        wanted = {"name": "x", "starts_on": str(TODAY), "target_on": str(day(9)), "ward_codes": ["A", "C"]}
        office.post("/api/v1/campaigns", "thanhpho", wanted)
        office.post("/api/v1/test-rounds", "thanhpho", {"ward_code": "A", "started_on": str(TODAY), "samples": 3})
        if two_tier:
            import_register(office.site, drawing=MERGED, districts=None, valid_from=TODAY)
        else:
            import_register(office.site, drawing=MERGED, valid_from=TODAY)
        office.app.state.snapshots.note_revision(office.site.revision())
        yield office


@pytest.fixture(scope="module")
def patch() -> Iterator[pytest.MonkeyPatch]:
    with pytest.MonkeyPatch.context() as patch:
        yield patch


@pytest.fixture(scope="module", params=["merged", "two tiers"])
def changed(
    request: pytest.FixtureRequest,
    sqlite_template: Path,
    tmp_path_factory: pytest.TempPathFactory,
    patch: pytest.MonkeyPatch,
) -> Iterator[Office]:
    path = tmp_path_factory.mktemp("changed") / "site.sqlite"
    shutil.copyfile(sqlite_template, path)
    yield from opened(f"sqlite:///{path}", patch, two_tier=request.param == "two tiers")


def address(path: str, office: Office) -> str:
    version = office.site.snapshot().register.boundary_version
    return re.sub(
        r"\{(\w+)(?::path)?\}", lambda found: {**VALUES, "boundary_version": version}.get(found[1], "1"), path
    )


def check(answer: Response) -> None:
    where = str(answer.request.url)
    assert answer.status_code < 500, (where, answer.text[:300])
    if answer.headers.get("content-type", "").startswith("text/html"):
        # What scripts fill in later, and then put the focus on, is bare until then.
        told = re.sub(r"<(script|style|dialog).*?</\1>", "", answer.text, flags=re.S)
        assert not re.search(r"\bNone\b", told), (where, re.findall(r".{60}\bNone\b.{30}", told)[:3])
        assert not re.search(r"<h[1-6](?![^>]*tabindex)[^>]*>\s*</h", told), where


@pytest.mark.parametrize("path", ADDRESSES)
def test_every_address_that_reads_answers(changed: Office, path: str) -> None:
    for who in (None,) if f"GET {path}" in PUBLIC else ("thanhpho", "an"):
        check(changed.get(address(path, changed), who))


def test_a_person_who_asks_for_a_ward_that_is_no_more_is_led_to_what_it_became(changed: Office) -> None:
    answer = changed.client.get("/w/A", headers={"Accept": "text/html"})
    assert answer.status_code == 404
    assert '<a href="/w/N">' in answer.text
    assert "thôi hiệu lực" in answer.text


def test_what_is_written_every_day_is_written_after_the_change(changed: Office) -> None:
    signed = {"document_number": "2/TB", "signer": "Chủ tịch"}
    assert changed.post("/api/v1/case-reports", "an", report("N")).status_code == 201
    assert changed.post("/api/v1/outbreaks", "an", outbreak("N")).status_code == 201
    published = changed.post("/api/v1/publications", "thanhpho", {"title": "Mức nguy cơ", **signed})
    assert published.status_code == 201, published.text
    plan = changed.get("/api/v1/testing/plan", "thanhpho", days=14, samples_per_day=1000, pool_size=5)
    assert plan.status_code == 200
    for form in ("xlsx", "pdf", "png"):
        assert changed.get("/api/v1/briefing", "thanhpho", format=form).status_code == 200
    area = "N" if _is_two_tier(changed) else "001"
    assert changed.get(f"/staff/report/{area}/{TODAY}", "an").status_code == 200
    assert changed.site.differences() == ()


def _is_two_tier(office: Office) -> bool:
    return not office.site.snapshot().register.districts
