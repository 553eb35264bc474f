"""Cordons for staff: the list, worst first, and one with its condition, what may be done, and its log."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from app.api.documents.features import geometry_document
from app.api.pages.staff_frame import StaffPage
from app.api.pages.staff_places import (
    Fact,
    PlaceCard,
    PlaceList,
    VersionLine,
    facts_of,
    is_approximate,
    people_of,
    ward_lines,
    where_of,
)
from app.domain.cordons import Cordon, CordonAction, CordonStatus
from app.services.access import Act, may
from app.services.cordon_reading import CordonRead
from app.services.drawn_places import districts_met

_ACTS: Final = {
    CordonAction.PROPOSE: "cd_act_propose",
    CordonAction.ISSUE: "cd_act_issue",
    CordonAction.CHANGE: "cd_act_change",
    CordonAction.EXTEND: "cd_act_extend",
    CordonAction.SHRINK: "cd_act_shrink",
    CordonAction.LIFT: "cd_act_lift",
}


@dataclass(frozen=True)
class CordonView:
    """One cordon on its page; `place` as GeoJSON, `may_update` and `may_order`: what the reader may do here."""

    card: PlaceCard
    read: CordonRead
    facts: Sequence[Fact]
    wards: Sequence[Fact]
    approximate: bool
    holds: bool
    progress: str
    obstacles: Sequence[str]
    hint: str
    basis: str
    may_update: bool
    may_order: bool
    place: dict[str, Any]
    versions: Sequence[VersionLine]

    @property
    def cordon(self) -> Cordon:
        """The version that holds."""
        return self.read.cordon


def cordon_list(page: StaffPage, found: Sequence[CordonRead], *, lifted: bool) -> PlaceList:
    """The cordons that stand, or those that are lifted."""
    standing = [each for each in found if each.cordon.status is not CordonStatus.LIFTED]
    over = [each for each in found if each.cordon.status is CordonStatus.LIFTED]
    words = page.words
    past = sum(each.past_planned_end for each in standing)
    ready = sum(each.lifting.holds and each.cordon.in_force for each in standing)
    facts = [words("cd_counts", n=len(standing))]
    facts += [words("cd_count_past", n=past)] if past else []
    facts += [words("cd_count_ready", n=ready)] if ready else []
    return PlaceList(
        cards=[cordon_card(page, each) for each in (over if lifted else standing)],
        shows_over=lifted,
        standing_count=len(standing),
        over_count=len(over),
        facts=facts,
    )


def cordon_card(page: StaffPage, read: CordonRead) -> PlaceCard:
    """One cordon in the list."""
    cordon, words = read.cordon, page.words
    state, state_words = _state(page, read)
    inside = [words("cd_households", n=cordon.households)] if cordon.households is not None else []
    people = people_of(page, cordon.population, estimated=cordon.population_estimated)
    step, is_task = _next_step(page, read)
    return PlaceCard(
        place_id=cordon.cordon_id,
        href=page.to(f"/staff/cordons/{cordon.cordon_id}"),
        name=cordon.name,
        where=where_of(page, cordon.ward_codes),
        state=state,
        state_words=state_words,
        age=_age(page, read),
        lines=[" · ".join([*inside, *([people] if people else [])])] if inside or people else [],
        next_step=step,
        is_task=is_task,
    )


def cordon_view(page: StaffPage, read: CordonRead, log: Sequence[Cordon]) -> CordonView:
    """One cordon with everything on its page."""
    cordon, words, lifting = read.cordon, page.words, read.lifting
    districts = districts_met(page.shell.snapshot.register, cordon.ward_codes)
    names = page.shell.snapshot.register.names
    hint = lifting.hint
    days = lifting.days_since_last_case
    stands = cordon.status is not CordonStatus.LIFTED
    return CordonView(
        card=cordon_card(page, read),
        read=read,
        facts=_facts(page, cordon),
        wards=ward_lines(page, cordon.ward_parts),
        approximate=is_approximate(page, cordon.ward_parts),
        holds=lifting.holds,
        progress="" if days is None else words("cd_quiet", days=min(days, lifting.needed), needed=lifting.needed),
        obstacles=[words.pick((each.vi, each.en)) for each in lifting.obstacles],
        hint=words("cd_hint", ward=names.get(hint.ward_code, hint.ward_code), day=hint.reporting_date) if hint else "",
        basis=words("cd_condition_basis") if lifting.needed_provenance.value == "example" else "",
        may_update=stands and all(may(page.caller, Act.DECLARE_CORDON, code) for code in districts),
        may_order=stands and all(may(page.caller, Act.ORDER_CORDON, code) for code in districts),
        place=geometry_document(cordon.place),
        versions=[_version(page, each) for each in reversed(log)],
    )


def _state(page: StaffPage, read: CordonRead) -> tuple[str, str]:
    words, cordon = page.words, read.cordon
    if cordon.status is CordonStatus.LIFTED:
        return "lifted", words("cd_lifted")
    if cordon.status is CordonStatus.PROPOSED:
        coming = read.pending
        if coming is not None and coming.status is CordonStatus.IN_FORCE:
            return "proposed", words("cd_waiting", when=words.moment(coming.takes_effect_at))
        return "proposed", words("cd_proposed")
    return ("past_end", words("cd_past_end")) if read.past_planned_end else ("issued", words("cd_in_force"))


def _age(page: StaffPage, read: CordonRead) -> str:
    words, cordon, left = page.words, read.cordon, read.days_left
    if cordon.status is CordonStatus.LIFTED:
        return words.day(words.local_date(cordon.takes_effect_at))
    if cordon.status is CordonStatus.PROPOSED or left is None:
        return ""
    return words("cd_days_left", n=left) if left >= 0 else words("cd_days_over", n=-left)


def _next_step(page: StaffPage, read: CordonRead) -> tuple[str, bool]:
    cordon, words, lifting = read.cordon, page.words, read.lifting
    districts = districts_met(page.shell.snapshot.register, cordon.ward_codes)
    leads = all(may(page.caller, Act.ORDER_CORDON, code) for code in districts)
    if cordon.status is CordonStatus.LIFTED:
        return "", False
    if cordon.status is CordonStatus.PROPOSED:
        return words("cd_to_issue"), leads and read.pending is None
    if lifting.holds:
        return words("cd_may_lift"), leads
    return (words("cd_lift_from", day=lifting.earliest_lift_on), False) if lifting.earliest_lift_on else ("", False)


def _facts(page: StaffPage, cordon: Cordon) -> list[Fact]:
    words = page.words
    households = "" if cordon.households is None else words("cd_households", n=cordon.households)
    people = people_of(page, cordon.population, estimated=cordon.population_estimated)
    first, last = cordon.testing_interval_days
    signed = " · ".join(each for each in (cordon.document_number, cordon.signer) if each)
    return facts_of(
        [
            (words("cd_inside"), " · ".join(each for each in (households, people) if each)),
            (words("cd_start"), words.moment(cordon.starts_at) if cordon.starts_at else ""),
            (words("cd_planned_end"), words.day(cordon.planned_end) if cordon.planned_end else ""),
            (words("cd_testing"), words("cd_every_days", first=first, last=last)),
            (words("cd_document"), signed),
            (words("cd_reason"), cordon.reason or ""),
        ]
    )


def _version(page: StaffPage, cordon: Cordon) -> VersionLine:
    words = page.words
    people = people_of(page, cordon.population, estimated=cordon.population_estimated)
    later = cordon.takes_effect_at > cordon.recorded_at
    told = [
        cordon.document_number or "",
        words("pl_from", when=words.moment(cordon.takes_effect_at)) if later else "",
        words("cd_act_override") if cordon.override else "",
        people,
        f"{words('cd_planned_end')}: {words.day(cordon.planned_end)}" if cordon.planned_end else "",
    ]
    return VersionLine(
        number=cordon.version,
        act=words(_ACTS[cordon.action]),
        by=f"{cordon.recorded_by}, {words.moment(cordon.recorded_at)}",
        told=[each for each in told if each],
    )
