"""Logs: one JSON line per event on stderr, or colours on a terminal. Never a token, a query string or a report's data.

The request id of the request being served is in every line. uvicorn's and other libraries' lines take the same road.
"""

from __future__ import annotations

import logging
import re
import sys
import traceback
from collections.abc import MutableMapping
from contextvars import ContextVar
from types import TracebackType
from typing import Any, Final

import structlog
from structlog.typing import Processor

request_id_var: Final[ContextVar[str]] = ContextVar("request_id", default="")
"""The id of the request being served; empty outside one."""

REDACTED: Final = "[redacted]"
_SECRET_NAME: Final = re.compile(
    r"token|password|passwd|secret|authorization|cookie|credential|api[_-]?key|query_string", re.IGNORECASE
)
_SECRET_TEXT: Final = re.compile(
    r"(?P<name>\b(?:bearer|basic)\s+|\b(?:access_token|token|password|secret|api_key|key)=)[^\s&\"',;]+", re.IGNORECASE
)
_QUERY_IN_ADDRESS: Final = re.compile(r"(?P<address>\b[a-z][a-z0-9+.-]*://[^\s?\"']*)\?[^\s\"']*", re.IGNORECASE)
_USER_IN_ADDRESS: Final = re.compile(r"(?P<scheme>\b[a-z][a-z0-9+.-]*://[^\s/:@]*):[^\s/@]+@", re.IGNORECASE)
_REPEATS_VALUES: Final = frozenset({"ValidationError", "ValidationException", "StatementError"})
"""Names of exceptions whose messages repeat what was sent or stored; so do those of the PostgreSQL driver."""
_QUIET: Final = ("httpx2", "httpcore2")
"""Clients that log whole addresses at INFO: that of a webhook may be all it takes to write to somebody's channel."""

EventDict = MutableMapping[str, Any]


class StderrHandler(logging.Handler):
    """Writes lines to whatever `sys.stderr` is at the time."""

    def emit(self, record: logging.LogRecord) -> None:
        """Write one line."""
        try:
            sys.stderr.write(self.format(record) + "\n")
        except Exception:
            self.handleError(record)


def configure_logs(*, json: bool, level: str = "INFO") -> None:
    """Send every logger's lines to stderr: JSON, or for a person when `json` is false. Handlers of others stay."""
    root = logging.getLogger()
    for handler in [handler for handler in root.handlers if isinstance(handler, StderrHandler)]:
        root.removeHandler(handler)
    ours = StderrHandler()
    ours.setFormatter(line_formatter(json=json))
    root.addHandler(ours)
    root.setLevel(level.upper())
    for name in _QUIET:
        logging.getLogger(name).setLevel(logging.WARNING)


def log_config(*, json: bool, level: str = "INFO") -> dict[str, Any]:
    """The same as a `logging` configuration, for a server to apply anew in each of its worker processes."""
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"lines": {"()": "app.logs.line_formatter", "json": json}},
        "handlers": {"stderr": {"class": "app.logs.StderrHandler", "formatter": "lines"}},
        "root": {"handlers": ["stderr"], "level": level.upper()},
        "loggers": {name: {"level": "WARNING"} for name in _QUIET},
    }


def line_formatter(*, json: bool) -> logging.Formatter:
    """Formats the lines of structlog and of the standard library alike, and joins the two."""
    structlog.configure(
        processors=[
            *_shared_processors(),
            structlog.stdlib.PositionalArgumentsFormatter(),
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=False,
    )
    return structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=[*_shared_processors(), structlog.stdlib.ExtraAdder()],
        processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, _story, redact, _renderer(json=json)],
    )


def _shared_processors() -> list[Processor]:
    return [
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        add_request_id,
    ]


def _renderer(*, json: bool) -> Processor:
    if json:
        return structlog.processors.JSONRenderer(ensure_ascii=False, default=repr)
    return structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty())


def add_request_id(logger: Any, method: str, event: EventDict) -> EventDict:
    """Name the request this line belongs to."""
    request_id = request_id_var.get()
    if request_id:
        event.setdefault("request_id", request_id)
    return event


def redact(logger: Any, method: str, event: EventDict) -> EventDict:
    """Hide what must not be stored: values under secret names, credentials and query strings inside texts."""
    for name, value in event.items():
        if _SECRET_NAME.search(name):
            event[name] = REDACTED
        else:
            event[name] = _redacted(value)
    return event


def _redacted(value: object) -> object:
    if isinstance(value, str):
        return redact_text(value)
    if isinstance(value, dict):
        return {
            name: REDACTED if _SECRET_NAME.search(str(name)) else _redacted(member) for name, member in value.items()
        }
    if isinstance(value, list | tuple):
        return [_redacted(member) for member in value]
    return value


def redact_text(text: str) -> str:
    """The text without credentials and without query strings of addresses.

    >>> redact_text("GET http://a.vn/x?token=1 with Authorization: Bearer abc.def")
    'GET http://a.vn/x?[redacted] with Authorization: Bearer [redacted]'
    """
    text = _USER_IN_ADDRESS.sub(rf"\g<scheme>:{REDACTED}@", text)
    text = _QUERY_IN_ADDRESS.sub(rf"\g<address>?{REDACTED}", text)
    return _SECRET_TEXT.sub(rf"\g<name>{REDACTED}", text)


def _story(logger: Any, method: str, event: EventDict) -> EventDict:
    """Replace `exc_info` by the story of the exception: where it went, and what it said unless that repeats data."""
    event.pop("color_message", None)  # uvicorn says everything twice
    exc_info = event.pop("exc_info", None)
    if exc_info is True:
        exc_info = sys.exc_info()
    exception = exc_info[1] if isinstance(exc_info, tuple) else exc_info
    if isinstance(exception, BaseException):
        event["exception"] = exception_story(exception)
    return event


def exception_story(exception: BaseException) -> str:
    """The chain of exceptions, innermost first, each with its frames; no local values."""
    cause = exception.__cause__ or (None if exception.__suppress_context__ else exception.__context__)
    before = f"{exception_story(cause)}\nthen\n" if cause is not None else ""
    return f"{before}{_frames(exception.__traceback__)}{_said(exception)}"


def _frames(trace: TracebackType | None) -> str:
    frames = traceback.extract_tb(trace, limit=-30)
    return "".join(f"{frame.filename}:{frame.lineno} {frame.name}\n" for frame in frames)


def _said(exception: BaseException) -> str:
    kind = type(exception)
    if kind.__module__.startswith("psycopg") or any(base.__name__ in _REPEATS_VALUES for base in kind.__mro__):
        state = getattr(exception, "sqlstate", None)
        return f"{kind.__qualname__}{f' {state}' if state else ''} (its message repeats data and is left out)"
    return f"{kind.__qualname__}: {exception}"
