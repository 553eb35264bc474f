"""The worker that shows the last daily sheet without a network, at the address its scope asks for."""

from __future__ import annotations

import json
from typing import Final

from fastapi import APIRouter, Request, Response

from app.api.pages.assets import assets

router = APIRouter(include_in_schema=False)

_GONE: Final = """
addEventListener("install", () => skipWaiting());
addEventListener("activate", (event) => event.waitUntil(leave()));
async function leave() {
  for (const name of await caches.keys()) if (name.startsWith("khoanhvung-staff")) await caches.delete(name);
  await registration.unregister();
}
"""
"""A worker that takes itself and all that was kept away: browsers that have the other one fetch this in its place."""


@router.get("/staff/sw.js")
def send_worker(request: Request) -> Response:
    """The worker of this release, asked for anew at each visit; the one that leaves where `offline_pages` is off."""
    is_wanted: bool = request.app.state.settings.offline_pages
    tree = assets()
    script = tree.find("js/staff/worker.js")
    assert script is not None
    text = script.body.decode() if is_wanted else _GONE
    return Response(
        f"const VERSION = {json.dumps(tree.digest)};\n{text}",
        media_type="text/javascript; charset=utf-8",
        headers={"Cache-Control": "no-cache"},
    )
