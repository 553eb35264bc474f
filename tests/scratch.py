"""Folders for test databases: in memory where there is room, gone at the end, also after a run that was killed."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

IN_MEMORY = Path("/dev/shm")
# Not the session's own temporary folder: a socket's path is short, and another user must be able to enter it.
ON_DISK = Path("/tmp")
ROOM_NEEDED_BYTES = 2 << 30


@contextmanager
def scratch_folder(kind: str) -> Iterator[Path]:
    """A new folder that belongs to this process; copying a database in memory is ten times as fast as on disk."""
    folder = Path(tempfile.mkdtemp(prefix=_prefix(kind), dir=_place()))
    (folder / "owner").write_text(str(os.getpid()))
    try:
        yield folder
    finally:
        shutil.rmtree(folder)


def abandoned_folders(kind: str) -> list[Path]:
    """Folders of that kind whose process ended without removing them."""
    folders = [folder for place in (IN_MEMORY, ON_DISK) for folder in place.glob(f"{_prefix(kind)}*")]
    return [folder for folder in folders if _is_abandoned(folder)]


def _place() -> Path:
    with suppress(OSError):
        if os.access(IN_MEMORY, os.W_OK) and shutil.disk_usage(IN_MEMORY).free > ROOM_NEEDED_BYTES:
            return IN_MEMORY
    return ON_DISK


def _prefix(kind: str) -> str:
    return f"khoanhvung-{kind}-"


def _is_abandoned(folder: Path) -> bool:
    """Whether nobody is left who owns it; a folder that is just being made has no owner written down yet."""
    try:
        os.kill(int((folder / "owner").read_text()), 0)
    except ProcessLookupError:
        return True
    except (OSError, ValueError):
        return False
    return False
