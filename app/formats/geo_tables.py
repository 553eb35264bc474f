"""Typed tables as GeoPackage, with or without shapes, and as FlatGeobuf, which is nothing without them; by GDAL."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from threading import Lock
from typing import Any, Final

import numpy as np
import shapely

from app.domain.projection import Shapes
from app.formats.arrow_table import arrow_batches, arrow_schema
from app.formats.typed_table import Kind, TypedTable

_NO_KINDS: Final[frozenset[Kind]] = frozenset()
_TEXT_IN_FLATGEOBUF: Final[frozenset[Kind]] = frozenset({"date", "instant"})
"""FlatGeobuf has one kind of time, which loses the zone of an instant and gives a day an hour."""
_writing: Final = Lock()


def write_geopackage(table: TypedTable, path: Path) -> None:
    """Write a table as the one layer of a GeoPackage; one without shapes becomes a table of attributes."""
    _write(table, path, driver="GPKG", as_text=_NO_KINDS, geometry="geom")


def write_flatgeobuf(table: TypedTable, path: Path) -> None:
    """Write a table with its shapes as FlatGeobuf, with its index.

    Raises:
        ValueError: the table has no shapes.
    """
    if table.shapes is None:
        raise ValueError(f"table {table.shape.name} has no shapes")
    _write(table, path, driver="FlatGeobuf", as_text=_TEXT_IN_FLATGEOBUF, geometry="geometry")


def _write(table: TypedTable, path: Path, *, driver: str, as_text: frozenset[Kind], geometry: str) -> None:
    # GDAL takes 60 MB to load: only who exports pays for it.
    import pyarrow as pa
    import pyogrio

    column = geometry if table.shapes is not None else None
    schema = arrow_schema(table, as_text=as_text, geometry=column)
    table = replace(table, shapes=None if table.shapes is None else multipolygons(table.shapes))
    rows = pa.Table.from_batches(arrow_batches(table, schema, as_text=as_text, geometry=column), schema=schema)
    drawn: dict[str, Any] = {"geometry_name": column, "geometry_type": "MultiPolygon", "crs": "EPSG:4326"}
    options = {"DESCRIPTION": "; ".join(f"{name}: {word}" for name, word in table.marks)} if driver == "GPKG" else {}
    # The moment in the file is an option of the whole process, so one file is written at a time.
    with _writing:
        pyogrio.set_gdal_config_options({"OGR_CURRENT_DATE": f"{table.written_at:%Y-%m-%dT%H:%M:%S.000Z}"})
        pyogrio.write_arrow(
            rows, path, driver=driver, layer=table.shape.name, layer_options=options, **(drawn if column else {})
        )


def multipolygons(shapes: Shapes) -> Shapes:
    """The same shapes, all of one kind, as a layer asks for."""
    single = shapely.get_type_id(shapes) == shapely.GeometryType.POLYGON
    found = np.array(shapes, dtype=object)
    found[single] = shapely.multipolygons(found[single], indices=np.arange(single.sum())) if single.any() else []
    return found
