"""The ledger of many wards over many days, read and kept in packed form.

A row a report would be millions of them for a year of a country's wards, and most say 0. So the database puts the
reported days of each ward into one value, and the reports that say more into packed columns.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import (
    Boolean,
    ColumnElement,
    SmallInteger,
    String,
    UnaryExpression,
    cast,
    func,
    literal,
    select,
    text,
    type_coerce,
)
from sqlalchemy.orm import Session
from sqlalchemy.sql.operators import custom_op

from app.domain.records import ZeroFill
from app.domain.vocabulary import CASE_CLASSES
from app.storage.case_reports import COUNT_COLUMNS, says_more
from app.storage.tables.base import table_of
from app.storage.tables.ledger import CaseReportRow
from app.storage.versions import known_at
from app.storage.zero_fills import apply_zero_fills

_TABLE = table_of(CaseReportRow)
_DAY_LENGTH: Final = len("2021-09-14")
_WARDS_AT_ONCE: Final = 1000
_ROWS_AT_ONCE: Final = 500_000
_SEPARATOR: Final = "\n"
_NO_PLACES: Final = np.zeros(0, dtype=np.intp)


@dataclass(frozen=True)
class PackedLedger:
    """Reports of W wards on N days from `first_day` on.

    `reported` (W, N); `wards`, `days` (R,) and `cases` (R, 5) are the reports that say more than 0.
    """

    ward_codes: tuple[str, ...]
    first_day: date
    reported: NDArray[np.bool_]
    wards: NDArray[np.intp]
    days: NDArray[np.intp]
    cases: NDArray[np.int32]

    def between(self, first_day: date, last_day: date) -> tuple[NDArray[np.int32], NDArray[np.bool_]]:
        """The same arrays `load_counts` gives for some of the days: counts (W, D, 5) and reported (W, D).

        Raises:
            ValueError: a day lies outside what was read.
        """
        start, stop = (first_day - self.first_day).days, (last_day - self.first_day).days + 1
        if not 0 <= start < stop <= self.reported.shape[1]:
            raise ValueError(f"{first_day}..{last_day} lies outside the days that were read")
        counts = np.zeros((len(self.ward_codes), stop - start, len(CASE_CLASSES)), dtype=np.int32)
        inside = (self.days >= start) & (self.days < stop)
        counts[self.wards[inside], self.days[inside] - start] = self.cases[inside]
        return counts, self.reported[:, start:stop]


def load_packed_ledger(
    session: Session,
    *,
    ward_codes: Sequence[str],
    first_day: date,
    last_day: date,
    source: str,
    fills: Iterable[ZeroFill] = (),
    known_revision: int | None = None,
) -> PackedLedger:
    """The ledger of many wards between two days, as known now or at a revision.

    Args:
        fills: declarations that stand for missing reports; a withdrawn report stays missing all the same.
    """
    position = {code: index for index, code in enumerate(ward_codes)}
    reported = np.zeros((len(ward_codes), (last_day - first_day).days + 1), dtype=np.bool_)
    apply_zero_fills(reported, first_day=first_day, fills=fills)
    asked = (_TABLE.c.source == source) & _TABLE.c.reporting_date.between(first_day, last_day)
    known = known_at(CaseReportRow, known_revision)
    packing = _packing(session, first_day)
    for rows in _by_ward(session, packing, [_apart_from_indexes(session, asked), known]):
        found = [(position[row[0]], row[1]) for row in rows if row[0] in position]
        offsets, counts = packing.unpack([days for _, days in found])
        reported[np.repeat([ward for ward, _ in found], counts), offsets] = True
    wards, days, cases = _more_than_nothing(session, _apart_from_indexes(session, asked & known), position, packing)
    withdrawn = cases[:, 0] < 0
    reported[wards[withdrawn], days[withdrawn]] = False
    told = ~withdrawn
    return PackedLedger(tuple(ward_codes), first_day, reported, wards[told], days[told], cases[told])


def _apart_from_indexes(session: Session, clause: ColumnElement[bool]) -> ColumnElement[bool]:
    """A clause by which SQLite chooses no index; other planners weigh whole tables against indexes well enough.

    By the index of days it would fetch every row by itself. Without it, all days of a ward come from a walk along the
    index of current versions, and cases from the table read end to end.
    """
    if session.connection().dialect.name != "sqlite":
        return clause
    plus: UnaryExpression[bool] = UnaryExpression(clause.self_group(), operator=custom_op("+"), type_=Boolean())
    return plus


@dataclass(frozen=True)
class _Packing:
    """How this database puts many days into one value, and how they are taken out again: all, and how many of each."""

    days: ColumnElement[Any]
    unpack: Callable[[Sequence[Any]], tuple[NDArray[np.intp], list[int]]]


def _packing(session: Session, first_day: date) -> _Packing:
    if session.connection().dialect.name != "postgresql":
        days = func.aggregate_strings(type_coerce(_TABLE.c.reporting_date, String), "")
        return _Packing(days, partial(_from_text, first_day=first_day))
    # Room for the whole answer; otherwise the grouping is spilled to disk and takes twice as long.
    session.execute(text("SET LOCAL work_mem = '128MB'"))
    numbers = func.int2send(cast(_TABLE.c.reporting_date - first_day, SmallInteger))
    return _Packing(func.string_agg(numbers, literal(b"")), _from_numbers)


def _by_ward(session: Session, packing: _Packing, asked: Sequence[ColumnElement[bool]]) -> Iterator[Sequence[Any]]:
    """Each ward with the days it has a report of, withdrawn ones included; some wards at a time."""
    statement = select(_TABLE.c.ward_code, packing.days).where(*asked).group_by(_TABLE.c.ward_code)
    yield from session.connection().execute(statement).partitions(_WARDS_AT_ONCE)


def _more_than_nothing(
    session: Session, asked: ColumnElement[bool], position: Mapping[str, int], packing: _Packing
) -> tuple[NDArray[np.intp], NDArray[np.intp], NDArray[np.int32]]:
    """Ward, day and counts of the reports that say more than 0, and −1 in place of the counts of those withdrawn.

    The table is read end to end, some of it at a time, each time into one row of packed columns: at the height of an
    epidemic, most reports say more.
    """
    first, last = session.connection().execute(select(func.min(_TABLE.c.id), func.max(_TABLE.c.id))).one()
    codes = func.aggregate_strings(_TABLE.c.ward_code, _SEPARATOR)
    counts = [func.aggregate_strings(cast(func.coalesce(column, -1), String), ",") for column in COUNT_COLUMNS]
    statement = select(codes, packing.days, *counts).where(says_more(), asked)
    wards, days, cases = [_NO_PLACES], [_NO_PLACES], [np.zeros((0, len(CASE_CLASSES)), dtype=np.int32)]
    for start in range(first or 0, (last or -1) + 1, _ROWS_AT_ONCE):
        some = statement.where(_TABLE.c.id.between(start, start + _ROWS_AT_ONCE - 1))
        of_wards, of_days, *of_counts = session.connection().execute(some).one()
        if of_wards is not None:
            wards.append(np.array([position.get(code, -1) for code in of_wards.split(_SEPARATOR)], dtype=np.intp))
            days.append(packing.unpack([of_days])[0])
            cases.append(np.array([np.fromstring(each, dtype=np.int32, sep=",") for each in of_counts]).T)
    found = np.concatenate(wards) >= 0
    return np.concatenate(wards)[found], np.concatenate(days)[found], np.concatenate(cases)[found]


def _from_numbers(packed: Sequence[bytes]) -> tuple[NDArray[np.intp], list[int]]:
    """Days as two bytes each, counted from the first; all of them, and how many each ward has."""
    return np.frombuffer(b"".join(packed), dtype=">i2").astype(np.intp), [len(each) // 2 for each in packed]


def _from_text(packed: Sequence[str], *, first_day: date) -> tuple[NDArray[np.intp], list[int]]:
    """Days as `2021-09-142021-09-15…`, read column by column for all wards at once."""
    signs = np.frombuffer("".join(packed).encode(), dtype=np.uint8).reshape(-1, _DAY_LENGTH)
    digits = (signs.T - np.uint8(ord("0"))).astype(np.intp)
    years = digits[0] * 1000 + digits[1] * 100 + digits[2] * 10 + digits[3] - first_day.year
    months = years * 12 + digits[5] * 10 + digits[6] - 1
    january = np.datetime64(f"{first_day.year:04}-01", "M")
    begins = (january + np.arange(months.max(initial=0) + 1)).astype("datetime64[D]") - np.datetime64(first_day)
    offsets: NDArray[np.intp] = begins.astype(np.intp)[months] + digits[8] * 10 + digits[9] - 1
    return offsets, [len(each) // _DAY_LENGTH for each in packed]
