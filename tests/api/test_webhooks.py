"""Webhooks over HTTP: subscribed, tried out against a real receiver, told by the process that serves, replayed."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from standardwebhooks.webhooks import Webhook as Receiver

from app.api.routes.webhooks import _one_trial
from app.services.change_feed import tell_changes
from app.services.webhook_dispatch import Dispatcher, deliver_until_empty
from tests.accounts import hash_quickly
from tests.api.asking import joined
from tests.office import Office
from tests.site import counts
from tests.threads import wait_until

HOOKS = "/api/v1/webhooks"
Got = list[tuple[dict[str, str], bytes]]


@pytest.fixture
def office(judged_file: Path, sqlite_url: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[Office]:
    hash_quickly(monkeypatch)
    with joined(judged_file, sqlite_url, secret_key="a secret of this test", webhook_loopback=True) as office:
        yield office


@contextmanager
def receiver() -> Iterator[tuple[str, Got]]:
    """A receiver on loopback that takes everything; its address, and what it got."""
    got: Got = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["content-length"]))
            got.append((dict(self.headers), body))
            self.send_response(204)
            self.end_headers()

        def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the name is the library's
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/kv", got
    finally:
        server.shutdown()
        server.server_close()


def created(office: Office, url: str, **said: Any) -> dict[str, Any]:
    answer = office.post(HOOKS, "thanhpho", {"url": url, **said})
    assert answer.status_code == 201, answer.text
    return dict(answer.json())


def test_a_webhook_is_tried_out_told_listed_and_replayed(office: Office) -> None:
    with receiver() as (url, got):
        hook = created(office, url, kinds=["status.changed"])
        place = f"{HOOKS}/{hook['webhook_id']}"
        tried = office.post(f"{place}/test", "thanhpho").json()
        assert (tried["taken"], tried["status"]) == (True, 204)
        tell_changes(office.site.sessions, rules=office.site.rules, now=office.site.clock.now)
        got.clear()
        dispatcher = Dispatcher(office.app.state.dispatch)
        dispatcher.start()
        try:
            office.site.post("F", reported=counts(1))
            tell_changes(office.site.sessions, rules=office.site.rules, now=office.site.clock.now)
            dispatcher.wake()
            wait_until(lambda: len(got) > 0)
        finally:
            dispatcher.stop()
        sum(deliver_until_empty(office.app.state.dispatch))
        listed = office.get(f"{place}/deliveries", "thanhpho", state="delivered").json()["items"]
        assert [each["event_id"] for each in listed] == [head["webhook-id"] for head, _ in got]
        again = office.post(f"{place}/deliveries/{listed[0]['delivery_id']}/retry", "thanhpho")
        assert (again.json()["state"], again.json()["attempts"]) == ("pending", 0)
        assert office.post(f"{place}/replay", "thanhpho", {"after": "0-0"}).json()["queued"] >= len(listed)


def test_the_secret_is_shown_once_and_a_stranger_to_the_role_sees_nothing(office: Office) -> None:
    hook = created(office, "https://example.org/kv")
    place = f"{HOOKS}/{hook['webhook_id']}"
    assert hook["secret"].startswith("whsec_")
    Receiver(hook["secret"])
    assert "secret" not in office.get(place, "quantri").json()
    assert hook["secret"] not in office.get(HOOKS, "quantri").text
    turned = office.post(f"{place}/rotate-secret", "quantri").json()
    assert turned["secret"] != hook["secret"]
    assert office.get(HOOKS, "chi").status_code == 403
    assert hook["secret"] not in str(office.audited())
    assert "example.org/kv" not in str(office.audited())


def test_one_webhook_is_tried_out_at_a_time(office: Office) -> None:
    place = f"{HOOKS}/{created(office, 'https://example.org/kv')['webhook_id']}"
    with _one_trial():
        assert office.post(f"{place}/test", "thanhpho").status_code == 503


def test_what_is_said_changes_and_the_rest_stays(office: Office) -> None:
    hook = created(office, "https://example.org/kv", kinds=["ring.changed"], district_codes=["017"])
    place = f"{HOOKS}/{hook['webhook_id']}"
    changed = office.patch(place, "thanhpho", {"enabled": False, "description": "bản đồ"}).json()
    assert (changed["enabled"], changed["disabled_because"], changed["kinds"]) == (False, "by_staff", ["ring.changed"])
    assert (changed["url"], changed["district_codes"]) == (hook["url"], ["017"])
    assert office.patch(place, "thanhpho", {"enabled": True}).json()["enabled"]
    removed = office.client.delete(place, headers=office.as_("thanhpho"))
    assert removed.status_code == 200
    assert office.get(place, "thanhpho").status_code == 404
    assert [each.action for each in office.audited(4)] == [
        "remove_webhook",
        "change_webhook",
        "change_webhook",
        "create_webhook",
    ]


@pytest.mark.parametrize(
    "said",
    [
        {"url": "https://10.0.0.1/"},
        {"url": "https://example.org:22/"},
        {"url": "https://example.org/", "kinds": ["weather.changed"]},
        {"url": "https://example.org/", "district_codes": ["999"]},
    ],
    ids=str,
)
def test_what_cannot_be_told_is_refused_with_the_cure(office: Office, said: dict[str, Any]) -> None:
    answer = office.post(HOOKS, "thanhpho", said)
    assert answer.status_code in {404, 422}
    assert answer.json()["detail"]
    assert office.get(HOOKS, "thanhpho").json()["items"] == []
