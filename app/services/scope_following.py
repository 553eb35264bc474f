"""Letting what staff answer for follow a change of the register; each change of an account leaves its line."""

from __future__ import annotations

from dataclasses import dataclass, replace

from sqlalchemy.orm import Session

from app.domain.scope_following import followed_scope
from app.services.access import DISTRICT_ROLES
from app.services.register import newest_register
from app.services.register_chain import register_chain
from app.services.staff_checks import StaffAct
from app.storage import staff
from app.storage.revisions import Revision


@dataclass(frozen=True)
class ScopeChange:
    """What a member of staff answered for before a change of the register, and answers for since."""

    username: str
    before: tuple[str, ...]
    after: tuple[str, ...]


def follow_scopes(session: Session, *, revision: Revision, actor: str) -> tuple[ScopeChange, ...]:
    """Give every reporter and supervisor what became of their districts, at the revision that changed the register.

    Sessions stay open: whoever is at work goes on with the new districts at once. Nothing is done when the register of
    before is no part of the past any more, as after a correction.
    """
    chain = register_chain(session)
    before = newest_register(session, known_revision=revision.number - 1)
    places = [
        index
        for index, span in enumerate(chain.spans[:-1])
        if span.register.boundary_version == before.boundary_version
    ]
    if not places:
        return ()
    passage, after = chain.passage(places[-1], len(chain.spans) - 1), chain.spans[-1].register
    changes = []
    for member in staff.everyone(session):
        if member.role not in DISTRICT_ROLES:
            continue
        codes = followed_scope(member.district_codes, passage, before, after)
        if codes and codes != member.district_codes:
            changed = replace(member, district_codes=codes, version=member.version + 1)
            staff.store_change(session, changed)
            told = {"from": sorted(member.district_codes), "to": sorted(codes)}
            StaffAct(revision.committed_at, actor).record(session, "staff_change", changed, {"districts": told})
            changes.append(ScopeChange(member.username, tuple(sorted(member.district_codes)), tuple(sorted(codes))))
    return tuple(changes)
