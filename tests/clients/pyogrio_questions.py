"""What GDAL's OAPIF driver makes of a served site, through pyogrio, as JSON; run as a program: `… ADDRESS`.

A process of its own, since pyogrio holds the interpreter while GDAL waits for the server.
"""

from __future__ import annotations

import json
import sys
from typing import Any


def answers(address: str) -> dict[str, Any]:
    """What is read of each layer and question."""
    import pyogrio
    import shapely
    from pyogrio.raw import read

    source = f"OAPIF:{address}/ogc"

    def wards(column: str = "ward_code", at: str | None = None, **asked: Any) -> list[Any]:
        place = source if at is None else f"{source}/collections/wards?datetime={at}"
        head, _, _, columns = read(place, layer="wards", **asked)
        values: list[Any] = columns[list(head["fields"]).index(column)].tolist()
        return sorted(values)

    def first_corner(**asked: Any) -> tuple[str, list[float]]:
        head, _, shapes, _ = read(source, layer="wards", where="ward_code = 'A'", **asked)
        return str(head["crs"]), list(shapely.from_wkb(shapes[0]).bounds)

    described = pyogrio.read_info(source, layer="wards")
    empty = pyogrio.read_info(f"OAPIF:{address}/ogc/collections/areas?datetime=1990-01-01", layer="areas")
    return {
        "version": pyogrio.__gdal_version_string__,
        "layers": [str(name) for name, _ in pyogrio.list_layers(source)],
        "kinds": dict(zip(described["fields"].tolist(), described["ogr_types"], strict=True)),
        "geometry": described["geometry_type"],
        "features": described["features"],
        "fields_of_an_empty_layer": empty["fields"].tolist(),
        "all": wards(),
        "in_pages": wards(PAGE_SIZE=4),
        "in_a_box": wards(bbox=(105.8005, 21.0905, 105.8095, 21.0995)),
        "red": wards(where="level = 'red'"),
        "not_green": wards(where="level <> 'green' AND district_code = '001'"),
        "since": wards(where="effective_from > '2021-08-14T03:30:00Z'"),
        "before": wards(where="effective_from < '2021-08-14T03:30:00Z'"),
        "by_case": wards(where="level ILIKE 'RED'"),
        "null": wards(where="layer IS NULL"),
        "then": wards("level", at="2021-08-14T02:00:00Z"),
        "lonlat": first_corner(),
        "vn2000": first_corner(CRS="EPSG:4756"),
        "utm": first_corner(CRS="EPSG:3405"),
    }


if __name__ == "__main__":
    sys.stdout.write(json.dumps(answers(sys.argv[1]), default=str))
