"""The page of one outbreak: its rings as they stand, what may be done about them, and its nature."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from app.api.documents.features import geometry_document
from app.api.pages.staff_declare import zoning_state
from app.api.pages.staff_frame import StaffPage
from app.api.pages.staff_outbreaks import (
    STATE_WORDS,
    LayerLine,
    RingState,
    districts_of,
    layer_lines,
    nature_of,
    place_of,
    state_of,
)
from app.domain.records import Outbreak
from app.domain.vocabulary import BoundaryStatus, RingStatus
from app.services.access import Act, may
from app.services.ring_drawing import cuts_wards, public_parameters
from app.services.ring_states import RingState as StandingRings
from app.storage.rings import StoredRing
from app.web.staff_outbreak_messages import ORDER_SCRIPT


@dataclass(frozen=True)
class OutbreakView:
    """Everything on the page; `acts`: what the reader may do about the rings, the most fitting first."""

    outbreak: Outbreak
    place: str
    nature: str
    state: RingState
    state_words: str
    age: str
    order: str
    past_end: str
    pending: Sequence[str]
    layers: Sequence[LayerLine]
    estimated: bool
    acts: Sequence[tuple[str, str]]
    may_change: bool
    leads: bool
    linked: str
    script_state: dict[str, Any]


def outbreak_view(page: StaffPage, outbreak: Outbreak, rings: StandingRings, today: date) -> OutbreakView:
    """One outbreak as the reader may see and handle it."""
    words, ring = page.words, rings.standing
    state = state_of(rings, today)
    leads = _may_all(page, outbreak, Act.ISSUE_RING)
    return OutbreakView(
        outbreak=outbreak,
        place=place_of(page, outbreak),
        nature=nature_of(page, outbreak),
        state=state,
        state_words=words(STATE_WORDS[state]),
        age=words("ob_day_nth", n=(today - outbreak.opened_on).days + 1),
        order=_order_words(page, ring),
        past_end=words("obp_past_end", day=ring.planned_end) if state is RingState.PAST_END else "",
        pending=[
            words("obp_pending", number=each.document_number or "", moment=words.moment(each.starts_at))
            for each in rings.pending
            if each.starts_at is not None
        ],
        layers=layer_lines(page, None if ring.status is RingStatus.LIFTED else ring),
        estimated=ring.population_estimated,
        acts=_acts(page, outbreak, ring, leads=leads),
        may_change=outbreak.closed_on is None and _may_all(page, outbreak, Act.DECLARE_OUTBREAK),
        leads=leads,
        linked=", ".join(_names(page, outbreak.linked_ward_codes)),
        script_state=_script_state(page, outbreak, ring),
    )


def _may_all(page: StaffPage, outbreak: Outbreak, act: Act) -> bool:
    return all(may(page.caller, act, code) for code in districts_of(page.shell.snapshot, outbreak))


def _acts(page: StaffPage, outbreak: Outbreak, ring: StoredRing, *, leads: bool) -> list[tuple[str, str]]:
    words = page.words
    declares = outbreak.closed_on is None and _may_all(page, outbreak, Act.DECLARE_OUTBREAK)
    if ring.status is RingStatus.PROPOSED:
        found = [("issue", "obp_issue")] if leads else []
        found += [("propose", "obp_propose")] if declares else []
        found += [("lift", "obp_lift")] if leads else []
    elif ring.status is RingStatus.ISSUED:
        found = [("shrink", "obp_shrink"), ("extend", "obp_extend"), ("lift", "obp_lift")] if leads else []
    else:
        found = [("propose", "obp_propose_again")] if declares else []
    return [(action, words(key)) for action, key in found]


def _order_words(page: StaffPage, ring: StoredRing) -> str:
    if ring.document_number is None or ring.starts_at is None:
        return page.words("obp_proposed") if ring.status is RingStatus.PROPOSED else ""
    moment = page.words.moment(ring.starts_at)
    told = page.words("obp_order", number=ring.document_number, signer=ring.signer or "", moment=moment)
    until = f", {page.words('obp_until', day=ring.planned_end)}" if ring.planned_end else ""
    return f"{told}{until}."


def _names(page: StaffPage, codes: Sequence[str]) -> list[str]:
    register = page.shell.snapshot.register
    return [register.ward(code).name for code in codes if code in register.positions]


def _script_state(page: StaffPage, outbreak: Outbreak, ring: StoredRing) -> dict[str, Any]:
    shared = zoning_state(page)
    schematic = page.shell.snapshot.register.boundary_status is BoundaryStatus.SCHEMATIC
    return {
        **shared,
        "words": {**shared["words"], **{key: page.words.pick(phrase) for key, phrase in ORDER_SCRIPT.items()}},
        "id": outbreak.outbreak_id,
        "version": outbreak.version,
        "place": None if outbreak.place is None else geometry_document(outbreak.place),
        "ward_codes": list(outbreak.ward_codes),
        "linked": list(outbreak.linked_ward_codes),
        "ring": {
            "version": ring.version,
            "status": ring.status.value,
            "mode": str(ring.mode),
            "parameters": public_parameters(ring),
            "planned_end": ring.planned_end.isoformat() if ring.planned_end else None,
        },
        "offset": _offset(page),
        "is_schematic": schematic,
        "cuts_wards": cuts_wards(ring),
    }


def _offset(page: StaffPage) -> str:
    """The site's distance from UTC now, such as `+07:00`: what a typed time of day is meant in."""
    local = page.shell.snapshot.at.astimezone(page.shell.rules.clock.timezone)
    return local.isoformat()[-6:]
