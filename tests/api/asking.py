"""The whole application asked as ASGI, on the test's own loop: so it can be looked at while it answers."""

from __future__ import annotations

import asyncio
import json
import shutil
import threading
from collections.abc import Callable, Coroutine, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any, Final, TypeVar

from sqlalchemy import Engine, event
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.api.editions import Address, Edition, Shelf
from app.api.guard import Guard
from app.api.press import Press
from app.api.snapshot_server import SnapshotServer
from app.configuration import site_rules
from app.services.map_snapshot import SnapshotStore
from app.settings import Settings
from app.storage.engine import create_database_engine
from tests.accounts import NOW, Clock
from tests.office import REPORTS, ZONES, Office, join_office, report
from tests.site import Site
from tests.threads import PATIENCE_S

HOST: Final = (b"host", b"zones.example")
REQUEST_ID: Final = (b"x-request-id", b"asked-by-a-test")
ENCODINGS: Final = (b"", b"gzip", b"br")
LANGUAGES: Final = (b"vi", b"en")
Found = TypeVar("Found")
Header = tuple[bytes, bytes]


@dataclass(frozen=True)
class Answer:
    """What was sent."""

    status: int
    head: list[Header]
    body: bytes

    def __getitem__(self, name: str) -> str:
        (value,) = [value for key, value in self.head if key == name.encode()]
        return value.decode("latin-1")

    def get(self, name: str) -> str | None:
        return self[name] if name.encode() in dict(self.head) else None

    def json(self) -> Any:
        return json.loads(self.body)


class Client:
    """The other end of a request: sends a body in parts, hears the answer, and leaves when told."""

    def __init__(self, *parts: bytes, stops: bool = False) -> None:
        self._unsent: list[Message] = [{"type": "http.request", "body": each, "more_body": True} for each in parts]
        if not stops:
            self._unsent.append({"type": "http.request", "body": b"", "more_body": False})
        self._left = asyncio.Event()
        self._heard: list[Message] = []

    def leave(self) -> None:
        self._left.set()

    async def receive(self) -> Message:
        if self._unsent:
            return self._unsent.pop(0)
        await self._left.wait()
        return {"type": "http.disconnect"}

    async def send(self, message: Message) -> None:
        self._heard.append(message)

    @property
    def answer(self) -> Answer:
        start, *rest = self._heard
        return Answer(start["status"], start["headers"], b"".join(each["body"] for each in rest))


async def ask(
    app: ASGIApp,
    path: str = ZONES,
    query: bytes = b"",
    *headers: Header,
    method: str = "GET",
    client: Client | None = None,
    **scope: Any,
) -> Answer:
    """Ask for an address with a Host, an id and these headers, unless `scope` says something else."""
    client = client or Client()
    asked: Scope = {
        "type": "http",
        "http_version": "1.1",
        "method": method,
        "scheme": "http",
        "path": path,
        "raw_path": path.encode(),
        "query_string": query,
        "headers": [HOST, REQUEST_ID, *headers],
        "client": ("203.0.113.7", 4711),
        "server": ("zones.example", 80),
        "state": {},
        **scope,
    }
    await app(asked, client.receive, client.send)
    return client.answer


def asked_as(encoding: bytes, language: bytes) -> list[Header]:
    """What a reader of a language says who takes one encoding, or none."""
    return [(b"accept-language", language), *([(b"accept-encoding", encoding)] if encoding else [])]


async def post(office: Office, ward: str, unknown: int = 1) -> int:
    """Post the counts of a ward today, as the city; gives the revision that the answer names."""
    body = json.dumps(report(ward, unknown=unknown)).encode()
    headers = [
        (b"authorization", office.as_("thanhpho")["Authorization"].encode()),
        (b"content-type", b"application/json"),
        (b"content-length", str(len(body)).encode()),
    ]
    answer = await ask(guard_of(office), REPORTS, b"", *headers, method="POST", client=Client(body))
    assert answer.status == 201, answer.body
    return int(answer.json()["revision"])


def run(work: Coroutine[Any, Any, Found]) -> Found:
    """Do something on a loop of its own, and not for ever."""

    async def bounded() -> Found:
        async with asyncio.timeout(2 * PATIENCE_S):
            return await work

    return asyncio.run(bounded())


async def until(holds: Callable[[], bool]) -> None:
    """Let the loop go on until something holds."""
    async with asyncio.timeout(PATIENCE_S):
        while not holds():
            await asyncio.sleep(0.001)


class Passed:
    """Stands before an application and counts what comes through to it."""

    def __init__(self, app: ASGIApp) -> None:
        self.app, self.count = app, 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        self.count += 1
        await self.app(scope, receive, send)


@contextmanager
def joined(judged_file: Path, url: str, **settings: Any) -> Iterator[Office]:
    """The application on a copy of the judged site, one ring ordered and one proposed, its edition printed."""
    shutil.copyfile(judged_file, url.removeprefix("sqlite:///"))
    told = Settings(**{"scheduler": False, **settings})
    site = Site(create_database_engine(url), Clock(NOW), site_rules(told))
    site.clock.move(timedelta(hours=1))
    site.issue("OB0001")
    site.declare("H", name="Xưởng <may>")
    office = join_office(site, told)
    printed(office)
    yield office
    store_of(office).stop()
    site.engine.dispose()


def guard_of(office: Office) -> Guard:
    """The outermost door."""
    guard = office.client.app
    assert isinstance(guard, Guard)
    return guard


def reads_of(office: Office) -> SnapshotServer:
    """What answers from editions, inside the guard."""
    reads = guard_of(office).app
    assert isinstance(reads, SnapshotServer)
    return reads


def without_editions(office: Office) -> Guard:
    """The application as it would be if FastAPI answered everything."""
    return Guard(office.app, guard_of(office).config)


def store_of(office: Office) -> SnapshotStore:
    store = office.app.state.snapshots
    assert isinstance(store, SnapshotStore)
    return store


def shelf_of(office: Office) -> Shelf:
    shelf = office.app.state.shelf
    assert isinstance(shelf, Shelf)
    return shelf


def press_of(office: Office) -> Press:
    press = store_of(office)._watch._watcher
    assert isinstance(press, Press)
    return press


def print_now(office: Office, *, is_outdated: Callable[[], bool] = lambda: False) -> None:
    """Print all that is in force now, as the watch does in its time."""
    store = store_of(office)
    store.note_revision(office.site.revision())
    for act in (press_of(office).on_new, press_of(office).on_quiet):
        act(store.current(), is_outdated)


def printed(office: Office) -> Edition:
    """What is in force now, printed."""
    print_now(office)
    return edition_of(office)


def edition_of(office: Office) -> Edition:
    """What lies on the shelf."""
    edition = shelf_of(office).edition
    assert edition is not None
    return edition


def addresses_of(office: Office) -> list[Address]:
    """Every address that is answered from the edition on the shelf."""
    return list(edition_of(office)._prepared)


@contextmanager
def sessions_opened(engine: Engine) -> Iterator[list[str]]:
    """The threads that take a connection to the database meanwhile."""
    taken: list[str] = []

    def note(*_: object) -> None:
        taken.append(threading.current_thread().name)

    event.listen(engine, "checkout", note)
    yield taken
    event.remove(engine, "checkout", note)
