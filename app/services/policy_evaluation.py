"""Ask a policy “what would you say?”: a table in, the same rows with level and reason out; nothing is stored."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from app.domain.errors import InvalidValue
from app.domain.indicator_catalogue import UnitKind
from app.domain.policy import Criteria, Policy
from app.domain.sentences import Phrase
from app.domain.table_columns import columns_asked
from app.domain.table_evaluation import TableInputs, criteria_of, judge_table
from app.domain.table_words import row_verdicts
from app.formats.policy_table import PolicyTable, read_policy_table, write_policy_table

MOST_LINES: Final = 10


@dataclass(frozen=True)
class Evaluation:
    """The table with what the policy says, as CSV text, and remarks on columns that were not there or not used."""

    table: str
    row_count: int
    remarks: tuple[Phrase, ...]


def evaluate_table(policy: Policy, content: bytes, *, kind: UnitKind) -> Evaluation:
    """What a policy says of each row of a CSV file.

    Raises:
        InvalidValue: the policy has no criteria for this kind of unit.
        InvalidImport: the file cannot be read; every fault with line, column, value and cure.
    """
    criteria = criteria_of(policy, kind)
    if criteria is None:
        raise InvalidValue(
            "/unit",
            vi=f"{policy.id} không có tiêu chí cho “{kind}”; chọn một trong: {_kinds(policy)}.",
            en=f"{policy.id} has no criteria for “{kind}”; choose one of: {_kinds(policy)}.",
        )
    read = read_policy_table(content, policy=policy)
    remarks = tuple(_remarks(policy, criteria, read, kind))
    if not read.rows:
        return Evaluation(write_policy_table(read, []), 0, remarks)
    inputs = TableInputs(policy, read.table)
    verdicts = judge_table(policy, criteria, inputs, with_neighbors=kind is UnitKind.WARD)
    told = row_verdicts(policy, criteria, inputs, verdicts)
    added = ((each.level, each.rule, each.explanation_en) for each in told)
    return Evaluation(write_policy_table(read, added), len(read.rows), remarks)


def unit_kinds(policy: Policy) -> tuple[UnitKind, ...]:
    """The kinds of unit a policy has criteria for."""
    return tuple(kind for kind in UnitKind if criteria_of(policy, kind) is not None)


def _kinds(policy: Policy) -> str:
    return ", ".join(unit_kinds(policy))


def _remarks(policy: Policy, criteria: Criteria, read: PolicyTable, kind: UnitKind) -> Iterator[Phrase]:
    absent = [each for each in columns_asked(policy, criteria, kind) if each not in read.present]
    if absent:
        names = ", ".join(absent)
        yield Phrase(
            f"Bảng không có cột: {names}; coi như thiếu số liệu.",
            f"The table has no column: {names}; taken as missing.",
        )
    if read.repeated:
        lines = ", ".join(str(each) for each in read.repeated[:MOST_LINES])
        more = ", …" if len(read.repeated) > MOST_LINES else ""
        yield Phrase(
            f"Các dòng lặp lại nơi và ngày của dòng trước, mỗi dòng được xét riêng: {lines}{more}.",
            f"Lines that repeat the unit and day of an earlier one, each judged by itself: {lines}{more}.",
        )
    if read.passed_through:
        names = ", ".join(read.passed_through)
        yield Phrase(
            f"Cột không thuộc bộ quy tắc, giữ nguyên: {names}.", f"Columns the policy does not use, handed on: {names}."
        )
