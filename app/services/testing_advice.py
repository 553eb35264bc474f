"""What the logged rounds say of positivity, and the advice that follows from it."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

import numpy as np
from sqlalchemy.orm import Session

from app.domain.disclosure import Disclosure, Shown
from app.services.zone_status import ZoneSnapshot
from app.storage.testing_rounds import rounds_logged

DAYS_LOOKED_AT: Final = 14


@dataclass(frozen=True)
class LoggedPositivity:
    """Share of positive people in the rounds of some days; `share` None: nobody was sampled.

    `is_bound`: the count of some round is too small to be published, so the share is the most it could be.
    """

    first_day: date
    last_day: date
    rounds: int
    samples: int
    positives: Shown
    share: float | None
    is_bound: bool


def logged_positivity(
    session: Session,
    snapshot: ZoneSnapshot,
    *,
    ward_codes: Collection[str],
    disclosure: Disclosure,
) -> LoggedPositivity:
    """Positivity of the rounds begun in some wards within the last fourteen days; those of cordons are left out."""
    last = snapshot.open_day
    first = last - timedelta(days=DAYS_LOOKED_AT - 1)
    wards = set(ward_codes)
    logged = rounds_logged(session, known_revision=snapshot.revision)
    looked_at = [each for each in logged if first <= each.started_on <= last and each.ward_code in wards]
    samples = sum(each.samples for each in looked_at)
    # Round by round: the sums of a ward on two days, of which one has lost its oldest round, would tell that round.
    positives = np.array([each.positives for each in looked_at], dtype=np.int32)
    most = int(disclosure.at_most(positives).sum())
    return LoggedPositivity(
        first_day=first,
        last_day=last,
        rounds=len(looked_at),
        samples=samples,
        positives=disclosure.shown_total(positives.tolist()),
        share=min(1.0, most / samples) if samples else None,
        is_bound=bool(disclosure.hidden_in(positives).any()),
    )
