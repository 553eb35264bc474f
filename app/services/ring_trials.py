"""What other rings would change of those that stand, before any order: ground and people, stricter or milder."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from shapely import MultiPolygon
from sqlalchemy.orm import Session

from app.domain.records import Outbreak
from app.domain.register import Register
from app.domain.ring_comparison import Drawn, StricterPlace, stricter_ground, stricter_places
from app.domain.rings import RingPlan
from app.domain.vocabulary import RingStatus
from app.services.ring_drawing import WantedRings, core_of, plan_rings
from app.services.ring_states import ring_state
from app.storage.rings import StoredRing


@dataclass(frozen=True)
class Moved:
    """Ground that changes in one direction, in lon/lat (None: none), by ward, and an estimate of its people.

    `population` is by area and None when that of a ward it touches is unknown.
    """

    ground: MultiPolygon | None
    places: tuple[StricterPlace, ...]
    population: int | None


@dataclass(frozen=True)
class RingTrial:
    """Rings as wished beside those that stand; an extension may loosen nothing, a shrinking tighten nothing."""

    plan: RingPlan
    compared_with: StoredRing
    tightened: Moved
    loosened: Moved


def try_rings(
    session: Session, register: Register, outbreak: Outbreak, wanted: WantedRings, *, at: datetime, on: date
) -> RingTrial:
    """Draw the rings wished and hold them against those that stand at an instant; writes nothing.

    Args:
        on: the local day whose barriers count.

    Raises:
        InvalidValue, InvalidGeometry: such rings cannot be drawn.
    """
    place, codes = (wanted.place, wanted.ward_codes) if wanted.has_own_core else (outbreak.place, outbreak.ward_codes)
    plan = plan_rings(session, register, core_of(register, place=place, ward_codes=codes), wanted.request, on=on)
    standing = ring_state(session, outbreak.outbreak_id, at=at).standing
    is_lifted = standing.status is RingStatus.LIFTED
    before: Drawn = [] if is_lifted else [(each.layer, each.shape) for each in standing.layers]
    after: Drawn = [(each.layer, each.shape) for each in plan.layers]
    return RingTrial(
        plan=plan,
        compared_with=standing,
        tightened=_moved(register, before, after),
        loosened=_moved(register, after, before),
    )


def _moved(register: Register, before: Drawn, after: Drawn) -> Moved:
    places = stricter_places(register, before, after)
    return Moved(stricter_ground(register, before, after), places, _population(register, places))


def _population(register: Register, places: Sequence[StricterPlace]) -> int | None:
    """People by area: a ward's share of ground is taken for its share of people."""
    total = 0.0
    for place in places:
        position = register.positions[place.ward_code]
        people = register.wards[position].population
        if people is None:
            return None
        total += people * min(1.0, place.area_m2 / float(register.areas_m2[position]))
    return round(total)
