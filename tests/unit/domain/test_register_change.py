"""What a file changes: from which day a unit holds, what stays as it was, what ends."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import shapely

from app.domain.register_change import SINCE_EVER, RegisterChange, UnitContent, UnitLevel, UnitSpan, plan_change
from app.domain.vocabulary import BoundaryStatus

Y20, Y21, Y22, Y25 = (date(year, 7, 1) for year in (2020, 2021, 2022, 2025))


def unit(code: str, *, people: int = 100, level: UnitLevel = UnitLevel.WARD) -> UnitContent:
    return UnitContent(
        level=level,
        code=code,
        name=f"Xã {code}",
        kind="Xã",
        parent_code=None,
        population=people,
        population_on=None,
        area_km2=1.0,
        shape=shapely.MultiPolygon([shapely.box(0, 0, 1, 1)]),
        boundary_status=BoundaryStatus.OFFICIAL,
        notice_vi=None,
        notice_en=None,
    )


def stored(*spans: tuple[UnitContent, date, date | None]) -> list[UnitSpan]:
    return [UnitSpan(content, start, end, row_id, "v1") for row_id, (content, start, end) in enumerate(spans, start=1)]


def told(change: RegisterChange) -> list[tuple[str, int | None, date, date | None]]:
    return [(span.content.code, span.content.population, span.valid_from, span.valid_to) for span in change.new_spans]


def applied(spans: list[UnitSpan], change: RegisterChange) -> list[UnitSpan]:
    """What is believed after a change, as if stored."""
    kept = [span for span in spans if span.row_id not in change.superseded_rows]
    numbered = enumerate(change.new_spans, start=100 + len(spans))
    return kept + [
        replace(span, row_id=row_id, boundary_version=span.boundary_version or "v2") for row_id, span in numbered
    ]


def test_a_first_register_holds_since_ever() -> None:
    change = plan_change([], [(unit("A"), None)])
    assert told(change) == [("A", 100, SINCE_EVER, None)]
    assert change.added == ("A",)
    assert change.units_touched == 1


def test_a_unit_says_itself_from_when_it_holds() -> None:
    assert told(plan_change([], [(unit("A"), Y20)])) == [("A", 100, Y20, None)]


def test_the_day_of_the_import_goes_before_the_units_own() -> None:
    assert told(plan_change([], [(unit("A"), Y20)], valid_from=Y22)) == [("A", 100, Y22, None)]


def test_the_same_file_again_changes_nothing() -> None:
    change = plan_change(stored((unit("A"), Y20, None)), [(unit("A"), None)])
    assert change.units_touched == 0
    assert change.unchanged == ("A",)
    assert told(change) == []
    assert change.superseded_rows == ()


def test_a_correction_replaces_a_unit_from_its_own_first_day() -> None:
    change = plan_change(stored((unit("A"), Y20, None)), [(unit("A", people=7), None)])
    assert told(change) == [("A", 7, Y20, None)]
    assert change.superseded_rows == (1,)
    assert change.changed == ("A",)


def test_a_change_from_a_day_on_keeps_what_was_before() -> None:
    change = plan_change(stored((unit("A"), Y20, None)), [(unit("A", people=7), None)], valid_from=Y25)
    assert told(change) == [("A", 100, Y20, Y25), ("A", 7, Y25, None)]
    assert change.superseded_rows == (1,)


def test_what_was_before_keeps_the_boundaries_it_was_drawn_in() -> None:
    change = plan_change(stored((unit("A"), Y20, None)), [(unit("A", people=7), None)], valid_from=Y25)
    assert [span.boundary_version for span in change.new_spans] == ["v1", None]


def test_an_unchanged_unit_is_not_cut_in_two() -> None:
    change = plan_change(stored((unit("A"), Y20, None)), [(unit("A"), None)], valid_from=Y25)
    assert change.units_touched == 0


def test_a_unit_that_returns_unchanged_goes_on() -> None:
    spans = stored((unit("A"), Y20, Y22))
    assert told(plan_change(spans, [(unit("A"), None)])) == [("A", 100, Y20, None)]


def test_a_unit_that_ended_begins_again_where_it_ended() -> None:
    spans = stored((unit("A"), Y20, Y22), (unit("B"), Y20, None))
    change = plan_change(spans, [(unit("A", people=7), None), (unit("B"), None)])
    assert told(change) == [("A", 7, Y22, None)]
    assert change.added == ("A",)


def test_a_new_unit_without_a_day_holds_from_the_first_day_of_the_register() -> None:
    change = plan_change(stored((unit("A"), Y20, None)), [(unit("A"), None), (unit("B"), None)])
    assert told(change) == [("B", 100, Y20, None)]


def test_a_unit_left_out_ends_when_the_new_ones_begin() -> None:
    spans = stored((unit("A"), Y20, None), (unit("B"), Y20, None))
    change = plan_change(spans, [(unit("A"), None), (unit("C"), None)], valid_from=Y25)
    assert told(change) == [("B", 100, Y20, Y25), ("C", 100, Y25, None)]
    assert change.retired == ("B",)


def test_a_unit_left_out_of_a_correction_was_never_there() -> None:
    spans = stored((unit("A"), Y20, None), (unit("B"), Y21, None))
    change = plan_change(spans, [(unit("A"), None)])
    assert told(change) == []
    assert change.superseded_rows == (2,)
    assert change.retired == ("B",)


def test_a_correction_does_not_touch_units_that_ended_earlier() -> None:
    spans = stored((unit("A"), Y20, None), (unit("B"), Y20, Y22))
    assert plan_change(spans, [(unit("A"), None)]).units_touched == 0


def test_a_file_that_holds_from_an_earlier_day_overwrites_all_after_it() -> None:
    spans = stored((unit("A"), Y20, Y22), (unit("A", people=7), Y22, None), (unit("B"), Y20, Y25))
    change = plan_change(spans, [(unit("A", people=9), None)], valid_from=Y21)
    assert told(change) == [("A", 100, Y20, Y21), ("A", 9, Y21, None), ("B", 100, Y20, Y21)]
    assert change.superseded_rows == (1, 2, 3)


def test_other_words_about_the_boundaries_are_a_change() -> None:
    schematic = replace(unit("A"), boundary_status=BoundaryStatus.SCHEMATIC)
    change = plan_change(stored((schematic, Y20, None)), [(unit("A"), None)])
    assert change.changed == ("A",)


def test_a_ward_and_a_district_may_share_a_code() -> None:
    district = unit("001", level=UnitLevel.DISTRICT)
    change = plan_change([], [(unit("001"), None), (district, None)])
    assert change.added == ("001",)
    assert change.units_touched == 2


def test_a_change_of_a_district_alone_is_counted() -> None:
    spans = stored((unit("A"), Y20, None), (unit("1", level=UnitLevel.DISTRICT), Y20, None))
    renamed = replace(unit("1", level=UnitLevel.DISTRICT), name="Quận Một")
    change = plan_change(spans, [(unit("A"), None), (renamed, None)])
    assert (change.units_touched, change.changed, change.unchanged) == (1, (), ("A",))


def test_every_plan_settles_after_one_application() -> None:
    first = stored((unit("A"), Y20, Y22), (unit("A", people=7), Y22, None), (unit("B"), Y20, None))
    incoming = [(unit("A", people=9), None), (unit("C"), Y21)]
    for day in (None, Y21, Y22, Y25):
        change = plan_change(first, incoming, valid_from=day)
        assert plan_change(applied(first, change), incoming, valid_from=day).units_touched == 0, day
