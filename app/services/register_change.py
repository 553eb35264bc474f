"""Changing the register: the import, then every judged day again, since borders decide adjacency."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime

from sqlalchemy.orm import Session

from app.domain.errors import InvalidImport
from app.domain.vocabulary import BoundaryStatus
from app.services.lineage import derive_events
from app.services.reclassification import first_known_day, reevaluate
from app.services.register_turn import register_turn
from app.services.scope_following import follow_scopes
from app.services.site_rules import SiteRules
from app.services.ward_import import ExaminedRegister, ReadingChoices, WardImportReport, import_wards
from app.storage.assessments import judged_days
from app.storage.revisions import Revision, read_site
from app.storage.units import validity_days


def change_register(
    session: Session,
    *,
    rules: SiteRules,
    content: bytes,
    source_name: str,
    now: datetime,
    actor: str,
    valid_from: date | None,
    repair: bool,
    dry_run: bool,
    boundary_status: BoundaryStatus | None,
    choices: ReadingChoices | None = None,
    on_examined: Callable[[ExaminedRegister], None] | None = None,
) -> WardImportReport:
    """Import a register and judge again what was judged; the caller commits, or rolls back a dry run.

    Raises:
        InvalidImport: with every fault, or because units would begin on a day that is not open yet: what is in force
            is judged by the register of the open day, and no day changes its register by itself. Nothing is stored.
    """
    report = import_wards(
        session,
        content=content,
        source_name=source_name,
        now=now,
        actor=actor,
        valid_from=valid_from,
        repair=repair,
        dry_run=dry_run,
        boundary_status=boundary_status,
        choices=choices,
        on_examined=on_examined,
    )
    _refuse_later_days(session, valid_from, rules.clock.open_day(now))
    if report.changed and not dry_run:
        if valid_from is not None:
            _derive_lineage(session, on=valid_from, actor=actor)
        _judge_again(session, rules)
        _follow(session, actor=actor)
    return report


def _derive_lineage(session: Session, *, on: date, actor: str) -> None:
    """Work out what became of the units nobody declared anything about, at the revision that the import took."""
    site = read_site(session)
    if site is not None:
        derive_events(session, on=on, recorded_by=actor, revision=site.revision)


def _follow(session: Session, *, actor: str) -> None:
    """Let what staff answer for follow, at the same revision."""
    site = read_site(session)
    if site is not None:
        follow_scopes(session, revision=Revision(site.revision, site.committed_at), actor=actor)


def _judge_again(session: Session, rules: SiteRules) -> None:
    """Judge every judged day by the new borders, at the revision that the import took."""
    site, first_day = read_site(session), first_known_day(session, rules=rules)
    if site is None:
        return
    revision = Revision(site.revision, site.committed_at)
    judged = judged_days(session, scheme=rules.scheme, since=date.min)
    if judged or first_day is not None:
        reevaluate(
            session,
            rules=rules,
            revision=revision,
            ward_codes=None,
            from_day=min([*judged[:1], *([first_day] if first_day else [])]),
            first_day_before=first_day,
            turn=register_turn(session, revision),
        )


def _refuse_later_days(session: Session, valid_from: date | None, open_day: date) -> None:
    begins = max((valid_from or open_day, *validity_days(session)))
    if begins > open_day:
        raise InvalidImport(
            vi=f"Danh mục có nơi bắt đầu hoặc thôi hiệu lực ngày {begins:%d/%m/%Y}, sau ngày đang mở "
            f"{open_day:%d/%m/%Y}; hãy nhập vào đúng ngày đó.",
            en=f"Units of the register begin or end on {begins}, after the open day {open_day}; import it on that day.",
        )
