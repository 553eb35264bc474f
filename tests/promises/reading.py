"""Readers on real sockets who check all they are sent, and what a running server holds in memory."""

from __future__ import annotations

import asyncio
import contextlib
import csv
import gzip
import hashlib
import io
import json
import random
import re
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from itertools import product
from pathlib import Path
from typing import Any, Final

import brotli

ZONES: Final = "/api/v1/zones"
ENCODINGS: Final = ("identity", "gzip", "br")
_UNPACK: Final[Mapping[str, Callable[[bytes], bytes]]] = {
    "": bytes,
    "gzip": gzip.decompress,
    "br": lambda body: bytes(brotli.decompress(body)),
}
_WORKER_SIGNS: Final = 12
_REVISION: Final = re.compile(r'(?:data-revision="|Bản ghi số )(\d+(?:\.\d{3})*)')
_ROW: Final = re.compile(r'data-filter="(\w+)".*?<span class="count">([\d.]+)</span>', re.DOTALL)


@dataclass(frozen=True)
class Answer:
    """One answer as it came."""

    status: int
    head: Mapping[str, str]
    body: bytes

    @property
    def revision(self) -> int:
        return int(self.head["x-revision"])

    @property
    def worker(self) -> str:
        """The process it came from: each begins the ids of its requests with signs of its own."""
        return self.head["x-request-id"][:_WORKER_SIGNS]


@dataclass(frozen=True)
class Told:
    """What a body says: its revision, where it says one, and the level of each ward, or of one, or how many have it.

    `days` are the days it is of, where it says so: beside the revision they alone decide what it says.
    """

    revision: int | None
    count: Counter[str] | None = None
    levels: Mapping[str, str] = field(default_factory=dict)
    days: str = ""

    @classmethod
    def of(cls, revision: int | None, levels: Mapping[str, str], *, days: str = "") -> Told:
        return cls(revision, Counter(levels.values()), levels, days)


def read_zones(body: bytes) -> Told:
    document = json.loads(body)
    _check_number(document, document["items"])
    levels = {each["ward_code"]: each["level"] for each in document["items"]}
    return Told.of(document["revision"], levels, days=document["open_day"])


def read_table(body: bytes) -> Told:
    rows = list(csv.DictReader(io.StringIO(body.decode("utf-8-sig"))))
    return Told.of(None, {each["ward_code"]: each["level"] for each in rows})


def read_shapes(body: bytes) -> Told:
    document = json.loads(body)
    _check_number(document, document["features"])
    assert all(each["geometry"]["coordinates"] for each in document["features"])
    levels = {each["id"]: each["properties"]["level"] for each in document["features"]}
    return Told.of(document["revision"], levels, days=document["open_day"])


def read_timeline(body: bytes) -> Told:
    """The last day of it is what is in force now."""
    document = json.loads(body)
    codes, levels, days = document["ward_codes"], document["levels"], document["days"]
    assert (days[0]["date"], days[-1]["date"]) == (document["from"], document["to"])
    assert {len(day["levels"]) for day in days} == {len(codes)}
    now = [levels[int(sign, 36)] for sign in days[-1]["levels"]]
    days_told = f"{document['open_day']} {document['from']} {document['to']}"
    return Told.of(document["revision"], dict(zip(codes, now, strict=True)), days=days_told)


def read_page(body: bytes) -> Told:
    text = body.decode()
    assert text.rstrip().endswith("</html>")
    (revision,) = {_number(each) for each in _REVISION.findall(text)}
    return Told(revision, Counter({level: _number(count) for level, count in _ROW.findall(text)}))


def read_ward(body: bytes) -> Told:
    """Nobody prints it: the first who asks has it made, the next find it lying ready."""
    document = json.loads(body)
    return Told(document["revision"], levels={document["ward_code"]: document["level"]}, days=document["open_day"])


Reading = Callable[[bytes], Told]
READINGS: Final[Mapping[str, Reading]] = {
    ZONES: read_zones,
    f"{ZONES}?format=csv": read_table,
    f"{ZONES}.geojson?tolerance=0.0005": read_shapes,
    f"{ZONES}/timeline": read_timeline,
    "/": read_page,
}


def _number(text: str) -> int:
    """A number as a Vietnamese page writes it, with points between thousands."""
    return int(text.replace(".", ""))


def _check_number(document: Mapping[str, Any], items: list[Any]) -> None:
    assert document["number_matched"] == document["number_returned"] == len(items), "numbers do not add up"


@dataclass
class Witness:
    """Compares every answer with all others, of whatever address, encoding and worker.

    A body is looked into once; after that an answer under its ETag must have the very same bytes. `led_back` tells of
    older revisions after newer ones on one connection.
    """

    wards: int
    readings: Mapping[str, Reading] = field(default_factory=lambda: READINGS)
    answers: int = 0
    unchanged: int = 0
    workers: set[str] = field(default_factory=set)
    faults: list[str] = field(default_factory=list)
    led_back: list[str] = field(default_factory=list)
    tags: dict[str, tuple[bytes, int]] = field(default_factory=dict)
    _read: set[tuple[bytes, int]] = field(default_factory=set)
    _states: dict[tuple[str, int, str], bytes] = field(default_factory=dict)
    _counts: dict[int, Counter[str]] = field(default_factory=dict)
    _levels: dict[int, dict[str, str]] = field(default_factory=dict)

    @property
    def revisions(self) -> int:
        """How many states were seen."""
        return len(self._counts)

    def hear(self, path: str, answer: Answer) -> None:
        """Take an answer in; what is wrong with it is added to the faults."""
        self.answers += 1
        self.workers.add(answer.worker)
        try:
            self._check(path, answer)
        except (AssertionError, KeyError, ValueError, TypeError) as fault:
            self.faults.append(f"{path} of revision {answer.head.get('x-revision')}: {type(fault).__name__}: {fault}")

    def _check(self, path: str, answer: Answer) -> None:
        tag = answer.head["etag"]
        if answer.status == 304:
            self.unchanged += 1
            assert not answer.body
            assert tag in self.tags, "304 for an answer that nobody was sent"
            assert self.tags[tag][1] == answer.revision, "304 of another revision than the answer"
            return
        assert answer.status == 200, f"status {answer.status}"
        seen = hashlib.sha256(answer.body).digest(), answer.revision
        if tag not in self.tags:
            self.tags[tag] = seen
            self._look_into(path, answer)
        assert self.tags[tag] == seen, "the same ETag, and another body or revision"

    def _look_into(self, path: str, answer: Answer) -> None:
        """Look at what the body says, unless another encoding or worker said the very same."""
        plain = _UNPACK[answer.head.get("content-encoding", "")](answer.body)
        digest = hashlib.sha256(plain).digest()
        if (digest, answer.revision) in self._read:
            return
        self._read.add((digest, answer.revision))
        told = self.readings[path](plain)
        state = path, answer.revision, told.days
        assert not told.days or self._states.setdefault(state, digest) == digest, "another body of the same state"
        self._compare(told, answer.revision)

    def _compare(self, told: Told, revision: int) -> None:
        assert told.revision in {None, revision}, f"X-Revision and the body's {told.revision} differ"
        if told.count is not None:
            assert told.count.total() == self.wards, f"it counts {told.count.total()} wards"
            known = self._counts.setdefault(revision, told.count)
            assert known == told.count, "levels counted otherwise than elsewhere"
        levels = self._levels.setdefault(revision, {})
        differing = [ward for ward, level in told.levels.items() if levels.setdefault(ward, level) != level]
        assert differing == [], "levels otherwise than elsewhere"


class Connection:
    """One kept-open connection of a reader."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader, self._writer = reader, writer

    @classmethod
    async def open(cls, port: int) -> Connection:
        return cls(*await asyncio.open_connection("127.0.0.1", port, limit=2**20))

    async def get(self, path: str, **headers: str) -> Answer:
        """Ask; header names are written with underscores."""
        lines = [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
        self._writer.write("\r\n".join([f"GET {path} HTTP/1.1", "Host: t", *lines, "", ""]).encode())
        first, *rest = (await self._reader.readuntil(b"\r\n\r\n")).decode("latin-1").rstrip().split("\r\n")
        head = {name.lower(): value for name, value in (line.split(": ", 1) for line in rest)}
        body = await self._reader.readexactly(int(head.get("content-length", 0)))
        return Answer(int(first.split(" ", 2)[1]), head, body)

    def close(self) -> None:
        self._writer.close()


@dataclass
class Readers:
    """Many who read whatever comes to mind, each on one kept-open connection after the other, until it is over.

    Args:
        pause_s: how long each looks at an answer before asking for the next, at most.
    """

    port: int
    witness: Witness
    pause_s: float
    over: asyncio.Event = field(default_factory=asyncio.Event)

    async def read(self, chance: random.Random) -> None:
        """One reader, who keeps what it was sent, whichever worker it came from."""
        held: dict[tuple[str, str], str] = {}
        while not self.over.is_set():
            connection = await Connection.open(self.port)
            try:
                await self._read_on(connection, held, chance)
            finally:
                connection.close()

    async def _read_on(self, connection: Connection, held: dict[tuple[str, str], str], chance: random.Random) -> None:
        newest, worker = 0, ""
        for _ in range(chance.randrange(5, 60)):
            known = held and chance.random() < 0.5
            path, encoding = chance.choice(list(held) if known else list(product(self.witness.readings, ENCODINGS)))
            answer = await connection.get(path, **_wishes(encoding, held.get((path, encoding)), chance))
            self.witness.hear(path, answer)
            if answer.status == 304 and answer.head["etag"] != held.get((path, encoding)):
                self.witness.faults.append(f"{path}: 304 for another answer than the one held")
            if answer.revision < newest:
                self.witness.led_back.append(f"{path} of revision {answer.revision} after one of {newest}")
            if worker not in {"", answer.worker}:
                self.witness.faults.append("two workers on one connection")
            newest, worker = max(newest, answer.revision), answer.worker
            held[path, encoding] = answer.head["etag"]
            if await self._is_over_after(chance.uniform(0, self.pause_s)):
                return

    async def _is_over_after(self, pause_s: float) -> bool:
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self.over.wait(), pause_s)
        return self.over.is_set()


def _wishes(encoding: str, held: str | None, chance: random.Random) -> dict[str, str]:
    """Headers: often with the tag of the answer sent before, and then sometimes waiting for the next one."""
    wishes = {"Accept_Encoding": encoding}
    if held is not None and chance.random() < 0.5:
        wishes["If_None_Match"] = held
        if chance.random() < 0.2:
            wishes["Prefer"] = "wait=1"
    return wishes


def resident_kib(pid: int) -> int | None:
    """What a process and its children hold in memory; None where the system does not say."""
    status, children = Path(f"/proc/{pid}/status"), Path(f"/proc/{pid}/task/{pid}/children")
    if not children.exists():
        return None
    found = re.search(r"VmRSS:\s+(\d+) kB", status.read_text())
    own = int(found[1]) if found else 0
    return own + sum(resident_kib(int(child)) or 0 for child in children.read_text().split())
