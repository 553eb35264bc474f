"""The sign-in elsewhere of one site, as its settings describe it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from app.api.oidc.journey import JourneyCookie
from app.api.oidc.provider import OidcConfig, Provider
from app.domain.sentences import Phrase
from app.settings import Settings

START: Final = "/staff/sign-in/oidc"
RETURN: Final = f"{START}/return"
_OURS: Final = Phrase("tài khoản của cơ quan", "the account of your organisation")


@dataclass(frozen=True)
class OidcSite:
    """The provider, the cookie of a journey, and what people call it."""

    issuer: str
    provider: Provider
    cookie: JourneyCookie
    name: Phrase

    @property
    def button(self) -> Phrase:
        """What the sign-in page offers."""
        return Phrase(f"Đăng nhập bằng {self.name.vi}", f"Sign in with {self.name.en}")


def oidc_of(settings: Settings, *, clock: Callable[[], datetime]) -> OidcSite | None:
    """The sign-in elsewhere; None where no provider is named."""
    if not settings.oidc_issuer or settings.oidc_client_secret is None:
        return None
    secret = settings.oidc_client_secret.get_secret_value()
    issuer = settings.oidc_issuer.rstrip("/")
    config = OidcConfig(
        issuer=issuer,
        client_id=settings.oidc_client_id,
        client_secret=secret,
        username_claim=settings.oidc_username_claim,
        redirect_uri=f"{settings.base_url.rstrip('/')}{RETURN}",
    )
    label = settings.oidc_label
    return OidcSite(
        issuer=issuer,
        provider=Provider(config, clock=clock),
        cookie=JourneyCookie(secret, secure=settings.behind_tls),
        name=Phrase(label, label) if label else _OURS,
    )
