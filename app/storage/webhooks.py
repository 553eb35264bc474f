"""Webhooks and their messages: store, queue, take for a while, note what came of a try."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Select, delete, func, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from app.domain.changes import ChangeFilter, ChangeId, ChangeKind
from app.domain.webhooks import Delivery, DeliveryState, DisabledBecause, Webhook
from app.storage.tables.webhooks import WebhookDeliveryRow, WebhookRow


def next_webhook_id(session: Session) -> str:
    """The id of the next webhook; call it under the site lock."""
    return f"WH{(session.scalar(select(func.count()).select_from(WebhookRow)) or 0) + 1:04d}"


def save_webhook(session: Session, webhook: Webhook) -> None:
    """Store a webhook, or what has changed of one."""
    row = session.get(WebhookRow, webhook.webhook_id, populate_existing=True)
    if row is None:
        row = WebhookRow(webhook_id=webhook.webhook_id, leased_until=None, removed_at=None)
        session.add(row)
    row.url, row.description = webhook.url, webhook.description
    row.kinds = sorted(kind.value for kind in webhook.wanted.kinds)
    row.district_codes = sorted(webhook.wanted.district_codes)
    row.sealed_secret, row.sealed_secret_before = webhook.sealed_secret, webhook.sealed_secret_before
    row.secret_before_until = webhook.secret_before_until
    row.disabled_because = webhook.disabled_because
    row.place_revision, row.place_number = webhook.place.revision, webhook.place.number
    row.failing_since, row.created_at, row.created_by = webhook.failing_since, webhook.created_at, webhook.created_by
    session.flush()


def remove_webhook(session: Session, webhook_id: str, *, now: datetime) -> None:
    """Tell it nothing any more; forget its secrets, and the messages that wait."""
    session.execute(
        delete(WebhookDeliveryRow).where(
            WebhookDeliveryRow.webhook_id == webhook_id, WebhookDeliveryRow.state == DeliveryState.PENDING
        )
    )
    session.execute(
        update(WebhookRow)
        .where(WebhookRow.webhook_id == webhook_id)
        .values(removed_at=now, sealed_secret="", sealed_secret_before=None)
    )


def webhooks(session: Session) -> list[Webhook]:
    """All that are not removed, by id."""
    rows = session.scalars(select(WebhookRow).where(WebhookRow.removed_at.is_(None)).order_by(WebhookRow.webhook_id))
    return [_webhook(row) for row in rows]


def find_webhook(session: Session, webhook_id: str, *, lock: bool = False) -> Webhook | None:
    """One of them; None: no such. With `lock` nobody else changes it until the transaction ends."""
    statement = select(WebhookRow).where(WebhookRow.webhook_id == webhook_id, WebhookRow.removed_at.is_(None))
    row = session.scalars(statement.with_for_update() if lock else statement).one_or_none()
    if row is None:
        return None
    session.refresh(row)
    return _webhook(row)


def queue_messages(session: Session, webhook_id: str, places: Iterable[ChangeId], *, due_at: datetime) -> int:
    """Queue changes for a webhook, those queued before once more; how many."""
    anew = {"state": DeliveryState.PENDING, "attempts": 0, "due_at": due_at}
    rows = [{"webhook_id": webhook_id, "revision": each.revision, "number": each.number, **anew} for each in places]
    if rows:
        dialect = postgresql if session.get_bind().dialect.name == "postgresql" else sqlite
        statement = dialect.insert(WebhookDeliveryRow).on_conflict_do_update(
            index_elements=["webhook_id", "revision", "number"], set_=anew
        )
        session.execute(statement, rows)
    return len(rows)


def take_webhook(session: Session, *, now: datetime, lease: timedelta) -> Webhook | None:
    """Take a webhook with due messages for a while, the one that has rested longest; None: nothing is due that is free.

    Two processes never take the same one: PostgreSQL passes over what another has locked, SQLite has one writer.
    """
    due = (
        select(WebhookDeliveryRow.webhook_id, func.min(WebhookDeliveryRow.due_at).label("since"))
        .where(WebhookDeliveryRow.state == DeliveryState.PENDING, WebhookDeliveryRow.due_at <= now)
        .group_by(WebhookDeliveryRow.webhook_id)
        .subquery()
    )
    is_free = WebhookRow.leased_until.is_(None) | (WebhookRow.leased_until <= now)
    statement = (
        select(WebhookRow)
        .join(due, due.c.webhook_id == WebhookRow.webhook_id)
        .where(is_free, WebhookRow.removed_at.is_(None), WebhookRow.disabled_because.is_(None))
        .order_by(WebhookRow.leased_until.nulls_first(), due.c.since, WebhookRow.webhook_id)
        .limit(1)
        .with_for_update(skip_locked=True, of=WebhookRow)
    )
    row = session.scalars(statement).one_or_none()
    if row is None:
        return None
    row.leased_until = now + lease
    session.flush()
    return _webhook(row)


def release_webhook(session: Session, webhook_id: str, *, leased_until: datetime, rests_until: datetime) -> None:
    """Let others take it from a moment on.

    Args:
        leased_until: of the lease that ends. Where it is over, another's may have begun, and that one stays.
        rests_until: others come first until then, and between those that are free the one that was told last.
    """
    session.execute(
        update(WebhookRow)
        .where(WebhookRow.webhook_id == webhook_id, WebhookRow.leased_until == leased_until)
        .values(leased_until=rests_until)
    )


def due_messages(session: Session, webhook_id: str, *, now: datetime, limit: int) -> list[Delivery]:
    """The messages of a webhook that are due, in the order of the feed."""
    statement = select(WebhookDeliveryRow).where(
        WebhookDeliveryRow.webhook_id == webhook_id,
        WebhookDeliveryRow.state == DeliveryState.PENDING,
        WebhookDeliveryRow.due_at <= now,
    )
    return _deliveries(session, statement.order_by(WebhookDeliveryRow.revision, WebhookDeliveryRow.number).limit(limit))


def messages(
    session: Session, webhook_id: str, *, state: DeliveryState | None, after: ChangeId, limit: int
) -> list[Delivery]:
    """The messages of a webhook after a place, in the order of the feed."""
    beyond = (WebhookDeliveryRow.revision > after.revision) | (
        (WebhookDeliveryRow.revision == after.revision) & (WebhookDeliveryRow.number > after.number)
    )
    statement = select(WebhookDeliveryRow).where(WebhookDeliveryRow.webhook_id == webhook_id, beyond)
    if state is not None:
        statement = statement.where(WebhookDeliveryRow.state == state)
    return _deliveries(session, statement.order_by(WebhookDeliveryRow.revision, WebhookDeliveryRow.number).limit(limit))


def count_messages(session: Session) -> dict[tuple[str, DeliveryState], int]:
    """How many messages of each webhook are in each state."""
    rows = session.execute(
        select(WebhookDeliveryRow.webhook_id, WebhookDeliveryRow.state, func.count()).group_by(
            WebhookDeliveryRow.webhook_id, WebhookDeliveryRow.state
        )
    )
    return {(webhook_id, DeliveryState(state)): count for webhook_id, state, count in rows}


def find_message(session: Session, webhook_id: str, delivery_id: int) -> Delivery | None:
    """One message; None: no such."""
    row = session.get(WebhookDeliveryRow, delivery_id, populate_existing=True)
    return None if row is None or row.webhook_id != webhook_id else _delivery(row)


def save_message(session: Session, delivery: Delivery) -> None:
    """Store what has become of a message."""
    row = session.get_one(WebhookDeliveryRow, delivery.delivery_id, populate_existing=True)
    row.state, row.attempts, row.due_at = delivery.state, delivery.attempts, delivery.due_at
    row.last_tried_at, row.last_status, row.last_fault = (
        delivery.last_tried_at,
        delivery.last_status,
        delivery.last_fault,
    )
    session.flush()


def next_due(session: Session) -> datetime | None:
    """When the next message is due of a webhook that is free by then; None: none waits."""
    waiting = session.execute(
        select(func.min(WebhookDeliveryRow.due_at), WebhookRow.leased_until)
        .join(WebhookRow, WebhookRow.webhook_id == WebhookDeliveryRow.webhook_id)
        .where(
            WebhookDeliveryRow.state == DeliveryState.PENDING,
            WebhookRow.removed_at.is_(None),
            WebhookRow.disabled_because.is_(None),
        )
        .group_by(WebhookRow.webhook_id, WebhookRow.leased_until)
    )
    return min((max(due, leased_until or due) for due, leased_until in waiting), default=None)


def forget_delivered(session: Session, *, before: datetime) -> None:
    """Drop the notes of messages that were taken long ago; the changes themselves stay in the feed."""
    session.execute(
        delete(WebhookDeliveryRow).where(
            WebhookDeliveryRow.state == DeliveryState.DELIVERED, WebhookDeliveryRow.last_tried_at < before
        )
    )


def _deliveries(session: Session, statement: Select[Any]) -> list[Delivery]:
    return [_delivery(row) for row in session.scalars(statement)]


def _delivery(row: WebhookDeliveryRow) -> Delivery:
    return Delivery(
        delivery_id=row.delivery_id,
        webhook_id=row.webhook_id,
        change=ChangeId(row.revision, row.number),
        state=DeliveryState(row.state),
        attempts=row.attempts,
        due_at=row.due_at,
        last_tried_at=row.last_tried_at,
        last_status=row.last_status,
        last_fault=row.last_fault,
    )


def _webhook(row: WebhookRow) -> Webhook:
    return Webhook(
        webhook_id=row.webhook_id,
        url=row.url,
        description=row.description,
        wanted=ChangeFilter(frozenset(ChangeKind(each) for each in row.kinds), frozenset(row.district_codes)),
        sealed_secret=row.sealed_secret,
        sealed_secret_before=row.sealed_secret_before,
        secret_before_until=row.secret_before_until,
        disabled_because=None if row.disabled_because is None else DisabledBecause(row.disabled_because),
        place=ChangeId(row.place_revision, row.place_number),
        failing_since=row.failing_since,
        created_at=row.created_at,
        created_by=row.created_by,
    )
