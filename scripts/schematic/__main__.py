"""The command: write the schematic wards, or check the file that stands, and say on stderr how good it is."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from scripts.schematic.comparison import Agreement, compare
from scripts.schematic.drawing import draw_wards
from scripts.schematic.quality import (
    Quality,
    measure,
    precision_and_recall,
    read_reference,
    read_shapes,
    shared_borders_m,
)
from scripts.schematic.register import read_register
from scripts.schematic.writer import write_wards

DATA = Path(__file__).resolve().parents[2] / "data"


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command; the exit code is 1 when the file falls short or, under `--check`, differs."""
    parser = _parser()
    options = parser.parse_args(arguments)
    if options.check and not options.output.exists():
        parser.error(f"{options.output} does not exist; run without --check to write it")
    text = _draw(options.register)
    differs = options.check and _differs(text, options.output)
    if not options.check:
        options.output.write_text(text, encoding="utf-8", newline="\n")
        _say(f"wrote {options.output}")
    quality = measure(text)
    _report(quality)
    if options.reference:
        _report_contiguity(text, options.reference)
    return 1 if differs or quality.faults() else 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="make_schematic_wards.py",
        description="Draw schematic ward boundaries from positions and official areas.",
    )
    parser.add_argument("--register", type=Path, default=DATA / "hanoi_wards_register_2021.csv", metavar="CSV")
    parser.add_argument("--output", type=Path, default=DATA / "wards.geojson", metavar="GEOJSON")
    parser.add_argument(
        "--check",
        action="store_true",
        help="write nothing; fail unless the file is what would be written",
    )
    parser.add_argument(
        "--reference",
        type=Path,
        metavar="CSV",
        help="measure neighbors against a table of ward_a, ward_b, shared_border_m",
    )
    return parser


def _draw(register: Path) -> str:
    wards = read_register(register)
    _say(f"drawing {len(wards)} wards, some seconds")
    return write_wards(wards, draw_wards(wards))


def _differs(text: str, path: Path) -> bool:
    """Whether the file is not what would be written; says which of the three it is."""
    agreement = compare(path.read_text(encoding="utf-8"), text)
    _say(f"{path}: {agreement.value}")
    return agreement is Agreement.DIFFERENT


def _report(quality: Quality) -> None:
    _say(f"wards {quality.wards}, invalid {quality.invalid}, gaps {quality.gaps}, pieces {quality.parts}")
    _say(f"coverage valid: {'yes' if quality.coverage_valid else 'no'}")
    _say(f"area {quality.total_km2:.2f} km²")
    _say(f"area error: median {quality.median_area_error:.4%}, largest {quality.largest_area_error:.4%}")
    _say(f"districts in pieces: {', '.join(quality.split_districts) or 'none'}")
    _say(f"neighbor pairs {quality.neighbor_pairs}, file {quality.size} bytes")
    for fault in quality.faults():
        _say(f"falls short: {fault}")


def _report_contiguity(text: str, reference: Path) -> None:
    found = shared_borders_m(read_shapes(text))
    precision, recall = precision_and_recall(found, read_reference(reference))
    _say(f"against {reference}: precision {precision:.4f}, recall {recall:.4f}")


def _say(line: str) -> None:
    print(line, file=sys.stderr)


if __name__ == "__main__":
    sys.exit(main())
