"""What is refused about cordons, each with what is in the way and the cure."""

from __future__ import annotations

from datetime import date, timedelta

from app.domain.cordon_lifting import Lifting
from app.domain.cordons import Cordon, CordonRule, CordonStatus
from app.domain.errors import CordonStateConflict, FutureReportingDate, InvalidValue, StaleRecord
from app.domain.register import Register
from app.domain.ward_parts import SLIVER_M2
from app.services.cordon_work import CordonOrder, CordonWork
from app.services.drawn_places import FURTHEST_AWAY, DrawnPlace, needs_override


def check_version(newest: Cordon, expected: int) -> None:
    """Refuse a change that leans on an older version."""
    if expected != newest.version:
        cordon_id = newest.cordon_id
        raise StaleRecord(f"Khu phong tỏa {cordon_id}", f"cordon {cordon_id}", current_version=newest.version)


def check_case_day(work: CordonWork, day: date | None, pointer: str) -> None:
    """Refuse a day that has not begun."""
    open_day = work.rules.clock.open_day(work.now)
    if day is not None and day > open_day:
        raise FutureReportingDate(pointer, day, open_day)


def check_planned_end(planned_end: date | None, started_on: date, rule: CordonRule) -> None:
    """Refuse a planned end before the shortest a cordon lasts, or more than a year away."""
    earliest, latest = started_on + timedelta(days=rule.minimum_days), started_on + FURTHEST_AWAY
    if planned_end is not None and planned_end > latest:
        raise InvalidValue(
            "/planned_end",
            vi=f"Ngày dự kiến kết thúc quá xa; gửi ngày đến {latest:%d/%m/%Y}.",
            en=f"The planned end is too far ahead; send a day up to {latest}.",
        )
    if planned_end is not None and planned_end < earliest:
        raise InvalidValue(
            "/planned_end",
            vi=f"Phong tỏa ít nhất {rule.minimum_days} ngày kể từ {started_on:%d/%m/%Y}; "
            f"gửi ngày từ {earliest:%d/%m/%Y} trở đi.",
            en=f"A cordon lasts at least {rule.minimum_days} days from {started_on}; send {earliest} or later.",
        )


def refuse_schematic(register: Register, place: DrawnPlace, order: CordonOrder) -> None:
    """Refuse to order ground that cuts wards on schematic boundaries without an explicit word."""
    if needs_override(register, place) and not order.override_schematic:
        raise CordonStateConflict(
            vi="Ranh giới đang dùng là sơ đồ, nên khu phong tỏa vẽ theo đa giác có thể lệch thực địa. Nhập ranh giới "
            "chính thức, chọn nguyên phường, xã, hoặc gửi override_schematic: true nếu vẫn ban hành.",
            en="The boundaries are schematic, so a cordon drawn as a polygon may be off on the ground. Import official "
            "boundaries, take whole wards, or send override_schematic: true to issue it all the same.",
        )


def refuse_ground(register: Register, base: Cordon, *, lost: float = 0.0, gained: float = 0.0) -> None:
    """Refuse ground let go by an extension, or taken in by a shrinking."""
    if lost > SLIVER_M2:
        raise CordonStateConflict(
            vi=f"Hình mới bỏ ra {lost:,.0f} m² đang phong tỏa của {base.cordon_id}; muốn bỏ bớt thì dùng thu hẹp.",
            en=f"The new shape lets go {lost:,.0f} m² of cordon {base.cordon_id}; shrink it to let ground go.",
        )
    if gained > SLIVER_M2:
        raise CordonStateConflict(
            vi=f"Hình mới lấn thêm {gained:,.0f} m² ngoài {base.cordon_id}; muốn mở rộng thì dùng gia hạn.",
            en=f"The new shape takes in {gained:,.0f} m² outside cordon {base.cordon_id}; extend it to grow.",
        )


def wrong_state(cordon: Cordon, vi: str, en: str) -> CordonStateConflict:
    """The fault that a cordon cannot do that from the state it is in."""
    state_vi = {CordonStatus.PROPOSED: "đề xuất", CordonStatus.IN_FORCE: "có hiệu lực", CordonStatus.LIFTED: "đã gỡ"}
    return CordonStateConflict(
        vi=f"Khu phong tỏa {cordon.cordon_id} đang ở trạng thái {state_vi[cordon.status]} nên không {vi} được.",
        en=f"Cordon {cordon.cordon_id} is {cordon.status.replace('_', ' ')}, so it cannot be {en}.",
        extensions={"status": cordon.status.value, "current_version": cordon.version},
    )


def not_yet(cordon: Cordon, condition: Lifting) -> CordonStateConflict:
    """The fault that the lifting condition does not hold, with everything still missing."""
    missing_vi = " ".join(each.vi for each in condition.obstacles)
    missing_en = " ".join(each.en for each in condition.obstacles)
    earliest = condition.earliest_lift_on
    return CordonStateConflict(
        vi=f"Chưa gỡ được {cordon.cordon_id}. {missing_vi} Nếu vẫn gỡ, gửi override: true kèm lý do.",
        en=f"Cordon {cordon.cordon_id} cannot be lifted yet. {missing_en} To lift it all the same, send override: true "
        "and a reason.",
        extensions={
            "earliest_lift_on": earliest.isoformat() if earliest else None,
            "missing": [each.code for each in condition.obstacles],
        },
    )
