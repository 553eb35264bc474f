"""One's own account as its page shows it: who one is, where one is signed in, which keys stand."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from app.api.pages.words import Words
from app.domain.reporting_day import ReportingClock
from app.services.own_sessions import OwnSession
from app.services.sign_in import NOTED_EVERY
from app.storage.credentials import ApiKey


@dataclass(frozen=True)
class SessionRow:
    """One session in words; `end_label` names it to who cannot see the row."""

    session_id: str
    device: str
    lines: tuple[str, ...]
    is_this: bool
    end_label: str


@dataclass(frozen=True)
class KeyRow:
    """One key in words."""

    key_id: str
    label: str
    lines: tuple[str, ...]
    revoke_label: str


def session_rows(words: Words, found: Iterable[OwnSession], *, now: datetime) -> list[SessionRow]:
    """The sessions in the order they came in."""
    return [_session_row(words, own, now) for own in found]


def key_rows(words: Words, keys: Iterable[ApiKey], *, now: datetime) -> list[KeyRow]:
    """The keys that were not revoked, the newest first; those that have ended say so."""
    return [_key_row(words, key, now) for key in reversed(list(keys)) if key.revoked_at is None]


def end_of_day(clock: ReportingClock, day: date) -> datetime:
    """The last moment of a calendar day here, as the end of a key that is good through it."""
    return datetime.combine(day + timedelta(days=1), time(0), tzinfo=clock.timezone)


def _session_row(words: Words, own: OwnSession, now: datetime) -> SessionRow:
    session = own.session
    device = session.device or words("account_device_unknown")
    opened = words.moment(session.created_at)
    lines = (
        words("account_opened", moment=opened),
        _last_used(words, own, now),
        words("account_ends", moment=words.moment(session.expires_at)),
    )
    label = words("account_end_of", device=device, moment=opened)
    return SessionRow(session.session_id, device, tuple(line for line in lines if line), own.is_this, label)


def _last_used(words: Words, own: OwnSession, now: datetime) -> str:
    used = own.session.last_used_at
    if own.is_this or (used is not None and now - used < NOTED_EVERY):
        return words("account_used_now")
    return "" if used is None else words("account_used", moment=words.moment(used))


def _key_row(words: Words, key: ApiKey, now: datetime) -> KeyRow:
    used = words("account_key_last", day=key.last_used_on) if key.last_used_on else words("account_key_never")
    end = "" if key.expires_at is None else words("account_ends", moment=words.moment(key.expires_at))
    if key.expires_at is not None and key.expires_at <= now:
        end = words("account_key_ended")
    lines = (words("account_opened", moment=words.moment(key.created_at)), used, end)
    return KeyRow(
        key.key_id, key.label, tuple(line for line in lines if line), words("account_key_revoke_of", label=key.label)
    )
