"""One layer of a boundary file read by GDAL, as a program of its own: what it finds goes to standard output.

Files come from outside, and GDAL is large and written in C: whatever a file makes it do, it does to a short-lived
process with little memory, no network and one folder, never to the service. Nothing of ours is imported here, so that
the program can run from its path alone.

Output: a line of JSON (`layers`, and of the layer read `driver`, `crs`, `columns`, `lengths`, …; `promised` is how many
features the head of the file says it has, 0 where it does not), then the shapes as well-known binary, one after the
other, each as long as `lengths` says; a length of 0 is a row without a shape.
"""

from __future__ import annotations

import json
import resource
import sys
from typing import Any, Final

import numpy as np
from pyogrio import list_layers, raw, read_info, set_gdal_config_options

MOST_MEMORY: Final = 4 * 2**30
MOST_CPU_S: Final = 120
DRIVERS: Final = frozenset({"GPKG", "ESRI Shapefile", "FlatGeobuf", "LIBKML", "KML", "MapInfo File"})


def main(path: str, layer: str, encoding: str, most_features: int) -> None:
    """Read a layer (empty: the only one) and write it out."""
    resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (MOST_CPU_S, MOST_CPU_S))
    set_gdal_config_options(
        {
            "GDAL_HTTP_TIMEOUT": "1",
            "CPL_VSIL_CURL_ALLOWED_FILENAME": "/none",
            # An index left behind when a Shapefile was copied can be made again from the shapes.
            "SHAPE_RESTORE_SHX": "YES",
        }
    )
    layers = [str(name) for name, kind in list_layers(path) if kind is not None]
    found: dict[str, Any] = {"layers": layers}
    chosen = layer or (layers[0] if len(layers) == 1 else "")
    if chosen not in layers:
        return _write(found, [])
    stated = read_info(path, layer=chosen)
    if stated["driver"] not in DRIVERS:
        return _write({**found, "refused": str(stated["driver"])}, [])
    if stated["features"] > most_features:
        return _write({**found, "too_many": int(stated["features"])}, [])
    meta, _, shapes, fields = raw.read(
        path,
        layer=chosen,
        encoding=encoding or None,
        force_2d=True,
        datetime_as_string=True,
        max_features=most_features,
    )
    found |= {
        "layer": chosen,
        "driver": str(stated["driver"]),
        "promised": int(stated["features"]) if stated["driver"] == "FlatGeobuf" else 0,
        "crs": meta["crs"],
        "geometry_type": str(stated["geometry_type"]),
        "columns": {str(name): _plain(values) for name, values in zip(meta["fields"], fields, strict=True)},
    }
    return _write(found, [shape or b"" for shape in (shapes if shapes is not None else [])])


def _plain(values: np.ndarray[Any, Any]) -> list[Any]:
    """Values as JSON holds them; what is not a number is None."""
    if values.dtype.kind == "f":
        return [float(value) if np.isfinite(value) else None for value in values]
    if values.dtype.kind in "iub":
        return [int(value) for value in values]
    return [value if value is None or isinstance(value, str) else str(value) for value in values]


def _write(found: dict[str, Any], shapes: list[bytes]) -> None:
    lengths = [len(shape) for shape in shapes]
    sys.stdout.buffer.write(json.dumps({**found, "lengths": lengths}).encode() + b"\n")
    for shape in shapes:
        sys.stdout.buffer.write(shape)


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], sys.argv[3], int(sys.argv[4]))
