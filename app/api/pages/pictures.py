"""The map as a picture in the words of a reader: which part, of which moment, with what it stands on."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

import numpy as np

from app.api.pages.maps import drawing_of, ring_layers, ward_names
from app.api.pages.shared import Shell
from app.domain.sentences import lower_first
from app.domain.vocabulary import BoundaryStatus, RingStatus
from app.formats.map_picture import UNITS, Dress, MapPicture, map_picture
from app.formats.map_sheet import LegendRow, MapSheet, RingRow, map_sheet, map_width
from app.formats.picture_theme import THEMES
from app.formats.svg_labels import Name
from app.formats.svg_map import MapDrawing
from app.formats.svg_text import text_line

NAMED_WARDS: Final = 150
"""A register without districts names its wards only where they are so few that names have room."""
_NAME_SIZE: Final = 11.5
"""Height of names on the map, in units of the sheet."""
_USUAL_NAME: Final = 0.0145 * UNITS


@dataclass(frozen=True)
class PictureWanted:
    """Which picture is asked for; `on` and `at` say of which past moment, neither: of now."""

    width: int
    theme: str
    district: str | None = None
    rings: bool = True
    legend: bool = True
    patterns: bool = True
    on: date | None = None
    at: datetime | None = None


def map_sheet_of(shell: Shell, wanted: PictureWanted) -> MapPicture:
    """The picture of what the shell's snapshot holds.

    Raises:
        DistrictNotFound: the register of that moment has no such district.
    """
    theme, is_empty = THEMES[wanted.theme], not shell.snapshot.zones
    rings = () if not wanted.rings else _rings(shell)
    sheet = MapSheet(
        title=picture_title(shell, wanted),
        moment=_moment(shell, wanted),
        drill=drill_line(shell),
        marks=_marks(shell, wanted),
        legend=_legend(shell, wanted) if wanted.legend and not is_empty else (),
        legend_title=shell.words("embed_legend"),
        rings=rings if wanted.legend else (),
        rings_title=shell.words("rings"),
        foot=foot_of(shell),
    )
    drawn = _blank(shell, wanted) if is_empty else _map(shell, wanted)
    return map_sheet(sheet, drawn, width=wanted.width, theme=theme)


def picture_title(shell: Shell, wanted: PictureWanted) -> str:
    """What the picture shows, and of which day."""
    words, snapshot = shell.words, shell.snapshot
    day = wanted.on or (words.local_date(wanted.at) if wanted.at else snapshot.as_of)
    said = words.long_day(day) if day else words("not_judged")
    said = said if day and words.language == "en" else lower_first(said)
    if wanted.district is None:
        return words("picture_title", day=said)
    return words("picture_title_of", place=snapshot.register.district(wanted.district).name, day=said)


def changed_at(shell: Shell) -> datetime:
    """When what is in force last changed, by a write or by the clock: the same for all who share the state."""
    snapshot = shell.snapshot
    return max(snapshot.valid_from, snapshot.committed_at or snapshot.valid_from)


def foot_of(shell: Shell) -> tuple[str, ...]:
    """What any picture stands on: rules, record, boundaries, address, and that orders prevail."""
    words, snapshot = shell.words, shell.snapshot
    policy = words.pick((snapshot.policy.title_vi, snapshot.policy.title_en))
    source = snapshot.register.boundaries.source
    last = [words("picture_prevail"), *([shell.base_url] if shell.base_url else [])]
    return (
        f"{policy} · {words('footer_revision', n=snapshot.revision)}",
        *([words("picture_boundaries", source=source)] if source else []),
        " · ".join(last),
    )


def drill_line(shell: Shell) -> str:
    """That the figures are invented, in both languages; empty on a real site."""
    return f"{shell.words('drill')} · {shell.words('drill_other')}" if shell.snapshot.drill else ""


def is_schematic(shell: Shell) -> bool:
    """Whether the boundaries are drawn from positions and areas only."""
    return shell.snapshot.register.boundary_status is BoundaryStatus.SCHEMATIC


def _moment(shell: Shell, wanted: PictureWanted) -> str:
    words, snapshot = shell.words, shell.snapshot
    parts = [] if wanted.district else [shell.place]
    if wanted.at is not None:
        parts.append(words("picture_at", moment=words.moment(wanted.at)))
    elif wanted.on is not None:
        parts.append(words("picture_on", day=wanted.on))
    if snapshot.as_of is not None:
        parts.append(shell.as_of)
    if wanted.at is None and wanted.on is None:
        parts.append(words("updated", moment=words.moment(changed_at(shell))))
    return " · ".join(part for part in parts if part)


def _marks(shell: Shell, wanted: PictureWanted) -> tuple[str, ...]:
    is_proposed = wanted.rings and any(each.status is RingStatus.PROPOSED for each in shell.snapshot.rings)
    return (
        *([shell.words("picture_faint")] if is_proposed else []),
        *([shell.words("schematic")] if is_schematic(shell) else []),
    )


def _legend(shell: Shell, wanted: PictureWanted) -> tuple[LegendRow, ...]:
    zones = shell.snapshot.zones
    count = Counter(
        zone.level for zone in zones if wanted.district is None or zone.ward.district_code == wanted.district
    )
    looks = THEMES[wanted.theme].looks(shell.policy)
    return tuple(
        LegendRow(looks[level.id], level.label, shell.words.number(count[level.id])) for level in shell.levels.values()
    )


def _rings(shell: Shell) -> tuple[RingRow, ...]:
    """The lines of layers that are drawn, the strictest first; nothing where there are no rings."""
    drawn = {layer.layer for ring in shell.snapshot.rings for layer in ring.layers if layer.shape is not None}
    words = shell.words
    return tuple(
        RingRow(
            rule.directive.value,
            f"{words.pick((rule.label_vi, rule.label_en))} · {words('directive', n=rule.directive.value)}",
        )
        for rule in sorted(shell.policy.rings, key=lambda each: -each.layer.strictness)
        if rule.layer in drawn
    )


def _map(shell: Shell, wanted: PictureWanted) -> MapPicture:
    snapshot, district = shell.snapshot, wanted.district
    register = snapshot.register
    shown = np.arange(len(register.codes)) if district is None else register.district_positions[district]
    margin = 0.05 if district else 0.01
    drawing = drawing_of(register, shown, name=f"picture-{district or 'all'}", units=UNITS, margin=margin)
    issued, proposed = (
        ring_layers(shell, status) if wanted.rings else () for status in (RingStatus.ISSUED, RingStatus.PROPOSED)
    )
    usual = UNITS / map_width(wanted.width, has_legend=wanted.legend)
    dress = Dress(
        theme=THEMES[wanted.theme],
        patterns=wanted.patterns,
        faded=_faded(shell, drawing, district),
        names=_names(shell, drawing, district),
        proposed=proposed,
    )
    return map_picture(
        register,
        shell.policy,
        {zone.ward.code: zone.level for zone in snapshot.zones},
        title=picture_title(shell, wanted),
        description=", ".join(f"{row.label}: {row.count}" for row in _legend(shell, wanted)),
        watermark=shell.words("drill_watermark") if snapshot.drill else "",
        magnify=_NAME_SIZE * usual / _USUAL_NAME,
        drawing=drawing,
        layers=issued,
        dress=dress,
    )


def _faded(shell: Shell, drawing: MapDrawing, district: str | None) -> frozenset[str]:
    if district is None:
        return frozenset()
    by_code = shell.snapshot.by_code
    return frozenset(code for code in drawing.codes if by_code[code].ward.district_code != district)


def _names(shell: Shell, drawing: MapDrawing, district: str | None) -> list[Name] | None:
    """The wards of a district, or of a small register without districts; None: the districts."""
    if district is None and (shell.snapshot.register.districts or len(drawing.codes) > NAMED_WARDS):
        return None
    return ward_names(drawing, shell, district=district)


def _blank(shell: Shell, wanted: PictureWanted) -> MapPicture:
    """In place of a map of no wards: that there are none."""
    theme = THEMES[wanted.theme]
    said = text_line(shell.words("empty_register"), 1000, 360, size=54, fill=theme.ink_2, anchor="middle")
    return MapPicture(
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 2000 700">{said}</svg>',
        UNITS,
        700,
    )
