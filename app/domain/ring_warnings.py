"""What to know before rings are issued: too much of a district, ground left out, numbers not to lean on."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from app.domain.register import Register
from app.domain.rings import SLIVER_M2, RingPlan
from app.domain.vocabulary import BoundaryStatus, LockdownLayer

WARN_SHARE: Final = 0.5
"""An example, not an order's number: rings that lock half of a district's people deserve a second look."""


class RingWarningKind(StrEnum):
    """Why to look again."""

    LARGE_SHARE = "large_share"
    LARGE_SHARE_OF_CITY = "large_share_of_city"
    NEIGHBORS_TOUCHED = "neighbours_touched"
    OUTSIDE_REGISTER = "outside_register"
    POPULATION_UNKNOWN = "population_unknown"
    SCHEMATIC_BOUNDARIES = "schematic_boundaries"


@dataclass(frozen=True)
class RingWarning:
    """One reason to look again, in both languages."""

    kind: RingWarningKind
    vi: str
    en: str


def ring_warnings(
    register: Register, plan: RingPlan, *, warn_share: float = WARN_SHARE, core_ward_codes: Collection[str] = ()
) -> tuple[RingWarning, ...]:
    """Why to look at a plan again before issuing it; empty when nothing stands out.

    Args:
        warn_share: of a district's or the city's people (of its area, where people are unknown) in core and next
            together.
        core_ward_codes: the wards the core meets, to tell which others lie across a district line; empty: none is told.
    """
    return (
        *_large_shares(register, plan, warn_share),
        *_large_share_of_city(register, plan, warn_share),
        *_across_lines(register, plan, core_ward_codes),
        *_left_out(plan),
        *_unknown_people(plan),
        *_schematic(register, plan),
    )


def _large_shares(register: Register, plan: RingPlan, warn_share: float) -> list[RingWarning]:
    locked: dict[str, float] = {}
    for share in plan.district_shares:
        if share.layer is not LockdownLayer.OUTER:
            part = share.area_share if share.population_share is None else share.population_share
            locked[share.district_code] = locked.get(share.district_code, 0.0) + part
    names = {district.code: district.name for district in register.districts}
    return [
        RingWarning(
            RingWarningKind.LARGE_SHARE,
            vi=f"Lớp lõi và lớp kế tiếp phủ {100 * part:.0f} % {names.get(code, code)}; xem lại phạm vi.",
            en=f"Core and next layer cover {100 * part:.0f} % of {names.get(code, code)}; check their reach.",
        )
        for code, part in sorted(locked.items())
        if part >= warn_share
    ]


def _large_share_of_city(register: Register, plan: RingPlan, warn_share: float) -> list[RingWarning]:
    if len(register.districts) == 1:
        return []  # Told of the district already.
    locked = [each for each in plan.layers if each.layer is not LockdownLayer.OUTER]
    people = sum(ward.population or 0 for ward in register.wards)
    if people and all(each.population is not None for each in locked):
        share = sum(each.population or 0 for each in locked) / people
    else:
        share = round(1e6 * sum(each.area_km2 for each in locked) / float(register.areas_m2.sum()), 4)
    if share < warn_share:
        return []
    return [
        RingWarning(
            RingWarningKind.LARGE_SHARE_OF_CITY,
            vi=f"Lớp lõi và lớp kế tiếp phủ {100 * share:.0f} % toàn địa bàn; xem lại phạm vi (khoanh gọn).",
            en=f"Core and next layer cover {100 * share:.0f} % of the whole register; check their reach.",
        )
    ]


def neighbors_touched(register: Register, plan: RingPlan, core_ward_codes: Collection[str]) -> tuple[str, ...]:
    """Codes of the wards a plan touches outside the districts of its core; none where there are no districts."""
    own = {register.ward(code).district_code for code in core_ward_codes} - {None}
    if not own:
        return ()
    return tuple(code for code in sorted(plan.ward_layers) if register.ward(code).district_code not in own)


def _across_lines(register: Register, plan: RingPlan, core_ward_codes: Collection[str]) -> list[RingWarning]:
    touched = neighbors_touched(register, plan, core_ward_codes)
    if not touched:
        return []
    names = sorted({register.ward(code).district_name or "" for code in touched})
    return [
        RingWarning(
            RingWarningKind.NEIGHBORS_TOUCHED,
            vi=f"Vòng chạm {len(touched)} phường, xã ngoài quận, huyện có ổ dịch ({', '.join(names)}); cần báo nơi ấy.",
            en=f"They touch {len(touched)} wards outside the outbreak's districts ({', '.join(names)}); tell them.",
        )
    ]


def _left_out(plan: RingPlan) -> list[RingWarning]:
    if plan.outside_m2 <= SLIVER_M2:
        return []
    return [
        RingWarning(
            RingWarningKind.OUTSIDE_REGISTER,
            vi=f"{plan.outside_m2:.0f} m² của hình vẽ nằm ngoài mọi phường, xã và bị bỏ.",
            en=f"{plan.outside_m2:.0f} m² of the drawn place lie outside every ward and are left out.",
        )
    ]


def _unknown_people(plan: RingPlan) -> list[RingWarning]:
    if all(layer.population is not None for layer in plan.layers):
        return []
    return [
        RingWarning(
            RingWarningKind.POPULATION_UNKNOWN,
            vi="Có phường, xã chưa rõ dân số, nên không tính được số dân của vòng.",
            en="The population of some ward is unknown, so that of its layer is too.",
        )
    ]


def _schematic(register: Register, plan: RingPlan) -> list[RingWarning]:
    split = any(partial for _, partial in plan.ward_layers.values())
    if register.boundary_status is not BoundaryStatus.SCHEMATIC or not split:
        return []
    return [
        RingWarning(
            RingWarningKind.SCHEMATIC_BOUNDARIES,
            vi="Ranh giới đang dùng là sơ đồ: phần phường, xã bị cắt và số dân của nó chỉ là ước chừng.",
            en="The boundaries are schematic: how wards are split, and the people in each part, is only a guess.",
        )
    ]
