"""An older database with statuses opens in this release, and goes back without what the older schema cannot say."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from sqlalchemy import Engine, text

from app.storage.engine import create_database_engine
from app.storage.schema import downgrade, upgrade
from app.storage.statuses import every_status
from tests.accounts import NOW
from tests.site import TODAY, counts, day, open_site

BEFORE = "0004"
INSERT = (
    "INSERT INTO statuses (scheme, ward_code, level, computed_level, decided, policy_id, policy_version, as_of, "
    "from_instant, until_instant, from_revision, until_revision) VALUES ('main', :ward, :level, :level, false, "
    "'drawn', '1', '2021-08-14', :start, :end, 1, :ended)"
)


@pytest.fixture
def old_engine(blank_database_url: str) -> Iterator[Engine]:
    """A database of the release before, with a ward that went from orange to red."""
    engine = create_database_engine(blank_database_url)
    upgrade(engine, BEFORE)
    with engine.begin() as connection:
        first, then = "2021-08-14 03:00:00.000000", "2021-08-14 04:00:00.000000"
        connection.execute(text(INSERT), {"ward": "A", "level": "orange", "start": first, "end": then, "ended": 2})
        connection.execute(text(INSERT), {"ward": "A", "level": "red", "start": then, "end": None, "ended": None})
    yield engine
    engine.dispose()


def rows(engine: Engine, columns: str) -> list[tuple[object, ...]]:
    with engine.connect() as connection:
        found = connection.execute(text(f"SELECT {columns} FROM statuses ORDER BY ward_code, from_instant"))
        return [tuple(row) for row in found]


def test_older_statuses_are_confirmed_as_they_were_computed(old_engine: Engine) -> None:
    upgrade(old_engine)
    assert rows(old_engine, "level, confirmed_level, awaiting_level, cause, cancelled_revision") == [
        ("orange", "orange", None, "assessment", None),
        ("red", "red", None, "assessment", None),
    ]


def test_down_and_up_again_loses_nothing_that_the_older_schema_knows(old_engine: Engine) -> None:
    before = rows(old_engine, "ward_code, level, decided, from_instant, until_instant, from_revision, until_revision")
    upgrade(old_engine)
    downgrade(old_engine, BEFORE)
    upgrade(old_engine)
    after = rows(old_engine, "ward_code, level, decided, from_instant, until_instant, from_revision, until_revision")
    assert after == before


def test_a_history_of_the_release_before_replays_in_this_one(engine: Engine) -> None:
    site = open_site(engine)
    site.post_zeros(day(-15), day(-1))
    site.run(day(-1))
    site.post("E", reported=counts(1))
    site.close_day()
    site.correct("E", TODAY, counts(0))
    downgrade(engine, BEFORE)
    upgrade(engine)
    assert site.differences() == ()


def test_what_was_to_come_is_forgotten_on_the_way_down(engine: Engine) -> None:
    site = open_site(engine)
    site.decide("E", "red", until=NOW.replace(year=NOW.year + 1))
    site.decide("A", "red", from_=NOW.replace(month=12))
    site.revoke("QD0002")
    downgrade(engine, BEFORE)
    found = rows(engine, "ward_code, level, until_instant")
    assert [row[1:] for row in found if row[0] == "E"] == [("red", None)]
    assert [row[1:] for row in found if row[0] == "A"] == [("unknown", None)]
    upgrade(engine)
    with site.read_sessions() as session:
        assert {each.cause for each in every_status(session, scheme="main")} == {"assessment"}
