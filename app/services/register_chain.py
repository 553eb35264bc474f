"""The registers in force one after the other, with what became of their units, as known now or at a revision."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from itertools import pairwise
from threading import Lock
from typing import Any
from weakref import WeakKeyDictionary

from sqlalchemy.orm import Session

from app.domain.decisions import Decision
from app.domain.lineage import Passage, UnitEvent
from app.domain.register import Register
from app.domain.register_chain import RegisterChain, RegisterSpan
from app.domain.vocabulary import BoundaryStatus
from app.domain.ward_names import spelled
from app.services.register import newest_register, pool_of, register_days, register_on
from app.storage.lineage import lineage_state, unit_events
from app.storage.units import register_state

MOST_KEPT = 8
_Key = tuple[tuple[int, int], tuple[int, int]]

_lock = Lock()
_chains: WeakKeyDictionary[Any, dict[_Key, RegisterChain]] = WeakKeyDictionary()


def register_chain(session: Session, *, known_revision: int | None = None) -> RegisterChain:
    """All registers and passages (as known at a revision); kept for as long as nothing about them changes.

    A site whose register never changed asks nothing more of the database than its newest register does.
    """
    days = register_days(session, known_revision=known_revision)
    if len(days) < 2:
        return RegisterChain.of(newest_register(session, known_revision=known_revision))
    key = (
        register_state(session, known_at_revision=known_revision),
        lineage_state(session, known_revision=known_revision),
    )
    with _lock:
        kept = _chains.setdefault(pool_of(session), {})
        if key in kept:
            return kept[key]
    chain = _chain(session, days, known_revision)
    with _lock:
        while len(kept) >= MOST_KEPT:
            kept.pop(next(iter(kept)))
        kept[key] = chain
    return chain


def position_of_revision(session: Session, chain: RegisterChain, revision: int) -> int:
    """Which register of a chain was the newest when a revision was written, as it was known then.

    One that was corrected since is told by the day its youngest ward began on.
    """
    known = newest_register(session, known_revision=revision)
    same = [index for index, span in enumerate(chain.spans) if span.register.boundary_version == known.boundary_version]
    if same:
        return same[-1]
    return chain.position_on(max((ward.valid_from for ward in known.wards), default=date.min))


def decision_positions(session: Session, chain: RegisterChain, found: Iterable[Decision]) -> dict[str, int]:
    """By decision the register its ward was one of when it was made; empty while there was only one."""
    if not chain.passages:
        return {}
    return {each.decision_id: position_of_revision(session, chain, each.recorded_revision) for each in found}


def _chain(session: Session, days: tuple[date, ...], known_revision: int | None) -> RegisterChain:
    newest = newest_register(session, known_revision=known_revision)
    registers = [*(register_on(session, day, known_revision=known_revision) for day in days[:-1]), newest]
    bounds = [None, *days[1:], None]
    spans = [
        RegisterSpan(first, end, register) for (first, end), register in zip(pairwise(bounds), registers, strict=True)
    ]
    events = unit_events(session, known_revision=known_revision)
    passages = [
        _passage(before.register, after.register, [each for each in events if each.on == after.first_day], after)
        for before, after in pairwise(spans)
    ]
    return RegisterChain(tuple(spans), tuple(passages))


def _passage(before: Register, after: Register, events: list[UnitEvent], span: RegisterSpan) -> Passage:
    assert span.first_day is not None, "only the oldest register holds since ever"
    doubtful = _codes_under_other_names(before, after)
    return Passage.between(before.codes, after.codes, events, on=span.first_day, doubtful=doubtful)


def _codes_under_other_names(before: Register, after: Register) -> set[str]:
    """Codes that bear another name in the later register, where the ground cannot tell whether it is the same unit.

    Between official registers the events worked out from the ground have told.
    """
    if BoundaryStatus.SCHEMATIC not in (before.boundary_status, after.boundary_status):
        return set()
    shared = before.positions.keys() & after.positions.keys()
    return {code for code in shared if spelled(before.names[code]).key != spelled(after.names[code]).key}
