"""Situations drawn in text: maps of wards, and strips with one character per day. Both read like a form.

A **map** names wards by letter; wards side by side share a border, wards touching at a corner do not. Levels are
drawn the same way: `xanh vàng cam đỏ`, and `?` for not enough data.

    drawn_map("A B C").outbreak("B", source_known=False, opened=1).shows("cam đỏ cam", on_day=1)

A **strip** has a row per fact, a column per day; `X V C Đ ?` are the same levels by their first letter.

    follows('''
        A outbreak unknown   |.===............
        A level              |XĐĐĐĐĐĐĐĐĐĐĐĐĐĐC
    ''')

When what the engine says differs, the failure shows what was drawn and what came out beside or below it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import groupby
from typing import Self

from app.domain.indicators import data_status
from app.domain.policy import Policy
from app.domain.vocabulary import CaseClass, OutbreakSetting
from app.domain.zoning import DayJudgement
from app.services.policy_library import shipped_policy
from tests.spec.situation import CT06, DrawnOutbreak, Situation

WORD_OF = {"green": "xanh", "yellow": "vàng", "orange": "cam", "red": "đỏ", "unknown": "?"}
LETTER_OF = {"green": "X", "yellow": "V", "orange": "C", "red": "Đ", "unknown": "?"}
_NOTHING_HERE = "."
_EXPECTED_ROWS = ("level", "own", "data")
_CASE_ROWS = {
    "unknown-source": CaseClass.COMMUNITY_UNKNOWN_SOURCE,
    "known-source": CaseClass.COMMUNITY_KNOWN_SOURCE,
    "lockdown-area": CaseClass.LOCKDOWN_AREA,
    "quarantine": CaseClass.QUARANTINE,
    "imported": CaseClass.IMPORTED,
}


class DrawingError(ValueError):
    """The drawing itself cannot be read."""


@dataclass
class DrawnMap:
    """A map with what happened on it; days are numbered from 1."""

    grid: list[list[str]]
    policy: Policy
    situation: Situation = field(init=False)

    def __post_init__(self) -> None:
        """Read wards and borders off the grid."""
        self.situation = _empty(self.grid)

    def cases(self, ward: str, case_class: CaseClass, *, on_day: int, count: int = 1) -> Self:
        """New cases of one class, reported for one day."""
        self.situation.counts[ward, on_day, case_class] = count
        return self

    def no_report(self, ward: str, *, on_days: Iterable[int]) -> Self:
        """Days for which a ward reported nothing (days before day 1 count too)."""
        self.situation.missing |= {(ward, number) for number in on_days}
        return self

    def outbreak(
        self,
        *wards: str,
        opened: int,
        closed: int | None = None,
        source_known: bool = True,
        setting: str = "residential",
        linked: str = "",
    ) -> Self:
        """An outbreak placed in some wards, and the wards linked to it."""
        self.situation.outbreaks.append(
            DrawnOutbreak(wards, opened, closed, source_known, OutbreakSetting(setting), tuple(linked.split()))
        )
        return self

    def day_is_open(self, number: int) -> Self:
        """This day, and all later ones, have not passed their cut-off."""
        self.situation.open_from = number
        return self

    def shows(self, expected: str, *, on_day: int) -> Self:
        """Assert that the levels on a day are those drawn."""
        wanted = _grid(expected)
        got = self._levels(on_day)
        if wanted != got:
            raise AssertionError(side_by_side(f"day {on_day}, expected", wanted, "the engine says", got))
        return self

    def _levels(self, on_day: int) -> list[list[str]]:
        last = self.situation.judged(self.policy, through=on_day)[-1]
        levels = dict(zip(self.situation.wards, levels_of(self.policy, last), strict=True))
        return [
            [_NOTHING_HERE if cell == _NOTHING_HERE else WORD_OF[levels[cell]] for cell in row] for row in self.grid
        ]


def drawn_map(text: str, *, policy: str | Policy = CT06) -> DrawnMap:
    """A map from its drawing: a letter is a ward (the same letter twice: one ward), a dot is nothing."""
    return DrawnMap(_grid(text), _policy(policy))


def follows(text: str, *, policy: str | Policy = CT06, map_of_wards: str = "A B C") -> None:
    """Assert that the levels follow from the facts drawn above them, day by day.

    Facts, each after its ward's letter: `unknown-source`, `known-source`, `lockdown-area`, `quarantine`, `imported`
    (digits: new cases), `reports` (`-`: no report that day), `unreported-before` (a single `-`: no reports before
    day 1), `outbreak SETTING…` and `linked SETTING…` (`=`: open that day; add `unknown` for an unknown source),
    and, for all wards, `open` (`o`: not yet past its cut-off).
    Expected: `level`, `own` (the own level, before neighbors), `data` (`c` complete, `p` partial, `m` missing).
    """
    chosen = _policy(policy)
    rows = _rows(text)
    situation = _empty(_grid(map_of_wards))
    expected: dict[str, str] = {}
    for label, cells in rows.items():
        if label.split()[-1] in _EXPECTED_ROWS:
            expected[label] = cells
        else:
            _add_fact(situation, label, cells)
    length = max(len(cells) for cells in expected.values())
    judgements = situation.judged(chosen, through=length)
    got = {label: _row_of(label, situation, chosen, judgements) for label in expected}
    if got != expected:
        raise AssertionError(one_above_other(rows, got))


def levels_of(policy: Policy, judgement: DayJudgement) -> list[str]:
    """The level of each ward after a judged day."""
    return [policy.level_of[rank] for rank in judgement.after.result.rank.tolist()]


def side_by_side(left: str, wanted: list[list[str]], right: str, got: list[list[str]]) -> str:
    """Two drawn maps beside each other, with the cells that differ marked."""
    lines = []
    for number in range(max(len(wanted), len(got))):
        want = wanted[number] if number < len(wanted) else []
        have = got[number] if number < len(got) else []
        marked = [f"[{cell}]" if cell != _at(want, index) else cell for index, cell in enumerate(have)]
        lines.append((" ".join(f"{cell:<6}" for cell in want), " ".join(f"{cell:<6}" for cell in marked)))
    width = max(len(left), *(len(line) for line, _ in lines)) + 2
    return "\n".join([f"\n{left:<{width}}| {right}", *(f"{one:<{width}}| {other}" for one, other in lines)])


def one_above_other(rows: dict[str, str], got: dict[str, str]) -> str:
    """A drawn strip with, under each expected row that differs, what came out and where."""
    width = max(len(label) for label in rows) + 1
    lines = [""]
    for label, cells in rows.items():
        lines.append(f"{label:<{width}}|{cells}")
        if label in got and got[label] != cells:
            marks = "".join(" " if one == other else "^" for one, other in zip(cells, got[label], strict=False))
            lines += [f"{'  the engine says':<{width}}|{got[label]}", f"{'':<{width}}|{marks}"]
    return "\n".join(lines)


def _policy(policy: str | Policy) -> Policy:
    return shipped_policy(policy) if isinstance(policy, str) else policy


def _grid(text: str) -> list[list[str]]:
    return [line.split() for line in text.splitlines() if line.strip()]


def _empty(grid: list[list[str]]) -> Situation:
    cells = [cell for row in grid for cell in row if cell != _NOTHING_HERE]
    return Situation(wards=tuple(dict.fromkeys(cells)), borders=_side_by_side(grid))


def _at(cells: list[str], index: int) -> str | None:
    return cells[index] if index < len(cells) else None


def _side_by_side(grid: list[list[str]]) -> tuple[tuple[str, str], ...]:
    pairs = set()
    for y, row in enumerate(grid):
        for x, cell in enumerate(row):
            below = _at(grid[y + 1], x) if y + 1 < len(grid) else None
            for other in (_at(row, x + 1), below):
                if other not in (None, _NOTHING_HERE, cell) and cell != _NOTHING_HERE:
                    pairs.add((min(cell, str(other)), max(cell, str(other))))
    return tuple(sorted(pairs))


def _rows(text: str) -> dict[str, str]:
    rows: dict[str, str] = {}
    for line in text.splitlines():
        if not line.strip() or line.split()[0] == "day":
            continue
        label, bar, cells = line.partition("|")
        if not bar:
            raise DrawingError(f"a row is “label |one character per day”, not {line!r}")
        rows[" ".join(label.split())] = cells.rstrip()
    lengths = {len(cells) for label, cells in rows.items() if not label.endswith("unreported-before")}
    if len(lengths) != 1:
        raise DrawingError(f"rows must have one character for each day; these have {sorted(lengths)}")
    return rows


def _add_fact(situation: Situation, label: str, cells: str) -> None:
    marked = [number for number, cell in enumerate(cells, start=1) if cell != _NOTHING_HERE]
    if label == "open":
        situation.open_from = marked[0]
        return
    ward, fact, *words = label.split()
    if fact in _CASE_ROWS:
        situation.counts |= {(ward, number, _CASE_ROWS[fact]): int(cells[number - 1]) for number in marked}
    elif fact == "reports":
        situation.missing |= {(ward, number) for number in marked}
    elif fact == "unreported-before":
        situation.missing |= {(ward, number) for number in range(-60, 1)}
    elif fact in ("outbreak", "linked"):
        situation.outbreaks += _bars(ward, fact, words, marked, length=len(cells))
    else:
        raise DrawingError(f"no row is called {fact!r}")


def _bars(ward: str, fact: str, words: list[str], marked: list[int], *, length: int) -> list[DrawnOutbreak]:
    settings = [word for word in words if word != "unknown"]
    found = []
    for _, run in groupby(enumerate(marked), key=lambda pair: pair[1] - pair[0]):
        days = [number for _, number in run]
        found.append(
            DrawnOutbreak(
                wards=(ward,) if fact == "outbreak" else (),
                linked=(ward,) if fact == "linked" else (),
                opened=days[0],
                closed=None if days[-1] == length else days[-1] + 1,
                source_known="unknown" not in words,
                setting=OutbreakSetting(settings[0] if settings else "residential"),
            )
        )
    return found


def _row_of(label: str, situation: Situation, policy: Policy, judgements: list[DayJudgement]) -> str:
    ward, what = label.split()
    position = situation.wards.index(ward)
    if what == "data":
        return "".join(data_status(int(each.missing[position]), each.closed_days).value[0] for each in judgements)
    held = [each.after.own if what == "own" else each.after.result for each in judgements]
    return "".join(LETTER_OF[policy.level_of[int(each.rank[position])]] for each in held)
