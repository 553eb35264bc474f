"""Declaring what became of units: recorded, measured on the polygons where shares are open, judged again at once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from app.domain.lineage import UnitEvent
from app.services.lineage import derive_events, record_events
from app.services.reclassification import LevelChange, first_known_day, reevaluate
from app.services.register_chain import register_chain
from app.services.site_rules import SiteRules
from app.storage.lineage import unit_events
from app.storage.revisions import Revision


@dataclass(frozen=True)
class DeclaredEvents:
    """The events as they now stand, and what changed in force by them."""

    events: tuple[UnitEvent, ...]
    level_changes: tuple[LevelChange, ...]


def declare_events(
    session: Session, *, rules: SiteRules, events: Sequence[UnitEvent], recorded_by: str, revision: Revision
) -> DeclaredEvents:
    """Record what became of units, in the caller's transaction, and judge again from the first of their days on.

    Events of a day on which the register has not changed yet wait for it.

    Raises:
        InvalidValue: as `record_events` says.
    """
    first_day_before = first_known_day(session, rules=rules)
    record_events(session, events, recorded_by=recorded_by, revision=revision.number)
    days = sorted({each.on for each in events})
    changed_on = {passage.on for passage in register_chain(session).passages}
    for day in days:
        derive_events(session, on=day, recorded_by=recorded_by, revision=revision.number)
    changes: tuple[LevelChange, ...] = ()
    touched = [day for day in days if day in changed_on]
    if touched and first_day_before is not None:
        outcome = reevaluate(
            session,
            rules=rules,
            revision=revision,
            ward_codes=None,
            from_day=touched[0],
            first_day_before=first_day_before,
        )
        changes = outcome.level_changes
    return DeclaredEvents(tuple(each for day in days for each in unit_events(session, on=day)), changes)
