"""What a use case needs to know of the site beside the database: clock, scheme, authoritative source, thresholds."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta

from app.domain.cordons import CordonRule
from app.domain.reporting_day import ReportingClock
from app.domain.ring_warnings import WARN_SHARE

MAIN_SCHEME = "main"
DISTRICT_SOURCE = "district"


@dataclass(frozen=True)
class SiteRules:
    """Settings in the form the services take them.

    `source` is the authoritative source: only it feeds classification. `suppression_threshold` is k: public counts
    from 1 to k − 1 are shown as "<k". So many times the day before (`jump_factor`) is asked about before it is sent.
    Rings that lock `ring_warn_share` (0 to 1) of the people of a district or of the city call for a second look.
    """

    clock: ReportingClock = field(default_factory=ReportingClock)
    scheme: str = MAIN_SCHEME
    source: str = DISTRICT_SOURCE
    known_sources: tuple[str, ...] = (DISTRICT_SOURCE,)
    default_policy: str = "hanoi-ct06-2021"
    suppression_threshold: int = 3
    jump_factor: int = 3
    ring_warn_share: float = WARN_SHARE
    cordon: CordonRule = field(default_factory=CordonRule)

    @property
    def lock_grace(self) -> timedelta | None:
        """How long after its cut-off a day locks for its districts; None: never."""
        return self.clock.lock_grace
