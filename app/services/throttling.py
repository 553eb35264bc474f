"""Guessing slowed down: ten wrong tries lock an account or an address, each further one for twice as long.

A try is counted before the password is looked at, so that a hundred tries at once are a hundred tries; a right one
takes back what its owner's slips had cost. Unknown names are counted like known ones, so a lock tells nothing.
"""

from __future__ import annotations

import hashlib
import ipaddress
import math
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy.orm import Session

from app.domain.errors import TooManyAttempts
from app.storage.sign_in_attempts import Tally, lock_tally, locks_of, prune, store_tally

WRONG_TRIES: Final = 10
FIRST_LOCK: Final = timedelta(minutes=1)
LONGEST_LOCK: Final = timedelta(hours=1)
REMEMBERED: Final = timedelta(hours=24)
"""A subject without a wrong try for so long starts afresh."""

_IPV6_SITE_BITS: Final = 64


@dataclass(frozen=True)
class Subjects:
    """The counters a try is held against, as hashes: the account it names, and the address it comes from."""

    account: str
    address: str

    @classmethod
    def of(cls, *, username: str, address: str) -> Subjects:
        """The counters of a folded user name, whether or not the account exists, and of a network address."""
        return cls(_hashed(f"account:{username}"), _hashed(f"address:{_neighborhood(address)}"))


def refuse_locked(session: Session, subjects: Subjects, *, now: datetime) -> None:
    """Go on only while neither subject is locked; reads alone, so that a locked-out crowd holds up nobody.

    Raises:
        TooManyAttempts: with the seconds still to wait.
    """
    _refuse(max(locks_of(session, [subjects.account, subjects.address]), default=None), now)


def count_try(session: Session, subjects: Subjects, *, now: datetime) -> timedelta:
    """Count one try against both subjects; the tenth locks them unless it turns out to be right.

    Answers for how long one of them is locked by this try; zero while there are more to spare.

    Raises:
        TooManyAttempts: one of them is locked; nothing was counted.
    """
    prune(session, before=now - REMEMBERED)
    ends = [now]
    # Always the account first: two tries then never wait for each other.
    for subject in (subjects.account, subjects.address):
        tally = lock_tally(session, subject, now=now)
        _refuse(tally.locked_until, now)
        counted = _counted(tally, now)
        store_tally(session, subject, counted)
        ends.append(counted.locked_until or now)
    return max(ends) - now


def forgive(session: Session, subjects: Subjects, *, now: datetime) -> None:
    """Take back the tries of an account whose owner has signed in, from the address too.

    Not all that stands against the address: one's own account must not be a way to go on guessing at others.
    """
    own = lock_tally(session, subjects.account, now=now)
    shared = lock_tally(session, subjects.address, now=now)
    store_tally(session, subjects.account, replace(own, failures=0, locked_until=None))
    left = max(0, shared.failures - own.failures)
    locked_until = shared.locked_until if left >= WRONG_TRIES else None
    store_tally(session, subjects.address, replace(shared, failures=left, locked_until=locked_until))


def unlock_account(session: Session, username: str, *, now: datetime) -> None:
    """Forget the wrong tries of an account, as when its password is set anew."""
    account = Subjects.of(username=username, address="").account
    store_tally(session, account, Tally(failures=0, last_failed_at=now, locked_until=None))


def _counted(tally: Tally, now: datetime) -> Tally:
    failures = 1 if now - tally.last_failed_at > REMEMBERED else tally.failures + 1
    return Tally(failures, now, _lock_end(failures, now))


def _lock_end(failures: int, now: datetime) -> datetime | None:
    if failures < WRONG_TRIES:
        return None
    lock = FIRST_LOCK
    for _further in range(WRONG_TRIES, failures):
        lock = min(lock * 2, LONGEST_LOCK)
    return now + lock


def _refuse(locked_until: datetime | None, now: datetime) -> None:
    if locked_until is not None and locked_until > now:
        raise TooManyAttempts(math.ceil((locked_until - now).total_seconds()))


def _neighborhood(address: str) -> str:
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return address
    if isinstance(parsed, ipaddress.IPv4Address):
        return str(parsed)
    if parsed.ipv4_mapped is not None:
        return str(parsed.ipv4_mapped)
    # One IPv6 site owns 2⁶⁴ addresses: they count as one.
    return str(ipaddress.ip_network((int(parsed), _IPV6_SITE_BITS), strict=False))


def _hashed(subject: str) -> str:
    return hashlib.sha256(subject.encode("utf-8", "surrogatepass")).hexdigest()
