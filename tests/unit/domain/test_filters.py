"""CQL2 filters: what passes, what is neither true nor false, and what is refused before a feature is looked at."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from app.domain.faults_of_queries import InvalidFilter
from app.domain.features import Feature, Field, FieldKind
from app.domain.filters import Language, compile_filter
from app.domain.reference_systems import ReferenceSystem
from app.formats.cql2_reading import read_filter
from tests.examples import examples

FIELDS = {
    each.name: each
    for each in (
        Field("level", FieldKind.TEXT, "", ""),
        Field("name", FieldKind.TEXT, "", ""),
        Field("people", FieldKind.INTEGER, "", ""),
        Field("none", FieldKind.NUMBER, "", ""),
        Field("decided", FieldKind.BOOLEAN, "", ""),
        Field("since", FieldKind.INSTANT, "", ""),
        Field("opened", FieldKind.DAY, "", ""),
        Field("closed", FieldKind.DAY, "", ""),
        Field("codes", FieldKind.TEXTS, "", ""),
    )
}
FEATURE = Feature(
    "00001",
    {
        "level": "red",
        "name": "Phường Đống Đa",
        "people": 5,
        "none": None,
        "decided": True,
        "since": datetime(2021, 9, 14, 11, tzinfo=UTC),
        "opened": date(2021, 9, 1),
        "closed": None,
        "codes": ("a", "b"),
    },
    shapely.box(105, 21, 106, 22),
)


def passes(text: str, feature: Feature = FEATURE, system: ReferenceSystem | None = None) -> bool | None:
    language = Language(FIELDS) if system is None else Language(FIELDS, system)
    return compile_filter(read_filter(text, "cql2-text"), language)(feature)


@pytest.mark.parametrize(
    "text",
    [
        "level = 'red'",
        "level <> 'green' AND NOT decided = false",
        "level IN ('green', 'red')",
        "level NOT IN ('green')",
        "people BETWEEN 5 AND 6",
        "people > 4 AND people <= 5",
        "5 = people",
        "people + 1 = 6 AND people * 2 > 9 AND people % 2 = 1",
        "people div 2 = 2 AND people ^ 2 = 25 AND people / 2 = 2.5",
        "none IS NULL AND level IS NOT NULL",
        "decided",
        "level LIKE 'r_d' AND name LIKE '%Đống%' AND level NOT LIKE 'R%'",
        "CASEI(name) = CASEI('PHƯỜNG ĐỐNG ĐA')",
        "ACCENTI(name) = ACCENTI('Phuong Dong Da')",
        "ACCENTI(CASEI(name)) LIKE '%dong da'",
        "since > TIMESTAMP('2021-09-14T17:59:59+07:00')",
        "since = '2021-09-14T11:00:00Z'",
        "opened = DATE('2021-09-01') AND opened < '2021-09-14T'",
        "T_AFTER(since, TIMESTAMP('2021-09-01T00:00:00Z'))",
        "T_BEFORE(opened, DATE('2021-10-01'))",
        "T_INTERSECTS(INTERVAL(opened, closed), INTERVAL('2022-01-01', '..'))",
        "T_DURING(since, INTERVAL('2021-09-01T00:00:00Z', '2021-10-01T00:00:00Z'))",
        "T_CONTAINS(INTERVAL('2021-08-01', '2021-10-01'), opened)",
        "T_EQUALS(opened, DATE('2021-09-01'))",
        "T_MEETS(INTERVAL('2021-08-01', '2021-09-01'), opened)",
        "T_DISJOINT(INTERVAL('..', '2020-01-01'), opened)",
        "A_CONTAINS(codes, ('a')) AND A_OVERLAPS(codes, ('b', 'z'))",
        "A_CONTAINEDBY(codes, ('a', 'b', 'c')) AND A_EQUALS(codes, ('b', 'a'))",
        "S_INTERSECTS(geometry, POINT(105.5 21.5))",
        "S_INTERSECTS(geometry, BBOX(104, 20, 105, 21))",
        "S_WITHIN(geometry, POLYGON((100 20, 110 20, 110 30, 100 30, 100 20)))",
        "S_CONTAINS(geometry, MULTIPOINT(105.5 21.5, 105.6 21.6))",
        "S_TOUCHES(geometry, POINT(105 21)) AND S_DISJOINT(geometry, POINT(1 1))",
        "S_CROSSES(geometry, LINESTRING(104 21.5, 107 21.5))",
        "S_OVERLAPS(geometry, POLYGON((105.5 21.5, 107 21.5, 107 23, 105.5 23, 105.5 21.5)))",
        "S_EQUALS(geometry, BBOX(105, 21, 106, 22))",
        "S_CONTAINS(POLYGON((100 20, 110 20, 110 30, 100 30, 100 20)), geometry)",
        "S_INTERSECTS(geometry, BBOX(170, -90, 105.2, 90))",
        "id = '00001' AND geometry IS NOT NULL",
        '"level" = level',
        "true OR none = 3",
    ],
)
def test_what_is_true_passes(text: str) -> None:
    assert passes(text) is True
    assert passes(f"NOT ({text})") is False


@pytest.mark.parametrize(
    "text",
    [
        "none = 3",
        "NOT none = 3",
        "none > 3 AND level = 'red'",
        "none = 3 OR level = 'green'",
        "none IN (1, 2)",
        "none BETWEEN 1 AND 2",
        "people / 0 = 1",
        "T_AFTER(closed, DATE('2021-09-01'))",
    ],
)
def test_what_leans_on_null_is_neither_true_nor_false(text: str) -> None:
    assert passes(text) is None


def test_a_feature_without_ground_passes_no_spatial_test() -> None:
    groundless = Feature("x", FEATURE.values, None)
    assert passes("S_INTERSECTS(geometry, POINT(105.5 21.5))", groundless) is None
    assert passes("geometry IS NULL", groundless) is True


def test_shapes_of_a_filter_are_in_its_reference_system_and_order_of_axes() -> None:
    latitude_first = ReferenceSystem("EPSG:4326")
    assert passes("S_INTERSECTS(geometry, POINT(21.5 105.5))", system=latitude_first) is True
    assert passes("S_INTERSECTS(geometry, BBOX(21.4, 105.4, 21.6, 105.6))", system=latitude_first) is True
    utm = ReferenceSystem("EPSG:32648")
    x, y = utm.from_lonlat(shapely.Point(105.5, 21.5)).coords[0]
    assert passes(f"S_INTERSECTS(geometry, POINT({x} {y}))", system=utm) is True


@pytest.mark.parametrize(
    "text",
    [
        "missing = 3",
        "level",
        "people",
        "'red'",
        "3",
        "foo(people) = 3",
        "foo(people)",
        "level = 3",
        "people > 'x'",
        "decided > true",
        "codes = 'a'",
        "codes < codes",
        "level = NULL",
        "people LIKE 'x'",
        "level LIKE level",
        "level LIKE '%%a%b%c%d%e%f%g%h%i%'",
        "level BETWEEN 'a' AND 'b'",
        "since = DATE('2021-09-14')",
        "since > '2021'",
        "opened = TIMESTAMP('2021-09-14T00:00:00Z')",
        "T_AFTER(since, DATE('2021-09-14'))",
        "T_AFTER(level, TIMESTAMP('2021-09-14T00:00:00Z'))",
        "A_CONTAINS(level, ('a'))",
        "A_CONTAINS(codes, (1, 2))",
        "S_INTERSECTS(geom, POINT(1 1))",
        "S_INTERSECTS(level, POINT(1 1))",
        "S_INTERSECTS(geometry, 'x')",
        "S_INTERSECTS(geometry, POLYGON((0 0, 1 1, 0 1, 1 0, 0 0)))",
        "S_INTERSECTS(geometry, BBOX(1, 5, 2, 4))",
        "S_INTERSECTS(geometry, BBOX(1, 91, 2, 92))",
        "geometry = 3",
        "CASEI(people) = 'x'",
        "level + 1 = 2",
        "people = 1e999",
    ],
)
def test_what_cannot_be_answered_is_refused_with_a_cure(text: str) -> None:
    with pytest.raises(InvalidFilter) as caught:
        passes(text)
    assert len(caught.value.detail_vi) > 20
    assert caught.value.detail_vi != caught.value.detail_en


@pytest.mark.parametrize(
    "tree",
    [
        None,
        [],
        {},
        {"op": "and"},
        {"op": "and", "args": [True]},
        {"op": 3, "args": []},
        {"op": "not", "args": []},
        {"op": "=", "args": [1]},
        {"op": "in", "args": [{"property": "level"}, "red"]},
        {"op": "in", "args": [{"property": "level"}, []]},
        {"op": "isNull", "args": []},
        {"property": 3},
        {"op": "s_intersects", "args": [{"property": "geometry"}, {"type": "Point"}]},
        {"op": "s_intersects", "args": [{"property": "geometry"}, {"type": "Point", "coordinates": []}]},
        {"op": "s_intersects", "args": [{"property": "geometry"}, {"bbox": [1, 2, 3]}]},
        {"op": "s_intersects", "args": [{"property": "geometry"}, {"bbox": "x"}]},
        {"op": "t_after", "args": [{"interval": "x"}, {"date": "2021-09-14"}]},
        {"op": "t_after", "args": [{"interval": ["a"]}, {"date": "2021-09-14"}]},
        {"op": "=", "args": [{"date": 3}, {"date": "2021-09-14"}]},
        {"op": "=", "args": [{"date": "2021-09-14x"}, {"property": "opened"}]},
        {"op": "=", "args": [{"date": "2021-W37-2"}, {"property": "opened"}]},
        {"op": "=", "args": [{"timestamp": "20210914T110000Z"}, {"property": "since"}]},
        {"op": "=", "args": [{"timestamp": "9999-12-31T23:59:59-14:00"}, {"property": "since"}]},
    ],
)
def test_a_tree_that_is_no_filter_is_refused(tree: Any) -> None:
    with pytest.raises(InvalidFilter):
        compile_filter(tree, Language(FIELDS))


_LEAVES = st.sampled_from(["level = 'red'", "none = 3", "people > 9", "decided", "true", "false"])
_TREES = st.recursive(
    _LEAVES,
    lambda inner: st.one_of(
        inner.map(lambda text: f"NOT ({text})"),
        st.tuples(inner, inner).map(lambda both: f"({both[0]}) AND ({both[1]})"),
        st.tuples(inner, inner).map(lambda both: f"({both[0]}) OR ({both[1]})"),
    ),
    max_leaves=5,
)


@settings(max_examples=examples(50))
@given(_TREES)
def test_not_turns_true_and_false_and_leaves_null(text: str) -> None:
    if text.count("(") > 8:
        return
    found, turned = passes(text), passes(f"NOT ({text})")
    assert turned is (None if found is None else not found)
