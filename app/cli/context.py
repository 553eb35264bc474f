"""What every command shares: settings, the database, the clock, output, and the exit codes of faults."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from typing import Any

import typer
from pydantic import ValidationError
from rich.console import Console
from sqlalchemy import Engine
from sqlalchemy.exc import OperationalError, SQLAlchemyError
from sqlalchemy.orm import Session

from app.domain.errors import InvalidValue, NothingToJudge, RunInProgress, Unavailable, ZoneError
from app.domain.vocabulary import Role
from app.services.access import Caller
from app.services.site_rules import SiteRules
from app.settings import Settings
from app.storage.audit import AuditEntry, record
from app.storage.engine import create_database_engine, session_factory
from app.storage.revisions import current_revision

FAILED, USAGE, NOTHING_TO_JUDGE, HELD = 1, 2, 3, 75
MOST_SHOWN = 20
CLI_CALLER = Caller("cli", Role.CITY, None)

progress = Console(stderr=True, highlight=False, soft_wrap=True)


def now() -> datetime:
    """The machine's clock."""
    return datetime.now(UTC)


def read_settings() -> Settings:
    """Settings from the environment; exit 2 with every fault named when they cannot be used."""
    try:
        return Settings()
    except ValidationError as error:
        for fault in error.errors(include_input=False, include_url=False):
            name = "_".join(str(part) for part in fault["loc"]).upper()
            progress.print(f"KHOANHVUNG_{name}: {fault['msg']}")
        raise typer.Exit(USAGE) from error


@contextmanager
def database(settings: Settings) -> Iterator[Engine]:
    """The site's database; closed at the end."""
    if settings.database_url is None:
        settings.data_dir.mkdir(parents=True, exist_ok=True)
    engine = create_database_engine(settings.url, pool_size=settings.pool_size)
    try:
        yield engine
    finally:
        engine.dispose()


@contextmanager
def transaction(settings: Settings) -> Iterator[Session]:
    """One transaction: committed when the block ends well, undone otherwise."""
    with database(settings) as engine, session_factory(engine)() as session:
        yield session
        session.commit()


@contextmanager
def told(*, as_json: bool = False) -> Iterator[None]:
    """Turn faults into a sentence on stderr, in both languages, and the exit code of their kind.

    Args:
        as_json: also put the fault with all its parts on stdout.
    """
    try:
        yield
    except ZoneError as fault:
        show_fault(fault)
        if as_json:
            emit(fault_document(fault))
        raise typer.Exit(_code(fault)) from fault
    except OperationalError as fault:
        progress.print("Cơ sở dữ liệu chưa sẵn sàng hoặc đang bận; chạy khoanhvung init, hoặc thử lại sau.")
        progress.print("The database is not ready or busy; run khoanhvung init, or try again later.")
        raise typer.Exit(HELD if _is_lock(fault) else FAILED) from fault
    except SQLAlchemyError as fault:
        progress.print(f"Lỗi cơ sở dữ liệu / database fault: {type(fault).__name__}")
        raise typer.Exit(FAILED) from fault
    except OSError as fault:
        progress.print(f"{fault.strerror}: {fault.filename}")
        raise typer.Exit(FAILED) from fault


def show_fault(fault: ZoneError) -> None:
    """The sentence of a fault, then each of its parts."""
    progress.print(fault.detail_vi, markup=False)
    progress.print(fault.detail_en, markup=False)
    parts = [each for each in fault.errors if each.vi != fault.detail_vi]
    for each in parts[:MOST_SHOWN]:
        progress.print(f"  {each.vi}\n  {each.en}", markup=False)
    if len(parts) > MOST_SHOWN:
        progress.print(
            f"  … và {len(parts) - MOST_SHOWN} lỗi nữa; --json cho cả danh sách / and more; --json lists all."
        )


def fault_document(fault: ZoneError) -> dict[str, Any]:
    """Every part of a fault, for `--json`."""
    return {
        "detail_vi": fault.detail_vi,
        "detail_en": fault.detail_en,
        "errors": [{"pointer": each.pointer, "vi": each.vi, "en": each.en} for each in fault.errors],
    }


def emit(document: Any) -> None:
    """One JSON document on stdout."""
    sys.stdout.write(json.dumps(document, ensure_ascii=False, default=str) + "\n")


def record_act(
    session: Session, action: str, subject: str, *, at: datetime, detail: dict[str, object] | None = None
) -> None:
    """Leave a line in the audit about what a command did, in the transaction that did it; call it last."""
    entry = AuditEntry(
        at=at,
        actor=CLI_CALLER.username,
        role=CLI_CALLER.role,
        action=action,
        subject=subject,
        detail=detail or {},
        revision=current_revision(session) or None,
    )
    record(session, entry)


def read_day(text: str | None, rules: SiteRules, option: str) -> date | None:
    """A day as `2021-09-14`, `14/09/2021` or `today`.

    Raises:
        typer.BadParameter: anything else.
    """
    if text is None:
        return None
    if text == "today":
        return rules.clock.open_day(now())
    for layout in ("%Y-%m-%d", "%d/%m/%Y"):
        try:
            return datetime.strptime(text, layout).replace(tzinfo=UTC).date()
        except ValueError:
            continue
    raise typer.BadParameter(f"{text!r} is not a day; write 2021-09-14, 14/09/2021 or today", param_hint=option)


def _code(fault: ZoneError) -> int:
    if isinstance(fault, NothingToJudge):
        return NOTHING_TO_JUDGE
    if isinstance(fault, RunInProgress):
        return HELD
    if isinstance(fault, Unavailable):
        return NOTHING_TO_JUDGE
    return USAGE if isinstance(fault, InvalidValue) else FAILED


def _is_lock(fault: OperationalError) -> bool:
    text = str(fault.orig).lower()
    return "locked" in text or "lock timeout" in text
