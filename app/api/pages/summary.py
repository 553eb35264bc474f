"""The page of a day: its figures as the public may see them, what changed and why, and what it all stands on."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from app.api.pages.reason_views import shown_words
from app.api.pages.shared import LevelView, Shell, level_views
from app.api.pages.summary_lines import (
    CaseLine,
    DistrictLine,
    LevelLine,
    MoveLine,
    OutbreakLine,
    case_lines,
    change_text,
    cordon_line,
    count_text,
    district_line,
    level_lines,
    move_line,
    outbreak_line,
    percent_text,
)
from app.domain.briefing import Briefing, above_lowest, count_moves
from app.domain.policy_citations import provenance_counts
from app.domain.reporting_day import ONE_DAY
from app.domain.vocabulary import BoundaryStatus
from app.formats.campaign_words import campaign_line, campaign_name

MOVES_SHOWN: Final = 12
"""So many changes are told at once; the rest unfolds."""


@dataclass(frozen=True)
class Figure:
    """One of the figures a meeting begins with; `note` is a second one that belongs to it."""

    value: str
    change: str
    name: str
    note: str


@dataclass(frozen=True)
class SummaryPage:
    """Everything on the page of a day."""

    heading: str
    is_today: bool
    state: Sequence[str]
    schematic: bool
    compared: str
    description: str
    before: tuple[str, str]
    newest: str
    figures: Sequence[Figure]
    levels: Sequence[LevelLine]
    city_level: LevelView | None
    cases: Sequence[CaseLine]
    moves: Sequence[MoveLine]
    more_moves: Sequence[MoveLine]
    move_count: str
    coming: str
    testing: Sequence[tuple[str, str]]
    outbreaks: Sequence[OutbreakLine]
    cordons: Sequence[OutbreakLine]
    districts: Sequence[DistrictLine]
    policy_title: str
    policy_address: str
    provenance: str
    json: str
    csv: str
    revision: int


def summary_page(shell: Shell, briefing: Briefing) -> SummaryPage:
    """The page of a briefing that was made for the public."""
    words, basis = shell.words, briefing.basis
    views = level_views(basis.policy, words)
    moves = [move_line(each, shell, views, briefing.basis) for each in briefing.moves]
    day, policy = basis.on.isoformat(), basis.policy
    above = above_lowest(briefing).wards
    coming = sum(each.next_level is not None for each in briefing.situation.wards)
    return SummaryPage(
        heading=words.long_day(basis.on),
        is_today=basis.on == shell.today,
        state=list(_state(shell, briefing)),
        schematic=basis.register.boundary_status is BoundaryStatus.SCHEMATIC,
        compared=words("summary_compared", moment=words.moment(basis.compared_with)),
        description=words("summary_description", wards=words("wards_n", n=above)),
        before=_day_before(shell, basis.on),
        newest="" if basis.on == shell.snapshot.open_day else shell.links.summary(),
        figures=list(_figures(shell, briefing)),
        levels=list(level_lines(shell, briefing, views)),
        city_level=views.get(briefing.whole.level or ""),
        cases=list(case_lines(shell, briefing)),
        moves=moves[:MOVES_SHOWN],
        more_moves=moves[MOVES_SHOWN:],
        move_count=_move_count(shell, briefing),
        coming=words("moves_coming", n=coming) if coming else "",
        testing=_testing(shell, briefing),
        outbreaks=[outbreak_line(each, shell) for each in briefing.outbreaks],
        cordons=[cordon_line(each, shell) for each in briefing.cordons],
        districts=[district_line(each, shell, views) for each in briefing.districts],
        policy_title=words.pick((policy.title_vi, policy.title_en)),
        policy_address=f"/api/v1/policies/{policy.id}",
        provenance=words(
            "basis_provenance", **{each.value: count for each, count in provenance_counts(policy).items()}
        ),
        json=f"/api/v1/summary?by=district&on={day}",
        csv=f"/api/v1/summary?by=district&on={day}&format=csv",
        revision=basis.revision,
    )


def _state(shell: Shell, briefing: Briefing) -> Iterator[str]:
    words, basis = shell.words, briefing.basis
    clock = shell.rules.clock
    if basis.is_open:
        yield words("summary_provisional", cutoff=words.moment(clock.closes_at(basis.on)))
    else:
        yield words("summary_closed")
    if basis.known_until is not None:
        yield words("summary_known", moment=words.moment(basis.known_until))
    yield words("summary_complete", day=words.short_day(basis.complete_through + ONE_DAY))
    late = briefing.whole.summary.reports.after_publication
    yield words("summary_late", n=late, time=words.clock(clock.publish_at))


def _day_before(shell: Shell, on: date) -> tuple[str, str]:
    day = on - ONE_DAY
    return shell.links.summary(day), shell.words("summary_day_before", day=day)


def _figures(shell: Shell, briefing: Briefing) -> Iterator[Figure]:
    words, found = shell.words, briefing.whole.summary
    above = above_lowest(briefing)
    week = shown_words(found.cases_total.last_7_days, shell)
    yield Figure(
        count_text(found.cases_total.day, shell),
        change_text(found.cases_total.change, shell),
        words("figure_cases"),
        words("figure_week", count=week),
    )
    yield Figure(
        words.number(above.wards),
        change_text(above.change, shell),
        words("figure_above"),
        words("figure_people", n=above.people),
    )
    yield Figure(
        percent_text(found.testing.coverage_pct, shell),
        "",
        words("figure_coverage"),
        words("figure_sample", n=found.testing.people_to_sample),
    )
    yield Figure(
        words.number(found.reports.missing),
        "",
        words("figure_missing"),
        words("figure_reported", n=found.reports.reported),
    )


def _move_count(shell: Shell, briefing: Briefing) -> str:
    found = count_moves(briefing.moves)
    counts = {
        "changes_up": found.up,
        "changes_down": found.down,
        "changes_other": found.data,
        "changes_policy": found.policy,
    }
    return ", ".join(shell.words(key, n=count) for key, count in counts.items() if count)


def _testing(shell: Shell, briefing: Briefing) -> list[tuple[str, str]]:
    found, words = briefing.whole.summary.testing, shell.words
    figures = (
        ("testing_due", found.wards_due),
        ("testing_overdue", found.wards_overdue),
        ("testing_people", found.people_to_sample),
        ("testing_people_overdue", found.people_overdue),
        ("testing_covered", found.people_covered),
    )
    lines = [(words(key), words.number(value)) for key, value in figures]
    campaigns = ((campaign_name(each), campaign_line(each)) for each in briefing.campaigns)
    return [*lines, *((words.pick((name.vi, name.en)), words.pick((line.vi, line.en))) for name, line in campaigns)]
