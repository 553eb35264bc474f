"""What people type, and which units they find."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from app.domain.names import MatchRank, fold
from app.domain.register import District, Register
from app.domain.unit_search import FormerUnit, Hits, UnitSearch
from tests.worlds import make_register

DRAWN = make_register("A B C D / E F G H", districts="1 1 2 2 / 1 2 2 2")
NAMES = {
    "A": "Phường Phúc Xá",
    "B": "Phường Quang Trung",
    "C": "Thị trấn Đông Anh",
    "D": "Xã Kim Chung",
    "E": "Phường 10",
    "F": "Xã Đông Hội",
    "G": "Xã Xuân Canh",
    "H": "Xã Quang Trung",
}
PLACES = {"1": "Quận Ba Đình", "2": "Huyện Đông Anh"}


def named(register: Register) -> Register:
    """The drawn register under names of Hanoi."""
    wards = tuple(
        replace(
            each,
            name=NAMES[each.code],
            name_fold=fold(NAMES[each.code]),
            district_name=PLACES[each.district_code or ""],
        )
        for each in register.wards
    )
    districts = tuple(
        District(code, name, name.split()[0], fold(name), None, sum(each.district_code == code for each in wards))
        for code, name in PLACES.items()
    )
    return replace(register, wards=wards, districts=districts)


FORMER = (
    FormerUnit("Xã Xuân Nộn", "00457", date(2025, 7, 1), ("F", "G")),
    FormerUnit("Phường Phúc Tân", None, date(2020, 3, 1), ("A",)),
)
SEARCH = UnitSearch(named(DRAWN), FORMER)


def found(text: str, **asked: object) -> list[str]:
    """What answers, with the old name in brackets where it was found by one."""
    hits = SEARCH.search(text, **asked).found  # type: ignore[arg-type] # passed on as they come
    return [each.unit.code + (f"({each.was.name})" if each.was else "") for each in hits]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("phuc xa", ["A"]),
        ("PHÚC XÁ", ["A"]),
        ("p. phúc xá", ["A"]),
        ("p.10", ["E"]),
        ("10", ["E"]),
        ("đông anh", ["C", "2", "F", "D", "H", "G"]),
        ("huyện đông anh", ["2", "C", "F", "D", "H", "G"]),
        ("tt đông anh", []),
        ("tt. đông anh", ["C"]),
        ("quang trung", ["B", "H"]),
        ("xã quang trung", ["H", "B"]),
        ("quang trung ba đình", ["B"]),
        ("kim ch", ["D"]),
        ("chung", ["D"]),
        ("hung", []),
        ("d", ["D", "C", "F", "1", "2", "E", "A", "B", "H", "G"]),
        ("2", ["2"]),
        ("xuan non", ["F(Xã Xuân Nộn)", "G(Xã Xuân Nộn)"]),
        ("xuan", ["G", "F(Xã Xuân Nộn)"]),
        ("00457", ["F(Xã Xuân Nộn)", "G(Xã Xuân Nộn)"]),
        ("phuc tan", ["A(Phường Phúc Tân)"]),
        ("kimchung", ["D"]),
        ("xakimchung", ["D"]),
        ("p10", ["E"]),
        ("p10 ba đình", ["E"]),
        ("phuong10", ["E"]),
        ("kim chugn", ["D"]),
        ("kim chun", ["D"]),
        ("kin chung", ["D"]),
        ("kim chunng", ["D"]),
        ("xa kmi chung", ["D"]),
        ("ddoong hooij", ["F"]),
        ("ddoong anh", ["C", "2", "F", "D", "H", "G"]),
        ("d9o6ng ho6i5", ["F"]),
        ("xuân nộm", ["F(Xã Xuân Nộn)", "G(Xã Xuân Nộn)"]),
        ("không có", []),
        ("  ", []),
        ("", []),
        ("!?", []),
    ],
)
def test_a_text_finds(text: str, expected: list[str]) -> None:
    assert found(text) == expected


def test_a_district_may_be_asked_for_alone() -> None:
    assert found("quang trung", district_code="2") == ["H"]
    assert found("dong anh", district_code="1") == []
    assert found("xuan non", district_code="2") == ["F(Xã Xuân Nộn)", "G(Xã Xuân Nộn)"]


def test_wards_may_be_asked_for_alone() -> None:
    assert found("huyện đông anh", wards_only=True) == ["C", "F", "D", "H", "G"]


def test_the_best_are_told_and_all_are_counted() -> None:
    hits = SEARCH.search("d", limit=3)
    assert ([each.unit.code for each in hits.found], hits.count) == (["D", "C", "F"], 10)


def test_a_unit_found_by_its_name_is_not_found_again_by_an_old_one() -> None:
    search = UnitSearch(named(DRAWN), [FormerUnit("Xã Kim Chung Cũ", None, None, ("D",))])
    assert [(each.unit.code, each.was) for each in search.search("kim chung").found] == [("D", None)]


def test_what_is_nearly_right_answers_only_when_nothing_else_does() -> None:
    nearly, meant, right = (SEARCH.search(text).found[0] for text in ("kim chugn", "kim chungf", "kim"))
    assert (nearly.rank, nearly.approximate) == (MatchRank.NEAR, True)
    assert (meant.rank, meant.approximate) == (MatchRank.EXACT_WARD, True)
    assert (right.rank, right.approximate) == (MatchRank.WARD_PREFIX, False)


def test_an_empty_register_finds_nothing() -> None:
    assert UnitSearch(Register.empty()).search("a") == Hits((), 0)
