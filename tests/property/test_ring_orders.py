"""Whatever orders are given in whatever order: no version is lost, and what stands is what the log plainly says."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from app.domain.errors import ZoneError
from app.domain.ring_modes import RingMode, RingRequest
from app.domain.vocabulary import RingStatus
from app.services.ring_drawing import WantedRings
from app.services.ring_versions import DatedVersion, dated_versions
from app.services.site_rules import SiteRules
from app.services.zone_snapshots import past_snapshot
from app.storage.engine import create_database_engine
from tests.accounts import NOW, Clock
from tests.examples import examples
from tests.site import Site, open_site

ID = "OB0001"
HOUR = timedelta(hours=1)
WISHES = [
    WantedRings(RingRequest(RingMode.ADMINISTRATIVE)),
    WantedRings(RingRequest()),
    WantedRings(RingRequest(RingMode.CONTIGUITY, order=2)),
]
STEPS = st.lists(
    st.tuples(
        st.sampled_from(["propose", "issue", "extend", "shrink", "lift", "wait"]),
        st.integers(0, 2),
        st.integers(-1, 3),
    ),
    min_size=1,
    max_size=8,
)


def try_step(site: Site, act: str, wish: int, start: int) -> bool:
    """One act that may be refused; whether it was taken."""
    starts_at = site.clock.now + start * HOUR
    try:
        if act == "wait":
            site.clock.move(HOUR)
            return False
        if act == "propose":
            site.propose(ID, WISHES[wish])
        elif act in ("extend", "shrink"):
            getattr(site, act)(ID, WISHES[wish], reason="x", starts_at=starts_at)
        else:
            getattr(site, act)(ID, starts_at=starts_at)
    except ZoneError:
        return False
    return True


def read_plainly(versions: list[DatedVersion], session: Session, site: Site, hour: int) -> None:
    """Walk the log from its end: the first version recorded and begun by an instant stands at it."""
    at = NOW + hour * HOUR + timedelta(seconds=1)
    begun = [
        each.ring
        for each in reversed(versions)
        if each.recorded_at <= at and (each.ring.starts_at is None or each.ring.starts_at <= at)
    ]
    expected = {each.outbreak_id: each.version for each in begun[:1] if each.status is not RingStatus.LIFTED}
    found = past_snapshot(session, rules=site.rules, at=at)
    assert {each.outbreak_id: each.version for each in found.rings} == expected


@pytest.fixture(scope="module")
def declared_site(sqlite_folder: Path, sqlite_template: Path) -> Iterator[Path]:
    """A database with one outbreak declared, to be copied for each sequence of orders."""
    with TemporaryDirectory(dir=sqlite_folder) as folder:
        path = Path(folder) / "declared.sqlite"
        shutil.copyfile(sqlite_template, path)
        engine = create_database_engine(f"sqlite:///{path}")
        open_site(engine, clock=Clock(NOW)).declare("E")
        # Closing the last connection moves the write-ahead log into the file.
        engine.dispose()
        yield path


@settings(
    max_examples=examples(20),
    deadline=None,
    derandomize=True,
    database=None,
    phases=[Phase.generate, Phase.shrink],
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
@given(steps=STEPS)
def test_no_version_is_lost_and_the_log_says_what_stands(
    declared_site: Path, steps: list[tuple[str, int, int]]
) -> None:
    with TemporaryDirectory(dir=declared_site.parent) as folder:
        path = Path(folder) / "site.sqlite"
        shutil.copyfile(declared_site, path)
        engine = create_database_engine(f"sqlite:///{path}")
        _play_and_read(Site(engine, Clock(NOW), SiteRules()), steps)
        engine.dispose()


def _play_and_read(site: Site, steps: list[tuple[str, int, int]]) -> None:
    taken = 1 + sum(try_step(site, *step) for step in steps)
    hours = int((site.clock.now - NOW) / HOUR)
    with site.read_sessions() as session:
        versions = list(dated_versions(session, ID))
        assert [each.ring.version for each in versions] == list(range(1, taken + 1))
        for hour in range(hours + 1):
            read_plainly(versions, session, site, hour)
