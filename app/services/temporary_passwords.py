"""Passwords that somebody gives to somebody else: made here or chosen by the giver, hashed before any lock is taken."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from typing import Final

from app.services import passwords
from app.services.usernames import fold_username

_CONSONANTS: Final = "bdghklmstv"
_VOWELS: Final = "aeiou"
"""No letters that sound alike over the telephone in any region: neither l beside n nor s beside x, d beside r or gi."""
_SYLLABLES_OF_A_WORD: Final = 3
_WORDS: Final = 4
SYLLABLES: Final = _SYLLABLES_OF_A_WORD * _WORDS
ALPHABET: Final = len(_CONSONANTS) * len(_VOWELS)


@dataclass(frozen=True)
class ChosenPassword:
    """The hash to store; `temporary` is the password itself when it was made here, to be shown this once.

    `is_known_to_others`: somebody beside the owner knows it, so it is changed at the first sign-in.
    """

    password_hash: str
    temporary: str | None
    is_known_to_others: bool = True

    def __repr__(self) -> str:
        """Nothing of either: this may end in a traceback."""
        return "ChosenPassword()"


def made_up_password() -> str:
    """A password easy to read out and to type on a telephone, of more than 67 random bits.

    >>> len(made_up_password())
    27
    """
    words = ("".join(_syllable() for _ in range(_SYLLABLES_OF_A_WORD)) for _ in range(_WORDS))
    return "-".join(words)


def choose_password(given: str | None, *, username: str) -> ChosenPassword:
    """The password given, or one made up. Takes as long as a hash takes: call it before the site is locked.

    Raises:
        InvalidValue: the one given is too easy to guess.
    """
    if given is not None:
        passwords.check_password(given, username=fold_username(username))
        return ChosenPassword(passwords.hash_password(given), None)
    temporary = made_up_password()
    return ChosenPassword(passwords.hash_password(temporary), temporary)


def no_password() -> ChosenPassword:
    """For accounts that sign in elsewhere: the hash of a secret that nobody has ever seen."""
    return ChosenPassword(passwords.hash_password(secrets.token_urlsafe(32)), None, is_known_to_others=False)


def _syllable() -> str:
    return secrets.choice(_CONSONANTS) + secrets.choice(_VOWELS)
