"""What GDAL and Arrow find in the files of a served site, as JSON; run as a program: `… ADDRESS`.

A process of its own, since pyogrio holds the interpreter while GDAL waits for the server.
"""

from __future__ import annotations

import json
import sys
import warnings
from typing import Any
from urllib.request import urlopen


def answers(address: str) -> dict[str, list[str]]:
    """The ward codes in each file, opened where it lies or once fetched."""
    import pyarrow as pa
    import pyarrow.parquet as pq
    import pyogrio

    api = f"{address}/api/v1"

    def fetched(name: str) -> bytes:
        with urlopen(f"{api}/{name}", timeout=60) as answer:
            content: bytes = answer.read()
        return content

    def codes(table: Any) -> list[str]:
        return sorted(set(table.column("ward_code").to_pylist()))

    def by_address(name: str, **asked: Any) -> list[str]:
        return codes(pyogrio.read_arrow(f"/vsicurl/{api}/{name}", **asked)[1])

    def by_arrow(name: str) -> list[str]:
        return codes(pq.read_table(pa.BufferReader(fetched(name))))

    return {
        "zones.fgb": by_address("zones.fgb"),
        "status.gpkg": by_address("exports/status.gpkg"),
        "history.gpkg": by_address("exports/history.gpkg"),
        "red": by_address("exports/status.fgb", where="level = 'red'"),
        "status.parquet": by_arrow("exports/status.parquet"),
        "status.geoparquet": by_arrow("exports/status.geoparquet"),
        "cases.parquet": by_arrow("exports/cases.parquet"),
        "topojson": codes(pyogrio.read_arrow(fetched("zones.topojson?tolerance=0.0005"))[1]),
    }


if __name__ == "__main__":
    # GDAL looks for files beside each file and warns of what it is answered.
    warnings.simplefilter("ignore", RuntimeWarning)
    sys.stdout.write(json.dumps(answers(sys.argv[1])) + "\n")
