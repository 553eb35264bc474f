"""The annex of an order on rings as sheets of A4 to be signed: map, layers, measures, wards."""

from __future__ import annotations

from itertools import groupby
from typing import Any, Final

from app.domain.names import bare_name
from app.domain.register import Register
from app.domain.ring_annex import AnnexLayer, AnnexWard, RingAnnex
from app.domain.sentences import Phrase, number
from app.domain.vocabulary import LockdownLayer
from app.formats import ring_annex_words as words
from app.formats.map_picture import ring_sample_svg
from app.formats.qr import qr_svg
from app.formats.ring_picture import needs_detail, ring_picture
from app.formats.typeset import typeset

WIDE_MM: Final = (178.0, 112.0)
"""Width and height of the one map."""
HALF_MM: Final = (87.0, 100.0)
"""Of each of two maps side by side."""


def annex_pdf(annex: RingAnnex, register: Register) -> bytes:
    """The annex as a tagged PDF.

    Args:
        register: whose wards are drawn under the layers.
    """
    images: dict[str, bytes | str] = {**annex_maps(annex, register), "qr.svg": qr_svg(annex.address)}
    images |= {f"ring-{each.directive}.svg": ring_sample_svg(each.directive) for each in annex.layers}
    return typeset("annex", _values(annex), images=images, made_at=annex.printed_at)


def annex_maps(annex: RingAnnex, register: Register) -> dict[str, str]:
    """The pictures by file name: one of all layers, and one of the inner ones where they would be too small."""
    everything: tuple[LockdownLayer, ...] = tuple(LockdownLayer)
    if not annex.layers:
        return {}
    if not needs_detail(annex.layers):
        width, height = WIDE_MM
        drawn = {"map": everything}
    else:
        width, height = HALF_MM
        drawn = {"map": everything, "detail": (LockdownLayer.CORE, LockdownLayer.NEXT)}
    return {
        f"{name}.svg": ring_picture(register, annex.layers, of=of, name=name, width_mm=width, height_mm=height)
        for name, of in drawn.items()
    }


def _values(annex: RingAnnex) -> dict[str, Any]:
    state = words.state_words(annex)
    return {
        "annex": _pair(words.ANNEX),
        "headline": _pair(words.HEADLINE),
        "name": annex.outbreak_name,
        "belongs": _pair(words.belongs_to(annex)),
        "period": _pair(words.period_words(annex)),
        "act": _pair(words.act_words(annex)),
        "reason": annex.reason,
        "stays": _pair(words.STAYS) if annex.planned_end is not None else None,
        "mark": _mark(annex),
        "state": None if state is None else _pair(state),
        "schematic": _pair(words.SCHEMATIC) if annex.schematic else None,
        "map_head": _pair(words.MAP),
        "has_map": bool(annex.layers),
        "has_detail": needs_detail(annex.layers),
        "whole": _pair(words.WHOLE),
        "inner": _pair(words.INNER),
        "layers_head": _pair(words.LAYERS),
        "measures_head": _pair(words.MEASURES),
        "wards_head": _pair(words.WARDS),
        "estimate": _pair(words.ESTIMATE) if any(each.population_estimated for each in annex.layers) else None,
        "layers": [_layer(each) for each in annex.layers],
        "signer": annex.signer,
        "signature": _pair(words.SIGNATURE),
        "address": annex.address,
        "check": _pair(words.CHECK),
        "hash": _pair(words.HASH),
        "sha256": annex.sha256,
        "record": f"{annex.outbreak_id} · phiên bản {annex.version} · {annex.policy_title} ({annex.policy_version}) · "
        f"ranh giới {annex.boundary_version} · in lúc {annex.printed_at:%H:%M %d/%m/%Y}",
        "foot": f"{annex.outbreak_id} · phiên bản {annex.version}",
    }


def _mark(annex: RingAnnex) -> dict[str, str] | None:
    """What runs across every page: a drill, or a draft."""
    if annex.drill:
        return _pair(words.DRILL)
    return _pair(words.DRAFT) if annex.is_draft else None


def _pair(phrase: Phrase) -> dict[str, str]:
    return {"vi": phrase.vi, "en": phrase.en}


def _layer(layer: AnnexLayer) -> dict[str, Any]:
    return {
        "sample": f"ring-{layer.directive}.svg",
        "label": {"vi": layer.label_vi, "en": layer.label_en},
        "directive": layer.directive,
        "people": _pair(words.people_words(layer)),
        "area": words.area_words(layer.area_km2),
        "count": number(len(layer.wards)).vi,
        "measures": [{"vi": vi, "en": en} for vi, en in zip(layer.measures_vi, layer.measures_en, strict=False)],
        "districts": [
            {"name": name, "wards": [ward_words(ward) for ward in wards]}
            for name, wards in groupby(layer.wards, key=lambda each: each.district_name)
        ],
    }


def ward_words(ward: AnnexWard) -> str:
    """A ward as it is listed, with the mark of one that is cut."""
    name = bare_name(ward.ward_name, ward.ward_kind) if ward.ward_name else ward.ward_code
    return f"{name} ({words.PART.vi})" if ward.partial else name
