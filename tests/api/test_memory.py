"""The allocator is told to keep memory together, where it can be told."""

from __future__ import annotations

import ctypes
import platform
from types import SimpleNamespace

import pytest

from app.api.memory import share_memory_pools


@pytest.mark.skipif(platform.libc_ver()[0] != "glibc", reason="only glibc keeps a pool for every thread")
def test_glibc_takes_it() -> None:
    assert share_memory_pools()


def test_another_library_is_left_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ctypes, "CDLL", lambda _name: SimpleNamespace())
    assert not share_memory_pools()
