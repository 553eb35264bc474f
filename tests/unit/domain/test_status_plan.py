"""What a new plan changes about rows: ended, cancelled or begun; what did not change stays as it is."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from app.domain.standing import Segment
from app.domain.status_plan import Judged, Replan, Status, meeting, replan
from app.domain.vocabulary import StatusCause

NOW = datetime(2021, 10, 15, 3, tzinfo=UTC)
JUDGED = Judged("A", "drawn", "1", date(2021, 10, 15))


def at(hours: float) -> datetime:
    return NOW + timedelta(hours=hours)


def segment(hours: float, level: str, *, decision: str | None = None, cause: str = "assessment") -> Segment:
    return Segment(at(hours), level, "green", "green", None, decision, StatusCause(cause))


def row(hours: float, level: str, revision: int, *, decision: str | None = None, cause: str = "assessment") -> Status:
    """A row as a replan of an empty plan makes it."""
    (begun,) = replan(
        (), [segment(hours, level, decision=decision, cause=cause)], JUDGED, at=at(hours), revision=revision
    ).begun
    return begun


RED_FROM_5_TO_9 = [
    segment(1, "green"),
    segment(5, "red", decision="QD0001", cause="decision"),
    segment(9, "green", cause="decision_expired"),
]


def planned(revision: int = 2) -> list[Status]:
    """Green now, red decided from hour 5 to hour 9."""
    found = replan([row(0, "green", 1)], RED_FROM_5_TO_9, JUDGED, at=at(1), revision=revision)
    return [*found.moved, *found.begun]


def test_a_first_plan_only_begins_rows_and_they_meet() -> None:
    found = replan((), RED_FROM_5_TO_9, JUDGED, at=at(1), revision=1)
    assert (found.cancelled, found.moved) == ((), ())
    assert [each.until_instant for each in found.begun] == [at(5), at(9), None]
    assert [each.decided for each in found.begun] == [False, True, False]


def test_what_says_the_same_goes_on_and_its_end_is_moved() -> None:
    found = replan([row(0, "green", 1)], RED_FROM_5_TO_9, JUDGED, at=at(1), revision=2)
    assert [(each.from_instant, each.until_instant, each.until_revision) for each in found.moved] == [(NOW, at(5), 2)]
    assert [each.from_instant for each in found.begun] == [at(5), at(9)]


def test_the_same_plan_again_changes_nothing() -> None:
    rows = planned()
    again = [replace(RED_FROM_5_TO_9[0], from_instant=at(2)), *RED_FROM_5_TO_9[1:]]
    assert replan(rows, again, JUDGED, at=at(2), revision=3) == Replan()


def test_a_plan_given_up_is_cancelled_and_the_present_row_is_open_again() -> None:
    rows = planned()
    found = replan(rows, [segment(2, "green")], JUDGED, at=at(2), revision=3)
    assert [(each.from_instant, each.cancelled_revision) for each in found.cancelled] == [(at(5), 3), (at(9), 3)]
    assert [(each.from_instant, each.until_instant, each.until_revision) for each in found.moved] == [(NOW, None, None)]
    assert found.begun == ()


def test_a_planned_row_that_still_holds_keeps_its_revision() -> None:
    rows = planned()
    shorter = [
        segment(2, "green"),
        RED_FROM_5_TO_9[1],
        segment(7, "green", cause="decision_expired"),
    ]
    found = replan(rows, shorter, JUDGED, at=at(2), revision=3)
    assert [each.from_instant for each in found.cancelled] == [at(9)]
    assert [(each.from_revision, each.until_instant) for each in found.moved] == [(2, at(7))]
    assert [(each.from_instant, each.from_revision) for each in found.begun] == [(at(7), 3)]


def test_another_level_ends_the_present_row_now() -> None:
    found = replan([row(0, "green", 1)], [segment(3, "red")], JUDGED, at=at(3), revision=2)
    assert [(each.until_instant, each.until_revision) for each in found.moved] == [(at(3), 2)]
    assert [(each.from_instant, each.level) for each in found.begun] == [(at(3), "red")]


def test_a_row_that_begins_at_this_very_moment_gives_way() -> None:
    rows = planned()[1:]
    found = replan(rows, [segment(5, "orange")], JUDGED, at=at(5), revision=3)
    assert [each.from_instant for each in found.cancelled] == [at(5), at(9)]
    assert found.moved == ()
    assert [(each.from_instant, each.level) for each in found.begun] == [(at(5), "orange")]


def test_another_policy_begins_a_row_of_its_own() -> None:
    other = replace(JUDGED, policy_version="2")
    found = replan([row(0, "green", 1)], [segment(3, "green")], other, at=at(3), revision=2)
    assert [each.policy_version for each in found.begun] == ["2"]


def test_rows_meet_whatever_ends_they_were_stored_with() -> None:
    rows = planned()
    known_before = meeting([replace(rows[0], until_instant=at(2), until_revision=9)])
    assert [(each.until_instant, each.until_revision) for each in known_before] == [(None, None)]
    assert meeting(rows) == rows
