"""Typed tables as Parquet, and with shapes as GeoParquet 1.1: WKB in longitude and latitude, with boxes to search by.

Source: GeoParquet specification 1.1.0. Left out, `crs` means OGC:CRS84.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import shapely

from app.domain.projection import Shapes
from app.formats.arrow_table import arrow_batches, arrow_schema
from app.formats.typed_table import TypedTable

GEOMETRY: Final = "geometry"
BOX: Final = "bbox"
_EDGES: Final = ("xmin", "ymin", "xmax", "ymax")


def write_parquet(table: TypedTable, path: Path) -> None:
    """Write a table as Parquet; nothing in the file depends on when or where."""
    import pyarrow.parquet as pq

    schema = arrow_schema(table)
    with pq.ParquetWriter(path, schema, compression="zstd") as file:
        for batch in arrow_batches(table, schema):
            file.write_batch(batch)


def write_geoparquet(table: TypedTable, path: Path) -> None:
    """The same with the shapes of the rows as the last columns: `geometry` (WKB) and `bbox`.

    Raises:
        ValueError: the table has no shapes.
    """
    import pyarrow as pa
    import pyarrow.parquet as pq

    if table.shapes is None:
        raise ValueError(f"table {table.shape.name} has no shapes")
    plain = arrow_schema(table, geometry=GEOMETRY)
    edges = pa.struct([pa.field(edge, pa.float64(), nullable=False) for edge in _EDGES])
    schema = plain.append(pa.field(BOX, edges))
    schema = schema.with_metadata({**dict(table.marks), "geo": json.dumps(geo_metadata(table.shapes))})
    with pq.ParquetWriter(path, schema, compression="zstd") as file:
        for batch, boxes in _with_boxes(table, plain, edges):
            file.write_batch(pa.record_batch([*batch.columns, boxes], schema=schema))


def _with_boxes(table: TypedTable, schema: Any, edges: Any) -> Iterator[tuple[Any, Any]]:
    import pyarrow as pa

    done = 0
    for batch in arrow_batches(table, schema, geometry=GEOMETRY):
        assert table.shapes is not None
        bounds = shapely.bounds(table.shapes[done : done + batch.num_rows])
        done += batch.num_rows
        columns = [pa.array(bounds[:, place]) for place in range(len(_EDGES))]
        yield batch, pa.StructArray.from_arrays(columns, fields=list(edges))


def geo_metadata(shapes: Shapes) -> dict[str, Any]:
    """What a file of these shapes says of itself; an empty file has no box."""
    bounds = shapely.total_bounds(shapes).tolist() if len(shapes) else None
    column = {
        "encoding": "WKB",
        "geometry_types": sorted({shape.geom_type for shape in shapes.tolist()}),
        **({} if bounds is None else {"bbox": bounds}),
        "covering": {"bbox": {edge: [BOX, edge] for edge in _EDGES}},
    }
    return {"version": "1.1.0", "primary_column": GEOMETRY, "columns": {GEOMETRY: column}}
