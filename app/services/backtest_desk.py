"""One back-test at a time, pauses for strangers, and the last few kept: each may take seconds of a processor."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, datetime
from math import ceil
from threading import Lock
from time import perf_counter
from typing import Final

from sqlalchemy.orm import Session

from app.domain.disclosure import Disclosure
from app.domain.errors import BacktestInProgress
from app.domain.policy import Policy
from app.services.backtest import BacktestReport, check_days, run_backtest
from app.services.policy_library import policy_version
from app.services.site_rules import SiteRules
from app.storage.revisions import current_revision

KEPT: Final = 8
REST: Final = 3
"""Strangers may keep the processor busy a quarter of the time."""
_Key = tuple[int, str, str, date, date, date, int]


class BacktestDesk:
    """Computes back-tests one by one; the same question about the same data is answered from the last ones.

    Args:
        timer: seconds that only go forward.
    """

    def __init__(self, timer: Callable[[], float] = perf_counter) -> None:
        self._timer = timer
        self._computing = Lock()
        self._rested_at = 0.0
        self._kept: OrderedDict[_Key, BacktestReport] = OrderedDict()

    def ask(
        self,
        session: Session,
        *,
        rules: SiteRules,
        draft: Policy,
        first_day: date,
        last_day: date,
        now: datetime,
        disclosure: Disclosure,
        is_stranger: bool = False,
    ) -> BacktestReport:
        """A back-test, kept or computed.

        Args:
            disclosure: what the reader may see of counts, on which both sides are judged.
            is_stranger: asked without a login; then the pause after the last one is kept.

        Raises:
            BacktestInProgress: another one is being computed, or was a moment ago and a stranger asks.
            InvalidPolicy: the draft is too large.
            InvalidValue: the days are out of order, too many, or not closed yet.
            NothingToJudge: there is no register, or the scheme never adopted a policy.
        """
        last_closed = rules.clock.last_closed_day(now)
        check_days(first_day, last_day, last_closed)
        key = (
            current_revision(session),
            draft.id,
            policy_version(draft),
            first_day,
            last_day,
            last_closed,
            disclosure.threshold,
        )
        kept = self._kept.get(key)
        if kept is not None:
            return kept
        with self._turn(is_stranger=is_stranger):
            report = run_backtest(
                session,
                rules=rules,
                draft=draft,
                first_day=first_day,
                last_day=last_day,
                now=now,
                disclosure=disclosure,
            )
            self._keep(key, report)
        return report

    @contextmanager
    def _turn(self, *, is_stranger: bool) -> Iterator[None]:
        """The only turn at a time; after it, strangers wait three times as long as it took."""
        begun = self._timer()
        if is_stranger and begun < self._rested_at:
            raise BacktestInProgress(ceil(self._rested_at - begun))
        if not self._computing.acquire(blocking=False):
            raise BacktestInProgress
        try:
            yield
        finally:
            ended = self._timer()
            self._rested_at = ended + REST * (ended - begun)
            self._computing.release()

    def _keep(self, key: _Key, report: BacktestReport) -> None:
        self._kept[key] = report
        while len(self._kept) > KEPT:
            self._kept.popitem(last=False)
