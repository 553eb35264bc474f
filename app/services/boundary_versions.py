"""The register behind the name of any boundary version: the newest kept ready, older ones for a while."""

from __future__ import annotations

from collections import OrderedDict
from datetime import date
from threading import Lock
from typing import Any
from weakref import WeakKeyDictionary

from sqlalchemy.orm import Session

from app.domain.errors import BoundaryVersionNotFound
from app.domain.register import Register
from app.services.register import current_register, pool_of
from app.storage.boundary_versions import recorded_versions
from app.storage.units import load_register, register_state, validity_days

MOST_KEPT = 4
_Place = tuple[date | None, int]
"""A day (None: without end in sight) and the revision up to which it is known: what loads a register."""

_lock = Lock()
_kept: WeakKeyDictionary[Any, OrderedDict[str, Register]] = WeakKeyDictionary()
_indexes: WeakKeyDictionary[Any, tuple[tuple[int, int], dict[str, _Place]]] = WeakKeyDictionary()


def register_of_version(session: Session, version: str) -> Register:
    """The register of a boundary version, however long ago it was in force.

    The newest one is always at hand; of older ones the few asked for last are kept.

    Raises:
        BoundaryVersionNotFound: no register of this site ever had this version.
    """
    newest = current_register(session)
    if newest.boundary_version == version:
        return newest
    with _lock:
        kept = _kept.setdefault(pool_of(session), OrderedDict())
        if version in kept:
            kept.move_to_end(version)
            return kept[version]
    register = _loaded(session, version)
    with _lock:
        kept[version] = register
        while len(kept) > MOST_KEPT:
            kept.popitem(last=False)
    return register


def _loaded(session: Session, version: str) -> Register:
    place = _index(session).get(version)
    if place is None:
        raise BoundaryVersionNotFound(version)
    on, known_revision = place
    return load_register(session, on=on, known_at_revision=known_revision)


def _index(session: Session) -> dict[str, _Place]:
    """Where to find every version there ever was; made once for each state of the stored register.

    A version is the state a file left behind, or that of a day on which only some of its units had begun. So a name
    nobody ever gave costs one look, however often it is asked for.
    """
    state = register_state(session)
    with _lock:
        found = _indexes.get(pool_of(session))
        if found is not None and found[0] == state:
            return found[1]
    index: dict[str, _Place] = {}
    for revision in recorded_versions(session).values():
        for on in (*validity_days(session, known_at_revision=revision), None):
            register = load_register(session, on=on, known_at_revision=revision)
            index[register.boundary_version] = on, revision
    with _lock:
        _indexes[pool_of(session)] = state, index
    return index
