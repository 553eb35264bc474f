"""How soon the scheduled side tries again."""

from __future__ import annotations

from datetime import datetime
from threading import Event

import pytest
from sqlalchemy import Engine
from sqlalchemy.exc import OperationalError

from app import worker
from app.worker import Ticker
from tests.site import open_site


def test_a_run_that_met_a_busy_database_is_tried_again_soon(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(worker, "RETRY_WHEN_BUSY_S", 0.0)
    site, again, tries = open_site(engine), Event(), list[datetime]()

    def also(now: datetime) -> None:
        tries.append(now)
        if len(tries) == 1:
            raise OperationalError("begin", {}, Exception("database is locked"))
        again.set()

    ticker = Ticker(
        site.sessions, rules=site.rules, clock=lambda: site.clock.now, on_revision=lambda _: None, also=also
    )
    ticker.start()
    try:
        assert again.wait(20)
    finally:
        ticker.stop()
