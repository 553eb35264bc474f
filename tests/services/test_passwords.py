"""Passwords with the real work of guessing them."""

from __future__ import annotations

from app.services import passwords


def test_stored_passwords_take_real_work_to_guess() -> None:
    assert passwords.hash_password("mười hai ký tự").startswith("$argon2id$v=19$m=65536,t=3,p=4$")


def test_a_hash_fits_the_password_it_was_made_of_and_no_other() -> None:
    stored = passwords.hash_password("mười hai ký tự")
    assert passwords.try_password("mười hai ký tự", stored) == passwords.Verdict(right=True)
    assert not passwords.try_password("mười hai ký tu", stored).right


def test_nothing_is_right_for_an_account_that_does_not_exist() -> None:
    assert not passwords.try_password("nobody", None).right
