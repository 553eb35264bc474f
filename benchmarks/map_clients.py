"""Whole layers as map clients ask for them (OGC API - Features), against a bare application with the same bytes."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Final
from urllib.parse import quote

from rich.table import Table

from benchmarks.map_reads import GZIP, compare, settle
from benchmarks.serving import our_server

OURS, BARE = 8931, 8932
WARDS: Final = "/ogc/collections/wards/items"
READS: Final[tuple[tuple[str, str, dict[str, str]], ...]] = (
    ("OGC: all wards as GDAL asks", f"{WARDS}?limit=1000", GZIP),
    ("OGC: the same, not packed", f"{WARDS}?limit=1000", {}),
    ("OGC: a CQL2 filter", f"{WARDS}?filter={quote(chr(39).join(('level = ', 'unknown', '')))}", GZIP),
    ("OGC: in VN-2000 / TM-3", f"{WARDS}?crs={quote('http://www.opengis.net/def/crs/EPSG/0/5897')}", GZIP),
)


def measure(table: Table, folder: Path) -> None:
    """Fill in a row a kind of question; the site is told its address, as one behind a name is."""
    os.environ["KHOANHVUNG_BASE_URL"] = f"http://127.0.0.1:{OURS}"
    try:
        with our_server(folder / "site", port=OURS) as ours:
            settle(ours)
            for name, path, headers in READS:
                compare(table, folder, ours, name, path, headers, port=BARE)
    finally:
        del os.environ["KHOANHVUNG_BASE_URL"]
