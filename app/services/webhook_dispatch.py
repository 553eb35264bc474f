"""Telling webhooks: queue what is new, take a webhook for a while, send its messages, note what came of them.

Several processes may do it. A webhook belongs to one of them at a time, by a lease in the database; a process that is
killed leaves its messages pending, and another sends them again with the same ids.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from threading import Event, Thread

from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session, sessionmaker

from app.domain.errors import Unavailable, ZoneError
from app.domain.webhooks import (
    GONE,
    KEPT_FOR,
    LEASE,
    MESSAGES_A_TURN,
    REST,
    TRIED_FOR,
    Delivery,
    DeliveryState,
    DisabledBecause,
    Outcome,
    Webhook,
    retry_at,
)
from app.services.webhook_post import Message, Poster
from app.services.webhook_secrets import SecretBox
from app.services.webhooks import signing_secrets
from app.storage.audit import AuditEntry, record
from app.storage.changes import changes_after, find_change
from app.storage.webhooks import (
    due_messages,
    find_message,
    find_webhook,
    forget_delivered,
    next_due,
    queue_messages,
    release_webhook,
    save_message,
    save_webhook,
    take_webhook,
    webhooks,
)

ACTOR = "webhooks"
AT_ONCE = 4
"""Webhooks that are told at the same time, so that one slow receiver does not hold up the others."""
SHORTEST_PAUSE_S = 0.1
LONGEST_PAUSE_S = 5.0
PAUSE_AFTER_FAULT_S = 5.0
FORGETS_EVERY_S = 3600.0
_PAGE = 500
_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Dispatch:
    """What telling needs: the database, who sends, what opens secrets, the clock."""

    sessions: sessionmaker[Session]
    poster: Poster
    box: SecretBox
    clock: Callable[[], datetime]

    def queue_new(self) -> int:
        """Queue for every webhook what has been told since it was last looked at; how many messages."""
        with self.sessions() as session:
            session.connection(execution_options={"read_only": True})
            behind = [each.webhook_id for each in webhooks(session) if changes_after(session, each.place, limit=1)]
        return sum(self._queue_for(each) for each in behind)

    def forget_old(self) -> None:
        """Drop what was delivered long ago; it looks at every message, so do it now and then."""
        with self.sessions.begin() as session:
            forget_delivered(session, before=self.clock() - KEPT_FOR)

    def _queue_for(self, webhook_id: str) -> int:
        queued, is_done = 0, False
        while not is_done:
            with self.sessions.begin() as session:
                webhook = find_webhook(session, webhook_id, lock=True)
                some = [] if webhook is None else changes_after(session, webhook.place, limit=_PAGE)
                is_done = len(some) < _PAGE
                if webhook is None or not some:
                    continue
                # One that is disabled is caught up by a replay, when somebody asks for it.
                wanted = [each.id for each in some if webhook.enabled and webhook.wanted.takes(each)]
                queued += queue_messages(session, webhook_id, wanted, due_at=self.clock())
                save_webhook(session, replace(webhook, place=some[-1].id))
        return queued

    def deliver_turn(self) -> int:
        """Send some messages of the webhook that has rested longest; how many were tried, 0: nothing is due."""
        begun = self.clock()
        with self.sessions.begin() as session:
            webhook = take_webhook(session, now=begun, lease=LEASE)
            if webhook is None:
                return 0
            due = due_messages(session, webhook.webhook_id, now=begun, limit=MESSAGES_A_TURN)
        tried, goes_on = 0, True
        try:
            for each in due:
                # The lease must outlast the message: past its middle the next one is left to another turn.
                if not goes_on or self.clock() - begun > LEASE / 2:
                    break
                tried, goes_on = tried + 1, False
                goes_on = self._deliver(webhook, each)
        finally:
            rests_until = self.clock() + (timedelta() if goes_on else REST)
            with self.sessions.begin() as session:
                release_webhook(session, webhook.webhook_id, leased_until=begun + LEASE, rests_until=rests_until)
        return tried

    def _deliver(self, webhook: Webhook, delivery: Delivery) -> bool:
        """One try; whether the next message may follow at once."""
        with self.sessions() as session:
            session.connection(execution_options={"read_only": True})
            change = find_change(session, delivery.change)
        now = self.clock()
        if change is None:
            # After a backup was restored: the change it told of never was.
            outcome = Outcome(None, "the change is not in the feed")
        else:
            outcome = self._post(webhook, Message.of(change), now)
        with self.sessions.begin() as session:
            return self._note(session, delivery, outcome)

    def _post(self, webhook: Webhook, message: Message, now: datetime) -> Outcome:
        try:
            secrets = signing_secrets(webhook, box=self.box, now=now)
        except Unavailable:
            return Outcome(None, "the secret cannot be opened with this site's key: rotate it")
        return self.poster.post(webhook.url, message, secrets, now=now)

    def _note(self, session: Session, delivery: Delivery, outcome: Outcome) -> bool:
        now = self.clock()
        webhook = find_webhook(session, delivery.webhook_id, lock=True)
        newest = find_message(session, delivery.webhook_id, delivery.delivery_id)
        if webhook is None or newest is None:
            return False
        noted = _after(newest, outcome, now=now)
        save_message(session, noted)
        changed = _webhook_after(webhook, noted, outcome, now=now)
        if changed != webhook:
            save_webhook(session, changed)
        if webhook.enabled and changed.disabled_because is not None:
            _tell_disabled(session, changed, now=now)
        return changed.enabled and outcome.is_taken


def _after(delivery: Delivery, outcome: Outcome, *, now: datetime) -> Delivery:
    if delivery.state is DeliveryState.DELIVERED and not outcome.is_taken:
        # Another process has sent it meanwhile: it was taken, whatever came of this try.
        return delivery
    attempts = delivery.attempts + 1
    tried = replace(
        delivery, attempts=attempts, last_tried_at=now, last_status=outcome.status, last_fault=outcome.fault
    )
    if outcome.is_taken:
        return replace(tried, state=DeliveryState.DELIVERED)
    again = retry_at(now, attempts=attempts, message_id=str(delivery.change))
    if again is None or outcome.status == GONE:
        return replace(tried, state=DeliveryState.DEAD)
    return replace(tried, due_at=again)


def _webhook_after(webhook: Webhook, delivery: Delivery, outcome: Outcome, *, now: datetime) -> Webhook:
    if outcome.is_taken:
        return replace(webhook, failing_since=None)
    failing = replace(webhook, failing_since=webhook.failing_since or now)
    if outcome.status == GONE:
        return replace(failing, disabled_because=webhook.disabled_because or DisabledBecause.GONE)
    if delivery.state is DeliveryState.DEAD and now - (failing.failing_since or now) >= TRIED_FOR and webhook.enabled:
        # Not one message was taken for as long as this one was tried.
        return replace(failing, disabled_because=DisabledBecause.ONLY_FAILURES)
    return failing


def _tell_disabled(session: Session, webhook: Webhook, *, now: datetime) -> None:
    assert webhook.disabled_because is not None
    _log.warning("webhook %s is disabled: %s", webhook.webhook_id, webhook.disabled_because)
    detail: dict[str, object] = {"because": webhook.disabled_because.value}
    record(
        session, AuditEntry(at=now, actor=ACTOR, action="disable_webhook", subject=webhook.webhook_id, detail=detail)
    )


def deliver_until_empty(dispatch: Dispatch) -> Iterator[int]:
    """Queue and send until nothing is due any more; the number tried, turn by turn."""
    dispatch.queue_new()
    while tried := dispatch.deliver_turn():
        yield tried


class Dispatcher:
    """A thread that tells webhooks as changes come and tries fall due; a few others send for it."""

    def __init__(self, dispatch: Dispatch) -> None:
        self._dispatch = dispatch
        self._wake, self._stop = Event(), Event()
        self._thread = Thread(target=self._run, name="webhooks", daemon=True)
        self._senders = ThreadPoolExecutor(max_workers=AT_ONCE, thread_name_prefix="webhook")

    def start(self) -> None:
        """Begin."""
        self._thread.start()

    def stop(self) -> None:
        """Stop after the messages that are being sent."""
        self._stop.set()
        self._wake.set()
        self._thread.join(timeout=5)
        self._senders.shutdown(wait=False, cancel_futures=True)

    def wake(self, _changes: object = None) -> None:
        """There may be something to tell."""
        self._wake.set()

    def _run(self) -> None:
        sending: set[Future[int]] = set()
        pause_s, forgets_at = 0.0, 0.0
        while not self._stop.is_set():
            self._wake.wait(pause_s)
            self._wake.clear()
            try:
                self._dispatch.queue_new()
                if time.monotonic() >= forgets_at:
                    self._dispatch.forget_old()
                    forgets_at = time.monotonic() + FORGETS_EVERY_S
                pause_s = self._pause_s()
                is_due = pause_s <= 0
                sending = {each for each in sending if not each.done()}
                while is_due and len(sending) < AT_ONCE and not self._stop.is_set():
                    sending.add(self._senders.submit(self._send))
                # A sender that has just been asked has not taken its webhook yet.
                pause_s = max(pause_s, SHORTEST_PAUSE_S)
            except (SQLAlchemyError, ZoneError):
                pause_s = PAUSE_AFTER_FAULT_S
            except Exception:
                _log.exception("telling webhooks met a fault")
                pause_s = PAUSE_AFTER_FAULT_S

    def _send(self) -> int:
        try:
            tried = self._dispatch.deliver_turn()
        except (SQLAlchemyError, ZoneError):
            return 0
        except Exception:
            _log.exception("a turn of telling a webhook met a fault")
            return 0
        if tried:
            self._wake.set()
        return tried

    def _pause_s(self) -> float:
        with self._dispatch.sessions() as session:
            session.connection(execution_options={"read_only": True})
            due = next_due(session)
        if due is None:
            return LONGEST_PAUSE_S
        return min(LONGEST_PAUSE_S, max(0.0, (due - self._dispatch.clock()).total_seconds()))
