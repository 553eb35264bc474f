"""What the public may read of a count: the one place through which every number, sentence and reason passes.

Counts from 1 to k − 1 could point at a household, so they are published as "<k"; 0 and counts of k or more stay as
they are. A row of counts is protected by its total: when a cell is hidden, the total is published as a bound made
from the published cells alone, so no sum says more than the cells do. Hiding a second cell instead would not do:
the two cells of "<3" and "<3" with a total of 4 are both 2, and a further cell would have to be hidden for every
such corner.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from app.domain.sentences import Phrase, number

Shown = int | str
"""A count as published: the number, or "<k" for a hidden cell, or "≥n" for a total with hidden cells."""

Key = TypeVar("Key")


@dataclass(frozen=True)
class Disclosure:
    """How counts may be shown to one reader; `threshold` is k, and k = 1 hides nothing.

    Raises:
        ValueError: k below 1, or 2, because "<2" beside an open 0 could only be 1.
    """

    threshold: int = 3

    def __post_init__(self) -> None:
        """Refuse a threshold that is none."""
        if self.threshold < 1 or self.threshold == 2:
            raise ValueError(f"suppression threshold {self.threshold}: use 3 or more, or 1 to hide nothing")

    @classmethod
    def open(cls) -> Disclosure:
        """True numbers, for staff in whose scope the ward lies."""
        return cls(threshold=1)

    def hides(self, count: int) -> bool:
        """Whether this count may not be shown."""
        return 0 < count < self.threshold

    def shown(self, count: int) -> Shown:
        """One count as published.

        >>> [Disclosure().shown(count) for count in (0, 1, 2, 3)]
        [0, '<3', '<3', 3]
        """
        if count < 0:
            raise ValueError(f"a count cannot be {count}")
        return f"<{self.threshold}" if self.hides(count) else int(count)

    def shown_counts(self, counts: Mapping[Key, int]) -> dict[Key, Shown]:
        """A row of counts as published; publish its total only as `shown_total` of the same counts.

        >>> Disclosure().shown_counts({"quarantine": 2, "imported": 7})
        {'quarantine': '<3', 'imported': 7}
        """
        return {key: self.shown(count) for key, count in counts.items()}

    def shown_total(self, counts: Iterable[int]) -> Shown:
        """The total of counts that are published beside it, or of which any part is; made from what is shown of them.

        >>> Disclosure().shown_total([4, 7]), Disclosure().shown_total([0, 2]), Disclosure().shown_total([2, 7])
        (11, '<3', '≥8')
        """
        cells = [self.shown(count) for count in counts]
        open_sum = sum(cell for cell in cells if isinstance(cell, int))
        hidden = sum(isinstance(cell, str) for cell in cells)
        if hidden == 0:
            return open_sum
        # Each hidden cell is at least 1.
        return f"<{self.threshold}" if (open_sum, hidden) == (0, 1) else f"≥{open_sum + hidden}"

    def hidden_in(self, counts: NDArray[np.int32]) -> NDArray[np.bool_]:
        """Which of many counts may not be shown, in the same shape.

        >>> Disclosure().hidden_in(np.array([0, 1, 2, 3], dtype=np.int32)).tolist()
        [False, True, True, False]
        """
        hidden: NDArray[np.bool_] = (counts > 0) & (counts < self.threshold)
        return hidden

    def at_most(self, counts: NDArray[np.int32]) -> NDArray[np.int32]:
        """Many counts as whoever reads only what is published has to reckon: a hidden one is the most it could be.

        >>> Disclosure(5).at_most(np.array([0, 1, 4, 7], dtype=np.int32)).tolist()
        [0, 4, 4, 7]
        """
        return np.where(self.hidden_in(counts), np.int32(self.threshold - 1), counts)

    def hides_rate(self, rate: float, people: float | None, *, per: int) -> bool:
        """Whether a rate of persons would tell a count that may not be shown; of unknown people nobody can tell.

        >>> Disclosure().hides_rate(20.0, 10_000, per=100_000), Disclosure().hides_rate(30.0, 10_000, per=100_000)
        (True, False)
        """
        return people is not None and self.threshold > 1 and 0 < rate * people < self.threshold * per

    def text(self, count: int) -> Phrase:
        """One count inside a sentence.

        >>> Disclosure().text(2), Disclosure.open().text(2).vi
        (Phrase(vi='dưới 3', en='fewer than 3'), '2')
        """
        return _in_words(self.shown(count))

    def total_text(self, counts: Iterable[int]) -> Phrase:
        """The total of counts inside a sentence.

        >>> Disclosure().total_text([2, 7])
        Phrase(vi='ít nhất 8', en='at least 8')
        """
        return _in_words(self.shown_total(counts))


def _in_words(shown: Shown) -> Phrase:
    if isinstance(shown, int):
        return number(shown)
    vi, en = number(int(shown[1:]))
    return Phrase(f"dưới {vi}", f"fewer than {en}") if shown[0] == "<" else Phrase(f"ít nhất {vi}", f"at least {en}")
