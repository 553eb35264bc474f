"""A back-test meets what was stored where draft and active are one, counts what would differ, and writes nothing."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from sqlalchemy import Engine, event, func, select
from sqlalchemy.orm import Session

from app.domain.disclosure import Disclosure
from app.domain.errors import InvalidPolicy, InvalidValue, NothingToJudge
from app.domain.level_comparison import Verdict
from app.domain.policy import Policy
from app.services.backtest import BacktestReport, run_backtest
from app.services.policy_library import shipped_policy
from app.services.site_rules import SiteRules
from app.storage.assessments import assessments_on
from app.storage.tables.base import Base
from tests.accounts import NOW
from tests.site import ONE_DAY, TODAY, WARDS, Site, counts, day, open_site
from tests.spec.situation import with_persistence
from tests.unit.domain.policies import at_least, make_policy, make_rule, number

CT06, MOH = shipped_policy("hanoi-ct06-2021"), shipped_policy("moh-2686-2021")
FIRST, LAST = day(-20), TODAY - ONE_DAY
TRUE_COUNTS = Disclosure.open()


@pytest.fixture
def site(engine: Engine) -> Site:
    """25 judged days: I silent for a while, a case in E, an outbreak in C, a withdrawal, late counts."""
    site = open_site(engine)
    site.post_zeros(day(-25), LAST, wards=tuple(ward for ward in WARDS if ward != "I"))
    site.post_zeros(day(-8), LAST, wards=("I",))
    site.correct("E", day(-22), counts(1))
    site.declare("C", opened_on=day(-10), source_known=True)
    site.adopt("hanoi-ct06-2021", day(-25))
    site.run(*(day(offset) for offset in range(-25, 0)))
    site.correct("A", day(-6), None)
    site.correct("G", day(-4), counts(known=2))
    return site


def backtest(
    site: Site,
    draft: Policy = CT06,
    first: date = FIRST,
    last: date = LAST,
    *,
    disclosure: Disclosure = TRUE_COUNTS,
) -> BacktestReport:
    """Run one as a reader."""
    with site.read_sessions() as session:
        return run_backtest(
            session,
            rules=site.rules,
            draft=draft,
            first_day=first,
            last_day=last,
            now=site.clock.now,
            disclosure=disclosure,
        )


def stored_levels(site: Site, on: date) -> dict[str, int]:
    """How many wards were judged at each level on a day."""
    with site.read_sessions() as session:
        found = assessments_on(session, scheme=site.rules.scheme, days=[on])
    levels = [each.level for each in found.values()]
    return {level: levels.count(level) for level in set(levels)}


def counted_levels(report: BacktestReport, offset: int) -> dict[str, int]:
    """How many wards the active side counts at each level on a day."""
    side = report.result.active
    return {level: count for level, count in zip(side.level_ids, side.wards[offset].tolist(), strict=True) if count}


def test_the_active_side_is_what_was_stored(site: Site) -> None:
    report = backtest(site)
    assert report.result.days[0] == FIRST
    assert report.result.days[-1] == LAST
    for offset, on in enumerate(report.result.days):
        assert counted_levels(report, offset) == stored_levels(site, on)


def test_a_draft_that_is_the_active_policy_differs_nowhere(site: Site) -> None:
    report = backtest(site)
    assert not report.result.wards_differing.any()
    assert report.result.draft.wards.tolist() == report.result.active.wards.tolist()


def test_the_first_day_stands_on_the_days_before_it(site: Site) -> None:
    whole, late = backtest(site), backtest(site, first=day(-3))
    assert late.judged_from == day(-25)
    assert late.result.active.wards.tolist() == whole.result.active.wards[-3:].tolist()
    assert late.result.active.raised.tolist() == whole.result.active.raised[-3:].tolist()


def test_a_milder_draft_is_told_ward_by_ward(site: Site) -> None:
    report = backtest(site, MOH)
    by_ward = dict(zip(report.register.codes, report.result.days_by_verdict.tolist(), strict=True))
    assert by_ward["C"][Verdict.MILDER] == 10
    assert by_ward["C"][Verdict.STRICTER] == 0
    assert report.result.wards_by_verdict[:, Verdict.UNORDERED].sum() == 0
    assert (report.result.people_differing == report.result.wards_differing * 1000).all()


def test_a_shorter_hold_opens_earlier(site: Site) -> None:
    report = backtest(site, with_persistence(CT06, hold_days=0, qualifying_days=1))
    assert report.result.draft.lowered.sum() >= report.result.active.lowered.sum()
    assert report.draft_version != report.active[0].version


def test_the_active_side_follows_adoptions(site: Site) -> None:
    site.adopt("moh-2686-2021", day(-5))
    report = backtest(site, MOH)
    assert [(each.policy.id, each.first_day) for each in report.active] == [
        ("hanoi-ct06-2021", day(-25)),
        ("moh-2686-2021", day(-5)),
    ]
    for offset, on in enumerate(report.result.days):
        assert counted_levels(report, offset) == stored_levels(site, on)


def test_policies_that_ended_before_the_days_asked_are_left_out(site: Site) -> None:
    site.adopt("moh-2686-2021", day(-15))
    assert [each.policy.id for each in backtest(site, first=day(-5)).active] == ["moh-2686-2021"]


def test_days_before_anything_was_known_are_judged_unknown(site: Site) -> None:
    report = backtest(site, first=day(-30))
    assert report.judged_from == day(-30)
    assert counted_levels(report, 0) == {"unknown": 9}


def test_a_site_without_any_report_is_unknown(engine: Engine) -> None:
    report = backtest(open_site(engine))
    assert report.result.active.wards[:, 0].tolist() == [9] * 20


@pytest.fixture
def statements(engine: Engine) -> Iterator[list[str]]:
    """Every statement that reaches the database."""
    seen: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        seen.append(statement)

    event.listen(engine, "before_cursor_execute", note)
    yield seen
    event.remove(engine, "before_cursor_execute", note)


def test_nothing_is_written(site: Site, statements: list[str]) -> None:
    before = rows_by_table(site)
    statements.clear()
    backtest(site, MOH)
    assert {each.split()[0].upper() for each in statements} <= {"SELECT", "SET", "BEGIN"}
    assert rows_by_table(site) == before


def rows_by_table(site: Site) -> dict[str, int]:
    """How many rows each table has."""
    with site.read_sessions() as session:
        return {
            name: session.scalar(select(func.count()).select_from(table)) or 0
            for name, table in Base.metadata.tables.items()
        }


@pytest.mark.parametrize(
    ("first", "last", "pointer"),
    [(FIRST, TODAY, "/to"), (FIRST, day(30), "/to"), (LAST, FIRST, "/from"), (day(-367), LAST, "/from")],
)
def test_days_that_cannot_be_replayed_are_refused(site: Site, first: date, last: date, pointer: str) -> None:
    with pytest.raises(InvalidValue) as refused:
        backtest(site, first=first, last=last)
    assert refused.value.errors[0].pointer == pointer


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"window_days": number(367)}, "367 ngày nhìn lại"),
        (
            {
                "rules": [
                    make_rule("red", name=f"rule-{least}", any_of=[at_least(least, "imported")])
                    for least in range(150, 10, -1)
                ],
            },
            "quy tắc và bảng",
        ),
    ],
)
def test_a_draft_too_large_for_a_usual_machine_is_refused(site: Site, changes: dict[str, Any], said: str) -> None:
    with pytest.raises(InvalidPolicy) as refused:
        backtest(site, make_policy(**changes))
    assert said in refused.value.detail_vi


def test_a_year_is_taken(site: Site) -> None:
    assert len(backtest(site, first=day(-366)).result.days) == 366


def test_a_site_without_wards_has_nothing_to_replay(session: Session) -> None:
    with pytest.raises(NothingToJudge):
        run_backtest(
            session,
            rules=SiteRules(),
            draft=CT06,
            first_day=FIRST,
            last_day=LAST,
            now=NOW,
            disclosure=TRUE_COUNTS,
        )


def test_for_a_stranger_a_hidden_count_is_the_most_it_could_be_on_both_sides(site: Site) -> None:
    from_two = make_policy(rules=[make_rule("red", any_of=[at_least(2, "community_unknown_source")])])
    true, shown = backtest(site, from_two), backtest(site, from_two, disclosure=Disclosure(3))

    # E had one case, on day −22; three days of the window reach into the days asked for.
    assert true.result.draft.wards.tolist() != shown.result.draft.wards.tolist()
    assert counted_levels(shown, 0) == counted_levels(true, 0)  # the active order asks for any case at all
