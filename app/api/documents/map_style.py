"""A MapLibre style of what is in force, for any client that reads one: MapLibre, QGIS, OpenLayers.

The colours are those of the policy in force, so a style is of one moment. “No data” is a level of its own, hatched
always; the other patterns are drawn where they are asked for. There are no glyphs: a client writes names in a font it
has, as MapLibre 6, QGIS and OpenLayers do.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final, Literal

from app.api.documents.policies import UNKNOWN_COLOUR, UNKNOWN_COLOUR_DARK, legend_document
from app.api.documents.tile_json import middle_of
from app.domain.tile_grid import Box
from app.domain.vocabulary import UNKNOWN
from app.services.zone_status import ZoneSnapshot

Theme = Literal["light", "dark"]


@dataclass(frozen=True)
class _Inks:
    """The colours of a theme that no policy gives; the same as in the page's own stylesheet."""

    ground: str
    ward_line: str
    district_line: str
    district_opacity: float
    surface: str
    ink: str
    proposed: str


_INKS: Final[dict[Theme, _Inks]] = {
    "light": _Inks("#E9EDF0", "#FFFFFF", "#2B3A46", 0.6, "#FFFFFF", "#131C24", "#5F6D79"),
    "dark": _Inks("#0C1218", "#081512", "#9FB4B0", 0.5, "#151D25", "#EDF1F4", "#93A1AD"),
}
_NO_DATA: Final[dict[Theme, str]] = {"light": UNKNOWN_COLOUR, "dark": UNKNOWN_COLOUR_DARK}
_FONT: Final = ["Inter SemiBold", "Noto Sans"]
"""Where neither is there, the client's own sans-serif stands in."""
_FORMS: Final = (("19", 3.0, [0.1, 2.0]), ("15", 3.0, [2.6, 1.5]), ("16", 4.5, None))
"""Directive, width and dashes: solid 16, dashed 15, dotted 19."""
Layer = dict[str, Any]


def zones_style(snapshot: ZoneSnapshot, box: Box, *, theme: Theme, patterns: bool, address: str) -> dict[str, Any]:
    """The whole style.

    Args:
        patterns: draw the pattern of every level, as for print; else only that of “no data”.
        address: where the public reaches this site.
    """
    longitude, latitude, zoom = middle_of(box)
    legend = legend_document(snapshot)
    register = snapshot.register
    return {
        "version": 8,
        "name": "Khoanh Vùng: vùng nguy cơ, epidemic zones",
        "metadata": {
            "legend": [_entry(each, theme) for each in (*legend["items"], legend["unknown"])],
            "policy_id": snapshot.policy.id,
            "policy_version": snapshot.policy_version,
            "boundary_status": register.boundary_status.value,
            "notice_vi": register.boundaries.notice_vi,
            "notice_en": register.boundaries.notice_en,
            "drill": snapshot.drill,
            "theme": theme,
        },
        "center": [longitude, latitude],
        "zoom": zoom,
        "sprite": f"{address}/styles/patterns-{theme}",
        "sources": {
            "zones": {
                "type": "vector",
                "url": f"{address}/tiles/zones.json",
                "promoteId": {"wards": "ward_code", "districts": "district_code"},
            }
        },
        "layers": _layers(snapshot, theme, patterns=patterns),
    }


def _entry(item: dict[str, Any], theme: Theme) -> dict[str, Any]:
    return {
        "level": item["level"],
        "label_vi": item["label_vi"],
        "label_en": item["label_en"],
        "colour": item["colour" if theme == "light" else "colour_dark"],
        "pattern": item["pattern"],
    }


def _layers(snapshot: ZoneSnapshot, theme: Theme, *, patterns: bool) -> list[Layer]:
    inks = _INKS[theme]
    return [
        {"id": "ground", "type": "background", "paint": {"background-color": inks.ground}},
        *_fills(snapshot, theme),
        *_patterns(snapshot, wanted=patterns),
        _line("ward-lines", "wards", {"line-color": inks.ward_line, "line-width": _growing(0.35, 1.6)}),
        _line(
            "district-lines",
            "districts",
            {
                "line-color": inks.district_line,
                "line-opacity": inks.district_opacity,
                "line-width": _growing(1.0, 2.2),
            },
        ),
        *_cordons(inks),
        *(layer for status in ("proposed", "issued") for layer in _rings(inks, status)),
        *_names(inks),
    ]


def _fills(snapshot: ZoneSnapshot, theme: Theme) -> list[Layer]:
    """All wards in the colour of “no data”, and over it a layer a level: whatever is no level of the policy has none.

    One `match` over all levels would be shorter; QGIS reads none in a colour.
    """
    colours = {level.id: level.colour if theme == "light" else level.colour_dark for level in snapshot.policy.levels}
    # Antialiasing would draw a seam of the ground's colour between neighbors of one level.
    ground = _on("wards", "wards", "fill", {"fill-color": _NO_DATA[theme], "fill-antialias": False})
    return [
        ground,
        *(
            {
                **_on(f"level-{level}", "wards", "fill", {"fill-color": colour, "fill-antialias": False}),
                "filter": ["==", ["get", "level"], level],
            }
            for level, colour in colours.items()
        ),
    ]


def _patterns(snapshot: ZoneSnapshot, *, wanted: bool) -> list[Layer]:
    ids = [level.id for level in snapshot.policy.levels]
    drawn = [(level.id, level.pattern) for level in snapshot.policy.levels if wanted and level.pattern != "none"]
    layers = [
        {
            **_on(f"pattern-{level}", "wards", "fill", {"fill-pattern": pattern}),
            "filter": ["==", ["get", "level"], level],
        }
        for level, pattern in drawn
    ]
    # One comparison a level: QGIS reads no `in` and would hatch everything.
    none_of_them = ["all", *(["!=", ["get", "level"], each] for each in ids)]
    hatch = _on(f"pattern-{UNKNOWN}", "wards", "fill", {"fill-pattern": "reverse_hatch"})
    return [*layers, {**hatch, "filter": none_of_them}]


def _cordons(inks: _Inks) -> list[Layer]:
    """Cordons in ink, faintly filled; those only proposed are paler."""
    layers = []
    for status, colour in (("proposed", inks.proposed), ("in_force", inks.ink)):
        fill = _on(f"cordons-{status}", "cordons", "fill", {"fill-color": colour, "fill-opacity": 0.18})
        paint = {"line-color": colour, "line-width": _growing(1.2, 2.4)}
        line = _line(f"cordon-lines-{status}", "cordons", paint)
        only = ["==", ["get", "status"], status]
        layers += [{**fill, "filter": only}, {**line, "filter": only}]
    return layers


def _rings(inks: _Inks, status: str) -> list[Layer]:
    """Lines by directive on a casing; those only proposed are paler and thinner."""
    colour, scale = (inks.ink, 1.0) if status == "issued" else (inks.proposed, 0.65)
    layers = []
    for directive, full, dashes in _FORMS:
        width = full * scale
        only = ["all", ["==", ["get", "ring_status"], status], ["==", ["get", "directive"], directive]]
        casing = {
            "line-color": inks.surface,
            "line-width": _growing(width * 0.6 + 2, width + 4, until=12),
            "line-opacity": 0.92,
        }
        paint = {"line-color": colour, "line-width": _growing(width * 0.6, width, until=12)}
        drawn = _line(
            f"ring-{status}-{directive}", "ring_lines", {**paint, **({"line-dasharray": dashes} if dashes else {})}
        )
        drawn["layout"]["line-cap"] = "round" if directive == "19" else "butt"
        layers += [
            {**_line(f"ring-casing-{status}-{directive}", "ring_lines", casing), "filter": only},
            {**drawn, "filter": only},
        ]
    return layers


def _names(inks: _Inks) -> list[Layer]:
    proposed = ["match", ["get", "ring_status"], "proposed", " (đề xuất)", ""]
    ring = _on("ring-names", "ring_lines", "symbol", _written(inks, 2.0))
    ring |= {
        "minzoom": 9.5,
        "layout": {
            "symbol-placement": "line",
            "symbol-spacing": 500,
            "text-field": ["concat", "CT ", ["get", "directive"], proposed],
            "text-font": _FONT,
            "text-size": 12,
            "text-offset": [0, -0.9],
        },
    }
    return [
        ring,
        _label("ward-names", "ward", inks, lowest=10.0, highest=24.0, sizes=(10.6, 11.0, 14.0, 15.0)),
        _label("district-names", "district", inks, lowest=0.0, highest=11.4, sizes=(8.0, 11.5, 11.4, 15.0)),
    ]


def _label(
    name: str, unit: str, inks: _Inks, *, lowest: float, highest: float, sizes: tuple[float, float, float, float]
) -> Layer:
    layer = _on(name, "labels", "symbol", _written(inks, 1.6))
    return {
        **layer,
        "minzoom": lowest,
        "maxzoom": highest,
        "filter": ["all", ["==", ["get", "unit"], unit], [">=", ["zoom"], ["-", ["get", "minzoom"], 1]]],
        "layout": {
            "text-field": ["get", "label"],
            "text-font": _FONT,
            "text-size": ["interpolate", ["linear"], ["zoom"], *sizes],
            "text-max-width": 7,
            "text-padding": 4,
            "symbol-sort-key": ["get", "minzoom"],
        },
    }


def _written(inks: _Inks, halo: float) -> dict[str, Any]:
    return {"text-color": inks.ink, "text-halo-color": inks.surface, "text-halo-width": halo}


def _line(name: str, source_layer: str, paint: dict[str, Any]) -> Layer:
    return {**_on(name, source_layer, "line", paint), "layout": {"line-join": "round"}}


def _on(name: str, source_layer: str, kind: str, paint: dict[str, Any]) -> Layer:
    return {"id": name, "type": kind, "source": "zones", "source-layer": source_layer, "paint": paint}


def _growing(low: float, high: float, *, until: float = 13) -> list[Any]:
    return ["interpolate", ["linear"], ["zoom"], 8, round(low, 3), until, round(high, 3)]
