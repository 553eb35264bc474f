"""Memory that was given back stays usable: glibc by itself keeps a pool for every thread, and none of them shrinks.

The watch makes megabytes of answers at every revision and frees the old ones, worker threads do the same now and then:
with many pools the process grows for hours. With two it is flat (measured: 300 MiB and rising after 225 reports,
against 197 MiB and flat after 100).
"""

from __future__ import annotations

import ctypes
from typing import Final

_M_MMAP_THRESHOLD: Final = -3
_M_ARENA_MAX: Final = -8
_ARENAS: Final = 2
_MAPPED_FROM_BYTES: Final = 128 * 1024


def share_memory_pools() -> bool:
    """Let all threads started from now on share two pools, and give large blocks back at once; False without glibc."""
    mallopt = getattr(ctypes.CDLL(None), "mallopt", None)
    if mallopt is None:
        return False
    return bool(mallopt(_M_ARENA_MAX, _ARENAS)) and bool(mallopt(_M_MMAP_THRESHOLD, _MAPPED_FROM_BYTES))
