"""Reading what a map client asks of a collection; what is not understood is refused with 400."""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from shapely.geometry.base import BaseGeometry
from starlette.requests import Request

from app.api.instants import EARLIEST, LATEST
from app.api.ogc.layers.layer import Layer
from app.domain.faults_of_queries import InvalidParameter
from app.domain.features import Field, FieldKind
from app.domain.filters import Language, Test, compile_filter
from app.domain.filters.places import box_ground
from app.domain.reference_systems import CRS84, ReferenceSystem
from app.domain.reporting_day import ReportingClock
from app.domain.time_spans import TimeSpan, read_span
from app.formats.cql2_reading import LANGUAGES, read_filter

DEFAULT_LIMIT: Final = 1000
"""More than the wards of a city, so that a map needs one page."""
MOST_FEATURES: Final = 10_000
LARGEST_OFFSET: Final = 999_999_999
ITEM_PARAMETERS: Final = ("crs", "datetime", "f")
LEADING_PARAMETERS: Final = ("f", "datetime")
"""Those of the pages that lead to features; GDAL adds what a user asks for to every address, to no effect there."""
PARAMETERS: Final = (
    "limit",
    "offset",
    "bbox",
    "bbox-crs",
    "datetime",
    "crs",
    "filter",
    "filter-lang",
    "filter-crs",
    "f",
)
"""Those of every collection, beside the names of its fields."""


@dataclass(frozen=True)
class Question:
    """What features are wanted, and how they are to come.

    `box` is the ground of `bbox` in lon/lat; `span` None: the present; `tests` all have to hold.
    """

    limit: int
    offset: int
    box: BaseGeometry | None
    span: TimeSpan | None
    system: ReferenceSystem
    tests: tuple[Test, ...]


def parameters_of(request: Request, known: Collection[str]) -> dict[str, str]:
    """The parameters of a request, each known and with one value.

    Raises:
        InvalidParameter: one comes with two values, or is not known here; the answer names those that are.
    """
    found: dict[str, str] = {}
    for name, value in request.query_params.multi_items():
        if name not in known:
            listed = ", ".join(known) or "—"
            raise _refusal(
                name[:40],
                f"Địa chỉ này không có tham số “{name[:40]}”; có: {listed}.",
                f"This address knows no parameter “{name[:40]}”; it knows: {listed}.",
            )
        # QGIS adds what it was given to addresses that have it already.
        if found.get(name, value) != value:
            raise _refusal(
                name, f"“{name}” được gửi hai lần với giá trị khác nhau.", f"“{name}” was sent twice with other values."
            )
        found[name] = value
    if found.get("f", "json") != "json":
        raise _refusal("f", "f chỉ nhận json.", "f takes json alone.")
    return found


def read_question(
    asked: Mapping[str, str], layer: Layer, *, systems: Sequence[ReferenceSystem], clock: ReportingClock
) -> Question:
    """The question that parameters ask of a collection.

    Args:
        systems: those offered for it.

    Raises:
        InvalidParameter, InvalidFilter: a value cannot be taken.
    """
    return Question(
        limit=min(_whole(asked, "limit", default=DEFAULT_LIMIT, least=1), MOST_FEATURES),
        offset=_whole(asked, "offset", default=0, least=0),
        box=_box(asked, systems),
        span=read_datetime(asked, clock),
        system=read_system(asked, "crs", systems),
        tests=tuple(_tests(asked, layer, systems)),
    )


def read_system(asked: Mapping[str, str], name: str, systems: Sequence[ReferenceSystem]) -> ReferenceSystem:
    """The reference system a parameter names, by its address or its safe CURIE; CRS84 when it names none.

    Raises:
        InvalidParameter: it is not one of those offered.
    """
    text = asked.get(name)
    if text is None:
        return CRS84
    for each in systems:
        if text in {each.uri, f"[{each.code}]"} or text.upper() == each.code:
            return each
    listed = ", ".join(each.uri for each in systems)
    raise _refusal(
        name,
        f"{name} cần một hệ toạ độ có trong danh sách crs của lớp: {listed}.",
        f"{name} takes one of the systems in the crs list of the collection: {listed}.",
    )


def read_datetime(asked: Mapping[str, str], clock: ReportingClock) -> TimeSpan | None:
    """The span of time asked about; None: the present.

    Raises:
        InvalidParameter: it is none.
    """
    text = asked.get("datetime")
    if text is None:
        return None
    try:
        return read_span(text, timezone=clock.timezone, earliest=EARLIEST, latest=LATEST)
    except (ValueError, OverflowError):
        raise _refusal(
            "datetime",
            "datetime cần thời điểm RFC 3339 (2021-09-14T11:00:00Z), ngày (2021-09-14), hoặc khoảng T/T, ../T, T/.. "
            "kết thúc không trước khi bắt đầu, từ năm 1900 đến 9998.",
            "datetime takes an RFC 3339 instant (2021-09-14T11:00:00Z), a day (2021-09-14), or an interval T/T, ../T, "
            "T/.. that does not end before it begins, of the years 1900 to 9998.",
        ) from None


def _box(asked: Mapping[str, str], systems: Sequence[ReferenceSystem]) -> BaseGeometry | None:
    system, text = read_system(asked, "bbox-crs", systems), asked.get("bbox")
    if text is None:
        return None
    try:
        numbers = [float(each) for each in text.split(",")]
    except ValueError:
        numbers = []
    well = len(numbers) in {4, 6} and all(math.isfinite(each) for each in numbers)
    found = box_ground(numbers, system) if well else None
    if found is None or not math.isfinite(sum(found.bounds)):
        raise _refusal(
            "bbox",
            "bbox cần 4 số (hoặc 6, có độ cao): góc dưới rồi góc trên, theo thứ tự trục của bbox-crs; mặc định là "
            "tây,nam,đông,bắc tính bằng độ, ví dụ 105.7,20.9,106.0,21.2.",
            "bbox takes 4 numbers (or 6, with heights): the lower corner, then the upper one, in the order of axes of "
            "bbox-crs; by default west,south,east,north in degrees, for example 105.7,20.9,106.0,21.2.",
        )
    return found


def _tests(asked: Mapping[str, str], layer: Layer, systems: Sequence[ReferenceSystem]) -> Sequence[Test]:
    fields = {each.name: each for each in layer.all_fields}
    plain = Language(fields)
    tests = [compile_filter(_equals(fields[name], value), plain) for name, value in asked.items() if name in fields]
    language = asked.get("filter-lang", "cql2-text")
    if language not in LANGUAGES:
        listed = ", ".join(LANGUAGES)
        raise _refusal("filter-lang", f"filter-lang nhận: {listed}.", f"filter-lang takes: {listed}.")
    system = read_system(asked, "filter-crs", systems)
    if (text := asked.get("filter")) is not None:
        tests.append(compile_filter(read_filter(text, language), Language(fields, system)))
    return tests


def _equals(field: Field, value: str) -> object:
    """The filter that a field sent as a parameter stands for; of a list, that it holds the text."""
    named = {"property": field.name}
    if field.kind is FieldKind.TEXTS:
        return {"op": "a_contains", "args": [named, [value]]}
    if field.kind is FieldKind.BOOLEAN:
        if value not in {"true", "false"}:
            raise _refusal(field.name, f"{field.name} là true hoặc false.", f"{field.name} is true or false.")
        return {"op": "=", "args": [named, value == "true"]}
    if field.kind in {FieldKind.INTEGER, FieldKind.NUMBER}:
        return {"op": "=", "args": [named, _number(field.name, value)]}
    return {"op": "=", "args": [named, value]}


def _number(name: str, text: str) -> float:
    try:
        found = float(text)
    except ValueError:
        found = math.nan
    if not math.isfinite(found):
        raise _refusal(name, f"{name} phải là một số.", f"{name} must be a number.")
    return found


def _whole(asked: Mapping[str, str], name: str, *, default: int, least: int) -> int:
    text = asked.get(name)
    if text is None:
        return default
    digits = text.strip()
    if not digits.isascii() or not digits.isdigit() or len(digits) > 9 or int(digits) < least:
        raise _refusal(
            name,
            f"{name} phải là số nguyên từ {least} đến {LARGEST_OFFSET}.",
            f"{name} must be a whole number of {least} to {LARGEST_OFFSET}.",
        )
    return int(digits)


def _refusal(name: str, vi: str, en: str) -> InvalidParameter:
    return InvalidParameter(name, vi=vi, en=en)
