"""Which of our two languages a caller reads: Vietnamese unless English is asked for before it."""

from __future__ import annotations

from functools import lru_cache
from typing import Final, Literal

from app.api.negotiation import weighted_ranges

Language = Literal["vi", "en"]
DEFAULT_LANGUAGE: Final[Language] = "vi"


@lru_cache(maxsize=512)
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
    for tag, weight in weighted_ranges(accept_language or ""):
        language = _language_of(tag)
        if language is not None:
            wishes[language] = max(wishes.get(language, 0.0), weight)
    return "en" if wishes.get("en", 0.0) > wishes.get("vi", 0.0) else DEFAULT_LANGUAGE


def _language_of(tag: str) -> Language | None:
    primary = tag.partition("-")[0]
    if primary in {"vi", "*"}:
        return "vi"
    return "en" if primary == "en" else None
