"""Rings, cordons and areas over a span of time, and snapshots of past instants that are kept; on both databases."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import Engine

from app.domain.time_spans import TimeSpan
from app.services.past_snapshots import PastSnapshots, holds_at
from app.services.standing_between import areas_between, cordons_between, rings_between
from tests.accounts import NOW
from tests.office import open_office
from tests.site import Site

HOUR = timedelta(hours=1)


@pytest.fixture
def site(engine: Engine) -> Site:
    """An outbreak whose rings are proposed at 10:00, ordered at 11:00 from 12:00 on, and lifted at 14:00."""
    site = open_office(engine).site
    site.declare("A")
    site.clock.now = NOW + HOUR
    site.issue("OB0001", starts_at=NOW + 2 * HOUR)
    site.clock.now = NOW + 4 * HOUR
    site.lift("OB0001")
    return site


def rings(site: Site, first: float | None, last: float | None) -> list[str]:
    span = TimeSpan(*(None if each is None else NOW + each * HOUR for each in (first, last)))
    with site.read_sessions() as session:
        found = rings_between(session, span, now=site.clock.now, known_revision=site.revision())
        assert all(each.layers for each in found)
        return [each.status.value for each in found]


def test_rings_stand_as_they_stood_last_within_the_span(site: Site) -> None:
    assert rings(site, None, -1) == []
    assert rings(site, 0, 1.5) == ["proposed"]
    assert rings(site, 1.5, 2) == ["issued"]
    assert rings(site, None, None) == ["issued"]
    assert rings(site, 3, None) == ["issued"]
    assert rings(site, 4, None) == []
    assert rings(site, 4.5, 9) == []


def test_cordons_and_areas_stand_within_their_lives(engine: Engine) -> None:
    office = open_office(engine)
    signed = {"document_number": "9/QĐ", "signer": "Chủ tịch"}
    office.post("/api/v1/cordons", "thanhpho", {"name": "Ngõ 4", "ward_codes": ["E"]})
    office.post("/api/v1/areas", "thanhpho", {"kind": "other", "name": "Chợ", "ward_codes": ["E"], **signed})
    office.site.clock.now = NOW + HOUR
    issued = office.post("/api/v1/cordons/KP0001/issue", "thanhpho", signed)
    assert issued.status_code == 200, issued.text
    ended = office.post("/api/v1/areas/KV0001/end", "thanhpho", signed)
    assert ended.status_code == 200, ended.text
    office.site.clock.now = NOW + 2 * HOUR

    with office.site.read_sessions() as session:
        known = {"now": office.site.clock.now, "known_revision": office.site.revision()}

        def cordons(first: float, last: float) -> list[str]:
            span = TimeSpan(NOW + first * HOUR, NOW + last * HOUR)
            return [each.status.value for each in cordons_between(session, span, **known)]  # type: ignore[arg-type]

        def areas(first: float, last: float) -> int:
            span = TimeSpan(NOW + first * HOUR, NOW + last * HOUR)
            return len(areas_between(session, span, **known))  # type: ignore[arg-type]

        assert cordons(-2, -1) == []
        assert cordons(-2, 0.5) == ["proposed"]
        assert cordons(0.5, 1.5) == ["in_force"]
        assert (areas(-2, -1), areas(-2, 0.5), areas(0.5, 2), areas(1.5, 2)) == (0, 1, 1, 0)


def test_a_past_snapshot_is_kept_while_nothing_changed_in_between(site: Site) -> None:
    past = PastSnapshots(site.rules)
    with site.read_sessions() as session:
        first = past.at(session, NOW + 2.1 * HOUR)
        assert past.at(session, NOW + 2.2 * HOUR) is first
        before_the_start = past.at(session, NOW + 1.5 * HOUR)
        assert before_the_start is not first
        assert before_the_start.rings[0].status.value == "proposed"
        assert past.at(session, NOW + 2.2 * HOUR) is first
    assert first.committed_at is not None


def test_the_present_snapshot_tells_of_instants_since_its_newest_write(site: Site) -> None:
    live = site.snapshot()
    assert live.committed_at is not None
    assert holds_at(live, live.committed_at)
    assert not holds_at(live, live.committed_at - timedelta(microseconds=1))
    assert not holds_at(live, live.valid_until)
