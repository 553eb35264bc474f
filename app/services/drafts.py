"""Drafts: what was typed into a day's sheet is kept as typed until it is sent, and colleagues may see it.

A draft is no record: it takes no revision and not the lock that orders all writes, feeds nothing that is judged or
shown to the public, and leaves no audit line. What is sent leaves one.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from sqlalchemy.orm import Session

from app.domain.errors import DistrictNotFound, FutureReportingDate, InvalidValue, StaleDraft, TooManyDrafts
from app.services.access import Act, Caller, require_act
from app.services.register import current_register
from app.services.site_rules import SiteRules
from app.storage import drafts
from app.storage.drafts import Cells, Draft, DraftKey

KEPT_FOR: Final = timedelta(days=30)
"""Counted from the last change."""
MOST_CHARACTERS: Final = 100_000
"""Of one draft: sixty wards with a long note each come to a third of it."""
MOST_DRAFTS: Final = 400
"""Of one person: thirty districts through a whole grace period, several times over."""


@dataclass(frozen=True)
class Sheet:
    """A person's own draft, and those of colleagues of the same district and day."""

    own: Draft
    others: tuple[Draft, ...]


def read_draft(session: Session, *, caller: Caller, district_code: str, reporting_date: date) -> Sheet:
    """What the caller and colleagues have typed; version 0 where the caller has not begun.

    Raises:
        DistrictNotFound, NotYourDistrict: as named.
    """
    key = _key(session, caller, district_code, reporting_date)
    return Sheet(_own(session, key), tuple(drafts.of_others(session, key)))


def keep_draft(
    session: Session,
    *,
    rules: SiteRules,
    caller: Caller,
    district_code: str,
    reporting_date: date,
    cells: Cells,
    version: int,
    now: datetime,
) -> Draft:
    """Keep what was typed in the place of the version that was seen; 0 for the first.

    Raises:
        StaleDraft: another tab or device of the same person was first; what it kept is told.
        TooManyDrafts: the person keeps as many as anybody may.
        InvalidValue: a ward of another district, or too much text.
        FutureReportingDate, DistrictNotFound, NotYourDistrict: as named.
    """
    key = _key(session, caller, district_code, reporting_date)
    open_day = rules.clock.open_day(now)
    if reporting_date > open_day:
        raise FutureReportingDate("/reporting_date", reporting_date, open_day)
    _check_cells(session, district_code, cells)
    if version == 0:
        if drafts.kept_by(session, caller.username) >= MOST_DRAFTS:
            raise TooManyDrafts(MOST_DRAFTS)
        is_kept = drafts.add(session, key, cells, now=now)
    else:
        is_kept = drafts.replace(session, key, cells, version=version, now=now)
    own = _own(session, key)
    if not is_kept:
        raise StaleDraft(current_version=own.version, updated_at=own.updated_at, cells=own.cells)
    return own


def drop_draft(session: Session, *, caller: Caller, district_code: str, reporting_date: date, now: datetime) -> None:
    """Empty the caller's draft, as after sending; nothing happens where there is none.

    Raises:
        DistrictNotFound, NotYourDistrict: as named.
    """
    drafts.empty(session, _key(session, caller, district_code, reporting_date), now=now)


def forget_old_drafts(session: Session, *, now: datetime) -> int:
    """Remove drafts that nobody has touched for thirty days; how many there were."""
    return drafts.forget(session, before=now - KEPT_FOR)


def _key(session: Session, caller: Caller, district_code: str, reporting_date: date) -> DraftKey:
    if district_code not in {ward.scope_code for ward in current_register(session).wards}:
        raise DistrictNotFound(district_code)
    require_act(caller, Act.POST_REPORT, district_code)
    return DraftKey(caller.username, district_code, reporting_date)


def _own(session: Session, key: DraftKey) -> Draft:
    return drafts.find(session, key) or Draft(key.username, key.username, 0, None, {})


def _check_cells(session: Session, district_code: str, cells: Cells) -> None:
    known = {ward.code for ward in current_register(session).wards if ward.scope_code == district_code}
    for ward_code in cells:
        if ward_code not in known:
            raise InvalidValue(
                f"/cells/{ward_code}",
                vi=f"Phường, xã {ward_code} không thuộc quận, huyện {district_code}; bỏ dòng ấy khỏi bản nháp.",
                en=f"Ward {ward_code} is not in district {district_code}; leave that row out of the draft.",
            )
    length = sum(len(text) for row in cells.values() for text in row.values())
    if length > MOST_CHARACTERS:
        raise InvalidValue(
            "/cells",
            vi=f"Bản nháp dài {length} ký tự, tối đa {MOST_CHARACTERS}; rút ngắn các ghi chú.",
            en=f"The draft has {length} characters, at most {MOST_CHARACTERS} are kept; shorten the notes.",
        )
