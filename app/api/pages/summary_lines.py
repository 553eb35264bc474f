"""The rows of the page of a day, ready to be shown: levels, classes of cases, changes, outbreaks, districts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from app.api.pages.shared import LevelView, Shell
from app.domain.briefing import Basis, BriefedOutbreak, Briefing, ToldMove, UnitSummary, level_label
from app.domain.cordons import Cordon
from app.domain.disclosure import Shown
from app.domain.situation_summary import CaseTrend
from app.domain.vocabulary import RingStatus


@dataclass(frozen=True)
class LevelLine:
    """A level with its wards and people; `view` None: one that only an older policy had. `width`: share in percent."""

    view: LevelView | None
    label: str
    wards: str
    change: str
    people: str
    width: float


@dataclass(frozen=True)
class CaseLine:
    """New cases of one class."""

    name: str
    day: str
    day_before: str
    week: str
    week_before: str
    is_total: bool


@dataclass(frozen=True)
class MoveLine:
    """A ward before and after, and why."""

    name: str
    district_name: str
    href: str
    before: LevelLine
    after: LevelLine
    reason: str
    direction: int


@dataclass(frozen=True)
class OutbreakLine:
    """An outbreak with the state of its rings."""

    name: str
    opened: str
    rings: str
    proposed: bool


@dataclass(frozen=True)
class DistrictLine:
    """A district's figures, in the order of the levels; `level` None where no policy gives it one."""

    name: str
    href: str
    level: LevelView | None
    counts: Sequence[tuple[str, str]]
    cases: str
    week: str
    to_sample: str
    coverage: str
    missing: str


def count_text(count: Shown, shell: Shell) -> str:
    """A published count in few signs: `17`, `< 3`, `≥ 8`."""
    if isinstance(count, int):
        return shell.words.number(count)
    return f"{count[0]}\N{NO-BREAK SPACE}{shell.words.number(int(count[1:]))}"


def change_text(change: int | None, shell: Shell) -> str:
    """A change with its sign; empty where it is not known.

    A change of 0 says so.
    """
    if change is None:
        return ""
    sign = {1: "+", -1: "−", 0: "±"}[(change > 0) - (change < 0)]
    return f"{sign}{shell.words.number(abs(change))}"


def percent_text(value: float | None, shell: Shell) -> str:
    """A share in percent; a word where there is none."""
    if value is None:
        return shell.words("no_coverage")
    return f"{value:.1f}".replace(".", shell.words.pick((",", "."))) + shell.words.pick(("\N{NO-BREAK SPACE}%", "%"))


def level_lines(shell: Shell, briefing: Briefing, views: Mapping[str, LevelView]) -> Iterator[LevelLine]:
    """Each level with its wards, people and share."""
    whole = briefing.whole.summary.wards
    for each in briefing.whole.summary.levels:
        yield LevelLine(
            view=views.get(each.level),
            label=shell.words.pick(level_label(briefing.basis, each.level)),
            wards=shell.words.number(each.wards),
            change=change_text(each.change, shell),
            people=shell.words.number(each.population),
            width=100 * each.wards / whole if whole else 0.0,
        )


def _bare_level(level: str, views: Mapping[str, LevelView], basis: Basis, shell: Shell) -> LevelLine:
    return LevelLine(views.get(level), shell.words.pick(level_label(basis, level)), "", "", "", 0.0)


def case_lines(shell: Shell, briefing: Briefing) -> Iterator[CaseLine]:
    """Each class of cases, then all together."""

    def line(name: str, trend: CaseTrend, *, is_total: bool = False) -> CaseLine:
        return CaseLine(
            name=name,
            day=count_text(trend.day, shell),
            day_before=count_text(trend.day_before, shell),
            week=count_text(trend.last_7_days, shell),
            week_before=count_text(trend.previous_7_days, shell),
            is_total=is_total,
        )

    for case_class, trend in briefing.whole.summary.cases.items():
        yield line(shell.words(case_class.value), trend)
    yield line(shell.words("total_head"), briefing.whole.summary.cases_total, is_total=True)


def move_line(told: ToldMove, shell: Shell, views: Mapping[str, LevelView], basis: Basis) -> MoveLine:
    """One change of level, with its reason in the reader's language."""
    ward = told.move.ward
    return MoveLine(
        name=ward.ward.name,
        district_name=ward.ward.district_name or "",
        href=shell.links.ward(ward.ward.code),
        before=_bare_level(ward.previous_level, views, basis, shell),
        after=_bare_level(ward.level, views, basis, shell),
        reason=shell.words.pick(told.reason),
        direction=told.move.direction,
    )


def outbreak_line(told: BriefedOutbreak, shell: Shell) -> OutbreakLine:
    """One outbreak and what stands of its rings."""
    words, rings = shell.words, told.rings
    opened = words("outbreak_opened", day=told.outbreak.opened_on)
    proposed = rings is not None and rings.status is RingStatus.PROPOSED
    if rings is None:
        said = words("outbreak_no_rings")
    elif proposed:
        said = words("proposed")
    else:
        said = words("ring_issued_plain", number=rings.document_number or "–")
    return OutbreakLine(
        name=told.outbreak.name,
        opened=opened if told.is_open else words("outbreak_closed"),
        rings=said,
        proposed=proposed,
    )


def cordon_line(cordon: Cordon, shell: Shell) -> OutbreakLine:
    """One cordon: where it stands in time, who lives inside, and whether it is only proposed."""
    words = shell.words
    people = people_words(cordon, shell)
    end = words("place_planned", day=cordon.planned_end) if cordon.planned_end and cordon.in_force else ""
    return OutbreakLine(
        name=cordon.name,
        opened=people,
        rings=end if cordon.in_force else words("proposed"),
        proposed=not cordon.in_force,
    )


def people_words(cordon: Cordon, shell: Shell) -> str:
    """The people inside, an estimate marked as one; empty where they are not known."""
    if cordon.population is None:
        return ""
    return shell.words("cd_people_estimated" if cordon.population_estimated else "cd_people", n=cordon.population)


def district_line(unit: UnitSummary, shell: Shell, views: Mapping[str, LevelView]) -> DistrictLine:
    """One district's row."""
    words, found = shell.words, unit.summary
    at = {each.level: each.wards for each in found.levels}
    return DistrictLine(
        name=words.pick(unit.name),
        href=shell.links.city(district=unit.code),
        level=views.get(unit.level or ""),
        counts=[(view.short, words.number(at.get(level, 0))) for level, view in views.items()],
        cases=count_text(found.cases_total.day, shell),
        week=count_text(found.cases_total.last_7_days, shell),
        to_sample=words.number(found.testing.people_to_sample),
        coverage=percent_text(found.testing.coverage_pct, shell),
        missing=words.number(found.reports.missing),
    )
