"""A back-test as a page: the form, what differs in a few figures, two charts, and the same as tables."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

import numpy as np
from markupsafe import Markup

from app.api.documents.backtest import top_wards
from app.api.pages.backtest_tables import (
    WARDS_LISTED,
    FigureRow,
    WardLine,
    balance_of,
    day_columns,
    day_rows,
    figure_rows,
    level_rows,
    signed,
    ward_line,
)
from app.api.pages.shared import Shell
from app.domain.backtest import SHORT_SPELL_DAYS, BacktestResult, SideResult
from app.domain.level_comparison import Verdict, merge_levels
from app.domain.policy import Policy
from app.domain.policy_citations import provenance_counts
from app.domain.vocabulary import UNKNOWN, Provenance
from app.formats.svg_chart import axis_top
from app.formats.svg_stack import Balance, Band, balance_chart, share_chart
from app.services.backtest import MOST_DAYS, BacktestReport

_PARTS: Final = {
    Verdict.STRICTER: "bt_part_stricter",
    Verdict.MILDER: "bt_part_milder",
    Verdict.UNORDERED: "bt_part_other",
    Verdict.ONE_UNKNOWN: "bt_part_unknown",
}


@dataclass(frozen=True)
class Choice:
    """One policy that can be tried."""

    id: str
    title: str
    chosen: bool


@dataclass(frozen=True)
class FormView:
    """What was asked, or what is offered to begin with; `fault` says why it cannot be answered."""

    choices: Sequence[Choice]
    first: str
    last: str
    latest: str
    limit: str
    fault: str = ""


@dataclass(frozen=True)
class Tile:
    """A figure with its name and a line that explains it."""

    name: str
    figure: str
    told: str


@dataclass(frozen=True)
class KeyView:
    """One entry of a key: the style class of its colour and its words."""

    css_class: str
    label: str


@dataclass(frozen=True)
class SharesView:
    """People by level under one policy, as a chart with its key."""

    heading: str
    key: Sequence[KeyView]
    svg: Markup


@dataclass(frozen=True)
class ResultView:
    """Everything there is to see of one back-test; `palette` is the address of the draft's colours."""

    palette: str
    heading: str
    notes: Sequence[str]
    tiles: Sequence[Tile]
    shares: Sequence[SharesView]
    balance: Markup
    balance_top: str
    has_other: bool
    days: Sequence[str]
    levels: Sequence[FigureRow]
    figures: Sequence[FigureRow]
    wards: Sequence[WardLine]
    day_columns: Sequence[str]
    day_rows: Sequence[Sequence[str]]


@dataclass(frozen=True)
class BacktestPage:
    """The form, and the result when one was asked for."""

    form: FormView
    result: ResultView | None = None


def form_view(
    shell: Shell,
    policies: Mapping[str, Policy],
    *,
    chosen: str | None,
    days: tuple[str, str],
    last_closed: date,
    fault: str = "",
) -> FormView:
    """The form, filled in."""
    words = shell.words
    choices = [
        Choice(each.id, words.pick((each.title_vi, each.title_en)), each.id == chosen) for each in policies.values()
    ]
    limit = words("bt_limit", n=MOST_DAYS, last=last_closed)
    return FormView(choices, days[0], days[1], last_closed.isoformat(), limit, fault)


def result_view(shell: Shell, report: BacktestReport, *, palette: str) -> ResultView:
    """One back-test in words, figures and pictures."""
    words, result = shell.words, report.result
    labels = _labels(shell, report)
    balance = balance_of(result)
    top = axis_top([balance.highest])
    first, middle, last = result.days[0], result.days[len(result.days) // 2], result.days[-1]
    return ResultView(
        palette=palette,
        heading=words("bt_period", period=words.period(first, last), n=len(result.days)),
        notes=_notes(shell, report),
        tiles=_tiles(shell, report),
        shares=[
            _shares(shell, result.active, result, labels, "active", _names(shell, report)),
            _shares(shell, result.draft, result, labels, "draft", _title(shell, report.draft)),
        ],
        balance=_balance_chart(shell, balance, top),
        has_other=any(balance.other),
        balance_top=words.number(top),
        days=[words.day(day) for day in (first, middle, last)],
        levels=level_rows(shell, result, labels),
        figures=figure_rows(shell, result),
        wards=[ward_line(shell, report, position) for position in top_wards(report, WARDS_LISTED)],
        day_columns=day_columns(shell),
        day_rows=day_rows(shell, result),
    )


def _labels(shell: Shell, report: BacktestReport) -> dict[str, str]:
    """Words for every level of both sides, unknown first and then from lowest to highest."""
    words = shell.words
    labels = {
        level: words.pick(policy.label(level))
        for policy in (report.draft, *(each.policy for each in report.active))
        for level in (UNKNOWN, *policy.rank_of)
    }
    return {
        level: labels[level] for level in merge_levels(report.result.active.level_ids, report.result.draft.level_ids)
    }


def _title(shell: Shell, policy: Policy) -> str:
    return shell.words.pick((policy.title_vi, policy.title_en))


def _names(shell: Shell, report: BacktestReport) -> str:
    return "; ".join(dict.fromkeys(_title(shell, each.policy) for each in report.active))


def _notes(shell: Shell, report: BacktestReport) -> list[str]:
    words, draft, hidden_below = shell.words, report.draft, shell.rules.suppression_threshold
    provenance = provenance_counts(draft)
    examples, reconstructed = provenance[Provenance.EXAMPLE], provenance[Provenance.RECONSTRUCTED]
    unpopulated = sum(ward.population is None for ward in report.register.wards)
    sure = [
        *([words("bt_not_official")] if draft.status == "draft" else []),
        *([words("bt_examples", examples=examples, reconstructed=reconstructed)] if examples + reconstructed else []),
    ]
    return [
        *([f"{_title(shell, draft)}: {'; '.join(sure)}."] if sure else []),
        words("bt_warmup", day=report.judged_from),
        words("bt_computed_only"),
        *([words("bt_hidden", most=hidden_below - 1)] if hidden_below > 1 else []),
        *([words("bt_no_population", n=unpopulated)] if unpopulated else []),
    ]


def _tiles(shell: Shell, report: BacktestReport) -> list[Tile]:
    words, result = shell.words, report.result
    both = result.active, result.draft
    return [
        Tile(
            words("bt_wards_differ"),
            words.number(int(np.count_nonzero(result.days_differing))),
            words("bt_of_wards", n=len(report.register.wards)),
        ),
        Tile(words("bt_people_days"), words.number(int(result.people_differing.sum())), _directions(shell, result)),
        _pair(shell, words("bt_flips"), [int(side.flips.sum()) for side in both]),
        _pair(shell, words("bt_short", n=SHORT_SPELL_DAYS), [side.short_spells for side in both]),
    ]


def _directions(shell: Shell, result: BacktestResult) -> str:
    whole = int(result.people_differing.sum())
    if whole == 0:
        return shell.words("bt_same")
    shares = {each: round(100 * int(result.people_by_verdict[:, each].sum()) / whole) for each in _PARTS}
    return ", ".join(shell.words(_PARTS[each], n=share) for each, share in shares.items() if share)


def _pair(shell: Shell, name: str, figures: Sequence[int]) -> Tile:
    words, (active, draft) = shell.words, figures
    return Tile(name, signed(shell, draft - active), words("bt_arrow", active=active, draft=draft))


def _shares(
    shell: Shell, side: SideResult, result: BacktestResult, labels: dict[str, str], name: str, policy: str
) -> SharesView:
    words = shell.words
    heading = f"{words(f'bt_{name}')}: {policy}"
    people = dict(zip(side.level_ids, side.people.T.tolist(), strict=True))
    bands = [
        Band(f"lv-{level}", people[level], hatched=level == UNKNOWN)
        for level in [*(each for each in reversed(labels) if each != UNKNOWN), UNKNOWN]
        if level in people
    ]
    key = [KeyView(f"lv-{level}", label) for level, label in reversed(labels.items()) if level in people]
    told = words("bt_share_told", first=result.days[0], last=result.days[-1])
    # The text was escaped where it was written.
    return SharesView(heading, key, Markup(share_chart(bands, name=name, title=heading, description=told)))  # noqa: S704


def _balance_chart(shell: Shell, balance: Balance, top: int) -> Markup:
    words = shell.words
    picture = balance_chart(
        balance,
        top=top,
        name="balance",
        title=words("bt_balance"),
        description=words("bt_balance_told"),
    )
    return Markup(picture)  # noqa: S704 - the text was escaped where it was written
