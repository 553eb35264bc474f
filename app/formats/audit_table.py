"""Lines of the audit as a table, written as they come: CSV text piece by piece, or a workbook on disk."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import IO, Final
from zoneinfo import ZoneInfo

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from app.domain.audit_actions import action_words
from app.domain.audit_chain import canonical_instant
from app.domain.sentences import Phrase
from app.formats.cells import guarded, looks_active

BYTE_ORDER_MARK: Final = "\N{ZERO WIDTH NO-BREAK SPACE}"
COLUMNS: Final = (
    "id",
    "at",
    "actor",
    "role",
    "action",
    "action_vi",
    "object",
    "district_code",
    "outcome",
    "detail",
    "request_id",
    "revision",
    "sha256",
)
_HEADS: Final = (
    (Phrase("Số", "No."), 9),
    (Phrase("Thời điểm", "When"), 19),
    (Phrase("Ai", "Who"), 16),
    (Phrase("Vai trò", "Role"), 11),
    (Phrase("Mã việc", "Action"), 22),
    (Phrase("Việc", "What"), 26),
    (Phrase("Đối tượng", "Object"), 40),
    (Phrase("Quận, huyện", "District"), 11),
    (Phrase("Kết quả", "Outcome"), 11),
    (Phrase("Chi tiết", "Detail"), 50),
    (Phrase("Mã yêu cầu", "Request"), 20),
    (Phrase("Lần ghi", "Revision"), 9),
    (Phrase("SHA-256", "SHA-256"), 20),
)
_OUTCOMES: Final = {"done": "xong", "refused": "bị từ chối", "failed": "hỏng"}


@dataclass(frozen=True, kw_only=True)
class TableLine:
    """One line as it is exported; `detail` is JSON text."""

    number: int
    at: datetime
    actor: str
    role: str | None
    action: str
    subject: str
    district_code: str | None
    outcome: str
    detail: str
    request_id: str | None
    revision: int | None
    sha256: str


def audit_csv(lines: Iterable[TableLine], *, byte_order_mark: bool) -> Iterator[bytes]:
    """The table as UTF-8 CSV with CRLF, a piece a line; moments in UTC; nothing a spreadsheet takes for a formula."""
    yield ((BYTE_ORDER_MARK if byte_order_mark else "") + ",".join(COLUMNS) + "\r\n").encode()
    for line in lines:
        out = io.StringIO()
        csv.writer(out, lineterminator="\r\n").writerow(
            guarded(cell) if isinstance(cell, str) else cell for cell in _cells(line)
        )
        yield out.getvalue().encode()


def write_audit_workbook(file: IO[bytes], lines: Iterable[TableLine], *, zone: ZoneInfo, created: datetime) -> int:
    """Write the table as a workbook, row by row in constant memory, and answer how many lines it holds.

    Args:
        zone: moments are shown in this zone, since a cell of a spreadsheet knows none.
        created: the moment written into the file, whatever the clock says.
    """
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    count = 0
    with xlsxwriter.Workbook(file, options) as book:
        book.set_properties({"title": "Nhật ký thao tác", "created": created.replace(tzinfo=None, microsecond=0)})
        paper = book.add_worksheet("Nhật ký")
        head = book.add_format({"bold": True, "bg_color": "#E9EDF0", "bottom": 1, "text_wrap": True})
        moment = book.add_format({"num_format": "dd/mm/yyyy hh:mm:ss"})
        quoted = book.add_format({"quote_prefix": True})
        _lay(paper, head, zone)
        for count, line in enumerate(lines, start=1):
            _write_row(paper, count, line, zone=zone, moment=moment, quoted=quoted)
        paper.autofilter(0, 0, max(1, count), len(_HEADS) - 1)
    return count


def _lay(paper: Worksheet, head: Format, zone: ZoneInfo) -> None:
    paper.set_row(0, 32)
    for place, (words, width) in enumerate(_HEADS):
        paper.set_column(place, place, width)
        where = f" ({zone.key})" if words.en == "When" else ""
        paper.write_string(0, place, f"{words.vi}\n{words.en}{where}", head)
    paper.freeze_panes(1, 0)
    paper.set_landscape()
    paper.repeat_rows(0)


def _write_row(paper: Worksheet, row: int, line: TableLine, *, zone: ZoneInfo, moment: Format, quoted: Format) -> None:
    for place, cell in enumerate(_cells(line)):
        if place == COLUMNS.index("at"):
            paper.write_datetime(row, place, line.at.astimezone(zone).replace(tzinfo=None), moment)
        elif place == COLUMNS.index("outcome"):
            paper.write_string(row, place, f"{_OUTCOMES[line.outcome]} / {line.outcome}")
        elif isinstance(cell, str):
            paper.write_string(row, place, cell, quoted if looks_active(cell) else None)
        elif cell is not None:
            paper.write_number(row, place, cell)


def _cells(line: TableLine) -> tuple[str | int | None, ...]:
    return (
        line.number,
        canonical_instant(line.at.astimezone(UTC)),
        line.actor,
        line.role,
        line.action,
        action_words(line.action).vi,
        line.subject,
        line.district_code,
        line.outcome,
        line.detail,
        line.request_id,
        line.revision,
        line.sha256,
    )
