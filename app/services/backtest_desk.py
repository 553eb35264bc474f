"""One back-test at a time, and the last few kept: a year of a country's wards takes seconds of a processor."""

from __future__ import annotations

from collections import OrderedDict
from datetime import date, datetime
from threading import Lock
from typing import Final

from sqlalchemy.orm import Session

from app.domain.errors import BacktestInProgress
from app.domain.policy import Policy
from app.services.backtest import BacktestReport, check_days, run_backtest
from app.services.policy_library import policy_version
from app.services.site_rules import SiteRules
from app.storage.revisions import current_revision

KEPT: Final = 8
_Key = tuple[int, str, str, date, date, date]


class BacktestDesk:
    """Computes back-tests one by one; the same question about the same data is answered from the last ones."""

    def __init__(self) -> None:
        self._computing = Lock()
        self._kept: OrderedDict[_Key, BacktestReport] = OrderedDict()

    def ask(
        self, session: Session, *, rules: SiteRules, draft: Policy, first_day: date, last_day: date, now: datetime
    ) -> BacktestReport:
        """A back-test, kept or computed.

        Raises:
            BacktestInProgress: another one is being computed.
            InvalidPolicy: the draft looks back too far.
            InvalidValue: the days are out of order, too many, or not closed yet.
            NothingToJudge: there is no register, or the scheme never adopted a policy.
        """
        last_closed = rules.clock.last_closed_day(now)
        check_days(first_day, last_day, last_closed)
        key = (current_revision(session), draft.id, policy_version(draft), first_day, last_day, last_closed)
        kept = self._kept.get(key)
        if kept is not None:
            return kept
        if not self._computing.acquire(blocking=False):
            raise BacktestInProgress
        try:
            report = run_backtest(session, rules=rules, draft=draft, first_day=first_day, last_day=last_day, now=now)
            self._keep(key, report)
        finally:
            self._computing.release()
        return report

    def _keep(self, key: _Key, report: BacktestReport) -> None:
        self._kept[key] = report
        while len(self._kept) > KEPT:
            self._kept.popitem(last=False)
