"""Whether the audit is as it was written: the first line that is missing, altered, moved or put in, and how."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from app.domain.audit_chain import NO_LINES, ChainedLine, Head, line_sha256
from app.domain.sentences import Phrase


class Bend(StrEnum):
    """How a chain is found to be bent."""

    MISSING = "missing"
    UNREADABLE = "unreadable"
    UNLINKED = "unlinked"
    ALTERED = "altered"
    SHORTENED = "shortened"
    REWRITTEN = "rewritten"


@dataclass(frozen=True)
class StoredLine:
    """A line as it was found: `line` is None when what is stored cannot be what the service writes."""

    number: int
    line: ChainedLine | None
    previous_sha256: str
    sha256: str


@dataclass(frozen=True)
class ChainFault:
    """The first bad line, by number, and what is wrong with it."""

    number: int
    bend: Bend
    said: Phrase


@dataclass(frozen=True)
class ChainCheck:
    """How far the chain holds, its last good line to write down, and the first fault; None when there is none."""

    lines: int
    head: Head
    fault: ChainFault | None


def check_chain(stored: Iterable[StoredLine], *, expected: Head | None = None) -> ChainCheck:
    """Follow the chain from its first line to the first fault; keeps nothing but the line before.

    Args:
        stored: every line, by number.
        expected: a head written down earlier: line N must be there, with that digest. Without it, lines cut off at the
            end and a chain written anew as a whole cannot be seen.
    """
    last = NO_LINES
    for each in stored:
        fault = _fault_of(each, last) or _unexpected(each, expected)
        if fault is not None:
            return ChainCheck(last.number, last, fault)
        last = Head(each.number, each.sha256)
    if expected is not None and expected.number > last.number:
        return ChainCheck(last.number, last, _shortened(last, expected))
    return ChainCheck(last.number, last, None)


def _fault_of(found: StoredLine, last: Head) -> ChainFault | None:
    wanted = last.number + 1
    if found.number != wanted:
        return _missing(wanted, found.number)
    if found.line is None:
        return _unreadable(found.number)
    if found.previous_sha256 != last.sha256:
        return _unlinked(found.number)
    if line_sha256(found.line, previous_sha256=last.sha256) != found.sha256:
        return _altered(found.number)
    return None


def _unexpected(found: StoredLine, expected: Head | None) -> ChainFault | None:
    if expected is None or expected.number != found.number or expected.sha256 == found.sha256:
        return None
    return ChainFault(
        found.number,
        Bend.REWRITTEN,
        Phrase(
            f"Dòng {found.number} mang mã {found.sha256}, khác mã đã ghi lại: "
            "nhật ký bị viết lại từ dòng này trở về trước.",
            f"Line {found.number} has the digest {found.sha256}, not the one written down: "
            "the audit was written anew at or before this line.",
        ),
    )


def _shortened(last: Head, expected: Head) -> ChainFault:
    return ChainFault(
        last.number + 1,
        Bend.SHORTENED,
        Phrase(
            f"Nhật ký dừng ở dòng {last.number}, nhưng đã từng có dòng {expected.number}: phần cuối bị cắt.",
            f"The audit ends with line {last.number}, but line {expected.number} was once there: its end was cut off.",
        ),
    )


def _missing(wanted: int, found: int) -> ChainFault:
    return ChainFault(
        wanted,
        Bend.MISSING,
        Phrase(
            f"Thiếu dòng {wanted}: chỗ của nó là dòng {found}.",
            f"Line {wanted} is missing: line {found} stands in its place.",
        ),
    )


def _unreadable(number: int) -> ChainFault:
    return ChainFault(
        number,
        Bend.UNREADABLE,
        Phrase(
            f"Dòng {number} không đọc được: có ô không phải dạng mà hệ thống ghi.",
            f"Line {number} cannot be read: something in it is not of the form the service writes.",
        ),
    )


def _unlinked(number: int) -> ChainFault:
    return ChainFault(
        number,
        Bend.UNLINKED,
        Phrase(
            f"Dòng {number} không nối với dòng {number - 1}: một trong hai bị thay, đổi chỗ hoặc chèn vào.",
            f"Line {number} does not follow line {number - 1}: one of them was exchanged, moved or put in.",
        ),
    )


def _altered(number: int) -> ChainFault:
    return ChainFault(
        number,
        Bend.ALTERED,
        Phrase(
            f"Dòng {number} bị sửa: nội dung không khớp mã của nó.",
            f"Line {number} was altered: its content does not fit its digest.",
        ),
    )
