"""Vector tiles, what describes them and their style, as content: one place for the routes and for the editions."""

from __future__ import annotations

import hashlib
from functools import lru_cache
from typing import Any, Final
from weakref import ReferenceType, ref

from app.api.documents.map_style import Theme, zones_style
from app.api.documents.tile_json import unit_tiles_document, zone_tiles_document
from app.api.documents.zones import encode
from app.api.encodings import pack
from app.api.kept import Kept
from app.api.representations import IMMUTABLE, JSON, REVALIDATED, Content
from app.domain.register import Register
from app.domain.tile_grid import Tile
from app.formats.mvt import MVT
from app.formats.pattern_sprite import PNG, sprite_index, sprite_png
from app.services.unit_tiles import UnitTiles
from app.services.zone_status import ZoneSnapshot
from app.services.zone_tiles import OrderTiles, ZoneTiles, orders_of

_PACKED_KEPT: Final = 256
_units: Final[Kept[str, UnitTiles]] = Kept(3)
_orders: Final[Kept[tuple[object, ...], OrderTiles]] = Kept(2)
_zones: Final[Kept[int, tuple[ReferenceType[ZoneSnapshot], ZoneTiles]]] = Kept(2)
# Most revisions change no level in most tiles: what was packed for the edition before serves again.
_packed: Final = lru_cache(maxsize=_PACKED_KEPT)(pack)


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


def zones_tile_content(snapshot: ZoneSnapshot, tile: Tile) -> Content:
    """What is in force in one tile."""
    return Content(render=lambda: zone_tiles(snapshot).encoded(tile), media_type=MVT, pack=_packed)


def zone_tiles(snapshot: ZoneSnapshot) -> ZoneTiles:
    """The tiles of a snapshot, made once for all of them."""
    known, found = _zones.get(id(snapshot), lambda: _made(snapshot))
    # Another snapshot may have had the same place in memory before.
    return found if known() is snapshot else _made(snapshot)[1]


def _made(snapshot: ZoneSnapshot) -> tuple[ReferenceType[ZoneSnapshot], ZoneTiles]:
    units = unit_tiles(snapshot.register)
    orders = _orders.get(orders_of(snapshot), lambda: OrderTiles(snapshot, units))
    return ref(snapshot), ZoneTiles(snapshot, units, orders)


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
