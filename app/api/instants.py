"""Instants and days in addresses: RFC 3339 with offset, read strictly, never in the future where history is asked."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Final

from app.domain.errors import InvalidValue

EARLIEST: Final = datetime(1900, 1, 1, tzinfo=UTC)
"""Before that there is no site to speak of, and days before the first one cannot be counted."""
LATEST: Final = datetime(9999, 1, 1, tzinfo=UTC)
"""From there on the reporting day of an instant, or the day after it, may be one that no calendar here has."""


def read_instant(text: str, pointer: str) -> datetime:
    """An aware UTC instant. A plus sign that an address turned into a space is understood.

    Raises:
        InvalidValue: not an instant, one without offset, or one that is not of the years 1900 to 9998.
    """
    try:
        instant = datetime.fromisoformat(text.strip().replace(" ", "+") if "T" in text else "")
        if instant.tzinfo is None or not EARLIEST <= instant < LATEST:
            raise ValueError
        return instant.astimezone(UTC)
    except (ValueError, OverflowError):
        raise InvalidValue(
            pointer,
            vi=f"{pointer[1:]} phải là thời điểm từ năm 1900 đến 9998, có múi giờ, ví dụ 2021-09-14T18:00:00+07:00.",
            en=f"{pointer[1:]} must be an instant of 1900 to 9998 with offset, for example 2021-09-14T18:00:00+07:00.",
        ) from None


def read_past_instant(text: str, pointer: str, *, now: datetime) -> datetime:
    """The same, not later than now: the future is `next_status`, not history."""
    instant = read_instant(text, pointer)
    if instant > now:
        raise InvalidValue(
            pointer,
            vi=f"{pointer[1:]} nằm trong tương lai; mức sắp tới xem ở next_status.",
            en=f"{pointer[1:]} lies in the future; what is to come is in next_status.",
        )
    return instant


def read_day(text: str, pointer: str) -> date:
    """A day as YYYY-MM-DD."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise InvalidValue(
            pointer, vi=f"{pointer[1:]} phải là ngày YYYY-MM-DD.", en=f"{pointer[1:]} must be a day as YYYY-MM-DD."
        ) from None
