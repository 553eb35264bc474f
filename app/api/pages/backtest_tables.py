"""The tables of a back-test: people by level, stability and testing, the wards that differ, day by day."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from app.api.pages.shared import Shell
from app.domain.backtest import BacktestResult, SideResult
from app.domain.level_comparison import Verdict
from app.domain.sampling_load import NOT_STATED
from app.formats.svg_stack import Balance
from app.services.backtest import BacktestReport

WARDS_LISTED: Final = 20

_DIRECTIONS: Final = ("bt_stricter", "bt_milder", "bt_other")


@dataclass(frozen=True)
class FigureRow:
    """One figure under both policies."""

    name: str
    active: str
    draft: str
    difference: str = ""
    css_class: str = ""


@dataclass(frozen=True)
class WardLine:
    """One ward that differs."""

    name: str
    district: str
    href: str
    cells: Sequence[str]


def balance_of(result: BacktestResult) -> Balance:
    """Wards that are stricter, milder, and different in no such way, day by day."""
    wards = result.wards_by_verdict
    other = wards[:, Verdict.UNORDERED] + wards[:, Verdict.ONE_UNKNOWN]
    return Balance(wards[:, Verdict.STRICTER].tolist(), other.tolist(), wards[:, Verdict.MILDER].tolist())


def level_rows(shell: Shell, result: BacktestResult, labels: dict[str, str]) -> list[FigureRow]:
    """People × days at each level, the highest first; a level that a side does not have is a dash."""
    rows = []
    for level, label in reversed(labels.items()):
        active, draft = (_people_days(side, level) for side in (result.active, result.draft))
        told = [shell.words.number(each) if each is not None else "–" for each in (active, draft)]
        difference = "" if active is None or draft is None else signed(shell, draft - active)
        rows.append(FigureRow(label, told[0], told[1], difference, f"lv-{level}"))
    return rows


def _people_days(side: SideResult, level: str) -> int | None:
    """None where the side has no such level."""
    return int(side.people[:, side.level_ids.index(level)].sum()) if level in side.level_ids else None


def figure_rows(shell: Shell, result: BacktestResult) -> list[FigureRow]:
    """How often levels changed, how long they lasted, and how many people to sample."""
    words, sides = shell.words, (result.active, result.draft)
    whole = [
        ("bt_raised", [int(side.raised.sum()) for side in sides]),
        ("bt_lowered", [int(side.lowered.sum()) for side in sides]),
        ("bt_spells", [side.spells for side in sides]),
    ]
    rows = [
        FigureRow(words(key), words.number(active), words.number(draft), signed(shell, draft - active))
        for key, (active, draft) in whole
    ]
    rows.append(FigureRow(words("bt_samples"), _samples(shell, result.active), _samples(shell, result.draft)))
    rows.append(FigureRow(words("bt_once"), _once(shell, result.active), _once(shell, result.draft)))
    return rows


def _samples(shell: Shell, side: SideResult) -> str:
    if _is_unstated(side):
        return shell.words("bt_unstated")
    least, most = (round(float(each.mean())) for each in (side.samples_least, side.samples_most))
    return shell.words("bt_samples_between", least=least, most=most)


def _once(shell: Shell, side: SideResult) -> str:
    return shell.words("bt_unstated") if _is_unstated(side) else shell.words.number(side.once_people)


def _is_unstated(side: SideResult) -> bool:
    return bool((side.samples_least == NOT_STATED).any())


def ward_line(shell: Shell, report: BacktestReport, position: int) -> WardLine:
    """One ward that differs: on how many days, in which direction, and its changes under either policy."""
    words, result, ward = shell.words, report.result, report.register.wards[position]
    days = result.days_by_verdict[position]
    flips = f"{words.number(int(result.active.flips[position]))} / {words.number(int(result.draft.flips[position]))}"
    figures = [int(result.days_differing[position]), int(days[Verdict.STRICTER]), int(days[Verdict.MILDER])]
    return WardLine(
        ward.name, ward.district_name or "", shell.links.ward(ward.code), [*map(words.number, figures), flips]
    )


def day_columns(shell: Shell) -> list[str]:
    """The heads of the table by day."""
    words = shell.words
    flips = [f"{words('bt_flips')}: {words(key).lower()}" for key in ("bt_active", "bt_draft")]
    return [words("day"), *(words(key) for key in ("bt_wards", *_DIRECTIONS)), *flips]


def day_rows(shell: Shell, result: BacktestResult) -> list[list[str]]:
    """A row a day, in the order of `day_columns`."""
    balance = balance_of(result)
    flips = [(side.raised + side.lowered).tolist() for side in (result.active, result.draft)]
    columns = [
        result.wards_differing.tolist(),
        balance.above,
        balance.below,
        balance.other,
        *flips,
    ]
    return [
        [shell.words.day(day), *(shell.words.number(each) for each in figures)]
        for day, *figures in zip(result.days, *columns, strict=True)
    ]


def signed(shell: Shell, value: int) -> str:
    """A difference with its sign."""
    if value == 0:
        return "0"
    return f"{'+' if value > 0 else '−'}{shell.words.number(abs(value))}"
