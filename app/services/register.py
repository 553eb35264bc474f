"""The register in force on a day, kept in memory per database for as long as nothing about it changes."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from threading import Lock
from typing import Any
from weakref import WeakKeyDictionary

from sqlalchemy.orm import Session

from app.domain.register import Register
from app.storage.units import load_register, register_state, validity_days

MOST_KEPT = 16
_Key = tuple[int, int, date | None]

_lock = Lock()
_registers: WeakKeyDictionary[Any, dict[_Key, Register]] = WeakKeyDictionary()
_days: WeakKeyDictionary[Any, dict[tuple[int, int], tuple[date, ...]]] = WeakKeyDictionary()


def current_register(session: Session) -> Register:
    """The newest register: units that are in force with no end in sight; empty before one was loaded."""
    return _kept(session, None, None)


def newest_register(session: Session, *, known_revision: int | None = None) -> Register:
    """The newest register as known at a revision (None: now)."""
    return _kept(session, None, known_revision)


def register_days(session: Session, *, known_revision: int | None = None) -> tuple[date, ...]:
    """The days from which on another register is in force, ascending (as known at a revision)."""
    return _validity_days(session, register_state(session, known_at_revision=known_revision), known_revision)


def register_on(session: Session, day: date, *, known_revision: int | None = None) -> Register:
    """The register in force on a day (as known at a revision).

    A day before the first unit came into force gets the first register, there being no other.
    """
    state = register_state(session, known_at_revision=known_revision)
    starts = _validity_days(session, state, known_revision)
    if not starts:
        return Register.empty()
    begun = [start for start in starts if start <= day]
    # Between two days on which any unit begins or ends, the register is the same.
    return _kept(session, begun[-1] if begun else starts[0], known_revision, state)


def district_of(session: Session, ward_code: str, *, on: date | None = None) -> str | None:
    """What staff answer for a ward by on a day (None: in the newest register): its district, or itself in a register
    without districts; None when it is no ward."""
    register = current_register(session) if on is None else register_on(session, on)
    position = register.positions.get(ward_code)
    return None if position is None else register.wards[position].scope_code


def shared_district(session: Session, ward_codes: Iterable[str]) -> str | None:
    """The one district all these wards lie in, in the newest register; None for none, and for several."""
    districts = {district_of(session, code) for code in set(ward_codes)}
    return districts.pop() if len(districts) == 1 else None


def _kept(
    session: Session, on: date | None, known_revision: int | None, state: tuple[int, int] | None = None
) -> Register:
    recorded, superseded = state or register_state(session, known_at_revision=known_revision)
    key = (recorded, superseded, on)
    with _lock:
        kept = _registers.setdefault(pool_of(session), {})
        if key in kept:
            return kept[key]
    register = load_register(session, on=on, known_at_revision=known_revision)
    with _lock:
        while len(kept) >= MOST_KEPT:
            kept.pop(next(iter(kept)))
        kept[key] = register
    return register


def _validity_days(session: Session, state: tuple[int, int], known_revision: int | None) -> tuple[date, ...]:
    with _lock:
        kept = _days.setdefault(pool_of(session), {})
        if state in kept:
            return kept[state]
    found = validity_days(session, known_at_revision=known_revision)
    with _lock:
        kept[state] = found
    return found


def pool_of(session: Session) -> Any:
    """What stands for a database in what is kept by database; engines with options of their own share one pool."""
    return session.get_bind().engine.pool
