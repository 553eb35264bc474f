"""What still keeps a ward's level from falling, in words: outbreaks, neighbors, cases, missing reports, the hold."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
from numpy.typing import NDArray

from app.domain.assessment import Assessment
from app.domain.blocking_values import blocking_unknown, blocking_values, weighs_values
from app.domain.classification import outbreak_matches
from app.domain.criteria_words import is_measured
from app.domain.day_counts import DayCounts
from app.domain.disclosure import Disclosure
from app.domain.evidence import Evidence, OutbreakFact
from app.domain.obstacles import BlockingCondition
from app.domain.own_outlook import OwnOutlook, own_outlook
from app.domain.policy import CaseCondition, Condition, OutbreakCondition, Policy, Rule
from app.domain.reporting_day import ONE_DAY
from app.domain.sentences import Phrase, case_words, day, first_fitting, period
from app.domain.viewed import Viewed, cases_fulfil, may_fall_from, neighbors_key
from app.domain.vocabulary import CASE_CLASSES


def blocking_conditions(
    assessment: Assessment,
    policy: Policy,
    *,
    on: date,
    outbreak_names: Mapping[str, str],
    disclosure: Disclosure,
    neighbor_names: Mapping[str, str] | None = None,
    evidence: Evidence | None = None,
    days: DayCounts | None = None,
) -> list[BlockingCondition]:
    """What still keeps the level of one ward up on a day, what lasts longest first; empty at the lowest level.

    Codes: `open_outbreak`, `linked_outbreak`, `neighbor_at_level`, `cases_in_window`, `missing_reports`,
    `hold_not_over`, `qualifying_days`, `values` (of indicators), `missing_values`, `never_lower` (a clause), and, when
    the close of a day is all that is missing, `day_open`. For an unknown level: what keeps it unknown,
    `missing_reports`, `missing_values` or `day_open`.

    Args:
        on: the reporting day it is asked of, usually the open one; what ended before is left out.
        neighbor_names: by ward code; left out, bordering wards are counted, not named.
        evidence: of the window and this ward. It tells which outbreak, which days without a report, and when the
            cases leave the window; without it days are given as the latest possible.
        days: the counts that the same reader sees day by day (see `Viewed`).
    """
    viewed = Viewed(assessment, policy, neighbor_names or {}, outbreak_names, disclosure, days)
    known = _known_of(assessment, evidence)
    outlook = _outlook(viewed, evidence, on)
    rank = policy.rank_of.get(assessment.level, 0)
    if rank == 0:
        reports = list(_missing_reports(viewed, known, tolerated=policy.max_missing_days.value))
        found = [*reports, *blocking_unknown(viewed, outlook, reports)]
    elif rank == policy.levels[0].rank:
        return []
    else:
        others = _still(_beside_values(viewed, known, rank), on)
        values = blocking_values(viewed, outlook, others) if weighs_values(policy) else ()
        found = [*values, *others]
    return _still(found, on) or [_day_open(assessment, on)]


def _beside_values(viewed: Viewed, known: _Known | None, rank: int) -> Iterator[BlockingCondition]:
    """What keeps a level above the lowest besides values of indicators."""
    policy = viewed.policy
    plain = [rule for rule in policy.rules if policy.rank_of[rule.level] >= rank and not is_measured(rule)]
    keeping = [rule for rule in plain if _holds(viewed, known, rule)]
    yield from _outbreaks(viewed, known, keeping)
    yield from _neighbors(viewed, rank)
    yield from _cases(viewed, known, keeping)
    yield from _missing_reports(viewed, known, tolerated=0)
    yield from _hold(viewed)
    yield from _qualifying(viewed)


def _outlook(viewed: Viewed, evidence: Evidence | None, on: date) -> OwnOutlook | None:
    if evidence is None or not weighs_values(viewed.policy):
        return None
    return own_outlook(viewed.policy, evidence, evidence.ward_codes.index(viewed.assessment.ward_code), on)


def _still(found: Iterable[BlockingCondition], on: date) -> list[BlockingCondition]:
    return [each for each in found if each.until is None or each.until >= on]


@dataclass(frozen=True)
class _Known:
    """Day by day what is known of one ward up to the day judged; counts and reports oldest first."""

    days: list[date]
    counts: NDArray[np.int32]
    reported: NDArray[np.bool_]
    outbreaks: dict[str, OutbreakFact]


def _known_of(assessment: Assessment, evidence: Evidence | None) -> _Known | None:
    if evidence is None:
        return None
    start = evidence.first_day - timedelta(days=evidence.history_days)
    ward = evidence.ward_codes.index(assessment.ward_code)
    first = max(0, (assessment.window_start - start).days)
    stop = min(evidence.counts.shape[1], (assessment.as_of - start).days + 1)
    if stop <= first:
        return None
    return _Known(
        days=[start + timedelta(days=offset) for offset in range(first, stop)],
        counts=evidence.counts[ward, first:stop],
        reported=evidence.reported[ward, first:stop],
        outbreaks={each.outbreak_id: each for each in evidence.outbreaks},
    )


def _holds(viewed: Viewed, known: _Known | None, rule: Rule) -> bool:
    """Whether a rule of the held level or a stricter one matches: the one that decided, or one seen to match."""
    if rule.id == viewed.assessment.own_rule_id:
        return True
    return all(_met(viewed, known, each) for each in rule.all_of) and (
        not rule.any_of or any(_met(viewed, known, each) for each in rule.any_of)
    )


def _met(viewed: Viewed, known: _Known | None, condition: Condition) -> bool:
    if condition.cases is not None:
        return cases_fulfil(viewed, condition.cases)
    placed, linked = condition.outbreak_in_ward, condition.linked_to_outbreak
    if placed is not None:
        return bool(_matching(viewed, known, placed, "outbreaks"))
    return linked is not None and bool(_matching(viewed, known, linked, "linked_outbreaks"))


def _matching(viewed: Viewed, known: _Known | None, condition: OutbreakCondition, key: str) -> list[str]:
    """Ids of the outbreaks noted under a key that match; without their attributes only what matches any outbreak."""
    noted = viewed.assessment.evidence.get(key, [])
    if known is not None:
        facts = known.outbreaks
        return [each for each in noted if each in facts and outbreak_matches(condition, facts[each])]
    asks_nothing = condition.source_known is None and not condition.settings
    return noted if asks_nothing else []


def _outbreaks(viewed: Viewed, known: _Known | None, keeping: Sequence[Rule]) -> Iterator[BlockingCondition]:
    conditions = [each for rule in keeping for each in (*rule.any_of, *rule.all_of)]
    placed = [each.outbreak_in_ward for each in conditions if each.outbreak_in_ward is not None]
    linked = [each.linked_to_outbreak for each in conditions if each.linked_to_outbreak is not None]
    for code, key, asked, vi, en in (
        ("open_outbreak", "outbreaks", placed, "Ổ dịch chưa kết thúc", "Outbreak not ended"),
        ("linked_outbreak", "linked_outbreaks", linked, "Liên quan ổ dịch chưa kết thúc", "Linked outbreak not ended"),
    ):
        if asked and viewed.assessment.evidence.get(key):
            matching = {each for condition in asked for each in _matching(viewed, known, condition, key)}
            # The deciding rule did match; which outbreak it was is not known without the attributes.
            ids = sorted(matching) or viewed.assessment.evidence[key]
            names = [viewed.outbreak_names.get(each, each) for each in ids]
            yield _named(code, Phrase(vi, en), names, until=_all_end(known, ids))


def _all_end(known: _Known | None, outbreak_ids: Iterable[str]) -> date | None:
    """The last day on which any of these outbreaks is open, if an end is recorded for all of them."""
    facts = [known.outbreaks.get(each) for each in outbreak_ids] if known else [None]
    ends = [each.closed_on for each in facts if each is not None and each.closed_on is not None]
    return max(ends) - ONE_DAY if ends and len(ends) == len(facts) else None


def _neighbors(viewed: Viewed, rank: int) -> Iterator[BlockingCondition]:
    policy = viewed.policy
    for rule in policy.adjacency:
        codes = viewed.assessment.evidence.get(neighbors_key(rule), [])
        if policy.rank_of[rule.level] >= rank and codes:
            names = [viewed.neighbor_names.get(each, "") for each in codes]
            vi, en = policy.label(rule.neighbor_own_level)
            count = len(codes)
            words = Phrase(
                f"Giáp ranh {count} nơi đang ở {vi} theo tiêu chí riêng hoặc theo quyết định",
                f"Borders {'a ward' if count == 1 else f'{count} wards'} at {en} by own criteria or by decision",
            )
            yield _named("neighbor_at_level", words, names if all(names) else [], until=None)


def _named(code: str, words: Phrase, names: Sequence[str], *, until: date | None) -> BlockingCondition:
    listed = f": {', '.join(names)}" if names else ""
    vi, en = (first_fitting([f"{each}{listed}.", f"{each} ({len(names)})."]) for each in words)
    return BlockingCondition(code, vi, en, until)


def _cases(viewed: Viewed, known: _Known | None, keeping: Sequence[Rule]) -> Iterator[BlockingCondition]:
    conditions = [each.cases for rule in keeping for each in (*rule.any_of, *rule.all_of) if each.cases is not None]
    for condition in dict.fromkeys(conditions):
        if cases_fulfil(viewed, condition):
            until = _cases_count_until(viewed, known, condition)
            words = case_words(condition.classes)
            counted = viewed.disclosure.total_text(viewed.cells(condition.classes))
            window, last = viewed.policy.window_days.value, day(until)
            latest = Phrase("", "") if known else Phrase("chậm nhất ", " at the latest")
            yield BlockingCondition(
                "cases_in_window",
                f"Còn {counted.vi} {words.vi} trong {window} ngày xét, {latest.vi}đến hết {last.vi}.",
                f"In the {window}-day window, {words.en}: {counted.en}, until {last.en}{latest.en}.",
                until,
            )


def _cases_count_until(viewed: Viewed, known: _Known | None, condition: CaseCondition) -> date:
    """The last day on which a fulfilled condition is still fulfilled without further cases."""
    stays = timedelta(days=viewed.policy.window_days.value - 1)
    if known is None:
        return viewed.assessment.as_of + stays
    columns = [CASE_CLASSES.index(each) for each in condition.classes]
    newest_first = known.counts[::-1, columns].sum(axis=1).cumsum()
    # The condition ends when the oldest case it cannot do without leaves the window.
    needed = int(np.searchsorted(newest_first, condition.at_least))
    if needed == len(known.days):
        return viewed.assessment.as_of  # That case lies before the days known here: the window has passed it.
    return known.days[::-1][needed] + stays


def _missing_reports(viewed: Viewed, known: _Known | None, *, tolerated: int) -> Iterator[BlockingCondition]:
    """The days without a report, if more than are tolerated; they block until few enough are left in the window."""
    assessment = viewed.assessment
    if assessment.missing_days <= tolerated:
        return
    last_closed = assessment.as_of if assessment.closed else assessment.as_of - ONE_DAY
    missing = [] if known is None else _unreported(known, last_closed)
    if known is not None and len(missing) <= tolerated:
        return  # The others lie before the days known here: the window has passed them.
    decisive = missing[-1 - tolerated] if missing else last_closed
    until = decisive + timedelta(days=viewed.policy.window_days.value - 1)
    latest = Phrase("", "") if missing else Phrase("chậm nhất ", " at the latest")
    count, end = len(missing) or assessment.missing_days, day(until)
    vi, en = [], []
    for days in _day_lists(missing):
        vi.append(f"Thiếu báo cáo {count} ngày{days.vi}: bổ sung, hoặc chờ {latest.vi}đến hết {end.vi}.")
        en.append(f"Days without a report: {count}{days.en}; send them, or wait until {end.en}{latest.en}.")
    yield BlockingCondition("missing_reports", first_fitting(vi), first_fitting(en), until)


def _unreported(known: _Known, last_closed: date) -> list[date]:
    days = zip(known.days, known.reported.tolist(), strict=True)
    return [each for each, reported in days if not reported and each <= last_closed]


def _day_lists(days: Sequence[date]) -> list[Phrase]:
    """Days one by one, or for short from the first to the last; nothing when they are not known."""
    if not days:
        return [Phrase("", "")]
    span = period(days[0], days[-1])
    every = Phrase(", ".join(day(each).vi for each in days), ", ".join(day(each).en for each in days))
    return [Phrase(f" ({each.vi})", f" ({each.en})") for each in (every, span)]


def _hold(viewed: Viewed) -> Iterator[BlockingCondition]:
    earliest = may_fall_from(viewed.assessment, viewed.policy)
    if earliest is None:
        return
    hold = viewed.policy.persistence.hold_of(viewed.assessment.level)
    vi, en = viewed.policy.label(viewed.assessment.level)
    begun, until = day(earliest - timedelta(days=hold)), earliest - ONE_DAY
    end = day(until)
    yield BlockingCondition(
        "hold_not_over",
        f"{vi} phải giữ ít nhất {hold} ngày, từ {begun.vi} đến hết {end.vi}.",
        f"{en} is held for at least {hold} days, from {begun.en} until {end.en}.",
        until,
    )


def _qualifying(viewed: Viewed) -> Iterator[BlockingCondition]:
    assessment = viewed.assessment
    needed = viewed.policy.persistence.qualifying_of(assessment.level)
    held_of_its_own = assessment.raw_level == assessment.level
    counted = assessment.own_qualifying_days if held_of_its_own else assessment.qualifying_days
    if needed > 1 and counted < needed:
        yield BlockingCondition(
            "qualifying_days",
            f"Mới có {counted} trong {needed} ngày liên tiếp đủ điều kiện hạ mức.",
            f"Only {counted} of {needed} qualifying days in a row so far.",
            None,
        )


def _day_open(assessment: Assessment, on: date) -> BlockingCondition:
    waited_for = day(max(on, assessment.as_of))
    return BlockingCondition(
        "day_open",
        f"Mức chỉ hạ khi ngày {waited_for.vi} đã chốt.",
        f"The level falls only once {waited_for.en} has closed.",
        None,
    )
