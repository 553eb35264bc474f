"""The chance of a drill: a stream of its own for every day and subject, so that nothing depends on what came before."""

from __future__ import annotations

from enum import IntEnum

import numpy as np


class Subject(IntEnum):
    """What a stream is drawn for; the numbers are part of what a seed means and never change."""

    HABITS = 1
    SPREAD = 2
    OUTBREAKS = 3
    REPORTING = 4
    SILENCE = 5
    CORRECTIONS = 6
    SAMPLING = 7


def chance(seed: int, subject: Subject, day: int = 0) -> np.random.Generator:
    """The stream of a subject on a day of the scenario (0 is the first): the same numbers on every machine."""
    return np.random.Generator(np.random.PCG64(np.random.SeedSequence([seed, subject, day])))
