"""Random histories to judge: up to six wards and 45 days, cases, gaps in reporting, outbreaks, at times an open day."""

from __future__ import annotations

from itertools import combinations

from hypothesis import strategies as st

from app.domain.policy import Policy
from app.domain.vocabulary import CASE_CLASSES, CaseClass, OutbreakSetting
from app.services.policy_library import shipped_policy
from tests.spec.situation import CT06, MOH, DrawnOutbreak, Situation, with_persistence

WARDS = ("A", "B", "C", "D", "E", "F")
LAST_DAY = 45
FIRST_REPORTING_DAY = -12
"""The first day a window that ends on day 1 looks at."""
Case = tuple[str, int, CaseClass, int]

shipped = st.sampled_from([shipped_policy(CT06), shipped_policy(MOH)])


@st.composite
def policies(draw: st.DrawFn) -> Policy:
    """A shipped policy, perhaps with another hold and another N."""
    policy = draw(shipped)
    if draw(st.booleans()):
        return policy
    return with_persistence(policy, hold_days=draw(st.integers(0, 14)), qualifying_days=draw(st.integers(1, 4)))


@st.composite
def histories(draw: st.DrawFn, *, shortest_outbreak: int = 0) -> tuple[Situation, int]:
    """A situation and its last day; no outbreak closes before it was open `shortest_outbreak` days."""
    wards = WARDS[: draw(st.integers(1, len(WARDS)))]
    last = draw(st.just(LAST_DAY) | st.integers(1, LAST_DAY))
    pairs = list(combinations(wards, 2))
    situation = Situation(
        wards=wards,
        borders=tuple(draw(st.lists(st.sampled_from(pairs), unique=True, max_size=8))) if pairs else (),
        open_from=draw(st.sampled_from([None, last, max(1, last - 1)])),
    )
    situation.missing = draw(_gaps(wards, last))
    situation.counts = {
        (ward, day, case_class): count
        for ward, day, case_class, count in draw(st.lists(cases(wards, last), max_size=8))
        if (ward, day) not in situation.missing
    }
    situation.outbreaks = draw(st.lists(outbreaks(wards, last, shortest=shortest_outbreak), max_size=4))
    return situation, last


def cases(wards: tuple[str, ...], last: int) -> st.SearchStrategy[Case]:
    """New cases of one class in one ward, reported for one day."""
    return st.tuples(
        st.sampled_from(wards),
        st.integers(FIRST_REPORTING_DAY, last),
        st.sampled_from(CASE_CLASSES),
        st.integers(1, 3),
    )


@st.composite
def outbreaks(draw: st.DrawFn, wards: tuple[str, ...], last: int, *, shortest: int = 0) -> DrawnOutbreak:
    """An outbreak of any kind, opened up to two weeks before the first judged day."""
    opened = draw(st.integers(FIRST_REPORTING_DAY, last))
    days = draw(st.integers(shortest, shortest + 3) | st.integers(shortest, shortest + 20) | st.none())
    some_wards = st.lists(st.sampled_from(wards), unique=True, max_size=2).map(tuple)
    return DrawnOutbreak(
        wards=draw(some_wards),
        opened=opened,
        closed=None if days is None else opened + days,
        source_known=draw(st.booleans()),
        setting=draw(st.sampled_from(OutbreakSetting)),
        linked=draw(some_wards),
    )


@st.composite
def _gaps(draw: st.DrawFn, wards: tuple[str, ...], last: int) -> set[tuple[str, int]]:
    """Runs of days without a report, some of one day, some that never end."""
    run = st.tuples(st.sampled_from(wards), st.integers(FIRST_REPORTING_DAY, last), st.sampled_from([1, 2, 3, 9, 60]))
    return {
        (ward, start + offset) for ward, start, length in draw(st.lists(run, max_size=4)) for offset in range(length)
    }
