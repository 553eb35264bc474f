"""Who gets what from every route: one line a route, one status a caller. How each is asked: `access_requests`.

Callers: a stranger; a reporter and a supervisor of district 001, about their own district and about another; the city;
the job that runs the cut-off; an administrator. `-`: the route knows no district, so there is no other one.
A closed account and an ended session get what a stranger gets. Who has to change the password first gets 403 wherever a
login is needed (a page: 303 to that change), but for `OPEN_BEFORE_THE_CHANGE`.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Final


class Kind(StrEnum):
    """What a route leaves behind when it lets someone through; a refusal leaves a line, but for `READ` and `LIST`."""

    READ = "read"
    """Nothing."""
    LIST = "list"
    """Nothing; and it holds nothing of another district."""
    ASK = "ask"
    """Nothing: it only computes."""
    PAPER = "paper"
    """A working paper of one's own, no line."""
    EXPORT = "export"
    """A line in the audit, and nothing else."""
    WRITE = "write"
    """What was written, and a line."""


READ, LIST, ASK, PAPER, EXPORT, WRITE = Kind.READ, Kind.LIST, Kind.ASK, Kind.PAPER, Kind.EXPORT, Kind.WRITE

COLUMNS: Final = (
    ("stranger", False),
    ("reporter", False),
    ("reporter", True),
    ("supervisor", False),
    ("supervisor", True),
    ("city", False),
    ("job", False),
    ("admin", False),
)
"""Who asks, and whether about the other district."""

OPEN_BEFORE_THE_CHANGE: Final = frozenset(
    {
        "POST /api/v1/auth/logout",
        "GET /api/v1/auth/me",
        "POST /api/v1/auth/password",
        "GET /staff/password",
        "POST /staff/password",
    }
)

# fmt: off
BEHIND_THE_LOGIN: Final[dict[str, tuple[Kind, str]]] = {
    #                                                            stranger reporter   supervisor city job  admin
    #                                                                     own  other own  other
    # -- one's own account
    "POST /api/v1/auth/logout":                         (WRITE,  "401     204  -     204  -     204  204  204"),
    "GET /api/v1/auth/me":                              (READ,   "401     200  -     200  -     200  200  200"),
    "GET /api/v1/auth/sessions":                        (READ,   "401     200  -     200  -     200  200  200"),
    "DELETE /api/v1/auth/sessions":                     (WRITE,  "401     200  -     200  -     200  200  200"),
    "DELETE /api/v1/auth/sessions/{session_id}":        (WRITE,  "401     204  404   204  404   204  204  204"),
    "POST /api/v1/auth/password":                       (WRITE,  "401     200  -     200  -     200  200  200"),
    "GET /api/v1/keys":                                 (READ,   "401     200  -     200  -     200  200  200"),
    "POST /api/v1/keys":                                (WRITE,  "401     201  -     201  -     201  201  201"),
    "DELETE /api/v1/keys/{key_id}":                     (WRITE,  "401     200  404   200  404   200  200  200"),
    # -- accounts of others
    "GET /api/v1/staff":                                (LIST,   "401     403  403   200  403   403  403  200"),
    "POST /api/v1/staff":                               (WRITE,  "401     403  403   201  403   403  403  201"),
    "GET /api/v1/staff/{username}":                     (READ,   "401     403  403   200  403   403  403  200"),
    "PATCH /api/v1/staff/{username}":                   (WRITE,  "401     403  403   200  403   403  403  200"),
    "POST /api/v1/staff/{username}/password":           (WRITE,  "401     403  403   200  403   403  403  200"),
    "POST /api/v1/staff/{username}/sign-out":           (WRITE,  "401     403  403   200  403   403  403  200"),
    "GET /api/v1/staff/{username}/keys":                (READ,   "401     403  403   200  403   403  403  200"),
    "DELETE /api/v1/staff/{username}/keys/{key_id}":    (WRITE,  "401     403  403   200  403   403  403  200"),
    # -- case reports
    "POST /api/v1/case-reports":                        (WRITE,  "401     201  403   201  403   201  403  403"),
    "GET /api/v1/dhis2/dataValueSets.{ending}":         (EXPORT, "401     200  403   200  403   200  403  200"),
    "POST /api/v1/dhis2/dataValueSets":                 (WRITE,  "401     403  403   403  403   200  200  403"),
    "POST /api/v1/case-reports/batch":                  (WRITE,  "401     200  403   200  403   200  403  403"),
    "PUT /api/v1/case-reports/{ward_code}/{reporting_date}":
                                                        (WRITE,  "401     200  403   200  403   200  403  403"),
    "GET /api/v1/case-reports":                         (LIST,   "401     200  403   200  403   200  403  200"),
    "GET /api/v1/case-reports/{ward_code}/{reporting_date}/versions":
                                                        (READ,   "401     200  403   200  403   200  403  200"),
    "GET /api/v1/case-reports/export":                  (EXPORT, "401     200  403   200  403   200  403  200"),
    "GET /api/v1/exports/case-versions.{form}":         (EXPORT, "401     200  403   200  403   200  403  200"),
    "POST /api/v1/case-transfers":                      (WRITE,  "401     201  403   201  403   201  403  403"),
    "GET /api/v1/case-transfers":                       (LIST,   "401     200  403   200  403   200  403  200"),
    "GET /api/v1/submissions":                          (LIST,   "401     200  403   200  403   200  403  200"),
    "GET /api/v1/submissions/{receipt}":                (READ,   "401     200  404   200  404   200  403  200"),
    "GET /api/v1/imports/template.xlsx":                (EXPORT, "401     200  403   200  403   200  403  403"),
    "POST /api/v1/imports":                             (WRITE,  "401     201  403   201  403   201  403  403"),
    "POST /api/v1/imports/read":                        (ASK,    "401     200  403   200  403   200  403  403"),
    "GET /api/v1/imports":                              (LIST,   "401     200  -     200  -     200  403  200"),
    "GET /api/v1/imports/{import_id}":                  (READ,   "401     200  404   200  404   200  403  200"),
    "GET /api/v1/imports/{import_id}/errors.xlsx":      (EXPORT, "401     200  404   200  404   200  403  200"),
    "GET /api/v1/drafts/{district_code}/{reporting_date}":
                                                        (READ,   "401     200  403   200  403   200  403  403"),
    "PUT /api/v1/drafts/{district_code}/{reporting_date}":
                                                        (PAPER,  "401     200  403   200  403   200  403  403"),
    "DELETE /api/v1/drafts/{district_code}/{reporting_date}":
                                                        (PAPER,  "401     204  403   204  403   204  403  403"),
    # -- the reporting day
    "GET /api/v1/completeness":                         (LIST,   "401     200  403   200  403   200  403  200"),
    "GET /api/v1/reporting-days":                       (READ,   "401     200  403   200  403   200  403  200"),
    "GET /api/v1/reporting-days/{reporting_date}":      (READ,   "401     200  403   200  403   200  403  200"),
    "POST /api/v1/reporting-days/{reporting_date}/reopen":
                                                        (WRITE,  "401     403  403   201  403   201  403  403"),
    "POST /api/v1/reporting-days/{reporting_date}/close":
                                                        (WRITE,  "401     403  403   200  403   200  403  403"),
    # -- values beside case counts
    "POST /api/v1/indicators":                          (WRITE,  "401     201  403   201  403   201  403  403"),
    "POST /api/v1/indicators/batch":                    (WRITE,  "401     200  403   200  403   200  403  403"),
    "PUT /api/v1/indicators/{unit_kind}/{unit_code}/{indicator_id}/{reported_on}":
                                                        (WRITE,  "401     200  403   200  403   200  403  403"),
    "GET /api/v1/indicators":                           (READ,   "401     200  403   200  403   200  403  200"),
    "GET /api/v1/indicators/in-force":                  (READ,   "401     200  403   200  403   200  403  200"),
    "GET /api/v1/indicators/{unit_kind}/{unit_code}/{indicator_id}/{reported_on}/versions":
                                                        (READ,   "401     200  403   200  403   200  403  200"),
    # -- outbreaks, rings, rounds
    "POST /api/v1/outbreaks":                           (WRITE,  "401     201  403   201  403   201  403  403"),
    "POST /api/v1/outbreaks/preview":                   (ASK,    "401     200  200   200  200   200  403  403"),
    "POST /api/v1/outbreaks/compare":                   (ASK,    "401     200  200   200  200   200  403  403"),
    "GET /api/v1/outbreaks":                            (LIST,   "401     200  -     200  -     200  403  200"),
    "GET /api/v1/outbreaks/{outbreak_id}":              (READ,   "401     200  403   200  403   200  403  200"),
    "PATCH /api/v1/outbreaks/{outbreak_id}":            (WRITE,  "401     200  403   200  403   200  403  403"),
    "POST /api/v1/outbreaks/{outbreak_id}/rings/issue": (WRITE,  "401     403  403   200  403   200  403  403"),
    "POST /api/v1/outbreaks/{outbreak_id}/rings/propose": (WRITE, "401    200  403   200  403   200  403  403"),
    "POST /api/v1/outbreaks/{outbreak_id}/rings/extend": (WRITE, "401     403  403   200  403   200  403  403"),
    "POST /api/v1/outbreaks/{outbreak_id}/rings/shrink": (WRITE, "401     403  403   200  403   200  403  403"),
    "GET /api/v1/outbreaks/{outbreak_id}/annex.pdf":    (READ,   "401     200  403   200  403   200  403  200"),
    "GET /api/v1/outbreaks/{outbreak_id}/rings/versions": (READ, "401     200  403   200  403   200  403  200"),
    "POST /api/v1/outbreaks/{outbreak_id}/rings/preview": (ASK,  "401     200  403   200  403   200  403  403"),
    "POST /api/v1/outbreaks/{outbreak_id}/rings/lift":  (WRITE,  "401     403  403   200  403   200  403  403"),
    "POST /api/v1/cordons":                             (WRITE,  "401     201  403   201  403   201  403  403"),
    "GET /api/v1/cordons":                              (LIST,   "401     200  -     200  -     200  403  200"),
    "GET /api/v1/cordons/{cordon_id}":                  (READ,   "401     200  403   200  403   200  403  200"),
    "GET /api/v1/cordons/{cordon_id}/versions":         (READ,   "401     200  403   200  403   200  403  200"),
    "PATCH /api/v1/cordons/{cordon_id}":                (WRITE,  "401     200  403   200  403   200  403  403"),
    "POST /api/v1/cordons/{cordon_id}/issue":           (WRITE,  "401     403  403   200  403   200  403  403"),
    "POST /api/v1/cordons/{cordon_id}/extend":          (WRITE,  "401     403  403   200  403   200  403  403"),
    "POST /api/v1/cordons/{cordon_id}/shrink":          (WRITE,  "401     403  403   200  403   200  403  403"),
    "POST /api/v1/cordons/{cordon_id}/lift":            (WRITE,  "401     403  403   200  403   200  403  403"),
    "POST /api/v1/areas":                               (WRITE,  "401     403  403   201  403   201  403  403"),
    "GET /api/v1/areas":                                (LIST,   "401     200  -     200  -     200  403  200"),
    "GET /api/v1/areas/{area_id}":                      (READ,   "401     200  403   200  403   200  403  200"),
    "GET /api/v1/areas/{area_id}/versions":             (READ,   "401     200  403   200  403   200  403  200"),
    "PATCH /api/v1/areas/{area_id}":                    (WRITE,  "401     403  403   200  403   200  403  403"),
    "POST /api/v1/areas/{area_id}/end":                 (WRITE,  "401     403  403   200  403   200  403  403"),
    "GET /api/v1/border-notices":                       (LIST,   "401     200  403   200  403   200  403  403"),
    "POST /api/v1/border-notices/read":                 (PAPER,  "401     200  -     200  -     200  403  403"),
    "POST /api/v1/border-notices/{notice_id}/read":     (PAPER,  "401     200  403   200  403   200  403  403"),
    "POST /api/v1/test-rounds":                         (WRITE,  "401     201  403   201  403   201  403  403"),
    "GET /api/v1/test-rounds":                          (LIST,   "401     200  403   200  403   200  403  200"),
    "GET /api/v1/test-rounds/{round_id}":               (READ,   "401     200  403   200  403   200  403  200"),
    "GET /api/v1/test-rounds/{round_id}/versions":      (READ,   "401     200  403   200  403   200  403  200"),
    "PATCH /api/v1/test-rounds/{round_id}":             (WRITE,  "401     200  403   200  403   200  403  403"),
    "POST /api/v1/testing/plan":                         (ASK,    "401     200  -     200  -     200  403  200"),
    "GET /api/v1/testing/due.xlsx":                     (EXPORT, "401     200  403   200  403   200  403  403"),
    "GET /api/v1/feed-tokens":                          (READ,   "401     200  -     200  -     200  403  403"),
    "POST /api/v1/feed-tokens":                         (WRITE,  "401     201  403   201  403   201  403  403"),
    "DELETE /api/v1/feed-tokens/{token_id}":            (WRITE,  "401     200  404   404  404   404  403  403"),
    "POST /api/v1/campaigns":                           (WRITE,  "401     403  403   201  403   201  403  403"),
    "PATCH /api/v1/campaigns/{campaign_id}":            (WRITE,  "401     403  403   200  403   200  403  403"),
    # -- levels
    "POST /api/v1/decisions":                           (WRITE,  "401     403  403   201  403   201  403  403"),
    "GET /api/v1/decisions":                            (LIST,   "401     200  403   200  403   200  403  200"),
    "GET /api/v1/decisions/{decision_id}":              (READ,   "401     200  403   200  403   200  403  200"),
    "POST /api/v1/decisions/{decision_id}/revoke":      (WRITE,  "401     403  403   200  403   200  403  403"),
    "POST /api/v1/approvals":                           (WRITE,  "401     403  403   201  403   201  403  403"),
    "GET /api/v1/approvals/waiting":                    (LIST,   "401     200  -     200  -     200  403  200"),
    "PUT /api/v1/approval-modes":                       (WRITE,  "401     403  403   200  403   200  403  403"),
    "GET /api/v1/approval-modes":                       (LIST,   "401     200  -     200  -     200  403  200"),
    "POST /api/v1/wards/import":                         (ASK,    "401     403  -     403  -     200  403  200"),
    "POST /api/v1/reclassifications":                   (WRITE,  "401     403  -     403  -     200  200  200"),
    "GET /api/v1/reclassifications":                    (READ,   "401     403  -     403  -     200  200  200"),
    "GET /api/v1/reclassifications/{run_id}":           (READ,   "401     403  -     403  -     200  200  200"),
    # -- the whole site
    "POST /api/v1/policy-adoptions":                    (WRITE,  "401     403  -     403  -     201  403  403"),
    "POST /api/v1/policies/{policy_id}/evaluate":       (ASK,    "401     200  -     200  -     200  200  200"),
    "POST /api/v1/lookup/bulk":                         (ASK,    "401     200  -     200  -     200  200  200"),
    "POST /api/v1/backtests":                           (ASK,    "401     403  -     403  -     200  403  403"),
    "POST /api/v1/barriers":                            (WRITE,  "401     403  -     403  -     201  403  403"),
    "POST /api/v1/unit-events":                         (WRITE,  "401     403  -     403  -     201  403  403"),
    "GET /api/v1/barriers":                             (READ,   "401     200  -     200  -     200  403  200"),
    "POST /api/v1/baselines":                           (WRITE,  "401     403  -     403  -     201  403  403"),
    "GET /api/v1/baselines":                            (READ,   "401     200  -     200  -     200  403  200"),
    "POST /api/v1/webhooks":                           (WRITE,  "401     403  -     403  -     201  403  201"),
    "GET /api/v1/webhooks":                            (READ,   "401     403  -     403  -     200  403  200"),
    "GET /api/v1/webhooks/{webhook_id}":               (READ,   "401     403  -     403  -     200  403  200"),
    "PATCH /api/v1/webhooks/{webhook_id}":             (WRITE,  "401     403  -     403  -     200  403  200"),
    "DELETE /api/v1/webhooks/{webhook_id}":            (WRITE,  "401     403  -     403  -     200  403  200"),
    "POST /api/v1/webhooks/{webhook_id}/rotate-secret":
                                                       (WRITE,  "401     403  -     403  -     200  403  200"),
    "POST /api/v1/webhooks/{webhook_id}/test":         (WRITE,  "401     403  -     403  -     200  403  200"),
    "GET /api/v1/webhooks/{webhook_id}/deliveries":    (READ,   "401     403  -     403  -     200  403  200"),
    "POST /api/v1/webhooks/{webhook_id}/deliveries/{delivery_id}/retry":
                                                       (WRITE,  "401     403  -     403  -     200  403  200"),
    "POST /api/v1/webhooks/{webhook_id}/replay":       (WRITE,  "401     403  -     403  -     200  403  200"),
    "POST /api/v1/publications":                        (WRITE,  "401     403  -     403  -     201  403  403"),
    "GET /api/v1/briefing":                             (EXPORT, "401     403  -     200  -     200  403  403"),
    "GET /api/v1/audit":                                (LIST,   "401     403  403   200  403   200  403  200"),
    "GET /api/v1/audit/head":                           (READ,   "401     403  -     403  -     200  403  200"),
    "GET /api/v1/audit/export":                         (EXPORT, "401     403  403   200  403   200  403  200"),
    # -- pages
    "GET /staff":                                       (READ,   "303     303  -     303  -     303  200  303"),
    "GET /staff/password":                              (READ,   "303     200  -     200  -     200  200  200"),
    "POST /staff/password":                             (WRITE,  "303     303  -     303  -     303  303  303"),
    "GET /staff/account":                               (READ,   "303     200  -     200  -     200  200  200"),
    "POST /staff/account/sessions/{session_id}/end":    (WRITE,  "303     303  404   303  404   303  303  303"),
    "POST /staff/account/sessions/end-others":          (WRITE,  "303     303  -     303  -     303  303  303"),
    "POST /staff/account/keys":                         (WRITE,  "303     200  -     200  -     200  200  200"),
    "POST /staff/account/keys/{key_id}/revoke":         (WRITE,  "303     303  404   303  404   303  303  303"),
    "GET /staff/cordons":                               (READ,   "303     200  -     200  -     200  403  403"),
    "GET /staff/cordons/-new":                          (READ,   "303     200  -     200  -     200  403  403"),
    "GET /staff/cordons/{cordon_id}":                   (READ,   "303     200  403   200  403   200  403  403"),
    "GET /staff/areas":                                 (READ,   "303     200  -     200  -     200  403  403"),
    "GET /staff/areas/-new":                            (READ,   "303     403  -     200  -     200  403  403"),
    "GET /staff/areas/{area_id}":                       (READ,   "303     200  403   200  403   200  403  403"),
    "GET /staff/people":                                (READ,   "303     403  -     200  -     403  403  200"),
    "GET /staff/people/-new":                           (READ,   "303     403  -     200  -     403  403  200"),
    "POST /staff/people/-new":                          (WRITE,  "303     403  403   200  403   403  403  200"),
    "GET /staff/people/{username}":                     (READ,   "303     403  403   200  403   403  403  200"),
    "POST /staff/people/{username}":                    (WRITE,  "303     403  403   303  403   403  403  303"),
    "POST /staff/people/{username}/password":           (WRITE,  "303     403  403   200  403   403  403  200"),
    "POST /staff/people/{username}/sign-out":           (WRITE,  "303     403  403   303  403   403  403  303"),
    "POST /staff/people/{username}/close":              (WRITE,  "303     403  403   303  403   403  403  303"),
    "POST /staff/people/{username}/reopen":             (WRITE,  "303     403  403   303  403   403  403  303"),
    "POST /staff/people/{username}/keys/{key_id}/revoke":
                                                        (WRITE,  "303     403  403   303  403   403  403  303"),
    "GET /staff/audit":                                 (READ,   "303     403  403   200  403   200  403  200"),
    "GET /staff/border":                                (READ,   "303     200  -     200  -     200  403  403"),
    "POST /staff/border/read":                          (PAPER,  "303     303  -     303  -     303  403  403"),
    "POST /staff/border/notices/{notice_id}/read":      (PAPER,  "303     303  403   303  403   303  403  403"),
    "GET /staff/outbreaks":                             (READ,   "303     200  -     200  -     200  403  403"),
    "GET /staff/testing":                               (READ,   "303     200  403   200  403   200  403  403"),
    "GET /staff/testing/plan":                          (READ,   "303     200  403   200  403   200  403  403"),
    "GET /staff/testing/rounds":                        (READ,   "303     200  403   200  403   200  403  403"),
    "GET /staff/testing/campaigns":                     (READ,   "303     200  -     200  -     200  403  403"),
    "GET /staff/outbreaks/new":                         (READ,   "303     200  -     200  -     200  403  403"),
    "GET /staff/outbreaks/{outbreak_id}/annex":         (READ,   "303     200  403   200  403   200  403  403"),
    "GET /staff/outbreaks/{outbreak_id}":               (READ,   "303     200  403   200  403   200  403  403"),
    "GET /staff/progress":                              (READ,   "303     200  -     200  -     200  403  200"),
    "GET /staff/progress/board":                        (READ,   "303     200  -     200  -     200  403  200"),
    "GET /staff/import":                                (READ,   "303     200  -     200  -     200  403  403"),
    "POST /staff/import":                               (WRITE,  "303     303  -     303  -     303  403  403"),
    "GET /staff/import/{import_id}":                    (READ,   "303     200  404   200  404   200  403  200"),
    "GET /staff/sent":                                  (READ,   "303     200  -     200  -     200  403  200"),
    "GET /staff/sent/{receipt}":                        (READ,   "303     200  404   200  404   200  403  200"),
    "GET /staff/reports/{ward_code}/{reporting_date}":  (READ,   "303     200  403   200  403   200  403  200"),
    "POST /staff/reports/{ward_code}/{reporting_date}": (WRITE,  "303     303  403   303  403   303  403  403"),
    "POST /staff/reports/{ward_code}/{reporting_date}/move":
                                                        (WRITE,  "303     303  403   303  403   303  403  403"),
    "GET /staff/report":                                (READ,   "303     303  -     303  -     303  403  403"),
    "GET /staff/report/{district_code}":                (READ,   "303     303  303   303  303   303  403  403"),
    "GET /staff/report/{district_code}/{reporting_date}":
                                                        (READ,   "303     200  403   200  403   200  403  403"),
}
# fmt: on
