"""The search over a register and the names before it, kept in memory per database while neither changes.

It runs in memory, so both databases give the same answer.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterator
from threading import Lock
from typing import Any
from weakref import WeakKeyDictionary

from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from app.domain.names import fold
from app.domain.register import Register
from app.domain.reporting_day import ONE_DAY
from app.domain.unit_search import FormerUnit, UnitSearch
from app.formats.ward_aliases import shipped_aliases
from app.services.register import current_register, pool_of
from app.services.register_chain import register_chain
from app.storage.former_units import EndedSpan, ended_spans
from app.storage.lineage import lineage_state
from app.storage.units import register_state

MOST_KEPT = 4
_Key = tuple[str, tuple[int, int], tuple[int, int]]

_lock = Lock()
_kept: WeakKeyDictionary[Any, OrderedDict[_Key, UnitSearch]] = WeakKeyDictionary()


def unit_search(session: Session, register: Register) -> UnitSearch:
    """The search over a register; the newest one also finds by names and codes that are no more."""
    with _lock:
        kept = _kept.setdefault(pool_of(session), OrderedDict())
    try:
        key = (register.boundary_version, register_state(session), lineage_state(session))
    except DBAPIError:
        # A reader is still answered while the database is away, from what is known of this register.
        return next((each for (version, *_), each in kept.items() if version == register.boundary_version), None) or (
            UnitSearch(register)
        )
    with _lock:
        if key in kept:
            kept.move_to_end(key)
            return kept[key]
    is_newest = current_register(session).boundary_version == register.boundary_version
    made = UnitSearch(register, former_units(session, register) if is_newest else ())
    with _lock:
        kept[key] = made
        while len(kept) > MOST_KEPT:
            kept.popitem(last=False)
    return made


def former_units(session: Session, register: Register) -> tuple[FormerUnit, ...]:
    """Names and codes that wards of a register, or the ground they stand on, had before; each once."""
    found: dict[tuple[str, str | None, tuple[str, ...]], FormerUnit] = {}
    for each in (*_of_spans(session, register), *_of_aliases(register)):
        found.setdefault((fold(each.name), each.code, each.successors), each)
    return tuple(found.values())


def _of_spans(session: Session, register: Register) -> Iterator[FormerUnit]:
    chain = register_chain(session)
    for span in ended_spans(session):
        said = chain.now(span.code, span.until - ONE_DAY)
        heirs = tuple(code for code in said if code in register.positions) or _on_its_ground(span, register)
        standing = register.positions.get(span.code)
        is_the_same = standing is not None and fold(register.wards[standing].name) == fold(span.name)
        if heirs and not (is_the_same and heirs == (span.code,)):
            yield FormerUnit(span.name, None if heirs == (span.code,) else span.code, span.until, heirs)


def _on_its_ground(span: EndedSpan, register: Register) -> tuple[str, ...]:
    """Where nobody said what became of a ward: the one on the ground in its middle, or else of its code."""
    if span.shape is None:
        return (span.code,) if span.code in register.positions else ()
    middle = span.shape.representative_point()
    return tuple(each.ward.code for each in register.locate(middle.x, middle.y)[:1])


def _of_aliases(register: Register) -> Iterator[FormerUnit]:
    wards = {(ward.code, ward.district_code): ward for ward in register.wards}
    for each in shipped_aliases():
        ward = wards.get((each.ward_code, each.district_code))
        if ward is not None and fold(ward.name) != fold(each.old_name):
            yield FormerUnit(each.old_name, None, each.until, (each.ward_code,))
