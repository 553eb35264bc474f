"""Keeping webhooks: subscribe, change, turn the secret, send again; all under the site's lock."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy.orm import Session

from app.domain.changes import ChangeFilter, ChangeId
from app.domain.errors import DeliveryNotFound, DistrictNotFound, WebhookNotFound
from app.domain.webhooks import ROTATION_OVERLAP, Delivery, DisabledBecause, Webhook
from app.services.register import current_register
from app.services.webhook_addresses import AddressRules, check_url
from app.services.webhook_secrets import SecretBox, new_secret
from app.storage.changes import changes_after, newest_change
from app.storage.webhooks import (
    find_message,
    find_webhook,
    next_webhook_id,
    queue_messages,
    remove_webhook,
    save_webhook,
)

_PAGE = 500
MOST_REPLAYED = 5_000
"""Changes looked at by one replay, which holds the site's lock meanwhile."""


@dataclass(frozen=True)
class WebhookWanted:
    """What a subscription asks for, or what is to change of one (None: it stays)."""

    url: str | None = None
    description: str | None = None
    wanted: ChangeFilter | None = None
    enabled: bool | None = None


def create_webhook(
    session: Session, wanted: WebhookWanted, *, rules: AddressRules, box: SecretBox, now: datetime, actor: str
) -> tuple[Webhook, str]:
    """Subscribe an address to what changes from now on; the webhook, and its secret for the only time.

    Raises:
        InvalidValue: no webhook may go to that address.
        DistrictNotFound: a district that is not in the register.
    """
    assert wanted.url is not None
    check_url(wanted.url, rules)
    _check_districts(session, wanted.wanted)
    secret = new_secret()
    webhook = Webhook(
        webhook_id=next_webhook_id(session),
        url=wanted.url,
        description=wanted.description,
        wanted=wanted.wanted or ChangeFilter(),
        sealed_secret=box.seal(secret),
        sealed_secret_before=None,
        secret_before_until=None,
        disabled_because=None if wanted.enabled is not False else DisabledBecause.BY_STAFF,
        place=newest_change(session),
        failing_since=None,
        created_at=now,
        created_by=actor,
    )
    save_webhook(session, webhook)
    return webhook, secret


def change_webhook(session: Session, webhook_id: str, wanted: WebhookWanted, *, rules: AddressRules) -> Webhook:
    """Change what is said, leave the rest. Enabled again, it gets what is queued and what comes.

    Raises:
        WebhookNotFound, InvalidValue, DistrictNotFound: as named.
    """
    webhook = locked_webhook(session, webhook_id)
    if wanted.url is not None:
        check_url(wanted.url, rules)
    _check_districts(session, wanted.wanted)
    disabled = webhook.disabled_because
    if wanted.enabled is not None:
        disabled = None if wanted.enabled else disabled or DisabledBecause.BY_STAFF
    changed = replace(
        webhook,
        url=wanted.url or webhook.url,
        description=webhook.description if wanted.description is None else wanted.description,
        wanted=wanted.wanted or webhook.wanted,
        disabled_because=disabled,
        failing_since=None if wanted.enabled else webhook.failing_since,
    )
    save_webhook(session, changed)
    return changed


def rotate_secret(session: Session, webhook_id: str, *, box: SecretBox, now: datetime) -> tuple[Webhook, str]:
    """Give a webhook another secret, shown once; for a day the one before signs as well.

    Raises:
        WebhookNotFound: no such.
    """
    webhook, secret = locked_webhook(session, webhook_id), new_secret()
    turned = replace(
        webhook,
        sealed_secret=box.seal(secret),
        sealed_secret_before=webhook.sealed_secret,
        secret_before_until=now + ROTATION_OVERLAP,
    )
    save_webhook(session, turned)
    return turned, secret


def signing_secrets(webhook: Webhook, *, box: SecretBox, now: datetime) -> list[str]:
    """The secrets that sign a message now, the newest first."""
    sealed = [webhook.sealed_secret]
    before, until = webhook.sealed_secret_before, webhook.secret_before_until
    if before is not None and until is not None and now < until:
        sealed.append(before)
    return [box.open(each) for each in sealed]


def end_webhook(session: Session, webhook_id: str, *, now: datetime) -> Webhook:
    """Unsubscribe it for good.

    Raises:
        WebhookNotFound: no such.
    """
    webhook = locked_webhook(session, webhook_id)
    remove_webhook(session, webhook_id, now=now)
    return webhook


def retry_delivery(session: Session, webhook_id: str, delivery_id: int, *, now: datetime) -> Delivery:
    """Send one message again, whatever became of it: the same id, tries counted anew.

    Raises:
        WebhookNotFound, DeliveryNotFound: as named.
    """
    locked_webhook(session, webhook_id)
    found = find_message(session, webhook_id, delivery_id)
    if found is None:
        raise DeliveryNotFound(str(delivery_id))
    queue_messages(session, webhook_id, [found.change], due_at=now)
    again = find_message(session, webhook_id, delivery_id)
    assert again is not None
    return again


def replay(
    session: Session, webhook_id: str, *, after: ChangeId, until: ChangeId | None, now: datetime
) -> tuple[int, ChangeId | None]:
    """Queue wanted changes after a place (up to another, inclusive) once more.

    Returns:
        How many, and the place to go on from; None: all are queued.

    Raises:
        WebhookNotFound: no such.
    """
    webhook, queued, place = locked_webhook(session, webhook_id), 0, after
    end = until or webhook.place
    for _ in range(MOST_REPLAYED // _PAGE):
        some = changes_after(session, place, limit=_PAGE, until=end)
        wanted = [each.id for each in some if webhook.wanted.takes(each)]
        queued += queue_messages(session, webhook_id, wanted, due_at=now)
        if len(some) < _PAGE:
            return queued, None
        place = some[-1].id
    return queued, place if changes_after(session, place, limit=1, until=end) else None


def locked_webhook(session: Session, webhook_id: str) -> Webhook:
    """A webhook nobody else changes until the transaction ends; raises WebhookNotFound."""
    found = find_webhook(session, webhook_id, lock=True)
    if found is None:
        raise WebhookNotFound(webhook_id)
    return found


def _check_districts(session: Session, wanted: ChangeFilter | None) -> None:
    register = current_register(session)
    for code in sorted(wanted.district_codes if wanted else ()):
        if code not in register.district_positions:
            raise DistrictNotFound(code)
