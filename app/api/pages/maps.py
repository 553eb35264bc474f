"""The maps of the pages: drawn once per boundary version, painted with what is in force."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Final

import numpy as np
from markupsafe import Markup
from numpy.typing import NDArray

from app.api.kept import Kept
from app.api.pages.shared import Shell
from app.domain.names import bare_name
from app.domain.register import Register, Ward
from app.domain.vocabulary import RingStatus
from app.formats.svg_labels import Label, Name, keep_apart, place_labels
from app.formats.svg_map import Frame, MapDrawing, draw_units
from app.formats.svg_markup import Captions, LabelSet, PaintedRing, PaintedUnit, render_map
from app.formats.svg_rings import LayerShape, RingLine, ring_lines
from app.services.zone_status import ZoneStatus

CITY_UNITS: Final = 2000
ROOM: Final = (1020, 680)
"""Pixels a map has on a large screen."""
PHONE_PIXELS: Final = 360
NEAR_UNITS: Final = 1200
NEAR_PIXELS: Final = 400
NARROWEST_M: Final = 3_000.0


_drawings: Kept[tuple[str, str], MapDrawing] = Kept(64)
_labels: Kept[tuple[MapDrawing, object, float], list[Label]] = Kept(256)
_lines: Kept[tuple[MapDrawing, object], list[RingLine]] = Kept(64)
"""What depends on boundaries and rings alone is kept from one revision to the next."""


def city_map(shell: Shell, *, level: str | None = None, district: str | None = None) -> Markup:
    """The whole register, or one district among its surroundings; wards at other levels step back when one is chosen.

    District names lead to the map of the district.
    """
    register = shell.snapshot.register
    shown = register.district_positions[district] if district else np.arange(len(register.codes))
    drawing = drawing_of(register, shown, name=district or "all", units=CITY_UNITS, margin=0.05 if district else 0.01)
    units = [
        _painted(zone, shell, faded=_is_off(zone, level, district))
        for zone in shell.snapshot.zones
        if zone.ward.code in drawing.paths
    ]
    names = ward_names(drawing, shell, district=district) if district else district_names(drawing, shell)
    place = register.district(district).name if district else shell.place
    sizes = {"wide": 12.5 * CITY_UNITS / _usual_pixels(drawing.frame), "narrow": 11 * CITY_UNITS / PHONE_PIXELS}
    words = Captions(shell.words("map_title", place=place), _counts(shell), _watermark(shell))
    return _view(shell, drawing, units, names, words, sizes=sizes, css_class="near" if district else "far")


def near_map(shell: Shell, ward: Ward) -> Markup:
    """One ward among its neighbors."""
    register = shell.snapshot.register
    around = register.borders.within([register.positions[ward.code]], order=1)
    drawing = drawing_of(register, around, name=f"near-{ward.code}", units=NEAR_UNITS, margin=0.06)
    units = [
        _painted(zone, shell, chosen=zone.ward.code == ward.code)
        for zone in shell.snapshot.zones
        if zone.ward.code in drawing.paths
    ]
    names = ward_names(drawing, shell, district=None, first=ward.code)
    title = shell.words("locator_title", ward=ward.name)
    words = Captions(title, shell.words("locator_description"), _watermark(shell))
    sizes = {"all": 12 * NEAR_UNITS / NEAR_PIXELS}
    return _view(shell, drawing, units, names, words, sizes=sizes, css_class="near")


def _view(
    shell: Shell,
    drawing: MapDrawing,
    units: list[PaintedUnit],
    names: list[Name],
    captions: Captions,
    *,
    sizes: Mapping[str, float],
    css_class: str,
) -> Markup:
    """Places are named first, rings where that leaves room.

    Args:
        sizes: heights of letters by the class of their labels, the usual one first.
    """
    frame, usual = drawing.frame, next(iter(sizes.values()))
    label_sets = [LabelSet(kind, size, _placed(drawing, names, size)) for kind, size in sizes.items()]
    rings = _rings(shell, drawing, height=usual, taken=label_sets[0].labels)
    svg = render_map(
        drawing,
        units,
        captions=captions,
        rings=rings,
        label_sets=label_sets,
        pixels=round(frame.width * 12 / usual),
        css_class=css_class,
    )
    # The text was escaped where it was written.
    return Markup(svg)  # noqa: S704


def _placed(drawing: MapDrawing, names: list[Name], size: float) -> list[Label]:
    key = (drawing, tuple((name.text, name.href) for name in names), size)
    return _labels.get(key, lambda: place_labels(names, drawing.frame, height=size))


def _usual_pixels(frame: Frame) -> float:
    """How wide a map of this shape is in the room a page has for it."""
    wide, high = ROOM
    return min(wide, high * frame.width / frame.height)


def _watermark(shell: Shell) -> str:
    return shell.words("drill_watermark") if shell.snapshot.drill else ""


def drawing_of(register: Register, shown: NDArray[np.intp], *, name: str, units: int, margin: float) -> MapDrawing:
    """A part of a register on paper, kept by boundary version and name."""

    def draw() -> MapDrawing:
        frame = Frame.around(register.metric_shapes[shown], width=units, margin=margin, narrowest_m=NARROWEST_M)
        return draw_units(
            codes=register.codes,
            shapes=register.metric_shapes,
            groups=[ward.district_code for ward in register.wards],
            frame=frame,
            detail=1.6,
        )

    return _drawings.get((register.boundary_version, name), draw)


def _painted(zone: ZoneStatus, shell: Shell, *, faded: bool = False, chosen: bool = False) -> PaintedUnit:
    level = shell.levels[zone.level]
    where = f"{zone.ward.name}, {zone.ward.district_name}" if zone.ward.district_name else zone.ward.name
    return PaintedUnit(
        code=zone.ward.code,
        title=f"{where}: {level.label}",
        href=shell.links.ward(zone.ward.code),
        css_class=level.css_class,
        pattern=level.pattern,
        faded=faded,
        chosen=chosen,
    )


def _is_off(zone: ZoneStatus, level: str | None, district: str | None) -> bool:
    return (level is not None and zone.level != level) or (district is not None and zone.ward.district_code != district)


def district_names(drawing: MapDrawing, shell: Shell) -> list[Name]:
    """The districts on a drawing, each leading to its map."""
    named = {each.code: each for each in shell.snapshot.register.districts}
    return [
        Name(bare_name(named[code].name, named[code].kind), shape, shape.area, shell.links.city(district=code))
        for code, shape in drawing.group_shapes.items()
        if code in named
    ]


def ward_names(drawing: MapDrawing, shell: Shell, *, district: str | None, first: str = "") -> list[Name]:
    """The wards of one district on a drawing, or of all; `first` before any other."""
    by_code = shell.snapshot.by_code
    return [
        Name(bare_name(ward.name, ward.kind), shape, math.inf if code == first else shape.area)
        for code, shape in zip(drawing.codes, drawing.simplified, strict=True)
        if (ward := by_code[code].ward) and (district is None or ward.district_code == district)
    ]


def _counts(shell: Shell) -> str:
    count = dict.fromkeys(shell.levels, 0)
    for zone in shell.snapshot.zones:
        count[zone.level] += 1
    told = ", ".join(f"{view.label} {shell.words.number(count[view.id])}" for view in shell.levels.values())
    return shell.words("map_description", counts=told)


def _rings(shell: Shell, drawing: MapDrawing, *, height: float, taken: Sequence[Label]) -> list[PaintedRing]:
    """Lines of rings only proposed and, on top of them, of rings in force; the strictest are named first."""
    lines = [
        (status is RingStatus.PROPOSED, line)
        for status in (RingStatus.PROPOSED, RingStatus.ISSUED)
        for line in _ring_lines(shell, status, drawing)
    ]
    labels = (line.label for _, line in reversed(lines) if line.label)
    named = keep_apart(labels, drawing.frame, height=height, taken=taken)
    return [
        PaintedRing(line.form, proposed, line.path, line.label if line.label in named else None)
        for proposed, line in lines
    ]


def _ring_lines(shell: Shell, status: RingStatus, drawing: MapDrawing) -> list[RingLine]:
    snapshot = shell.snapshot
    versions = [(ring.outbreak_id, ring.version) for ring in snapshot.rings if ring.status is status]
    key = (status, tuple(versions), snapshot.policy_version, shell.words.language)
    return _lines.get((drawing, key), lambda: ring_lines(ring_layers(shell, status), drawing))


def ring_layers(shell: Shell, status: RingStatus) -> list[LayerShape]:
    """The layers of all rings of one status, in metres."""
    snapshot, words = shell.snapshot, shell.words
    mark = f" ({words('proposed')})" if status is RingStatus.PROPOSED else ""
    shapes = []
    for ring in (each for each in snapshot.rings if each.status is status):
        for layer in ring.layers:
            if layer.shape is None:
                continue
            directive = snapshot.policy.ring_of[layer.layer].directive.value
            name = f"{words('directive_short', n=directive)}{mark}"
            metric = snapshot.register.projector.to_metric(layer.shape)
            shapes.append(LayerShape(layer.layer.strictness, directive, name, metric))
    return shapes
