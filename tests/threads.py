"""Several things at once, and waiting for what another thread does; neither waits for ever."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

Found = TypeVar("Found")

PATIENCE_S = 20.0
_STEP_S = 0.005


def at_once(*acts: Callable[[], Found]) -> list[Found]:
    """What each act gives when all begin at the same moment, each on a thread of its own; raises what one raises."""
    barrier = threading.Barrier(len(acts))

    def begin(act: Callable[[], Found]) -> Found:
        barrier.wait(PATIENCE_S)
        return act()

    with ThreadPoolExecutor(len(acts)) as pool:
        return [each.result(PATIENCE_S) for each in [pool.submit(begin, act) for act in acts]]


def wait_until(holds: Callable[[], bool]) -> None:
    """Go on once something holds that another thread or process brings about."""
    pause = threading.Event()
    for _ in range(int(PATIENCE_S / _STEP_S)):
        if holds():
            return
        pause.wait(_STEP_S)
    raise AssertionError("it did not come to that")
