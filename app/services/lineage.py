"""What became of units: declared, worked out from where registers draw them, and read."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from sqlalchemy.orm import Session

from app.domain.errors import InvalidValue, WardNotFound
from app.domain.lineage import LineageProvenance, UnitEvent, UnitLink, missing_shares
from app.domain.lineage_shares import area_shares, estimated_events
from app.domain.register import Register
from app.domain.register_chain import RegisterChain
from app.domain.vocabulary import BoundaryStatus
from app.services.register_chain import register_chain
from app.storage.lineage import replace_events, unit_events

MOST_EVENTS: Final = 30_000
"""More than every commune of the country merging into another at once."""


@dataclass(frozen=True)
class WardLineage:
    """Where the unit that bore a code on a day came from, and what became of it; with the days of both changes.

    A unit as old as the register has no predecessors, one that goes on no successors; nor has one of which nobody said.
    """

    ward_code: str
    on: date
    register: Register
    began_on: date | None
    ended_on: date | None
    predecessors: tuple[tuple[UnitLink, str], ...]
    successors: tuple[tuple[UnitLink, str], ...]


def ward_lineage(session: Session, ward_code: str, *, on: date) -> WardLineage:
    """The lineage of the unit that bore a code on a day; of the last that bore it before, should none have.

    Raises:
        WardNotFound: no unit of this code was in force on that day or before it.
    """
    chain = register_chain(session)
    position = _last_bearing(chain, ward_code, chain.position_on(on))
    span = chain.spans[position]
    later = next(
        (index for index, each in enumerate(chain.passages[position:], position) if not each.is_same(ward_code)), None
    )
    earlier = next(
        (index for index in range(position - 1, -1, -1) if not chain.passages[index].is_same(ward_code)), None
    )
    return WardLineage(
        ward_code=ward_code,
        on=on,
        register=span.register,
        began_on=None if earlier is None else chain.passages[earlier].on,
        ended_on=None if later is None else chain.passages[later].on,
        predecessors=() if earlier is None else _named(chain, earlier, ward_code, before=True),
        successors=() if later is None else _named(chain, later, ward_code, before=False),
    )


def record_events(session: Session, events: Sequence[UnitEvent], *, recorded_by: str, revision: int) -> None:
    """Append events; a later word about a unit and a day replaces all that was said of it for that day.

    Whatever was judged since that day is to be judged again: see `declare_events`.

    Raises:
        InvalidValue: two events say the same, shares do not add up, or a code was in force on neither side of its day.
    """
    check_events(register_chain(session), events)
    replace_events(session, events, recorded_by=recorded_by, revision=revision)


def check_events(chain: RegisterChain, events: Sequence[UnitEvent]) -> None:
    """Refuse events that cannot be.

    A code that comes into force with a register still to be imported cannot be checked, so is taken.

    Raises:
        InvalidValue: see `record_events`; the pointer is that of the event in its list.
    """
    if len(events) > MOST_EVENTS:
        raise InvalidValue(
            "/events",
            vi=f"Có {len(events)} biến động; mỗi lần tối đa {MOST_EVENTS}.",
            en=f"These are {len(events)} events; send at most {MOST_EVENTS} at a time.",
        )
    _refuse_twins(events)
    for on in sorted({each.on for each in events}):
        _refuse_wrong_sums([each for each in events if each.on == on], events)
    for index, each in enumerate(events):
        _refuse_unknown(chain, each, index)


def derive_events(session: Session, *, on: date, recorded_by: str, revision: int) -> list[UnitEvent]:
    """Record what the polygons of two registers say of the units nobody declared anything about.

    Shares nobody measured of declared parts are filled in likewise, and count as estimated. Between registers of which
    one is schematic nothing is derived.

    Returns:
        the events recorded.
    """
    chain = register_chain(session)
    position = chain.position_on(on)
    if position == 0 or chain.spans[position].first_day != on:
        return []
    before, after = chain.spans[position - 1].register, chain.spans[position].register
    declared = [each for each in unit_events(session, on=on) if each.provenance is not LineageProvenance.ESTIMATED]
    spoken = {each.from_code for each in declared}
    derived = [each for each in estimated_events(before, after, on=on) if each.from_code not in spoken]
    events = [*derived, *_measured(declared, before, after)]
    stale = [each.from_code for each in unit_events(session, on=on) if each.from_code not in spoken]
    replace_events(session, events, recorded_by=recorded_by, revision=revision, also=(on, stale))
    return events


def _measured(declared: Sequence[UnitEvent], before: Register, after: Register) -> list[UnitEvent]:
    """Declared parts with the shares their units' polygons give, all events of a unit of which one is completed."""
    if BoundaryStatus.SCHEMATIC in (before.boundary_status, after.boundary_status):
        return []
    wanting = {each.from_code for each in declared if each.area_share is None}
    shares = area_shares(before, after) if wanting else {}
    return [_filled(each, shares.get(each.from_code, {})) for each in declared if each.from_code in wanting]


def _filled(event: UnitEvent, shares: dict[str, float]) -> UnitEvent:
    share = shares.get(event.to_code)
    if event.area_share is not None or share is None:
        return event
    return replace(
        event,
        area_share=share,
        population_share=share if event.population_share is None else event.population_share,
        provenance=LineageProvenance.MEASURED,
    )


def _last_bearing(chain: RegisterChain, code: str, position: int) -> int:
    for index in range(position, -1, -1):
        if code in chain.spans[index].register.positions:
            return index
    raise WardNotFound(code)


def _named(chain: RegisterChain, passage: int, code: str, *, before: bool) -> tuple[tuple[UnitLink, str], ...]:
    """The links of a unit at a passage, each with the name of the other unit."""
    if before:
        names = chain.spans[passage].register.names
        return tuple((link, names[link.from_code]) for link in chain.passages[passage].predecessors(code))
    names = chain.spans[passage + 1].register.names
    return tuple((link, names[link.to_code]) for link in chain.passages[passage].successors(code))


def _refuse_twins(events: Sequence[UnitEvent]) -> None:
    seen = set()
    for index, each in enumerate(events):
        key = each.on, each.from_code, each.to_code
        if key in seen:
            raise InvalidValue(
                f"/events/{index}",
                vi=f"Biến động {each.from_code} → {each.to_code} ngày {each.on:%d/%m/%Y} có hai lần; bỏ một.",
                en=f"{each.from_code} → {each.to_code} on {each.on} stands twice; leave one out.",
            )
        seen.add(key)


def _refuse_wrong_sums(of_day: Sequence[UnitEvent], events: Sequence[UnitEvent]) -> None:
    for code, lacking in missing_shares(of_day).items():
        index = next(place for place, each in enumerate(events) if each.on == of_day[0].on and each.from_code == code)
        raise InvalidValue(
            f"/events/{index}/area_share",
            vi=f"Các phần của đơn vị {code} cộng lại là {1 - lacking:g}, phải bằng 1 (hoặc để trống phần chưa đo).",
            en=f"The parts of unit {code} come to {1 - lacking:g}; they must come to 1; leave out unmeasured ones.",
        )


def _refuse_unknown(chain: RegisterChain, event: UnitEvent, index: int) -> None:
    position = chain.position_on(event.on)
    span = chain.spans[position]
    has_changed = span.first_day == event.on
    before = chain.spans[position - 1].register if has_changed and position else span.register
    sides: Iterable[tuple[str, str, Register]] = [("from_code", event.from_code, before)]
    if has_changed and position:
        sides = [*sides, ("to_code", event.to_code, span.register)]
    for field, code, register in sides:
        if code not in register.positions:
            when = ("trước", "before") if field == "from_code" else ("từ", "from")
            raise InvalidValue(
                f"/events/{index}/{field}",
                vi=f"Không có phường, xã mã “{code}” {when[0]} ngày {event.on:%d/%m/%Y}. Xem GET /api/v1/wards?at=…",
                en=f"No ward has code “{code}” {when[1]} {event.on}. See GET /api/v1/wards?at=…",
            )
