"""Whether some ward could ever make a formula true: a search through the alternatives, with a limit on its work.

What it says cannot hold, cannot. What it says can hold might, rarely, not: sums over different sets of case classes are
compared pair by pair, and indicators are taken to be independent of each other. So a linter built on it never blames
a policy wrongly.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from app.domain.policy import Policy
from app.domain.policy_lint.formulas import (
    AllOf,
    AnyOf,
    Atom,
    Cases,
    Children,
    Formula,
    OutbreakKind,
    Outbreaks,
    Reading,
    Value,
    negated,
)
from app.domain.policy_lint.spans import ANYTHING, Domain, Span, domain_of

_MOST_STEPS = 1_000_000
"""Comparisons for one policy: far beyond any order, and a second or so."""


@dataclass(frozen=True)
class _World:
    """What is already settled on the way through the alternatives; nothing in it contradicts itself."""

    values: Mapping[Reading, Span] = field(default_factory=dict)
    cases: tuple[Cases, ...] = ()
    open: tuple[Outbreaks, ...] = ()
    closed: Mapping[bool, frozenset[OutbreakKind]] = field(default_factory=dict)
    children: tuple[Children, ...] = ()

    @property
    def size(self) -> int:
        """How much a further statement is compared with, itself included."""
        return 1 + len(self.values) + len(self.cases) + len(self.open) + len(self.children)


class Search:
    """Answers for one policy, all within one limit; beyond it everything is said to be possible."""

    def __init__(self, policy: Policy) -> None:
        self._domains: dict[str, Domain] = {each.id: domain_of(each) for each in policy.indicators}
        self._steps_left = _MOST_STEPS

    def domain(self, indicator_id: str) -> Domain:
        """Which values an indicator can have."""
        return self._domains.get(indicator_id, ANYTHING)

    def always(self, formula: Formula) -> bool:
        """Whether a formula holds whatever the evidence."""
        return not self.can_hold(negated(formula))

    def covering(self, formula: Formula, others: Sequence[Formula]) -> list[int]:
        """The positions of those of some formulas that hold, each by itself, wherever the first does."""
        return [position for position, other in enumerate(others) if not self.can_hold(formula, negated(other))]

    def can_hold(self, *formulas: Formula) -> bool:
        """Whether some evidence makes all the formulas true."""
        branches: list[tuple[tuple[Formula, ...], _World]] = [(formulas, _World())]
        while branches:
            pending, world = branches.pop()
            settled = self._settle(list(pending), world)
            if settled is None:
                continue
            choices, world = settled
            if not choices or self._steps_left < 0:
                return True
            # The fewest alternatives first: dead ends show early.
            choices.sort(key=lambda each: len(each.parts), reverse=True)
            *others, chosen = choices
            branches += [((each, *others), world) for each in chosen.parts]
        return False

    def _settle(self, pending: list[Formula], world: _World) -> tuple[list[AnyOf], _World] | None:
        """The choices still open after all that must hold is put in; None where that contradicts itself."""
        choices: list[AnyOf] = []
        while pending and self._steps_left >= 0:
            formula = pending.pop()
            self._steps_left -= world.size
            if isinstance(formula, AllOf):
                pending += formula.parts
            elif isinstance(formula, AnyOf):
                if len(formula.parts) == 1:
                    pending += formula.parts
                else:
                    choices.append(formula)
            else:
                following = self._with(world, formula)
                if following is None:
                    return None
                world = following
        return choices, world

    def _with(self, world: _World, atom: Atom) -> _World | None:
        if isinstance(atom, Value):
            domain = self.domain(atom.reading[0])
            span = domain.narrowed(world.values.get(atom.reading, Span()).within(atom.span))
            return None if span.is_empty else replace(world, values={**world.values, atom.reading: span})
        if isinstance(atom, Cases):
            return _with_cases(world, atom)
        if isinstance(atom, Outbreaks):
            return _with_outbreaks(world, atom)
        return _with_children(world, atom)


def _with_cases(world: _World, atom: Cases) -> _World | None:
    for each in world.cases:
        if each.fewer is not atom.fewer:
            more, less = (each, atom) if atom.fewer else (atom, each)
            if more.classes <= less.classes and more.count >= less.count:
                return None
    return replace(world, cases=(*world.cases, atom))


def _with_outbreaks(world: _World, atom: Outbreaks) -> _World | None:
    if atom.none:
        closed = world.closed.get(atom.linked, frozenset()) | atom.kinds
        world = replace(world, closed={**world.closed, atom.linked: closed})
    else:
        world = replace(world, open=(*world.open, atom))
    for each in world.open:
        if each.kinds <= world.closed.get(each.linked, frozenset()):
            return None
    return world


def _with_children(world: _World, atom: Children) -> _World | None:
    for each in world.children:
        if each.fewer is atom.fewer:
            apart = not each.fewer and {each.measure, atom.measure} == {"pct"} and not each.levels & atom.levels
            clashing = apart and each.amount + atom.amount > 100
        else:
            more, less = (each, atom) if atom.fewer else (atom, each)
            clashing = more.measure == less.measure and more.levels <= less.levels and more.amount >= less.amount
        if clashing:
            return None
    return replace(world, children=(*world.children, atom))
