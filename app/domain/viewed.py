"""A judged day of one ward as one reader sees it: what was seen, the names of things, and when a level may fall."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from math import inf

from app.domain.assessment import SOURCE_KNOWN, Assessment
from app.domain.classification import Reading
from app.domain.day_counts import DayCounts, cells_in_window
from app.domain.disclosure import Disclosure
from app.domain.policy import AdjacencyRule, CaseCondition, Policy
from app.domain.policy_indicators import Reported
from app.domain.policy_shape import NeverLower
from app.domain.quantities import Span
from app.domain.seen import OutbreakSeen, Seen, any_certainty
from app.domain.sentences import one_line
from app.domain.vocabulary import CASE_CLASSES, CaseClass, OutbreakSetting


@dataclass(frozen=True)
class Viewed:
    """A judged day of one ward, with the names and the disclosure of the reader it is explained to.

    `days` are the counts that the same reader sees day by day: then every total is made of what is shown of them. None:
    no day is published by itself, only totals by class.
    """

    assessment: Assessment
    policy: Policy
    neighbor_names: Mapping[str, str]
    outbreak_names: Mapping[str, str]
    disclosure: Disclosure
    days: DayCounts | None = None

    def counts(self, classes: Iterable[CaseClass]) -> list[int]:
        """True counts in the window, one per class."""
        return [getattr(self.assessment, each.value) for each in classes]

    def cells(self, classes: Iterable[CaseClass]) -> list[int]:
        """The parts of the same that are published by themselves, of which a published total is made."""
        return cells_in_window(self.assessment, tuple(classes), self.days)

    def named(self, key: str) -> tuple[str, ...]:
        """The names of what the judgement noted under a key of `Assessment.evidence`; its code for want of a name."""
        names = self.neighbor_names if key.startswith("neighbors_") else self.outbreak_names
        return tuple(one_line(names.get(each, each)) for each in self.assessment.evidence.get(key, ()))

    @cached_property
    def seen(self) -> Seen:
        """What the criteria looked at, from the row alone."""
        assessment = self.assessment
        readings = dict(_stored(assessment))
        return Seen(
            readings={key: span for key, (span, _) in readings.items()},
            numerators={key: self._cells_behind(key, cases) for key, (_, cases) in readings.items() if cases},
            cases={each: getattr(assessment, each.value) for each in CASE_CLASSES},
            cells={each: self.cells([each]) for each in CASE_CLASSES},
            outbreaks=tuple(_outbreaks(self)),
            population=assessment.population,
            disclosure=self.disclosure,
        )

    def _cells_behind(self, reading: Reading, by_class: list[int]) -> list[int]:
        """What is published of the cases behind a reading."""
        indicator = self.policy.indicator_of[reading[0]]
        if self.days is None or isinstance(indicator, Reported):
            return by_class
        end = self.assessment.as_of - timedelta(days=reading[1])
        return self.days.cells(indicator.classes, last_day=end, days=indicator.history_days)


def seen_in(assessment: Assessment, policy: Policy) -> Seen:
    """What the criteria looked at in a row, nothing hidden and nothing named."""
    return Viewed(assessment, policy, {}, {}, Disclosure.open()).seen


def neighbors_key(rule: AdjacencyRule) -> str:
    """Under which key of `Assessment.evidence` the neighbors stand that an adjacency rule looks at."""
    return f"neighbors_{rule.neighbor_own_level}"


def cases_fulfil(viewed: Viewed, condition: CaseCondition) -> bool:
    """Whether the window holds as many cases as a condition asks for."""
    return sum(viewed.counts(condition.classes)) >= condition.at_least


def may_fall_from(assessment: Assessment, policy: Policy) -> date | None:
    """The first day on which the hold alone no longer keeps the level; None for a level never entered.

    A level that the ward also holds of its own falls with the own level at the earliest.
    """
    entered = [assessment.entered_on]
    if assessment.own_level == assessment.level:
        entered.append(assessment.own_entered_on)
    known = [each for each in entered if each is not None]
    return max(known) + timedelta(days=policy.persistence.hold_of(assessment.level)) if known else None


def forbidding_clauses(viewed: Viewed) -> list[NeverLower]:
    """The clauses of the policy by which no level may fall on the day judged."""
    return [
        clause
        for clause in viewed.policy.persistence.never_lower_while
        if any_certainty(viewed.policy, clause.any_of, viewed.seen)[clause.when_missing == "may_not_fall"]
    ]


def _stored(assessment: Assessment) -> Iterator[tuple[Reading, tuple[Span, list[int]]]]:
    """By reading its bounds and the cases behind it, out of the keys and lists that a row stores."""
    for key, (low, high, *cases) in assessment.indicators.items():
        indicator_id, _, days_ago = key.partition("@")
        span = (-inf if low is None else low, inf if high is None else high)
        yield (indicator_id, int(days_ago or 0)), (span, [int(each or 0) for each in cases])


def _outbreaks(viewed: Viewed) -> Iterator[OutbreakSeen]:
    evidence = viewed.assessment.evidence
    facts = {fact[0]: fact for fact in (each.rsplit("|", 2) for each in evidence.get("outbreak_facts", ()))}
    for key, linked in (("outbreaks", False), ("linked_outbreaks", True)):
        for outbreak_id in evidence.get(key, ()):
            name = one_line(viewed.outbreak_names.get(outbreak_id, outbreak_id))
            _, source, setting = facts.get(outbreak_id, (outbreak_id, None, None))
            yield OutbreakSeen(
                name=name,
                source_known=None if source is None else source == SOURCE_KNOWN,
                setting=None if setting is None else OutbreakSetting(setting),
                linked=linked,
            )
