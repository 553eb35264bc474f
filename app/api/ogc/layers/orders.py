"""Rings, cordons and areas: what was ordered or proposed for a part of the ground."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from app.api.documents.places import area_ground
from app.api.ogc.layers.layer import Layer, Moment, day, flag, in_order, instant, marks, number, text, texts, whole
from app.domain.areas import AREA_LABELS, Area, AreaKind
from app.domain.cordons import Cordon
from app.domain.features import Feature, FieldValue
from app.services.standing_between import areas_between, cordons_between, rings_between
from app.storage.rings import StoredLayer, StoredRing

_DIRECTIVES: Final = ("16", "15", "19")
_ORDERED: Final = (
    text("document_number", "số văn bản", "number of the document"),
    text("signer", "người ký", "who signed it"),
)
_PEOPLE: Final = (
    whole("population", "dân số; trống: không biết", "inhabitants; null: unknown"),
    flag("population_estimated", "dân số ước theo diện tích", "whether weighted by area"),
)
RING_FIELDS: Final = (
    text("outbreak_id", "mã ổ dịch", "id of the outbreak"),
    text("outbreak_name", "tên ổ dịch", "name of the outbreak"),
    text("layer", "vòng lõi, kế cận, ngoài", "core, next or outer layer", "core", "next", "outer"),
    text("directive", "chỉ thị áp dụng", "directive", *_DIRECTIVES),
    text("label_vi", "tên vòng bằng tiếng Việt", "the layer in Vietnamese"),
    text("label_en", "tên vòng bằng tiếng Anh", "the layer in English"),
    text("ring_status", "mới đề xuất hay đã ban hành", "proposed or issued", "proposed", "issued"),
    *_ORDERED,
    instant("start", "từ lúc", "since when"),
    day("planned_end", "ngày cuối dự kiến", "last planned day"),
    whole("version", "phiên bản", "version"),
    text("mode", "cách vẽ", "how it was drawn"),
    *_PEOPLE,
    number("area_km2", "diện tích, km²", "area in km²"),
)
CORDON_FIELDS: Final = (
    text("cordon_id", "mã khu phong tỏa", "id of the cordon"),
    text("name", "tên", "name"),
    text("status", "đề xuất hay có hiệu lực", "proposed or in force", "proposed", "in_force"),
    text("directive", "chỉ thị áp dụng", "directive", *_DIRECTIVES),
    instant("start", "từ lúc", "since when"),
    day("planned_end", "ngày cuối dự kiến", "last planned day"),
    whole("households", "số hộ", "households"),
    *_PEOPLE,
    *_ORDERED,
    texts("ward_codes", "các phường, xã", "wards it covers"),
)
AREA_FIELDS: Final = (
    text("area_id", "mã khu vực", "id of the area"),
    text("kind", "loại", "kind", *(each.value for each in AreaKind)),
    text("kind_label_vi", "loại bằng tiếng Việt", "kind in Vietnamese"),
    text("kind_label_en", "loại bằng tiếng Anh", "kind in English"),
    text("name", "tên", "name"),
    text("status", "đề xuất hay có hiệu lực", "proposed or in force", "proposed", "in_force"),
    text("directive", "chỉ thị áp dụng; trống: không có", "directive; null: none of its own", *_DIRECTIVES),
    instant("start", "từ lúc", "since when"),
    instant("end", "đến lúc", "until when"),
    *_ORDERED,
    texts("ward_codes", "các phường, xã", "wards it covers"),
)


def _rings(moment: Moment) -> Sequence[Feature]:
    span, snapshot = moment.span, moment.snapshot
    standing = snapshot.rings if span is None else rings_between(moment.database, span, **moment.past)
    names = {each.outbreak_id: each.name for each in snapshot.outbreaks}
    return in_order(
        Feature(
            f"{ring.outbreak_id}-{layer.layer}",
            {**_ring(moment, ring, layer), "outbreak_name": names.get(ring.outbreak_id), **marks(snapshot)},
            layer.shape,
        )
        for ring in standing
        for layer in ring.layers
        if layer.shape is not None
    )


def _ring(moment: Moment, ring: StoredRing, layer: StoredLayer) -> dict[str, FieldValue]:
    rule = moment.snapshot.policy.ring_of[layer.layer]
    return {
        "outbreak_id": ring.outbreak_id,
        "layer": layer.layer.value,
        "directive": rule.directive.value,
        "label_vi": rule.label_vi,
        "label_en": rule.label_en,
        "ring_status": ring.status.value,
        "document_number": ring.document_number,
        "signer": ring.signer,
        "start": ring.starts_at,
        "planned_end": ring.planned_end,
        "version": ring.version,
        "mode": ring.mode,
        "population": layer.population,
        "population_estimated": layer.population_estimated,
        "area_km2": round(layer.area_km2, 3),
    }


def _cordons(moment: Moment) -> Sequence[Feature]:
    span = moment.span
    standing = moment.snapshot.cordons if span is None else cordons_between(moment.database, span, **moment.past)
    return in_order(
        Feature(each.cordon_id, {**_cordon(each), **marks(moment.snapshot)}, each.place) for each in standing
    )


def _cordon(cordon: Cordon) -> dict[str, FieldValue]:
    return {
        "cordon_id": cordon.cordon_id,
        "name": cordon.name,
        "status": cordon.status.value,
        "directive": cordon.directive.value,
        "start": cordon.starts_at,
        "planned_end": cordon.planned_end,
        "households": cordon.households,
        "population": cordon.population,
        "population_estimated": cordon.population_estimated,
        "document_number": cordon.document_number,
        "signer": cordon.signer,
        "ward_codes": cordon.ward_codes,
    }


def _areas(moment: Moment) -> Sequence[Feature]:
    span, snapshot = moment.span, moment.snapshot
    standing = snapshot.areas if span is None else areas_between(moment.database, span, **moment.past)
    return in_order(
        Feature(each.area_id, {**_area(each), **marks(snapshot)}, area_ground(snapshot.register, each, 0.0))
        for each in standing
    )


def _area(area: Area) -> dict[str, FieldValue]:
    label_vi, label_en = AREA_LABELS[area.kind]
    return {
        "area_id": area.area_id,
        "kind": area.kind.value,
        "kind_label_vi": label_vi,
        "kind_label_en": label_en,
        "name": area.name,
        "status": area.status.value,
        "directive": area.directive.value if area.directive else None,
        "start": area.starts_at,
        "end": area.ends_at,
        "document_number": area.document_number,
        "signer": area.signer,
        "ward_codes": area.ward_codes,
    }


_LIFE_VI: Final = (
    "Thời điểm: những gì có hiệu lực hoặc được đề xuất lúc đó. Khoảng: những gì như vậy vào bất kỳ lúc nào trong "
    "khoảng, ở dạng cuối cùng trong khoảng."
)
_LIFE_EN: Final = (
    "An instant: what was in force or proposed then. An interval: what was at any moment of it, as it stood last "
    "within it."
)
RINGS: Final = Layer(
    name="rings",
    title_vi="Ba vòng phong tỏa",
    title_en="Lockdown rings",
    text_vi="Vòng lõi, kế cận và ngoài quanh mỗi ổ dịch; “proposed” là đề xuất, chưa có hiệu lực.",
    text_en="The core, next and outer layer round every outbreak; “proposed” is not in force.",
    time_vi=_LIFE_VI,
    time_en=_LIFE_EN,
    fields=RING_FIELDS,
    features=_rings,
)
CORDONS: Final = Layer(
    name="cordons",
    title_vi="Khu phong tỏa",
    title_en="Cordons",
    text_vi="Những nơi bị phong tỏa riêng, trong hay vắt qua phường, xã.",
    text_en="Places locked down by themselves, inside or across wards.",
    time_vi=_LIFE_VI,
    time_en=_LIFE_EN,
    fields=CORDON_FIELDS,
    features=_cordons,
)
AREAS: Final = Layer(
    name="areas",
    title_vi="Khu vực bên cạnh màu",
    title_en="Areas beside the colours",
    text_vi="Vùng 1, 2, 3, cụm vùng xanh, khu công nghiệp; có thể chồng nhau.",
    text_en="Vùng 1/2/3, green clusters, industrial parks; they may overlap.",
    time_vi=_LIFE_VI,
    time_en=_LIFE_EN,
    fields=AREA_FIELDS,
    features=_areas,
)
