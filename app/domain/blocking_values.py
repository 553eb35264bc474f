"""Which values of indicators, and which clauses, keep a level from falling, and until when by the engine itself."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

from app.domain.criteria_words import criterion_phrase, is_measured, missing_phrase
from app.domain.criterion_values import indicator_name, is_percent
from app.domain.held_words import clause_words
from app.domain.obstacles import BlockingCondition
from app.domain.own_outlook import OwnOutlook
from app.domain.policy import Criterion, DecisionTable, Modifier, Policy, Rule
from app.domain.policy_indicators import Reported
from app.domain.policy_shape import NeverLower
from app.domain.quantities import edges, opposite
from app.domain.reporting_day import ONE_DAY
from app.domain.seen import any_certainty, rule_certainty, table_levels
from app.domain.sentences import Phrase, day, first_fitting, lower_first, one_line
from app.domain.viewed import Viewed, forbidding_clauses
from app.domain.vocabulary import UNKNOWN


def weighs_values(policy: Policy) -> bool:
    """Whether a policy's criteria or clauses compare values of indicators."""
    return any(is_measured(each) for each in policy.ordered) or bool(policy.persistence.never_lower_while)


def blocking_values(
    viewed: Viewed, outlook: OwnOutlook | None, others: Sequence[BlockingCondition]
) -> Iterator[BlockingCondition]:
    """What values and clauses keep of a level above the lowest, each until the last day on which it does.

    Args:
        outlook: from the day asked of; None: nothing is known of the days to come, so no day is given.
        others: what else keeps the level, for the last day of each does not free it while another one lasts.
    """
    if outlook is None:
        yield from _as_judged(viewed)
        return
    course = _course(viewed, outlook, others)
    for clause in _clauses(viewed, course):
        until = None if course.free is None else course.last(outlook.kept)
        yield _forbidden(viewed, clause, until)
    for criterion in _told_here(viewed.policy, course):
        keeps = course.keeps(criterion)
        if (last := course.last(keeps)) is not None:
            yield _of_criterion(viewed, criterion, None if course.free is None and keeps[-1] else last)


def blocking_unknown(
    viewed: Viewed, outlook: OwnOutlook | None, others: Sequence[BlockingCondition]
) -> Iterator[BlockingCondition]:
    """The missing values that keep a ward without a level."""
    missing = missing_phrase(viewed.policy, viewed.seen, reported_only=bool(others))
    if not missing.vi or viewed.assessment.own_raw_level != UNKNOWN:
        return
    until = None
    if outlook is not None:
        known = np.flatnonzero(outlook.rank > 0)
        if len(known) and any(each.until == outlook.days[known[0]] - ONE_DAY for each in others):
            return  # Missing reports are all there is to it.
        until = outlook.days[known[0]] - ONE_DAY if len(known) else None
    yield _told("missing_values", Phrase(f"{_upper(missing.vi)}.", f"{_upper(missing.en)}."), until)


@dataclass(frozen=True)
class _Course:
    """What lies ahead of a ward.

    `asked`: the rank that its own criteria keep it at; above every level where they keep it only by giving none at
    all; None where its own level is lower, so that they keep nothing. `free`: the first day, by position, on which
    nothing keeps the level any more; None within the days looked at.
    """

    outlook: OwnOutlook
    asked: int | None
    free: int | None

    def keeps(self, criterion: Criterion) -> NDArray[np.bool_]:
        """(D,) the days on which a criterion keeps the level."""
        if self.asked is None:
            return np.zeros(len(self.outlook.days), dtype=np.bool_)
        return self.outlook.keeps(criterion, self.asked)

    def last(self, keeps: NDArray[np.bool_]) -> date | None:
        """The last day before the free one on which something keeps the level; None if it never does."""
        positions = np.flatnonzero(keeps[: self.free])
        return self.outlook.days[positions[-1]] if len(positions) else None


def _course(viewed: Viewed, outlook: OwnOutlook, others: Sequence[BlockingCondition]) -> _Course:
    policy, assessment = viewed.policy, viewed.assessment
    rank, own_rank = policy.rank_of[assessment.level], policy.rank_of.get(assessment.own_level, 0)
    asked = rank if own_rank >= rank else len(policy.levels) + 1 if own_rank == 0 else None
    blocked = outlook.kept.copy()
    if asked is not None:
        blocked |= (outlook.high >= asked) | (outlook.rank == 0)
    ends = [each.until for each in others if each.until is not None]
    begins = max(0, (max(ends) + ONE_DAY - outlook.days[0]).days) if ends else 0
    free = np.flatnonzero(~blocked[begins:])
    return _Course(outlook, asked, begins + int(free[0]) if len(free) else None)


def _as_judged(viewed: Viewed) -> Iterator[BlockingCondition]:
    """Without an outlook: the clauses that hold and the criterion that gave the level, for nobody knows how long."""
    policy, assessment = viewed.policy, viewed.assessment
    for clause in forbidding_clauses(viewed):
        yield _forbidden(viewed, clause, None)
    if policy.rank_of.get(assessment.own_raw_level, 0) >= policy.rank_of[assessment.level]:
        for criterion in policy.ordered:
            if criterion.id == assessment.own_rule_id and is_measured(criterion):
                yield _of_criterion(viewed, criterion, None)


def _clauses(viewed: Viewed, course: _Course) -> Sequence[NeverLower]:
    """The clauses that forbid falling now; should they do so only later, all there are."""
    now = forbidding_clauses(viewed)
    if now or not course.outlook.kept[: course.free].any():
        return now
    return viewed.policy.persistence.never_lower_while


def _told_here(policy: Policy, course: _Course) -> Iterator[Criterion]:
    """Measured criteria, and counting ones that reach the level only by what modifiers add."""
    for criterion in policy.ordered:
        if is_measured(criterion):
            yield criterion
        elif course.asked is not None:
            alone = course.outlook.highs[criterion.id] >= course.asked
            if (course.keeps(criterion) & ~alone).any():
                yield criterion


def _forbidden(viewed: Viewed, clause: NeverLower, until: date | None) -> BlockingCondition:
    words = clause_words(viewed, clause)
    return _told("never_lower", Phrase(f"{_upper(words.vi)}.", f"{_upper(words.en)}."), until)


def _is_certain(viewed: Viewed, criterion: Criterion) -> bool:
    """Whether what was seen proves that a criterion applies; of a table, that each cell it may be gives the level."""
    policy, seen = viewed.policy, viewed.seen
    if isinstance(criterion, DecisionTable):
        ranks = {policy.rank_of[level] for level in table_levels(criterion, seen)}
        return len(ranks) == 1 or min(ranks) >= policy.rank_of.get(viewed.assessment.level, 0)
    if isinstance(criterion, Modifier):
        return any_certainty(policy, criterion.any_of, seen).certain
    return rule_certainty(policy, criterion, seen).certain


def _of_criterion(viewed: Viewed, criterion: Criterion, until: date | None) -> BlockingCondition:
    policy = viewed.policy
    seen = criterion_phrase(policy, criterion, viewed.seen)
    label = Phrase(one_line(criterion.label_vi), one_line(criterion.label_en))
    told = Phrase(_upper(seen.vi), _upper(seen.en)) if seen.vi else label
    if not _is_certain(viewed, criterion):
        return _possible(viewed, label, until)
    target = _target(policy, criterion)
    if until is not None:
        last = day(until)
        end = Phrase(f", đến hết {last.vi}", f", until {last.en}")
    elif target is not None:
        end = Phrase(f"; phải về mức {target.vi}", f"; must become {target.en}")
    else:
        end = Phrase(", cho đến khi số liệu thay đổi", ", until the figures change")
    vi, en = policy.label(viewed.assessment.level)
    level = Phrase(lower_first(one_line(vi)), lower_first(one_line(en)))
    full = Phrase(f"{told.vi} còn giữ {level.vi}{end.vi}.", f"{told.en} keeps {level.en}{end.en}.")
    return _told("values", full, until, short=Phrase(f"{label.vi}{end.vi}.", f"{label.en}{end.en}."))


def _possible(viewed: Viewed, label: Phrase, until: date | None) -> BlockingCondition:
    """A criterion that nothing proves, and that what is missing does not rule out."""
    missing = missing_phrase(viewed.policy, viewed.seen)
    end = Phrase("", "") if until is None else Phrase(f", đến hết {day(until).vi}", f", until {day(until).en}")
    because = Phrase(f": {missing.vi}", f": {missing.en}") if missing.vi else missing
    full = Phrase(
        f"Chưa loại trừ được “{lower_first(label.vi)}”{because.vi}{end.vi}.",
        f"“{label.en}” cannot be ruled out{because.en}{end.en}.",
    )
    return _told("missing_values", full, until, short=Phrase(f"{label.vi}{end.vi}.", f"{label.en}{end.en}."))


def _target(policy: Policy, criterion: Criterion) -> Phrase | None:
    """What a reported value must become, where one alone is the reason."""
    conditions = (*criterion.any_of, *criterion.all_of) if isinstance(criterion, Rule) else ()
    condition = conditions[0].indicator if len(conditions) == 1 else None
    if condition is None or not isinstance(policy.indicator_of[condition.id], Reported):
        return None
    limits = opposite(condition)
    if limits is None or condition.in_any_of_last or condition.in_each_of_last:
        return None
    indicator = policy.indicator_of[condition.id]
    percent = Phrase(" %", "%") if is_percent(indicator) else Phrase("", "")
    name, against = indicator_name(indicator), edges(limits, percent)
    return Phrase(f"{name.vi} {against.vi}", f"{name.en} {against.en}")


def _told(code: str, words: Phrase, until: date | None, *, short: Phrase | None = None) -> BlockingCondition:
    brief = short or words
    return BlockingCondition(code, first_fitting([words.vi, brief.vi]), first_fitting([words.en, brief.en]), until)


def _upper(text: str) -> str:
    return text[:1].upper() + text[1:]
