"""Outbreaks, and units that are due for mass testing."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Final

from shapely.geometry.base import BaseGeometry

from app.api.ogc.layers.layer import Layer, Moment, day, flag, in_order, marks, text, texts, whole
from app.api.ogc.layers.wards import ground_of
from app.domain.features import Feature, FieldValue
from app.domain.records import Outbreak
from app.domain.testing_units import UnitKind
from app.domain.vocabulary import OutbreakSetting
from app.services.testing_due import DueUnit, due_units
from app.services.zone_status import ZoneSnapshot

OUTBREAK_FIELDS: Final = (
    text("outbreak_id", "mã ổ dịch", "id of the outbreak"),
    text("name", "tên", "name"),
    day("opened_on", "ngày mở", "day it was opened"),
    day("closed_on", "ngày đóng; trống: còn mở", "day it was closed; null: still open"),
    text("setting", "loại nơi", "kind of place", *(each.value for each in OutbreakSetting)),
    flag("source_known", "đã rõ nguồn lây", "whether the source is known"),
    text("ring_status", "vòng đề xuất hay đã ban hành; trống: không có", "state of its rings; null: none"),
    texts("ward_codes", "các phường, xã", "wards it lies in"),
    texts("linked_ward_codes", "các phường, xã liên quan", "wards linked to it"),
)
TESTING_FIELDS: Final = (
    text("unit_id", "mã đơn vị", "id of the unit"),
    text("kind", "vì mức, khu phong tỏa hay chiến dịch", "why it is due", *(each.value for each in UnitKind)),
    text("name", "tên", "name"),
    text("ward_code", "mã phường, xã nếu chỉ một", "code of its ward, when it is one"),
    texts("ward_codes", "các phường, xã", "its wards"),
    text("district_code", "mã quận, huyện", "code of the district"),
    text("district_name", "tên quận, huyện", "name of the district"),
    text("level", "mức đang có hiệu lực", "level in force"),
    whole("interval_min_days", "mỗi ít nhất bao nhiêu ngày", "shortest interval, days"),
    whole("interval_max_days", "mỗi nhiều nhất bao nhiêu ngày", "longest interval, days"),
    day("due_from", "từ ngày", "due from"),
    day("due_by", "chậm nhất ngày; trống: không hạn", "due by; null: no last day"),
    whole("overdue_days", "số ngày quá hạn", "days overdue"),
    whole("people_to_sample", "số người cần lấy mẫu; trống: không biết", "people to sample; null: unknown"),
    day("last_round_on", "đợt gần nhất", "day of the last round"),
    text("campaign_id", "mã chiến dịch", "id of the campaign"),
)


def _outbreaks(moment: Moment) -> Sequence[Feature]:
    snapshot = moment.snapshot
    rings = {each.outbreak_id: each.status.value for each in snapshot.rings}
    first, last = _days(moment)
    return in_order(
        Feature(
            each.outbreak_id,
            {**_outbreak(each), "ring_status": rings.get(each.outbreak_id), **marks(snapshot)},
            ground_of(snapshot, each.ward_codes),
        )
        for each in snapshot.outbreaks
        if each.opened_on <= last and (each.closed_on is None or first < each.closed_on)
    )


def _days(moment: Moment) -> tuple[date, date]:
    """The reporting days asked about."""
    last = moment.snapshot.open_day
    if moment.span is None:
        return last, last
    return date.min if moment.span.first is None else moment.rules.clock.open_day(moment.span.first), last


def _outbreak(outbreak: Outbreak) -> dict[str, FieldValue]:
    return {
        "outbreak_id": outbreak.outbreak_id,
        "name": outbreak.name,
        "opened_on": outbreak.opened_on,
        "closed_on": outbreak.closed_on,
        "setting": outbreak.setting.value,
        "source_known": outbreak.source_known,
        "ward_codes": outbreak.ward_codes,
        "linked_ward_codes": outbreak.linked_ward_codes,
    }


def _testing(moment: Moment) -> Sequence[Feature]:
    snapshot = moment.snapshot
    first, _ = _days(moment)
    return in_order(
        Feature(each.unit_id, {**_unit(each), **marks(snapshot)}, _ground(snapshot, each))
        for each in due_units(snapshot)
        if moment.span is None or each.due_by is None or each.due_by >= first
    )


def _ground(snapshot: ZoneSnapshot, unit: DueUnit) -> BaseGeometry | None:
    if unit.kind is UnitKind.CORDON:
        return next((each.place for each in snapshot.cordons if each.cordon_id == unit.unit_id), None)
    found = snapshot.by_code.get(unit.ward_codes[0])
    return None if found is None else found.ward.shape


def _unit(unit: DueUnit) -> dict[str, FieldValue]:
    least, most = unit.interval_days or (None, None)
    return {
        "unit_id": unit.unit_id,
        "kind": unit.kind.value,
        "name": unit.name,
        "ward_code": unit.ward_codes[0] if len(unit.ward_codes) == 1 else None,
        "ward_codes": unit.ward_codes,
        "district_code": unit.district_code,
        "district_name": unit.district_name,
        "level": unit.level,
        "interval_min_days": least,
        "interval_max_days": most,
        "due_from": unit.due_from,
        "due_by": unit.due_by,
        "overdue_days": unit.overdue_days,
        "people_to_sample": unit.people_to_sample,
        "last_round_on": unit.last_round_on,
        "campaign_id": unit.campaign_id,
    }


OUTBREAKS: Final = Layer(
    name="outbreaks",
    title_vi="Ổ dịch",
    title_en="Outbreaks",
    text_vi="Ổ dịch đã công bố, vẽ bằng cả phường, xã mà nó chạm vào; chỗ chính xác không công khai.",
    text_en="Declared outbreaks, drawn as the whole wards they lie in; the exact place is not public.",
    time_vi="Thời điểm: ổ dịch còn mở trong ngày báo cáo đó, như đã biết lúc đó. Khoảng: ổ dịch mở "
    "vào bất kỳ ngày nào.",
    time_en="An instant: outbreaks open on its reporting day, as known then. An interval: open on any of its days.",
    fields=OUTBREAK_FIELDS,
    features=_outbreaks,
)
TESTING: Final = Layer(
    name="testing",
    title_vi="Đơn vị đến hạn xét nghiệm",
    title_en="Units due for mass testing",
    text_vi="Phường, xã theo mức, khu phong tỏa, và phường, xã của chiến dịch đến hạn lấy mẫu.",
    text_en="Wards by the duty of their level, cordons, and wards of campaigns that are due for sampling.",
    time_vi="Thời điểm: đến hạn trong ngày báo cáo đó. Khoảng: đến hạn ở cuối khoảng, và hạn chót "
    "không trước đầu khoảng.",
    time_en="An instant: due on its reporting day. An interval: due at its end, with a last day not before its start.",
    fields=TESTING_FIELDS,
    features=_testing,
)
