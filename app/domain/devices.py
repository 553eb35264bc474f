"""From what kind of device somebody signed in, in two words that single out nobody: `Chrome, Windows`."""

from __future__ import annotations

from typing import Final

_PROGRAMS: Final = (
    ("Zalo", "Zalo"),
    ("Edg", "Edge"),
    ("OPR/", "Opera"),
    ("coc_coc_browser", "Cốc Cốc"),
    ("SamsungBrowser", "Samsung Internet"),
    ("Firefox/", "Firefox"),
    ("FxiOS/", "Firefox"),
    ("Chrome/", "Chrome"),
    ("CriOS/", "Chrome"),
    ("Safari/", "Safari"),
    ("curl/", "curl"),
    ("python", "Python"),
)
"""What a browser calls itself, the one that says most first: nearly all of them also claim to be Safari."""
_SYSTEMS: Final = (
    ("Android", "Android"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Windows", "Windows"),
    ("CrOS", "ChromeOS"),
    ("Mac OS X", "Mac"),
    ("Linux", "Linux"),
)


def device_words(user_agent: str | None) -> str | None:
    """Browser and system of a `User-Agent`; None when it tells neither.

    >>> device_words("Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/120.0 Safari/537.36")
    'Chrome, Windows'
    >>> device_words("curl/8.5.0")
    'curl'
    """
    words = [_first(user_agent or "", names) for names in (_PROGRAMS, _SYSTEMS)]
    return ", ".join(word for word in words if word) or None


def _first(text: str, names: tuple[tuple[str, str], ...]) -> str:
    folded = text.casefold()
    return next((name for mark, name in names if mark.casefold() in folded), "")
