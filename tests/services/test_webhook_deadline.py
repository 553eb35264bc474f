"""A try ends as a whole, however a receiver drips."""

from __future__ import annotations

import socket
import threading
from datetime import UTC, datetime

import pytest

from app.services.webhook_addresses import AddressRules
from app.services.webhook_post import Message, Poster
from app.services.webhook_secrets import new_secret


def test_a_receiver_that_drips_headers_without_end_is_left(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.services.webhook_post.TIMEOUT_S", 0.2)
    is_left = threading.Event()
    with socket.create_server(("127.0.0.1", 0)) as server:

        def drip() -> None:
            connection, _ = server.accept()
            with connection:
                connection.sendall(b"HTTP/1.1 200 OK\r\nx-drip: ")
                try:
                    while not is_left.wait(0.02):
                        connection.sendall(b".")
                except OSError:
                    is_left.set()

        dripping = threading.Thread(target=drip, daemon=True)
        dripping.start()
        poster = Poster(AddressRules(loopback=True))
        url = f"http://127.0.0.1:{server.getsockname()[1]}/"
        outcome = poster.post(url, Message("1-1", b"{}"), [new_secret()], now=datetime.now(UTC))
        # Left by the sender: nobody else sets it before.
        assert is_left.wait(10)
        dripping.join(10)
    assert outcome.status is None
    assert outcome.fault
