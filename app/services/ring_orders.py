"""Orders on the rings of an outbreak: propose anew, issue, extend, shrink, lift; each appends a version."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from sqlalchemy.orm import Session

from app.domain.errors import InvalidValue, OutbreakStateConflict
from app.domain.records import Outbreak
from app.domain.register import Register
from app.domain.reporting_day import ReportingClock
from app.domain.ring_comparison import Drawn, StricterPlace, stricter_places
from app.domain.ring_orders import ALLOWED_ON, STATUS_AFTER, RingAction
from app.domain.vocabulary import BoundaryStatus, RingStatus
from app.services.access import Act, Caller, require_act
from app.services.border_notices import announce_ring
from app.services.outbreak_reading import districts_of, existing_outbreak
from app.services.register import current_register
from app.services.ring_drawing import (
    Core,
    WantedRings,
    codes_in_core,
    core_of,
    cuts_wards,
    plan_rings,
    proposed_ring,
)
from app.services.ring_refusals import (
    refuse_as_outdated,
    refuse_as_schematic,
    refuse_change_of_ground,
    refuse_order_in_waiting,
    refuse_state,
    refuse_without_change,
    refuse_wrong_end,
)
from app.services.ring_states import RingState, ring_state
from app.services.site_rules import SiteRules
from app.storage.revisions import Revision
from app.storage.rings import StoredRing, add_ring


@dataclass(frozen=True)
class Order:
    """What a signed order on rings says; `planned_end` None leaves the last planned day as it is."""

    document_number: str
    signer: str
    starts_at: datetime
    planned_end: date | None = None
    reason: str | None = None
    override_schematic: bool = False


def issue_ring(
    session: Session, *, rules: SiteRules, caller: Caller, outbreak_id: str, order: Order, revision: Revision
) -> StoredRing:
    """Put proposed rings in force by an order, from its start on.

    Raises:
        RingStateConflict: they are not only proposed at its start, or run through wards of boundaries that are
            schematic or were replaced since, and no override was given.
    """
    scene = _scene(session, caller, outbreak_id, Act.ISSUE_RING, order, revision)
    _require(scene, RingAction.ISSUE)
    _check_schematic(scene, scene.at_start, order)
    return _append(session, scene, RingAction.ISSUE, scene.at_start, order, rules, caller, revision)


def extend_ring(
    session: Session,
    *,
    rules: SiteRules,
    caller: Caller,
    outbreak_id: str,
    order: Order,
    wanted: WantedRings | None,
    revision: Revision,
) -> StoredRing:
    """Make rings in force larger or stricter, or let them last longer.

    Raises:
        RingStateConflict: they are not in force, or some ground would get a milder layer, which it names.
        InvalidValue: nothing would change, or the planned end would come earlier.
    """
    return _change(session, RingAction.EXTEND, rules, caller, outbreak_id, order, wanted, revision)


def shrink_ring(
    session: Session,
    *,
    rules: SiteRules,
    caller: Caller,
    outbreak_id: str,
    order: Order,
    wanted: WantedRings | None,
    revision: Revision,
) -> StoredRing:
    """Make rings in force smaller or milder, or plan their end earlier.

    Raises:
        RingStateConflict: they are not in force, or some ground would get a stricter layer, which it names.
        InvalidValue: nothing would change, or the planned end would come later.
    """
    return _change(session, RingAction.SHRINK, rules, caller, outbreak_id, order, wanted, revision)


def lift_ring(
    session: Session, *, rules: SiteRules, caller: Caller, outbreak_id: str, order: Order, revision: Revision
) -> StoredRing:
    """End rings by an order, from its start on.

    Raises:
        RingStateConflict: they are lifted already.
    """
    scene = _scene(session, caller, outbreak_id, Act.LIFT_RING, order, revision)
    _require(scene, RingAction.LIFT)
    return _append(session, scene, RingAction.LIFT, scene.at_start, order, rules, caller, revision)


def propose_ring(
    session: Session,
    *,
    rules: SiteRules,
    caller: Caller,
    outbreak_id: str,
    wanted: WantedRings,
    reason: str | None,
    revision: Revision,
) -> StoredRing:
    """Propose other rings for an open outbreak: in place of those only proposed, or after the last were lifted.

    Raises:
        OutbreakStateConflict: the outbreak is closed.
        RingStateConflict: rings are in force, or an order waits for its start.
    """
    outbreak, register = existing_outbreak(session, outbreak_id), current_register(session)
    state = ring_state(session, outbreak_id, at=revision.committed_at)
    core = _core(register, outbreak, wanted)
    require_act(caller, Act.DECLARE_OUTBREAK, *districts_of(register, (*outbreak.ward_codes, *core.ward_codes)))
    action = _way_to_propose(outbreak, state)
    plan = plan_rings(session, register, core, wanted.request, on=rules.clock.open_day(revision.committed_at))
    require_act(caller, Act.DECLARE_OUTBREAK, *districts_of(register, codes_in_core(plan.ward_layers)))
    drawn = proposed_ring(register, outbreak_id, core, plan, wanted, version=state.newest_version + 1)
    ring = replace(drawn, action=action, reason=reason, recorded_by=caller.username)
    return _recorded(session, ring, caller, revision)


def _way_to_propose(outbreak: Outbreak, state: RingState) -> RingAction:
    """Whether a proposal begins anew or draws anew what is only proposed; refused where neither may be."""
    if outbreak.closed_on is not None:
        raise OutbreakStateConflict(
            vi=f"Ổ dịch {outbreak.outbreak_id} đã kết thúc ngày {outbreak.closed_on:%d/%m/%Y}; khai báo ổ dịch mới.",
            en=f"Outbreak {outbreak.outbreak_id} closed on {outbreak.closed_on}; declare a new one.",
        )
    action = RingAction.PROPOSE if state.standing.status is RingStatus.LIFTED else RingAction.REDRAW
    if state.standing.status not in ALLOWED_ON[action]:
        refuse_state(outbreak.outbreak_id, action, state.standing.status)
    if state.pending:
        refuse_order_in_waiting(outbreak.outbreak_id, state.pending[-1])
    return action


@dataclass(frozen=True)
class _Scene:
    """What an order finds: the outbreak, its rings now, and every version that would stand from its start on."""

    register: Register
    outbreak: Outbreak
    state: RingState
    from_start: tuple[StoredRing, ...]

    @property
    def at_start(self) -> StoredRing:
        """The version that would stand at the start of the order."""
        return self.from_start[0]


def _scene(session: Session, caller: Caller, outbreak_id: str, act: Act, order: Order, revision: Revision) -> _Scene:
    outbreak, register = existing_outbreak(session, outbreak_id), current_register(session)
    state = ring_state(session, outbreak_id, at=revision.committed_at)
    begins = max(order.starts_at, revision.committed_at)
    begun = [each for each in state.pending if each.starts_at is not None and each.starts_at <= begins]
    later = tuple(each for each in state.pending if each not in begun)
    scene = _Scene(register, outbreak, state, (begun[-1] if begun else state.standing, *later))
    own_core = (*scene.at_start.parameters.get("ward_codes", ()), *codes_in_core(scene.at_start.ward_layers))
    require_act(caller, act, *districts_of(register, (*outbreak.ward_codes, *own_core)))
    return scene


def _require(scene: _Scene, action: RingAction) -> None:
    if scene.at_start.status not in ALLOWED_ON[action]:
        refuse_state(scene.outbreak.outbreak_id, action, scene.at_start.status)


def _change(
    session: Session,
    action: RingAction,
    rules: SiteRules,
    caller: Caller,
    outbreak_id: str,
    order: Order,
    wanted: WantedRings | None,
    revision: Revision,
) -> StoredRing:
    scene = _scene(session, caller, outbreak_id, Act.ISSUE_RING, order, revision)
    _require(scene, action)
    base = scene.at_start
    if wanted is None and order.planned_end in (None, base.planned_end):
        refuse_without_change(action)
    _check_end(action, scene.from_start, order)
    drawn = base if wanted is None else _redrawn(session, caller, scene, wanted, rules.clock.open_day(order.starts_at))
    _check_ground(action, scene, drawn)
    _check_schematic(scene, drawn, order)
    return _append(session, scene, action, drawn, order, rules, caller, revision)


def _redrawn(session: Session, caller: Caller, scene: _Scene, wanted: WantedRings, on: date) -> StoredRing:
    core = _core(scene.register, scene.outbreak, wanted)
    plan = plan_rings(session, scene.register, core, wanted.request, on=on)
    locked = (*core.ward_codes, *codes_in_core(plan.ward_layers))
    require_act(caller, Act.ISSUE_RING, *districts_of(scene.register, locked))
    drawn = proposed_ring(scene.register, scene.outbreak.outbreak_id, core, plan, wanted)
    return replace(drawn, planned_end=scene.at_start.planned_end)


def _core(register: Register, outbreak: Outbreak, wanted: WantedRings) -> Core:
    if wanted.has_own_core:
        return core_of(register, place=wanted.place, ward_codes=wanted.ward_codes)
    return core_of(register, place=outbreak.place, ward_codes=outbreak.ward_codes)


def _check_ground(action: RingAction, scene: _Scene, drawn: StoredRing) -> None:
    """Nowhere milder than any version the order replaces (extend), or nowhere stricter (shrink)."""
    for replaced in scene.from_start:
        before, after = _ground(replaced), _ground(drawn)
        if action is RingAction.EXTEND:
            before, after = after, before
        places: Sequence[StricterPlace] = stricter_places(scene.register, before, after)
        if places:
            refuse_change_of_ground(scene.register, action, replaced, places)


def _ground(ring: StoredRing) -> Drawn:
    """The layers in which a version puts ground; none once it is lifted."""
    return [] if ring.status is RingStatus.LIFTED else [(each.layer, each.shape) for each in ring.layers]


def _check_end(action: RingAction, replaced: Sequence[StoredRing], order: Order) -> None:
    for each in replaced:
        if order.planned_end is None or each.planned_end is None:
            continue
        earlier, later = order.planned_end < each.planned_end, order.planned_end > each.planned_end
        if earlier if action is RingAction.EXTEND else later:
            refuse_wrong_end(action, order.planned_end, each.planned_end)


def _check_schematic(scene: _Scene, drawn: StoredRing, order: Order) -> None:
    if order.override_schematic or not cuts_wards(drawn):
        return
    if scene.register.boundary_status is BoundaryStatus.SCHEMATIC:
        refuse_as_schematic()
    # Official boundaries do not make a proposal true that was cut on schematic ones.
    if drawn.status is RingStatus.PROPOSED and drawn.boundary_version != scene.register.boundary_version:
        refuse_as_outdated(drawn, scene.register)


def _append(
    session: Session,
    scene: _Scene,
    action: RingAction,
    drawn: StoredRing,
    order: Order,
    rules: SiteRules,
    caller: Caller,
    revision: Revision,
) -> StoredRing:
    _check_planned_end(order, rules.clock)
    ring = replace(
        drawn,
        version=scene.state.newest_version + 1,
        status=STATUS_AFTER[action],
        action=action,
        document_number=order.document_number,
        signer=order.signer,
        starts_at=order.starts_at,
        planned_end=order.planned_end or drawn.planned_end,
        reason=order.reason,
    )
    return _recorded(session, ring, caller, revision)


def _recorded(session: Session, ring: StoredRing, caller: Caller, revision: Revision) -> StoredRing:
    add_ring(session, ring, recorded_by=caller.username, revision=revision.number)
    announce_ring(session, ring, revision=revision)
    return replace(ring, recorded_by=caller.username, recorded_revision=revision.number)


def _check_planned_end(order: Order, clock: ReportingClock) -> None:
    begins = clock.calendar_day(order.starts_at)
    if order.planned_end is not None and order.planned_end < begins:
        raise InvalidValue(
            "/planned_end",
            vi=f"Ngày dự kiến kết thúc {order.planned_end:%d/%m/%Y} trước ngày bắt đầu {begins:%d/%m/%Y}.",
            en=f"planned_end {order.planned_end} is before the start {begins}; send that day or a later one.",
        )
