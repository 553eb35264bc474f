"""Session tokens, personal keys and feed tokens: long random words, of which only the hash is ever stored."""

from __future__ import annotations

import hashlib
import secrets
from typing import Final

SESSION_PREFIX: Final = "khs_"
KEY_PREFIX: Final = "khv_"
FEED_PREFIX: Final = "khf_"
"""Kinds of tokens are told apart by their beginning, which also lets scanners find a leaked one."""

_RANDOM_BYTES: Final = 32
_LONGEST: Final = 100


def new_session_token() -> str:
    """A fresh token of a session: 256 random bits."""
    return SESSION_PREFIX + secrets.token_urlsafe(_RANDOM_BYTES)


def new_api_key() -> str:
    """A fresh personal key: 256 random bits."""
    return KEY_PREFIX + secrets.token_urlsafe(_RANDOM_BYTES)


def new_feed_token() -> str:
    """A fresh token of a feed: 256 random bits. It opens that feed alone, so it is no way to sign in."""
    return FEED_PREFIX + secrets.token_urlsafe(_RANDOM_BYTES)


def is_feed_token(token: str) -> bool:
    """Whether a word could be the token of a feed."""
    return token.startswith(FEED_PREFIX) and token.isascii() and len(token) <= _LONGEST


def is_api_key(token: str) -> bool:
    """Whether a token claims to be a personal key."""
    return token.startswith(KEY_PREFIX)


def is_possible(token: str) -> bool:
    """Whether a token could be one of ours at all."""
    return token.startswith((SESSION_PREFIX, KEY_PREFIX)) and token.isascii() and len(token) <= _LONGEST


def sha256_of(token: str) -> str:
    """The hash under which a token of ours is stored; 256 random bits need no salt and no slow hash."""
    return hashlib.sha256(token.encode("ascii")).hexdigest()
