"""Archives of tiles for the HTTP face and the command line: all tiles of one family down to a zoom, in one file."""

from __future__ import annotations

from collections.abc import Callable
from threading import Lock
from typing import Any, Final

from app.api.documents.tile_json import middle_of, unit_tiles_document, zone_tiles_document
from app.api.kept import Kept
from app.api.tile_contents import unit_tiles, zone_tiles
from app.domain.register import Register
from app.domain.tile_grid import Box, Tile, tiles_over
from app.formats.tile_archive import DEEPEST_ARCHIVED, in_archive_order, pmtiles_archive
from app.services.zone_status import ZoneSnapshot

_archives: Final[Kept[str, bytes]] = Kept(2)
_making: Final = Lock()
"""An archive takes seconds: those who ask at once wait for one maker."""


def units_archive(register: Register) -> bytes:
    """Shapes and names of a boundary version: the same bytes for ever, kept for those asked for last."""
    with _making:
        return _archives.get(register.boundary_version, lambda: make_units_archive(register, DEEPEST_ARCHIVED))


def make_units_archive(register: Register, deepest: int) -> bytes:
    """Shapes and names of a boundary version down to a zoom."""
    units = unit_tiles(register)
    return _archive(units.box, deepest, units.encoded, unit_tiles_document(register, units.box, address=""))


def make_zones_archive(snapshot: ZoneSnapshot, deepest: int) -> bytes:
    """What is in force at one moment down to a zoom; it says of which revision and day it is."""
    box = unit_tiles(snapshot.register).box
    said = {
        **zone_tiles_document(snapshot, box, address=""),
        "revision": snapshot.revision,
        "at": snapshot.at.isoformat(),
        "as_of": snapshot.as_of.isoformat() if snapshot.as_of else None,
    }
    return _archive(box, deepest, zone_tiles(snapshot).encoded, said)


def _archive(box: Box, deepest: int, encoded: Callable[[Tile], bytes], document: dict[str, Any]) -> bytes:
    tiles = in_archive_order(tile for zoom in range(deepest + 1) for tile in tiles_over(box, zoom))
    # Addresses of a running service say nothing in a file that lies elsewhere.
    metadata = {name: value for name, value in document.items() if name not in {"tiles", "legend", "style", "events"}}
    longitude, latitude, zoom = middle_of(box)
    return pmtiles_archive(
        ((tile, encoded(tile)) for tile in tiles),
        box=box,
        middle=(longitude, latitude, min(int(zoom), deepest)),
        metadata={**metadata, "type": "overlay", "maxzoom": deepest},
    )
