"""A cordon's state at any instant is a plain replay of its log, and a past answer never changes."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from datetime import datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from hypothesis import given, settings
from hypothesis import strategies as st

from app.domain.cordons import Cordon, CordonStatus, standing_cordons
from app.domain.errors import ZoneError
from app.services.zone_status import ZoneSnapshot
from app.storage.cordons import cordon_versions
from app.storage.engine import create_database_engine
from tests.cordons import extend, issue, lift, order, past, propose
from tests.site import Site, day, open_site

HOUR: Final = timedelta(hours=1)
ACTS: Final = ("propose", "open", "issue", "extend", "lift", "wait")

Step = tuple[str, int, int]
"""What is done, how many hours later its order takes effect, and how many hours pass then."""
STEPS: Final = st.lists(st.tuples(st.sampled_from(ACTS), st.integers(0, 3), st.integers(1, 3)), min_size=2, max_size=8)


def act(site: Site, step: Step, number: int) -> None:
    """One act about the first cordon, or a new one; what cannot be done is refused and changes nothing."""
    kind, delay, hours = step
    site.clock.move(timedelta(minutes=1))
    said = order(site.clock.now + HOUR * delay, reason="đã di dời")
    try:
        if kind == "propose":
            propose(site, "E")
        elif kind == "open":
            propose(site, "D", order=said)
        elif kind == "issue":
            issue(site, "KP0001", said)
        elif kind == "extend":
            extend(site, "KP0001", said, planned_end=day(20 + number))
        elif kind == "lift":
            lift(site, "KP0001", said, override=True)
    except ZoneError:
        pass
    site.clock.move(HOUR * hours)


def replayed(log: Sequence[Cordon], instant: datetime) -> dict[str, tuple[CordonStatus, int]]:
    """The state of each cordon by walking through its versions one after the other, the plain way."""
    state: dict[str, tuple[CordonStatus, int]] = {}
    for version in sorted(log, key=lambda each: (each.cordon_id, each.version)):
        if version.recorded_at > instant:
            continue
        begun = state.get(version.cordon_id, (CordonStatus.PROPOSED, 0))
        if version.takes_effect_at <= instant:
            state[version.cordon_id] = (version.status, version.version)
        elif begun[0] is CordonStatus.PROPOSED:
            state[version.cordon_id] = (CordonStatus.PROPOSED, version.version)
    return {code: each for code, each in state.items() if each[0] is not CordonStatus.LIFTED}


def seen(snapshot: ZoneSnapshot) -> dict[str, tuple[CordonStatus, int]]:
    return {each.cordon_id: (each.status, each.version) for each in snapshot.cordons}


@settings(max_examples=12)
@given(steps=STEPS)
def test_the_state_at_any_instant_is_a_replay_and_a_past_answer_never_changes(
    sqlite_folder: Path, sqlite_template: Path, steps: list[Step]
) -> None:
    with TemporaryDirectory(dir=sqlite_folder, ignore_cleanup_errors=True) as folder:
        path = Path(folder) / "cordons.sqlite"
        shutil.copyfile(sqlite_template, path)
        engine = create_database_engine(f"sqlite:///{path}")
        site = open_site(engine)
        noted = []
        for number, step in enumerate(steps):
            act(site, step, number)
            noted.append((site.clock.now, seen(site.snapshot())))
        with site.read_sessions() as session:
            log = cordon_versions(session)
        for moment, then in noted:
            assert then == replayed(log, moment)
            assert seen(past(site, moment)) == then
            known = [each for each in log if each.recorded_at <= moment]
            assert {each.cordon_id for each in standing_cordons(known, moment)} == set(then)
        engine.dispose()
