"""Vector tiles, what describes them and their style, as content: one place for the routes and for the editions."""

from __future__ import annotations

import hashlib
from typing import Any, Final

from app.api.documents.map_style import Theme, zones_style
from app.api.documents.tile_json import unit_tiles_document, zone_tiles_document
from app.api.documents.zones import encode
from app.api.kept import Kept
from app.api.representations import IMMUTABLE, JSON, REVALIDATED, Content
from app.domain.register import Register
from app.domain.tile_grid import Tile
from app.formats.mvt import MVT
from app.formats.pattern_sprite import PNG, sprite_index, sprite_png
from app.services.unit_tiles import UnitTiles
from app.services.zone_status import ZoneSnapshot
from app.services.zone_tiles import OrderTiles, WardStates, orders_of, zones_tile

_units: Final[Kept[str, UnitTiles]] = Kept(3)
_orders: Final[Kept[tuple[object, ...], OrderTiles]] = Kept(2)


def unit_tiles(register: Register) -> UnitTiles:
    """The tiles of a boundary version, kept for the versions asked for last."""
    return _units.get(register.boundary_version, lambda: UnitTiles(register))


def units_tile_content(register: Register, tile: Tile) -> Content:
    """Shapes and names alone, for ever the same under their boundary version."""
    return Content(
        render=lambda: unit_tiles(register).encoded(tile),
        media_type=MVT,
        cache_control=IMMUTABLE,
        named_by=register.boundary_version,
    )


def zones_tile_content(snapshot: ZoneSnapshot, tile: Tile, states: WardStates | None = None) -> Content:
    """What is in force in one tile; `states`: those of the snapshot, where several tiles are made of it."""

    def render() -> bytes:
        units = unit_tiles(snapshot.register)
        orders = _orders.get(orders_of(snapshot), lambda: OrderTiles(snapshot))
        return zones_tile(units, orders, states or ward_states(snapshot), tile)

    return Content(render=render, media_type=MVT)


def ward_states(snapshot: ZoneSnapshot) -> WardStates:
    """The properties of wards in tiles."""
    return WardStates(snapshot, unit_tiles(snapshot.register))


def zone_tiles_content(snapshot: ZoneSnapshot, *, address: str) -> Content:
    """TileJSON of the tiles of what is in force."""
    box = unit_tiles(snapshot.register).box
    return Content(render=lambda: encode(zone_tiles_document(snapshot, box, address=address)))


def unit_tiles_content(register: Register, *, address: str, newest: bool) -> Content:
    """TileJSON of the tiles of one boundary version; asked for again where it is that of whichever is the newest."""
    document = unit_tiles_document(register, unit_tiles(register).box, address=address)
    return _named_by_itself(encode(document), cache_control=REVALIDATED if newest else IMMUTABLE)


def zones_style_content(snapshot: ZoneSnapshot, *, theme: Theme, patterns: bool, address: str) -> Content:
    """The style of what is in force."""
    box = unit_tiles(snapshot.register).box
    return Content(
        render=lambda: encode(zones_style(snapshot, box, theme=theme, patterns=patterns, address=address)),
    )


def sprite_index_content(theme: Theme, *, scale: int) -> Content:
    """Where the patterns lie in their picture."""
    return _named_by_itself(encode(dict[str, Any](sprite_index(theme, scale=scale))))


def sprite_png_content(theme: Theme, *, scale: int) -> Content:
    """The patterns as a picture."""
    return _named_by_itself(sprite_png(theme, scale=scale), media_type=PNG, packs=False)


def of_one_address(content: Content) -> Content:
    """The same where it says the address it was called by: named by its own bytes, so two addresses never share it."""
    return _named_by_itself(content.render(), media_type=content.media_type)


def _named_by_itself(
    body: bytes, *, media_type: str = JSON, cache_control: str = REVALIDATED, packs: bool = True
) -> Content:
    return Content(
        render=lambda: body,
        media_type=media_type,
        cache_control=cache_control,
        named_by=hashlib.sha256(body).hexdigest(),
        packs=packs,
    )
