"""The page of one ward: its level and why, when it may open, testing, rings, recent cases, history, neighbors."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields
from typing import Final

from markupsafe import Markup

from app.api.pages.act_views import Act, acts_of, cause_text, opening_held
from app.api.pages.curve import CurveView, curve_view
from app.api.pages.maps import near_map
from app.api.pages.place_views import PlaceView, places_of
from app.api.pages.reason_views import ReasonView, reason_view
from app.api.pages.shared import LevelView, Shell, WardRow, day_number, name_order, ward_row
from app.domain.disclosure import Disclosure
from app.domain.mass_testing import TestingWindow
from app.domain.register import Ward
from app.domain.vocabulary import UNKNOWN, RingStatus
from app.services.ward_details import WardDetails
from app.services.zone_status import LayerStatus, ZoneStatus
from app.storage.statuses import Status

HISTORY_SHOWN: Final = 12


@dataclass(frozen=True)
class Opening:
    """When the level may fall: a day or none, and what is still needed."""

    held: str
    is_lowest: bool
    has_level: bool
    day: str
    blocking: Sequence[str]
    qualifying: str


@dataclass(frozen=True)
class TestingView:
    """The duty, the next round, the last one."""

    cadence: str
    next_name: str
    next_round: str
    next_note: str
    overdue: str
    last_round: str
    people: str


@dataclass(frozen=True)
class RingView:
    """The layer a ward lies in, by whose order or still without one, and what applies there."""

    title: str
    form: str
    proposed: bool
    partial: bool
    outbreak: str
    order: str
    measures: Sequence[str]


@dataclass(frozen=True)
class Interval:
    """One level and how long it was in force."""

    level: LevelView | None
    label: str
    since: str
    until: str
    decided: bool
    cause: str


@dataclass(frozen=True)
class WardView:
    """What the panel beside the map and the page of a ward both say of it."""

    ward: Ward
    kicker: str
    district_href: str
    level: LevelView
    since: str
    day_nth: str
    decided: bool
    computed: str
    acts: Sequence[Act]
    standing: str
    why: str
    explanation: str
    reasons: Sequence[ReasonView]
    missing: str
    opening: Opening
    testing: TestingView
    ring: RingView | None
    places: Sequence[PlaceView]
    curve: CurveView


@dataclass(frozen=True)
class WardPage(WardView):
    """Everything on the page of one ward."""

    history: Sequence[Interval]
    history_left_out: int
    neighbors: Sequence[WardRow]
    map: Markup


def ward_page(shell: Shell, details: WardDetails, history: Sequence[Status], disclosure: Disclosure) -> WardPage:
    """The page of the ward the details are of; counts are shown as `disclosure` lets through."""
    view = ward_view(shell, details, history, disclosure)
    intervals = [_interval(each, shell) for each in reversed(history)]
    return WardPage(
        **{each.name: getattr(view, each.name) for each in fields(view)},
        history=intervals[:HISTORY_SHOWN],
        history_left_out=max(0, len(intervals) - HISTORY_SHOWN),
        neighbors=_neighbors(details.zone, shell),
        map=near_map(shell, details.zone.ward),
    )


def ward_view(shell: Shell, details: WardDetails, history: Sequence[Status], disclosure: Disclosure) -> WardView:
    """What both the panel and the page say."""
    zone, words = details.zone, shell.words
    ward, assessment = zone.ward, zone.assessment
    number = day_number(zone, shell)
    told = details.explanation
    missing = ""
    if assessment is not None and assessment.missing_days:
        missing = words("data_partial", n=assessment.missing_days, closed=assessment.closed_days)
    return WardView(
        ward=ward,
        kicker=ward.district_name or "",
        district_href=shell.links.city(district=ward.district_code) if ward.district_code else "",
        level=shell.levels[zone.level],
        since=words("from_moment", moment=words.moment(zone.effective_from)) if zone.effective_from else "",
        day_nth=words("day_nth", n=number) if number is not None and number > 0 else "",
        decided=zone.decided,
        computed=shell.levels[zone.computed_level].label if zone.decided else "",
        acts=acts_of(zone, shell),
        standing=words.pick(details.standing) if details.standing else "",
        why=words("why_computed", level=shell.levels[zone.computed_level].label) if details.standing else words("why"),
        explanation=words.pick((told.vi, told.en)) if told else words("never_judged"),
        reasons=[reason_view(each, shell) for each in told.reasons] if told else [],
        missing=missing,
        opening=_opening(details, shell),
        testing=_testing(zone.testing, shell),
        ring=_ring(zone.layer, shell) if zone.layer else None,
        places=places_of(zone, shell),
        curve=curve_view(shell, details.recent, history, disclosure),
    )


def _opening(details: WardDetails, shell: Shell) -> Opening:
    words, zone = shell.words, details.zone
    needed = shell.snapshot.policy.persistence.qualifying_days.value
    qualifying = zone.assessment.qualifying_days if zone.assessment else 0
    return Opening(
        held=opening_held(zone, shell),
        is_lowest=zone.computed_level == shell.snapshot.policy.levels[0].id,
        has_level=zone.computed_level != UNKNOWN,
        day=words.long_day(details.earliest_loosening) if details.earliest_loosening else "",
        blocking=[words.pick((each.vi, each.en)) for each in details.blocking],
        qualifying=words("qualifying", n=qualifying, needed=needed) if needed > 1 else "",
    )


def _testing(window: TestingWindow, shell: Shell) -> TestingView:
    words = shell.words
    if window.interval_days is None:
        cadence = words("cadence_once")
    elif window.interval_days[0] == window.interval_days[1]:
        cadence = words("cadence_same", a=window.interval_days[0])
    else:
        cadence = words("cadence_days", a=window.interval_days[0], b=window.interval_days[1])
    last = window.last_round_on
    return TestingView(
        cadence=cadence,
        next_name=words("next_round_by" if window.due_by else "next_round"),
        next_round=_next_round(window, shell),
        next_note=_next_note(window, shell),
        overdue=words("overdue", n=window.overdue_days) if window.overdue_days else "",
        last_round=words("last_round", day=last) if last else words("last_round_none"),
        people=words("people_to_sample", n=window.people_to_sample) if window.people_to_sample else "",
    )


def _next_round(window: TestingWindow, shell: Shell) -> str:
    if window.due_by is not None:
        return shell.words.day(window.due_by)
    return shell.words("due_once_short") if window.due_from is not None else shell.words("due_nothing")


def _next_note(window: TestingWindow, shell: Shell) -> str:
    if window.due_by is None or window.overdue_days:
        return ""
    left = (window.due_by - shell.today).days
    return shell.words("days_left", n=left) if left > 0 else shell.words("due_today")


def _ring(layer: LayerStatus, shell: Shell) -> RingView:
    words, snapshot = shell.words, shell.snapshot
    rule = snapshot.policy.ring_of[layer.layer]
    names = {each.outbreak_id: each.name for each in snapshot.outbreaks}
    directive = words("directive", n=layer.directive.value)
    return RingView(
        title=f"{words.pick((rule.label_vi, rule.label_en))} · {directive}",
        form=layer.directive.value,
        proposed=layer.ring_status is RingStatus.PROPOSED,
        partial=layer.partial,
        outbreak=words("ring_outbreak", name=names[layer.outbreak_id]) if layer.outbreak_id in names else "",
        order=_order(layer, shell),
        measures=rule.measures_vi if words.language == "vi" else rule.measures_en,
    )


def _order(layer: LayerStatus, shell: Shell) -> str:
    """The order a ring is in force by; empty for one only proposed."""
    ring = next((each for each in shell.snapshot.rings if each.outbreak_id == layer.outbreak_id), None)
    if ring is None or not ring.document_number or layer.ring_status is not RingStatus.ISSUED:
        return ""
    if not ring.signer or ring.starts_at is None:
        return shell.words("ring_issued_plain", number=ring.document_number)
    moment = shell.words.moment(ring.starts_at)
    return shell.words("ring_issued_note", number=ring.document_number, signer=ring.signer, moment=moment)


def _interval(status: Status, shell: Shell) -> Interval:
    words, level = shell.words, shell.levels.get(status.level)
    return Interval(
        level=level,
        label=level.label if level else status.level,
        since=words.moment(status.from_instant),
        until=words.moment(status.until_instant) if status.until_instant else words("history_now"),
        decided=status.decided,
        cause=cause_text(status, shell.snapshot.decisions, shell),
    )


def _neighbors(zone: ZoneStatus, shell: Shell) -> list[WardRow]:
    rank = shell.snapshot.policy.rank_of
    found = [shell.snapshot.by_code[ward.code] for ward, _ in shell.snapshot.register.neighbors_of(zone.ward.code)]
    ordered = sorted(found, key=lambda each: (-rank.get(each.level, 1.5), name_order(each.ward.name)))
    return [ward_row(each, shell) for each in ordered]
