"""What the reports of one batch are held against: the day before, the population, the outbreaks open in the ward."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping
from datetime import date
from functools import cached_property

from sqlalchemy.orm import Session

from app.domain.plausibility import PlausibilityWarning, Surroundings, find_warnings
from app.domain.records import Outbreak, ReportKey
from app.domain.register import Register
from app.domain.reporting_day import EARLIEST_DAY, ONE_DAY
from app.services.placed_outbreaks import placed_outbreaks
from app.storage.case_reports import current_totals


def day_before(key: ReportKey) -> ReportKey:
    """The key of the same ward and source a day earlier."""
    return ReportKey(key.ward_code, key.reporting_date - ONE_DAY, key.source)


class Plausibility:
    """Finds odd figures among the reports of one transaction; the day before may be in the batch itself."""

    def __init__(
        self,
        session: Session,
        *,
        registers: Callable[[date], Register],
        sent: Mapping[ReportKey, int | None],
        jump_factor: int,
    ) -> None:
        self._session, self._registers, self._jump_factor = session, registers, jump_factor
        stored = current_totals(session, [day_before(key) for key in sent if key.reporting_date >= EARLIEST_DAY])
        # A day withdrawn by the same batch is missing again: nothing is held against what it said before.
        self._totals: Mapping[ReportKey, int | None] = {**stored, **sent}

    def warnings(
        self, key: ReportKey, total: int, *, samples: int | None, positives: int | None
    ) -> tuple[PlausibilityWarning, ...]:
        """What looks odd about one report."""
        register = self._registers(key.reporting_date)
        around = Surroundings(
            previous_total=self._totals.get(day_before(key)),
            population=register.wards[register.positions[key.ward_code]].population,
            in_outbreak=total == 0 and self._is_in_outbreak(key),
        )
        return find_warnings(total, samples=samples, positives=positives, around=around, jump_factor=self._jump_factor)

    def _is_in_outbreak(self, key: ReportKey) -> bool:
        return any(outbreak.is_open(key.reporting_date) for outbreak in self._outbreaks.get(key.ward_code, ()))

    @cached_property
    def _outbreaks(self) -> Mapping[str, list[Outbreak]]:
        by_ward: dict[str, list[Outbreak]] = defaultdict(list)
        for outbreak in placed_outbreaks(self._session):
            for ward_code in outbreak.ward_codes:
                by_ward[ward_code].append(outbreak)
        return by_ward
