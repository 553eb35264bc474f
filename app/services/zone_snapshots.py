"""Composing what is in force in every ward at one instant: now, or at a past one as it was known then."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property

from sqlalchemy.orm import Session

from app.domain.areas import Area
from app.domain.assessment import Assessment
from app.domain.cordon_testing import cordon_duties
from app.domain.cordons import Cordon
from app.domain.indicators import data_status
from app.domain.mass_testing import DutySpell, testing_window
from app.domain.policy import Policy
from app.domain.register import Register, Ward
from app.domain.register_chain import RegisterChain
from app.domain.reporting_day import ReportingClock
from app.domain.sampling_records import SamplingRecords, rounds_by_unit
from app.domain.vocabulary import UNKNOWN, DataStatus
from app.services.placed_outbreaks import placed_outbreaks
from app.services.plan_reading import Plans
from app.services.policy_library import policy_on
from app.services.register import register_on
from app.services.register_chain import register_chain
from app.services.rounds_of_units import rounds_of_units
from app.services.site_rules import SiteRules
from app.services.standing_orders import StandingOrders, by_ward
from app.services.zone_status import LayerStatus, ZoneSnapshot, ZoneStatus
from app.storage.assessments import newest_assessments
from app.storage.campaigns import campaigns
from app.storage.policies import first_laid_revision, stored_policy
from app.storage.revisions import committed_at, current_revision, read_site, revision_known_at
from app.storage.statuses import last_full_run_day, policy_in_force


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
    site, clock, newest_write = read_site(session), rules.clock, committed_at(session, revision)
    written_at = newest_write or at
    ground = _read(session, rules=rules, at=at, written_at=written_at, known=known)
    zones = tuple(_zone(ward, ground) for ward in ground.register.wards)
    # What a write begins is told by its revision; what the clock alone begins after it, by the instant.
    starts = [*ground.plans.switches_after(written_at), *ground.orders.switches]
    return ZoneSnapshot(
        revision=revision,
        committed_at=newest_write,
        at=at,
        valid_from=max([clock.last_switch(at), *(start for start in starts if start <= at)]),
        valid_until=min([clock.next_switch(at), *(start for start in starts if start > at)]),
        as_of=max((zone.assessment.as_of for zone in zones if zone.assessment is not None), default=None),
        open_day=ground.on,
        complete_through=clock.complete_through(at),
        drill=site is not None and site.drill,
        policy=ground.policy,
        policy_version=ground.policy_version,
        register=ground.register,
        zones=zones,
        outbreaks=tuple(placed_outbreaks(session, on=ground.on, known_revision=known)),
        rings=ground.orders.rings,
        rings_to_come=ground.orders.rings_to_come,
        histories=ground.plans.begun,
        decisions=ground.plans.decisions,
        cordons=ground.orders.cordons,
        areas=ground.orders.areas,
        sampling=ground.sampling,
        former_histories=ground.plans.former,
        chain=ground.chain,
    )


@dataclass(frozen=True)
class _Ground:
    """What the status of every ward is composed of, on the reporting day `on`."""

    on: date
    register: Register
    policy: Policy
    policy_version: str
    assessments: Mapping[str, Assessment]
    plans: Plans
    orders: StandingOrders
    sampling: SamplingRecords
    chain: RegisterChain

    @cached_property
    def layers(self) -> Mapping[str, LayerStatus]:
        """The strictest layer of each ward that rings touch."""
        return self.orders.layers(self.policy)

    @cached_property
    def cordons(self) -> Mapping[str, tuple[Cordon, ...]]:
        """Those that cover any part of each ward."""
        return by_ward(self.orders.cordons)

    @cached_property
    def areas(self) -> Mapping[str, tuple[Area, ...]]:
        """Likewise."""
        return by_ward(self.orders.areas)


def _read(session: Session, *, rules: SiteRules, at: datetime, written_at: datetime, known: int | None) -> _Ground:
    """Everything that was known of an instant at a revision (None: at the newest)."""
    open_day = rules.clock.open_day(at)
    # Before the site was laid there was nothing to know: its first register and policy stand in, and all is unknown.
    laid = None if known is None else max(known, first_laid_revision(session, scheme=rules.scheme))
    policy, version = _policy_in_force(session, rules, open_day, known=known, laid=laid)
    plans = Plans.read(session, scheme=rules.scheme, at=at, known_revision=known)
    orders = StandingOrders.read(session, at=at, written_at=written_at, known_revision=known, on=open_day)
    duties = _duties(plans, _policies(session, plans, policy, version), rules.clock)
    return _Ground(
        on=open_day,
        register=register_on(session, open_day, known_revision=laid),
        policy=policy,
        policy_version=version,
        assessments=_newest(session, rules, known),
        plans=plans,
        orders=orders,
        sampling=SamplingRecords(
            rounds=rounds_by_unit(rounds_of_units(session, on=open_day, known_revision=known)),
            duties={**duties, **cordon_duties(orders.cordon_versions, rules.clock)},
            campaigns=campaigns(session, known_revision=known),
        ),
        chain=_chain_until(session, open_day, laid),
    )


def _chain_until(session: Session, day: date, known_revision: int | None) -> RegisterChain:
    """The registers in force until a day."""
    chain = register_chain(session, known_revision=known_revision)
    position = chain.position_on(day)
    return RegisterChain(chain.spans[: position + 1], chain.passages[:position])


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


def _zone(ward: Ward, ground: _Ground) -> ZoneStatus:
    assessment, plan = ground.assessments.get(ward.code), ground.plans.of(ward.code)
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
            ground.sampling.duties.get(ward.code, ())[: len(plan.begun)],
            ground.sampling.rounds.get(ward.code, ()),
            on=ground.on,
            round_complete_pct=ground.policy.complete_pct,
            population=ward.population,
        ),
        layer=ground.layers.get(ward.code),
        cause=current.cause if current else None,
        decision=plan.decision,
        next_status=plan.next_status,
        awaiting_approval=current.awaiting_level if current else None,
        cordons=ground.cordons.get(ward.code, ()),
        areas=ground.areas.get(ward.code, ()),
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
