"""Reading a sheet for a member of staff: with the register of its day, within their districts, a few at a time."""

from __future__ import annotations

from contextlib import nullcontext
from datetime import date, datetime
from threading import BoundedSemaphore
from typing import Final

from sqlalchemy.orm import Session

from app.domain.errors import UnreadableSheet
from app.domain.vocabulary import CaseClass
from app.services.access import Caller, require_district
from app.services.register import register_on
from app.services.sheet_reading import SheetReading, read_pasted, read_sheet
from app.services.site_rules import SiteRules

AT_ONCE: Final = 2
"""Large files read at the same time in one process; the others wait their turn, for each takes memory."""
LARGE: Final = 512 * 2**10
_desk: Final = BoundedSemaphore(AT_ONCE)


def read_sent(
    session: Session,
    *,
    rules: SiteRules,
    caller: Caller,
    content: bytes,
    name: str | None,
    district_code: str | None,
    on: date | None,
    count_class: CaseClass | None,
    now: datetime,
) -> SheetReading:
    """A file, or pasted text (`name` None), as `read_sheet` reads it.

    Args:
        district_code: the only district whose wards are taken; None for all the caller answers for.
        on: the day it should be of; None when any day will do.

    Raises:
        NotYourDistrict: the caller does not answer for that district.
        DistrictNotFound: there is none of that code.
        UnreadableSheet: see `read_sheet`.
    """
    today = rules.clock.open_day(now)
    register = register_on(session, on or today)
    scope = caller.district_codes
    if district_code is not None:
        require_district(caller, register.district(district_code).code)
        scope = frozenset({district_code})
    with _desk if len(content) > LARGE else nullcontext():
        if name is None:
            return read_pasted(
                _pasted(content),
                register=register,
                district_codes=scope,
                on=on,
                today=today,
                count_class=count_class,
            )
        return read_sheet(
            content,
            register=register,
            district_codes=scope,
            on=on,
            today=today,
            count_class=count_class,
        )


def _pasted(content: bytes) -> str:
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise UnreadableSheet(
            "not_utf8",
            vi="Chữ đã dán không phải UTF-8; dán lại, hoặc gửi cả tệp.",
            en="The pasted text is not UTF-8; paste it again, or send the whole file.",
        ) from None
