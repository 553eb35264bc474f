"""Pieces of sentences that several checks share."""

from __future__ import annotations

import math
from collections.abc import Iterable

from app.domain.policy_lint.spans import Domain, Span


def span_words(span: Span) -> str:
    """A span in signs that both languages read: `≥ 20, < 50`.

    >>> span_words(Span(20, True, 50, False))
    '≥ 20, < 50'
    """
    low = f"{'≥' if span.low_in else '>'} {span.low:g}" if math.isfinite(span.low) else ""
    high = f"{'≤' if span.high_in else '<'} {span.high:g}" if math.isfinite(span.high) else ""
    return ", ".join(each for each in (low, high) if each)


def domain_words(domain: Domain) -> tuple[str, str]:
    """Which values an indicator can have, in Vietnamese and English."""
    vi, en = domain.words(), domain.words()
    return (f"số nguyên {vi}", f"whole numbers {en}") if domain.whole else (vi, en)


def listed(names: Iterable[str]) -> str:
    """Names in quotes, one after the other."""
    return ", ".join(f"“{name}”" for name in names)
