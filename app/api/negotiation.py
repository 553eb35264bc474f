"""Headers in which a client lists what it takes, each with a weight (RFC 9110, 12.4.2)."""

from __future__ import annotations

from typing import Final

_MAX_RANGES: Final = 32


def weighted_ranges(header: str) -> list[tuple[str, float]]:
    """The ranges of an Accept-… header in lower case, with their weights, as listed; at most 32.

    A weight is 1 when absent and 0 when unreadable.

    >>> weighted_ranges("gzip, BR;q=0.5, *;q=x")
    [('gzip', 1.0), ('br', 0.5), ('*', 0.0)]
    """
    found = []
    for item in header.split(",")[:_MAX_RANGES]:
        name, _, parameters = item.partition(";")
        if name.strip():
            found.append((name.strip().lower(), _quality(parameters)))
    return found


def _quality(parameters: str) -> float:
    name, _, value = parameters.strip().partition("=")
    if name.strip().lower() != "q":
        return 1.0
    try:
        quality = float(value)
    except ValueError:
        return 0.0
    return quality if 0.0 <= quality <= 1.0 else 0.0
