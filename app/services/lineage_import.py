"""From a table of old and new units to the events of a day, with a report of what is odd about it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from app.domain.lineage import EventKind, UnitEvent
from app.formats.lineage_table import LineageRow
from app.services.register_chain import register_chain


@dataclass(frozen=True)
class LineageReport:
    """What a table says: how many units became how many, by kind; and which codes mean other ground since.

    `reused`: codes of units that were, borne by new units made wholly or partly of others. `unmeasured`: old units
    whose parts nobody measured. `unknown`: old codes that no unit in force before the day bears.
    """

    on: date
    events: int
    old_units: int
    new_units: int
    kinds: dict[str, int]
    reused: tuple[str, ...]
    unmeasured: tuple[str, ...]
    unknown: tuple[str, ...]

    def document(self) -> dict[str, Any]:
        """The report as JSON."""
        return {**asdict(self), "on": self.on.isoformat()}

    def lines(self) -> list[str]:
        """The report for a person, in both languages."""
        kinds = ", ".join(f"{kind}: {count}" for kind, count in sorted(self.kinds.items()))
        lines = [
            f"{self.events} biến động ngày {self.on:%d/%m/%Y}: {self.old_units} đơn vị cũ thành {self.new_units} "
            f"đơn vị mới ({kinds}) / {self.old_units} old units became {self.new_units} new ones",
        ]
        for codes, vi, en in (
            (self.reused, "mã được dùng lại cho địa bàn khác", "codes used again for other ground"),
            (self.unmeasured, "đơn vị cũ có phần chưa đo", "old units with parts nobody measured"),
            (
                self.unknown,
                "mã cũ không có trong danh mục trước ngày này",
                "old codes not in force before that day",
            ),
        ):
            if codes:
                lines.append(f"{len(codes)} {vi} / {en}: {', '.join(codes[:12])}{' …' if len(codes) > 12 else ''}")
        return lines


def events_of_table(rows: Sequence[LineageRow], *, on: date, document_number: str | None) -> list[UnitEvent]:
    """The events of a day that a table of pairs tells.

    A unit in several rows was split; one that went whole was merged with others, renamed, or got another code.
    """
    parts = Counter(row.old_code for row in rows)
    sources = Counter(row.new_code for row in rows)
    return [
        UnitEvent(
            kind=_kind(row, parts=parts[row.old_code], sources=sources[row.new_code]),
            on=on,
            from_code=row.old_code,
            to_code=row.new_code,
            population_share=1.0 if row.share == 1.0 else None,
            area_share=row.share,
            document_number=document_number,
        )
        for row in rows
    ]


def lineage_report(session: Session, events: Sequence[UnitEvent], *, on: date) -> LineageReport:
    """What is worth knowing of the events of a day before they are declared."""
    chain = register_chain(session)
    position = chain.position_on(on)
    before = chain.spans[max(position - 1, 0) if chain.spans[position].first_day == on else position].register
    old, new = {each.from_code for each in events}, {each.to_code for each in events}
    others = {each.to_code for each in events if each.from_code != each.to_code}
    return LineageReport(
        on=on,
        events=len(events),
        old_units=len(old),
        new_units=len(new),
        kinds=dict(Counter(each.kind.value for each in events)),
        reused=tuple(sorted(old & others)),
        unmeasured=tuple(sorted({each.from_code for each in events if each.area_share is None})),
        unknown=tuple(sorted(code for code in old if code not in before.positions)),
    )


def _kind(row: LineageRow, *, parts: int, sources: int) -> EventKind:
    if parts > 1 or row.share != 1.0:
        return EventKind.SPLIT
    if sources > 1:
        return EventKind.MERGE
    return EventKind.RENAME if row.old_code == row.new_code else EventKind.RECODE
