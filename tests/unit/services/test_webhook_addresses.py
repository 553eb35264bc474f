"""Where webhooks may not go, in every spelling; and that the address looked at is the one connected to."""

from __future__ import annotations

import threading

import pytest

from app.domain.errors import InvalidValue
from app.services.webhook_addresses import AddressRules, ForbiddenAddress, check_url, target_of

RULES, LOCAL = AddressRules(), AddressRules(loopback=True)
PUBLIC = "93.184.215.14"


@pytest.mark.parametrize(
    "host",
    [
        "127.0.0.1",
        "127.1",
        "2130706433",
        "0x7f000001",
        "0x7f.1",
        "0177.0.0.1",
        "0",
        "0.0.0.0",
        "10.0.0.8",
        "172.16.4.4",
        "192.168.1.1",
        "169.254.169.254",
        "2852039166",
        "100.64.0.1",
        "198.18.0.1",
        "192.0.2.7",
        "224.0.0.1",
        "255.255.255.255",
        "[::1]",
        "[::]",
        "[::ffff:127.0.0.1]",
        "[::ffff:7f00:1]",
        "[::ffff:169.254.169.254]",
        "[64:ff9b::10.0.0.1]",
        "[64:ff9b::a9fe:a9fe]",
        "[2002:7f00:1::]",
        "[fe80::1]",
        "[fc00::1]",
        "[fd00:ec2::254]",
        "[ff02::1]",
        "[2001:db8::1]",
        "[fec0::1]",
        "[3fff::1]",
        "[5f00::1]",
        "192.0.0.192",
        "192.88.99.1",
        "168.63.129.16",
        "[::ffff:168.63.129.16]",
        "\uff11\uff12\uff17.0.0.1",
    ],
)
def test_an_address_that_is_not_public_is_refused_however_it_is_spelled(host: str) -> None:
    with pytest.raises(InvalidValue):
        check_url(f"https://{host}/", RULES)


@pytest.mark.parametrize(
    "url",
    [
        "http://example.org/",
        "ftp://example.org/",
        "file:///etc/passwd",
        "gopher://example.org/",
        "//example.org/",
        "example.org",
        "https://",
        "https:///path",
        "https://example.org:22/",
        "https://example.org:99999/",
        "https://user:secret@example.org/",
        "https://example.org@127.0.0.1/",
        "https://example.org/#part",
        "https://example.org/a b",
        "https://example.org\\@127.0.0.1/",
        "https://example.org/\r\nHost: other",
        "https://[::1/",
        "https://example.org:0/",
        "https://a..example.org/",
        f"https://{'a' * 64}.example.org/",
        "https://example\u2003org/",
        "http://127.0.0.1/",
    ],
)
def test_what_is_no_plain_https_address_is_refused(url: str) -> None:
    with pytest.raises(InvalidValue):
        check_url(url, RULES)


@pytest.mark.parametrize("url", ["https://example.org/hook?a=1", "https://example.org:8443/", f"https://{PUBLIC}/"])
def test_a_public_address_is_taken(url: str) -> None:
    check_url(url, RULES)


def test_the_address_that_was_looked_at_is_the_one_connected_to() -> None:
    asked: list[tuple[str, int]] = []

    def once(host: str, port: int) -> list[str]:
        asked.append((host, port))
        return [PUBLIC] if len(asked) == 1 else ["127.0.0.1"]

    target = target_of("https://hook.example.org/x", RULES, resolve=once)
    assert (target.ip, target.host, target.port) == (PUBLIC, "hook.example.org", 443)
    assert asked == [("hook.example.org", 443)]
    with pytest.raises(ForbiddenAddress):
        target_of("https://hook.example.org/x", RULES, resolve=once)


@pytest.mark.parametrize(
    "found",
    [["127.0.0.1"], [PUBLIC, "10.0.0.1"], ["::ffff:10.0.0.1"], ["fe80::1%eth0"], ["169.254.169.254"], ["fec0::1"], []],
    ids=str,
)
def test_a_name_that_leads_anywhere_else_is_not_followed(found: list[str]) -> None:
    with pytest.raises(ForbiddenAddress):
        target_of("https://hook.example.org/", RULES, resolve=lambda _host, _port: found)


def test_a_name_in_vietnamese_goes_on_the_wire_as_ascii() -> None:
    target = target_of("https://ví-dụ.vn/x", RULES, resolve=lambda _host, _port: [PUBLIC])
    assert target.host == "xn--v-d-rma6749a.vn"


def test_a_name_without_address_is_told_so() -> None:
    def nowhere(_host: str, _port: int) -> list[str]:
        raise OSError("no such host")

    with pytest.raises(ForbiddenAddress, match="no address"):
        target_of("https://hook.example.org/", RULES, resolve=nowhere)


def test_a_resolver_that_does_not_answer_is_not_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    answered = threading.Event()

    def silent(*_asked: object, **_how: object) -> list[object]:
        answered.wait(10)
        return []

    monkeypatch.setattr("app.services.webhook_addresses._literal", lambda _host: None)
    monkeypatch.setattr("app.services.webhook_addresses.socket.getaddrinfo", silent)
    monkeypatch.setattr("app.services.webhook_addresses.RESOLVED_WITHIN_S", 0.01)
    try:
        with pytest.raises(ForbiddenAddress, match="no address"):
            target_of("https://hook.example.org/", RULES)
    finally:
        answered.set()


def test_this_machine_is_reached_only_where_the_site_allows_it() -> None:
    check_url("http://127.0.0.1:9000/", LOCAL)
    assert target_of("http://localhost:9000/", LOCAL, resolve=lambda _host, _port: ["127.0.0.1"]).port == 9000
    for url in ("http://10.0.0.1/", "http://example.org/", "https://169.254.169.254/"):
        with pytest.raises(InvalidValue):
            check_url(url, LOCAL)
