"""The feed of changes, replayed from its beginning, is the map of every revision; told early or late it is the same."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any, Final

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from app.domain.changes import BEGINNING, Change, ChangeKind
from app.domain.vocabulary import UNKNOWN
from app.services.change_feed import tell_changes
from app.services.zone_snapshots import past_snapshot
from app.services.zone_status import ZoneSnapshot
from app.storage.areas import newest_areas
from app.storage.changes import changes_after
from app.storage.cordons import cordon_versions
from app.storage.revisions import revisions
from tests.cordons import area, end, issue, lift, order, propose
from tests.examples import examples
from tests.property import test_incremental_equals_full as full
from tests.property.test_incremental_equals_full import Told, _pick, copied, play
from tests.site import Site

laid_site, postgis_databases = full.laid_site, full.postgis_databases
MORE: Final = 100_000
Replayed = dict[tuple[ChangeKind, str], Change]


def tell(site: Site) -> None:
    tell_changes(site.sessions, rules=site.rules, now=site.clock.now)


def feed(site: Site) -> list[Change]:
    with site.read_sessions() as session:
        return changes_after(session, BEGINNING, limit=MORE)


def ring(choice: int, ahead: int, lifted: bool) -> Told:
    def act(site: Site) -> None:
        outbreak = _pick(list(site.snapshot().outbreaks), choice)
        order_on = site.lift if lifted else site.issue
        order_on(outbreak.outbreak_id, starts_at=site.clock.now + timedelta(hours=ahead))

    return Told(f"ring({choice}, {ahead} h ahead, lifted {lifted})", act)


def cordon(ward: str, ahead: int) -> Told:
    def act(site: Site) -> None:
        starts = site.clock.now + timedelta(hours=ahead)
        issue(site, propose(site, ward).cordon_id, order(starts), planned_end=site.open_day + timedelta(days=30))

    return Told(f"cordon({ward}, {ahead} h ahead)", act)


def lift_cordon(choice: int, ahead: int) -> Told:
    def act(site: Site) -> None:
        with site.read_sessions() as session:
            found = _pick(cordon_versions(session), choice)
        lift(site, found.cordon_id, order(site.clock.now + timedelta(hours=ahead)), override=True)

    return Told(f"lift_cordon({choice}, {ahead} h ahead)", act)


def declare_area(ward: str, ahead: int, hours: int | None) -> Told:
    def act(site: Site) -> None:
        starts = site.clock.now + timedelta(hours=ahead)
        area(site, ward, starts_at=starts, ends_at=None if hours is None else starts + timedelta(hours=hours))

    return Told(f"area({ward}, {ahead} h ahead, for {hours} h)", act)


def end_some_area(choice: int) -> Told:
    def act(site: Site) -> None:
        with site.read_sessions() as session:
            found = _pick(newest_areas(session), choice)
        end(site, found.area_id)

    return Told(f"end_area({choice})", act)


ahead = st.sampled_from([0, 0, 3, 30])
placed = st.one_of(
    st.builds(ring, st.integers(0, 9), ahead, st.booleans()),
    st.builds(cordon, full.ward, ahead),
    st.builds(lift_cordon, st.integers(0, 9), ahead),
    st.builds(declare_area, full.ward, ahead, st.sampled_from([None, 2, 30])),
    st.builds(end_some_area, st.integers(0, 9)),
)
telling = st.builds(lambda: Told("tell", tell))
act = st.one_of(full.act, placed, telling)
histories = st.lists(act, min_size=4, max_size=18)
SETTINGS: Final[dict[str, Any]] = {
    "deadline": None,
    "derandomize": True,
    "database": None,
    "phases": [Phase.generate, Phase.shrink],
    "suppress_health_check": [HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
}


@settings(max_examples=examples(40), **SETTINGS)
@given(history=histories)
def test_the_feed_replayed_is_the_map_of_every_revision(laid_site: Path, history: list[Told]) -> None:
    with copied(laid_site) as site:
        play(site, history)
        tell(site)
        told = feed(site)
        assert_without_gap(told)
        for snapshot, replayed in states_by_revision(site, told):
            assert_same_map(snapshot, replayed)
        tell(site)
        assert feed(site) == told


@settings(max_examples=examples(20), **SETTINGS)
@given(history=histories)
def test_told_early_or_late_the_feed_is_the_same(laid_site: Path, history: list[Told]) -> None:
    # A clock that is set back dates a write after what was told; without telling it would be dated earlier.
    forward = [each for each in history if not str(each).startswith("move(-")]
    with copied(laid_site) as often, copied(laid_site) as once:
        for each in forward:
            play(often, [each])
            tell(often)
        play(once, [each for each in forward if str(each) != "tell"])
        tell(once)
        assert feed(often) == feed(once)


@pytest.mark.postgis
@settings(max_examples=3, **{**SETTINGS, "phases": [Phase.generate]})
@given(history=st.lists(act, min_size=10, max_size=18))
def test_both_databases_tell_the_same(
    laid_site: Path, postgis_databases: Callable[[], Any], history: list[Told]
) -> None:
    with copied(laid_site) as one, postgis_databases() as other:
        for site in (one, other):
            play(site, history)
            tell(site)
        assert feed(one) == feed(other)


def assert_without_gap(told: list[Change]) -> None:
    ids = [each.id for each in told]
    assert ids == sorted(set(ids))
    numbers: dict[int, list[int]] = {}
    for each in ids:
        numbers.setdefault(each.revision, []).append(each.number)
    assert all(some == list(range(1, len(some) + 1)) for some in numbers.values())
    moments = [each.at for each in told]
    assert moments == sorted(moments)


def states_by_revision(site: Site, told: list[Change]) -> Iterator[tuple[ZoneSnapshot, Replayed]]:
    """The map at the moment of each write, and what of the feed was known then, the newest change of each subject."""
    with site.read_sessions() as session:
        for each in revisions(session):
            known = [one for one in told if one.id.revision <= each.number and one.at <= each.committed_at]
            replayed = {(one.kind, one.subject): one for one in known}
            yield past_snapshot(session, rules=site.rules, at=each.committed_at), replayed


def assert_same_map(snapshot: ZoneSnapshot, replayed: Replayed) -> None:
    shown = {subject: each.after for (kind, subject), each in replayed.items() if kind is ChangeKind.STATUS}
    for zone in snapshot.zones:
        state = shown.get(zone.ward.code) or {"level": UNKNOWN, "computed_level": UNKNOWN, "decided": False}
        assert (zone.level, zone.computed_level, zone.decided) == (
            state["level"],
            state["computed_level"],
            state["decided"],
        )
    rings = {key: each for key, each in after(replayed, ChangeKind.RING).items() if each["ring_status"] != "lifted"}
    assert {each.outbreak_id: layers_of(each.ward_layers) for each in snapshot.rings} == {
        key: each["layers"] for key, each in rings.items()
    }
    assert {each.cordon_id: each.status for each in snapshot.cordons} == standing(replayed, ChangeKind.CORDON)
    assert {each.area_id: each.status for each in snapshot.areas} == standing(replayed, ChangeKind.AREA)
    register = after(replayed, ChangeKind.REGISTER).get("register")
    assert (register["boundary_version"] if register else "") == snapshot.register.boundary_version or not register


def after(replayed: Replayed, kind: ChangeKind) -> dict[str, Any]:
    return {subject: each.after for (of, subject), each in replayed.items() if of is kind and each.after}


def standing(replayed: Replayed, kind: ChangeKind) -> dict[str, str]:
    over = {"lifted", "ended"}
    return {key: each["status"] for key, each in after(replayed, kind).items() if each["status"] not in over}


def layers_of(ward_layers: Any) -> dict[str, dict[str, list[str]]]:
    found: dict[str, dict[str, list[str]]] = {}
    for code, (layer, partial) in ward_layers.items():
        found.setdefault(layer, {"whole": [], "partial": []})["partial" if partial else "whole"].append(code)
    return found
