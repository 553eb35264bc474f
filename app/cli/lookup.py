"""`khoanhvung lookup`: what holds at each point of a file."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Annotated, BinaryIO

import typer

from app.api.documents.zones import envelope
from app.cli.context import database, now, progress, read_settings, told
from app.configuration import site_rules
from app.domain.point_answers import AnsweredPoints
from app.formats.point_answers import STREAMS
from app.formats.point_rows import PointsKind, read_points
from app.services.bulk_lookup import PointFinder
from app.services.zone_snapshots import live_snapshot
from app.services.zone_status import ZoneSnapshot
from app.storage.engine import read_session_factory

_KINDS = {".json": PointsKind.JSON, ".ndjson": PointsKind.NDJSON, ".jsonl": PointsKind.NDJSON}


def lookup(
    file: Annotated[
        Path, typer.Argument(exists=True, dir_okay=False, help="Points: lon,lat[,id] as CSV; .ndjson and .json too.")
    ],
    out: Annotated[Path | None, typer.Option("--out", help="Write here, not to stdout.")] = None,
    form: Annotated[PointsKind | None, typer.Option("--format", help="Of the answer; that of the file.")] = None,
    quiet: Annotated[bool, typer.Option("--quiet", help="No summary on stderr.")] = False,
) -> None:
    """Say which ward, level, ring layer and directive hold at each point, in the file's order.

    Rows that are no point stay in their place and say why.

    Example: khoanhvung lookup points.csv --out answers.csv
    """
    kind = _KINDS.get(file.suffix.lower(), PointsKind.CSV)
    settings = read_settings()
    with told(), file.open("rb") as points:
        with database(settings) as engine, read_session_factory(engine)() as session:
            snapshot = live_snapshot(session, rules=site_rules(settings), now=now())
        answered = _Counted(PointFinder(snapshot).answered(read_points(points, kind)))
        _write(answered, snapshot, form or kind, out)
    if not quiet:
        progress.print(f"{answered.count} điểm / points, {answered.faults} lỗi / faulty")


class _Counted:
    """Parts on their way through, counted."""

    def __init__(self, parts: Iterable[AnsweredPoints]) -> None:
        self._parts = iter(parts)
        self.count = self.faults = 0

    def __iter__(self) -> _Counted:
        return self

    def __next__(self) -> AnsweredPoints:
        part = next(self._parts)
        self.count += len(part.numbers)
        self.faults += sum(part.answers[each].reason is not None for each in part.numbers)
        return part


def _write(answered: _Counted, snapshot: ZoneSnapshot, form: PointsKind, out: Path | None) -> None:
    stream = STREAMS[form.value](answered, envelope(snapshot))
    if out is None:
        _pour(stream, sys.stdout.buffer)
        return
    with out.open("wb") as target:
        _pour(stream, target)


def _pour(stream: Iterable[bytes], target: BinaryIO) -> None:
    for block in stream:
        target.write(block)
