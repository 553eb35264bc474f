"""Real servers to measure from outside: ours, and the bare one that ours is held against."""

from __future__ import annotations

import http.client
import json
import os
import subprocess
import sys
import time
import urllib.parse
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

ROOT: Final = Path(__file__).resolve().parents[1]
USER, PASSWORD = "benchmark", "measured-not-guessed"
_TICKS_PER_S: Final = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True)
class Answer:
    """One answer as it came."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    def json(self) -> Any:
        """The body read."""
        return json.loads(self.body)


@dataclass(frozen=True)
class Server:
    """A running server on a loopback port."""

    process: subprocess.Popen[bytes]
    port: int
    ready_s: float

    def ask(
        self,
        method: str,
        path: str,
        *,
        body: bytes | None = None,
        headers: Mapping[str, str] | None = None,
        patience_s: float = 60,
    ) -> Answer:
        """One request on a connection of its own."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=patience_s)
        connection.request(method, path, body=body, headers=dict(headers or {}))
        response = connection.getresponse()
        found = Answer(response.status, {name.lower(): value for name, value in response.getheaders()}, response.read())
        connection.close()
        return found

    def cpu_s(self) -> float:
        """Seconds of processor time its processes have taken."""
        return sum(_cpu_s(pid) for pid in self._pids())

    def resident_mib(self) -> float:
        """Memory of the largest of its processes."""
        return max(_resident_kib(pid) for pid in self._pids()) / 1024

    def _pids(self) -> list[int]:
        children = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text().split()
        return [self.process.pid, *map(int, children)]


@contextmanager
def our_server(folder: Path, *, port: int, workers: int = 1) -> Iterator[Server]:
    """`khoanhvung serve` on the shipped register of Hanoi, with one member of staff."""
    environment = {**os.environ, "KHOANHVUNG_DATA_DIR": str(folder), "KHOANHVUNG_LOG_LEVEL": "ERROR"}
    command = [sys.executable, "-m", "app"]
    if not folder.exists():
        subprocess.run([*command, "init"], env=environment, check=True, capture_output=True, cwd=ROOT)
        account = [*command, "staff", "add", USER, "--role", "city"]
        subprocess.run(
            account, input=f"{PASSWORD}\n".encode(), env=environment, check=True, capture_output=True, cwd=ROOT
        )
    serve = [*command, "serve", "--port", str(port), "--workers", str(workers)]
    with running(serve, port, path="/readyz", environment=environment) as server:
        yield server


@contextmanager
def bare_server(answer: Answer, folder: Path, *, port: int) -> Iterator[Server]:
    """uvicorn as it comes, over the smallest ASGI application that sends one answer: head and body of ours."""
    kept = folder / "answer.json"
    head = [[name, value] for name, value in answer.headers.items() if name != "date"]
    kept.write_text(json.dumps({"status": answer.status, "head": head, "body": answer.body.hex()}))
    command = [sys.executable, "-m", "uvicorn", "benchmarks.bare:app", "--port", str(port), "--no-access-log"]
    command += ["--log-level", "error", "--no-server-header", "--ws", "none"]
    with running(command, port, path="/", environment={**os.environ, "BARE_ANSWER": str(kept)}) as server:
        yield server


def token(server: Server) -> dict[str, str]:
    """The header under which the member of staff writes."""
    form = urllib.parse.urlencode({"username": USER, "password": PASSWORD}).encode()
    answer = server.ask(
        "POST", "/api/v1/auth/token", body=form, headers={"Content-Type": "application/x-www-form-urlencoded"}
    )
    return {"Authorization": f"Bearer {answer.json()['access_token']}", "Content-Type": "application/json"}


@contextmanager
def running(command: list[str], port: int, *, path: str, environment: Mapping[str, str]) -> Iterator[Server]:
    """Any server on a port, ready once it answers at a path; ended with the block."""
    begun = time.perf_counter()
    process = subprocess.Popen(command, env=dict(environment), cwd=ROOT, stderr=subprocess.DEVNULL)
    try:
        while not _answers(port, path):
            if process.poll() is not None:
                raise RuntimeError(f"{' '.join(command)} ended with {process.returncode}")
            time.sleep(0.02)
        yield Server(process, port, time.perf_counter() - begun)
    finally:
        process.terminate()
        try:
            process.wait(timeout=30)
        except subprocess.TimeoutExpired:
            # A peer that still works for readers who left.
            process.kill()
            process.wait()


def _answers(port: int, path: str) -> bool:
    try:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=2)
        connection.request("GET", path)
        return connection.getresponse().status < 500
    except OSError:
        return False


def _cpu_s(pid: int) -> float:
    fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / _TICKS_PER_S


def _resident_kib(pid: int) -> int:
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmRSS"))
