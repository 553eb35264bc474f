"""Notices to neighboring districts (giáp ranh): written with the change they tell of, read by each member of staff.

A notice is written in the transaction of the change itself, so neither can stand without the other. A judgement that
changes nothing writes none, and a fact that a district has been told is not told again.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import pairwise
from typing import Final

from sqlalchemy.orm import Session

from app.domain.assessment import carried_level
from app.domain.border import Touch, elevated_from
from app.domain.border_notices import BorderNotice, Happening, NoticeAction, level_action, notices_of
from app.domain.cordons import Cordon, CordonAction
from app.domain.decisions import Decision
from app.domain.errors import BorderNoticeNotFound
from app.domain.register import Register
from app.domain.ring_orders import RingAction
from app.domain.status_plan import Replan, Status
from app.domain.vocabulary import UNKNOWN, RingStatus
from app.services.access import Act, Caller, require_act
from app.services.placed_outbreaks import placed_outbreaks
from app.services.policy_library import kept_policy
from app.services.register import current_register
from app.storage.border_notices import StoredNotice, add_notices, count_notices, find_notice, mark_read, notices
from app.storage.revisions import Revision
from app.storage.rings import StoredRing, ring_versions

MOST_MARKED_AT_ONCE: Final = 1000
Plan = tuple[Sequence[Status], Replan]
"""The rows of one ward from the one in force on, and what is written of them."""


@dataclass(frozen=True)
class NoticePage:
    """Some notices of a reader's districts, newest first; how many were asked for, and how many of all are unread."""

    notices: tuple[StoredNotice, ...]
    matched: int
    unread: int
    is_last: bool


def announce_levels(
    session: Session,
    *,
    register: Register,
    plans: Iterable[Plan],
    decisions: Mapping[str, Sequence[Decision]],
    revision: Revision,
) -> int:
    """Tell neighbors of levels that rise to the elevated ones or leave them, now or planned; how many notices.

    Args:
        plans: of the wards judged; those in which nothing begins or is cancelled cost nothing.
        decisions: by ward, for the documents they stand on.
    """
    found: list[BorderNotice] = []
    telling = _Levels(session, register, decisions, revision)
    for rows, replan in plans:
        if replan.begun or replan.cancelled:
            found += telling.notices(rows, replan)
    return add_notices(session, found, at=revision.committed_at, revision=revision.number) if found else 0


def announce_ring(session: Session, ring: StoredRing, *, revision: Revision) -> int:
    """Tell neighbors of a version of an outbreak's rings that was just recorded.

    Districts that the rings reach into are told the layer of each of their wards. What the version before covered
    hears of it too; rings that were lifted before they were ever told of are nobody's news.
    """
    register = current_register(session)
    outbreak = next((each for each in placed_outbreaks(session) if each.outbreak_id == ring.outbreak_id), None)
    earlier = [each for each in ring_versions(session, outbreak_id=ring.outbreak_id) if each.version < ring.version]
    lifted = ring.status is RingStatus.LIFTED
    if outbreak is None or (lifted and not earlier):
        return 0
    happening = Happening(
        subject=Touch.RING,
        subject_id=ring.outbreak_id,
        subject_name=outbreak.name,
        action=_RING_ACTIONS[ring.action],
        fact=f"ring/{ring.outbreak_id}/{ring.version}",
        since=ring.starts_at or revision.committed_at,
        document_number=ring.document_number,
        signer=ring.signer,
    )
    found = notices_of(
        register,
        happening,
        ground={*ring.ward_layers, *(earlier[-1].ward_layers if earlier else ())},
        own_districts=_districts(register, outbreak.ward_codes),
        layers={} if lifted else {code: layer for code, (layer, _) in ring.ward_layers.items()},
    )
    return add_notices(session, found, at=revision.committed_at, revision=revision.number)


_RING_ACTIONS: Final = {
    RingAction.PROPOSE: NoticeAction.PROPOSED,
    RingAction.REDRAW: NoticeAction.REDRAWN,
    RingAction.ISSUE: NoticeAction.ISSUED,
    RingAction.EXTEND: NoticeAction.EXTENDED,
    RingAction.SHRINK: NoticeAction.SHRUNK,
    RingAction.LIFT: NoticeAction.LIFTED,
}


def announce_cordon(
    session: Session, *, register: Register, cordon: Cordon, before: Cordon | None, revision: Revision
) -> int:
    """Tell neighbors of a new version of a cordon; what staff only learned of it changes nothing for them.

    Metres are those of the wards it lies in: a cordon is drawn by hand, and ends where its streets do.

    Args:
        before: the version before, whose wards hear of it too.
    """
    action = _CORDON_ACTIONS.get(cordon.action)
    if action is None:
        return 0
    happening = Happening(
        subject=Touch.CORDON,
        subject_id=cordon.cordon_id,
        subject_name=cordon.name,
        action=action,
        fact=f"cordon/{cordon.cordon_id}/{cordon.version}",
        since=cordon.takes_effect_at,
        document_number=cordon.document_number,
        signer=cordon.signer,
    )
    ground = {*cordon.ward_codes, *(before.ward_codes if before else ())}
    found = notices_of(register, happening, ground=ground, own_districts=_districts(register, cordon.ward_codes))
    return add_notices(session, found, at=revision.committed_at, revision=revision.number)


_CORDON_ACTIONS: Final = {
    CordonAction.PROPOSE: NoticeAction.PROPOSED,
    CordonAction.ISSUE: NoticeAction.ISSUED,
    CordonAction.EXTEND: NoticeAction.EXTENDED,
    CordonAction.SHRINK: NoticeAction.SHRUNK,
    CordonAction.LIFT: NoticeAction.LIFTED,
}


def _districts(register: Register, ward_codes: Iterable[str]) -> frozenset[str | None]:
    positions = [register.positions[code] for code in ward_codes if code in register.positions]
    return frozenset(register.wards[each].scope_code for each in positions)


def read_notices(
    session: Session,
    *,
    caller: Caller,
    district_code: str | None = None,
    unread: bool = False,
    before: int | None = None,
    limit: int = 100,
) -> NoticePage:
    """Notices to one district, or to all that the caller answers for.

    Raises:
        NotYourDistrict: the caller does not answer for it.
    """
    if district_code is not None:
        require_act(caller, Act.READ_BORDER_NOTICES, district_code)
    scope = caller.district_codes if district_code is None else frozenset({district_code})
    found = notices(
        session, username=caller.username, district_codes=scope, unread=unread, before=before, limit=limit + 1
    )
    waiting = count_notices(session, username=caller.username, district_codes=scope, unread=True)
    matched = (
        waiting if unread else count_notices(session, username=caller.username, district_codes=scope, unread=False)
    )
    return NoticePage(tuple(found[:limit]), matched, waiting, is_last=len(found) <= limit)


def unread_notices(session: Session, *, caller: Caller) -> int:
    """How many notices to the caller's districts the caller has not marked."""
    return count_notices(session, username=caller.username, district_codes=caller.district_codes, unread=True)


def mark_notice_read(session: Session, *, caller: Caller, notice_id: int, now: datetime) -> StoredNotice:
    """Remember that the caller has read a notice; the first moment stands.

    Raises:
        BorderNoticeNotFound: there is no such notice.
        NotYourDistrict: it went to a district the caller does not answer for.
    """
    found = find_notice(session, notice_id, username=caller.username)
    if found is None:
        raise BorderNoticeNotFound(str(notice_id))
    require_act(caller, Act.READ_BORDER_NOTICES, found.notice.district_code)
    if found.read_at is None:
        mark_read(session, [notice_id], username=caller.username, at=now)
    return replace(found, read_at=found.read_at or now)


def mark_all_read(session: Session, *, caller: Caller, through: int, now: datetime) -> int:
    """Mark every notice to the caller's districts up to a number; how many were unread."""
    found = notices(
        session,
        username=caller.username,
        district_codes=caller.district_codes,
        unread=True,
        before=through + 1,
        limit=MOST_MARKED_AT_ONCE,
    )
    mark_read(session, [each.notice_id for each in found], username=caller.username, at=now)
    return len(found)


@dataclass(frozen=True)
class _Levels:
    """What is told of the levels of wards at one revision."""

    session: Session
    register: Register
    decisions: Mapping[str, Sequence[Decision]]
    revision: Revision

    def notices(self, rows: Sequence[Status], replan: Replan) -> Iterator[BorderNotice]:
        """What the neighbors of one ward hear of its new plan; nothing of a ward that is no longer in the register."""
        cancelled = {each.from_instant for each in replan.cancelled}
        kept = [each for each in rows if each.from_instant not in cancelled]
        for happening in (
            *self._begun(rows, sorted([*kept, *replan.begun], key=_start), replan),
            *self._called_off(rows, replan),
        ):
            position = self.register.positions.get(happening.subject_id)
            if position is not None:
                district = self.register.wards[position].scope_code
                ground, own = [happening.subject_id], frozenset({district})
                yield from notices_of(self.register, happening, ground=ground, own_districts=own)

    def _begun(self, rows: Sequence[Status], chain: Sequence[Status], replan: Replan) -> Iterator[Happening]:
        starts = {each.from_instant for each in replan.begun}
        before = rows[0] if rows else None
        for status in chain:
            if status.from_instant in starts and (action := self._action(before, status)) is not None:
                yield self._happening(before, status, action)
            before = status

    def _called_off(self, rows: Sequence[Status], replan: Replan) -> Iterator[Happening]:
        """Planned changes that were told, will not come, and are not planned anew for the same moment."""
        still = {(each.from_instant, each.level) for each in replan.begun}
        gone = {each.from_instant for each in replan.cancelled if (each.from_instant, each.level) not in still}
        for before, status in pairwise(rows):
            coming = status.from_instant > self.revision.committed_at and status.from_instant in gone
            if coming and self._action(before, status) is not None:
                yield self._happening(before, status, NoticeAction.CANCELLED)

    def _action(self, before: Status | None, after: Status) -> NoticeAction | None:
        policy = kept_policy(self.session, after.policy_id, after.policy_version)
        ranks = [policy.rank_of.get(self._level(before, after), 0), policy.rank_of.get(after.level, 0)]
        return level_action(*ranks, elevated_from=elevated_from(policy))

    def _level(self, before: Status | None, after: Status) -> str:
        """The level before in the words of the policy after."""
        if before is None:
            return UNKNOWN
        policies = [kept_policy(self.session, each.policy_id, each.policy_version) for each in (before, after)]
        return carried_level(before.level, *policies)

    def _happening(self, before: Status | None, status: Status, action: NoticeAction) -> Happening:
        decided = next((each for each in self.decisions.get(status.ward_code, ()) if _is_by(status, each)), None)
        fact = f"level/{status.ward_code}/{status.level}/{status.from_instant.isoformat()}/{action}"
        return Happening(
            subject=Touch.LEVEL,
            subject_id=status.ward_code,
            subject_name=self.register.names.get(status.ward_code, status.ward_code),
            action=action,
            fact=f"{fact}/{self.revision.number}" if action is NoticeAction.CANCELLED else fact,
            since=status.from_instant,
            level=status.level,
            level_before=self._level(before, status),
            document_number=decided.document_number if decided else None,
            signer=decided.signer if decided else None,
        )


def _start(status: Status) -> datetime:
    return status.from_instant


def _is_by(status: Status, decision: Decision) -> bool:
    return decision.decision_id == status.decision_id
