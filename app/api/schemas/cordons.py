"""Cordons (khu phong tỏa) on the wire."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Any

from pydantic import Field, model_validator

from app.api.documents.features import geometry_document
from app.api.schemas.common import Count, Day, DocumentNumber, Given, Note, Taken, Title
from app.api.schemas.places import Moment, OrderIn, PlacedIn, WardPartOut, moment, ward_parts_out
from app.api.validation_faults import BilingualValueError
from app.domain.cordon_lifting import Lifting
from app.domain.cordons import LONGEST_INTERVAL_DAYS, Cordon
from app.domain.obstacles import BlockingCondition
from app.domain.register import Register
from app.domain.vocabulary import BoundaryStatus
from app.services.cordon_reading import CordonRead
from app.services.cordon_work import CordonChange, CordonOrder, CordonWanted, Redrawing

Days = Annotated[int, Field(ge=1, le=90)]
_IntervalDay = Annotated[int, Field(ge=1, le=LONGEST_INTERVAL_DAYS)]
Interval = Annotated[
    list[_IntervalDay],
    Field(min_length=2, max_length=2, description="[shortest, longest] days between rounds; never above 3."),
]


class LiftingConditionIn(Taken):
    """How long a cordon must be quiet before it may open."""

    days_since_last_case: Days


class _InsideIn(PlacedIn):
    """What staff know of a cordon."""

    households: Count | None = None
    population: Count | None = Field(None, description="People counted inside; left out, they are estimated by area.")
    lifting_condition: LiftingConditionIn | None = None
    last_case_on: Day | None = Field(None, description="Reporting day of the newest case inside.")
    testing_interval_days: Interval | None = None
    reason: Note | None = None

    @model_validator(mode="after")
    def _ordered(self) -> _InsideIn:
        days = self.testing_interval_days
        if days is not None and days[0] > days[1]:
            raise BilingualValueError(
                vi="testing_interval_days là [ngắn nhất, dài nhất], ví dụ [2, 3]",
                en="testing_interval_days is [shortest, longest], for example [2, 3]",
            )
        return self

    @property
    def interval(self) -> tuple[int, int] | None:
        """The interval as the services take it."""
        days = self.testing_interval_days
        return None if days is None else (days[0], days[1])

    @property
    def quiet_days(self) -> int | None:
        """The days of the lifting condition."""
        return None if self.lifting_condition is None else self.lifting_condition.days_since_last_case


class CordonIn(_InsideIn):
    """A cordon: proposed, or put in force at once when `document_number` and `signer` come with it."""

    name: Title
    start: Annotated[Moment | None, Field(description="When the order takes effect; at once if left out.")] = None
    planned_end: Day | None = None
    document_number: DocumentNumber | None = None
    signer: Title | None = None
    override_schematic: bool = Field(False, description="Order a drawn shape although boundaries are schematic.")

    @model_validator(mode="after")
    def _whole(self) -> CordonIn:
        if not self.says_where:
            raise BilingualValueError(
                vi="cần đúng một trong hai: place (GeoJSON) hoặc ward_codes",
                en="needs exactly one of place (GeoJSON) and ward_codes",
            )
        if (self.document_number is None) != (self.signer is None):
            raise BilingualValueError(
                vi="document_number và signer đi cùng nhau; bỏ cả hai thì mới là đề xuất",
                en="document_number and signer go together; leave both out for a proposal",
            )
        if self.start is not None and self.document_number is None:
            raise BilingualValueError(
                vi="start là của quyết định; đề xuất thì chưa có ngày bắt đầu",
                en="start belongs to an order; a proposal has none yet",
            )
        return self

    def as_wanted(self, register: Register) -> CordonWanted:
        """The cordon as the service takes it."""
        place = self.as_place(register)
        assert place is not None
        return CordonWanted(
            name=self.name,
            place=place,
            households=self.households,
            population=self.population,
            planned_end=self.planned_end,
            quiet_days=self.quiet_days,
            last_case_on=self.last_case_on,
            testing_interval_days=self.interval,
            reason=self.reason or None,
            order=self._order(),
        )

    def _order(self) -> CordonOrder | None:
        if self.document_number is None or self.signer is None:
            return None
        return CordonOrder(
            self.document_number,
            self.signer,
            reason=self.reason or None,
            starts_at=moment(self.start, "/start"),
            override_schematic=self.override_schematic,
        )


class CordonChangeIn(_InsideIn):
    """What became known of a cordon; a member left out stays as it is. Its ground changes here only while proposed."""

    name: Title | None = None
    ward_cases_checked_on: Day | None = Field(
        None, description="Lockdown-area cases its wards reported up to this day were looked at."
    )

    def as_change(self, register: Register) -> CordonChange:
        """The change as the service takes it."""
        return CordonChange(
            name=self.name,
            households=self.households,
            population=self.population,
            quiet_days=self.quiet_days,
            last_case_on=self.last_case_on,
            ward_cases_checked_on=self.ward_cases_checked_on,
            testing_interval_days=self.interval,
            reason=self.reason or None,
            place=self.as_place(register),
        )


class CordonIssueIn(OrderIn):
    """An order that puts a proposed cordon in force."""

    planned_end: Day | None = None


class CordonRedrawIn(OrderIn, PlacedIn):
    """An order that extends or shrinks a cordon: a new planned end, a new place, or both."""

    planned_end: Day | None = None
    households: Count | None = None
    population: Count | None = None

    def as_redrawing(self, register: Register) -> Redrawing:
        """What the order changes, as the service takes it."""
        return Redrawing(self.planned_end, self.as_place(register), self.households, self.population)


class CordonLiftIn(OrderIn):
    """An order that lifts a cordon, or withdraws a proposal."""

    override: bool = Field(False, description="Lift it although its condition does not hold; needs a `reason`.")


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
