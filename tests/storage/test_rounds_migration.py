"""Rounds logged before versions were kept become first versions, and a site can go back to the release before."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sqlalchemy import Engine, text
from sqlalchemy.exc import IntegrityError

from app.storage.engine import session_factory
from app.storage.schema import downgrade, upgrade
from app.storage.testing_rounds import append_round, next_round_id, rounds_logged
from tests.services.test_testing_rounds import ROUND

BEFORE = "0013"
OLD = (
    "INSERT INTO test_rounds (ward_code, started_on, samples, positives, method, pool_size, recorded_by, "
    "recorded_revision) VALUES ('00487', '2021-08-14', 900, 3, 'rt_pcr', 10, 'an', 4)"
)


def test_rounds_of_before_become_first_versions_and_others_follow(engine: Engine) -> None:
    downgrade(engine, BEFORE)
    with engine.begin() as connection:
        connection.execute(text(OLD))
        connection.execute(text(OLD))
    upgrade(engine)
    with session_factory(engine).begin() as session:
        old = rounds_logged(session)
        assert [(each.round_id, each.version, each.samples, each.recorded_revision) for each in old] == [
            (1, 1, 900, 4),
            (2, 1, 900, 4),
        ]
        append_round(session, replace(ROUND, round_id=next_round_id(session)))
        assert [each.round_id for each in rounds_logged(session)] == [1, 2, 3]
    with pytest.raises(IntegrityError), engine.begin() as connection:
        connection.execute(text("DELETE FROM test_rounds"))


def test_the_release_before_gets_the_newest_version_of_each_round_of_a_ward(engine: Engine) -> None:
    with session_factory(engine).begin() as session:
        append_round(session, replace(ROUND, round_id=1, samples=5))
        append_round(session, replace(ROUND, round_id=2, withdrawn=True))
        append_round(session, replace(ROUND, round_id=3, ward_code=None, cordon_id="KP0001"))
    downgrade(engine, BEFORE)
    with engine.begin() as connection:
        assert connection.execute(text("SELECT ward_code, samples FROM test_rounds")).all() == [("E", 5)]
        connection.execute(text(OLD))
    upgrade(engine)
