"""Changes as blocks of an event stream (HTML, section 9.2)."""

from __future__ import annotations

from typing import Final

from app.api.documents.zones import encode
from app.domain.changes import Change, ChangeId

RETRY_MS: Final = 2_000
"""How long a browser waits before it connects again."""
OPENING: Final = f"retry: {RETRY_MS}\n\n".encode()


def heartbeat(last: ChangeId) -> bytes:
    """No event, but the place the reader is at: changes that were filtered out need not be looked through again."""
    return f": still here\nid: {last}\n\n".encode()


def event_block(change: Change) -> bytes:
    """One change as an event."""
    head = f"id: {change.id}\nevent: {change.kind.value}\ndata: ".encode()
    return head + encode(change.as_item()) + b"\n\n"
