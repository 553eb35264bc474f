"""Which of our two languages a caller reads: Vietnamese unless English is asked for before it."""

from __future__ import annotations

from typing import Final, Literal

Language = Literal["vi", "en"]
DEFAULT_LANGUAGE: Final[Language] = "vi"
_MAX_RANGES: Final = 32


def negotiate_language(accept_language: str | None) -> Language:
    """The language of sentences for an `Accept-Language` header; Vietnamese when it says nothing useful.

    >>> negotiate_language("en-GB,en;q=0.9,vi;q=0.5")
    'en'
    >>> negotiate_language("vi,en;q=0.8")
    'vi'
    >>> negotiate_language("fr, en;q=0.3")
    'en'
    >>> negotiate_language(None)
    'vi'
    """
    wishes: dict[Language, float] = {}
    for item in (accept_language or "").split(",")[:_MAX_RANGES]:
        tag, _, parameters = item.partition(";")
        language = _language_of(tag)
        if language is not None:
            wishes[language] = max(wishes.get(language, 0.0), _quality(parameters))
    return "en" if wishes.get("en", 0.0) > wishes.get("vi", 0.0) else DEFAULT_LANGUAGE


def _language_of(tag: str) -> Language | None:
    primary = tag.strip().lower().partition("-")[0]
    if primary in {"vi", "*"}:
        return "vi"
    return "en" if primary == "en" else None


def _quality(parameters: str) -> float:
    """The weight of one language range; 1 when absent, 0 when unreadable."""
    name, _, value = parameters.strip().partition("=")
    if name.strip().lower() != "q":
        return 1.0
    try:
        quality = float(value)
    except ValueError:
        return 0.0
    return quality if 0.0 <= quality <= 1.0 else 0.0
