"""Page: the audit of the reader's districts, with filters, files and the head of the chain."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Final

from fastapi import APIRouter, Query, Response

from app.api.audit_asking import asked_lines, scope_of
from app.api.dependencies import ReadSessionDep, RulesDep
from app.api.pages.staff_audit import AuditAsked, audit_view
from app.api.security import MayReadAudit
from app.api.staff_pages import StaffPageDep, staff_answer
from app.services.access import ACTS, Act, Caller, has_role
from app.services.site_rules import SiteRules
from app.storage.audit import AuditFilter, Outcome, head, lines
from app.storage.staff import display_names

router: Final = APIRouter(include_in_schema=False)

A_PAGE: Final = 50
_LONGEST: Final = 80
Typed = Annotated[str, Query(max_length=400)]


@router.get("/staff/audit")
def show_audit(
    page: StaffPageDep,
    caller: MayReadAudit,
    session: ReadSessionDep,
    rules: RulesDep,
    first: Annotated[str, Query(alias="from", max_length=400)] = "",
    last: Annotated[str, Query(alias="to", max_length=400)] = "",
    actor: Typed = "",
    action: Typed = "",
    outcome: Typed = "",
    district: Typed = "",
    before: Typed = "",
) -> Response:
    """The newest lines the reader may see, or those asked for; what was typed and cannot be does not narrow."""
    asked = AuditAsked(
        first_day=_day(first),
        last_day=_day(last),
        actor=actor.strip()[:_LONGEST],
        action=action if len(action) <= _LONGEST else "",
        outcome=outcome if outcome in set(Outcome) else "",
        district=district[:16],
    )
    wanted = _filter(asked, rules)
    older_than = int(before) if before.isdecimal() and before.isascii() and len(before) < 16 else None
    scope = scope_of(caller, wanted)
    found = lines(session, scope=scope, asked=wanted, before=older_than, limit=A_PAGE + 1)
    shown = found[:A_PAGE]
    view = audit_view(
        page,
        shown,
        asked,
        people=display_names(session, {each.entry.actor for each in shown}),
        before=older_than,
        more_before=shown[-1].id if len(found) > A_PAGE else None,
        head=str(head(session)) if _reads_all(caller) else None,
    )
    return staff_answer(page, "staff/audit.html", audit=view)


def _filter(asked: AuditAsked, rules: SiteRules) -> AuditFilter:
    query = asked.query()
    first, last = query["from"], query["to"]
    if first is not None and last is not None and last < first:
        first, last = last, first
    return asked_lines(
        rules,
        from_=first,
        to=last,
        actor=asked.actor,
        action=asked.action,
        outcome=Outcome(asked.outcome).value if asked.outcome else None,
        district=asked.district,
    )


def _day(text: str) -> date | None:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return day if 2000 <= day.year < 2100 else None


def _reads_all(caller: Caller) -> bool:
    return has_role(caller, *ACTS[Act.READ_AUDIT_HEAD])
