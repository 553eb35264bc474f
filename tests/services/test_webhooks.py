"""Telling webhooks: signed as receivers check it, tried again by the schedule, given up, replayed."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx2
import pytest
from sqlalchemy import Engine
from standardwebhooks.webhooks import Webhook as Receiver
from standardwebhooks.webhooks import WebhookVerificationError

from app.domain.changes import BEGINNING, ChangeFilter, ChangeId, ChangeKind
from app.domain.webhooks import KEPT_FOR, LEASE, REST, RETRIES, DeliveryState, DisabledBecause, Webhook
from app.services.change_feed import tell_changes
from app.services.webhook_addresses import AddressRules
from app.services.webhook_dispatch import Dispatch, deliver_until_empty
from app.services.webhook_post import Poster
from app.services.webhook_secrets import SecretBox
from app.services.webhooks import (
    WebhookWanted,
    change_webhook,
    create_webhook,
    end_webhook,
    replay,
    retry_delivery,
    rotate_secret,
)
from app.storage.audit import lines
from app.storage.changes import changes_after
from app.storage.webhooks import find_webhook, messages, next_due, save_message, take_webhook
from tests.site import Site, counts, open_site

URL = "https://hook.example.org/kv"
RULES = AddressRules()
LEVELS = ChangeFilter(frozenset({ChangeKind.STATUS}))


@dataclass
class Hook:
    """A receiver that answers as told and keeps what came, on a site whose webhooks are told step by step."""

    site: Site
    answer: Callable[[httpx2.Request], httpx2.Response] = lambda _request: httpx2.Response(204)
    got: list[httpx2.Request] = field(default_factory=list)
    secret: str = ""

    def __post_init__(self) -> None:
        self.box = SecretBox(lambda: b"a site's secret of some length")
        poster = Poster(
            RULES, resolve=lambda _host, _port: ["93.184.215.14"], transport=httpx2.MockTransport(self._take)
        )
        self.dispatch = Dispatch(self.site.sessions, poster, self.box, self.site.clock)
        tell_changes(self.site.sessions, rules=self.site.rules, now=self.site.clock.now)
        with self.site.sessions.begin() as session:
            wanted = WebhookWanted(url=URL, wanted=LEVELS)
            made = create_webhook(session, wanted, rules=RULES, box=self.box, now=self.site.clock.now, actor="pho")
        self.id, self.secret = made[0].webhook_id, made[1]

    def _take(self, request: httpx2.Request) -> httpx2.Response:
        self.got.append(request)
        return self.answer(request)

    @property
    def webhook(self) -> Webhook:
        with self.site.read_sessions() as session:
            found = find_webhook(session, self.id)
        assert found is not None
        return found

    @property
    def states(self) -> list[DeliveryState]:
        with self.site.read_sessions() as session:
            return [each.state for each in messages(session, self.id, state=None, after=BEGINNING, limit=1000)]

    def tell(self) -> list[str]:
        """Tell all that is due; the ids that came."""
        before = len(self.got)
        tell_changes(self.site.sessions, rules=self.site.rules, now=self.site.clock.now)
        assert sum(deliver_until_empty(self.dispatch)) >= 0
        return [each.headers["webhook-id"] for each in self.got[before:]]

    def change_levels(self) -> list[str]:
        """Post a case where there was none; the ids of the changes of levels it made."""
        self.site.post("E", reported=counts(1))
        tell_changes(self.site.sessions, rules=self.site.rules, now=self.site.clock.now)
        with self.site.read_sessions() as session:
            found = changes_after(session, self.webhook.place, limit=1000)
        return [str(each.id) for each in found if each.kind is ChangeKind.STATUS]


def failing(_request: httpx2.Request) -> httpx2.Response:
    return httpx2.Response(500)


@pytest.fixture
def hook(engine: Engine) -> Hook:
    site = open_site(engine)
    # The library of receivers takes messages of the last five minutes only, by its own clock.
    site.clock.now = datetime.now(UTC)
    return Hook(site)


def checked(request: httpx2.Request, secret: str) -> Any:
    return Receiver(secret).verify(request.content, dict(request.headers))


def test_a_receiver_checks_the_signature_and_reads_the_change(hook: Hook) -> None:
    made = hook.change_levels()
    assert hook.tell() == made != []
    request = hook.got[0]
    assert checked(request, hook.secret)["id"] == made[0]
    assert (str(request.url), request.headers["host"]) == ("https://93.184.215.14/kv", "hook.example.org")
    assert request.extensions["sni_hostname"] == "hook.example.org"
    with hook.site.read_sessions() as session:
        told = {str(each.id): each.as_item() for each in changes_after(session, BEGINNING, limit=10_000)}
    assert json.loads(request.content) == json.loads(json.dumps(told[made[0]]))
    with pytest.raises(WebhookVerificationError):
        Receiver(hook.secret).verify(request.content + b" ", dict(request.headers))
    assert hook.tell() == []


def test_what_fails_is_tried_again_by_the_schedule_with_the_same_id_and_then_dead(hook: Hook) -> None:
    hook.answer = failing
    first = hook.change_levels()[0]
    hook.tell()
    begun = hook.site.clock.now
    for pause in RETRIES:
        hook.site.clock.now += pause * 0.99
        assert first not in hook.tell()
        hook.site.clock.now += pause * 0.22
        assert first in hook.tell()
    assert DeliveryState.DEAD in hook.states
    assert timedelta(hours=20) < hook.site.clock.now - begun < timedelta(hours=36)
    assert hook.webhook.disabled_because is DisabledBecause.ONLY_FAILURES
    with hook.site.read_sessions() as session:
        assert lines(session, limit=1)[0].entry.action == "disable_webhook"


def test_one_that_recovers_gets_what_it_missed_and_is_not_disabled(hook: Hook) -> None:
    hook.answer = failing
    made = hook.change_levels()
    hook.tell()
    assert hook.webhook.failing_since is not None
    hook.answer = lambda _request: httpx2.Response(200)
    hook.site.clock.now += RETRIES[0] * 1.3
    assert sorted(hook.tell()) == sorted(made)
    assert set(hook.states) == {DeliveryState.DELIVERED}
    assert hook.webhook.failing_since is None


@pytest.mark.parametrize("status", [301, 302, 307, 308, 400, 404, 429, 503])
def test_only_a_2xx_says_that_it_was_taken_and_no_redirect_is_followed(hook: Hook, status: int) -> None:
    hook.answer = lambda _request: httpx2.Response(status, headers={"location": "https://127.0.0.1/"})
    made = hook.change_levels()
    assert hook.tell() == made[:1]
    assert set(hook.states) == {DeliveryState.PENDING}


def test_a_receiver_that_is_gone_is_told_nothing_more(hook: Hook) -> None:
    hook.answer = lambda _request: httpx2.Response(410)
    hook.change_levels()
    assert len(hook.tell()) == 1
    assert (hook.webhook.disabled_because, hook.tell()) == (DisabledBecause.GONE, [])


def test_a_dead_message_is_sent_again_when_asked_and_a_replay_sends_all(hook: Hook) -> None:
    made = hook.change_levels()
    hook.tell()
    now = hook.site.clock.now
    with hook.site.sessions.begin() as session:
        last = messages(session, hook.id, state=None, after=BEGINNING, limit=1000)[-1]
        assert retry_delivery(session, hook.id, last.delivery_id, now=now).state is DeliveryState.PENDING
    assert hook.tell() == [str(last.change)]
    with hook.site.sessions.begin() as session:
        assert replay(session, hook.id, after=BEGINNING, until=None, now=now) == (len(made), None)
    assert hook.tell() == made


def test_both_secrets_sign_for_a_day_after_a_rotation(hook: Hook) -> None:
    with hook.site.sessions.begin() as session:
        _, newest = rotate_secret(session, hook.id, box=hook.box, now=hook.site.clock.now)
    hook.change_levels()
    hook.tell()
    assert checked(hook.got[-1], hook.secret) == checked(hook.got[-1], newest)
    hook.site.clock.now += timedelta(hours=25)
    hook.site.decide("I", "red")
    hook.tell()
    signatures = hook.got[-1].headers["webhook-signature"].split()
    assert len(signatures) == 1


def test_secrets_are_stored_sealed_and_another_sites_key_does_not_open_them(hook: Hook) -> None:
    assert hook.secret not in hook.webhook.sealed_secret
    assert hook.box.open(hook.webhook.sealed_secret) == hook.secret
    hook.dispatch = Dispatch(hook.site.sessions, hook.dispatch.poster, SecretBox(lambda: b"another"), hook.site.clock)
    hook.change_levels()
    assert hook.tell() == []
    with hook.site.read_sessions() as session:
        tried = messages(session, hook.id, state=DeliveryState.PENDING, after=BEGINNING, limit=1)[0]
    assert "rotate" in (tried.last_fault or "")


def test_a_webhook_belongs_to_one_process_until_its_lease_is_over(hook: Hook) -> None:
    made = hook.change_levels()
    hook.dispatch.queue_new()
    with hook.site.sessions.begin() as session:
        # A process takes it and is killed.
        assert take_webhook(session, now=hook.site.clock.now, lease=LEASE) is not None
    assert hook.tell() == []
    hook.site.clock.now += LEASE
    assert hook.tell() == made


def test_one_that_is_off_is_told_nothing_and_goes_on_from_what_comes(hook: Hook) -> None:
    def switch(on: bool) -> None:
        with hook.site.sessions.begin() as session:
            change_webhook(session, hook.id, WebhookWanted(enabled=on), rules=RULES)

    switch(False)
    hook.change_levels()
    assert hook.tell() == []
    switch(True)
    assert hook.tell() == []
    hook.site.decide("I", "red")
    assert len(hook.tell()) > 0


def test_a_fault_of_the_network_is_told_in_words(hook: Hook) -> None:
    def broken(_request: httpx2.Request) -> httpx2.Response:
        raise httpx2.ConnectError("refused")

    hook.answer = broken
    hook.change_levels()
    hook.tell()
    with hook.site.read_sessions() as session:
        tried = messages(session, hook.id, state=None, after=BEGINNING, limit=1)[0]
    assert (tried.last_status, tried.last_fault) == (None, "ConnectError: refused")


def test_a_fault_nobody_thought_of_counts_as_a_try(hook: Hook) -> None:
    def broken(_request: httpx2.Request) -> httpx2.Response:
        raise UnicodeEncodeError("ascii", "ví dụ", 1, 2, "not in range")

    hook.answer = broken
    hook.change_levels()
    hook.tell()
    with hook.site.read_sessions() as session:
        tried = messages(session, hook.id, state=None, after=BEGINNING, limit=1)[0]
    assert (tried.attempts, tried.last_fault) == (1, "UnicodeEncodeError")


def test_a_host_with_vietnamese_letters_is_told_by_its_ascii_name(hook: Hook) -> None:
    with hook.site.sessions.begin() as session:
        change_webhook(session, hook.id, WebhookWanted(url="https://ví-dụ.vn/kv"), rules=RULES)
    made = hook.change_levels()
    assert hook.tell() == made
    assert hook.got[0].headers["host"].startswith("xn--")


def test_one_that_fails_rests_while_others_are_told(hook: Hook) -> None:
    with hook.site.sessions.begin() as session:
        wanted = WebhookWanted(url="https://other.example.org/kv", wanted=LEVELS)
        create_webhook(session, wanted, rules=RULES, box=hook.box, now=hook.site.clock.now, actor="pho")
    hook.answer = lambda request: httpx2.Response(500 if request.headers["host"] == "hook.example.org" else 204)
    made = hook.change_levels()
    hook.tell()
    hosts = [each.headers["host"] for each in hook.got]
    assert (hosts.count("hook.example.org"), hosts.count("other.example.org")) == (1, len(made))
    with hook.site.read_sessions() as session:
        assert next_due(session) == hook.site.clock.now + REST


def test_a_turn_ends_before_its_lease_does(hook: Hook) -> None:
    def slow(_request: httpx2.Request) -> httpx2.Response:
        hook.site.clock.now += LEASE * 0.6
        return httpx2.Response(204)

    hook.answer = slow
    assert len(hook.change_levels()) > 1
    hook.dispatch.queue_new()
    assert hook.dispatch.deliver_turn() == 1


def test_the_end_of_a_lost_lease_leaves_that_of_another(hook: Hook) -> None:
    def too_slow(_request: httpx2.Request) -> httpx2.Response:
        hook.site.clock.now += LEASE
        with hook.site.sessions.begin() as session:
            assert take_webhook(session, now=hook.site.clock.now, lease=LEASE) is not None
        return httpx2.Response(204)

    hook.answer = too_slow
    hook.change_levels()
    hook.dispatch.queue_new()
    assert hook.dispatch.deliver_turn() == 1
    assert hook.dispatch.deliver_turn() == 0


def test_what_another_process_has_delivered_stays_delivered(hook: Hook) -> None:
    def taken_elsewhere(_request: httpx2.Request) -> httpx2.Response:
        with hook.site.sessions.begin() as session:
            for each in messages(session, hook.id, state=None, after=BEGINNING, limit=1000):
                save_message(session, replace(each, state=DeliveryState.DELIVERED))
        return httpx2.Response(500)

    hook.answer = taken_elsewhere
    hook.change_levels()
    hook.tell()
    assert set(hook.states) == {DeliveryState.DELIVERED}


def test_a_long_replay_is_asked_for_in_parts(hook: Hook, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.services.webhooks._PAGE", 2)
    monkeypatch.setattr("app.services.webhooks.MOST_REPLAYED", 4)
    made = hook.change_levels()
    hook.tell()
    queued, parts, now = 0, 0, hook.site.clock.now
    rest: ChangeId | None = BEGINNING
    with hook.site.sessions.begin() as session:
        while rest is not None:
            some, rest = replay(session, hook.id, after=rest, until=None, now=now)
            queued, parts = queued + some, parts + 1
    assert (queued, parts > 1) == (len(made), True)
    assert hook.tell() == made


def test_a_webhook_that_is_removed_leaves_no_message_waiting(hook: Hook) -> None:
    hook.change_levels()
    hook.dispatch.queue_new()
    with hook.site.sessions.begin() as session:
        end_webhook(session, hook.id, now=hook.site.clock.now)
    assert hook.states == []


def test_notes_of_what_was_delivered_long_ago_are_dropped(hook: Hook) -> None:
    hook.change_levels()
    hook.tell()
    hook.dispatch.forget_old()
    assert set(hook.states) == {DeliveryState.DELIVERED}
    hook.site.clock.now += KEPT_FOR * 1.1
    hook.dispatch.forget_old()
    assert hook.states == []
