"""The one page of a publication that is printed, signed off and pinned to a wall."""

from __future__ import annotations

import re
from itertools import groupby
from typing import Any, Final

from app.domain.names import bare_name
from app.domain.publication import PublishedSheet, PublishedWard
from app.domain.sentences import Phrase, number
from app.formats.map_picture import looks_of, map_picture, ring_sample_svg, swatch_svg
from app.formats.publication_words import (
    CHECK,
    NONE_ABOVE,
    PLACES,
    TABLE_HASH,
    as_of_line,
    boundary_notice,
    facts,
    layer_shapes,
    map_description,
    moment_line,
    people,
    ring_legend,
    title_line,
)
from app.formats.qr import qr_svg
from app.formats.svg_map import MapDrawing
from app.formats.typeset import typeset

MAGNIFY: Final = 1.7
"""The map is 10 cm wide here; names and patterns must still be seen."""


def publication_pdf(sheet: PublishedSheet, *, table_sha256: str, drawing: MapDrawing | None = None) -> bytes:
    """The page as a tagged PDF; the mark of the publication is among its keywords.

    Args:
        table_sha256: of the CSV, printed so that the table can be checked against the paper.
        drawing: of the register, if there is one already.
    """
    publication = sheet.publication
    drawn = map_picture(
        sheet.register,
        sheet.policy,
        sheet.levels,
        title=publication.title,
        description=map_description(sheet).vi,
        magnify=MAGNIFY,
        drawing=drawing,
        layers=layer_shapes(sheet),
    )
    images = {"map.svg": drawn.svg, "qr.svg": qr_svg(publication.live_address)}
    samples = {f"ring-{form}.svg": ring_sample_svg(form) for form, _ in ring_legend(sheet)}
    swatches = {f"swatch-{level}.svg": swatch_svg(look) for level, look in looks_of(sheet.policy).items()}
    return typeset(
        "notice",
        _values(sheet, table_sha256),
        images={**images, **swatches, **samples},
        made_at=publication.published_at,
    )


def _values(sheet: PublishedSheet, table_sha256: str) -> dict[str, Any]:
    publication, notice = sheet.publication, boundary_notice(sheet)
    above = sheet.above_lowest
    return {
        "mark": publication.mark,
        "title": _breakable(publication.title),
        "signer": publication.signer,
        "number": str(publication.number),
        "name": _pair(Phrase("Công bố số", "Publication no.")),
        "as_of": _pair(as_of_line(sheet)),
        "map_description": map_description(sheet).vi,
        "by_level": _pair(Phrase("Theo mức", "By level")),
        "wards_head": _pair(Phrase("Phường, xã", "Wards")),
        "people_head": _pair(Phrase("Dân số", "Inhabitants")),
        "totals": _totals(sheet),
        "rings": [{"sample": f"ring-{form}.svg", "label": _pair(words)} for form, words in ring_legend(sheet)],
        "facts": _facts(sheet),
        "notice": None if notice is None else _pair(notice),
        "places": _pair(PLACES),
        "places_count": number(len(above)).vi,
        "none_above": _pair(NONE_ABOVE),
        "ward_count": len(above),
        "groups": _groups(sheet, above),
        "address": publication.live_address,
        "check": _pair(CHECK),
        "table_hash": _pair(TABLE_HASH),
        "table_sha256": table_sha256,
        "record": f"{title_line(sheet).vi} · bản ghi {publication.revision} · {publication.policy_id} "
        f"{publication.policy_version} · {publication.boundary_version}",
    }


def _pair(phrase: Phrase) -> dict[str, str]:
    return {"vi": phrase.vi, "en": phrase.en}


def _totals(sheet: PublishedSheet) -> list[dict[str, Any]]:
    return [
        {
            "swatch": f"swatch-{each.level}.svg",
            "label": _pair(Phrase(each.label_vi, each.label_en)),
            "wards": number(each.wards).vi,
            "people": people(each.population).vi,
        }
        for each in sheet.publication.totals
    ]


def _facts(sheet: PublishedSheet) -> list[dict[str, Any]]:
    moment = (Phrase("Mức có hiệu lực lúc", "Levels in force at"), moment_line(sheet))
    lines = [*((each.name, each.value) for each in facts(sheet)), moment]
    return [
        {"name": _pair(name), "value": {"vi": _breakable(value.vi), "en": _breakable(value.en)}}
        for name, value in lines
    ]


def _breakable(text: str) -> str:
    """A text whose endless words may be broken, so that none runs off the sheet."""
    return _ENDLESS.sub("\\g<0>\u200b", text)


_ENDLESS: Final = re.compile(r"\S{28}(?=\S)")


def _groups(sheet: PublishedSheet, above: list[PublishedWard]) -> list[dict[str, Any]]:
    """The wards by level, and within it by district, as they are listed."""
    kinds = {ward.code: ward.kind for ward in sheet.register.wards}
    groups = []
    for level, of_level in groupby(above, key=lambda ward: ward.level):
        members = list(of_level)
        vi, en = sheet.policy.label(level)
        districts = [
            {
                "name": name or "",
                "wards": [bare_name(ward.ward_name, kinds[ward.ward_code]) for ward in of_district],
            }
            for name, of_district in groupby(members, key=lambda ward: ward.district_name)
        ]
        label = _pair(Phrase(vi, en))
        count = number(len(members)).vi
        groups.append({"swatch": f"swatch-{level}.svg", "label": label, "count": count, "districts": districts})
    return groups
