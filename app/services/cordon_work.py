"""What every act about cordons needs: what is said of one, its log, and a version appended to it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from sqlalchemy.orm import Session

from app.domain.cordons import Cordon
from app.domain.errors import CordonNotFound
from app.domain.register import Register
from app.services.access import Act, Caller, require_act
from app.services.border_notices import announce_cordon
from app.services.drawn_places import DrawnPlace, PlaceWanted, districts_met
from app.services.placed_orders import placed_cordon_versions
from app.services.register import current_register
from app.services.site_rules import SiteRules
from app.storage.cordons import add_cordon
from app.storage.revisions import Revision


@dataclass(frozen=True)
class CordonOrder:
    """A signed order; `starts_at` None: from the moment it is recorded."""

    document_number: str
    signer: str
    reason: str | None = None
    starts_at: datetime | None = None
    override_schematic: bool = False


@dataclass(frozen=True)
class CordonWanted:
    """A cordon as it is proposed, or with `order` put in force at once; None: left to the rule or unknown."""

    name: str
    place: PlaceWanted
    households: int | None = None
    population: int | None = None
    planned_end: date | None = None
    quiet_days: int | None = None
    last_case_on: date | None = None
    testing_interval_days: tuple[int, int] | None = None
    reason: str | None = None
    order: CordonOrder | None = None


@dataclass(frozen=True)
class CordonChange:
    """What staff learn of a cordon without an order; None leaves a field as it is. `place` only while proposed."""

    name: str | None = None
    households: int | None = None
    population: int | None = None
    quiet_days: int | None = None
    last_case_on: date | None = None
    ward_cases_checked_on: date | None = None
    testing_interval_days: tuple[int, int] | None = None
    reason: str | None = None
    place: PlaceWanted | None = None


@dataclass(frozen=True)
class Redrawing:
    """What an order changes of a cordon in force: its end, its ground, and who lives there."""

    planned_end: date | None = None
    place: PlaceWanted | None = None
    households: int | None = None
    population: int | None = None


@dataclass(frozen=True)
class CordonWork:
    """What every act needs."""

    session: Session
    rules: SiteRules
    caller: Caller
    revision: Revision

    @property
    def now(self) -> datetime:
        """The moment of the act."""
        return self.revision.committed_at

    @property
    def register(self) -> Register:
        """The newest register."""
        return current_register(self.session)

    def local_day(self, moment: datetime) -> date:
        """The calendar day of a moment where the site is."""
        return moment.astimezone(self.rules.clock.timezone).date()


def on_ground(
    work: CordonWork, cordon: Cordon, place: DrawnPlace, households: int | None, population: int | None
) -> Cordon:
    """On other ground, households and people counted before say nothing any more."""
    return replace(
        cordon,
        place=place.ground,
        ward_parts=place.parts,
        households=households,
        population=place.population if population is None else population,
        population_estimated=population is None and place.population_estimated,
        boundary_version=work.register.boundary_version,
    )


def with_change(cordon: Cordon, change: CordonChange) -> Cordon:
    """A cordon with what became known of it; nothing else of it moves."""
    counted = change.population is not None
    return replace(
        cordon,
        name=change.name or cordon.name,
        households=cordon.households if change.households is None else change.households,
        population=change.population if counted else cordon.population,
        population_estimated=cordon.population_estimated and not counted,
        quiet_days=change.quiet_days or cordon.quiet_days,
        last_case_on=change.last_case_on or cordon.last_case_on,
        ward_cases_checked_on=change.ward_cases_checked_on or cordon.ward_cases_checked_on,
        testing_interval_days=change.testing_interval_days or cordon.testing_interval_days,
        reason=change.reason or cordon.reason,
    )


def append_version(work: CordonWork, cordon: Cordon) -> Cordon:
    """Record the next version of a cordon."""
    added = replace(
        cordon,
        version=cordon.version + 1,
        recorded_by=work.caller.username,
        recorded_at=work.now,
        recorded_revision=work.revision.number,
    )
    before = placed_cordon_versions(work.session, cordon_id=added.cordon_id)
    add_cordon(work.session, added)
    announce_cordon(
        work.session,
        register=work.register,
        cordon=added,
        before=before[-1] if before else None,
        revision=work.revision,
    )
    return added


def log_of(work: CordonWork, cordon_id: str, act: Act) -> Sequence[Cordon]:
    """All versions of a cordon, oldest first, for a caller who may do this act in its districts.

    Raises:
        CordonNotFound, RoleRequired, NotYourDistrict: as named.
    """
    versions = placed_cordon_versions(work.session, cordon_id=cordon_id)
    if not versions:
        raise CordonNotFound(cordon_id)
    require_act(work.caller, act, *districts_met(work.register, versions[-1].ward_codes))
    return versions
