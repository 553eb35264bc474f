"""Webhooks: who is told of which changes, how often a failed telling is tried again, and when it is given up.

Telling is at least once: the id of a message is that of its change and the same in every try, so receivers drop what
they have. First tries of one webhook go out in the order of the feed; a try again may come after later changes, and
receivers that mind the order sort by id.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from app.domain.changes import ChangeFilter, ChangeId

RETRIES: Final = tuple(
    timedelta(seconds=seconds) for seconds in (5, 30, 120, 600, 1800, 3600, 7200, 14_400, 28_800, 28_800)
)
"""The pauses after the first failed try, the second, …; a day and an hour in all. Then the message is dead."""
TRIED_FOR: Final = sum(RETRIES, timedelta())
"""How long a message is tried at least before it is dead."""
KEPT_FOR: Final = timedelta(days=30)
"""How long the note of a message that was taken is kept."""
JITTER: Final = 0.2
"""A pause is longer by up to so much of itself, or receivers that failed together are asked together again."""
LEASE: Final = timedelta(seconds=90)
"""So long a webhook belongs to the process that took it; a process that dies gives it back by letting this pass."""
REST: Final = timedelta(seconds=5)
"""So long others come first after a try that failed, whatever else waits for the same receiver."""
MESSAGES_A_TURN: Final = 5
TIMEOUT_S: Final = 10.0
"""For connecting and answering together; five messages stay within the lease."""
ROTATION_OVERLAP: Final = timedelta(hours=24)
"""So long the secret before signs as well."""
GONE: Final = 410
"""The answer by which a receiver unsubscribes itself."""


class DeliveryState(StrEnum):
    """What has become of a message."""

    PENDING = "pending"
    DELIVERED = "delivered"
    DEAD = "dead"


class DisabledBecause(StrEnum):
    """Why a webhook is not told any more."""

    BY_STAFF = "by_staff"
    GONE = "gone"
    ONLY_FAILURES = "only_failures"


@dataclass(frozen=True)
class Webhook:
    """One subscription. Secrets are sealed; `place` is how far in the feed its messages are queued."""

    webhook_id: str
    url: str
    description: str | None
    wanted: ChangeFilter
    sealed_secret: str
    sealed_secret_before: str | None
    secret_before_until: datetime | None
    disabled_because: DisabledBecause | None
    place: ChangeId
    failing_since: datetime | None
    created_at: datetime
    created_by: str

    @property
    def enabled(self) -> bool:
        """Whether it is told."""
        return self.disabled_because is None


@dataclass(frozen=True)
class Delivery:
    """One message to one webhook: a change, how often it was tried, and what came of it."""

    delivery_id: int
    webhook_id: str
    change: ChangeId
    state: DeliveryState
    attempts: int
    due_at: datetime
    last_tried_at: datetime | None
    last_status: int | None
    last_fault: str | None


@dataclass(frozen=True)
class Outcome:
    """What came of one try; `status` None: no answer came, and `fault` says why."""

    status: int | None
    fault: str | None
    seconds: float = 0.0

    @property
    def is_taken(self) -> bool:
        """Whether the receiver has it: only a 2xx says so; a redirect is not followed."""
        return self.status is not None and 200 <= self.status < 300


def retry_at(now: datetime, *, attempts: int, message_id: str) -> datetime | None:
    """When a message that has failed so many times is tried again; None: never, it is dead.

    The jitter is drawn from the message itself, so the same history gives the same times.
    """
    if attempts > len(RETRIES):
        return None
    pause = RETRIES[attempts - 1]
    drawn = hashlib.sha256(f"{message_id}|{attempts}".encode()).digest()[0] / 255
    return now + pause * (1 + JITTER * drawn)
