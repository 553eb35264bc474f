"""The grounds of a level in words: what a rule saw, its threshold, its window, its documents, how sure we are."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from app.api.pages.rule_views import Citation, provenance_mark
from app.api.pages.shared import LevelView, Shell
from app.domain.citations import CitedSource
from app.domain.disclosure import Shown
from app.domain.explanation import Reason
from app.domain.sentences import case_words, joined, number

NAMES_SHOWN: Final = 6


@dataclass(frozen=True)
class ReasonView:
    """One ground; `observed` are the things seen, `threshold` what they were held against."""

    label: str
    level: LevelView
    observed: Sequence[str]
    threshold: str
    window: str
    window_mark: str
    citation: Citation


def reason_view(reason: Reason, shell: Shell) -> ReasonView:
    """One reason of the trace."""
    words = shell.words
    return ReasonView(
        label=words.pick((reason.label_vi, reason.label_en)),
        level=shell.levels[reason.level],
        observed=list(_observed(reason, shell)),
        threshold=_threshold(reason, shell),
        window=words("window", period=words.period(reason.window_start, reason.window_end)),
        window_mark=provenance_mark(reason.window_provenance, shell),
        citation=Citation(
            documents=tuple(_document(each) for each in reason.sources),
            mark=provenance_mark(reason.provenance, shell),
            note=words.pick((reason.note_vi or "", reason.note_en or "")),
        ),
    )


def shown_words(count: Shown, shell: Shell) -> str:
    """A published count in words: `17`, `dưới 3`, `ít nhất 8`."""
    words = shell.words
    if isinstance(count, int):
        return words.number(count)
    bound = words.pick(number(int(count[1:])))
    return words("fewer_than" if count[0] == "<" else "at_least", bound=bound)


def _observed(reason: Reason, shell: Shell) -> Iterator[str]:
    words, seen = shell.words, reason.observed
    if reason.values_vi:
        yield words.pick((reason.values_vi, reason.values_en))
    if seen.numerator is not None:
        kind = words.pick(case_words(seen.case_classes))
        yield words("observed_cases", count=shown_words(seen.numerator, shell), words=kind)
    if seen.outbreaks:
        yield words("observed_outbreaks", names=_named(seen.outbreaks, shell))
    if seen.neighbors:
        yield words("observed_neighbors", names=_named(seen.neighbors, shell))
    if seen.held_since is not None:
        yield words("observed_held", day=seen.held_since)
    if seen.missing_days:
        yield words("observed_missing", n=seen.missing_days, closed=seen.closed_days)


def _threshold(reason: Reason, shell: Shell) -> str:
    if reason.threshold is None:
        return ""
    if reason.unit == "cases":
        return shell.words("threshold_cases", n=reason.threshold)
    held = reason.observed.held_since is not None
    return shell.words("threshold_hold" if held else "threshold_missing", n=reason.threshold)


def _named(names: Sequence[str], shell: Shell) -> str:
    if len(names) <= NAMES_SHOWN:
        return joined(names, last=shell.words("and"))
    more = shell.words("and_more", n=len(names) - NAMES_SHOWN)
    return f"{', '.join(names[:NAMES_SHOWN])} {more}"


def _document(source: CitedSource) -> str:
    return f"{source.document}, {source.article}" if source.article else source.document
