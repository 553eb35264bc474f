"""One OpenID provider: where it sends people to sign in, and whom it vouches for when they return.

Authorization code with PKCE (RFC 7636), state and nonce; the ID token is checked for signature, issuer, audience, time
and nonce (OpenID Connect Core 1.0, 3.1.3.7). What the provider says of itself and its keys are asked once an hour.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from threading import Lock
from typing import Any, Final
from urllib.parse import urlsplit

import httpx2
from authlib.common.errors import AuthlibBaseError
from authlib.integrations.httpx_client import OAuth2Client
from authlib.oidc.core import CodeIDToken
from joserfc import jwt
from joserfc.errors import InvalidKeyIdError, JoseError
from joserfc.jwk import KeySet

from app.api.oidc.faults import AWAY, REFUSED, OidcFaultError
from app.api.oidc.journey import Journey

SIGNATURES: Final = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512")
"""Signatures by a key that only the provider holds: neither `none` nor one made with the client secret."""
TRUSTED_FOR: Final = timedelta(hours=1)
KEYS_ASKED_AGAIN_AFTER: Final = timedelta(minutes=1)
LEFT_ALONE_FOR: Final = timedelta(seconds=20)
"""A provider that did not answer is not asked by everyone at once."""
_TIMEOUT_S: Final = 5.0
_LEEWAY_S: Final = 60
_LONGEST_CODE: Final = 4096
_LOOPBACK: Final = frozenset({"127.0.0.1", "localhost", "::1"})
_PROOFS: Final = ("client_secret_basic", "client_secret_post")
"""How this site can show its secret, the better way first."""


@dataclass(frozen=True)
class OidcConfig:
    """The provider as the settings name it; `redirect_uri`: where it sends people back to."""

    issuer: str
    client_id: str
    client_secret: str
    username_claim: str
    redirect_uri: str

    def __repr__(self) -> str:
        """Not the secret: this may end in a traceback."""
        return f"OidcConfig({self.issuer!r}, {self.client_id!r})"


@dataclass(frozen=True)
class _Known:
    """What the provider said of itself, and when."""

    metadata: Mapping[str, Any]
    keys: KeySet
    asked_at: datetime


class Provider:
    """The provider of a site; one object serves all threads of a process."""

    def __init__(self, config: OidcConfig, *, clock: Callable[[], datetime]) -> None:
        self._config = config
        self._clock = clock
        self._lock = Lock()
        self._kept: _Known | None = None
        self._failed_at: datetime | None = None

    def sign_in_address(self, journey: Journey) -> str:
        """Where the browser goes to sign in.

        Raises:
            OidcFaultError: the provider is away.
        """
        metadata = self._known().metadata
        with self._client(metadata) as client:
            address, _state = client.create_authorization_url(
                metadata["authorization_endpoint"],
                state=journey.state,
                nonce=journey.nonce,
                code_verifier=journey.verifier,
            )
        return str(address)

    def username(self, code: str, journey: Journey) -> str:
        """The name, by the claim of the settings, of whom the provider vouches for.

        Raises:
            OidcFaultError: it is away, knows nothing of this code, or its token does not hold.
        """
        if not code or len(code) > _LONGEST_CODE:
            raise OidcFaultError(REFUSED, "no code")
        known = self._known()
        return self._name_in(self._claims(self._exchange(code, journey, known), journey, known))

    def _exchange(self, code: str, journey: Journey, known: _Known) -> Mapping[str, Any]:
        with _answers_expected(), self._client(known.metadata) as client:
            token: Mapping[str, Any] = client.fetch_token(
                known.metadata["token_endpoint"],
                grant_type="authorization_code",
                code=code,
                code_verifier=journey.verifier,
                redirect_uri=self._config.redirect_uri,
            )
        return token

    def _claims(self, token: Mapping[str, Any], journey: Journey, known: _Known) -> CodeIDToken:
        id_token = token.get("id_token")
        if not isinstance(id_token, str):
            raise OidcFaultError(REFUSED, "no ID token")
        try:
            read = self._verified(id_token, known)
            claims = CodeIDToken(
                read.claims,
                read.header,
                options={
                    "iss": {"essential": True, "value": known.metadata["issuer"]},
                    "aud": {"essential": True, "value": self._config.client_id},
                },
                params={
                    "nonce": journey.nonce,
                    "client_id": self._config.client_id,
                    "access_token": token.get("access_token"),
                },
            )
            claims.validate(now=int(self._clock().timestamp()), leeway=_LEEWAY_S)
        except (JoseError, AuthlibBaseError, ValueError, TypeError) as fault:
            raise OidcFaultError(REFUSED, f"ID token: {type(fault).__name__}") from fault
        return claims

    def _verified(self, id_token: str, known: _Known) -> jwt.Token:
        try:
            return jwt.decode(id_token, known.keys, algorithms=SIGNATURES)
        except InvalidKeyIdError:
            # The provider may have taken a new key since it was asked.
            if self._clock() - known.asked_at < KEYS_ASKED_AGAIN_AFTER:
                raise
            return jwt.decode(id_token, self._asked_again(known).keys, algorithms=SIGNATURES)

    def _name_in(self, claims: Mapping[str, Any]) -> str:
        name = claims.get(self._config.username_claim)
        if not isinstance(name, str) or not name:
            raise OidcFaultError(REFUSED, f"no claim {self._config.username_claim}")
        if self._config.username_claim == "email" and claims.get("email_verified") is not True:
            raise OidcFaultError(REFUSED, "the e-mail address was not verified")
        return name

    def _known(self) -> _Known:
        with self._lock:
            now, kept = self._clock(), self._kept
            if kept is not None and now - kept.asked_at < TRUSTED_FOR:
                return kept
            if self._failed_at is not None and now - self._failed_at < LEFT_ALONE_FOR:
                raise OidcFaultError(AWAY, "did not answer a moment ago")
            return self._ask(now)

    def _asked_again(self, known: _Known) -> _Known:
        with self._lock:
            # Another thread may have been quicker.
            return self._kept if self._kept is not None and self._kept is not known else self._ask(self._clock())

    def _ask(self, now: datetime) -> _Known:
        try:
            with _answers_expected(), httpx2.Client(timeout=_TIMEOUT_S) as client:
                metadata = self._checked(_json(client, f"{self._config.issuer}/.well-known/openid-configuration"))
                keys = KeySet.import_key_set(_json(client, metadata["jwks_uri"]))
        except (OidcFaultError, JoseError, ValueError, TypeError, LookupError) as fault:
            self._failed_at = now
            told = fault.told if isinstance(fault, OidcFaultError) else type(fault).__name__
            raise OidcFaultError(AWAY, told) from fault
        self._failed_at = None
        self._kept = _Known(metadata, keys, now)
        return self._kept

    def _checked(self, metadata: Mapping[str, Any]) -> Mapping[str, Any]:
        if str(metadata.get("issuer", "")).rstrip("/") != self._config.issuer:
            raise OidcFaultError(AWAY, "it calls itself by another name than the settings")
        for name in ("authorization_endpoint", "token_endpoint", "jwks_uri"):
            if not is_safe_address(str(metadata.get(name, ""))):
                raise OidcFaultError(AWAY, f"{name} is no https address")
        if _proof(metadata) is None:
            raise OidcFaultError(AWAY, f"it takes none of {', '.join(_PROOFS)}")
        return metadata

    def _client(self, metadata: Mapping[str, Any]) -> OAuth2Client:
        return OAuth2Client(
            client_id=self._config.client_id,
            client_secret=self._config.client_secret,
            token_endpoint_auth_method=_proof(metadata),
            scope="openid profile email",
            redirect_uri=self._config.redirect_uri,
            code_challenge_method="S256",
            timeout=_TIMEOUT_S,
        )


def _proof(metadata: Mapping[str, Any]) -> str | None:
    """The way to show the secret that both sides know; None without one. Unsaid means `client_secret_basic`."""
    offered = metadata.get("token_endpoint_auth_methods_supported") or _PROOFS[:1]
    return next((each for each in _PROOFS if each in offered), None)


def is_safe_address(text: str) -> bool:
    """Whether secrets may go there: by https, or on this machine; and whether it is written as addresses are.

    >>> [is_safe_address(each) for each in ("https://id.example", "http://127.0.0.1:9", "http://id.example", "")]
    [True, True, False, False]
    >>> is_safe_address("https://id.example/đăng-nhập")
    False
    """
    parts = urlsplit(text)
    is_plain = text.isascii() and text.isprintable() and " " not in text
    return (
        is_plain
        and bool(parts.hostname)
        and (parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in _LOOPBACK))
    )


def _json(client: httpx2.Client, address: str) -> Any:
    answer = client.get(address, headers={"Accept": "application/json"})
    answer.raise_for_status()
    found = answer.json()
    if not isinstance(found, dict):
        raise OidcFaultError(AWAY, "no JSON object")
    return found


@contextmanager
def _answers_expected() -> Iterator[None]:
    """What can go wrong with an answer of the provider, as one of our faults."""
    try:
        yield
    except httpx2.HTTPError as fault:
        raise OidcFaultError(AWAY, type(fault).__name__) from fault
    except AuthlibBaseError as fault:
        raise OidcFaultError(REFUSED, f"the provider said {fault.error}"[:80]) from fault
    except ValueError as fault:
        raise OidcFaultError(AWAY, "the answer is no JSON") from fault
