"""Signing in with the account of one's organisation, against a real little provider on loopback."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from httpx2 import Response
from joserfc.jwk import RSAKey
from pydantic import SecretStr, ValidationError

from app.domain.vocabulary import Role
from app.services.staff_accounts import deactivate, list_staff
from app.settings import Settings
from tests.accounts import NOW, PASSWORD, Clock, hash_quickly, open_account
from tests.office import Office, office_on_sqlite, problem
from tests.oidc_provider import CLIENT_ID, CLIENT_SECRET, LittleProvider, little_provider, until

SITE = "http://testserver"
START = "/staff/sign-in/oidc"


@pytest.fixture
def provider() -> Iterator[LittleProvider]:
    """A provider that signs Lan in."""
    with little_provider(Clock(NOW)) as provider:
        yield provider


@pytest.fixture
def office(sqlite_url: str, provider: LittleProvider, monkeypatch: pytest.MonkeyPatch) -> Iterator[Office]:
    """A site that lets this provider sign people in; Lan has an account here."""
    hash_quickly(monkeypatch)
    settings: dict[str, Any] = {
        "base_url": SITE,
        "oidc_issuer": provider.address,
        "oidc_client_id": CLIENT_ID,
        "oidc_client_secret": SecretStr(CLIENT_SECRET),
        "oidc_label": "Cổng cán bộ",
    }
    with office_on_sqlite(sqlite_url, clock=provider.clock, **settings) as office:
        with office.site.sessions.begin() as session:
            open_account(session, "lan")
            open_account(session, "quantri", Role.ADMIN)
        yield office


def begin(office: Office, wanted: str = "/staff/sent?day=1") -> Response:
    """Press the button; the browser keeps the journey."""
    return office.client.get(START, params={"next": wanted}, follow_redirects=False)


def visit(provider: LittleProvider, begun: Response) -> str:
    """Sign in at the provider; the address it sends the browser back to."""
    assert begun.status_code == 303
    query = {name: values[0] for name, values in parse_qs(urlsplit(begun.headers["location"]).query).items()}
    return provider.authorize(query)


def come_back(office: Office, address: str) -> Response:
    return office.client.get(address.removeprefix(SITE), follow_redirects=False)


def sign_in(office: Office, provider: LittleProvider, wanted: str = "/staff/sent?day=1") -> Response:
    """The whole way."""
    return come_back(office, visit(provider, begin(office, wanted)))


def why(answer: Response) -> str:
    """The reason with which the browser is sent back to the sign-in page; nobody is signed in."""
    location = urlsplit(answer.headers["location"])
    assert (answer.status_code, location.path) == (303, "/staff/sign-in")
    assert "khoanhvung_session" not in answer.headers.get("set-cookie", "")
    return parse_qs(location.query)["why"][0]


def me(office: Office) -> Response:
    return office.client.get("/api/v1/auth/me")


def test_the_sign_in_page_offers_the_provider_beside_the_password(office: Office) -> None:
    page = office.client.get("/staff/sign-in?next=/staff/sent", headers={"accept": "text/html"}).text
    assert "Đăng nhập bằng Cổng cán bộ" in page
    assert f'href="{START}?next=/staff/sent"' in page
    assert 'name="password"' in page


def test_without_a_provider_there_is_neither_button_nor_way(sqlite_url: str) -> None:
    with office_on_sqlite(sqlite_url) as office:
        assert START not in office.client.get("/staff/sign-in").text
        problem(office.client.get(START), 404)
        problem(office.client.get(f"{START}/return?state=x&code=y"), 404)


def test_the_browser_is_sent_with_state_nonce_and_a_challenge(office: Office, provider: LittleProvider) -> None:
    begun = begin(office)
    asked = parse_qs(urlsplit(begun.headers["location"]).query)
    assert begun.headers["location"].startswith(f"{provider.address}/authorize?")
    assert (asked["client_id"], asked["response_type"], asked["code_challenge_method"]) == (
        [CLIENT_ID],
        ["code"],
        ["S256"],
    )
    assert asked["redirect_uri"] == [f"{SITE}{START}/return"]
    assert "openid" in asked["scope"][0]
    assert all(len(asked[name][0]) >= 43 for name in ("state", "nonce", "code_challenge"))
    cookie = begun.headers["set-cookie"]
    assert all(each in cookie for each in ("HttpOnly", "SameSite=lax", "Max-Age=600"))
    assert begun.headers["cache-control"] == "no-store"


def test_whom_the_provider_vouches_for_is_signed_in_where_they_wanted_to_go(
    office: Office, provider: LittleProvider
) -> None:
    answer = sign_in(office, provider)
    assert (answer.status_code, answer.headers["location"]) == (303, "/staff/sent?day=1")
    assert me(office).json()["username"] == "lan"
    line = office.audited()[0]
    assert (line.actor, line.action, line.outcome) == ("lan", "sign_in", "done")
    assert line.detail["voucher"] == provider.address


def test_the_provider_is_asked_about_itself_once_an_hour(office: Office, provider: LittleProvider) -> None:
    sign_in(office, provider)
    sign_in(office, provider)
    assert provider.asked.count("/keys") == 1
    provider.clock.move(timedelta(hours=2))
    assert sign_in(office, provider).headers["location"] == "/staff/sent?day=1"
    assert provider.asked.count("/keys") == 2


@pytest.mark.parametrize(
    "claims",
    [
        {"nonce": "another"},
        {"nonce": None},
        {"aud": "another-site"},
        {"aud": None},
        {"aud": [CLIENT_ID, "another-site"]},
        {"azp": "another-site"},
        {"iss": "https://evil.example"},
        {"iss": None},
        {"sub": None},
        {"exp": None},
        {"exp": until(Clock(NOW), -61)},
        {"iat": until(Clock(NOW), 3600)},
        {"nbf": until(Clock(NOW), 3600)},
        {"preferred_username": None},
        {"preferred_username": ["lan"]},
        {"preferred_username": ""},
    ],
    ids=str,
)
def test_a_token_that_does_not_hold_opens_nothing(
    office: Office, provider: LittleProvider, claims: dict[str, Any]
) -> None:
    provider.claims = claims
    assert why(sign_in(office, provider)) == "oidc-refused"
    assert me(office).status_code == 401


@pytest.mark.parametrize("algorithm", ["none", "HS256"])
def test_a_token_without_the_providers_own_signature_opens_nothing(
    office: Office, provider: LittleProvider, algorithm: str
) -> None:
    provider.algorithm = algorithm
    assert why(sign_in(office, provider)) == "oidc-refused"


def test_a_token_signed_by_somebody_else_opens_nothing(office: Office, provider: LittleProvider) -> None:
    provider.signs_with = RSAKey.generate_key(2048, {"kid": "one"})
    assert why(sign_in(office, provider)) == "oidc-refused"


def test_a_new_key_of_the_provider_is_asked_for(office: Office, provider: LittleProvider) -> None:
    sign_in(office, provider)
    provider.key = RSAKey.generate_key(2048, {"kid": "two", "use": "sig"})
    assert why(sign_in(office, provider)) == "oidc-refused"
    provider.clock.move(timedelta(minutes=2))
    assert sign_in(office, provider).headers["location"] == "/staff/sent?day=1"


def test_a_return_is_good_for_one_sign_in(office: Office, provider: LittleProvider) -> None:
    address = visit(provider, begin(office))
    assert come_back(office, address).headers["location"] == "/staff/sent?day=1"
    office.client.cookies.delete("khoanhvung_session")
    assert why(come_back(office, address)) == "oidc-stale"


def test_a_code_is_good_once_even_with_the_journey_kept(office: Office, provider: LittleProvider) -> None:
    address = visit(provider, begin(office))
    kept = office.client.cookies.get("khoanhvung_oidc")
    come_back(office, address)
    office.client.cookies.clear()
    office.client.cookies.set("khoanhvung_oidc", kept or "")
    assert why(come_back(office, address)) == "oidc-refused"


def test_a_return_in_another_browser_opens_nothing(office: Office, provider: LittleProvider) -> None:
    address = visit(provider, begin(office))
    office.client.cookies.clear()
    assert why(come_back(office, address)) == "oidc-stale"


def test_a_return_to_another_journey_opens_nothing(office: Office, provider: LittleProvider) -> None:
    address = visit(provider, begin(office))
    begin(office)
    assert why(come_back(office, address)) == "oidc-stale"


def test_a_journey_that_took_too_long_opens_nothing(office: Office, provider: LittleProvider) -> None:
    address = visit(provider, begin(office))
    provider.clock.move(timedelta(minutes=11))
    assert why(come_back(office, address)) == "oidc-stale"


def test_a_journey_that_was_tampered_with_opens_nothing(office: Office, provider: LittleProvider) -> None:
    address = visit(provider, begin(office))
    kept = office.client.cookies.get("khoanhvung_oidc") or ""
    for forged in (kept[:-1], f"x{kept}", kept.partition(".")[0], ""):
        office.client.cookies.clear()
        header = {"cookie": f"khoanhvung_oidc={forged}"}
        answer = office.client.get(address.removeprefix(SITE), headers=header, follow_redirects=False)
        assert why(answer) == "oidc-stale"


@pytest.mark.parametrize("wanted", ["//evil.example", "https://evil.example/staff", "/\\evil.example", "/w/A"])
def test_nobody_is_sent_to_another_site(office: Office, provider: LittleProvider, wanted: str) -> None:
    assert sign_in(office, provider, wanted).headers["location"] == "/staff"


def test_somebody_without_an_account_here_is_not_registered(office: Office, provider: LittleProvider) -> None:
    provider.person = {"sub": "8", "preferred_username": "hoa"}
    assert why(sign_in(office, provider)) == "oidc-unknown"
    with office.site.read_sessions() as session:
        assert "hoa" not in {each.username for each in list_staff(session)}
    line = office.audited()[0]
    assert (line.actor, line.action, line.outcome) == ("unknown", "sign_in", "refused")


def test_a_closed_account_is_not_opened(office: Office, provider: LittleProvider) -> None:
    with office.site.sessions.begin() as session:
        deactivate(session, username="lan", now=NOW, actor="cli")
    assert why(sign_in(office, provider)) == "oidc-unknown"
    assert me(office).status_code == 401


def test_a_name_is_folded_like_every_other(office: Office, provider: LittleProvider) -> None:
    provider.person = {"sub": "7", "preferred_username": " LAN "}
    assert sign_in(office, provider).headers["location"] == "/staff/sent?day=1"


@pytest.mark.parametrize("name", ["ｌａｎ", "ＬＡＮ", "laⓝ", "ˡan"])
def test_a_name_that_only_looks_like_an_account_is_somebody_else(
    office: Office, provider: LittleProvider, name: str
) -> None:
    provider.person = {"sub": "8", "preferred_username": name}
    assert why(sign_in(office, provider)) == "oidc-unknown"
    assert office.audited()[0].actor == "unknown"


def test_an_e_mail_address_counts_only_when_the_provider_has_verified_it(
    sqlite_url: str, provider: LittleProvider, monkeypatch: pytest.MonkeyPatch
) -> None:
    hash_quickly(monkeypatch)
    settings: dict[str, Any] = {"base_url": SITE, "oidc_issuer": provider.address, "oidc_client_id": CLIENT_ID}
    settings |= {"oidc_client_secret": SecretStr(CLIENT_SECRET), "oidc_username_claim": "email"}
    with office_on_sqlite(sqlite_url, clock=provider.clock, **settings) as office:
        with office.site.sessions.begin() as session:
            open_account(session, "lan@hanoi.example")
        provider.person = {"sub": "7", "email": "lan@hanoi.example"}
        assert why(sign_in(office, provider)) == "oidc-refused"
        provider.person["email_verified"] = True
        assert sign_in(office, provider).headers["location"] == "/staff/sent?day=1"


def test_the_language_of_the_sign_in_page_is_kept(office: Office, provider: LittleProvider) -> None:
    begun = office.client.get(START, params={"next": "/staff/sent", "lang": "en"}, follow_redirects=False)
    assert come_back(office, visit(provider, begun)).headers["location"] == "/staff/sent?lang=en"


def test_the_page_of_accounts_offers_accounts_without_a_password(office: Office, provider: LittleProvider) -> None:
    provider.person = {"sub": "1", "preferred_username": "quantri"}
    sign_in(office, provider)
    assert "chỉ vào bằng Cổng cán bộ" in office.client.get("/staff/people/-new").text
    form = {"username": "mai", "display_name": "Mai", "role": "reporter", "district": "017", "way_in": "elsewhere"}
    answer = office.client.post("/staff/people/-new", data=form, headers={"origin": SITE})
    assert answer.status_code == 200
    assert 'id="secret"' not in answer.text
    provider.person = {"sub": "3", "preferred_username": "mai"}
    sign_in(office, provider)
    assert not me(office).json()["must_change_password"]


@pytest.mark.parametrize("name", ["cli", "system", "x" * 300, "lan\u0000", "' OR 1=1 --"])
def test_a_name_that_no_account_may_have_opens_nothing(office: Office, provider: LittleProvider, name: str) -> None:
    provider.person = {"sub": "9", "preferred_username": name}
    assert why(sign_in(office, provider)) == "oidc-unknown"


def test_who_says_no_at_the_provider_comes_back_to_the_sign_in_page(office: Office, provider: LittleProvider) -> None:
    state = parse_qs(urlsplit(visit(provider, begin(office))).query)["state"][0]
    assert why(come_back(office, f"{START}/return?error=access_denied&state={state}")) == "oidc-refused"


def test_a_provider_that_is_down_leaves_the_password(office: Office, provider: LittleProvider) -> None:
    provider.is_down = True
    begun = begin(office)
    assert why(begun) == "oidc-away"
    page = office.client.get(begun.headers["location"], headers={"accept": "text/html"}).text
    assert "chưa trả lời" in page
    answer = office.client.post(
        "/staff/sign-in",
        data={"username": "lan", "password": PASSWORD},
        headers={"origin": SITE},
        follow_redirects=False,
    )
    assert answer.status_code == 303
    assert me(office).json()["username"] == "lan"


def test_a_provider_that_was_down_is_left_alone_for_a_moment(office: Office, provider: LittleProvider) -> None:
    provider.is_down = True
    begin(office)
    provider.is_down = False
    assert why(begin(office)) == "oidc-away"
    assert len(provider.asked) == 1
    provider.clock.move(timedelta(seconds=30))
    assert sign_in(office, provider).headers["location"] == "/staff/sent?day=1"


def test_a_provider_that_goes_down_on_the_way_leads_back(office: Office, provider: LittleProvider) -> None:
    address = visit(provider, begin(office))
    provider.is_down = True
    assert why(come_back(office, address)) == "oidc-away"


@pytest.mark.parametrize(
    "metadata",
    [
        {"issuer": "https://evil.example"},
        {"token_endpoint": "http://evil.example/token"},
        {"authorization_endpoint": None},
        {"jwks_uri": "file:///etc/passwd"},
        {"authorization_endpoint": "https://id.example/đăng-nhập"},
        {"authorization_endpoint": "https://id.example/\r\nX: y"},
        {"token_endpoint_auth_methods_supported": ["private_key_jwt"]},
        {"token_endpoint_auth_methods_supported": {"tls_client_auth": True}},
    ],
    ids=str,
)
def test_a_provider_that_describes_itself_wrongly_is_not_used(
    office: Office, provider: LittleProvider, metadata: dict[str, Any]
) -> None:
    provider.metadata = metadata
    assert why(begin(office)) == "oidc-away"


@pytest.mark.parametrize(
    "keys",
    [{}, {"keys": None}, {"keys": [{}]}, {"keys": [{"kty": "EC", "crv": "P-999", "x": "YQ", "y": "YQ"}]}],
    ids=str,
)
def test_a_provider_whose_keys_make_no_sense_is_not_used(
    office: Office, provider: LittleProvider, monkeypatch: pytest.MonkeyPatch, keys: dict[str, Any]
) -> None:
    monkeypatch.setattr(provider, "answer", lambda path: keys if path == "/keys" else provider.describe())
    assert why(begin(office)) == "oidc-away"


@pytest.mark.parametrize(
    "said",
    [
        {"oidc_issuer": "http://id.example"},
        {"oidc_issuer": "id.example"},
        {"oidc_issuer": "https://id.example?x=1"},
        {"oidc_client_id": ""},
        {"oidc_client_secret": None},
        {"base_url": ""},
    ],
    ids=str,
)
def test_half_a_provider_is_refused_at_the_start(said: dict[str, Any]) -> None:
    whole: dict[str, Any] = {
        "base_url": SITE,
        "oidc_issuer": "https://id.example",
        "oidc_client_id": CLIENT_ID,
        "oidc_client_secret": SecretStr(CLIENT_SECRET),
    }
    assert Settings(**whole).oidc_issuer
    with pytest.raises(ValidationError, match="KHOANHVUNG_OIDC_ISSUER"):
        Settings(**{**whole, **said})
