"""Webhooks: addresses that are told what changes, signed and at least once; for the city and administrators."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from threading import Lock
from typing import Annotated, Any, Final, cast

from fastapi import APIRouter, Path, Query, Request, Response
from sqlalchemy.orm import Session

from app.api.answers import PRIVATE, json_answer
from app.api.cursors import next_link
from app.api.dependencies import ReadSessionDep, WritingDep
from app.api.outages import outages_as_unavailable
from app.api.schemas.webhooks import (
    DeliveriesOut,
    DeliveryOut,
    DeliveryQueued,
    ReplayIn,
    ReplayOut,
    TrialOut,
    WebhookChanged,
    WebhookChangeIn,
    WebhookIn,
    WebhookIssued,
    WebhookOut,
    WebhookRemoved,
    WebhooksOut,
)
from app.api.security import MayManageWebhooks, now_of
from app.api.strict_json import StrictJsonRoute
from app.domain.changes import BEGINNING, ChangeId
from app.domain.errors import Unavailable, WebhookNotFound
from app.domain.webhooks import DeliveryState, Webhook
from app.services.webhook_addresses import place_of
from app.services.webhook_dispatch import Dispatch
from app.services.webhook_post import Message
from app.services.webhooks import (
    change_webhook,
    create_webhook,
    end_webhook,
    locked_webhook,
    replay,
    retry_delivery,
    rotate_secret,
    signing_secrets,
)
from app.storage.webhooks import count_messages, find_webhook, messages, webhooks

router = APIRouter(prefix="/api/v1/webhooks", tags=["webhooks"], route_class=StrictJsonRoute)

KIND = "webhook"
WebhookId = Annotated[str, Path(max_length=16, pattern=r"^[A-Za-z0-9]+$")]
DeliveryId = Annotated[int, Path(ge=1, le=999_999_999)]


_trial: Final = Lock()


@contextmanager
def _one_trial() -> Iterator[None]:
    """One receiver is tried out at a time: each may hold a thread that answers requests for as long as a try lasts."""
    if not _trial.acquire(blocking=False):
        raise Unavailable
    try:
        yield
    finally:
        _trial.release()


def _dispatch(request: Request) -> Dispatch:
    return cast("Dispatch", request.app.state.dispatch)


@router.post("", status_code=201, response_model=WebhookIssued)
def post_webhook(request: Request, body: WebhookIn, work: WritingDep, caller: MayManageWebhooks) -> Response:
    """Subscribe an address to what changes from now on. The answer alone shows the secret that signs the messages."""
    desk, revision = _dispatch(request), work.begin(KIND, caller)
    webhook, secret = create_webhook(
        work.session,
        body.as_wanted(),
        rules=desk.poster.rules,
        box=desk.box,
        now=revision.committed_at,
        actor=caller.username,
    )
    work.audit(caller, "create_webhook", webhook.webhook_id, detail={"place": place_of(webhook.url)})
    answer = WebhookIssued(**_said(work.session, webhook), secret=secret, revision=revision.number)
    return json_answer(answer, status=201, headers={"Location": f"{router.prefix}/{webhook.webhook_id}"})


@router.get("")
def list_webhooks(response: Response, session: ReadSessionDep, _caller: MayManageWebhooks) -> WebhooksOut:
    """All webhooks with what has become of their messages, never their secrets."""
    response.headers.update(PRIVATE)
    counts = count_messages(session)
    items = [WebhookOut.of(each, counts) for each in webhooks(session)]
    return WebhooksOut(items=items, number_matched=len(items), number_returned=len(items), links=[])


@router.get("/{webhook_id}")
def read_webhook(
    response: Response, webhook_id: WebhookId, session: ReadSessionDep, _caller: MayManageWebhooks
) -> WebhookOut:
    """One webhook: where it sends, which kinds and districts it asks for, and how its deliveries stand."""
    response.headers.update(PRIVATE)
    return WebhookOut(**_said(session, _found(session, webhook_id)))


@router.patch("/{webhook_id}", response_model=WebhookChanged)
def patch_webhook(
    request: Request, webhook_id: WebhookId, body: WebhookChangeIn, work: WritingDep, caller: MayManageWebhooks
) -> Response:
    """Change the address, what it is told of, or whether it is told at all.

    One that was disabled because nothing was taken goes on with `enabled: true`; what it missed is sent by a replay.
    """
    revision = work.begin(KIND, caller)
    wanted = body.as_wanted(locked_webhook(work.session, webhook_id))
    webhook = change_webhook(work.session, webhook_id, wanted, rules=_dispatch(request).poster.rules)
    work.audit(caller, "change_webhook", webhook_id, detail={"changed": sorted(body.model_fields_set)})
    return json_answer(WebhookChanged(**_said(work.session, webhook), revision=revision.number))


@router.delete("/{webhook_id}", response_model=WebhookRemoved)
def delete_webhook(webhook_id: WebhookId, work: WritingDep, caller: MayManageWebhooks) -> Response:
    """Unsubscribe an address for good; its secrets are forgotten."""
    revision = work.begin(KIND, caller)
    ended = end_webhook(work.session, webhook_id, now=revision.committed_at)
    work.audit(caller, "remove_webhook", webhook_id, detail={"place": place_of(ended.url)})
    return json_answer(WebhookRemoved(webhook_id=webhook_id, url=ended.url, revision=revision.number))


@router.post("/{webhook_id}/rotate-secret", response_model=WebhookIssued)
def post_secret_rotation(
    request: Request, webhook_id: WebhookId, work: WritingDep, caller: MayManageWebhooks
) -> Response:
    """Give it another secret, shown here alone. For 24 hours both sign, so that receivers change over in peace."""
    revision = work.begin(KIND, caller)
    box = _dispatch(request).box
    webhook, secret = rotate_secret(work.session, webhook_id, box=box, now=revision.committed_at)
    work.audit(caller, "rotate_webhook_secret", webhook_id)
    return json_answer(WebhookIssued(**_said(work.session, webhook), secret=secret, revision=revision.number))


@router.post("/{webhook_id}/test", response_model=TrialOut)
def post_webhook_test(request: Request, webhook_id: WebhookId, work: WritingDep, caller: MayManageWebhooks) -> Response:
    """Send a message that tries it out (`kind: webhook.test`), now and once, and tell what came of it."""
    desk = _dispatch(request)
    # Before anything is locked: a receiver may take its time.
    with outages_as_unavailable(), request.app.state.read_sessions() as session:
        webhook = _found(session, webhook_id)
    now = now_of(request)
    secrets = signing_secrets(webhook, box=desk.box, now=now)
    with _one_trial():
        outcome = desk.poster.post(webhook.url, Message.trial(webhook_id, now), secrets, now=now)
    revision = work.begin(KIND, caller)
    detail: dict[str, object] = {"status": outcome.status, "taken": outcome.is_taken}
    work.audit(caller, "test_webhook", webhook_id, detail=detail)
    return json_answer(TrialOut.of(outcome, revision.number))


@router.get("/{webhook_id}/deliveries")
def list_deliveries(
    request: Request,
    response: Response,
    webhook_id: WebhookId,
    session: ReadSessionDep,
    _caller: MayManageWebhooks,
    state: Annotated[DeliveryState | None, Query(description="Only in this state; `dead`: given up.")] = None,
    after: Annotated[str | None, Query(max_length=40, description="The event id of the last one you have.")] = None,
    limit: Annotated[int, Query(ge=1, le=1000)] = 100,
) -> DeliveriesOut:
    """Its messages in the order of the feed; those that were taken are noted for 30 days."""
    response.headers.update(PRIVATE)
    _found(session, webhook_id)
    place = BEGINNING if after is None else ChangeId.parse(after)
    found = messages(session, webhook_id, state=state, after=place, limit=limit)
    links = [next_link(request, str(found[-1].change))] if len(found) == limit else []
    return DeliveriesOut(items=[DeliveryOut.of(each) for each in found], number_returned=len(found), links=links)


@router.post("/{webhook_id}/deliveries/{delivery_id}/retry", response_model=DeliveryQueued)
def post_delivery_retry(
    request: Request, webhook_id: WebhookId, delivery_id: DeliveryId, work: WritingDep, caller: MayManageWebhooks
) -> Response:
    """Send one message again, whatever became of it; its id stays the same."""
    revision = work.begin(KIND, caller)
    queued = retry_delivery(work.session, webhook_id, delivery_id, now=now_of(request))
    work.audit(caller, "retry_delivery", webhook_id, detail={"event_id": str(queued.change)})
    return json_answer(DeliveryQueued(**DeliveryOut.of(queued).model_dump(), revision=revision.number))


@router.post("/{webhook_id}/replay", response_model=ReplayOut)
def post_replay(
    request: Request, webhook_id: WebhookId, body: ReplayIn, work: WritingDep, caller: MayManageWebhooks
) -> Response:
    """Send what changed after an event once more, up to another or up to now; ids stay the same.

    A call looks at 5,000 changes at most; where more are left, `next` is the `after` to go on with.
    """
    after, until = body.as_places()
    revision = work.begin(KIND, caller)
    queued, rest = replay(work.session, webhook_id, after=after, until=until, now=now_of(request))
    work.audit(caller, "replay_webhook", webhook_id, detail={"after": body.after, "until": body.until})
    return json_answer(ReplayOut(queued=queued, next=None if rest is None else str(rest), revision=revision.number))


def _found(session: Session, webhook_id: str) -> Webhook:
    found = find_webhook(session, webhook_id)
    if found is None:
        raise WebhookNotFound(webhook_id)
    return found


def _said(session: Session, webhook: Webhook) -> dict[str, Any]:
    return WebhookOut.of(webhook, count_messages(session)).model_dump()
