"""`python -m benchmarks [NAME …]`: all measurements, or those named, as one table.

Quote ratios, not seconds: each ratio is taken within one run on one machine.
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Final

from rich.console import Console
from rich.table import Table

from benchmarks import (
    backtest,
    border,
    briefing,
    bulk_intake,
    due_list,
    exports,
    main_job,
    map_clients,
    map_reads,
    point_lookup,
    post_to_map,
    rings,
    search,
    testing_plan,
)

MEASUREMENTS: Final[dict[str, Callable[[Table, Path], None]]] = {
    "backtest": backtest.measure,
    "border": border.measure,
    "briefing": briefing.measure,
    "bulk_intake": bulk_intake.measure,
    "due_list": due_list.measure,
    "exports": exports.measure,
    "main_job": main_job.measure,
    "map_clients": map_clients.measure,
    "map_reads": map_reads.measure,
    "point_lookup": point_lookup.measure,
    "post_to_map": post_to_map.measure,
    "rings": rings.measure,
    "search": search.measure,
    "testing_plan": testing_plan.measure,
}


def main(names: list[str]) -> None:
    """Measure and print."""
    unknown = [name for name in names if name not in MEASUREMENTS]
    if unknown:
        sys.exit(f"there is no measurement {', '.join(unknown)}; there are {', '.join(MEASUREMENTS)}")
    table = Table("what", "size", "reached", "ratio", title="Khoanh Vùng: speed and memory")
    for name in names or MEASUREMENTS:
        with tempfile.TemporaryDirectory() as folder:
            MEASUREMENTS[name](table, Path(folder))
        table.add_section()
    Console(width=120).print(table)


if __name__ == "__main__":
    main(sys.argv[1:])
