"""Who is told of what happens across a district line: the districts it touches, with wards and metres."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from app.domain.border import Touch
from app.domain.border_notices import BorderNotice, Happening, NoticeAction, notices_of
from app.domain.vocabulary import LockdownLayer
from tests.worlds import make_register

RING = Happening(
    Touch.RING, "OB0001", "Ổ dịch", NoticeAction.ISSUED, "ring/OB0001/2", datetime(2021, 8, 14, tzinfo=UTC)
)
MAP, DISTRICTS = "A B C / D E F / G H I", "1 1 2 / 1 1 2 / 3 3 3"


def told(ground: str, *own: str | None, layers: dict[str, LockdownLayer] | None = None) -> dict[str, BorderNotice]:
    register = make_register(MAP, districts=DISTRICTS)
    found = notices_of(register, RING, ground=ground, own_districts=frozenset(own), layers=layers)
    return {each.district_code: each for each in found}


def wards(notice: BorderNotice) -> dict[str, str]:
    return {each.ward_code: "".join(each.neighbor_codes) for each in notice.wards}


def test_districts_that_touch_the_ground_are_told_which_wards_do() -> None:
    found = told("E", "1")
    assert {code: wards(notice) for code, notice in found.items()} == {"2": {"F": "E"}, "3": {"H": "E"}}


def test_the_districts_it_is_of_hear_nothing() -> None:
    assert set(told("EF", "1", "2")) == {"3"}
    assert told("A", "1") == {}


def test_a_district_that_the_ground_reaches_into_is_told_of_the_wards_inside() -> None:
    found = told("ABDEF", "1", layers={"E": LockdownLayer.CORE, "F": LockdownLayer.NEXT})
    inside = {each.ward_code: (each.layer, "".join(each.neighbor_codes)) for each in found["2"].wards}
    assert inside == {"C": (None, "BF"), "F": (LockdownLayer.NEXT, "E")}


def test_metres_are_summed_over_the_wards_of_the_district() -> None:
    assert told("DE", "1")["3"].shared_border_m == pytest.approx(2 * 1038.9, rel=1e-3)


def test_without_districts_the_neighboring_ward_is_told() -> None:
    register = make_register("A B C")
    notices = notices_of(register, RING, ground="A", own_districts=frozenset({"A"}))
    assert [(each.district_code, [ward.ward_code for ward in each.wards]) for each in notices] == [("B", ["B"])]


def test_wards_that_are_gone_say_nothing() -> None:
    assert told("XYZ", "1") == {}
