"""A site from nothing: the row that orders writes, the first policy, the first register; again changes nothing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from app.services.policy_library import adopt_policy
from app.services.register import current_register
from app.services.site_rules import SiteRules
from app.services.ward_import import import_wards
from app.storage.policies import adoptions
from app.storage.revisions import begin_write, create_site, read_site

ACTOR = "init"


@dataclass(frozen=True)
class SetUp:
    """What stands after `set_up`, and whether it had to be laid."""

    wards: int
    policy_id: str
    changed: bool


def set_up(session: Session, *, rules: SiteRules, register_content: bytes, register_name: str, now: datetime) -> SetUp:
    """Lay what is missing of site row, adopted policy and register.

    The adoption takes effect on the site's first reporting day; days before it are judged by it too, there being no
    other.

    Raises:
        InvalidImport: the register file has faults.
        PolicyNotFound: the configured policy is not shipped.
    """
    changed = False
    if read_site(session) is None:
        create_site(session, now=now, first_day=rules.clock.open_day(now))
        changed = True
    if not adoptions(session, scheme=rules.scheme):
        revision = begin_write(session, now=now, kind="policy_adoption", actor=ACTOR)
        adopt_policy(
            session,
            scheme=rules.scheme,
            policy_id=rules.default_policy,
            effective_from=rules.clock.open_day(now),
            revision=revision,
            actor=ACTOR,
        )
        changed = True
    if not current_register(session).codes:
        import_wards(session, content=register_content, source_name=register_name, now=now, actor=ACTOR)
        changed = True
    policy_id = adoptions(session, scheme=rules.scheme)[-1].policy_id
    return SetUp(wards=len(current_register(session).codes), policy_id=policy_id, changed=changed)
