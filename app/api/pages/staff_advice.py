"""Advice on pools and on cadence beside the plan: sentences, and where they come from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from app.api.pages.staff_frame import StaffPage
from app.domain.testing_advice import best_pool, detection
from app.domain.testing_advice_words import (
    ASSUMED,
    SOURCES,
    cadence_advice_sentence,
    pool_advice_sentence,
    unknown_sentence,
)


@dataclass(frozen=True)
class AdviceView:
    """The advice as it is shown; `sources`: what it takes for granted, and the papers."""

    sentences: Sequence[str]
    sources: Sequence[str]


def advice_view(page: StaffPage, positivity: float | None) -> AdviceView:
    """The best pool at a share of positive people (None: unknown), and how soon the longest intervals find anybody."""
    intervals = [duty.interval_days for duty in page.shell.snapshot.policy.testing if duty.interval_days]
    told = [
        unknown_sentence() if positivity is None else pool_advice_sentence(positivity, best_pool(positivity)),
        *(
            cadence_advice_sentence(detection(days, sensitivity=1.0, turnaround_days=1.0))
            for days in sorted({float(longest) for _, longest in intervals})
        ),
    ]
    pick = page.words.pick
    return AdviceView([pick(each) for each in told], [*(pick(each) for each in ASSUMED), *SOURCES])
