"""The annex of an order on rings as a page: the same words and pictures as on paper."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from markupsafe import Markup

from app.domain.register import Register
from app.domain.ring_annex import AnnexLayer, RingAnnex
from app.domain.sentences import Phrase, number
from app.formats import ring_annex_words as words
from app.formats.qr import qr_svg
from app.formats.ring_annex_pdf import annex_maps, ward_words


@dataclass(frozen=True)
class MapView:
    """One picture; `caption` None where there is only one."""

    drawing: Markup
    alt: str
    caption: Phrase | None


@dataclass(frozen=True)
class LayerView:
    """One layer: a row of the table, a column of measures, and a paragraph of wards by district."""

    label: Phrase
    directive: str
    people: str
    area: str
    count: str
    measures: Sequence[Phrase]
    districts: Sequence[tuple[str, str]]


@dataclass(frozen=True)
class AnnexView:
    """All the template shows; sentences are pairs, Vietnamese first."""

    annex: RingAnnex
    pdf: str
    mark: Phrase | None
    remarks: Sequence[Phrase]
    belongs: Phrase
    period: Phrase
    act: Phrase
    stays: Phrase | None
    estimate: Phrase | None
    maps: Sequence[MapView]
    layers: Sequence[LayerView]
    qr: Markup


def annex_view(annex: RingAnnex, register: Register) -> AnnexView:
    """An annex as the page shows it."""
    state = words.state_words(annex)
    remarks = [*([] if state is None else [state]), *([words.SCHEMATIC] if annex.schematic else [])]
    return AnnexView(
        annex=annex,
        pdf=f"/api/v1/outbreaks/{annex.outbreak_id}/annex.pdf?version={annex.version}",
        mark=words.DRILL if annex.drill else words.DRAFT if annex.is_draft else None,
        remarks=remarks,
        belongs=words.belongs_to(annex),
        period=words.period_words(annex),
        act=words.act_words(annex),
        stays=words.STAYS if annex.planned_end is not None else None,
        estimate=words.ESTIMATE if any(each.population_estimated for each in annex.layers) else None,
        maps=_maps(annex, register),
        layers=[_layer(each) for each in annex.layers],
        qr=_drawing(qr_svg(annex.address)),
    )


def _maps(annex: RingAnnex, register: Register) -> list[MapView]:
    drawn = list(annex_maps(annex, register).values())
    captions = [words.WHOLE, words.INNER]
    return [
        MapView(_drawing(svg), caption.vi, caption if len(drawn) > 1 else None)
        for svg, caption in zip(drawn, captions, strict=False)
    ]


def _drawing(svg: str) -> Markup:
    """Our own drawing, in which every name is escaped."""
    return Markup(svg)  # noqa: S704


def _layer(layer: AnnexLayer) -> LayerView:
    return LayerView(
        label=Phrase(layer.label_vi, layer.label_en),
        directive=layer.directive,
        people=words.people_words(layer).vi,
        area=words.area_words(layer.area_km2),
        count=number(len(layer.wards)).vi,
        measures=[Phrase(vi, en) for vi, en in zip(layer.measures_vi, layer.measures_en, strict=False)],
        districts=[
            (name, ", ".join(ward_words(ward) for ward in wards))
            for name, wards in groupby(layer.wards, key=lambda each: each.district_name)
        ],
    )
