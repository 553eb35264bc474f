"""Bad input never hurts: the whole corpus against a small application, in process and over real sockets."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from tests.api.edge_app import REPORT, make_guarded
from tests.promises.corpus import Answer, BadInput, bad_inputs, fault_of, faults, over_sockets, through
from tests.promises.serving import serving_process

OPTIONAL = frozenset({"/note", "/tags"})


@pytest.mark.promise
@pytest.mark.parametrize(
    ("method", "path"), [("POST", "/reports"), ("PUT", "/reports/00487"), ("PATCH", "/reports/00487")]
)
def test_every_bad_input_is_refused_with_a_problem(method: str, path: str) -> None:
    with TestClient(make_guarded(), raise_server_exceptions=False) as client:
        count, found = faults(through(client), bad_inputs(REPORT, optional=OPTIONAL), method=method, path=path)
        assert found == []
        assert count >= 500
        assert client.post("/reports", json=REPORT).status_code == 201


@pytest.mark.promise
def test_the_same_holds_over_sockets_and_the_server_stays_alive(tmp_path: Path) -> None:
    with serving_process(tmp_path / "log") as server:
        before = _resident_bytes(server.process.pid)
        count, found = faults(
            over_sockets(server.port), bad_inputs(REPORT, optional=OPTIONAL), method="POST", path="/reports"
        )
        grown = _resident_bytes(server.process.pid) - before
        assert found == []
        assert count >= 500
        assert server.get()[0] == 200
        assert grown < 200 * 2**20


def test_every_bad_input_has_a_name_of_its_own() -> None:
    names = [bad.name for bad in bad_inputs(REPORT)]
    assert sorted({name for name in names if names.count(name) > 1}) == []


def test_a_good_request_is_told_from_a_refused_one() -> None:
    assert fault_of(Answer(201, "application/json", b"{}", 0.1)) == "status 201"
    assert fault_of(Answer(500, "application/problem+json", b"{}", 0.1)) == "status 500"
    assert fault_of(Answer(400, "text/plain", b"", 0.1)) == "content type text/plain"
    assert fault_of(Answer(400, "application/problem+json", b"{}", 5.1)) == "5.1 seconds"
    refused = b'{"status": 422, "detail": "why"}'
    assert fault_of(Answer(400, "application/problem+json", refused, 0.1)) == "no sound problem"
    assert fault_of(Answer(422, "application/problem+json", refused, 0.1)) is None


def test_what_may_be_missing_or_null_is_left_alone() -> None:
    example = {"note": "x"}
    assert "/note missing" in _names(bad_inputs(example))
    assert "/note missing" not in _names(bad_inputs(example, optional={"/note"}))
    assert any(name.startswith("/note = None") for name in _names(bad_inputs(example)))
    assert not any(name.startswith("/note = None") for name in _names(bad_inputs(example, nullable={"/note"})))
    assert "no members" in _names(bad_inputs(example))
    assert "no members" not in _names(bad_inputs(example, optional={"/note"}))
    assert "body: no object: null" in _names(bad_inputs(example))
    assert "body: no object: null" not in _names(bad_inputs(example, needs_body=False))


def _names(inputs: Iterator[BadInput]) -> set[str]:
    return {bad.name for bad in inputs}


def _resident_bytes(pid: int) -> int:
    status = Path(f"/proc/{pid}/status").read_text()
    return int(status.split("VmRSS:")[1].split()[0]) * 1024
