"""Answered points on their way out: CSV, NDJSON, or one JSON document in columns, as a stream."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, fields
from operator import add
from typing import Any, Final

from app.domain.point_answers import FAULT_WORDS, AnsweredPoints, PointAnswer, PointFault, PointStatus
from app.formats.cells import guarded

COLUMNS: Final = tuple(each.name for each in fields(PointAnswer))
Rows = Iterator[AnsweredPoints]


def csv_stream(parts: Rows) -> Iterator[bytes]:
    """A table with a heading and one row a point; lists are written with spaces between."""
    tails: list[str] = []
    part = next(parts, None)
    ids = ["id"] if part is not None and part.points.ids is not None else []
    yield (",".join([*ids, "lon", "lat", *COLUMNS]) + "\n").encode()
    while part is not None:
        tails += [_csv_tail(each) for each in part.answers[len(tails) :]]
        yield "".join(map(add, _csv_heads(part), [tails[each] for each in part.numbers])).encode()
        part = next(parts, None)


def _csv_heads(part: AnsweredPoints) -> list[str]:
    points = part.points
    lon, lat = points.texts or (list(map(repr, points.lon.tolist())), list(map(repr, points.lat.tolist())))
    columns = [*([points.ids] if points.ids is not None else []), lon, lat]
    if points.texts is not None and not points.faults and _is_plain(points.ids):
        return [",".join(each) for each in zip(*columns, strict=True)]
    return [_csv_line(["" if cell == "nan" else cell for cell in each]) for each in zip(*columns, strict=True)]


def _is_plain(ids: Sequence[str] | None) -> bool:
    """Whether no id needs quotes, or could be taken for a formula."""
    if ids is None:
        return True
    text = "\n".join(ids)
    return not any(mark in text for mark in '",\r') and all(guarded(each) == each for each in ids)


def _csv_tail(answer: PointAnswer) -> str:
    values = (_csv_value(value) for value in asdict(answer).values())
    return f",{_csv_line(list(values))}\n"


def _csv_value(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    return " ".join(value) if isinstance(value, tuple) else str(value)


def _csv_line(cells: Sequence[str]) -> str:
    text = io.StringIO()
    csv.writer(text, lineterminator="").writerow([_csv_cell(each) for each in cells])
    return text.getvalue()


def _csv_cell(text: str) -> str:
    """A cell that no spreadsheet takes for a formula; a negative number is none."""
    try:
        float(text)
    except ValueError:
        return guarded(text)
    return text


def ndjson_stream(parts: Rows) -> Iterator[bytes]:
    """One object a line."""
    tails: list[str] = []
    for part in parts:
        tails += [_json(_values(each))[1:] + "\n" for each in part.answers[len(tails) :]]
        heads = ["{" + ",".join(each) + "," for each in zip(*_json_columns(part), strict=True)]
        yield "".join(map(add, heads, [tails[each] for each in part.numbers])).encode()


def _json_columns(part: AnsweredPoints) -> list[list[str]]:
    columns = {"lon": part.points.lon.tolist(), "lat": part.points.lat.tolist()}
    named = [[f'"{name}":{value!r}' for value in values] for name, values in columns.items()]
    if part.points.faults:
        named = [[each.replace(":nan", ":null") for each in column] for column in named]
    if part.points.ids is not None:
        named.insert(0, [f'"id":{_json(each)}' for each in part.points.ids])
    return named


def json_stream(parts: Rows, head: dict[str, Any]) -> Iterator[bytes]:
    """One document: `answer` has a number for each point, `answers` what each number says, `faults` the bad rows.

    Args:
        head: members the document begins with.
    """
    yield (_json(head)[:-1] + ',"answer":[').encode()
    answers: Sequence[PointAnswer] = ()
    count, faulty = 0, list[dict[str, Any]]()
    for part in parts:
        yield ((("," if count else "") + ",".join(map(str, part.numbers))) if part.numbers else "").encode()
        answers = part.answers
        faulty += _faults(part, start=count)
        count += len(part.numbers)
    told = [_values(each) for each in answers]
    yield f'],"answers":{_json(told)},"faults":{_json(faulty)},"number_returned":{count}}}'.encode()


def _faults(part: AnsweredPoints, *, start: int) -> list[dict[str, Any]]:
    is_faulty = [each.status is PointStatus.INVALID for each in part.answers]
    found = []
    for row, number in enumerate(part.numbers):
        if is_faulty[number]:
            reason = part.answers[number].reason or ""
            words = FAULT_WORDS[PointFault(reason)]
            found.append({"row": start + row + 1, "reason": reason, "vi": words.vi, "en": words.en})
    return found


def _values(answer: PointAnswer) -> dict[str, Any]:
    return asdict(answer)


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False)


STREAMS: Final[dict[str, Callable[[Rows, dict[str, Any]], Iterator[bytes]]]] = {
    "csv": lambda parts, _: csv_stream(parts),
    "ndjson": lambda parts, _: ndjson_stream(parts),
    "json": json_stream,
}
"""By the name of the format."""
