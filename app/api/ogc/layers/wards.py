"""Wards with the status in force, and districts: the columns are those of the flat zones."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import shapely
from shapely.geometry.base import BaseGeometry

from app.api.documents.policies import UNKNOWN_COLOUR
from app.api.kept import Kept
from app.api.ogc.layers.layer import Layer, Moment, day, flag, in_order, instant, marks, number, text, texts, whole
from app.domain.features import Feature, FieldValue
from app.domain.policy import Policy
from app.domain.register import Register
from app.domain.vocabulary import UNKNOWN
from app.services.zone_status import ZoneSnapshot, ZoneStatus

_LAYERS: Final = ("core", "next", "outer")
_DIRECTIVES: Final = ("16", "15", "19")
WARD_FIELDS: Final = (
    text("ward_code", "mã phường, xã", "code of the ward"),
    text("ward_name", "tên phường, xã", "name of the ward"),
    text("ward_kind", "loại đơn vị", "kind of unit"),
    text("district_code", "mã quận, huyện", "code of the district"),
    text("district_name", "tên quận, huyện", "name of the district"),
    whole("population", "dân số; trống: không biết", "inhabitants; null: unknown"),
    number("area_km2", "diện tích, km²", "area in km²"),
    text("level", "mức đang có hiệu lực; unknown: chưa đủ số liệu", "level in force; unknown: too little data"),
    text("level_label_vi", "tên mức bằng tiếng Việt", "the level in Vietnamese"),
    text("level_label_en", "tên mức bằng tiếng Anh", "the level in English"),
    text("level_colour", "màu của mức", "colour of the level"),
    text("computed_level", "mức tính theo quy tắc", "level by the rules"),
    flag("decided", "do quyết định ấn định", "whether a decision set it"),
    text("data_status", "số liệu đủ, thiếu hay không có", "completeness", "complete", "partial", "missing"),
    instant("effective_from", "mức có hiệu lực từ", "since when the level is in force"),
    day("as_of", "ngày báo cáo được đánh giá", "reporting day judged"),
    whole("testing_min_days", "xét nghiệm mỗi ít nhất bao nhiêu ngày", "shortest interval of testing, days"),
    whole("testing_max_days", "xét nghiệm mỗi nhiều nhất bao nhiêu ngày", "longest interval of testing, days"),
    day("testing_due_from", "đợt tới từ ngày", "next round due from"),
    day("testing_due_by", "đợt tới chậm nhất ngày", "next round due by"),
    whole("testing_overdue_days", "số ngày quá hạn", "days overdue"),
    text("layer", "vòng chặt nhất chạm vào", "strictest ring layer that touches it", *_LAYERS),
    flag("layer_partial", "chỉ một phần nằm trong vòng", "whether only a part lies in that layer"),
    text("ring_status", "vòng mới đề xuất hay đã ban hành", "whether rings are ordered", "proposed", "issued"),
    text("directive", "chỉ thị chặt nhất ở bất kỳ phần nào", "strictest directive over any part", *_DIRECTIVES),
    text("directive_status", "chỉ thị có hiệu lực hay đề xuất", "whether it applies", "in_force", "proposed"),
    text("next_level", "mức sắp tới đã định", "level that is planned next"),
    instant("next_effective_from", "mức sắp tới từ lúc", "since when it will hold"),
    text("awaiting_approval", "mức chờ phê duyệt", "level that waits for approval"),
    text("document_number", "số văn bản quyết định", "number of the deciding document"),
    texts("cordon_ids", "các khu phong tỏa", "cordons over any part"),
    texts("area_ids", "các khu vực", "areas over any part"),
)
DISTRICT_FIELDS: Final = (
    text("district_code", "mã quận, huyện", "code of the district"),
    text("district_name", "tên quận, huyện", "name of the district"),
    text("district_kind", "loại đơn vị", "kind of unit"),
    whole("population", "dân số; trống: không biết", "inhabitants; null: unknown"),
    whole("ward_count", "số phường, xã", "number of wards"),
)


def _wards(moment: Moment) -> Sequence[Feature]:
    snapshot = moment.snapshot
    shared = {**marks(snapshot)}
    return in_order(
        Feature(zone.ward.code, {**_ward(snapshot.policy, zone), **shared}, zone.ward.shape) for zone in snapshot.zones
    )


def _ward(policy: Policy, zone: ZoneStatus) -> dict[str, FieldValue]:
    ward = zone.ward
    return {
        "ward_code": ward.code,
        "ward_name": ward.name,
        "ward_kind": ward.kind,
        "district_code": ward.district_code,
        "district_name": ward.district_name,
        "population": ward.population,
        "area_km2": round(ward.area_km2, 3),
        **_level(policy, zone),
        **_testing(zone),
        **_orders(zone),
        "next_level": zone.next_status.level if zone.next_status else None,
        "next_effective_from": zone.next_status.effective_from if zone.next_status else None,
        "awaiting_approval": zone.awaiting_approval,
        "document_number": zone.decision.document_number if zone.decision else None,
        "cordon_ids": tuple(each.cordon_id for each in zone.cordons),
        "area_ids": tuple(each.area_id for each in zone.areas),
    }


def _level(policy: Policy, zone: ZoneStatus) -> dict[str, FieldValue]:
    found = next((each for each in policy.levels if each.id == zone.level), None)
    unknown = policy.unknown_label_vi, policy.unknown_label_en, UNKNOWN_COLOUR
    vi, en, colour = unknown if found is None else (found.label_vi, found.label_en, found.colour)
    if found is None and zone.level != UNKNOWN:
        # A level of another policy that was in force: its own name says more than "unknown".
        vi = en = zone.level
    return {
        "level": zone.level,
        "level_label_vi": vi,
        "level_label_en": en,
        "level_colour": colour,
        "computed_level": zone.computed_level,
        "decided": zone.decided,
        "data_status": zone.data_status.value,
        "effective_from": zone.effective_from,
        "as_of": zone.assessment.as_of if zone.assessment else None,
    }


def _testing(zone: ZoneStatus) -> dict[str, FieldValue]:
    least, most = zone.testing.interval_days or (None, None)
    return {
        "testing_min_days": least,
        "testing_max_days": most,
        "testing_due_from": zone.testing.due_from,
        "testing_due_by": zone.testing.due_by,
        "testing_overdue_days": zone.testing.overdue_days,
    }


def _orders(zone: ZoneStatus) -> dict[str, FieldValue]:
    layer, applied = zone.layer, zone.directive
    return {
        "layer": layer.layer.value if layer else None,
        "layer_partial": layer.partial if layer else False,
        "ring_status": layer.ring_status.value if layer else None,
        "directive": applied.directive.value if applied else None,
        "directive_status": None if applied is None else ("in_force" if applied.in_force else "proposed"),
    }


def _districts(moment: Moment) -> Sequence[Feature]:
    register, shared = moment.snapshot.register, marks(moment.snapshot)
    return in_order(
        Feature(
            each.code,
            {
                "district_code": each.code,
                "district_name": each.name,
                "district_kind": each.kind,
                "population": each.population,
                "ward_count": each.ward_count,
                **shared,
            },
            district_shapes(register)[each.code],
        )
        for each in register.districts
    )


_dissolved: Kept[str, dict[str, BaseGeometry]] = Kept(4)


def district_shapes(register: Register) -> dict[str, BaseGeometry]:
    """Each district's wards as one shape, by code."""
    return _dissolved.get(
        register.boundary_version,
        lambda: {code: joined(register, positions) for code, positions in register.district_positions.items()},
    )


def joined(register: Register, positions: Sequence[int] | object) -> BaseGeometry:
    """The ground of some wards as one shape."""
    shapes = register.shapes[positions]  # type: ignore[index]
    found: BaseGeometry = shapely.coverage_union_all(shapes) if register.is_tiling else shapely.union_all(shapes)
    return found


def ground_of(snapshot: ZoneSnapshot, codes: Sequence[str]) -> BaseGeometry | None:
    """The wards of these codes as one shape; None when none of them is in the register of that moment."""
    positions = [snapshot.register.positions[code] for code in codes if code in snapshot.register.positions]
    return joined(snapshot.register, positions) if positions else None


WARDS: Final = Layer(
    name="wards",
    title_vi="Phường, xã với mức nguy cơ",
    title_en="Wards with the level in force",
    text_vi="Mỗi phường, xã, thị trấn: mức đang có hiệu lực, vòng, chỉ thị, lịch xét nghiệm. Mức unknown là chưa đủ số "
    "liệu, không bao giờ là xanh.",
    text_en="Every ward: level in force, ring layer, directive, testing duty. The level unknown means too little data "
    "and is never green.",
    time_vi="Thời điểm: mức có hiệu lực lúc đó, theo ranh giới lúc đó. Khoảng: mức ở cuối khoảng "
    "(chậm nhất là bây giờ).",
    time_en="An instant: the status in force then, with the boundaries of then. An interval: the status at its end "
    "(now at the latest).",
    fields=WARD_FIELDS,
    features=_wards,
)
DISTRICTS: Final = Layer(
    name="districts",
    title_vi="Quận, huyện",
    title_en="Districts",
    text_vi="Ranh giới quận, huyện, ghép từ phường, xã; trống nếu chính quyền hai cấp.",
    text_en="Districts, each its wards dissolved; empty where there are two tiers of administration.",
    time_vi="Ranh giới ở thời điểm đó, hoặc ở cuối khoảng.",
    time_en="The boundaries of that instant, or of the end of an interval.",
    fields=DISTRICT_FIELDS,
    features=_districts,
)
