"""The due list as an iCalendar file that calendar programs subscribe to: all-day entries, no case counts.

Source: RFC 5545 (UID, SEQUENCE, STATUS, DTEND exclusive), RFC 7986 (NAME, REFRESH-INTERVAL).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final

from icalendar import Calendar, Event

from app.domain.policy import Policy
from app.domain.sentences import Phrase, number
from app.domain.testing_units import CalendarEntry, UnitKind
from app.formats.due_workbook import KINDS

MEDIA_TYPE: Final = "text/calendar; charset=utf-8"
_DRILL: Final = Phrase("DIỄN TẬP", "DRILL")
_ONE_DAY: Final = timedelta(days=1)
_REFRESHED_EVERY: Final = timedelta(hours=1)


@dataclass(frozen=True)
class CalendarBasis:
    """Whose calendar it is, which policy names its levels, when what it tells was recorded, whether it is a drill."""

    name: str
    policy: Policy
    changed_at: datetime
    drill: bool


def due_calendar(entries: Iterable[CalendarEntry], basis: CalendarBasis) -> bytes:
    """The file; the same entries give the same bytes."""
    calendar = Calendar()
    calendar.add("prodid", "-//Khoanh Vung//Testing due//VI")
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", "PUBLISH")
    name = f"[{_DRILL.vi}] {basis.name}" if basis.drill else basis.name
    calendar.add("name", name)
    calendar.add("x-wr-calname", name)
    calendar.add("refresh-interval", _REFRESHED_EVERY, parameters={"value": "DURATION"})
    calendar.add("x-published-ttl", "PT1H")
    for each in entries:
        calendar.add_component(_event(each, basis))
    content: bytes = calendar.to_ical()
    return content


def _event(entry: CalendarEntry, basis: CalendarBasis) -> Event:
    event = Event()
    event.add("uid", f"{entry.uid}@khoanhvung")
    event.add("dtstamp", basis.changed_at.astimezone(UTC).replace(microsecond=0))
    event.add("sequence", entry.sequence)
    event.add("dtstart", entry.first_day)
    # The end of an all-day entry is the first day after it.
    event.add("dtend", entry.last_day + _ONE_DAY)
    event.add("summary", _summary(entry, drill=basis.drill))
    event.add("description", _description(entry, basis.policy))
    event.add("categories", [KINDS[entry.kind].vi])
    event.add("status", "CANCELLED" if entry.cancelled else "CONFIRMED")
    event.add("transp", "TRANSPARENT")
    return event


def _summary(entry: CalendarEntry, *, drill: bool) -> str:
    where = f"{entry.name} ({entry.district_name})" if entry.district_name else entry.name
    return f"[{_DRILL.vi}] Lấy mẫu: {where}" if drill else f"Lấy mẫu: {where}"


def _description(entry: CalendarEntry, policy: Policy) -> str:
    lines = [f"{KINDS[entry.kind].vi} / {KINDS[entry.kind].en}"]
    if entry.level is not None:
        vi, en = policy.label(entry.level)
        lines.append(f"Mức / Level: {vi} / {en}")
    if entry.cancelled:
        lines.append("Đã xong / Done")
    elif entry.people is not None:
        people = number(entry.people)
        lines.append(f"Số người cần lấy mẫu: {people.vi} / People to sample: {people.en}")
    if entry.kind is UnitKind.CAMPAIGN and not entry.cancelled:
        lines.append(f"Còn {entry.units} phường, xã / Wards left: {entry.units}")
    return "\n".join(lines)
