"""Routes that hand out many records at once: marked, so that also a refused try of one leaves a line in the audit."""

from __future__ import annotations

from typing import Final

from fastapi import Depends
from fastapi.routing import APIRoute
from starlette.requests import Request


def export_asked(request: Request) -> None:
    """Mark the request as an export, before anyone looks at who asks."""
    request.state.is_export = True


EXPORT: Final = Depends(export_asked)
"""For `dependencies=[EXPORT]` of a route that exports."""


def is_export(request: Request) -> bool:
    """Whether the request reached a route that exports."""
    return getattr(request.state, "is_export", False) is True


def exports(route: APIRoute) -> bool:
    """Whether a route is marked as an export."""
    return any(inner.call is export_asked for inner in route.dependant.dependencies)
