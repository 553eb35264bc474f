"""Every answer of a drill site says that it is one, whatever its kind: the header `X-Drill: true`."""

from __future__ import annotations

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.services.map_snapshot import SnapshotStore


class DrillMark:
    """ASGI middleware that marks the answers of a drill site."""

    def __init__(self, app: ASGIApp, *, snapshots: SnapshotStore) -> None:
        self.app = app
        self._snapshots = snapshots

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the connection on, marking the head of its answer."""

        async def marked(message: Message) -> None:
            if message["type"] == "http.response.start" and self._snapshots.is_drill:
                MutableHeaders(scope=message)["X-Drill"] = "true"
            await send(message)

        await self.app(scope, receive, marked if scope["type"] == "http" else send)
