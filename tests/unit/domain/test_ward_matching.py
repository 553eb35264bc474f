"""Which ward a name or code means: taken when it can be no other, else left over with those that may be meant."""

from __future__ import annotations

import pytest

from app.domain.register import Ward
from app.domain.ward_matching import MOST_SEARCHED, MatchedBy, NoMatch, Unmatched, WardFinder, WardMatch
from tests.sheets import DONG_ANH, hanoi, named_ward

FINDER = WardFinder(hanoi().wards, DONG_ANH)
EVERYWHERE = WardFinder(hanoi().wards)


def code_of(finder: WardFinder, name: str, **said: str) -> str:
    found = finder.find(name, **said)
    assert isinstance(found, WardMatch), found
    return found.ward.code


def left(finder: WardFinder, name: str, **said: str) -> Unmatched:
    found = finder.find(name, **said)
    assert isinstance(found, Unmatched)
    return found


@pytest.mark.parametrize(
    "ward", [ward for ward in hanoi().wards if ward.district_code == "017"], ids=lambda ward: ward.name
)
def test_every_ward_is_found_by_its_own_name_and_code(ward: Ward) -> None:
    assert code_of(FINDER, ward.name) == code_of(FINDER, "", code=ward.code) == ward.code


@pytest.mark.parametrize(
    "spelling",
    [
        "Hải Bối",
        "hai boi",
        "HẢI BỐI",
        "Xã Hải Bối",
        "xã  hải  bối",
        "X. Hải Bối",
        "X.Hải Bối",
        "x hai boi",
        "Hải-Bối",
        "HảiBối",
        "1. Hải Bối",
        "- Xã Hải Bối",
        "Hải Bối (Đông Anh)",
        "Xã Hải Bối, huyện Đông Anh",
        "Ha\u0309i Bo\u0302\u0301i",
        "Hải\u00a0Bối",
        "Phường Hải Bối",
        "508",
        "00508",
    ],
)
def test_one_ward_is_found_in_any_spelling(spelling: str) -> None:
    assert code_of(FINDER, spelling) == "00508"


@pytest.mark.parametrize("spelling", ["Thuỵ Lâm", "Thụy Lâm", "Thuị Lâm", "thuy lam"])
def test_y_and_i_and_the_place_of_a_tone_do_not_matter(spelling: str) -> None:
    assert code_of(FINDER, spelling) == "00460"


@pytest.mark.parametrize(
    "spelling", ["Thị trấn Đông Anh", "TT Đông Anh", "TT. Đông Anh", "tt.đông anh", "Đông Anh", "Thị trấn: Đông Anh"]
)
def test_a_town_is_found_by_its_short_kind(spelling: str) -> None:
    assert code_of(FINDER, spelling) == "00454"


def test_a_district_is_no_ward() -> None:
    assert left(FINDER, "Huyện Đông Anh").why is NoMatch.UNKNOWN
    assert (
        FINDER.district_code("Huyện Đông Anh")
        == FINDER.district_code("H. Đông Anh")
        == FINDER.district_code("17")
        == "017"
    )


@pytest.mark.parametrize("spelling", ["Hải Bốii", "Hải Bi", "Hai Bio", "Hia Boi", "Hải Bối x"])
def test_a_name_one_letter_away_is_suggested_and_never_taken(spelling: str) -> None:
    found = left(FINDER, spelling)

    assert [ward.code for ward in found.candidates] == ["00508"]
    assert "Có phải Xã Hải Bối, Huyện Đông Anh?" in found.message.vi
    assert "Did you mean Xã Hải Bối, Huyện Đông Anh?" in found.message.en


def test_a_ward_of_another_district_says_so() -> None:
    found = left(FINDER, "Phúc Xá")

    assert (found.why, [ward.code for ward in found.candidates]) == (NoMatch.OTHER_DISTRICT, ["00001"])
    assert "Phường Phúc Xá, Quận Ba Đình" in found.message.vi


def test_a_name_of_several_wards_needs_its_district_or_kind() -> None:
    assert left(EVERYWHERE, "Minh Khai").why is NoMatch.AMBIGUOUS
    assert code_of(EVERYWHERE, "Minh Khai", district="Hai Bà Trưng") == "00295"
    assert code_of(EVERYWHERE, "Minh Khai", district="021") == "00613"
    assert code_of(EVERYWHERE, "Minh Khai", likely_district="007") == "00295"
    assert code_of(EVERYWHERE, "Minh Khai (Bắc Từ Liêm)") == "00613"


def test_scope_tells_wards_of_one_name_apart() -> None:
    assert code_of(WardFinder(hanoi().wards, frozenset({"007"})), "Minh Khai") == "00295"


def test_a_code_whose_name_is_misspelt_is_taken() -> None:
    assert code_of(FINDER, "Hải Bốii", code="00508") == "00508"
    assert code_of(FINDER, "hoàn toàn khác", code="00508") == "00508"


def test_a_code_and_the_name_of_another_ward_are_left_over() -> None:
    assert left(FINDER, "Vân Nội", code="00508").why is NoMatch.CODE_AND_NAME_DIFFER
    assert left(FINDER, "Vân Nộii", code="00508").why is NoMatch.CODE_AND_NAME_DIFFER


def test_nothing_names_no_ward() -> None:
    assert FINDER.find("") is None


def test_a_name_in_use_goes_before_a_former_one() -> None:
    old = named_ward("1", "Xã Mới", "Xã", "9", "Huyện X")
    new = named_ward("2", "Xã Cũ", "Xã", "9", "Huyện X")
    finder = WardFinder((old, new), None, {"1": ("Cũ", "Xưa")})

    assert code_of(finder, "Cũ") == "2"
    found = finder.find("xã Xưa")
    assert isinstance(found, WardMatch)
    assert (found.ward.code, found.matched_by) == ("1", MatchedBy.OLD_NAME)


def test_a_former_name_of_two_wards_is_left_over() -> None:
    wards = (named_ward("1", "Xã A B", "Xã", "9", "X"), named_ward("2", "Xã C D", "Xã", "9", "X"))

    assert left(WardFinder(wards, None, {"1": ("Xưa",), "2": ("Xưa",)}), "Xưa").why is NoMatch.AMBIGUOUS


def test_numbered_wards_are_found_by_their_number() -> None:
    wards = tuple(named_ward(f"2677{number}", f"Phường {number}", "Phường", "760", "Quận 1") for number in (1, 10))

    assert [code_of(WardFinder(wards), text) for text in ("P10", "P. 10", "Phường 10", "phuong 1")] == [
        "267710"
    ] * 3 + ["26771"]


def test_wards_without_districts_are_found() -> None:
    ward = named_ward("9", "Xã Một", "Xã", "", "")

    assert code_of(WardFinder((ward,)), "Một") == "9"


def test_near_names_are_looked_for_only_so_often() -> None:
    finder = WardFinder(hanoi().wards, DONG_ANH)
    for number in range(MOST_SEARCHED):
        finder.find(f"khong co {number}")

    assert left(finder, "Hải Bốii").candidates == ()
