"""What the commands of `khoanhvung export` share: the site at one moment, and files written as they come."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import cast

import typer
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from app.cli.context import database, now, read_settings, record_act, told
from app.configuration import site_rules
from app.domain.errors import NothingToJudge
from app.services.ledger_tables import Sessions
from app.services.site_rules import SiteRules
from app.services.zone_snapshots import live_snapshot, past_snapshot
from app.services.zone_status import ZoneSnapshot
from app.storage.engine import read_session_factory, session_factory
from app.storage.schema import is_current


@dataclass(frozen=True)
class Desk:
    """What every export stands on: the site as one snapshot saw it."""

    engine: Engine
    session: Session
    sessions: Sessions
    rules: SiteRules
    snapshot: ZoneSnapshot

    def leave_line(self, action: str, subject: str, detail: dict[str, object]) -> None:
        """Leave a line in the audit, before the data leave."""
        with session_factory(self.engine).begin() as session:
            record_act(session, action, subject, at=now(), detail=detail)


@contextmanager
def open_desk(at: str | None = None, as_known_at: str | None = None) -> Iterator[Desk]:
    """The site now, at a past instant, or as it was known; faults become sentences and exit codes."""
    settings = read_settings()
    rules, moment = site_rules(settings), now()
    instant, known = _instant(at, "--at", moment), _instant(as_known_at, "--as-known-at", moment)
    with told(), database(settings) as engine:
        if not is_current(engine):
            raise NothingToJudge(
                vi="Cơ sở dữ liệu chưa được chuẩn bị cho bản này. Chạy khoanhvung init.",
                en="The database is not prepared for this release. Run khoanhvung init.",
            )
        sessions = cast("Sessions", read_session_factory(engine))
        with sessions() as session:
            if instant is None and known is None:
                snapshot = live_snapshot(session, rules=rules, now=moment)
            else:
                snapshot = past_snapshot(session, rules=rules, at=instant or moment, as_known_at=known)
            yield Desk(engine, session, sessions, rules, snapshot)


def _instant(text: str | None, option: str, moment: datetime) -> datetime | None:
    if text is None:
        return None
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        found = None
    if found is None or found.tzinfo is None or found > moment:
        raise typer.BadParameter(
            f"{text!r} is no past instant with an offset; write 2021-09-14T18:00+07:00", param_hint=option
        )
    return found


def save(out: str, pieces: Iterable[bytes]) -> int:
    """Write the pieces as they come; how many bytes they were."""
    if out == "-":
        return sum(sys.stdout.buffer.write(piece) for piece in pieces)
    with Path(out).open("wb") as file:
        return sum(file.write(piece) for piece in pieces)
