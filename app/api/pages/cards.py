"""The cards that links to this site are shown with: one for the whole, one for each ward."""

from __future__ import annotations

from collections import Counter
from typing import Final

import numpy as np

from app.api.kept import Kept
from app.api.pages.maps import drawing_of, ring_layers, ward_names
from app.api.pages.pictures import changed_at, drill_line, is_schematic
from app.api.pages.shared import Shell, day_number, layer_text, testing_text
from app.domain.register import Register, Ward
from app.domain.sentences import lower_first
from app.domain.vocabulary import UNKNOWN, RingStatus
from app.formats.map_picture import UNITS, Dress, MapPicture, map_picture
from app.formats.map_sheet import LegendRow
from app.formats.picture_theme import LIGHT
from app.formats.social_card import BAR, HEIGHT, MAP_WIDTH, Card, CardLevel, social_card
from app.formats.svg_map import Frame, MapDrawing, draw_units
from app.services.zone_status import ZoneStatus

_NEAR_UNITS: Final = 1200
_NAMES: Final = 20
"""Height of names on a card, in its pixels."""
_SHARE: Final = 0.62
"""How much of the card's map a ward may fill, in either direction."""
_NARROWEST_M: Final = 2_400.0

_drawings: Kept[tuple[str, str, int], MapDrawing] = Kept(32)


def ward_card(shell: Shell, zone: ZoneStatus) -> MapPicture:
    """Name, level, since when, testing, ring, and where it lies."""
    ward = zone.ward
    code = shell.words("card_code", code=ward.code)
    card = Card(
        site=shell.words("site_title"),
        title=ward.name,
        subtitle=" · ".join([*([ward.district_name] if ward.district_name else []), code]),
        level=_level(zone, shell),
        lines=_lines(zone, shell),
        foot=_foot(shell),
        mark=shell.words("schematic") if is_schematic(shell) else "",
        drill=drill_line(shell),
    )
    return social_card(card, _near(shell, ward), fills=True)


def city_card(shell: Shell) -> MapPicture:
    """The day, and how many wards are at each level."""
    words, snapshot = shell.words, shell.snapshot
    said = words.long_day(snapshot.as_of) if snapshot.as_of else words("not_judged")
    count = Counter(zone.level for zone in snapshot.zones)
    looks = LIGHT.looks(shell.policy)
    card = Card(
        site=words("site_title"),
        title=words("picture_title", day=said if snapshot.as_of and words.language == "en" else lower_first(said)),
        subtitle=shell.place,
        rows=[
            LegendRow(looks[level.id], level.label, words.number(count[level.id])) for level in shell.levels.values()
        ],
        foot=_foot(shell),
        mark=words("schematic") if is_schematic(shell) else "",
        drill=drill_line(shell),
    )
    return social_card(card, _whole(shell), fills=False)


def _level(zone: ZoneStatus, shell: Shell) -> CardLevel:
    level = shell.levels[zone.level]
    return CardLevel(level.label, LIGHT.tones(shell.policy)[zone.level], level.rank, len(shell.policy.levels))


def _lines(zone: ZoneStatus, shell: Shell) -> list[str]:
    words = shell.words
    if zone.level == UNKNOWN:
        return [words("card_no_status")]
    since, lines = zone.effective_from, []
    if since is not None:
        number = day_number(zone, shell)
        nth = f" · {words('day_nth', n=number)}" if number is not None and number > 0 else ""
        lines.append(words("card_since", moment=words.moment(since)) + nth)
    if zone.decided:
        lines.append(words("card_decided"))
    overdue = words("overdue", n=zone.testing.overdue_days) if zone.testing.overdue_days else ""
    lines.append(words("card_testing", text=overdue or testing_text(zone, shell)))
    if zone.layer is not None:
        lines.append(layer_text(zone.layer, shell))
    return lines


def _foot(shell: Shell) -> tuple[str, ...]:
    words, host = shell.words, shell.base_url.partition("//")[2]
    updated = words("updated", moment=words.moment(changed_at(shell)))
    return (shell.as_of or words("not_judged"), " · ".join(part for part in (updated, host) if part))


def _near(shell: Shell, ward: Ward) -> MapPicture:
    """The ward among its neighbors, with its outline."""
    snapshot, register = shell.snapshot, shell.snapshot.register
    tall = HEIGHT - (BAR if snapshot.drill else 0)
    key = (register.boundary_version, ward.code, tall)
    drawing = _drawings.get(key, lambda: _draw(register, ward.code, ratio=tall / MAP_WIDTH))
    scale = _NEAR_UNITS / MAP_WIDTH
    return map_picture(
        register,
        shell.policy,
        {zone.ward.code: zone.level for zone in snapshot.zones if zone.ward.code in drawing.paths},
        title=ward.name,
        description=shell.words("locator_description"),
        watermark=shell.words("drill_watermark") if snapshot.drill else "",
        magnify=_NAMES * scale / (0.0145 * _NEAR_UNITS),
        drawing=drawing,
        layers=ring_layers(shell, RingStatus.ISSUED),
        dress=Dress(
            patterns=False,
            names=ward_names(drawing, shell, district=None, first=ward.code),
            chosen=ward.code,
        ),
    )


def _draw(register: Register, code: str, *, ratio: float) -> MapDrawing:
    """The ground round a ward in the proportions of the card's map."""
    west, south, east, north = register.metric_shapes[register.positions[code]].bounds
    wide = max((east - west) / _SHARE, (north - south) / _SHARE / ratio, _NARROWEST_M)
    x, y = (west + east) / 2, (south + north) / 2
    frame = Frame(x - wide / 2, y - ratio * wide / 2, x + wide / 2, y + ratio * wide / 2, _NEAR_UNITS)
    return draw_units(
        codes=register.codes,
        shapes=register.metric_shapes,
        groups=[ward.district_code for ward in register.wards],
        frame=frame,
        detail=1.2,
    )


def _whole(shell: Shell) -> MapPicture:
    snapshot, register = shell.snapshot, shell.snapshot.register
    if not snapshot.zones:
        return MapPicture('<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 10 10"></svg>', 10, 10)
    shown = np.arange(len(register.codes))
    return map_picture(
        register,
        shell.policy,
        {zone.ward.code: zone.level for zone in snapshot.zones},
        title=shell.words("map_title", place=shell.place),
        description="",
        watermark=shell.words("drill_watermark") if snapshot.drill else "",
        magnify=14 * UNITS / MAP_WIDTH / (0.0145 * UNITS),
        drawing=drawing_of(register, shown, name="picture-all", units=UNITS, margin=0.01),
        dress=Dress(patterns=False, ground=False),
    )
