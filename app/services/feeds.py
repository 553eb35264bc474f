"""Calendar feeds: a program that cannot log in reads what its owner may, by an address that can be revoked."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from sqlalchemy.orm import Session, sessionmaker

from app.domain.errors import Conflict, FeedNotFound, InvalidValue
from app.services import tokens
from app.services.access import Act, Caller, caller, may, require_act, visible_districts
from app.services.register import current_register
from app.services.sign_in import note_quietly
from app.storage import staff
from app.storage.feed_tokens import (
    FeedToken,
    add_feed_token,
    find_feed_token,
    note_feed_use,
    revoke_feed_token,
    standing_feed_tokens,
)

MOST_FEEDS: Final = 20
"""So many addresses one person may keep."""


@dataclass(frozen=True)
class IssuedFeed:
    """A new token: its secret is told this once."""

    token: str
    feed: FeedToken

    def __repr__(self) -> str:
        """Nothing of the token: this may end in a traceback."""
        return f"IssuedFeed({self.feed.token_id})"


@dataclass(frozen=True)
class FeedReader:
    """Whose feed it is and what it may show; `district_codes` None: everything."""

    feed: FeedToken
    sha256: str
    district_codes: frozenset[str] | None


def issue_feed(session: Session, *, caller: Caller, label: str, district_code: str | None, now: datetime) -> IssuedFeed:
    """Make an address for a calendar program of the caller's.

    Raises:
        InvalidValue: no such district.
        NotYourDistrict: not one of the caller's.
        Conflict: as many stand as anybody may keep.
    """
    if district_code is not None:
        if district_code not in {each.code for each in current_register(session).duty_areas}:
            raise InvalidValue(
                "/district_code",
                vi=f"Không có quận, huyện mang mã “{district_code}”.",
                en=f"No district has code “{district_code}”; find it with GET /api/v1/districts.",
            )
        require_act(caller, Act.LOG_TEST_ROUND, district_code)
    if len(standing_feed_tokens(session, caller.username)) >= MOST_FEEDS:
        raise Conflict(
            vi=f"Đã có {MOST_FEEDS} địa chỉ lịch, tối đa một người. Thu hồi bớt địa chỉ cũ.",
            en=f"{MOST_FEEDS} calendar addresses stand, the most for one person. Revoke older ones.",
        )
    token = tokens.new_feed_token()
    feed = add_feed_token(
        session,
        token_sha256=tokens.sha256_of(token),
        username=caller.username,
        label=label,
        district_code=district_code,
        created_at=now,
    )
    return IssuedFeed(token, feed)


def own_feeds(session: Session, *, caller: Caller) -> list[FeedToken]:
    """The caller's standing addresses, oldest first, never their secrets."""
    return standing_feed_tokens(session, caller.username)


def end_feed(session: Session, *, caller: Caller, token_id: str, now: datetime) -> FeedToken:
    """Revoke an address of the caller's at once.

    Raises:
        FeedNotFound: the caller has none of this id.
    """
    for each in standing_feed_tokens(session, caller.username):
        if each.token_id == token_id:
            revoke_feed_token(session, each, now=now)
            return each
    raise FeedNotFound(token_id)


def read_feed(session: Session, token: str) -> FeedReader:
    """Who reads by a token, and what: the owner's districts as they are now.

    Raises:
        FeedNotFound: unknown or revoked; or its owner's account is closed, or may no longer see what is asked.
    """
    digest = tokens.sha256_of(token) if tokens.is_feed_token(token) else ""
    feed = find_feed_token(session, digest)
    member = None if feed is None else staff.find(session, feed.username)
    if feed is None or member is None or not member.active:
        raise FeedNotFound(tokens.FEED_PREFIX + "…")
    owner = caller(username=member.username, role=member.role, district_codes=frozenset(member.district_codes))
    visible = visible_districts(owner)
    wanted = visible if feed.district_code is None else frozenset({feed.district_code})
    if not all(may(owner, Act.LOG_TEST_ROUND, code) for code in wanted or {None}):
        raise FeedNotFound(tokens.FEED_PREFIX + "…")
    return FeedReader(feed, digest, wanted)


def note_feed_read(sessions: sessionmaker[Session], reader: FeedReader, *, on: date) -> None:
    """Remember the day an address was read, once a day; never keeps its reader from going on."""
    if reader.feed.last_used_on is None or reader.feed.last_used_on < on:
        note_quietly(sessions, lambda session: note_feed_use(session, reader.sha256, on=on))
