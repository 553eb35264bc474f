"""Rings of the release before open in this one as what they were: proposed, issued, lifted; and go back again."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from sqlalchemy import Engine, text
from sqlalchemy.exc import IntegrityError

from app.storage.engine import create_database_engine, read_session_factory
from app.storage.rings import StoredRing, ring_versions, rings_at
from app.storage.schema import downgrade, upgrade

BEFORE = "0017"
NOON = "2021-08-14 05:00:00.000000"
RING = (
    "INSERT INTO rings (id, outbreak_id, version, status, mode, document_number, signer, starts_at, boundary_version, "
    "population_estimated, recorded_by, recorded_revision, superseded_revision) VALUES (:id, 'OB0001', :id, :status, "
    "'whole_units', :number, NULL, :start, 'v1', true, 'an', :id, :ended)"
)
VERSIONS = (
    {"id": 1, "status": "proposed", "number": None, "start": None, "ended": 2},
    {"id": 2, "status": "issued", "number": "2/QĐ", "start": NOON, "ended": 3},
    {"id": 3, "status": "lifted", "number": "3/QĐ", "start": NOON, "ended": None},
)
LAYER = "INSERT INTO ring_layers (ring_id, layer, population, area_km2) VALUES (1, :layer, 10, 1)"
STATUSES = [("propose", "proposed"), ("issue", "issued"), ("lift", "lifted")]


@pytest.fixture
def old_engine(blank_database_url: str) -> Iterator[Engine]:
    """A database of the release before, with rings that were proposed, issued and lifted."""
    engine = create_database_engine(blank_database_url)
    upgrade(engine, BEFORE)
    with engine.begin() as connection:
        connection.execute(text(RING), VERSIONS)
        connection.execute(text(LAYER), [{"layer": layer} for layer in ("core", "next", "outer")])
    yield engine
    engine.dispose()


def versions(engine: Engine) -> list[StoredRing]:
    with read_session_factory(engine)() as session:
        return ring_versions(session)


def test_each_version_tells_what_it_did(old_engine: Engine) -> None:
    upgrade(old_engine)
    found = versions(old_engine)
    assert [(each.action.value, each.status.value) for each in found] == STATUSES
    assert {(each.planned_end, each.reason, str(each.parameters)) for each in found} == {(None, None, "{}")}


def test_rings_lifted_before_their_start_stay_lifted(old_engine: Engine) -> None:
    upgrade(old_engine)
    with read_session_factory(old_engine)() as session:
        standing = rings_at(session, datetime(2021, 8, 13, tzinfo=UTC))
    assert [each.status.value for each in standing] == ["lifted"]


def test_only_layers_that_could_be_cut_are_estimates(old_engine: Engine) -> None:
    upgrade(old_engine)
    assert [each.population_estimated for each in versions(old_engine)[0].layers] == [True, True, False]


def test_down_and_up_again_nothing_is_lost(old_engine: Engine) -> None:
    upgrade(old_engine)
    downgrade(old_engine, BEFORE)
    with old_engine.connect() as connection:
        rows = connection.execute(text("SELECT status, starts_at IS NULL FROM rings ORDER BY id")).all()
    assert [(status, bool(unset)) for status, unset in rows] == [
        ("proposed", True),
        ("issued", False),
        ("lifted", False),
    ]
    upgrade(old_engine)
    assert [(each.action.value, each.status.value) for each in versions(old_engine)] == STATUSES


@pytest.mark.parametrize("change", ["UPDATE rings SET reason = 'x'", "DELETE FROM rings"])
def test_versions_stay_append_only(old_engine: Engine, change: str) -> None:
    upgrade(old_engine)
    with pytest.raises(IntegrityError), old_engine.begin() as connection:
        connection.execute(text(change))


def test_a_version_is_still_closed_once(old_engine: Engine) -> None:
    upgrade(old_engine)
    with old_engine.begin() as connection:
        connection.execute(text("UPDATE rings SET superseded_revision = 4 WHERE id = 3"))
