"""The recent counts of a ward as a chart and as a table, both through the one disclosure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date

from markupsafe import Markup

from app.api.pages.reason_views import shown_words
from app.api.pages.shared import Shell
from app.domain.disclosure import Disclosure, Shown
from app.domain.records import CaseReport
from app.domain.vocabulary import CASE_CLASSES, CaseClass
from app.formats.svg_chart import DayBar, axis_top, bar_chart
from app.storage.statuses import Status

COMMUNITY = (CaseClass.COMMUNITY_UNKNOWN_SOURCE, CaseClass.COMMUNITY_KNOWN_SOURCE)


@dataclass(frozen=True)
class DayRow:
    """One day of the table: a cell a class, or a word when there is no report; `provisional` is a word, or empty."""

    day: str
    cells: Sequence[str]
    missing: str
    provisional: str


@dataclass(frozen=True)
class CurveView:
    """The chart, the numbers of its axis, the table beside it."""

    svg: Markup
    top: str
    middle: str
    first_day: str
    middle_day: str
    last_day: str
    columns: Sequence[str]
    rows: Sequence[DayRow]
    hidden_below: str
    has_gaps: bool
    has_hidden: bool
    has_provisional: bool


def curve_view(
    shell: Shell,
    recent: Sequence[tuple[date, CaseReport | None]],
    history: Sequence[Status],
    disclosure: Disclosure,
) -> CurveView:
    """Community cases by day: bars, gaps where there is no report, the levels in force below."""
    words = shell.words
    shown = [_community(report, disclosure) for _, report in recent]
    bars = [
        DayBar(
            count=count,
            told=_told(shell, day, count),
            level_class=_level_class(shell, history, day),
            state="open" if day == shell.snapshot.open_day else "closed",
            provisional=_is_provisional(shell, day),
        )
        for (day, _), count in zip(recent, shown, strict=True)
    ]
    days = [day for day, _ in recent]
    closed = [bar for bar in bars if bar.state == "closed"]
    missing = sum(bar.count is None for bar in closed)
    reported = sum(count is not None for count in shown)
    about = words("chart_description", first=days[0], last=days[-1], reported=reported, missing=missing)
    top = axis_top(shown)
    return CurveView(
        # The text was escaped where it was written.
        svg=Markup(bar_chart(bars, title=words("cases"), description=about)),  # noqa: S704
        top=words.number(top),
        middle=words.number(top // 2),
        first_day=words.short_day(days[0]),
        middle_day=words.short_day(days[len(days) // 2]),
        last_day=words.short_day(days[-1]),
        columns=[words(each.value) for each in CASE_CLASSES],
        rows=[_row(shell, day, report, disclosure) for day, report in reversed(recent)],
        hidden_below=words.number(disclosure.threshold),
        has_gaps=missing > 0,
        has_hidden=any(isinstance(count, str) for count in shown),
        has_provisional=any(bar.provisional and bar.count is not None for bar in bars),
    )


def _community(report: CaseReport | None, disclosure: Disclosure) -> Shown | None:
    if report is None or report.counts is None:
        return None
    return disclosure.shown_total(getattr(report.counts, each.value) for each in COMMUNITY)


def _told(shell: Shell, day: date, count: Shown | None) -> str:
    words = shell.words
    if count is not None:
        mark = f" ({words('provisional')})" if _is_provisional(shell, day) else ""
        return f"{words.day(day)}: {shown_words(count, shell)}{mark}"
    state = words("day_open" if day == shell.snapshot.open_day else "no_report")
    return f"{words.day(day)}: {state}"


def _is_provisional(shell: Shell, day: date) -> bool:
    return day > shell.snapshot.complete_through


def _level_class(shell: Shell, history: Sequence[Status], day: date) -> str | None:
    """The level in force when a day closed, or now for the open one."""
    closes = min(shell.rules.clock.closes_at(day), shell.snapshot.valid_until)
    for status in reversed(history):
        if status.from_instant <= closes and (status.until_instant is None or closes < status.until_instant):
            level = shell.levels.get(status.level)
            return level.css_class if level else None
    return None


def _row(shell: Shell, day: date, report: CaseReport | None, disclosure: Disclosure) -> DayRow:
    words = shell.words
    if report is None or report.counts is None:
        is_open = day == shell.snapshot.open_day
        return DayRow(words.day(day), (), words("day_open" if is_open else "no_report"), "")
    counts = disclosure.shown_counts(asdict(report.counts))
    cells = [shown_words(counts[each.value], shell) for each in CASE_CLASSES]
    return DayRow(words.day(day), cells, "", words("provisional") if _is_provisional(shell, day) else "")
