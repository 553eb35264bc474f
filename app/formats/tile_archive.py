"""Tiles as one file, PMTiles 3: served by any web server that answers ranges, read by maps without a tile server."""

from __future__ import annotations

import gzip
from collections.abc import Iterable, Mapping
from io import BytesIO
from typing import Any, Final

from pmtiles.tile import Compression, TileType, zxy_to_tileid
from pmtiles.writer import Writer

from app.domain.tile_grid import Box, Tile

PMTILES: Final = "application/vnd.pmtiles"
"""The media type."""
DEEPEST_ARCHIVED: Final = 12
"""The last zoom of an archive: a unit is 2.3 m there, and each zoom more makes four times as many tiles."""


def in_archive_order(tiles: Iterable[Tile]) -> list[Tile]:
    """Tiles as an archive keeps them: zoom after zoom, those close on the ground close in the file."""
    return sorted(tiles, key=lambda tile: zxy_to_tileid(tile.z, tile.x, tile.y))


def pmtiles_archive(
    tiles: Iterable[tuple[Tile, bytes]], *, box: Box, middle: tuple[float, float, int], metadata: Mapping[str, Any]
) -> bytes:
    """An archive of vector tiles; empty ones are left out. The same bytes for the same tiles.

    Args:
        tiles: in the order of an archive, each as it is, not packed.
        middle: longitude, latitude and zoom a map opens with.
        metadata: what TileJSON says of them.
    """
    file = BytesIO()
    # The library has no types.
    writer: Any = Writer(file)  # type: ignore[no-untyped-call]
    for tile, body in tiles:
        if body:
            writer.write_tile(zxy_to_tileid(tile.z, tile.x, tile.y), gzip.compress(body, mtime=0))
    if not writer.tile_entries:
        # An archive must have an entry; the whole world, empty, is true of an empty register.
        writer.write_tile(0, gzip.compress(b"", mtime=0))
    west, south, east, north = (round(degrees * 1e7) for degrees in box)
    longitude, latitude, zoom = middle
    header = {
        "tile_type": TileType.MVT,
        "tile_compression": Compression.GZIP,
        "min_lon_e7": west,
        "min_lat_e7": south,
        "max_lon_e7": east,
        "max_lat_e7": north,
        "center_lon_e7": round(longitude * 1e7),
        "center_lat_e7": round(latitude * 1e7),
        "center_zoom": zoom,
    }
    writer.finalize(header, dict(metadata))
    return file.getvalue()
