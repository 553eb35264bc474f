"""Engines that share what SQLAlchemy compiled: each test opens its own, and would compile the same statements anew.

Half of the time of a test went there. A dialect is shared once its first engine has met its database.
"""

from __future__ import annotations

from collections.abc import Callable, MutableMapping
from typing import Any

from sqlalchemy import Engine, event

_met: dict[str, tuple[Any, MutableMapping[Any, Any] | None]] = {}
"""By name of the dialect: the dialect, and the statements compiled for it."""


def sharing(create_engine: Callable[..., Engine]) -> Callable[..., Engine]:
    """The same way to make engines, with one dialect and one cache of statements for each kind of database."""

    def create(*args: Any, **options: Any) -> Engine:
        engine = create_engine(*args, **options)
        own = (engine.dialect, engine._compiled_cache)
        name = engine.dialect.name
        if name in _met:
            engine.dialect, engine._compiled_cache = _met[name]
            engine.pool._dialect = engine.dialect
        else:
            event.listen(engine, "engine_connect", lambda _connection: _met.setdefault(name, own))
        return engine

    return create
