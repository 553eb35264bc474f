"""Webhooks on the wire."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated

from pydantic import Field, StringConstraints

from app.api.schemas.common import Given, Taken, WardCode
from app.domain.changes import ChangeFilter, ChangeId, ChangeKind
from app.domain.webhooks import Delivery, DeliveryState, DisabledBecause, Outcome, Webhook
from app.services.webhooks import WebhookWanted

Url = Annotated[
    str,
    StringConstraints(min_length=1, max_length=2000),
    Field(description="A public https address.", examples=["https://example.org/khoanh-vung"]),
]
Description = Annotated[str, StringConstraints(max_length=200, strip_whitespace=True)]
Kinds = Annotated[
    list[Annotated[ChangeKind, Field(strict=False)]],
    Field(max_length=20, description="Only of these kinds; empty: all.", examples=[["status.changed"]]),
]
Districts = Annotated[
    list[WardCode], Field(max_length=100, description="Only what concerns these districts; empty: all.")
]
Cursor = Annotated[str, StringConstraints(min_length=3, max_length=40), Field(examples=["120-1"])]


class WebhookIn(Taken):
    """An address to be told of what changes from now on."""

    url: Url
    description: Description | None = None
    kinds: Kinds = Field(default_factory=list)
    district_codes: Districts = Field(default_factory=list)
    enabled: bool = True

    def as_wanted(self) -> WebhookWanted:
        """The same for the service."""
        wanted = ChangeFilter(frozenset(self.kinds), frozenset(self.district_codes))
        return WebhookWanted(self.url, self.description or None, wanted, self.enabled)


class WebhookChangeIn(Taken):
    """What is to change; what is left out stays."""

    url: Url | None = None
    description: Description | None = None
    kinds: Kinds | None = None
    district_codes: Districts | None = None
    enabled: bool | None = None

    def as_wanted(self, webhook: Webhook) -> WebhookWanted:
        """The same for the service."""
        kinds = webhook.wanted.kinds if self.kinds is None else frozenset(self.kinds)
        districts = webhook.wanted.district_codes if self.district_codes is None else frozenset(self.district_codes)
        return WebhookWanted(self.url, self.description, ChangeFilter(kinds, districts), self.enabled)


class ReplayIn(Taken):
    """Changes to be sent once more: after one, up to another or up to now."""

    after: Cursor
    until: Cursor | None = None

    def as_places(self) -> tuple[ChangeId, ChangeId | None]:
        """The same for the service; raises InvalidValue for what is no cursor."""
        until = None if self.until is None else ChangeId.parse(self.until, pointer="/until")
        return ChangeId.parse(self.after), until


class WebhookOut(Given):
    """A webhook as staff read it; its secret is shown by POST alone."""

    webhook_id: str
    url: str
    description: str | None
    kinds: list[ChangeKind]
    district_codes: list[str]
    enabled: bool
    disabled_because: DisabledBecause | None
    failing_since: Annotated[datetime | None, Field(description="Since when no message was taken.")]
    pending: Annotated[int, Field(description="Messages that wait for their next try.")]
    dead: Annotated[int, Field(description="Messages that were given up.")]
    queued_until: Annotated[str, Field(description="How far in the feed its messages are queued.")]
    created_at: datetime
    created_by: str

    @classmethod
    def of(cls, webhook: Webhook, counts: Mapping[tuple[str, DeliveryState], int]) -> WebhookOut:
        """A webhook with what has become of its messages."""
        return cls(
            webhook_id=webhook.webhook_id,
            url=webhook.url,
            description=webhook.description,
            kinds=sorted(webhook.wanted.kinds),
            district_codes=sorted(webhook.wanted.district_codes),
            enabled=webhook.enabled,
            disabled_because=webhook.disabled_because,
            failing_since=webhook.failing_since,
            pending=counts.get((webhook.webhook_id, DeliveryState.PENDING), 0),
            dead=counts.get((webhook.webhook_id, DeliveryState.DEAD), 0),
            queued_until=str(webhook.place),
            created_at=webhook.created_at,
            created_by=webhook.created_by,
        )


class WebhookChanged(WebhookOut):
    """A webhook after a write."""

    revision: int


class WebhookIssued(WebhookChanged):
    """The same with its secret, for the only time."""

    secret: Annotated[str, Field(examples=["whsec_…"])]


class WebhooksOut(Given):
    """All webhooks."""

    items: list[WebhookOut]
    number_matched: int
    number_returned: int
    links: list[dict[str, str]]


class WebhookRemoved(Given):
    """What is left of a removed webhook."""

    webhook_id: str
    url: str
    revision: int


class TrialOut(Given):
    """What came of a message that tries a webhook out."""

    taken: bool
    status: int | None
    fault: str | None
    milliseconds: int
    revision: int

    @classmethod
    def of(cls, outcome: Outcome, revision: int) -> TrialOut:
        """The outcome of one try."""
        return cls(
            taken=outcome.is_taken,
            status=outcome.status,
            fault=outcome.fault,
            milliseconds=round(outcome.seconds * 1000),
            revision=revision,
        )


class DeliveryOut(Given):
    """One message: which change, how often it was tried, what came of it."""

    delivery_id: int
    event_id: str
    state: DeliveryState
    attempts: int
    due_at: Annotated[datetime | None, Field(description="When it is tried next; null: no more.")]
    last_tried_at: datetime | None
    last_status: int | None
    last_fault: str | None

    @classmethod
    def of(cls, delivery: Delivery) -> DeliveryOut:
        """A message as it is listed."""
        return cls(
            delivery_id=delivery.delivery_id,
            event_id=str(delivery.change),
            state=delivery.state,
            attempts=delivery.attempts,
            due_at=delivery.due_at if delivery.state is DeliveryState.PENDING else None,
            last_tried_at=delivery.last_tried_at,
            last_status=delivery.last_status,
            last_fault=delivery.last_fault,
        )


class DeliveriesOut(Given):
    """Messages of a webhook in the order of the feed; dead ones with `state=dead`."""

    items: list[DeliveryOut]
    number_returned: int
    links: list[dict[str, str]]


class DeliveryQueued(DeliveryOut):
    """A message that is sent again."""

    revision: int


class ReplayOut(Given):
    """How many messages are sent again."""

    queued: int
    next: Annotated[str | None, Field(description="The `after` of the next call; null: all is queued.")]
    revision: int
