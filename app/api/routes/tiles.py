"""For map clients: vector tiles, TileJSON, a style and its patterns; open to every site, no login."""

from __future__ import annotations

from typing import Annotated, Any, Final

from fastapi import APIRouter, Path, Query, Request, Response
from sqlalchemy.orm import Session

from app.api.cached import answer_with, answer_with_file
from app.api.dependencies import ReadSessionDep, SnapshotDep, public_address
from app.api.documents.map_style import Theme
from app.api.ranges import answer_part
from app.api.representations import IMMUTABLE, Content, Moment, Representation
from app.api.routes.map import BoundaryVersion
from app.api.tile_archives import units_archive
from app.api.tile_contents import (
    of_one_address,
    sprite_index_content,
    sprite_png_content,
    unit_tiles_content,
    units_tile_content,
    zone_tiles_content,
    zones_style_content,
    zones_tile_content,
)
from app.domain.register import Register
from app.domain.tile_grid import Tile
from app.formats.mvt import MVT
from app.formats.pattern_sprite import PNG
from app.formats.tile_archive import PMTILES
from app.services.boundary_versions import register_of_version
from app.services.zone_status import ZoneSnapshot

router = APIRouter(tags=["tiles"])

_Number = Annotated[int, Path(ge=0, le=999_999_999)]
_FILE: Final = {"schema": {"type": "string", "format": "binary"}}
_TILE: Final[dict[int | str, dict[str, Any]]] = {200: {"content": {MVT: _FILE}, "description": "A tile, MVT 2.1."}}
_ARCHIVE: Final[dict[int | str, dict[str, Any]]] = {
    200: {"content": {PMTILES: _FILE}, "description": "The whole archive."},
    206: {"content": {PMTILES: _FILE}, "description": "The part asked for."},
}
_PICTURE: Final[dict[int | str, dict[str, Any]]] = {200: {"content": {PNG: _FILE}, "description": "A picture."}}


@router.get("/tiles/zones.json")
def read_zone_tiles(request: Request, snapshot: SnapshotDep) -> Response:
    """TileJSON 3.0 of the tiles of what is in force: layers `wards`, `districts`, `rings`, `cordons`, `labels`, …"""
    return _described(request, snapshot, zone_tiles_content(snapshot, address=public_address(request)))


@router.get("/tiles/zones/{z}/{x}/{y}.mvt", response_class=Response, responses=_TILE)
@router.get("/tiles/zones/{z}/{x}/{y}.pbf", include_in_schema=False)
def read_zones_tile(request: Request, z: _Number, x: _Number, y: _Number, snapshot: SnapshotDep) -> Response:
    """One tile of what is in force; ask again with its ETag. Empty where there is no ground of the register."""
    return answer_with(request, snapshot, zones_tile_content(snapshot, Tile.checked(z, x, y)))


@router.get("/tiles/units.json")
def read_newest_unit_tiles(request: Request, snapshot: SnapshotDep) -> Response:
    """TileJSON 3.0 of the newest boundary version: shapes and names alone, at addresses that never change."""
    content = unit_tiles_content(snapshot.register, address=public_address(request), newest=True)
    return answer_with_file(request, content)


@router.get("/tiles/units/{boundary_version}.json")
def read_unit_tiles(
    request: Request, boundary_version: BoundaryVersion, snapshot: SnapshotDep, session: ReadSessionDep
) -> Response:
    """The same of any boundary version there ever was."""
    register = _register_of(session, snapshot, boundary_version)
    return answer_with_file(request, unit_tiles_content(register, address=public_address(request), newest=False))


@router.get("/tiles/units/{boundary_version}/{z}/{x}/{y}.mvt", response_class=Response, responses=_TILE)
@router.get("/tiles/units/{boundary_version}/{z}/{x}/{y}.pbf", include_in_schema=False)
def read_units_tile(
    request: Request,
    boundary_version: BoundaryVersion,
    z: _Number,
    x: _Number,
    y: _Number,
    snapshot: SnapshotDep,
    session: ReadSessionDep,
) -> Response:
    """One tile of shapes and names, immutable: a day's change never downloads it again."""
    tile = Tile.checked(z, x, y)
    register = _register_of(session, snapshot, boundary_version)
    return answer_with(request, snapshot, units_tile_content(register, tile))


@router.get("/tiles/units/{boundary_version}.pmtiles", response_class=Response, responses=_ARCHIVE)
def read_units_archive(
    request: Request, boundary_version: BoundaryVersion, snapshot: SnapshotDep, session: ReadSessionDep
) -> Response:
    """All tiles of a boundary version down to zoom 12 as one PMTiles file, immutable; send `Range` to read parts."""
    register = _register_of(session, snapshot, boundary_version)
    content = Content(render=bytes, media_type=PMTILES, cache_control=IMMUTABLE, named_by=boundary_version, packs=False)
    # The archive is kept apart from other answers: it is as large as all of them.
    named = Representation(content, Moment.still(drill=snapshot.drill), request.url.path)
    return answer_part(
        request,
        units_archive(register),
        etag=named.etag(None),
        headers={**named.head(None), "content-disposition": f'attachment; filename="{boundary_version}.pmtiles"'},
        media_type=PMTILES,
    )


@router.get("/styles/zones.json")
def read_zones_style(
    request: Request,
    snapshot: SnapshotDep,
    theme: Annotated[Theme, Query(description="Colours for a light or a dark page.")] = "light",
    patterns: Annotated[
        bool, Query(description="Draw the pattern of every level, as for print; “no data” is always hatched.")
    ] = False,
) -> Response:
    """A MapLibre style of what is in force, with the legend in its `metadata`; QGIS and OpenLayers read it too."""
    content = zones_style_content(snapshot, theme=theme, patterns=patterns, address=public_address(request))
    return _described(request, snapshot, content)


# The longer address first: the shorter one would take `light@2x` for a theme.
@router.get("/styles/patterns-{theme}@2x.json")
def read_dense_sprite_index(request: Request, theme: Annotated[Theme, Path()]) -> Response:
    """Where each pattern lies in the picture for dense screens."""
    return answer_with_file(request, sprite_index_content(theme, scale=2))


@router.get("/styles/patterns-{theme}.json")
def read_sprite_index(request: Request, theme: Annotated[Theme, Path()]) -> Response:
    """Where each pattern lies in the picture of the same name."""
    return answer_with_file(request, sprite_index_content(theme, scale=1))


@router.get("/styles/patterns-{theme}@2x.png", response_class=Response, responses=_PICTURE)
def read_dense_sprite(request: Request, theme: Annotated[Theme, Path()]) -> Response:
    """The patterns of levels as one picture for dense screens."""
    return answer_with_file(request, sprite_png_content(theme, scale=2))


@router.get("/styles/patterns-{theme}.png", response_class=Response, responses=_PICTURE)
def read_sprite(request: Request, theme: Annotated[Theme, Path()]) -> Response:
    """The patterns of levels as one picture."""
    return answer_with_file(request, sprite_png_content(theme, scale=1))


def _described(request: Request, snapshot: ZoneSnapshot, content: Content) -> Response:
    """An answer that says where the site lies: shared by all readers only where the site was told its address."""
    if request.app.state.settings.base_url:
        return answer_with(request, snapshot, content)
    return answer_with_file(request, of_one_address(content))


def _register_of(session: Session, snapshot: ZoneSnapshot, version: str) -> Register:
    """The register of a boundary version; the newest one without a look into the database."""
    if version == snapshot.register.boundary_version:
        return snapshot.register
    return register_of_version(session, version)
