"""A small memory of things that are dear to make and named by all they depend on."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable
from threading import Lock
from typing import Generic, TypeVar

Key = TypeVar("Key", bound=Hashable)
Value = TypeVar("Value")


class Kept(Generic[Key, Value]):
    """The values asked for last, at most so many; a key names all its value depends on, so none is ever stale."""

    def __init__(self, capacity: int) -> None:
        self._values: OrderedDict[Key, Value] = OrderedDict()
        self._capacity = capacity
        self._lock = Lock()

    def find(self, key: Key) -> Value | None:
        """The value of this key, if it is held."""
        with self._lock:
            return self._values.get(key)

    def get(self, key: Key, make: Callable[[], Value]) -> Value:
        """The value of this key, made on first demand; two threads that ask at once may both make it."""
        with self._lock:
            if key in self._values:
                self._values.move_to_end(key)
                return self._values[key]
        made = make()
        with self._lock:
            self._values[key] = made
            while len(self._values) > self._capacity:
                self._values.popitem(last=False)
        return made
