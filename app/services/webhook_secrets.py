"""Secrets of webhooks: made here, shown once, kept sealed because signing needs them again."""

from __future__ import annotations

import base64
import hashlib
import secrets
from collections.abc import Callable
from functools import cached_property
from typing import Final

from joserfc import jwe
from joserfc.errors import JoseError
from joserfc.jwk import OctKey

from app.domain.errors import Unavailable

_BYTES: Final = 32
_PURPOSE: Final = b"khoanhvung webhook secrets v1"
_HEADER: Final = {"alg": "dir", "enc": "A256GCM"}


def new_secret() -> str:
    """A secret as Standard Webhooks writes it."""
    return "whsec_" + base64.b64encode(secrets.token_bytes(_BYTES)).decode()


class SecretBox:
    """Seals and opens secrets with a key derived from the site's own; without that key a copy of the database is mute.

    Args:
        site_key: finds the site's secret, when it is first needed.
    """

    def __init__(self, site_key: Callable[[], bytes]) -> None:
        self._site_key = site_key

    @cached_property
    def _key(self) -> OctKey:
        site_key = hashlib.sha256(self._site_key()).digest()
        return OctKey.import_key(hashlib.blake2b(_PURPOSE, key=site_key, digest_size=32).digest())

    def seal(self, secret: str) -> str:
        """The secret as it is stored."""
        return jwe.encrypt_compact(dict(_HEADER), secret, self._key)

    def open(self, sealed: str) -> str:
        """The secret again.

        Raises:
            Unavailable: it was sealed with another site's key.
        """
        try:
            plain = jwe.decrypt_compact(sealed, self._key).plaintext
        except JoseError as fault:
            raise Unavailable from fault
        return (plain or b"").decode()
