"""Alive, ready: for the machines that watch the service."""

from __future__ import annotations

from fastapi import APIRouter, Request, Response

from app import __version__
from app.api.dependencies import store_of
from app.api.documents.zones import encode
from app.domain.errors import Unavailable

router = APIRouter(tags=["health"])

_FRESH = {"Cache-Control": "no-store"}


@router.get("/healthz")
def healthz() -> Response:
    """The process is alive; says nothing of the database."""
    return Response(encode({"status": "ok", "version": __version__}), headers=_FRESH, media_type="application/json")


@router.get("/readyz")
def readyz(request: Request) -> Response:
    """Ready to serve: the snapshot is built and the database answers; 503 otherwise."""
    store = store_of(request)
    snapshot = store.current()
    if store.is_stale:
        raise Unavailable
    body = {
        "status": "ready",
        "revision": snapshot.revision,
        "as_of": snapshot.as_of.isoformat() if snapshot.as_of else None,
        "wards": len(snapshot.zones),
        "drill": snapshot.drill,
    }
    return Response(encode(body), headers=_FRESH, media_type="application/json")
