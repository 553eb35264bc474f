"""Passwords: what makes one fit, and argon2id. None ever reaches a log or a message.

Each hash takes 64 MiB for about a tenth of a second: faces let few be tried at once.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from functools import cache
from typing import Final

from pwdlib import PasswordHash

from app.domain.errors import InvalidValue
from app.services.usernames import fold_username

SHORTEST: Final = 12
LONGEST: Final = 256
_FEWEST_DIFFERENT: Final = 5
_RUNS: Final = tuple(
    keys * (LONGEST // len(keys) + 2)
    for keys in ("1234567890", "abcdefghijklmnopqrstuvwxyz", "qwertyuiopasdfghjklzxcvbnm")
)
"""What fingers type when they are asked for so many characters: the first guesses of everybody."""

_hasher: Final = PasswordHash.recommended()


@dataclass(frozen=True)
class Verdict:
    """Whether a password was right, and the hash to store instead when the old one has grown weak."""

    right: bool
    stronger_hash: str | None = None


def check_password(password: str, *, username: str, pointer: str = "/password") -> None:
    """Refuse a password that is too easy to guess.

    Args:
        pointer: the field it came in.

    Raises:
        InvalidValue: too short, too long, the user name, hardly any different characters, a run of neighboring keys, or
            characters that cannot be printed.
    """
    plain = unicodedata.normalize("NFKC", password)
    if not SHORTEST <= len(plain) <= LONGEST:
        raise _unfit(pointer, f"cần từ {SHORTEST} đến {LONGEST} ký tự", f"needs {SHORTEST} to {LONGEST} characters")
    if not plain.isprintable():
        raise _unfit(pointer, "không được chứa ký tự điều khiển", "may not hold control characters")
    if fold_username(plain) == fold_username(username):
        raise _unfit(pointer, "không được trùng với tên đăng nhập", "may not be the user name")
    if len(set(plain)) < _FEWEST_DIFFERENT:
        raise _unfit(
            pointer,
            f"cần ít nhất {_FEWEST_DIFFERENT} ký tự khác nhau",
            f"needs {_FEWEST_DIFFERENT} different characters",
        )
    typed = plain.casefold()
    if any(typed in run or typed[::-1] in run for run in _RUNS):
        raise _unfit(pointer, "không được là một dãy phím liền nhau", "may not be a run of neighboring keys")


def hash_password(password: str) -> str:
    """The argon2id hash of a password that has passed the check."""
    return _hasher.hash(_plain(password))


def try_password(password: str, password_hash: str | None) -> Verdict:
    """Try a password; the same work is done when there is nothing to try it against."""
    nobody = _hash_of_nobody()
    right, stronger_hash = _hasher.verify_and_update(_plain(password), password_hash or nobody)
    return Verdict(right and password_hash is not None, stronger_hash)


@cache
def _hash_of_nobody() -> str:
    return hash_password("nobody")


def _plain(password: str) -> bytes:
    # Keyboards spell ệ with one character or with three: both must open the same account.
    return unicodedata.normalize("NFKC", password).encode("utf-8", "surrogatepass")


def _unfit(pointer: str, vi: str, en: str) -> InvalidValue:
    return InvalidValue(pointer, vi=f"Mật khẩu {vi}.", en=f"The password {en}.")
