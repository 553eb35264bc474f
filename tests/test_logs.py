"""Log lines: one JSON object each, with the request id, without secrets and without what was sent or stored."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator
from typing import Any

import pytest
import structlog
from psycopg.errors import UniqueViolation
from pydantic import BaseModel, ValidationError

from app.logs import REDACTED, StderrHandler, configure_logs, exception_story, log_config, redact_text, request_id_var


@pytest.fixture
def restored_logging() -> Iterator[None]:
    """Whatever a test configures ends with it."""
    root = logging.getLogger()
    level = root.level
    yield
    for handler in [handler for handler in root.handlers if isinstance(handler, StderrHandler)]:
        root.removeHandler(handler)
    root.setLevel(level)
    structlog.reset_defaults()


@pytest.fixture
def lines(restored_logging: None, capsys: pytest.CaptureFixture[str]) -> Any:
    """Configures JSON logs; calling it gives the lines written since."""
    configure_logs(json=True, level="debug")
    return lambda: [json.loads(line) for line in capsys.readouterr().err.splitlines()]


def test_both_kinds_of_logger_write_the_same_json(lines: Any) -> None:
    structlog.get_logger("ours").info("stored", ward_code="00487")
    logging.getLogger("theirs").info("stored %s", "it", extra={"ward_code": "00487"})
    ours, theirs = lines()
    assert (ours["event"], ours["level"], ours["logger"], ours["ward_code"]) == ("stored", "info", "ours", "00487")
    assert (theirs["event"], theirs["level"], theirs["logger"], theirs["ward_code"]) == (
        "stored it",
        "info",
        "theirs",
        "00487",
    )
    assert ours["timestamp"].endswith("Z")


def test_the_request_id_is_in_every_line_of_its_request(lines: Any) -> None:
    token = request_id_var.set("abcdefgh")
    logging.getLogger("one").info("inside")
    request_id_var.reset(token)
    logging.getLogger("two").info("outside")
    inside, outside = lines()
    assert inside["request_id"] == "abcdefgh"
    assert "request_id" not in outside


@pytest.mark.parametrize(
    "name", ["token", "access_token", "password", "Authorization", "cookie", "api_key", "client_secret", "query_string"]
)
def test_values_under_secret_names_are_hidden(lines: Any, name: str) -> None:
    structlog.get_logger().info("x", **{name: "hunter2"}, nested={name: "hunter2", "list": [{"a": "token=hunter2"}]})
    (line,) = lines()
    assert line[name] == REDACTED
    assert "hunter2" not in json.dumps(line)


@pytest.mark.parametrize(
    ("text", "hidden"),
    [
        ("Authorization: Bearer abc.def-ghi", "abc"),
        ("basic dXNlcjpwYXNz", "dXNl"),
        ("GET https://a.vn/x?district=1&token=abc HTTP/1.1", "district"),
        ("retry with token=abc123&x=1", "abc123"),
        ("postgresql+psycopg://khv:hunter2@db/khv failed", "hunter2"),
    ],
)
def test_credentials_and_queries_in_texts_are_hidden(text: str, hidden: str) -> None:
    assert hidden not in redact_text(text)


def test_an_innocent_text_is_left_alone() -> None:
    assert redact_text("12 wards changed at https://a.vn/w/00487, all well") == (
        "12 wards changed at https://a.vn/w/00487, all well"
    )


def _failing(kind: str) -> BaseException:
    note = "private-note"
    try:
        if kind == "chained":
            try:
                raise KeyError("inner")
            except KeyError as exc:
                raise RuntimeError("outer") from exc
        raise RuntimeError(f"{kind} {len(note)}")
    except RuntimeError as exc:
        return exc


def test_a_story_names_frames_and_causes_but_no_local_values() -> None:
    story = exception_story(_failing("chained"))
    assert story.index("KeyError: 'inner'") < story.index("then") < story.index("RuntimeError: outer")
    assert "test_logs.py:" in story
    assert "private-note" not in story


def test_a_suppressed_cause_is_left_out() -> None:
    error = RuntimeError("outer")
    error.__context__, error.__suppress_context__ = KeyError("inner"), True
    assert "inner" not in exception_story(error)


class _Note(BaseModel):
    note: int


def test_messages_that_repeat_what_was_sent_are_left_out() -> None:
    with pytest.raises(ValidationError) as failed:
        _Note.model_validate({"note": "private-note"})
    assert "private-note" not in exception_story(failed.value)
    assert "ValidationError" in exception_story(failed.value)


def test_messages_that_repeat_what_is_stored_are_left_out() -> None:
    story = exception_story(UniqueViolation("Key (username)=(lan) already exists"))
    assert "lan" not in story
    assert "UniqueViolation 23505" in story


def test_an_exception_is_logged_as_its_story(lines: Any) -> None:
    logging.getLogger("a").error("failed", exc_info=_failing("plainly"))
    try:
        raise ValueError("here")
    except ValueError:
        structlog.get_logger().exception("failed")
    plainly, here = lines()
    assert "RuntimeError: plainly" in plainly["exception"]
    assert "ValueError: here" in here["exception"]


def test_a_line_that_cannot_be_written_does_not_stop_the_service(
    lines: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    root = logging.getLogger()
    (ours,) = [handler for handler in root.handlers if isinstance(handler, StderrHandler)]
    ours.handle(logging.makeLogRecord({"msg": "%d", "args": ("no number",)}))
    assert "Logging error" in capsys.readouterr().err


def test_the_level_is_respected(restored_logging: None, capsys: pytest.CaptureFixture[str]) -> None:
    configure_logs(json=True, level="warning")
    structlog.get_logger().info("quiet")
    assert capsys.readouterr().err == ""


def test_a_person_reads_lines_without_json(restored_logging: None, capsys: pytest.CaptureFixture[str]) -> None:
    configure_logs(json=False)
    structlog.get_logger().info("ready", port=8000)
    line = capsys.readouterr().err
    assert "ready" in line
    assert "port=8000" in line


def test_configuring_twice_writes_each_line_once(lines: Any) -> None:
    configure_logs(json=True)
    logging.getLogger("x").info("once")
    assert len(lines()) == 1


def test_nothing_is_written_to_stdout(lines: Any, capsys: pytest.CaptureFixture[str]) -> None:
    logging.getLogger("uvicorn.error").info("started")
    assert capsys.readouterr().out == ""


def test_the_configuration_can_travel_to_worker_processes() -> None:
    assert json.loads(json.dumps(log_config(json=True))) == log_config(json=True)


def test_clients_do_not_tell_the_addresses_they_ask(capsys: pytest.CaptureFixture[str]) -> None:
    configure_logs(json=True, level="debug")
    logging.getLogger("httpx2").info("HTTP Request: POST https://hook.example.org/T0/secret")
    assert "secret" not in capsys.readouterr().err
    assert set(log_config(json=True)["loggers"]) == {"httpx2", "httpcore2"}
