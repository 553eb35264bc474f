"""The outermost door: sizes, times, text, origins, headers on every answer, and a problem for whatever escapes."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from starlette.testclient import TestClient
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.api.edge_headers import CONTENT_SECURITY_POLICY, OriginRules
from app.api.guard import Guard, GuardConfig, Served
from app.api.problem_answers import Problem, ProblemException
from app.api.problem_kinds import generic_spec
from tests.api.edge_app import REPORT, make_guarded

LIMITS = GuardConfig(body_limit=1_000, body_limits={"/big": 5_000, "/big/small": 10}, body_stall_s=0.05)


@pytest.fixture(scope="module")
def client() -> Iterator[TestClient]:
    with TestClient(make_guarded(), raise_server_exceptions=False) as client:
        yield client


class Exchange:
    """One request given to an ASGI application by hand, message by message, and what it answered."""

    def __init__(
        self,
        app: ASGIApp,
        *,
        method: str = "POST",
        path: str = "/anything",
        headers: dict[str, str] | None = None,
        body: list[bytes] | None = None,
        stalls: bool = False,
    ) -> None:
        self.app, self.stalls = app, stalls
        self.chunks = list(body or [])
        self.sent: list[Message] = []
        given = {"host": "testserver", "content-type": "application/json", **(headers or {})}
        self.scope: Scope = {
            "type": "http",
            "http_version": "1.1",
            "method": method,
            "scheme": "http",
            "path": path,
            "raw_path": path.encode(),
            "query_string": b"",
            "root_path": "",
            "headers": [(name.encode(), value.encode("latin-1")) for name, value in given.items()],
            "state": {},
        }

    async def receive(self) -> Message:
        if not self.chunks and self.stalls:
            await asyncio.Event().wait()
        if not self.chunks:
            return {"type": "http.disconnect"}
        chunk = self.chunks.pop(0)
        return {"type": "http.request", "body": chunk, "more_body": bool(self.chunks) or self.stalls}

    async def send(self, message: Message) -> None:
        self.sent.append(message)

    def run(self) -> Exchange:
        asyncio.run(self._run())
        return self

    async def _run(self) -> None:
        await self.app(self.scope, self.receive, self.send)

    @property
    def status(self) -> int:
        return int(self.sent[0]["status"])

    @property
    def headers(self) -> dict[str, str]:
        return {name.decode(): value.decode() for name, value in self.sent[0]["headers"]}

    @property
    def text(self) -> str:
        return b"".join(message.get("body", b"") for message in self.sent[1:]).decode()


CHUNKED = {"transfer-encoding": "chunked"}


def test_an_announced_body_over_the_limit_is_refused_unread() -> None:
    seen: list[str] = []

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        seen.append("reached")

    exchange = Exchange(Guard(app, LIMITS), headers={"content-length": "1001"}, body=[b"x" * 1001]).run()
    assert (exchange.status, exchange.headers["connection"], seen) == (413, "close", [])
    assert '"limit_bytes": 1000' in exchange.text


def test_a_body_is_counted_as_it_comes() -> None:
    exchange = Exchange(make_guarded(LIMITS), headers=CHUNKED, body=[b" " * 400] * 3).run()
    assert (exchange.status, exchange.headers["content-type"]) == (413, "application/problem+json")


def test_a_body_that_belies_its_length_is_counted_too() -> None:
    exchange = Exchange(make_guarded(LIMITS), headers={"content-length": "5"}, body=[b" " * 400] * 3).run()
    assert exchange.status == 413


def test_a_body_up_to_the_limit_is_taken() -> None:
    body = b'{"a": "' + b"x" * 991 + b'"}'
    assert Exchange(make_guarded(LIMITS), headers={"content-length": "1000"}, body=[body]).run().status == 200


@pytest.mark.parametrize(
    ("path", "limit"),
    [("/", 1_000), ("/big", 5_000), ("/big/file", 5_000), ("/bigger", 1_000), ("/big/small", 10), ("/big/small/x", 10)],
)
def test_the_longest_path_prefix_sets_the_limit(path: str, limit: int) -> None:
    assert LIMITS.limit_of(path) == limit


def test_the_default_limits_are_two_mebibytes_and_more_for_imports() -> None:
    assert GuardConfig().limit_of("/api/v1/case-reports") == 2 * 2**20
    assert GuardConfig().limit_of("/api/v1/imports") == 32 * 2**20


def test_a_body_that_stalls_is_ended() -> None:
    exchange = Exchange(make_guarded(LIMITS), headers=CHUNKED, body=[b'{"a":'], stalls=True).run()
    assert (exchange.status, exchange.headers["connection"]) == (408, "close")
    assert "/problems/body-stalled" in exchange.text


def test_a_body_that_trickles_is_ended() -> None:
    exchange = Exchange(make_guarded(LIMITS), headers=CHUNKED)

    async def trickle() -> Message:
        await asyncio.sleep(0.01)
        return {"type": "http.request", "body": b" ", "more_body": True}

    exchange.receive = trickle  # type: ignore[method-assign]
    assert exchange.run().status == 408


def test_a_body_that_comes_fast_enough_may_take_longer_than_a_stall() -> None:
    config = GuardConfig(body_stall_s=0.05, body_min_bytes_per_s=1_000)
    exchange = Exchange(make_guarded(config), headers=CHUNKED)
    chunks = [b'{"a": "', *[b"x" * 40] * 8, b'"}']

    async def steadily() -> Message:
        await asyncio.sleep(0.015)
        return {"type": "http.request", "body": chunks.pop(0), "more_body": bool(chunks)}

    exchange.receive = steadily  # type: ignore[method-assign]
    assert exchange.run().status == 200


def test_the_time_the_application_takes_is_not_the_senders() -> None:
    async def busy(scope: Scope, receive: Receive, send: Send) -> None:
        while (await receive()).get("more_body"):
            await asyncio.sleep(0.04)
        await _answer_200(send)

    assert Exchange(Guard(busy, LIMITS), headers=CHUNKED, body=[b"x"] * 4).run().status == 200


def test_what_an_application_says_after_a_refused_body_is_dropped() -> None:
    async def stubborn(scope: Scope, receive: Receive, send: Send) -> None:
        try:
            while True:
                await receive()
        except Exception:
            await _answer_200(send)

    assert Exchange(Guard(stubborn, LIMITS), headers=CHUNKED, body=[b"x" * 600] * 3).run().status == 413


def test_a_refused_body_stays_refused() -> None:
    failures: list[str] = []

    async def asks_again(scope: Scope, receive: Receive, send: Send) -> None:
        for _ in range(3):
            try:
                await receive()
            except Exception as exc:
                failures.append(type(exc).__name__)

    exchange = Exchange(Guard(asks_again, LIMITS), headers=CHUNKED, body=[b"x" * 2_000] * 3).run()
    assert (exchange.status, failures) == (413, ["ProblemException"] * 3)


def test_a_sender_of_too_much_is_heard_out_before_the_connection_closes() -> None:
    exchange = Exchange(make_guarded(LIMITS), headers={"content-length": "9000"}, body=[b"x" * 3_000] * 3).run()
    assert exchange.chunks == []
    assert [message.get("more_body") for message in exchange.sent[1:]] == [True, False]


def test_who_expects_to_be_asked_first_is_not_heard_out() -> None:
    headers = {"content-length": "9000", "expect": "100-continue"}
    assert len(Exchange(make_guarded(LIMITS), headers=headers, body=[b"x" * 3_000] * 3).run().chunks) == 3


@pytest.mark.parametrize("length", ["-1", "1e3", "0x10", "1,1", "9" * 19, " 5"])
def test_a_length_that_is_no_number_is_refused(length: str) -> None:
    assert Exchange(make_guarded(), headers={"content-length": length}).run().status == 400


def test_a_client_that_leaves_is_no_fault(caplog: pytest.LogCaptureFixture) -> None:
    Exchange(make_guarded(), headers={"content-length": "10"}, body=[]).run()
    assert "unexpected fault" not in caplog.text


def test_a_client_that_leaves_before_the_body_is_no_fault_either(caplog: pytest.LogCaptureFixture) -> None:
    Exchange(make_guarded(), headers={"content-length": "10", "content-type": "text/plain"}, body=[]).run()
    assert "unexpected fault" not in caplog.text


def test_an_application_may_wait_for_the_client_to_leave_after_the_body() -> None:
    seen: list[str] = []

    async def patient(scope: Scope, receive: Receive, send: Send) -> None:
        seen.extend([(await receive())["type"] for _ in range(2)])
        await _answer_200(send)

    Exchange(Guard(patient), headers={"content-length": "1"}, body=[b"x"]).run()
    assert seen == ["http.request", "http.disconnect"]


def test_a_refusal_that_plain_asgi_lets_through_is_answered() -> None:
    async def careless(scope: Scope, receive: Receive, send: Send) -> None:
        while True:
            await receive()

    assert Exchange(Guard(careless, LIMITS), headers=CHUNKED, body=[b"x" * 600] * 3).run().status == 413


def test_hearing_out_ends_after_a_while(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.api.body_watch._DRAIN_S", 0.02)
    exchange = Exchange(make_guarded(LIMITS), headers={"content-length": "9000"}, body=[b"x"], stalls=True).run()
    assert exchange.status == 413


def test_hearing_out_ends_after_so_many_bytes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.api.body_watch._DRAIN_BYTES", 2_000)
    exchange = Exchange(make_guarded(LIMITS), headers={"content-length": "9000"}, body=[b"x" * 1_000] * 9).run()
    assert (exchange.status, len(exchange.chunks)) == (413, 6)


def test_a_fault_while_a_body_is_read_is_a_fault_of_ours() -> None:
    async def bad(scope: Scope, receive: Receive, send: Send) -> None:
        await receive()
        raise RuntimeError

    assert Exchange(Guard(bad), headers={"content-length": "1"}, body=[b"x"]).run().status == 500


def test_a_problem_raised_by_plain_asgi_is_answered() -> None:
    async def refusing(scope: Scope, receive: Receive, send: Send) -> None:
        raise ProblemException(Problem(spec=generic_spec(406), detail_vi="không", detail_en="no"))

    assert TestClient(Guard(refusing)).get("/").status_code == 406


def test_messages_that_are_no_answer_are_not_passed_on() -> None:
    async def chatty(scope: Scope, receive: Receive, send: Send) -> None:
        await send({"type": "http.response.debug", "info": {}})
        await _answer_200(send)

    sent = Exchange(Guard(chatty), method="GET").run().sent
    assert [message["type"] for message in sent] == ["http.response.start", "http.response.body"]


def test_too_many_headers_are_refused() -> None:
    exchange = Exchange(make_guarded(), method="GET", headers={f"x-{number}": "1" for number in range(101)}).run()
    assert exchange.status == 431


def test_too_long_headers_are_refused() -> None:
    assert Exchange(make_guarded(), method="GET", headers={"x-long": "a" * 70_000}).run().status == 431


@pytest.mark.parametrize("value", ["a\x00b", "a\x1bb", "a\x7fb", "a\nb"])
def test_control_characters_in_headers_are_refused(value: str) -> None:
    assert Exchange(make_guarded(), method="GET", headers={"if-match": value}).run().status == 400


def test_exactly_one_host_is_needed() -> None:
    missing, two = Exchange(make_guarded(), method="GET"), Exchange(make_guarded(), method="GET")
    missing.scope["headers"] = []
    two.scope["headers"] = [(b"host", b"a"), (b"host", b"b")]
    assert (missing.run().status, two.run().status) == (400, 400)


def test_too_long_an_address_is_refused(client: TestClient) -> None:
    answer = client.get("/items?q=" + "a" * 9_000)
    assert (answer.status_code, answer.json()["type"]) == (414, "http://testserver/problems/address-too-long")


@pytest.mark.parametrize("value", ["a%00b", "%0A", "%1B", "%7F", "%C2%85", "%ED%A0%80", "%FF"])
def test_query_text_that_is_none_is_refused_by_name(client: TestClient, value: str) -> None:
    answer = client.get(f"/items?limit=5&q={value}")
    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, "/query/q")


@pytest.mark.parametrize("path", ["/wards/%00", "/wards/a%0Ab", "/wards/%ED%A0%80", "/wards/%FF"])
def test_path_text_that_is_none_is_refused(client: TestClient, path: str) -> None:
    answer = client.get(path)
    assert (answer.status_code, answer.json()["errors"][0]["in"]) == (422, "path")


def test_vietnamese_in_addresses_is_taken(client: TestClient) -> None:
    assert client.get("/items", params={"q": "Đống Đa"}).json()["q"] == "Đống Đa"


@pytest.mark.parametrize("path", ["/items", "/nowhere", "/broken", "/items?q=%00", "/problems"])
def test_every_answer_carries_the_security_headers(client: TestClient, path: str) -> None:
    headers = client.get(path).headers
    assert headers["content-security-policy"] == CONTENT_SECURITY_POLICY
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["x-frame-options"] == "DENY"
    assert headers["referrer-policy"] == "same-origin"
    assert headers["cross-origin-opener-policy"] == "same-origin"
    assert "geolocation=(self)" in headers["permissions-policy"]
    assert "strict-transport-security" not in headers


def test_the_content_policy_allows_nothing_inline_and_no_framing() -> None:
    assert "unsafe" not in CONTENT_SECURITY_POLICY
    assert "frame-ancestors 'none'" in CONTENT_SECURITY_POLICY
    assert "default-src 'none'" in CONTENT_SECURITY_POLICY


def test_strict_transport_is_promised_only_behind_tls() -> None:
    answer = TestClient(make_guarded(GuardConfig(behind_tls=True))).get("/items")
    assert answer.headers["strict-transport-security"] == "max-age=63072000"


def test_an_applications_own_header_is_not_doubled() -> None:
    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        headers = [(b"referrer-policy", b"no-referrer"), (b"vary", b"Accept-Encoding")]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": b""})

    answer = TestClient(Guard(app)).get("/")
    assert answer.headers.get_list("referrer-policy") == ["no-referrer"]


def test_cacheable_answers_stay_cacheable_and_errors_never_are(client: TestClient) -> None:
    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        headers = [(b"cache-control", b"public, max-age=600")]
        await send({"type": "http.response.start", "status": 404, "headers": headers})
        await send({"type": "http.response.body", "body": b""})

    assert client.get("/cached").headers["cache-control"] == "public, max-age=60"
    assert TestClient(Guard(app)).get("/").headers.get_list("cache-control") == ["no-store"]


def test_a_sane_request_id_is_kept(client: TestClient) -> None:
    assert client.get("/items", headers={"X-Request-ID": "proxy-0001.a_b"}).headers["x-request-id"] == "proxy-0001.a_b"


@pytest.mark.parametrize("given", ["short", "a" * 65, "has space in it", "semi;colon-x", "<script>alert(1)"])
def test_a_strange_request_id_is_replaced(client: TestClient, given: str) -> None:
    assert client.get("/items", headers={"X-Request-ID": given}).headers["x-request-id"] != given


def test_each_request_gets_its_own_id(client: TestClient) -> None:
    assert client.get("/items").headers["x-request-id"] != client.get("/items").headers["x-request-id"]


def test_the_configured_address_is_the_base_of_problem_types() -> None:
    client = TestClient(make_guarded(GuardConfig(public_url="https://vung.example.vn/")))
    assert client.get("/wards/1").json()["type"] == "https://vung.example.vn/problems/ward-not-found"


def test_whatever_escapes_becomes_a_problem_and_its_story_a_log_line(caplog: pytest.LogCaptureFixture) -> None:
    async def bad(scope: Scope, receive: Receive, send: Send) -> None:
        raise RuntimeError("the story")

    with caplog.at_level(logging.ERROR):
        answer = TestClient(Guard(bad)).get("/")
    assert (answer.status_code, answer.headers["content-type"]) == (500, "application/problem+json")
    assert "the story" not in answer.text
    assert "unexpected fault" in caplog.text


def test_a_fault_in_mid_answer_ends_the_answer() -> None:
    async def bad(scope: Scope, receive: Receive, send: Send) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": []})
        raise RuntimeError

    exchange = Exchange(Guard(bad), method="GET").run()
    assert [message["type"] for message in exchange.sent] == ["http.response.start"]


def test_head_is_answered_like_get_without_a_body(client: TestClient) -> None:
    get, head = client.get("/cached"), client.head("/cached")
    assert (head.status_code, head.content) == (200, b"")
    assert head.headers["etag"] == get.headers["etag"]
    assert head.headers["content-length"] == get.headers["content-length"]


def test_head_of_a_stream_ends_at_once() -> None:
    exchange = Exchange(make_guarded(), method="HEAD", path="/stream", stalls=True).run()
    assert [message.get("body", b"") for message in exchange.sent[1:]] == [b""]


def test_a_stream_passes_piece_by_piece(client: TestClient) -> None:
    assert client.get("/stream").text == "one\ntwo\n"


def test_anyone_may_read_from_any_page(client: TestClient) -> None:
    headers = client.get("/items", headers={"Origin": "https://other.example"}).headers
    assert headers["access-control-allow-origin"] == "*"
    assert "access-control-allow-credentials" not in headers
    assert {"ETag", "Link", "X-Total-Count"} <= set(headers["access-control-expose-headers"].split(", "))
    assert headers["cross-origin-resource-policy"] == "cross-origin"


def test_a_preflight_for_reading_is_allowed(client: TestClient) -> None:
    asked = {"Origin": "https://other.example", "Access-Control-Request-Method": "GET"}
    answer = client.options("/items", headers=asked)
    assert (answer.status_code, answer.headers["access-control-allow-methods"]) == (204, "GET, HEAD, OPTIONS")


def test_a_preflight_for_writing_is_refused_to_strangers(client: TestClient) -> None:
    asked = {"Origin": "https://other.example", "Access-Control-Request-Method": "POST"}
    answer = client.options("/reports", headers=asked)
    assert answer.status_code == 403
    assert answer.json()["type"].endswith("/problems/cross-origin-write")


def test_a_preflight_for_writing_is_allowed_to_configured_origins() -> None:
    client = TestClient(make_guarded(GuardConfig(cors_origins=("https://soyte.example.vn",))))
    asked = {"Origin": "https://soyte.example.vn", "Access-Control-Request-Method": "POST"}
    headers = client.options("/reports", headers=asked).headers
    assert headers["access-control-allow-origin"] == "https://soyte.example.vn"
    assert {"Authorization", "Idempotency-Key", "If-Match"} <= set(headers["access-control-allow-headers"].split(", "))
    assert "Origin" in headers["vary"]


def test_a_plain_options_request_is_the_applications(client: TestClient) -> None:
    assert client.options("/items").status_code == 405


@pytest.mark.parametrize(
    "origin", ["https://other.example", "null", "http://testserver.evil.example", "https://", "http://["]
)
def test_writes_from_foreign_pages_are_refused(client: TestClient, origin: str) -> None:
    answer = client.post("/reports", json=REPORT, headers={"Origin": origin})
    assert answer.status_code == 403
    assert "access-control-allow-origin" not in answer.headers


@pytest.mark.parametrize("site", ["cross-site", "same-site"])
def test_writes_that_the_browser_calls_foreign_are_refused(client: TestClient, site: str) -> None:
    assert client.post("/reports", json=REPORT, headers={"Sec-Fetch-Site": site}).status_code == 403


@pytest.mark.parametrize("headers", [{}, {"Origin": "http://testserver"}, {"Sec-Fetch-Site": "same-origin"}])
def test_writes_from_own_pages_and_programs_pass(client: TestClient, headers: dict[str, str]) -> None:
    assert client.post("/reports", json=REPORT, headers=headers).status_code == 201


def test_a_trusted_origin_may_write_and_read_the_answer() -> None:
    client = TestClient(make_guarded(GuardConfig(cors_origins=("https://soyte.example.vn/",))))
    answer = client.post("/reports", json=REPORT, headers={"Origin": "https://soyte.example.vn"})
    assert answer.status_code == 201
    assert answer.headers["access-control-allow-origin"] == "https://soyte.example.vn"


def test_the_public_address_counts_as_own_behind_a_proxy() -> None:
    rules = OriginRules.build(origins=["*"], public_url="https://vung.example.vn")
    ask: Callable[[str], bool] = lambda origin: rules.may_write(  # noqa: E731
        method="POST", origin=origin, host="127.0.0.1:8000", fetch_site=None
    )
    assert ask("https://vung.example.vn")
    assert not ask("https://other.example.vn")


def test_every_request_is_measured() -> None:
    served: list[Served] = []
    client = TestClient(make_guarded(GuardConfig(observe=served.append)))
    client.get("/items?q=secret")
    client.get("/nowhere")
    assert [(one.method, one.path, one.status) for one in served] == [("GET", "/items", 200), ("GET", "/nowhere", 404)]
    assert served[0].sent_bytes > 0
    assert 0 < served[0].seconds < 5


def _logged(caplog: pytest.LogCaptureFixture, config: GuardConfig, address: str) -> list[dict[str, Any]]:
    """What the guard logged of one read of this address."""
    with caplog.at_level(logging.INFO):
        TestClient(make_guarded(config), raise_server_exceptions=False).get(address)
    return [vars(record) for record in caplog.records if record.name == "app.requests"]


def test_refusals_are_logged_without_their_query(caplog: pytest.LogCaptureFixture) -> None:
    (line,) = _logged(caplog, GuardConfig(), "/nowhere?token=abc123")
    assert (line["method"], line["path"], line["status"]) == ("GET", "/nowhere", 404)
    assert "abc123" not in str(line)


def test_reads_that_went_well_are_logged_only_when_asked(caplog: pytest.LogCaptureFixture) -> None:
    assert _logged(caplog, GuardConfig(), "/items") == []
    assert [line["path"] for line in _logged(caplog, GuardConfig(log_reads=True), "/items")] == ["/items"]


def test_websockets_are_closed() -> None:
    sent: list[Message] = []

    async def send(message: Message) -> None:
        sent.append(message)

    async def receive() -> Message:
        return {"type": "websocket.connect"}

    asyncio.run(make_guarded()({"type": "websocket", "path": "/"}, receive, send))
    assert sent == [{"type": "websocket.close", "code": 1008}]


async def _answer_200(send: Send) -> None:
    await send({"type": "http.response.start", "status": 200, "headers": []})
    await send({"type": "http.response.body", "body": b""})
