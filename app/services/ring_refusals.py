"""Why an order on rings is refused, in words: what stands, where it goes wrong, and what to do instead."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from types import MappingProxyType
from typing import Final, NoReturn

from app.domain.errors import InvalidValue, RingStateConflict
from app.domain.register import Register
from app.domain.ring_comparison import StricterPlace
from app.domain.ring_orders import RingAction
from app.domain.vocabulary import LockdownLayer, RingStatus
from app.storage.rings import StoredRing

MOST_PLACES: Final = 50
"""So many places are named one by one; the rest are counted."""
_STATUS_VI: Final[Mapping[RingStatus, str]] = MappingProxyType(
    {RingStatus.PROPOSED: "mới đề xuất", RingStatus.ISSUED: "đã ban hành", RingStatus.LIFTED: "đã gỡ"}
)
_CURES: Final[Mapping[RingAction, tuple[str, str]]] = MappingProxyType(
    {
        RingAction.PROPOSE: ("chỉ đề xuất lại khi vòng đã gỡ", "rings are proposed anew once they are lifted"),
        RingAction.REDRAW: (
            "vòng đang hiệu lực thì mở rộng (extend), thu hẹp (shrink) hoặc gỡ (lift)",
            "rings in force are extended, shrunk or lifted",
        ),
        RingAction.ISSUE: ("chỉ vòng đề xuất mới ban hành được", "only proposed rings can be issued"),
        RingAction.EXTEND: ("chỉ vòng đã ban hành mới mở rộng được", "only issued rings can be extended"),
        RingAction.SHRINK: ("chỉ vòng đã ban hành mới thu hẹp được", "only issued rings can be shrunk"),
        RingAction.LIFT: ("vòng đã gỡ thì không gỡ nữa", "lifted rings cannot be lifted again"),
    }
)
_LAYER_VI: Final[Mapping[LockdownLayer | None, str]] = MappingProxyType(
    {
        LockdownLayer.CORE: "lớp lõi",
        LockdownLayer.NEXT: "lớp kế tiếp",
        LockdownLayer.OUTER: "lớp ngoài",
        None: "ngoài vòng",
    }
)


def refuse_state(outbreak_id: str, action: RingAction, status: RingStatus) -> NoReturn:
    """The rings are not in a state the action may follow."""
    vi, en = _CURES[action]
    raise RingStateConflict(
        vi=f"Vòng của ổ dịch {outbreak_id} đang ở trạng thái “{_STATUS_VI[status]}”; {vi}.",
        en=f"The rings of outbreak {outbreak_id} are {status}; {en}.",
        extensions={"ring_status": status.value, "action": action.value},
    )


def refuse_order_in_waiting(outbreak_id: str, pending: StoredRing) -> NoReturn:
    """A proposal may not take the place of an order that is signed and waits for its start."""
    raise RingStateConflict(
        vi=f"Vòng của ổ dịch {outbreak_id} đã có văn bản {pending.document_number} chờ hiệu lực; gỡ hoặc thay bằng "
        "văn bản khác trước khi đề xuất lại.",
        en=f"Order {pending.document_number} on the rings of outbreak {outbreak_id} waits for its start; lift it or "
        "replace it by an order before proposing others.",
        extensions={"pending_version": pending.version},
    )


def refuse_without_change(action: RingAction) -> NoReturn:
    """An order to change that changes nothing."""
    raise InvalidValue(
        "/planned_end",
        vi="Không có gì thay đổi: gửi planned_end mới, hoặc mode (cùng tham số) để vẽ lại vòng.",
        en=f"Nothing to {action}: send a new planned_end, or a mode with its parameters to draw the rings anew.",
    )


def refuse_wrong_end(action: RingAction, planned_end: date, stands: date) -> NoReturn:
    """The planned end moves against the direction of the order."""
    if action is RingAction.EXTEND:
        vi, en = "sớm hơn", "earlier than"
        other = RingAction.SHRINK
    else:
        vi, en, other = "muộn hơn", "later than", RingAction.EXTEND
    raise InvalidValue(
        "/planned_end",
        vi=f"Ngày dự kiến kết thúc {planned_end:%d/%m/%Y} {vi} ngày đang định ({stands:%d/%m/%Y}); dùng {other}.",
        en=f"planned_end {planned_end} is {en} the one that stands ({stands}); use {other} instead.",
    )


def refuse_as_schematic() -> NoReturn:
    """The rings run through wards whose borders are only drawn from positions and areas."""
    raise RingStateConflict(
        vi="Ranh giới đang dùng là sơ đồ, nên vòng cắt qua phường, xã có thể lệch thực địa. Nhập ranh giới chính thức "
        "hoặc gửi override_schematic: true nếu vẫn ban hành.",
        en="The boundaries are schematic, so rings that cut wards may be off on the ground. Import official "
        "boundaries, or send override_schematic: true to issue all the same.",
    )


def refuse_as_outdated(ring: StoredRing, register: Register) -> NoReturn:
    """The proposal cut wards of boundaries that are no longer in force."""
    raise RingStateConflict(
        vi="Vòng đề xuất được vẽ cắt qua phường, xã trên ranh giới cũ, nay đã thay. Đề xuất lại (rings/propose) để vẽ "
        "trên ranh giới hiện hành, hoặc gửi override_schematic: true nếu vẫn ban hành.",
        en="The proposal cuts wards of boundaries that were replaced since. Propose it again (rings/propose) to draw "
        "it on the present ones, or send override_schematic: true to issue all the same.",
        extensions={"drawn_on": ring.boundary_version, "boundary_version": register.boundary_version},
    )


def refuse_change_of_ground(
    register: Register, action: RingAction, replaced: StoredRing, places: Sequence[StricterPlace]
) -> NoReturn:
    """Some ground changes against the direction of the order; each place is named with its layers and its size."""
    extends = action is RingAction.EXTEND
    worst = places[0]
    # An extension is judged backwards: what is stricter in the version replaced would be loosened.
    before, after = (worst.layer_after, worst.layer_before) if extends else (worst.layer_before, worst.layer_after)
    ward = register.ward(worst.ward_code).name
    change_vi = f"{_LAYER_VI[before]} → {_LAYER_VI[after]}"
    change_en = f"{before or 'outside'} → {after or 'outside'}"
    more = len({each.ward_code for each in places} - {worst.ward_code})
    raise RingStateConflict(
        vi=f"Lệnh {'mở rộng không được nới lỏng' if extends else 'thu hẹp không được siết thêm'} nơi nào: {ward} "
        f"({change_vi}, {worst.area_m2:,.0f} m²){f' và {more} phường, xã khác' if more else ''}. "
        f"{'Nới lỏng bằng lệnh thu hẹp sau.' if extends else 'Siết bằng lệnh mở rộng trước.'}",
        en=f"An order to {action} may not {'loosen' if extends else 'tighten'} any place: {ward} ({change_en}, "
        f"{worst.area_m2:,.0f} m²){f' and {more} other wards' if more else ''}. "
        f"{'Loosen by an order to shrink afterwards.' if extends else 'Tighten by an order to extend first.'}",
        extensions={
            "compared_with_version": replaced.version,
            "places": [
                {**place_fields(register, each, is_backwards=extends), "lon": each.lon, "lat": each.lat}
                for each in places[:MOST_PLACES]
            ],
            "places_in_all": len(places),
        },
    )


def place_fields(register: Register, place: StricterPlace, *, is_backwards: bool) -> dict[str, object]:
    """One place as it is listed; of a comparison made backwards the layers change places."""
    layers = (place.layer_after, place.layer_before) if is_backwards else (place.layer_before, place.layer_after)
    before, after = (None if layer is None else layer.value for layer in layers)
    return {
        "ward_code": place.ward_code,
        "ward_name": register.ward(place.ward_code).name,
        "layer_before": before,
        "layer_after": after,
        "area_m2": place.area_m2,
    }
