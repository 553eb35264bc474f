"""Registers written as the files districts send: any driver, reference system, headings and sets of characters."""

from __future__ import annotations

import json
import warnings
import zipfile
from collections.abc import Callable, Mapping, Sequence
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
import shapely
from pyogrio import raw
from pyproj import Transformer
from pyproj.transformer import TransformerGroup

from app.domain.register import Register, Ward

SUFFIXES = {"GPKG": ".gpkg", "ESRI Shapefile": ".shp", "FlatGeobuf": ".fgb", "LIBKML": ".kml", "MapInfo File": ".tab"}
COLUMNS: dict[str, Callable[[Ward], object]] = {
    "ward_code": lambda ward: ward.code,
    "ward_name": lambda ward: ward.name,
    "district_code": lambda ward: ward.district_code,
    "district_name": lambda ward: ward.district_name,
}


def boundary_file(
    register: Register | Sequence[Ward],
    driver: str = "GeoJSON",
    *,
    epsg: int = 4326,
    swapped: bool = False,
    headings: Mapping[str, str] | None = None,
    columns: Mapping[str, Sequence[object]] | None = None,
    without: Sequence[str] = (),
    layers: Sequence[str] = ("wards",),
    **options: Any,
) -> bytes:
    """A register as a file of a driver; several files of one dataset as an archive.

    Args:
        epsg: the system the coordinates are written in.
        swapped: northing or latitude first.
        headings: what the file calls our columns.
        columns: further columns, or others in place of ours.
        without: our columns that are left out.
        layers: under these names, the same in each.
    """
    wards = register.wards if isinstance(register, Register) else tuple(register)
    values: dict[str, Sequence[object]] = {
        name: [read(ward) for ward in wards] for name, read in COLUMNS.items() if name not in without
    }
    values |= columns or {}
    shapes = _in_system(np.array([*(ward.shape for ward in wards), None], dtype=object)[:-1], epsg, swapped=swapped)
    options = {"crs": f"EPSG:{epsg}", **options}
    named = {(headings or {}).get(name, name): column for name, column in values.items()}
    if driver == "GeoJSON":
        return _geojson(named, shapes, options["crs"])
    with TemporaryDirectory() as folder, warnings.catch_warnings():
        path = Path(folder) / f"wards{SUFFIXES[driver]}"
        # Headings of a Shapefile are cut to ten letters, and that is said.
        warnings.simplefilter("ignore")
        for number, layer in enumerate(layers):
            raw.write(
                path,
                geometry=shapely.to_wkb(shapes),
                field_data=[_array(column) for column in named.values()],
                fields=np.array(list(named), dtype=object),
                driver=driver,
                layer=layer if driver == "GPKG" else None,
                geometry_type="Unknown" if driver in ("LIBKML", "MapInfo File") else "MultiPolygon",
                promote_to_multi=True,
                append=number > 0,
                **options,
            )
        files = {each.name: each.read_bytes() for each in sorted(Path(folder).iterdir())}
    return files[path.name] if len(files) == 1 else zipped(files)


def _geojson(columns: Mapping[str, Sequence[object]], shapes: Any, crs: str | None) -> bytes:
    """As old programs write it: with a reference system of its own."""
    features = [
        {
            "type": "Feature",
            "properties": {name: column[index] for name, column in columns.items()},
            "geometry": json.loads(shapely.to_geojson(shape)),
        }
        for index, shape in enumerate(shapes)
    ]
    member = {"crs": {"type": "name", "properties": {"name": crs}}} if crs else {}
    return json.dumps({"type": "FeatureCollection", **member, "features": features}).encode()


def zipped(files: Mapping[str, bytes]) -> bytes:
    """An archive of some files."""
    target = BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return target.getvalue()


def unzipped(content: bytes) -> dict[str, bytes]:
    """The files of an archive."""
    with zipfile.ZipFile(BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def _in_system(shapes: Any, epsg: int, *, swapped: bool) -> Any:
    to = _into(epsg)

    def positions(lonlat: Any) -> Any:
        there = np.column_stack(to.transform(lonlat[:, 0], lonlat[:, 1])) if epsg != 4326 else lonlat
        return there[:, ::-1] if swapped else there

    return shapely.transform(shapes, positions)


def _into(epsg: int) -> Transformer:
    """Both shifts of VN-2000 that PROJ knows are good for a metre, and it may take either; this takes the official."""
    known = TransformerGroup(4326, epsg, always_xy=True).transformers
    return next((each for each in known if "VN-2000 to WGS 84 (2)" in each.description), known[0])


def _array(column: Sequence[object]) -> Any:
    is_number = all(isinstance(value, int | float) for value in column)
    return np.array(column) if is_number else np.array(column, dtype=object)
