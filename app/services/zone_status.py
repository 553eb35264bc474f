"""What is in force in every ward at one instant, as known at one revision: the one answer every reader gets."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import cached_property

from app.domain.areas import Area
from app.domain.assessment import Assessment
from app.domain.cordons import Cordon
from app.domain.decisions import Decision
from app.domain.directives import AppliedDirective, strictest
from app.domain.errors import WardGone, WardNotFound
from app.domain.mass_testing import TestingWindow
from app.domain.policy import Policy
from app.domain.records import Outbreak
from app.domain.register import Register, Ward
from app.domain.register_chain import RegisterChain
from app.domain.sampling_records import SamplingRecords
from app.domain.vocabulary import DataStatus, Directive, LockdownLayer, RingStatus, StatusCause
from app.services.plan_reading import NextStatus
from app.storage.rings import StoredRing
from app.storage.statuses import Status


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
    has the statuses of each ward that have begun, oldest first, the last without an end; `former_histories` those of
    wards that were no more by then, by the code they bore; `decisions` has all, by id.
    `cordons` and `areas` are those in force or proposed, by id. `chain` has the registers up to this one.
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
    former_histories: Mapping[str, Sequence[Status]] = field(default_factory=dict)
    chain: RegisterChain | None = None

    def ward(self, code: str) -> Ward:
        """The ward of a code.

        Raises:
            WardNotFound: none is in force; where there was one, with what became of it (`WardGone`).
        """
        position = self.register.positions.get(code)
        if position is not None:
            return self.register.wards[position]
        ended_on = self._gone.get(code)
        if ended_on is None or self.chain is None:
            raise WardNotFound(code)
        became = self.chain.now(code, ended_on - timedelta(days=1))
        raise WardGone(code, ended_on=ended_on, successors=[(each, self.register.names[each]) for each in became])

    def begun_on(self, ward_code: str | None) -> date:
        """The first day of the unit that bears a code (None: of the whole register); `date.min` for one as old as the
        register."""
        if self.chain is None or not self.chain.passages:
            return date.min
        if ward_code is None:
            return self.chain.spans[-1].first_day or date.min
        return self.chain.begun_on(ward_code, self.open_day) or date.min

    @cached_property
    def _gone(self) -> Mapping[str, date]:
        return {} if self.chain is None else self.chain.gone()

    @cached_property
    def by_code(self) -> Mapping[str, ZoneStatus]:
        """Zones by ward code."""
        return {zone.ward.code: zone for zone in self.zones}
