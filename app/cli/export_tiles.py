"""`khoanhvung export tiles`: the map as one PMTiles file, for a web server or a phone without a tile server."""

from __future__ import annotations

from typing import Annotated

import typer

from app.cli.context import progress
from app.cli.export_desk import open_desk, save
from app.domain.tile_grid import DEEPEST_ZOOM
from app.formats.tile_archive import DEEPEST_ARCHIVED
from app.services.boundary_versions import register_of_version


def export_tiles(
    out: Annotated[str, typer.Argument(help="File to write; - for stdout.")],
    shapes: Annotated[bool, typer.Option("--shapes", help="Shapes and names alone, without what is in force.")] = False,
    boundary_version: Annotated[
        str | None, typer.Option("--boundary-version", help="Shapes of an older version.")
    ] = None,
    deepest: Annotated[
        int, typer.Option("--max-zoom", min=0, max=DEEPEST_ZOOM, help="Last zoom; each one more makes a larger file.")
    ] = DEEPEST_ARCHIVED,
    at: Annotated[
        str | None, typer.Option("--at", help="What was in force at a past instant, as 2021-09-14T18:00+07:00.")
    ] = None,
) -> None:
    """The wards with their level, rings, cordons and areas as vector tiles in one PMTiles file.

    Example: khoanhvung export tiles vung-nguy-co.pmtiles
    """
    # Tiles need libraries that other commands do without.
    from app.api.tile_archives import make_units_archive, make_zones_archive

    with open_desk(at) as desk:
        if shapes or boundary_version is not None:
            found = desk.snapshot.register
            if boundary_version is not None:
                found = register_of_version(desk.session, boundary_version)
            archive = make_units_archive(found, deepest)
        else:
            archive = make_zones_archive(desk.snapshot, deepest)
    size = save(out, [archive])
    progress.print(f"{size} byte, đến mức phóng to / bytes, down to zoom {deepest} → {out}", markup=False)
