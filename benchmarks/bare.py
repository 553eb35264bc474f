"""The yardstick: an ASGI application that does nothing but send one answer, the same bytes as ours."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

_KEPT = json.loads(Path(os.environ["BARE_ANSWER"]).read_text())
_HEAD = [(name.encode(), value.encode()) for name, value in _KEPT["head"]]
_BODY = bytes.fromhex(_KEPT["body"])
_START = {"type": "http.response.start", "status": _KEPT["status"], "headers": _HEAD}
_SEND = {"type": "http.response.body", "body": _BODY}


async def app(scope: dict[str, Any], receive: Any, send: Any) -> None:
    """Send the answer, whatever is asked."""
    if scope["type"] == "lifespan":
        for step in ("startup", "shutdown"):
            await receive()
            await send({"type": f"lifespan.{step}.complete"})
        return
    await send(_START)
    await send(_SEND)
