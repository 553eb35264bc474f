"""A database that is away, locked or overrun is `Unavailable` (503, try again), not a fault of ours."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.exc import DBAPIError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError

from app.domain.errors import Unavailable


@contextmanager
def outages_as_unavailable() -> Iterator[None]:
    """Raise `Unavailable` for an outage of the database; every other fault stays what it is."""
    try:
        yield
    except (OperationalError, PoolTimeoutError) as outage:
        raise Unavailable from outage
    except DBAPIError as fault:
        if fault.connection_invalidated:
            raise Unavailable from fault
        raise
