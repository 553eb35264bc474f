"""Cordons (khu phong tỏa) as they are answered: versions, and how each stands with its lifting condition."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from pydantic import Field

from app.api.documents.features import geometry_document
from app.api.schemas.common import Given
from app.api.schemas.places import WardPartOut, ward_parts_out
from app.domain.cordon_lifting import Lifting
from app.domain.cordons import Cordon
from app.domain.obstacles import BlockingCondition
from app.domain.register import Register
from app.domain.vocabulary import BoundaryStatus
from app.services.cordon_reading import CordonRead


class ObstacleOut(Given):
    """One thing still missing; `until` is the last day it keeps the cordon closed if nothing more happens."""

    code: str
    vi: str
    en: str
    until: date | None

    @classmethod
    def of(cls, obstacle: BlockingCondition) -> ObstacleOut:
        """An obstacle as it is shown."""
        return cls(code=obstacle.code, vi=obstacle.vi, en=obstacle.en, until=obstacle.until)


class HintOut(Given):
    """The newest lockdown-area cases one of its wards reported; they count until staff have looked at them."""

    ward_code: str
    reporting_date: date


class LiftingOut(Given):
    """Whether a cordon may open today, and the first day on which it may if nothing more happens."""

    holds: bool
    on: date
    days_since_last_case: int | None
    counted_from: date | None
    needed: int
    needed_provenance: str
    minimum_until: date | None
    earliest_lift_on: date | None
    last_case_on: date | None
    last_case_source: str | None
    hint: HintOut | None
    obstacles: list[ObstacleOut]

    @classmethod
    def of(cls, lifting: Lifting) -> LiftingOut:
        """The condition as it is shown."""
        hint = lifting.hint
        return cls(
            holds=lifting.holds,
            on=lifting.on,
            days_since_last_case=lifting.days_since_last_case,
            counted_from=lifting.counted_from,
            needed=lifting.needed,
            needed_provenance=lifting.needed_provenance.value,
            minimum_until=lifting.minimum_until,
            earliest_lift_on=lifting.earliest_lift_on,
            last_case_on=lifting.last_case_on,
            last_case_source=lifting.last_case_source,
            hint=None if hint is None else HintOut(ward_code=hint.ward_code, reporting_date=hint.reporting_date),
            obstacles=[ObstacleOut.of(each) for each in lifting.obstacles],
        )


class CordonVersionOut(Given):
    """One version of a cordon as it was recorded; `takes_effect_at`: from when it holds."""

    id: str
    version: int
    action: str
    status: str
    name: str
    ward_codes: list[str]
    wards: list[WardPartOut]
    place: dict[str, Any]
    households: int | None
    population: int | None
    population_estimated: bool
    start: datetime | None
    planned_end: date | None
    lifting_condition: dict[str, int]
    last_case_on: date | None
    ward_cases_checked_on: date | None
    testing_interval_days: list[int]
    directive: str
    document_number: str | None
    signer: str | None
    reason: str | None
    override: bool
    boundary_version: str
    boundary_status: str
    approximate: bool = Field(description="Drawn on schematic boundaries: wards and people are approximate.")
    takes_effect_at: datetime
    recorded_by: str
    recorded_at: datetime
    revision: int

    @classmethod
    def members(cls, cordon: Cordon, register: Register) -> dict[str, Any]:
        """The members of one version."""
        schematic = register.boundary_status is BoundaryStatus.SCHEMATIC
        return {
            "id": cordon.cordon_id,
            "version": cordon.version,
            "action": cordon.action.value,
            "status": cordon.status.value,
            "name": cordon.name,
            "ward_codes": list(cordon.ward_codes),
            "wards": ward_parts_out(register, cordon.ward_parts),
            "place": geometry_document(cordon.place),
            "households": cordon.households,
            "population": cordon.population,
            "population_estimated": cordon.population_estimated,
            "start": cordon.starts_at,
            "planned_end": cordon.planned_end,
            "lifting_condition": {"days_since_last_case": cordon.quiet_days},
            "last_case_on": cordon.last_case_on,
            "ward_cases_checked_on": cordon.ward_cases_checked_on,
            "testing_interval_days": list(cordon.testing_interval_days),
            "directive": cordon.directive.value,
            "document_number": cordon.document_number,
            "signer": cordon.signer,
            "reason": cordon.reason,
            "override": cordon.override,
            "boundary_version": cordon.boundary_version,
            "boundary_status": register.boundary_status.value,
            "approximate": schematic and any(share < 1.0 for share in cordon.ward_parts.values()),
            "takes_effect_at": cordon.takes_effect_at,
            "recorded_by": cordon.recorded_by,
            "recorded_at": cordon.recorded_at,
            "revision": cordon.recorded_revision,
        }

    @classmethod
    def of(cls, cordon: Cordon, register: Register) -> CordonVersionOut:
        """A version as it is shown."""
        return cls(**cls.members(cordon, register))


class PendingOut(Given):
    """An order recorded already that takes effect later."""

    action: str
    version: int
    takes_effect_at: datetime
    document_number: str | None


class CordonOut(CordonVersionOut):
    """A cordon as it stands, with its lifting condition; `version` is the newest one, which a change leans on."""

    past_planned_end: bool = Field(description="Its planned end has passed; it stays in force until it is lifted.")
    days_left: int | None
    lifting: LiftingOut
    pending: PendingOut | None

    @classmethod
    def read(cls, read: CordonRead, register: Register, *, revision: int | None = None) -> CordonOut:
        """A cordon as staff see it; `revision` is that of the write being answered."""
        pending = read.pending
        members = cls.members(read.cordon, register) | {
            "version": read.newest.version,
            "last_case_on": read.newest.last_case_on,
            "ward_cases_checked_on": read.newest.ward_cases_checked_on,
            "revision": revision or read.newest.recorded_revision,
        }
        return cls(
            **members,
            past_planned_end=read.past_planned_end,
            days_left=read.days_left,
            lifting=LiftingOut.of(read.lifting),
            pending=None
            if pending is None
            else PendingOut(
                action=pending.action.value,
                version=pending.version,
                takes_effect_at=pending.takes_effect_at,
                document_number=pending.document_number,
            ),
        )


class CordonsOut(Given):
    """Cordons, worst first: in force by days left, then proposed, then lifted."""

    items: list[CordonOut]
    number_matched: int
    number_returned: int
    links: list[dict[str, str]]


class CordonVersionsOut(Given):
    """Every version of a cordon, oldest first."""

    items: list[CordonVersionOut]
    number_matched: int
    number_returned: int
    links: list[dict[str, str]]
