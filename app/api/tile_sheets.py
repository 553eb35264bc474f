"""Tiles that are printed before anyone asks: those a map opens with, which most readers see."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from app.api.representations import Content
from app.api.tile_contents import (
    unit_tiles,
    unit_tiles_content,
    units_tile_content,
    zone_tiles_content,
    zones_style_content,
    zones_tile_content,
)
from app.domain.register import Register
from app.domain.tile_grid import DEEPEST_ZOOM, Box, Tile, tiles_over
from app.services.zone_status import ZoneSnapshot

MOST_PRINTED: Final = 80
"""Tiles of one edition: for Hanoi all down to zoom 11, for a country a few zooms less."""
Sheet = tuple[str, dict[str, str], Content]


def zone_sheets(snapshot: ZoneSnapshot, *, address: str) -> Iterator[Sheet]:
    """Of what is in force: the tiles, and what describes them where the site was told its own address."""
    if address:
        yield "/tiles/zones.json", {}, zone_tiles_content(snapshot, address=address)
        yield "/styles/zones.json", {}, zones_style_content(snapshot, theme="light", patterns=False, address=address)
    for tile in printed_tiles(unit_tiles(snapshot.register).box):
        yield f"/tiles/zones/{_path(tile)}.mvt", {}, zones_tile_content(snapshot, tile)


def unit_sheets(register: Register, *, address: str) -> Iterator[Sheet]:
    """Of a boundary version, once for all editions."""
    version = register.boundary_version
    if address:
        content = unit_tiles_content(register, address=address, newest=False)
        yield f"/tiles/units/{version}.json", {}, content
    for tile in printed_tiles(unit_tiles(register).box):
        yield f"/tiles/units/{version}/{_path(tile)}.mvt", {}, units_tile_content(register, tile)


def printed_tiles(box: Box) -> list[Tile]:
    """All tiles over a box, zoom after zoom, as long as they are few."""
    found: list[Tile] = []
    for zoom in range(DEEPEST_ZOOM + 1):
        more = list(tiles_over(box, zoom))
        if len(found) + len(more) > MOST_PRINTED:
            break
        found += more
    return found


def _path(tile: Tile) -> str:
    return f"{tile.z}/{tile.x}/{tile.y}"
