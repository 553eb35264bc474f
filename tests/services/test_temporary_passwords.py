"""Passwords made up for others: hard to guess, easy to read out, fit to be set."""

from __future__ import annotations

import math
import re

import pytest

from app.domain.errors import InvalidValue
from app.services import passwords
from app.services.temporary_passwords import ALPHABET, SYLLABLES, choose_password, made_up_password, no_password
from tests.accounts import PASSWORD, hash_quickly


@pytest.fixture(autouse=True)
def _quick(monkeypatch: pytest.MonkeyPatch) -> None:
    hash_quickly(monkeypatch)


def test_a_made_up_password_has_more_than_sixty_random_bits() -> None:
    assert SYLLABLES * math.log2(ALPHABET) > 60
    assert len({made_up_password() for _ in range(500)}) == 500


def test_a_made_up_password_is_read_out_without_letters_that_sound_alike() -> None:
    for _ in range(200):
        made_up = made_up_password()
        assert re.fullmatch(r"(([bdghklmstv][aeiou]){3}-){3}([bdghklmstv][aeiou]){3}", made_up)


def test_a_made_up_password_may_be_set() -> None:
    for _ in range(200):
        passwords.check_password(made_up_password(), username="lan")


def test_a_made_up_password_is_known_to_whoever_gives_it() -> None:
    chosen = choose_password(None, username="lan")
    assert chosen.is_known_to_others
    assert chosen.temporary
    assert passwords.try_password(chosen.temporary, chosen.password_hash).right


def test_a_given_password_is_not_repeated() -> None:
    chosen = choose_password(PASSWORD, username="lan")
    assert (chosen.temporary, chosen.is_known_to_others) == (None, True)
    assert passwords.try_password(PASSWORD, chosen.password_hash).right


def test_a_given_password_has_to_be_fit() -> None:
    with pytest.raises(InvalidValue):
        choose_password("ngắn", username="lan")


def test_without_a_password_nothing_is_right() -> None:
    chosen = no_password()
    assert (chosen.temporary, chosen.is_known_to_others) == (None, False)
    assert not passwords.try_password("", chosen.password_hash).right


def test_no_password_ends_up_in_a_traceback() -> None:
    assert repr(choose_password(None, username="lan")) == "ChosenPassword()"
