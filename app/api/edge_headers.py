"""The headers the edge puts on every answer, in one place: security, and who may read or write from other sites."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlsplit

Headers = list[tuple[bytes, bytes]]

CONTENT_SECURITY_POLICY: Final = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "worker-src 'self'",
        "style-src 'self'",
        "font-src 'self'",
        "img-src 'self' data: blob:",  # the map turns its sprites into blob: images
        "connect-src 'self'",
        "manifest-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "object-src 'none'",
        "frame-ancestors 'none'",  # but for one page, see `embedded_policy`
    )
)
_NEVER_FRAMED: Final = "frame-ancestors 'none'"
PERMISSIONS_POLICY: Final = (
    "geolocation=(self), accelerometer=(), camera=(), display-capture=(), gyroscope=(), magnetometer=(), "
    "microphone=(), midi=(), payment=(), usb=()"
)
STRICT_TRANSPORT_SECURITY: Final = "max-age=63072000"
EXPOSED: Final = (
    b"Accept-Ranges, Content-Range, ETag, Link, Location, Preference-Applied, Repr-Digest, Retry-After, X-Drill, "
    b"X-Request-ID, X-Revision, "
    b"X-Row-Count, X-Total-Count"
)
READABLE_METHODS: Final = b"GET, HEAD, OPTIONS"
WRITABLE_METHODS: Final = b"GET, HEAD, OPTIONS, POST, PUT, PATCH, DELETE"
ANYONE_SENDS: Final = b"Accept, Accept-Language, If-None-Match, Last-Event-ID, Prefer, Range, X-Request-ID"
TRUSTED_SEND: Final = ANYONE_SENDS + b", Authorization, Content-Type, Idempotency-Key, If-Match"
SAFE_METHODS: Final = frozenset({"GET", "HEAD", "OPTIONS"})
_OTHER_SITES: Final = frozenset({"cross-site", "same-site"})
_PREFLIGHT_AGE: Final = b"7200"
_READABLE_BY_ANYONE: Final[Headers] = [
    (b"access-control-allow-origin", b"*"),
    (b"access-control-expose-headers", EXPOSED),
    (b"cross-origin-resource-policy", b"cross-origin"),
]
_READABLE_HERE: Final[Headers] = [(b"cross-origin-resource-policy", b"same-origin")]


def security_headers(*, behind_tls: bool) -> Headers:
    """What every answer carries, of whatever status and kind."""
    headers = [
        (b"content-security-policy", CONTENT_SECURITY_POLICY.encode()),
        (b"x-content-type-options", b"nosniff"),
        (b"x-frame-options", b"DENY"),
        (b"referrer-policy", b"same-origin"),
        (b"permissions-policy", PERMISSIONS_POLICY.encode()),
        (b"cross-origin-opener-policy", b"same-origin"),
    ]
    if behind_tls:
        headers.append((b"strict-transport-security", STRICT_TRANSPORT_SECURITY.encode()))
    return headers


@dataclass(frozen=True)
class OriginRules:
    """Who may call from a browser: anyone reads what is public; the site itself and trusted origins write.

    Answers never allow credentials, so no foreign page can ride on a visitor's session.
    """

    trusted: frozenset[str] = frozenset()
    public_host: str = ""

    @classmethod
    def build(cls, *, origins: Collection[str], public_url: str | None) -> OriginRules:
        """Rules for the configured origins (`https://host[:port]`; `*` adds nothing) and the service's own address."""
        trusted = frozenset(origin.rstrip("/").lower() for origin in origins if origin != "*")
        return cls(trusted=trusted, public_host=urlsplit(public_url or "").netloc.lower())

    def may_write(self, *, method: str, origin: str | None, host: str, fetch_site: str | None) -> bool:
        """Whether a request that changes something may come from where the browser says it does."""
        if method in SAFE_METHODS:
            return True
        if origin is None:
            return fetch_site not in _OTHER_SITES
        return self.is_trusted(origin) or self._is_here(origin, host)

    def may_use_cookie(self, *, method: str, origin: str | None, host: str, fetch_site: str | None) -> bool:
        """Whether a request may lean on a cookie: to change something only from a page of this very site.

        Stricter than `may_write`: no other origin, however trusted, no silence where a browser would speak, and no
        contradiction: a page of this host by plain http, say, is another site to the browser.
        """
        if method in SAFE_METHODS:
            return True
        if origin is None:
            return fetch_site == "same-origin"
        return fetch_site not in _OTHER_SITES and self._is_here(origin, host)

    def _is_here(self, origin: str, host: str) -> bool:
        try:
            named = urlsplit(origin).netloc.lower()
        except ValueError:
            # Such as `http://[`: no browser sends it, and it is nobody's address.
            return False
        return named in {host.lower(), self.public_host} - {""}

    def is_trusted(self, origin: str) -> bool:
        """Whether an origin was configured."""
        return origin.lower() in self.trusted

    def answer_headers(self, *, method: str, origin: str | None) -> Headers:
        """The CORS headers of an answer: anyone reads GET answers, of the others trusted origins alone."""
        if method in SAFE_METHODS:
            return _READABLE_BY_ANYONE
        if origin is None or not self.is_trusted(origin):
            return _READABLE_HERE
        return [
            (b"access-control-allow-origin", origin.encode("latin-1")),
            (b"access-control-expose-headers", EXPOSED),
            (b"vary", b"Origin"),
        ]

    def preflight_headers(self, *, origin: str, wanted: str) -> Headers | None:
        """The answer to a preflight request; None when the origin may not use the method it wants."""
        trusted = self.is_trusted(origin)
        if not trusted and wanted not in SAFE_METHODS:
            return None
        return [
            (b"access-control-allow-origin", origin.encode("latin-1") if trusted else b"*"),
            (b"access-control-allow-methods", WRITABLE_METHODS if trusted else READABLE_METHODS),
            (b"access-control-allow-headers", TRUSTED_SEND if trusted else ANYONE_SENDS),
            (b"access-control-max-age", _PREFLIGHT_AGE),
            (b"vary", b"Origin"),
        ]


def embedded_policy(origins: Collection[str]) -> str:
    """The content security policy of a page that pages of these origins may frame; `*`: those of any, none: nobody's.

    >>> embedded_policy(["https://bao.example"]).rpartition("; ")[2], embedded_policy([]).rpartition("; ")[2]
    ('frame-ancestors https://bao.example', "frame-ancestors 'none'")
    """
    allowed = "*" if "*" in origins else " ".join(sorted(origins))
    return CONTENT_SECURITY_POLICY.replace(_NEVER_FRAMED, f"frame-ancestors {allowed}" if allowed else _NEVER_FRAMED)


def with_missing(headers: Headers, defaults: Sequence[tuple[bytes, bytes]]) -> Headers:
    """The headers, and those defaults whose name they do not carry yet; `vary` adds up. Names are in lower case.

    An answer that says by a policy of its own who may frame it is not contradicted by the older header.
    """
    present = {name for name, _ in headers}
    if b"content-security-policy" in present:
        present.add(b"x-frame-options")
    return headers + [default for default in defaults if default[0] not in present or default[0] == b"vary"]
