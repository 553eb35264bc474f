"""Where webhooks may go: to public hosts by https, never into the network the service itself stands in.

A name is resolved once for every try; each address it gives must be public, and the one looked at is the one connected
to, so a name that changes between the look and the connection gains nothing. Whatever spelling an address comes in
(decimal, hexadecimal, short, IPv4 inside IPv6), the resolver turns it into the one that is checked.
"""

from __future__ import annotations

import socket
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address, ip_network
from typing import Final
from urllib.parse import SplitResult, urlsplit

from app.domain.errors import InvalidValue

Resolve = Callable[[str, int], Sequence[str]]
"""The addresses of a host and port, as text; raises OSError when there is none."""
_LOOPBACK_NAMES: Final = frozenset({"localhost", "127.0.0.1", "::1"})
_NAT64: Final = IPv6Network("64:ff9b::/96")
_DENIED: Final = tuple(
    ip_network(each)
    for each in (
        # Site-local of old, protocol assignments, 6to4 relays, documentation and segment routing: Python calls some of
        # them global. The last one answers for the host machine in a cloud.
        "fec0::/10",
        "192.0.0.0/24",
        "192.88.99.0/24",
        "3fff::/20",
        "5f00::/16",
        "168.63.129.16/32",
    )
)
_POINTER: Final = "/url"
RESOLVED_WITHIN_S: Final = 5.0
_RESOLVERS: Final = ThreadPoolExecutor(max_workers=8, thread_name_prefix="webhook-name")
"""The machine's resolver knows no time limit: it is asked aside, and whoever waits for it goes on."""


class ForbiddenAddress(Exception):  # noqa: N818 - it is no fault of ours
    """A host that leads where no webhook may go."""


@dataclass(frozen=True)
class AddressRules:
    """What a site allows.

    Args:
        ports: to which webhooks may go.
        loopback: whether http to this machine itself is allowed, for drills and tests.
    """

    ports: frozenset[int] = frozenset({443, 8443})
    loopback: bool = False


@dataclass(frozen=True)
class Target:
    """Where to connect, and who is meant.

    `host` and `port` are those of the address, the host as ASCII (`xn--…`); `ip` is the one that was looked at.
    """

    url: str
    scheme: str
    host: str
    port: int
    ip: str


def resolve(host: str, port: int) -> Sequence[str]:
    """By the machine's own resolver; raises TimeoutError, which is an OSError, when it does not answer."""
    asked = _RESOLVERS.submit(socket.getaddrinfo, host, port, type=socket.SOCK_STREAM)
    return [str(found[4][0]) for found in asked.result(timeout=RESOLVED_WITHIN_S)]


def check_url(url: str, rules: AddressRules) -> None:
    """Take an address for a webhook, as far as can be told without asking anybody.

    Raises:
        InvalidValue: it is not https, names a port, a user or a place that no webhook may go to.
    """
    parts = _parts(url)
    host = None if parts is None else _ascii_host(parts)
    if parts is None or not host:
        raise _refused(
            "Gửi địa chỉ https đầy đủ, ví dụ https://example.org/khoanh-vung.",
            "Send a whole https address, such as https://example.org/khoanh-vung.",
        )
    local = rules.loopback and host in _LOOPBACK_NAMES
    if parts.scheme != "https" and not (local and parts.scheme == "http"):
        raise _refused("Webhook chỉ nhận https.", "Webhooks go by https only.")
    if parts.username is not None or parts.password is not None or parts.fragment:
        raise _refused(
            "Bỏ tên, mật khẩu và phần sau dấu # khỏi địa chỉ.", "Leave user, password and fragment out of the address."
        )
    if parts.port == 0 or (not local and (parts.port or 443) not in rules.ports):
        allowed = ", ".join(str(port) for port in sorted(rules.ports))
        raise _refused(f"Cổng được phép: {allowed}.", f"Ports allowed: {allowed}.")
    literal = _literal(host)
    if literal is not None and not _may_go(literal, rules):
        raise _refused(
            "Địa chỉ nội bộ, máy này hay mạng riêng không nhận webhook.",
            "Webhooks do not go to private, internal or loopback addresses.",
        )


def target_of(url: str, rules: AddressRules, *, resolve: Resolve = resolve) -> Target:
    """Where to connect for one try.

    Raises:
        ForbiddenAddress: the name leads, by any of its addresses, to where no webhook may go, or to nowhere.
        InvalidValue: see `check_url`; the rules may have changed since.
    """
    check_url(url, rules)
    parts = urlsplit(url)
    host = _ascii_host(parts) or ""
    port = parts.port or (443 if parts.scheme == "https" else 80)
    try:
        found = resolve(host, port)
    except (OSError, UnicodeError) as fault:
        raise ForbiddenAddress("the host has no address") from fault
    if not found:
        raise ForbiddenAddress("the host has no address")
    if not all(_may_go(each, rules) for each in found):
        raise ForbiddenAddress("the host leads to a private, internal or loopback address")
    return Target(url, parts.scheme, host, port, found[0])


def place_of(url: str) -> str:
    """Scheme and host of an address that was checked, for where the rest, which may be a secret, must not stand."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.hostname}"


def _parts(url: str) -> SplitResult | None:
    try:
        parts = urlsplit(url)
        _ = parts.port
    except ValueError:
        return None
    is_odd = any(ord(sign) <= 32 or sign in "\\\x7f" for sign in url)
    return None if is_odd else parts


def _ascii_host(parts: SplitResult) -> str | None:
    """The host as it goes on the wire; None: it has none, or one that no name server could be asked for."""
    try:
        host = (parts.hostname or "").encode("idna").decode("ascii")
    except UnicodeError:
        return None
    # Odd spaces become plain ones on the way.
    return host if host and all(sign > " " for sign in host) else None


def _literal(host: str) -> str | None:
    """The address a host spells in whatever way; None for a name."""
    try:
        return str(socket.getaddrinfo(host, None, flags=socket.AI_NUMERICHOST)[0][4][0])
    except (OSError, UnicodeError):
        return None


def _may_go(text: str, rules: AddressRules) -> bool:
    address = _innermost(ip_address(text.partition("%")[0]))
    if address.is_loopback:
        return rules.loopback
    if any(address in each for each in _DENIED):
        return False
    return address.is_global and not address.is_multicast and not address.is_reserved


def _innermost(address: IPv4Address | IPv6Address) -> IPv4Address | IPv6Address:
    """The IPv4 address that an IPv6 one only wraps, where it does."""
    if isinstance(address, IPv4Address):
        return address
    if address in _NAT64:
        return IPv4Address(int(address) & 0xFFFFFFFF)
    teredo = address.teredo
    return address.ipv4_mapped or address.sixtofour or (teredo[1] if teredo else None) or address


def _refused(vi: str, en: str) -> InvalidValue:
    return InvalidValue(_POINTER, vi=vi, en=en)
