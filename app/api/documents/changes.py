"""The feed of changes on the wire: items of a page, and blocks of an event stream (HTML, section 9.2)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final

from app.api.documents.zones import encode
from app.domain.changes import Change

RETRY_MS: Final = 2_000
"""How long a browser waits before it connects again."""
OPENING: Final = f"retry: {RETRY_MS}\n\n".encode()
HEARTBEAT: Final = b": still here\n\n"


def change_item(change: Change) -> dict[str, Any]:
    """One change, the same in the feed, in streams and in webhooks."""
    return {
        "id": str(change.id),
        "revision": change.id.revision,
        "at": change.at.isoformat(),
        "kind": change.kind.value,
        "subject": change.subject,
        "ward_codes": list(change.ward_codes),
        "district_codes": list(change.district_codes),
        "before": change.before,
        "after": change.after,
        "href": change.href,
    }


def event_block(change: Change) -> bytes:
    """One change as an event."""
    head = f"id: {change.id}\nevent: {change.kind.value}\ndata: ".encode()
    return head + encode(change_item(change)) + b"\n\n"


def event_blocks(changes: Iterable[Change]) -> bytes:
    """Several changes as they follow each other in a stream."""
    return b"".join(event_block(each) for each in changes)
