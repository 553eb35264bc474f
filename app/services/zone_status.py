"""What is in force in every ward at one instant, as known at one revision: the one composition every reader gets."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property
from typing import TypeVar

from sqlalchemy.orm import Session

from app.domain.areas import Area, area_switches, standing_areas
from app.domain.assessment import Assessment
from app.domain.cordon_testing import cordon_duties
from app.domain.cordons import Cordon, standing_cordons, switches
from app.domain.decisions import Decision
from app.domain.directives import AppliedDirective, strictest
from app.domain.indicators import data_status
from app.domain.mass_testing import DutySpell, TestingWindow, testing_window
from app.domain.policy import Policy
from app.domain.records import Outbreak
from app.domain.register import Register, Ward
from app.domain.reporting_day import ReportingClock
from app.domain.ring_orders import pending_versions
from app.domain.sampling_records import SamplingRecords, rounds_by_unit
from app.domain.vocabulary import UNKNOWN, DataStatus, Directive, LockdownLayer, RingStatus, StatusCause
from app.services.plan_reading import NextStatus, Plans
from app.services.policy_library import policy_on
from app.services.register import register_on
from app.services.site_rules import SiteRules
from app.storage.areas import newest_areas
from app.storage.assessments import newest_assessments
from app.storage.campaigns import campaigns
from app.storage.cordons import unlifted_versions
from app.storage.outbreaks import outbreaks
from app.storage.policies import first_laid_revision, stored_policy
from app.storage.revisions import committed_at, current_revision, read_site, revision_known_at
from app.storage.rings import StoredRing, ring_starts, rings_at, rings_waiting
from app.storage.statuses import Status, last_full_run_day, policy_in_force
from app.storage.testing_rounds import rounds_logged


@dataclass(frozen=True)
class LayerStatus:
    """The strictest layer of any ring that touches a ward, and whether it is ordered or only proposed."""

    layer: LockdownLayer
    partial: bool
    ring_status: RingStatus
    directive: Directive
    outbreak_id: str


@dataclass(frozen=True)
class ZoneStatus:
    """What is in force in one ward. `assessment` None: the ward was never judged, so its level is unknown.

    `awaiting_approval` is the lower level that waits for a supervisor; `cause` None: there never was a status.
    `cordons` and `areas` are those that cover any part of the ward, in force or proposed.
    """

    ward: Ward
    level: str
    computed_level: str
    decided: bool
    data_status: DataStatus
    effective_from: datetime | None
    assessment: Assessment | None
    testing: TestingWindow
    layer: LayerStatus | None
    cause: StatusCause | None = None
    decision: Decision | None = None
    next_status: NextStatus | None = None
    awaiting_approval: str | None = None
    cordons: tuple[Cordon, ...] = ()
    areas: tuple[Area, ...] = ()

    @property
    def directive(self) -> AppliedDirective | None:
        """The strictest directive in force over any part of the ward; else the strictest proposed one."""
        layer, ringed = self.layer, list[AppliedDirective]()
        if layer is not None:
            ringed = [AppliedDirective(layer.directive, layer.ring_status is RingStatus.ISSUED)]
        return strictest(
            [
                *ringed,
                *(AppliedDirective(each.directive, each.in_force) for each in self.cordons),
                *(AppliedDirective(each.directive, each.in_force) for each in self.areas if each.directive),
            ]
        )


@dataclass(frozen=True)
class ZoneSnapshot:
    """All wards at one instant and one revision; immutable, shared by every reader.

    `as_of` is the newest reporting day judged of any ward; `valid_until` the next moment at which the clock alone
    changes an answer; `complete_through` the newest reporting day whose numbers are no longer provisional, since it has
    locked; `committed_at` when the newest write it knows of was made, None before the first. `histories`
    has the statuses of each ward that have begun, oldest first, the last without an end; `decisions` has all, by id.
    `cordons` and `areas` are those in force or proposed, by id.
    `sampling` is what testing duties are computed from.
    `rings` are those in force or only proposed; `rings_to_come` the orders on rings that wait for their start, without
    layers, in the order they begin.
    """

    revision: int
    committed_at: datetime | None
    at: datetime
    valid_from: datetime
    valid_until: datetime
    as_of: date | None
    open_day: date
    complete_through: date
    drill: bool
    policy: Policy
    policy_version: str
    register: Register
    zones: tuple[ZoneStatus, ...]
    outbreaks: tuple[Outbreak, ...]
    rings: tuple[StoredRing, ...]
    histories: Mapping[str, Sequence[Status]]
    decisions: Mapping[str, Decision] = field(default_factory=dict)
    cordons: tuple[Cordon, ...] = ()
    areas: tuple[Area, ...] = ()
    rings_to_come: tuple[StoredRing, ...] = ()
    sampling: SamplingRecords = field(default_factory=SamplingRecords)

    @cached_property
    def by_code(self) -> Mapping[str, ZoneStatus]:
        """Zones by ward code."""
        return {zone.ward.code: zone for zone in self.zones}


def live_snapshot(session: Session, *, rules: SiteRules, now: datetime) -> ZoneSnapshot:
    """What is in force now, from everything committed.

    Should the clock have been set back, now is the moment of the newest commit: time does not run backwards here.
    """
    site = read_site(session)
    at = now if site is None else max(now, site.committed_at)
    return _build(session, rules=rules, at=at, revision=current_revision(session), historical=False)


def past_snapshot(
    session: Session, *, rules: SiteRules, at: datetime, as_known_at: datetime | None = None
) -> ZoneSnapshot:
    """What was in force at a past instant, from what was committed by then (and no later than `as_known_at`).

    A status is never backdated, so what was known later cannot change what was in force: the answer stays the same,
    byte for byte, whatever is corrected afterwards.
    """
    known = at if as_known_at is None else min(at, as_known_at)
    return _build(session, rules=rules, at=at, revision=revision_known_at(session, known), historical=True)


def _build(session: Session, *, rules: SiteRules, at: datetime, revision: int, historical: bool) -> ZoneSnapshot:
    known = revision if historical else None
    site, clock, open_day = read_site(session), rules.clock, rules.clock.open_day(at)
    # Before the site was laid there was nothing to know: its first register and policy stand in, and all is unknown.
    laid = None if known is None else max(known, first_laid_revision(session, scheme=rules.scheme))
    register = register_on(session, open_day, known_revision=laid)
    policy, version = _policy_in_force(session, rules, open_day, known=known, laid=laid)
    plans = Plans.read(session, scheme=rules.scheme, at=at, known_revision=known)
    begun = rings_at(session, at, known_revision=known)
    standing = tuple(each for each in begun if each.status is not RingStatus.LIFTED)
    written_at = committed_at(session, revision) or at
    # What ends by the clock after the newest write still counts here, since its end is a switch.
    cordons = unlifted_versions(session, at=written_at, known_revision=known)
    areas = newest_areas(session, known_revision=known)
    locked, beside = standing_cordons(cordons, at), standing_areas(areas, at)
    policies = _policies(session, plans, policy, version)
    sampling = SamplingRecords(
        rounds=rounds_by_unit(rounds_logged(session, known_revision=known)),
        duties={**_duties(plans, policies, clock), **cordon_duties(cordons, clock)},
        campaigns=campaigns(session, known_revision=known),
    )
    composed = _Known(
        assessments=_newest(session, rules, known),
        plans=plans,
        sampling=sampling,
        layers=_strictest_layers(standing, policy),
        cordons=_by_ward(locked),
        areas=_by_ward(beside),
        policy=policy,
        on=open_day,
    )
    zones = tuple(_zone(ward, composed) for ward in register.wards)
    # What a write begins is told by its revision; what the clock alone begins after it, by the instant.
    starts = [*plans.switches_after(written_at), *ring_starts(session, known_revision=known)]
    starts += [*switches(cordons), *area_switches(areas)]
    return ZoneSnapshot(
        revision=revision,
        committed_at=site.committed_at if site is not None and 0 < site.revision == revision else None,
        at=at,
        valid_from=max([clock.last_switch(at), *(start for start in starts if start <= at)]),
        valid_until=min([clock.next_switch(at), *(start for start in starts if start > at)]),
        as_of=max((zone.assessment.as_of for zone in zones if zone.assessment is not None), default=None),
        open_day=open_day,
        complete_through=clock.complete_through(at),
        drill=site is not None and site.drill,
        policy=policy,
        policy_version=version,
        register=register,
        zones=zones,
        outbreaks=tuple(outbreaks(session, known_revision=known)),
        rings=standing,
        rings_to_come=_to_come(begun, rings_waiting(session, at, known_revision=known), at),
        histories=plans.begun,
        decisions=plans.decisions,
        cordons=locked,
        areas=beside,
        sampling=sampling,
    )


Placed = TypeVar("Placed", Cordon, Area)


def _by_ward(standing: Iterable[Placed]) -> dict[str, tuple[Placed, ...]]:
    """What covers any part of each ward, by id."""
    found: dict[str, list[Placed]] = {}
    for each in standing:
        for code in each.ward_parts:
            found.setdefault(code, []).append(each)
    return {code: tuple(some) for code, some in found.items()}


def _to_come(begun: Sequence[StoredRing], waiting: Sequence[StoredRing], at: datetime) -> tuple[StoredRing, ...]:
    """Of orders that wait for their start those that will come to stand, since no newer one begins before them."""
    return tuple(
        each
        for outbreak_id in sorted({one.outbreak_id for one in waiting})
        for each in pending_versions([one for one in (*begun, *waiting) if one.outbreak_id == outbreak_id], at)
    )


@dataclass(frozen=True)
class _Known:
    """What the status of every ward is composed of."""

    assessments: Mapping[str, Assessment]
    plans: Plans
    sampling: SamplingRecords
    layers: Mapping[str, LayerStatus]
    cordons: Mapping[str, tuple[Cordon, ...]]
    areas: Mapping[str, tuple[Area, ...]]
    policy: Policy
    on: date


def _newest(session: Session, rules: SiteRules, known: int | None) -> dict[str, Assessment]:
    last_run = last_full_run_day(session, scheme=rules.scheme, known_revision=known)
    return newest_assessments(session, scheme=rules.scheme, since=last_run, known_revision=known)


def _policy_in_force(
    session: Session, rules: SiteRules, open_day: date, *, known: int | None, laid: int | None
) -> tuple[Policy, str]:
    """The policy of what is in force; before anything was judged, the one adopted for the open day.

    A policy adopted from the open day on holds in every ward with the first judgement of that day, and not before.
    """
    key = policy_in_force(session, scheme=rules.scheme, known_revision=known)
    judged_by = None if key is None else stored_policy(session, *key)
    if key is not None and judged_by is not None:
        return judged_by, key[1]
    adopted = policy_on(session, scheme=rules.scheme, day=open_day, known_revision=laid)
    return adopted.policy, adopted.version


def _zone(ward: Ward, known: _Known) -> ZoneStatus:
    assessment, plan = known.assessments.get(ward.code), known.plans.of(ward.code)
    current = plan.current
    return ZoneStatus(
        ward=ward,
        level=current.level if current else UNKNOWN,
        computed_level=current.computed_level if current else UNKNOWN,
        decided=current.decided if current else False,
        data_status=(
            DataStatus.MISSING if assessment is None else data_status(assessment.missing_days, assessment.closed_days)
        ),
        effective_from=plan.level_since,
        assessment=assessment,
        testing=testing_window(
            known.sampling.duties.get(ward.code, ())[: len(plan.begun)],
            known.sampling.rounds.get(ward.code, ()),
            on=known.on,
            round_complete_pct=known.policy.complete_pct,
            population=ward.population,
        ),
        layer=known.layers.get(ward.code),
        cause=current.cause if current else None,
        decision=plan.decision,
        next_status=plan.next_status,
        awaiting_approval=current.awaiting_level if current else None,
        cordons=known.cordons.get(ward.code, ()),
        areas=known.areas.get(ward.code, ()),
    )


def _duties(
    plans: Plans, policies: Mapping[tuple[str, str], Policy], clock: ReportingClock
) -> dict[str, list[DutySpell]]:
    """By ward the testing duties of the levels in force, decided or not, and of those planned; one a status."""
    return {
        code: [
            DutySpell.under(
                policies[each.policy_id, each.policy_version],
                first_day=clock.open_day(each.from_instant),
                level=each.level,
                since=each.from_instant,
            )
            for each in (*plans.begun.get(code, ()), *plans.planned.get(code, ()))
        ]
        for code in plans.begun.keys() | plans.planned.keys()
    }


def _policies(session: Session, plans: Plans, policy: Policy, version: str) -> dict[tuple[str, str], Policy]:
    known, some = {(policy.id, version): policy}, (*plans.begun.values(), *plans.planned.values())
    for key in {(each.policy_id, each.policy_version) for of_ward in some for each in of_ward} - known.keys():
        stored = stored_policy(session, *key)
        if stored is not None:
            known[key] = stored
    return known


def _strictest_layers(standing: Sequence[StoredRing], policy: Policy) -> dict[str, LayerStatus]:
    strictest: dict[str, LayerStatus] = {}
    for ring in standing:
        for code, (layer, partial) in ring.ward_layers.items():
            found = LayerStatus(layer, partial, ring.status, policy.ring_of[layer].directive, ring.outbreak_id)
            if code not in strictest or _order(found) > _order(strictest[code]):
                strictest[code] = found
    return strictest


def _order(layer: LayerStatus) -> tuple[int, bool, bool]:
    """Stricter first; of two equal ones the whole before the partial, the issued before the proposed."""
    return layer.layer.strictness, not layer.partial, layer.ring_status is RingStatus.ISSUED
