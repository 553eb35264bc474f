"""A register brought over the network: one at a time, told whole when it is only tried."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Final

from sqlalchemy.orm import Session

from app.domain.errors import InvalidImport, RunInProgress
from app.domain.vocabulary import BoundaryStatus
from app.services.register_change import change_register
from app.services.site_rules import SiteRules
from app.services.ward_import import ExaminedRegister, ReadingChoices, WardImportReport

_AT_WORK: Final = threading.Lock()


@dataclass(frozen=True)
class RegisterWish:
    """A file and how it is to be taken; see `import_wards`."""

    content: bytes
    source_name: str
    valid_from: date | None = None
    repair: bool = False
    dry_run: bool = False
    boundary_status: BoundaryStatus | None = None
    choices: ReadingChoices = field(default_factory=ReadingChoices)


@dataclass(frozen=True)
class HandledRegister:
    """What was found, and what was or would be done; `report` None: it would be refused."""

    examined: ExaminedRegister
    report: WardImportReport | None


def handle_register(
    session: Session, *, rules: SiteRules, wish: RegisterWish, now: datetime, actor: str
) -> HandledRegister:
    """Take a register, or try it; a trial of a faulty file answers with its faults instead of refusing it.

    Raises:
        InvalidImport: the file cannot be read at all; or it has faults and is no trial.
        RunInProgress: another register is being read: each takes a processor for seconds.
    """
    seen: list[ExaminedRegister] = []
    with _alone():
        try:
            report = change_register(
                session,
                rules=rules,
                content=wish.content,
                source_name=wish.source_name,
                now=now,
                actor=actor,
                valid_from=wish.valid_from,
                repair=wish.repair,
                dry_run=wish.dry_run,
                boundary_status=wish.boundary_status,
                choices=wish.choices,
                on_examined=seen.append,
            )
        except InvalidImport:
            if not wish.dry_run or not seen or not seen[0].checked.faults:
                raise
            return HandledRegister(seen[0], None)
    return HandledRegister(seen[0], report)


@contextmanager
def _alone() -> Iterator[None]:
    if not _AT_WORK.acquire(blocking=False):
        raise RunInProgress(
            vi="Một danh mục khác đang được kiểm tra; gửi lại sau ít phút.",
            en="Another register is being checked; send it again in a few minutes.",
        )
    try:
        yield
    finally:
        _AT_WORK.release()
