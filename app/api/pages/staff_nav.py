"""The pages of staff as data: where each is, who may open it, and how it is called in the menu."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from app.domain.vocabulary import Role
from app.services.access import ACTS, Act, Caller, has_role

REPORT_ROUTE: Final = "/staff/report/{district_code}/{reporting_date}"


@dataclass(frozen=True)
class NavEntry:
    """One entry of the menu.

    Args:
        path: where it leads.
        key: the message that names it.
        about: the message that says in a sentence what it is for.
        act: shown to the roles that may do this; None: to everybody who is signed in.
        served_by: path of the route that has to be served for the entry to be shown; `path` by default.
        also: paths of pages that one gets to from it, though they lie elsewhere.
    """

    path: str
    key: str
    about: str
    act: Act | None = None
    served_by: str = ""
    also: tuple[str, ...] = ()

    def is_open_to(self, caller: Caller) -> bool:
        """Whether the caller's role may open it."""
        return self.act is None or has_role(caller, *ACTS[self.act])

    def is_at(self, path: str) -> bool:
        """Whether a page of this path lies under the entry."""
        return any(path == each or path.startswith(f"{each}/") for each in (self.path, *self.also))


STAFF_NAV: Final = (
    NavEntry("/staff/report", "nav_report", "home_report", Act.POST_REPORT, REPORT_ROUTE),
    NavEntry("/staff/sent", "nav_sent", "home_sent", Act.READ_REPORTS, also=("/staff/reports",)),
    NavEntry("/staff/progress", "nav_progress", "home_progress", Act.READ_REPORTS),
    NavEntry(
        "/staff/outbreaks",
        "nav_zoning",
        "home_zoning",
        Act.DECLARE_OUTBREAK,
        also=("/staff/cordons", "/staff/areas", "/staff/border"),
    ),
    NavEntry("/staff/testing", "nav_testing", "home_testing", Act.LOG_TEST_ROUND),
    NavEntry("/staff/import", "nav_import", "home_import", Act.POST_REPORT),
    NavEntry("/staff/people", "nav_people", "home_people", Act.MANAGE_STAFF),
    NavEntry("/staff/audit", "nav_audit", "home_audit", Act.READ_AUDIT),
)
"""In the order of a working day. One's own account is in the menu under one's name."""
ACCOUNT: Final = NavEntry("/staff/account", "nav_account", "home_account")
ROLE_NAMES: Final[Mapping[Role, str]] = MappingProxyType(
    {
        Role.REPORTER: "role_reporter",
        Role.SUPERVISOR: "role_supervisor",
        Role.CITY: "role_city",
        Role.JOB: "role_job",
        Role.ADMIN: "role_admin",
    }
)
"""The message that names each role."""


def entries_for(caller: Caller, served: Collection[str]) -> tuple[NavEntry, ...]:
    """What the caller may open, as far as it is served here.

    Args:
        served: paths of all routes of the application.
    """
    return tuple(entry for entry in STAFF_NAV if entry.is_open_to(caller) and (entry.served_by or entry.path) in served)
